"""The server's figures answer to the same worked examples as the page's preview (`tests/js/scoring.test.js`)."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.tally import Tally, tally
from aplomb.domain.shared.shares import percent
from tests.support.small import criterion, edition

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "scoring_examples.json").read_text())["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_the_worked_examples(example: dict[str, Any]) -> None:
    found = tally_of(example)

    assert {
        "asked": found.asked,
        "answered": found.answered,
        "na": found.na,
        "compliant": found.compliant,
        "achieved": said(found.achieved),
        "potential": said(found.potential),
        "potential_answered": said(found.potential_answered),
        "levels": list(found.levels),
        "score": said(found.score),
        "floor": said(found.floor),
        "completion": said(found.completion),
        "compliance": said(found.compliance),
        "na_rate": said(found.na_rate),
        "score_percent": shown(found.score),
        "score_percent_1": shown(found.score, 1),
        "floor_percent": shown(found.floor),
        "completion_percent": shown(found.completion),
    } == example["expected"]


def tally_of(example: dict[str, Any]) -> Tally:
    """The tally of an example's answers, all its criteria asked."""
    asked = [criterion(one["code"]) for one in example["criteria"]]
    tree = edition({"1.1": asked or [criterion("1.1.1")]}, top=example["max"])
    weights = {one["code"]: Fraction(str(one["weight"])) for one in example["criteria"]}
    criteria = [
        replace(found, weight=weights[found.code]) for found in tree.criteria if found.code in weights
    ]
    scale = replace(tree.scale, compliant_from=example["compliant_from"])
    scores = {code: NA if score == "NA" else score for code, score in example["answers"].items()}
    return tally(criteria, scores, scale)


def said(value: Fraction | int | None) -> str | None:
    return None if value is None else str(Fraction(value))


def shown(share: Fraction | None, decimals: int = 0) -> float | None:
    rounded = percent(share, decimals)
    return None if rounded is None else float(rounded)
