"""When an indicator is to be measured, and what a measure or a definition may be.

A measure bears a day; the period of that day (a week, a month, a quarter) is the one that it tells about.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from aplomb.domain.indicators.control import Kind
from aplomb.domain.shared.refusal import Refusal

ACTION = "indicator.write"
LARGEST = Decimal(10) ** 9
DECIMALS = 4
MOST_PER = 1_000_000


class Frequency(StrEnum):
    """How often; the stored values."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


# How many days after a period its measure is waited for, before somebody is reminded: counting takes time.
GRACE = {Frequency.WEEK: 3, Frequency.MONTH: 10, Frequency.QUARTER: 20}

# The fewest days that a period has.
SHORTEST = {Frequency.WEEK: 7, Frequency.MONTH: 28, Frequency.QUARTER: 90}


def first_day(frequency: Frequency, on: date) -> date:
    """The first day of the period in which a day lies; weeks begin on Monday."""
    if frequency is Frequency.WEEK:
        return on - timedelta(days=on.weekday())
    month = on.month if frequency is Frequency.MONTH else (on.month - 1) // 3 * 3 + 1
    return date(on.year, month, 1)


def first_day_after(frequency: Frequency, on: date) -> date:
    """The first day of the period that follows the one of a day."""
    first = first_day(frequency, on)
    if frequency is Frequency.WEEK:
        return first + timedelta(days=7)
    month = first.month + (1 if frequency is Frequency.MONTH else 3)
    return date(first.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def due_on(frequency: Frequency, last: date | None, since: date) -> date:
    """By when the next measure is waited for: that of the period after the last one measured, or, without any
    measure, of the period in which the indicator began (`since`)."""
    period = first_day(frequency, since) if last is None else first_day_after(frequency, last)
    return first_day_after(frequency, period) - timedelta(days=1) + timedelta(days=GRACE[frequency])


def why_not_measure(
    kind: Kind, on: date, count: Decimal, size: Decimal | None, *, today: date
) -> list[Refusal]:
    """What is wrong with a measure: a day to come, parts without a whole, more parts than the whole."""
    found = [Refusal(f"{ACTION}.to-come")] if on > today else []
    if on.year < 1990:
        found.append(Refusal(f"{ACTION}.too-old"))
    if kind == Kind.VALUE:
        return found if abs(count) < LARGEST else [*found, Refusal(f"{ACTION}.too-large")]
    if size is None:
        return [*found, Refusal(f"{ACTION}.no-size")]
    if size <= 0:
        found.append(Refusal(f"{ACTION}.size-not-positive"))
    if count < 0:
        found.append(Refusal(f"{ACTION}.negative"))
    if kind == Kind.SHARE and count > size:
        found.append(Refusal(f"{ACTION}.more-than-all"))
    if max(count, size) >= LARGEST:
        found.append(Refusal(f"{ACTION}.too-large"))
    return found


def why_not_define(kind: Kind, target: Decimal | None, per: int) -> list[Refusal]:
    """What is wrong with a definition; the target of a share is in per cent."""
    found = []
    if target is not None and kind == Kind.SHARE and not 0 <= target <= 100:
        found.append(Refusal(f"{ACTION}.target-not-a-share"))
    if target is not None and kind == Kind.RATE and target < 0:
        found.append(Refusal(f"{ACTION}.negative"))
    if not 1 <= per <= MOST_PER:
        found.append(Refusal(f"{ACTION}.per-out-of-range"))
    return found


def doubled(days: Iterable[date]) -> list[date]:
    """The days that come twice, each once, in order."""
    seen: set[date] = set()
    twice: set[date] = set()
    for day in days:
        (twice if day in seen else seen).add(day)
    return sorted(twice)
