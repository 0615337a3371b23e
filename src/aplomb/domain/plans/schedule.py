"""The plan in time: what is late, what waits for what, who carries how much, what to watch (domain.md §6)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from aplomb.domain.plans.lifecycle import State
from aplomb.domain.shared.shares import share

RUNNING = frozenset({State.PLANNED, State.ACTIVE})


@dataclass(frozen=True, slots=True)
class Line:
    """A theme as its calendar reads it. `criteria` are those that it aims at."""

    key: int
    state: State
    due_on: date | None
    criteria: frozenset[str] = frozenset()
    starts_on: date | None = None


class Watch(StrEnum):
    """What a point of vigilance is about."""

    LATE = "late"
    UNCOVERED = "uncovered"
    AFTER_AUDIT = "after_audit"


@dataclass(frozen=True, slots=True)
class Point:
    """Something to look at: a theme (`key`), or a criterion that no theme takes on (`criterion`)."""

    watch: Watch
    key: int = 0
    criterion: str = ""
    days: int = 0


def is_late(state: State, due_on: date | None, on: date) -> bool:
    """Whether a theme that is not done is past its deadline; the day itself still counts."""
    return state in RUNNING and due_on is not None and due_on < on


def vigilance(
    lines: Sequence[Line], failing: Iterable[str], *, on: date, audit_on: date | None
) -> list[Point]:
    """What deserves a look: themes that are late, the latest first; essential criteria that fail and that no open
    theme aims at; themes that end after the audit. `failing` in the referential's order."""
    late = [
        Point(Watch.LATE, line.key, days=(on - line.due_on).days)
        for line in lines
        if line.due_on is not None and is_late(line.state, line.due_on, on)
    ]
    covered = frozenset().union(*(line.criteria for line in lines if line.state is not State.DROPPED))
    uncovered = [Point(Watch.UNCOVERED, criterion=code) for code in failing if code not in covered]
    after = [
        Point(Watch.AFTER_AUDIT, line.key, days=(line.due_on - audit_on).days)
        for line in lines
        if audit_on is not None
        and line.due_on is not None
        and line.state in RUNNING
        and line.due_on > audit_on
    ]
    return [*sorted(late, key=lambda point: -point.days), *uncovered, *after]


def load(owners: Iterable[str]) -> list[tuple[str, int]]:
    """How many active themes each person carries, the most laden first, then by name."""
    return sorted(Counter(owners).items(), key=lambda item: (-item[1], item[0]))


def progress(done: int, total: int, state: State) -> Fraction | None:
    """How far a theme is, by its actions; whole once it is done, nothing where it has none yet."""
    if state in (State.DONE, State.ASSESSED):
        return Fraction(1)
    return share(done, total)


def would_circle(waits: Mapping[int, Collection[int]], key: int, after: int) -> bool:
    """Whether making `key` wait for `after` closes a circle. `waits` names, by theme, those that it waits for."""
    seen: set[int] = set()
    ahead = [after]
    while ahead:
        here = ahead.pop()
        if here == key:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(waits.get(here, ()))
    return False


def recommended_months(sites: int, *, base: Fraction, per_extra_site: Fraction, cap: Fraction) -> Fraction:
    """How long a plan should last: 6 months for one site, 1.5 more for each other one, 18 at most (scheme data)."""
    return min(base + per_extra_site * max(0, sites - 1), cap)
