"""What is read of the inventory: its lines, what they count as on a day, who may change them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.expected import Expectation
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.organisations.lineage import at_or_above
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.documents.inventory import RUNS_OUT_WITHIN, Record, State, Status
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.referentials.edition import Criterion, ExpectedDocument, Family
from aplomb.domain.shared.text import Text
from aplomb.web.prepared import Prepared

OWN = "own"
Said = Callable[[Any], Any]


# A group is nearer to its sites than the network that it is in.
SHARING = (Kind.GROUP, Kind.NETWORK)


def holding(organisation: int, on: date) -> QuerySet[DocumentRecord]:
    """What holds for an organisation on a day: what it says itself, and what its groups and networks share.

    Where several say something of one expected document, `settled` tells which one counts.
    """
    return DocumentRecord.objects.filter(
        Q(organisation=organisation) | Q(shared=True),
        at_or_above(DocumentRecord, "organisation_id", organisation, on),
    )


def settled(rows: Iterable[Any], mine: int, *, key: Said, of: Said, kind: Said) -> list[Any]:
    """The rows that count, in their order: of each expected document what the site says itself, else its group,
    else its network; of the documents that no referential expects, all.

    `key` gives what a row is about (an empty code: nothing expected), `of` and `kind` whose it is.
    """
    rows = list(rows)
    if all(of(row) == mine for row in rows):
        return rows
    first: dict[tuple[str, str], Any] = {}
    for row in sorted(rows, key=lambda row: (of(row) != mine, _nearness(kind(row)), of(row))):
        first.setdefault(key(row), row)
    return [row for row in rows if not key(row)[1] or first[key(row)] is row]


def _nearness(kind: str) -> int:
    return SHARING.index(Kind(kind)) if kind in SHARING else len(SHARING)


def records(organisation_id: int, referential: str, on: date) -> dict[str, Record]:
    """The inventory as the rules read it, by expected document of one referential; one query.

    `on` is the day on which the organisation's groups are asked.
    """
    rows = _RECORDS.rows(organisation=organisation_id, referential=referential, on=on)
    said = settled(
        rows, organisation_id, key=lambda row: (referential, row[0]), of=itemgetter(4), kind=itemgetter(5)
    )
    return {
        code: Record(State(state), kept_at, until, "" if whose == organisation_id else name)
        for code, state, kept_at, until, whose, _kind, name in said
    }


_RECORD = (
    "code", "state", "kept_at", "valid_until", "organisation_id", "organisation__kind", "organisation__name",
)  # fmt: skip
_RECORDS: Prepared[DocumentRecord] = Prepared(
    lambda organisation, referential, on: (
        holding(organisation, on).filter(referential=referential).exclude(code="").values_list(*_RECORD)
    )
)

INVENTORY = (
    "referential", "code", "title", "category", "state", "kept_at", "edition_label",
    "approved_on", "valid_until", "owner__public_id",
    "organisation_id", "organisation__kind", "organisation__name",
)  # fmt: skip
WHOSE, OF_WHICH_KIND, NAMED = 10, 11, 12
Inventory = tuple[tuple[Any, ...], ...]


def inventory(organisation_id: int, on: date) -> Inventory:
    """The whole inventory on a day, its lines as tuples of `INVENTORY`, in a stable order; one query."""
    rows = _INVENTORY.rows(organisation=organisation_id, on=on)
    found = settled(
        rows, organisation_id, key=lambda row: row[:2], of=itemgetter(WHOSE), kind=itemgetter(OF_WHICH_KIND)
    )
    return tuple(row if row[WHOSE] != organisation_id else (*row[:NAMED], "") for row in found)


_INVENTORY: Prepared[DocumentRecord] = Prepared(
    lambda organisation, on: (
        holding(organisation, on).order_by("referential", "code", "title", "pk").values_list(*INVENTORY)
    )
)


def inventory_data(organisation_id: int, on: date) -> list[dict[str, Any]]:
    """The whole inventory as plain data: what closing an evaluation freezes."""
    return plain(inventory(organisation_id, on))


def plain(lines: Inventory) -> list[dict[str, Any]]:
    """The lines of an inventory as plain data; those that a group shares say which one (`shared_by`)."""
    return [
        {
            "referential": referential,
            "code": code,
            "title": title,
            "category": category,
            "state": state,
            "kept_at": kept_at,
            "version": version,
            "approved_on": _iso(approved_on),
            "valid_until": _iso(valid_until),
            "owner": str(owner) if owner else "",
            **({"shared_by": shared_by} if shared_by else {}),
        }
        for (
            referential, code, title, category, state, kept_at, version,
            approved_on, valid_until, owner, _whose, _kind, shared_by,
        ) in lines
    ]  # fmt: skip


def records_in(lines: Inventory, referential: str) -> dict[str, Record]:
    """What `records` reads, out of an inventory that is read already."""
    return {
        code: Record(State(state), kept_at, valid_until, shared_by)
        for (
            of, code, _title, _category, state, kept_at, _version,
            _approved, valid_until, _owner, _whose, _kind, shared_by,
        ) in lines
        if code and of == referential
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# — The lines of the inventory ———————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Line:
    """An expected document, or one of the site's own, with what the site says of it and what that counts as.

    Where the site says nothing, `record` is what a group or network shares, which `shared_by` then names; where it
    does, `offered` is what would hold if it did not.
    """

    expectation: Expectation | None
    document: ExpectedDocument | None
    record: DocumentRecord | None
    criteria: tuple[Criterion, ...]
    status: Status
    runs_out: bool
    shared_by: Organisation | None = None
    offered: DocumentRecord | None = None

    @property
    def own(self) -> DocumentRecord | None:
        """What the site says itself."""
        return None if self.shared_by else self.record

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is a document of the group's own, of which a site says nothing itself."""
        return self.document is None and self.shared_by is not None

    @property
    def key(self) -> str:
        """How addresses and forms name it: `teleradiologie/DOC-101`, or `own/12`."""
        if self.document is None:
            return f"{OWN}/{self.record.pk}" if self.record else ""
        return f"{self.referential}/{self.document.code}"

    @property
    def anchor(self) -> str:
        return "d-" + re.sub(r"[^A-Za-z0-9_-]", "-", self.key)

    @property
    def referential(self) -> str:
        if self.expectation is not None:
            return self.expectation.edition.code
        return self.record.referential if self.record else ""

    @property
    def code(self) -> str:
        return self.document.code if self.document else ""

    @property
    def text(self) -> Text:
        """Its title, in the languages that it has."""
        if self.document is not None:
            return self.document.title
        return Text.of({"fr": self.record.title if self.record else ""})

    @property
    def category(self) -> str:
        return self.document.category if self.document else (self.record.category if self.record else "")

    @property
    def indispensable(self) -> bool:
        return self.document is not None and self.document.indispensable

    @property
    def family(self) -> Family | None:
        """The family of the first criterion that asks for it."""
        if self.expectation is None or not self.criteria:
            return None
        first = self.criteria[0].family
        return next(family for family in self.expectation.edition.families if family.code == first)

    @property
    def version(self) -> int:
        """What a form was made from: the record's version, 0 where nothing is said yet."""
        return self.own.version if self.own else 0

    @property
    def valid_until(self) -> date | None:
        return self.record.valid_until if self.record else None

    @property
    def owner(self) -> User | None:
        return self.record.owner if self.record else None

    @property
    def counts(self) -> bool:
        """Whether it is expected: what is not applicable leaves the counts, the site's own adds nothing to them."""
        return self.document is not None and self.status is not Status.NOT_APPLICABLE

    @property
    def in_order(self) -> bool:
        return self.status is Status.PRESENT

    @property
    def to_do(self) -> bool:
        return self.status in (Status.MISSING, Status.PARTIAL, Status.EXPIRED)


