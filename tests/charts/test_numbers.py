"""Figures as people read them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from aplomb.charts.numbers import (
    how_many,
    number_text,
    percent_number,
    percent_text,
    points_missing,
    threshold_text,
)

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (0, "fr", "0"),
        (1234567, "fr", f"1{NARROW}234{NARROW}567"),
        (1234567, "en", "1,234,567"),
        (Fraction(1, 3), "fr", "0,33"),
        (Fraction(5, 2), "en", "2.5"),
        (Fraction(4, 2), "fr", "2"),
        (Decimal("-7.50"), "fr", "\u22127,50"),
    ],
)
def test_a_number_is_written_as_its_language_does(value, lang, text):
    assert number_text(value, lang) == text


def test_a_number_takes_the_decimals_asked_for_rounded_half_up():
    assert number_text(Fraction(1, 8), "fr", 2) == "0,13"


def test_a_share_is_rounded_once_to_the_whole_per_cent():
    assert percent_text(Fraction(7226, 10000), "fr") == f"72{NARROW}%"
    assert percent_text(Fraction(725, 1000), "en") == "73%"


def test_no_share_is_a_dash_and_never_a_zero():
    assert percent_text(None, "fr") == "–"
    assert percent_number(Fraction(0), "fr") == "0"


def test_a_share_beside_its_threshold_shows_the_decimals_that_tell_the_side():
    assert percent_text(Fraction(696, 1000), "fr", against=Fraction(7, 10)) == f"69,6{NARROW}%"
    assert percent_text(Fraction(71, 100), "fr", against=Fraction(7, 10)) == f"71{NARROW}%"


def test_a_threshold_is_written_as_somebody_wrote_it():
    assert threshold_text(Fraction(4, 5), "fr") == f"80{NARROW}%"
    assert threshold_text(Fraction(725, 1000), "en") == "72.5%"


@pytest.mark.parametrize(
    ("value", "threshold", "missing"),
    [
        (Fraction(7226, 10000), Fraction(8, 10), "8"),  # printed 72 against 80
        (Fraction(796, 1000), Fraction(8, 10), "0.4"),  # printed 79.6
        (Fraction(8, 10), Fraction(8, 10), "0"),
        (Fraction(9, 10), Fraction(8, 10), "0"),
    ],
)
def test_the_points_missing_are_the_difference_of_what_is_printed(value, threshold, missing):
    assert points_missing(value, threshold) == Decimal(missing)


def test_one_and_a_half_is_singular_in_french_and_plural_in_english():
    assert how_many(Fraction(3, 2), "fr") == 1
    assert how_many(Fraction(3, 2), "en") == 2
    assert how_many(2, "fr") == 2
