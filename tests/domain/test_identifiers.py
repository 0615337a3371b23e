"""SIRET and FINESS numbers. The examples are published ones: INSEE's own, and La Poste's offices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.organisations.identifiers import is_finess, is_siret, plain


@pytest.mark.parametrize("number", ["73282932000074", "12002701600563", "35600000000048", "35600000049837"])
def test_real_sirets_pass(number):
    assert is_siret(number)


@pytest.mark.parametrize(
    "number", ["73282932000075", "7328293200007", "732829320000741", "7328293200007A", ""]
)
def test_wrong_ones_do_not(number):
    assert not is_siret(number)


@given(st.integers(0, 13), st.integers(1, 9))
def test_a_changed_digit_is_seen(place, by):
    number = "73282932000074"
    digit = (int(number[place]) + by) % 10

    assert not is_siret(number[:place] + str(digit) + number[place + 1 :])


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("750712184", True),
        ("2A0000014", True),
        ("2C0000014", False),
        ("75071218", False),
        ("AB0712184", False),
    ],
)
def test_finess_numbers(number, right):
    assert is_finess(number) is right


def test_spaces_of_all_kinds_and_points_are_left_out():
    assert plain("732\u202f829\u00a0320 000.74") == "73282932000074"
    assert plain("2a0000014") == "2A0000014"
