"""What is read of the inventory: its lines, what they count as on a day, who may change them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.expected import Expectation
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.documents.inventory import RUNS_OUT_WITHIN, Record, State, Status
from aplomb.domain.referentials.edition import Criterion, ExpectedDocument, Family
from aplomb.domain.shared.text import Text
from aplomb.web.prepared import Prepared

OWN = "own"


def records(organisation_id: int, referential: str) -> dict[str, Record]:
    """The site's inventory as the rules read it, by expected document of one referential; one query."""
    said = _RECORDS.rows(organisation=organisation_id, referential=referential)
    return {code: Record(State(state), kept_at, until) for code, state, kept_at, until in said}


_RECORDS: Prepared[DocumentRecord] = Prepared(
    lambda organisation, referential: (
        DocumentRecord.objects.filter(organisation=organisation, referential=referential)
        .exclude(code="")
        .values_list("code", "state", "kept_at", "valid_until")
    )
)

INVENTORY = (
    "referential", "code", "title", "category", "state", "kept_at", "edition_label",
    "approved_on", "valid_until", "owner__public_id",
)  # fmt: skip
Inventory = tuple[tuple[Any, ...], ...]


def inventory(organisation_id: int) -> Inventory:
    """The whole inventory, its lines as tuples of `INVENTORY`, in a stable order; one query."""
    return tuple(_INVENTORY.rows(organisation=organisation_id))


_INVENTORY: Prepared[DocumentRecord] = Prepared(
    lambda organisation: (
        DocumentRecord.objects.filter(organisation=organisation)
        .order_by("referential", "code", "title", "pk")
        .values_list(*INVENTORY)
    )
)


def inventory_data(organisation_id: int) -> list[dict[str, Any]]:
    """The whole inventory as plain data: what closing an evaluation freezes."""
    return plain(inventory(organisation_id))


def plain(lines: Inventory) -> list[dict[str, Any]]:
    """The lines of an inventory as plain data."""
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
        }
        for referential, code, title, category, state, kept_at, version, approved_on, valid_until, owner in lines
    ]


def records_in(lines: Inventory, referential: str) -> dict[str, Record]:
    """What `records` reads, out of an inventory that is read already."""
    return {
        code: Record(State(state), kept_at, valid_until)
        for of, code, _title, _category, state, kept_at, _version, _approved, valid_until, _owner in lines
        if code and of == referential
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# — The lines of the inventory ———————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Line:
    """An expected document, or one of the site's own, with what the site says of it and what that counts as."""

    expectation: Expectation | None
    document: ExpectedDocument | None
    record: DocumentRecord | None
    criteria: tuple[Criterion, ...]
    status: Status
    runs_out: bool

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
        return self.record.version if self.record else 0

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
    rows = list(
        DocumentRecord.objects.filter(organisation=organisation_id)
        .select_related("owner", "changed_by")
        .order_by("title", "pk")
    )
    said = {(row.referential, row.code): row for row in rows if row.code}
    found = [
        _expected(expectation, document, said.get((expectation.edition.code, document.code)), asked, on)
        for expectation in expectations
        for asked in [frozenset(criterion.code for criterion in expectation.asked)]
        for document in expectation.documents
    ]
    by_referential = {expectation.edition.code: expectation for expectation in expectations}
    found += [_own(by_referential.get(row.referential), row, on) for row in rows if not row.code]
    return found if only is None else [line for line in found if line.key == only]


def _expected(
    expectation: Expectation,
    document: ExpectedDocument,
    row: DocumentRecord | None,
    asked: frozenset[str],
    on: date,
) -> Line:
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
