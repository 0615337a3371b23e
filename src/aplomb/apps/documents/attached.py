"""The files of the inventory: versions of a document, and what waits to be put with one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.documents.queries import Line
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.files.names import Candidate, propose

_WITH = ("file", "file__received_by", "removed_by", "approved_by")


def versions(organisation_id: int, key: str) -> list[DocumentFile]:
    """The versions of a document, the latest first, those removed with their reason. One query."""
    rows = DocumentFile.objects.filter(organisation=organisation_id, line=key)
    return list(rows.select_related(*_WITH).order_by("-number"))


def current(found: Sequence[DocumentFile]) -> DocumentFile | None:
    """The latest of these versions that is still there."""
    return next((one for one in found if one.removed_at is None), None)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many files a line has, and whether the latest is approved."""

    files: int
    approved: bool


def counts(organisation_id: int) -> dict[str, Counted]:
    """What each line has in the way of files. One query."""
    rows = DocumentFile.objects.filter(organisation=organisation_id, removed_at__isnull=True)
    found = (
        rows.exclude(line="")
        .values("line")
        .annotate(
            n=Count("pk"),
            last=Max("number"),
            approved=Max("number", filter=Q(approved_at__isnull=False)),
        )
    )
    return {
        row["line"]: Counted(row["n"], approved=row["approved"] == row["last"]) for row in found.order_by()
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that has come in with others, and the document that its name proposes."""

    file: DocumentFile
    proposed: str


def waiting(organisation_id: int, user_id: int, lines: Sequence[Line]) -> list[Waiting]:
    """What this person sent that is with no document yet, each with a proposal among these lines. One query."""
    candidates = [Candidate(line.key, line.code, _titles(line)) for line in lines]
    rows = DocumentFile.objects.filter(
        organisation=organisation_id, line="", removed_at__isnull=True, file__received_by=user_id
    ).select_related(*_WITH)
    return [
        Waiting(row, propose(row.file.name, candidates) or "") for row in rows.order_by("file__name", "pk")
    ]


def _titles(line: Line) -> tuple[str, ...]:
    return tuple(text for _lang, text in line.text.languages)


def may(action: str, standing: Standing, organisation_id: int, record: DocumentRecord | None) -> bool:
    """Whether this person may do that to a line's files: an evaluator, only to those in their charge."""
    mine = record is not None and standing.user is not None and record.owner_id == standing.user.pk
    return standing.may(action, organisation_id, named=mine)
