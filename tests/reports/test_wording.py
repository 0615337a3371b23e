"""Dates, lists and counts as the reports write them."""

from datetime import date

import pytest

from aplomb.reports.subject import STATUSES
from aplomb.reports.wording import answers_text, criteria_text, day_text, grouped_hash, listed, status_text


@pytest.mark.parametrize(
    ("day", "lang", "text"),
    [
        (date(2026, 11, 24), "fr", "24\u00a0novembre 2026"),
        (date(2027, 8, 1), "fr", "1er\u00a0août 2027"),
        (date(2027, 8, 1), "en", "1\u00a0August 2027"),
    ],
)
def test_a_day_is_written_in_full(day, lang, text):
    assert day_text(day, lang) == text


def test_several_things_make_a_list():
    parts = ([], ["a"], ["a", "b"], ["a", "b", "c"])

    assert [listed(some, "fr") for some in parts] == ["", "a", "a et b", "a, b et c"]
    assert listed(["a", "b", "c"], "en") == "a, b and c"


def test_a_number_holds_to_its_noun():
    assert criteria_text(1200, "fr") == "1\u202f200\u00a0critères"
    assert answers_text(0, "fr") == "0\u00a0réponse"
    assert answers_text(0, "en") == "0\u00a0answers"


def test_every_state_of_an_evaluation_has_its_word():
    assert len({status_text(status, "fr") for status in STATUSES}) == len(STATUSES)


def test_the_beginning_of_a_hash_is_in_fours():
    assert grouped_hash("0123456789abcdef0123") == "0123 4567 89ab cdef"
