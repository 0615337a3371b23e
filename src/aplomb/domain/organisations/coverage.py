"""Who reads when in a solution, and which of the hours that it promises nobody reads.

Hours are counted since Monday 0 h, as in `solution.py`. Public holidays are covered as the weekend is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from aplomb.domain.organisations.solution import (
    ACTION,
    HOURS_A_DAY,
    WEEKDAYS,
    WEEKEND,
    Part,
    Stretch,
    hour_of,
    in_a_week,
)
from aplomb.domain.shared.refusal import Refusal

DAYS = range(WEEKDAYS + WEEKEND)


@dataclass(frozen=True, slots=True)
class Shift:
    """Days of the week (0 is Monday) on which somebody reads from an hour to another; until the same hour or an
    earlier one, they read into the next day."""

    days: Collection[int]
    starts_at: time
    ends_at: time

    @property
    def hours(self) -> float:
        """How long it lasts on each of its days."""
        return (hour_of(self.ends_at) - hour_of(self.starts_at)) % HOURS_A_DAY or HOURS_A_DAY


def read(shifts: Iterable[Shift]) -> list[Stretch]:
    """What these shifts cover of the week, touching stretches joined."""
    return in_a_week(
        (
            day * HOURS_A_DAY + hour_of(shift.starts_at),
            day * HOURS_A_DAY + hour_of(shift.starts_at) + shift.hours,
        )
        for shift in shifts
        for day in shift.days
    )


def gaps(promised: Iterable[Stretch], covered: Sequence[Stretch]) -> list[Stretch]:
    """What is promised and that nobody covers, in its order; both joined and in order."""
    found = []
    for start, end in promised:
        at = start
        for first, last in covered:
            if last <= at or first >= end:
                continue
            if first > at:
                found.append((at, first))
            at = last
        if at < end:
            found.append((at, end))
    return found


@dataclass(frozen=True, slots=True)
class Recurring:
    """Stretches of the same hours on several days: the first days, the hour of the day, how long."""

    days: tuple[int, ...]
    start: float
    length: float

    @property
    def end(self) -> float:
        """The hour of the day at which it ends."""
        return (self.start + self.length) % HOURS_A_DAY

    @property
    def last_day(self) -> int:
        """On which day the last one ends; midnight belongs to the day that it closes."""
        over = self.start + self.length
        further = int(over // HOURS_A_DAY) - (1 if over % HOURS_A_DAY == 0 else 0)
        return (self.days[-1] + further) % len(DAYS)


def recurring(stretches: Iterable[Stretch]) -> list[Recurring]:
    """Stretches as people say them: a night that runs over Sunday's midnight is one, and days alike are together."""
    found = list(stretches)
    week = len(DAYS) * HOURS_A_DAY
    if len(found) > 1 and found[0][0] == 0 and found[-1][1] == week:
        head, *middle, tail = found
        found = [*middle, (tail[0], week + head[1])]
    alike: dict[tuple[float, float], list[int]] = {}
    for start, end in found:
        alike.setdefault((start % HOURS_A_DAY, end - start), []).append(int(start // HOURS_A_DAY))
    return [Recurring(tuple(days), start, length) for (start, length), days in alike.items()]


def why_not_read(part: str) -> list[Refusal]:
    """Only a reading centre has hours of its own."""
    return [] if part == Part.READING_CENTRE else [Refusal(f"{ACTION}.does-not-read")]
