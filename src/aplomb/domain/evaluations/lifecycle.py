"""An evaluation's life: draft → open → closed, by way of review or not (domain.md §3)."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

from aplomb.domain.shared.refusal import Refusal


class Kind(StrEnum):
    SELF = "self"
    CONSULTANT = "consultant"
    MOCK_AUDIT = "mock_audit"
    OFFICIAL_AUDIT = "official_audit"
    FOLLOW_UP = "follow_up"


AUDIT_KINDS = frozenset({Kind.MOCK_AUDIT, Kind.OFFICIAL_AUDIT, Kind.FOLLOW_UP})


class Status(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    CLOSED = "closed"


ARROWS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.OPEN}),
    Status.OPEN: frozenset({Status.REVIEW, Status.CLOSED}),
    Status.REVIEW: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN}),
}


@dataclass(frozen=True, slots=True)
class MovingFacts:
    """What is known when somebody moves an evaluation to another status."""

    status: Status
    to: Status
    may: bool
    reason: str = ""
    rested_upon: bool = False


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is known when somebody closes: criteria by code, conflicts by criterion or requirement."""

    status: Status
    may_close: bool
    kind: Kind = Kind.SELF
    unanswered: Set[str] = field(default_factory=frozenset)
    unjustified: Set[str] = field(default_factory=frozenset)
    uncommented: Set[str] = field(default_factory=frozenset)
    conflicts: Set[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class AnsweringFacts:
    """What is known when somebody answers a criterion: `may` is the matrix's word on this person."""

    status: Status
    may: bool
    leads: bool
    assigned: bool


def why_not_move(facts: MovingFacts) -> list[Refusal]:
    """Everything that stands in the way of opening, reviewing or reopening."""
    if not facts.may:
        return [Refusal("evaluation.move.not-yours")]
    if facts.to not in ARROWS[facts.status]:
        return [Refusal("evaluation.move.wrong-status", {"status": facts.status, "to": facts.to})]
    if facts.status is not Status.CLOSED:
        return []
    in_the_way = []
    if not facts.reason.strip():
        in_the_way.append(Refusal("evaluation.reopen.no-reason"))
    if facts.rested_upon:
        in_the_way.append(Refusal("evaluation.reopen.rested-upon"))
    return in_the_way


def why_not_close(facts: ClosingFacts) -> list[Refusal]:
    """Everything that stands in the way of closing; an empty list means go."""
    if not facts.may_close:
        return [Refusal("evaluation.close.not-yours")]
    if Status.CLOSED not in ARROWS[facts.status]:
        return [Refusal("evaluation.close.wrong-status", {"status": facts.status})]
    in_the_way = {
        "evaluation.close.unanswered": facts.unanswered,
        "evaluation.close.unjustified-na": facts.unjustified,
        "evaluation.close.conflicts": facts.conflicts,
        "evaluation.close.uncommented": facts.uncommented if facts.kind in AUDIT_KINDS else frozenset(),
    }
    return [Refusal(code, {"criteria": sorted(found)}) for code, found in in_the_way.items() if found]


def why_not_answer(facts: AnsweringFacts) -> list[Refusal]:
    """Why this person may not answer this criterion now: answers are taken while open, in review from who leads.

    What is assigned to nobody is the lead's (domain.md §3).
    """
    if facts.status is Status.CLOSED:
        return [Refusal("entry.write.closed")]
    if facts.status is Status.DRAFT:
        return [Refusal("entry.write.draft")]
    if not facts.may:
        return [Refusal("entry.write.not-yours")]
    if facts.status is Status.REVIEW and not facts.leads:
        return [Refusal("entry.write.in-review")]
    if not facts.leads and not facts.assigned:
        return [Refusal("entry.write.not-assigned")]
    return []