def lines(
    organisation_id: int, expectations: Sequence[Expectation], on: date, *, only: str | None = None
) -> list[Line]:
    """The inventory on a day: what each referential expects, in its order, then the site's own. One query.

    `only` keeps the line of this key.
    """
    held = holding(organisation_id, on).select_related("owner", "changed_by", "organisation")
    rows = list(held.order_by("title", "pk"))
    said = {_about(row): row for row in _settled(rows, organisation_id) if row.code}
    theirs = [row for row in rows if row.organisation_id != organisation_id]
    offered = {_about(row): row for row in _settled(theirs, organisation_id) if row.code}
    found = [
        _expected(expectation, document, said, asked, on)
        for expectation in expectations
        for asked in [frozenset(criterion.code for criterion in expectation.asked)]
        for document in expectation.documents
    ]
    by_referential = {expectation.edition.code: expectation for expectation in expectations}
    found += [_own(by_referential.get(row.referential), row, on) for row in rows if not row.code]
    found = [_whose(line, organisation_id, offered) for line in found]
    return found if only is None else [line for line in found if line.key == only]


def _about(row: DocumentRecord) -> tuple[str, str]:
    return row.referential, row.code


def _settled(rows: Sequence[DocumentRecord], mine: int) -> list[DocumentRecord]:
    return settled(
        rows, mine, key=_about, of=lambda row: row.organisation_id, kind=lambda row: row.organisation.kind
    )


