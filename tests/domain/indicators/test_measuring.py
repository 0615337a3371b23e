"""When a measure is waited for, and what a measure and a definition may be."""

from datetime import date
from decimal import Decimal

import pytest

from aplomb.domain.indicators.control import Kind
from aplomb.domain.indicators.measuring import (
    Frequency,
    doubled,
    due_on,
    first_day_after,
    why_not_define,
    why_not_measure,
)

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("frequency", "on", "expected"),
    [
        (Frequency.WEEK, date(2026, 6, 10), date(2026, 6, 15)),
        (Frequency.MONTH, date(2026, 12, 31), date(2027, 1, 1)),
        (Frequency.QUARTER, date(2026, 5, 2), date(2026, 7, 1)),
        (Frequency.QUARTER, date(2026, 11, 30), date(2027, 1, 1)),
    ],
)
def test_the_period_after_a_day(frequency, on, expected):
    assert first_day_after(frequency, on) == expected


def test_a_measure_is_waited_for_some_days_after_its_period():
    # March is measured; April ends on the 30th, and ten days are given to count.
    assert due_on(Frequency.MONTH, date(2026, 3, 31), date(2025, 1, 1)) == date(2026, 5, 10)
    assert due_on(Frequency.MONTH, date(2026, 3, 1), date(2025, 1, 1)) == date(2026, 5, 10)
    # Nothing is measured yet: the month in which it began.
    assert due_on(Frequency.MONTH, None, date(2026, 3, 20)) == date(2026, 4, 10)
    assert due_on(Frequency.WEEK, date(2026, 6, 3), date(2026, 1, 1)) == date(2026, 6, 17)
    assert due_on(Frequency.QUARTER, date(2026, 2, 1), date(2026, 1, 1)) == date(2026, 7, 20)


@pytest.mark.parametrize(
    ("kind", "on", "count", "size", "expected"),
    [
        (Kind.VALUE, TODAY, "-3", None, []),
        (Kind.VALUE, date(2026, 6, 11), "3", None, ["to-come"]),
        (Kind.VALUE, date(1989, 6, 11), "3", None, ["too-old"]),
        (Kind.VALUE, TODAY, "1000000000", None, ["too-large"]),
        (Kind.SHARE, TODAY, "3", None, ["no-size"]),
        (Kind.SHARE, TODAY, "0", "0", ["size-not-positive"]),
        (Kind.SHARE, TODAY, "4", "3", ["more-than-all"]),
        (Kind.SHARE, TODAY, "3", "3", []),
        (Kind.RATE, TODAY, "4", "3", []),
        (Kind.RATE, TODAY, "-1", "3", ["negative"]),
    ],
)
def test_what_is_wrong_with_a_measure(kind, on, count, size, expected):
    size = None if size is None else Decimal(size)
    found = why_not_measure(kind, on, Decimal(count), size, today=TODAY)
    assert [refusal.code for refusal in found] == [f"indicator.write.{code}" for code in expected]


def test_what_is_wrong_with_a_definition():
    def said(*asked):
        return [refusal.code.rpartition(".")[2] for refusal in why_not_define(*asked)]

    assert said(Kind.SHARE, Decimal(101), 1) == ["target-not-a-share"]
    assert said(Kind.SHARE, Decimal(100), 1) == []
    assert said(Kind.RATE, Decimal(-1), 0) == ["negative", "per-out-of-range"]
    assert said(Kind.VALUE, Decimal(-5), 1) == []


def test_days_that_come_twice():
    days = [date(2026, 1, number) for number in (3, 1, 3, 2, 1, 3)]
    assert doubled(days) == [date(2026, 1, 1), date(2026, 1, 3)]
