"""SIRET and FINESS numbers. The examples are published ones: INSEE's own, and La Poste's offices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.organisations.identifiers import is_finess, is_rpps, is_siret, plain


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


def key(ten: str) -> str:
    """The digit that makes eleven of ten, by the rule read aloud: double each second one from the right."""
    total = sum(sum(divmod(2 * int(digit), 10)) for digit in ten[::-2]) + sum(int(d) for d in ten[-2::-2])
    return str(-total % 10)


@given(st.integers(1, 9_999_999_999))
def test_an_rpps_number_ends_with_its_key(number):
    ten = f"{number:010}"

    assert is_rpps(ten + key(ten))
    assert not any(is_rpps(ten + str(digit)) for digit in range(10) if str(digit) != key(ten))


@pytest.mark.parametrize("number", ["", "00000000000", "1000345678", "100034567890", "1000345678A"])
def test_what_is_no_rpps_number(number):
    assert not is_rpps(number)
