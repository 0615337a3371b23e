"""The shipped indicators: their criteria exist, their words are set as printers do, no target is invented."""

import re

import pytest

from aplomb.domain.indicators.control import Kind
from aplomb.formats.indicators import INDICATORS, check_indicators, starter_sets, starters
from aplomb.formats.library import find
from aplomb.formats.problems import describe

EDITIONS = [find("teleradiologie"), find("imagerie")]


def test_what_ships_is_sound_and_names_criteria_that_exist():
    assert check_indicators(EDITIONS) == []


def test_what_a_site_can_begin_with():
    assert [(one.code, len(one.starters)) for one in starter_sets()] == [("teleradiologie", 14), ("label", 4)]
    assert all(one.title.has("en") for one in starters().values())
    assert all("target" not in path.read_text() for path in INDICATORS.glob("*.yaml"))
    rates = [one for one in starters().values() if one.kind == Kind.RATE]
    assert {(one.per, one.unit) for one in rates} == {(1000, "pour 1\u202f000 examens")}


def test_french_is_set_as_printers_do():
    for one in starters().values():
        for text in (one.title.in_("fr"), one.counted, one.among, one.left_out, one.source):
            assert not re.search(r" [;?!%»:]|« |'", text), text


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('criteria: ["4.4.2"]', 'criteria: ["9.9.9"]', "code.unknown"),
        ("code: reclamations", "code: discordances", "knowledge.twice"),
        ("    per: 1000\n", "", "indicators.per"),
        ("kind: rate", "kind: ratio", "value.not-among"),
        ("referential: teleradiologie", "referential: ailleurs", "code.unknown"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, before, after, code):
    text = (INDICATORS / "teleradiologie.yaml").read_text()
    assert before in text
    (tmp_path / "teleradiologie.yaml").write_text(text.replace(before, after, 1))

    found = check_indicators(EDITIONS, tmp_path)

    assert code in {problem.code for problem in found}
    assert all(describe(problem, "fr") and problem.place.line for problem in found)
