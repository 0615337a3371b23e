"""Who reads when, and what of the promised hours nobody reads."""

import random
from datetime import time

from aplomb.domain.organisations.coverage import Shift, gaps, read, recurring, why_not_read
from aplomb.domain.organisations.solution import Bounds, Part, in_a_week, stretches

NIGHTS = stretches(["week_night", "weekend_night"], Bounds())


def test_a_shift_until_an_earlier_hour_runs_into_the_next_day():
    friday = Shift([4], time(22), time(8))

    assert (friday.hours, read([friday])) == (10, [(118, 128)])
    assert read([Shift([5], time(8), time(8))]) == [(128, 152)]


def test_a_night_that_begins_on_sunday_ends_in_monday_s_first_hours():
    assert read([Shift([6], time(22), time(8))]) == [(0, 8), (166, 168)]


def test_shifts_of_several_readers_join():
    assert read([Shift([0], time(8), time(13)), Shift([0], time(13), time(18))]) == [(8, 18)]


def test_a_gap_is_what_is_promised_and_that_nobody_reads():
    weekdays = read([Shift(range(5), time(22), time(8))])

    found = gaps(NIGHTS, weekdays)

    assert found == [(0, 8), (142, 152), (166, 168)]
    # Sunday's night is one, and Saturday's is at the same hours.
    assert [(one.days, one.start, one.length) for one in recurring(found)] == [((5, 6), 22, 10)]
    assert gaps(NIGHTS, read([Shift(range(7), time(20), time(9))])) == []


def test_a_gap_of_several_days_says_the_day_on_which_it_ends():
    [found] = recurring([(128, 156)])
    [midnight] = recurring([(96, 168)])

    assert (found.days, found.end, found.last_day) == ((5,), 12, 6)
    assert (midnight.end, midnight.last_day) == (0, 6)


def test_a_gap_is_in_the_promise_outside_what_is_read_and_nothing_else():
    drawn = random.Random(7)  # noqa: S311 -- no secret is drawn

    def week():
        found = [sorted((drawn.randint(0, 168), drawn.randint(0, 168))) for _ in range(drawn.randint(0, 6))]
        return in_a_week((start, end) for start, end in found)

    def inside(found, at):
        return any(start <= at < end for start, end in found)

    for _ in range(300):
        promised, covered = week(), week()
        missing = gaps(promised, covered)
        for at in (hour + 0.5 for hour in range(168)):
            assert inside(missing, at) == (inside(promised, at) and not inside(covered, at))


def test_only_a_reading_centre_reads():
    assert why_not_read(Part.READING_CENTRE) == []
    assert [one.code for one in why_not_read(Part.PROVIDER)] == ["solution.update.does-not-read"]
