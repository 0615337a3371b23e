"""The week of a solution, who plays which part, and which criteria a part is asked."""

from datetime import date, time

import pytest

from aplomb.domain.organisations.solution import (
    Bounds,
    Part,
    Playing,
    Slot,
    covered,
    lacking,
    stretches,
    weekly_hours,
    why_not_bounds,
    why_not_play,
)
from tests.support import small
from tests.support.small import criterion

USUAL = Bounds(time(8), time(18), time(22))
JUNE = date(2026, 6, 1)


def codes(refusals):
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("slots", "hours"),
    [
        ([], 0),
        (["week_day"], 50),
        (["week_evening"], 20),
        (["week_night"], 50),
        (["weekend_day", "weekend_evening", "weekend_night"], 48),
        (list(Slot), 168),
    ],
)
def test_the_hours_of_a_week_are_those_of_its_slots(slots, hours):
    assert weekly_hours(slots, USUAL) == hours


def test_a_night_runs_into_the_next_morning_and_sunday_s_into_monday_s():
    assert stretches(["weekend_night"], USUAL) == [(0, 8), (142, 152), (166, 168)]


def test_touching_slots_make_one_stretch():
    assert stretches(["week_day", "week_evening"], USUAL)[0] == (8, 22)
    assert stretches(list(Slot), USUAL) == [(0, 168)]


def test_the_day_begins_before_the_evening_and_the_evening_before_the_night():
    assert why_not_bounds(USUAL) == []
    assert codes(why_not_bounds(Bounds(time(8), time(8), time(22)))) == ["solution.update.bounds"]


def test_ticks_become_the_hours_of_each_modality_in_their_order():
    assert covered(["mri:", "ct:weekend_night", "ct:week_day", "nonsense"]) == {
        "ct": ["week_day", "weekend_night"],
        "mri": [],
    }


def test_nobody_plays_the_same_part_twice_on_the_same_day():
    first = Playing("o1", Part.READING_CENTRE, JUNE, date(2026, 12, 31))
    again = Playing("o1", Part.READING_CENTRE, date(2026, 12, 31))

    assert codes(why_not_play(again, [first])) == ["solution.update.there-already"]
    assert why_not_play(Playing("o1", Part.READING_CENTRE, date(2027, 1, 1)), [first]) == []
    assert why_not_play(Playing("o1", Part.PROVIDER, JUNE), [first]) == []
    assert why_not_play(Playing("o2", Part.READING_CENTRE, JUNE), [first]) == []


def test_days_do_not_run_backwards():
    assert codes(why_not_play(Playing("o1", Part.PROVIDER, JUNE, date(2026, 5, 31)), [])) == [
        "solution.update.ends-before"
    ]


def test_a_solution_lacks_whoever_requests_and_whoever_reads():
    assert codes(lacking({"provider"})) == [
        "solution.lacks.requesting_site",
        "solution.lacks.reading_centre",
    ]
    assert lacking({"requesting_site", "reading_centre"}) == []


def test_a_participant_is_asked_the_criteria_of_its_own_parts():
    edition = small.edition(
        {
            "1.1": [
                criterion("1.1.1", answered_by=["requesting_site"]),
                criterion("1.1.2", answered_by=["reading_centre", "provider"]),
                criterion("1.1.3", answered_by=["site"]),
                criterion("1.1.4"),
            ]
        }
    )

    def asked(*parts):
        return [one.code for one in edition.asked(parts=parts)]

    assert asked() == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]
    assert asked("requesting_site") == ["1.1.1", "1.1.3", "1.1.4"]
    assert asked("provider") == ["1.1.2", "1.1.3", "1.1.4"]
    assert asked("requesting_site", "provider") == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]
