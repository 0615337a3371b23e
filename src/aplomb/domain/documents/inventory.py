"""The inventory of documents, and what the documentary report counts (domain.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from aplomb.domain.referentials.edition import ExpectedDocument
from aplomb.domain.shared.calendar import is_past

RUNS_OUT_WITHIN = timedelta(days=90)


# How many days before its last one somebody is reminded of a document; and once it has run out.
REMINDED_BEFORE = (90, 30, 7)
RAN_OUT = -1
# Beyond that, whoever was told will not be told again.
REMINDED_AFTER = timedelta(days=30)


def reminder(valid_until: date, on: date) -> int | None:
    """Which reminder a document calls for on a day: the nearest threshold that it has passed, or that it ran out.

    A document met late (a worker that did not run, a date said afterwards) calls for the nearest one alone.
    """
    left = (valid_until - on).days
    if left < 0:
        return RAN_OUT if on - valid_until <= REMINDED_AFTER else None
    return min((days for days in REMINDED_BEFORE if left <= days), default=None)


class State(StrEnum):
    """What somebody said of a document. *Out of date* is not said: it follows from `valid_until`."""

    PRESENT = "present"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """What a document counts as on a given day; `EXPIRED` goes before present and partial."""

    PRESENT = "present"
    PARTIAL = "partial"
    EXPIRED = "expired"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the inventory: where the document is kept, until when it is valid (that day included).

    `shared_by` names the group that keeps it for its sites; it says nothing of what the document counts as.
    """

    state: State | None = None
    reference: str = ""
    valid_until: date | None = None
    shared_by: str = field(default="", compare=False)

    def status(self, on: date) -> Status:
        """What the document counts as on this day; one of which nothing is said is missing."""
        if (
            self.state in (State.PRESENT, State.PARTIAL)
            and self.valid_until
            and is_past(self.valid_until, on)
        ):
            return Status.EXPIRED
        return Status(self.state or State.MISSING)


@dataclass(frozen=True, slots=True)
class Line:
    """An expected document on the day of the report."""

    document: ExpectedDocument
    record: Record
    status: Status
    runs_out: bool

    @property
    def in_order(self) -> bool:
        return self.status is Status.PRESENT


@dataclass(frozen=True, slots=True)
class Inventory:
    """The documentary report's data: every expected document, those not applicable apart."""

    on: date
    lines: tuple[Line, ...]
    not_applicable: tuple[Line, ...]

    def count(self, status: Status) -> int:
        return sum(line.status is status for line in self.lines)

    @property
    def expected(self) -> int:
        return len(self.lines)

    @property
    def indispensable_missing(self) -> tuple[str, ...]:
        return tuple(
            line.document.code
            for line in self.lines
            if line.document.indispensable and line.status is Status.MISSING
        )

    @property
    def indispensable_unmet(self) -> tuple[Line, ...]:
        """The indispensable documents that are not present and in date: readiness asks for each."""
        return tuple(line for line in self.lines if line.document.indispensable and not line.in_order)


def inventory(expected: Sequence[ExpectedDocument], records: Mapping[str, Record], on: date) -> Inventory:
    """What exists on this day of the documents that are expected, in the referential's order."""
    lines = [_line(document, records.get(document.code, Record()), on) for document in expected]
    return Inventory(
        on=on,
        lines=tuple(line for line in lines if line.status is not Status.NOT_APPLICABLE),
        not_applicable=tuple(line for line in lines if line.status is Status.NOT_APPLICABLE),
    )


def _line(document: ExpectedDocument, record: Record, on: date) -> Line:
    status = record.status(on)
    runs_out = (
        status in (Status.PRESENT, Status.PARTIAL)
        and record.valid_until is not None
        and record.valid_until <= on + RUNS_OUT_WITHIN
    )
    return Line(document, record, status, runs_out)
