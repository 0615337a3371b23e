"""A theme's life: proposed → planned → active → done → assessed, or dropped with a reason (domain.md §6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aplomb.domain.shared.refusal import Refusal

MOVE = "plan.move"
# What a theme must say before it can be active, by the name of its part.
PARTS = ("objective", "owner", "due_date", "means", "effectiveness_measure")


class State(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"
    ASSESSED = "assessed"
    DROPPED = "dropped"


# Where each state leads. What was dropped may be taken up again; what was not done after all goes on.
ARROWS: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.PLANNED, State.DROPPED}),
    State.PLANNED: frozenset({State.ACTIVE, State.DROPPED}),
    State.ACTIVE: frozenset({State.PLANNED, State.DONE, State.DROPPED}),
    State.DONE: frozenset({State.ACTIVE, State.ASSESSED}),
    State.ASSESSED: frozenset({State.ACTIVE}),
    State.DROPPED: frozenset({State.PLANNED}),
}
OPEN = (State.PROPOSED, State.PLANNED, State.ACTIVE, State.DONE)
# Whose five parts stand: the database holds it too.
COMPLETE = (State.ACTIVE, State.DONE, State.ASSESSED)


class Column(StrEnum):
    """The four columns of the board."""

    TO_START = "to_start"
    UNDER_WAY = "under_way"
    TO_ASSESS = "to_assess"
    CLOSED = "closed"


COLUMN_OF: Mapping[State, Column] = {
    State.PROPOSED: Column.TO_START,
    State.PLANNED: Column.TO_START,
    State.ACTIVE: Column.UNDER_WAY,
    State.DONE: Column.TO_ASSESS,
    State.ASSESSED: Column.CLOSED,
    State.DROPPED: Column.CLOSED,
}


class Origin(StrEnum):
    """What started a theme; its reference names the thing (a requirement's code, a finding's number …)."""

    PROPOSAL = "proposal"
    OWN = "own"
    FINDING = "finding"
    COMPLAINT = "complaint"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class MovingFacts:
    """What is known when somebody moves a theme.

    `missing` are the parts that it does not say; `active` counts the plan's active themes, this one apart;
    `reason` is what was written for it; `decides` is false for whoever only proposes.
    """

    state: State
    to: State
    decides: bool
    missing: Collection[str] = ()
    active: int = 0
    limit: int = 10
    reason: str = ""
    effective: bool | None = None


def why_not_move(facts: MovingFacts) -> list[Refusal]:
    """Everything that stands in the way of moving a theme; an empty list means go."""
    if not facts.decides:
        return [Refusal(f"{MOVE}.only-proposes")]
    if facts.to not in ARROWS[facts.state]:
        return [Refusal(f"{MOVE}.wrong-state")]
    found = []
    if facts.to in COMPLETE and facts.missing:
        found.extend(lacking(facts.missing))
    if facts.to is State.ACTIVE and needs_reason(facts.active, facts.limit) and not facts.reason.strip():
        found.append(Refusal(f"{MOVE}.limit-reached", {"limit": facts.limit}))
    if facts.to is State.DROPPED and not facts.reason.strip():
        found.append(Refusal(f"{MOVE}.no-reason"))
    if facts.to is State.ASSESSED:
        if facts.effective is None:
            found.append(Refusal(f"{MOVE}.no-verdict"))
        if not facts.reason.strip():
            found.append(Refusal(f"{MOVE}.no-finding"))
    return found


def needs_reason(active: int, limit: int) -> bool:
    """Whether one more active theme asks for a written reason, which the plan then shows."""
    return active >= limit


def lacking(parts: Collection[str]) -> list[Refusal]:
    """The refusals for parts that are missing, one for each."""
    return [Refusal(f"{MOVE}.no-{part.replace('_', '-')}") for part in parts]


def missing_parts(said: Mapping[str, object]) -> list[str]:
    """The required parts that a theme does not say yet, in their order."""
    return [part for part in PARTS if not said.get(part)]
