"""Shares are exact, and rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.shared.shares import half_up, percent, percent_against, plain, rounded_share, share


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),  # half up, not half to even
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(284, 393), 4, "0.7226"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(0), 4, "0.0000"),
    ],
)
def test_a_value_is_rounded_half_up(value, decimals, shown):
    assert str(half_up(value, decimals)) == shown


def test_a_share_of_nothing_is_none_not_zero():
    assert share(0, 0) is None
    assert percent(None) is None
    assert rounded_share(None) is None


def test_whole_numbers_stay_whole_in_files():
    assert plain(Fraction(284)) == 284
    assert isinstance(plain(Fraction(284)), int)
    assert plain(Fraction(1, 3)) == 0.3333


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(696, 1000), "69.6"),
        (Fraction(69996, 100000), "69.996"),
        (Fraction(7, 10), "70"),
        (Fraction(704, 1000), "70.4"),
        (Fraction(50, 100), "50"),
        (Fraction(71, 100), "71"),
    ],
)
def test_rounding_never_hides_on_which_side_of_a_threshold_a_score_is(value, shown):
    assert str(percent_against(value, Fraction(7, 10))) == shown


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_what_is_shown_stands_on_the_same_side_of_the_threshold(value, threshold):
    shown = percent_against(value, threshold)
    if value < threshold:
        assert shown < threshold * 100
    assert abs(Fraction(shown) - value * 100) <= Fraction(1, 2)


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_moves_a_value_by_half_a_step_at_most(value, decimals):
    assert abs(Fraction(half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)
    assert half_up(value, decimals) == half_up(value, decimals).quantize(Decimal(1).scaleb(-decimals))
