"""The plan in time: late, uncovered, after the audit; loads; circles; the recommended length."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from aplomb.domain.plans.lifecycle import State
from aplomb.domain.plans.schedule import (
    Line,
    Point,
    Watch,
    is_late,
    load,
    progress,
    recommended_months,
    vigilance,
    would_circle,
)

DAY = date(2026, 11, 22)


def line(key, due, *criteria, state=State.ACTIVE):
    return Line(key, state, DAY + timedelta(days=due) if due is not None else None, frozenset(criteria))


def test_what_deserves_a_look_the_latest_first():
    lines = [line(1, -4, "3.2.3"), line(2, -9), line(3, 200), line(4, -30, state=State.DONE), line(5, None)]
    found = vigilance(lines, ["2.2.6", "3.2.3"], on=DAY, audit_on=DAY + timedelta(days=120))

    assert found == [
        Point(Watch.LATE, 2, days=9),
        Point(Watch.LATE, 1, days=4),
        Point(Watch.UNCOVERED, criterion="2.2.6"),
        Point(Watch.AFTER_AUDIT, 3, days=80),
    ]


def test_a_dropped_theme_covers_no_criterion():
    found = vigilance([line(1, 5, "2.2.6", state=State.DROPPED)], ["2.2.6"], on=DAY, audit_on=None)

    assert found == [Point(Watch.UNCOVERED, criterion="2.2.6")]


def test_the_day_of_the_deadline_still_counts():
    assert not is_late(State.ACTIVE, DAY, DAY)
    assert is_late(State.ACTIVE, DAY - timedelta(days=1), DAY)
    assert not is_late(State.DONE, DAY - timedelta(days=1), DAY)


def test_the_most_laden_come_first():
    assert load(["B", "A", "C", "A", "B"]) == [("A", 2), ("B", 2), ("C", 1)]


@pytest.mark.parametrize(("waits", "key", "after", "circles"), [
    ({}, 1, 2, False),
    ({}, 1, 1, True),
    ({2: [1]}, 1, 2, True),
    ({3: [2], 2: [1]}, 1, 3, True),
    ({3: [2], 2: [4]}, 1, 3, False),
])  # fmt: skip
def test_no_theme_waits_for_itself_at_any_distance(waits, key, after, circles):
    assert would_circle(waits, key, after) is circles


@pytest.mark.parametrize(
    ("sites", "months"), [(0, 6), (1, 6), (2, Fraction(15, 2)), (5, 12), (9, 18), (40, 18)]
)
def test_the_recommended_length_grows_with_the_sites_up_to_its_cap(sites, months):
    rules = {"base": Fraction(6), "per_extra_site": Fraction(3, 2), "cap": Fraction(18)}

    assert recommended_months(sites, **rules) == months


def test_progress_is_that_of_the_actions_and_whole_once_done():
    assert progress(2, 4, State.ACTIVE) == Fraction(1, 2)
    assert progress(0, 0, State.ACTIVE) is None
    assert progress(1, 4, State.DONE) == 1