def _whose(line: Line, organisation_id: int, offered: Mapping[tuple[str, str], DocumentRecord]) -> Line:
    row = line.record
    if row is not None and row.organisation_id != organisation_id:
        return replace(line, shared_by=row.organisation)
    return replace(line, offered=offered.get((line.referential, line.code))) if row and row.code else line


def _expected(
    expectation: Expectation,
    document: ExpectedDocument,
    said: Mapping[tuple[str, str], DocumentRecord],
    asked: frozenset[str],
    on: date,
) -> Line:
    row = said.get((expectation.edition.code, document.code))
    criteria = expectation.edition.criteria_by_document[document.code]
    return _line(expectation, document, row, tuple(c for c in criteria if c.code in asked), on)


def _own(expectation: Expectation | None, row: DocumentRecord, on: date) -> Line:
    known = expectation.edition.by_code if expectation else {}
    return _line(expectation, None, row, tuple(known[code] for code in row.criteria if code in known), on)


def _line(
    expectation: Expectation | None,
    document: ExpectedDocument | None,
    row: DocumentRecord | None,
    criteria: tuple[Criterion, ...],
    on: date,
) -> Line:
    record = row.record if row else Record()
    status = record.status(on)
    runs_out = (
        status in (Status.PRESENT, Status.PARTIAL)
        and record.valid_until is not None
        and record.valid_until <= on + RUNS_OUT_WITHIN
    )
    return Line(expectation, document, row, criteria, status, runs_out)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the head of the inventory counts, over what is expected."""

    expected: int
    present: int
    partial: int
    expired: int
    missing: int
    indispensable: int
    indispensable_ready: int

    @classmethod
    def of(cls, found: Iterable[Line]) -> "Figures":
        counted = [line for line in found if line.counts]
        wanted = [line for line in counted if line.indispensable]
        by_status = [line.status for line in counted]
        return cls(
            expected=len(counted),
            present=by_status.count(Status.PRESENT),
            partial=by_status.count(Status.PARTIAL),
            expired=by_status.count(Status.EXPIRED),
            missing=by_status.count(Status.MISSING),
            indispensable=len(wanted),
            indispensable_ready=sum(line.in_order for line in wanted),
        )


# — Addresses and rights ———————————————————————————————————————————————————————————


def files_address(organisation_id: int, key: str) -> str:
    """The page of a line's files, by the line's key."""
    referential, _slash, code = key.partition("/")
    if referential == OWN:
        return reverse("documents:own_versions", args=[organisation_id, int(code)])
    return reverse("documents:versions", args=[organisation_id, referential, code])


def may_write(standing: Standing, organisation_id: int, record: DocumentRecord | None) -> bool:
    """Whether this person may change this line: an evaluator, only those that are in their charge."""
    mine = record is not None and standing.user is not None and record.owner_id == standing.user.pk
    return standing.may("document.write", organisation_id, named=mine)
