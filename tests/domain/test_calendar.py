"""Days are those of Paris; the last day of validity counts."""

from datetime import UTC, date, datetime

import pytest

from aplomb.domain.shared.calendar import day_in_paris, is_past


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_is_that_of_paris_in_summer_and_in_winter(moment, day):
    assert day_in_paris(moment) == day


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        day_in_paris(datetime(2026, 1, 1))  # noqa: DTZ001 -- the very fault under test


def test_a_document_is_valid_until_the_end_of_its_last_day():
    assert not is_past(date(2026, 3, 1), date(2026, 3, 1))
    assert is_past(date(2026, 3, 1), date(2026, 3, 2))
