"""Documents that a group or a network keeps for its sites: who has them, and their files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from aplomb.apps.documents import attached
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.documents.queries import OWN, SHARING, Line, holding
from aplomb.apps.organisations.lineage import below
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.organisations.kinds import Kind


def is_sharing(organisation: Organisation) -> bool:
    """Whether it is one that keeps documents for its sites."""
    return organisation.kind in SHARING


def sites_of(organisation: Organisation, on: date) -> list[Organisation]:
    """The sites that belong to it on a day; no query for what keeps nothing for others."""
    if not is_sharing(organisation):
        return []
    return [one for one in below(organisation, on) if one.kind == Kind.SITE]


def key_of(row: DocumentRecord) -> str:
    """Under which key its files are, at the organisation that keeps it."""
    return f"{row.referential}/{row.code}" if row.code else f"{OWN}/{row.pk}"


def files_of(lines: Iterable[Line]) -> dict[int, int]:
    """How many files each shared document has that a site can have, by record. One query; none where none is shared."""
    rows = [line.record for line in lines if line.shared_by and line.record]
    if not rows:
        return {}
    found = _given(rows).order_by().values_list("organisation_id", "line").annotate(n=Count("pk"))
    counted = {(organisation, line): n for organisation, line, n in found}
    return {
        row.pk: counted[row.organisation_id, key_of(row)]
        for row in rows
        if (row.organisation_id, key_of(row)) in counted
    }


def _given(rows: Sequence[DocumentRecord]) -> QuerySet[DocumentFile]:
    """The files of shared documents that are there, and that nobody reported."""
    named = Q()
    for row in rows:
        named |= Q(organisation=row.organisation_id, line=key_of(row))
    return DocumentFile.objects.filter(named, removed_at__isnull=True, file__reported_at__isnull=True)


def for_site(organisation_id: int, pk: int, on: date) -> DocumentRecord | None:
    """A document that a group shares with this site on a day, whatever the site says itself. One query."""
    rows = holding(organisation_id, on).exclude(organisation=organisation_id)
    return rows.select_related("organisation", "owner").filter(pk=pk).first()


def files(row: DocumentRecord) -> list[DocumentFile]:
    """Its versions that a site can have, the latest first. One query."""
    kept = attached.versions(row.organisation_id, key_of(row))
    return [one for one in kept if one.removed_at is None and one.file.reported_at is None]


@dataclass(frozen=True, slots=True)
class Holder:
    """A site of the group, and whether it says something of its own of the document."""

    site: Organisation
    own: bool


def holders(row: DocumentRecord, on: date) -> list[Holder]:
    """The sites of the group on a day, with those for which the document does not count. Two queries."""
    sites = sites_of(row.organisation, on)
    said: set[int] = set()
    if row.code:
        own = DocumentRecord.objects.filter(
            organisation__in=[site.pk for site in sites], referential=row.referential, code=row.code
        )
        said = set(own.order_by().values_list("organisation_id", flat=True))
    return [Holder(site, site.pk in said) for site in sites]


def used_by(rows: Iterable[DocumentRecord], sites: Sequence[Organisation]) -> dict[int, int]:
    """By how many of these sites each shared document is used. One query."""
    shared = [row for row in rows if row.shared]
    own = DocumentRecord.objects.filter(
        organisation__in=[site.pk for site in sites],
        code__in={row.code for row in shared if row.code},
    )
    said = own.order_by().values_list("referential", "code").annotate(n=Count("pk"))
    except_for = {(referential, code): n for referential, code, n in said}
    return {row.pk: len(sites) - except_for.get((row.referential, row.code), 0) for row in shared}
