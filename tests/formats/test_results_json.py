"""results.json against figures computed again, by hand as it were, from the YAML and the bare answers."""

import json
import random
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

import aplomb
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import results
from aplomb.formats.library import find
from aplomb.formats.results_json import results_json
from tests.support.grids import DOCUMENTS, EDITION, ENTRIES

ON = date(2026, 11, 24)
REFERENTIALS = Path(aplomb.__file__).parent / "content" / "referentials"
KEYS = [
    "format", "referential", "edition", "subject", "status", "completion", "score", "floor", "achieved", "potential",
    "compliance", "na_rate", "levels", "families", "requirements", "dimensions", "essentials", "documents", "readiness",
]  # fmt: skip
GROUP_KEYS = ["code", "title", "score", "completion", "achieved", "potential", "levels", "asked"]


def share(part: Fraction | int, whole: Fraction | int) -> float | None:
    """Four decimals, half up; nothing where there is no whole."""
    if not whole:
        return None
    exact = Fraction(part) / Fraction(whole)
    longer = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(longer.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def sums(criteria: Iterable[Mapping[str, Any]], scores: Mapping[str, int | str]) -> dict[str, Any]:
    """The figures of a set of criteria, straight from the definitions of domain.md §2."""
    criteria = list(criteria)
    weight = {found["code"]: Fraction(str(found.get("weight", 1))) for found in criteria}
    na = [code for code in weight if scores.get(code) == "NA"]
    answered = [code for code in weight if code in scores and code not in na]
    achieved = sum((weight[code] * int(scores[code]) for code in answered), Fraction(0))
    possible = sum((weight[code] * 3 for code in answered), Fraction(0))
    potential = sum((weight[code] * 3 for code in weight if code not in na), Fraction(0))
    levels = {str(level): sum(scores[code] == level for code in answered) for level in range(4)}
    return {
        "asked": len(weight),
        "completion": share(len(answered) + len(na), len(weight)),
        "score": share(achieved, possible),
        "floor": share(achieved, potential),
        "achieved": achieved,
        "potential": potential,
        "compliance": share(sum(int(scores[code]) >= 2 for code in answered), len(answered)),
        "na_rate": share(len(na), len(weight)),
        "levels": {**levels, "NA": len(na), "unanswered": len(weight) - len(answered) - len(na)},
    }


def tree(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((REFERENTIALS / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def asked(data: Mapping[str, Any], profile: Mapping[str, bool] | None) -> list[dict[str, Any]]:
    """The criteria that a profile asks, each with its family and requirement."""
    found = []
    for family in data["families"]:
        for requirement in family["requirements"]:
            for criterion in requirement["criteria"]:
                facts = criterion.get("applies_if") or []
                if profile is None or not facts or any(profile.get(fact, True) for fact in facts):
                    found.append({**criterion, "family": family["code"], "requirement": requirement["code"]})
    return found


def answers(data: Mapping[str, Any], seed: int, missing: float) -> dict[str, int | str]:
    chance = random.Random(seed)  # noqa: S311 -- reproducible answers, no secret
    scores: dict[str, int | str] = {}
    for criterion in asked(data, None):
        if chance.random() < missing:
            continue
        na = criterion.get("na_allowed", True) and chance.random() < 0.06
        scores[criterion["code"]] = "NA" if na else chance.choice([0, 1, 2, 2, 3, 3])
    return scores


def entries(scores: Mapping[str, int | str]) -> dict[str, Entry]:
    return {
        code: Entry(NA, na_reason="sans objet") if score == "NA" else Entry(int(score))
        for code, score in scores.items()
    }


@pytest.mark.parametrize(
    ("name", "seed", "missing"),
    [("teleradiologie", 1, 0.0), ("teleradiologie", 2, 0.3), ("imagerie", 3, 0.1)],
)
@pytest.mark.parametrize("narrow", [False, True])
def test_every_figure_is_that_of_an_independent_count(
    name: str, seed: int, missing: float, narrow: bool
) -> None:
    data = tree(name)
    scores = answers(data, seed, missing)
    profile = {fact["code"]: at % 2 == 0 for at, fact in enumerate(data["profile"])} if narrow else None
    criteria = asked(data, profile)

    found = results_json(results(find(name), entries(scores), on=ON, profile=profile), "Ici", "file")

    total = sums(criteria, scores)
    assert {key: found[key] for key in total if key != "asked"} == {
        key: total[key] for key in total if key != "asked"
    }
    kept = {criterion["code"] for criterion in criteria}
    for group in found["families"]:
        mine = sums([criterion for criterion in criteria if criterion["family"] == group["code"]], scores)
        assert {key: group[key] for key in GROUP_KEYS[2:]} == {key: mine[key] for key in GROUP_KEYS[2:]}
    for group in found["requirements"]:
        mine = sums(
            [criterion for criterion in criteria if criterion["requirement"] == group["code"]], scores
        )
        assert {key: group[key] for key in GROUP_KEYS[2:]} == {key: mine[key] for key in GROUP_KEYS[2:]}
    for group in found["dimensions"]:
        mine = sums([criterion for criterion in criteria if group["code"] in criterion["dimensions"]], scores)
        assert {key: group[key] for key in GROUP_KEYS[2:]} == {key: mine[key] for key in GROUP_KEYS[2:]}
    assert [group["code"] for group in found["families"]] == [family["code"] for family in data["families"]]
    assert found["essentials"] == {
        "total": sum(criterion.get("essential", False) for criterion in criteria),
        "failing": [
            criterion["code"]
            for criterion in criteria
            if criterion.get("essential") and scores.get(criterion["code"]) in (0, 1)
        ],
    }
    assert kept >= set(found["essentials"]["failing"])


def test_documents_are_counted_by_what_was_said_of_them() -> None:
    """Those that an asked criterion names or none names, less those not applicable; expired before the rest."""
    data = tree("teleradiologie")
    criteria = asked(data, {"tele_expertise": False})
    named = {code for criterion in criteria for code in criterion.get("documents") or []}
    everywhere = {code for criterion in asked(data, None) for code in criterion.get("documents") or []}
    expected = [item for item in data["documents"] if item["code"] in named or item["code"] not in everywhere]
    said = {
        item["code"]: [
            Record(State.PRESENT, valid_until=date(2026, 11, 24)), Record(State.PARTIAL), Record(State.NOT_APPLICABLE),
            Record(State.PARTIAL, valid_until=date(2026, 11, 23)), Record(State.MISSING), Record(),
        ][at % 6]
        for at, item in enumerate(data["documents"])
    }  # fmt: skip
    states = {item["code"]: list(said).index(item["code"]) % 6 for item in expected}

    outcome = results(find("teleradiologie"), {}, on=ON, profile={"tele_expertise": False}, documents=said)

    count = list(states.values()).count
    assert results_json(outcome, "Ici", "file")["documents"] == {
        "expected": len(expected) - count(2),
        "present": count(0),
        "partial": count(1),
        "expired": count(3),
        "missing": count(4) + count(5),
        "indispensable_missing": [
            item["code"] for item in expected if item["indispensable"] and states[item["code"]] in (4, 5)
        ],
    }


def test_the_whole_of_a_small_grid_is_that_of_the_contract() -> None:
    found = results_json(results(EDITION, ENTRIES, on=ON, documents=DOCUMENTS), "Clairvaldieu", "closed")

    assert list(found) == KEYS
    assert [list(group) for group in found["families"]] == [GROUP_KEYS, GROUP_KEYS]
    assert json.loads(json.dumps(found)) == {
        "format": "aplomb/results/1",
        "referential": "essai",
        "edition": "2026.1",
        "subject": "Clairvaldieu",
        "status": "closed",
        "completion": 0.8,  # three scores and one NA of five
        "score": 0.5833,  # (2 × 2 + 0 + 3) of (6 + 3 + 3)
        "floor": 0.4667,  # the same of (6 + 3 + 3 + 3)
        "achieved": 7,
        "potential": 15,
        "compliance": 0.6667,
        "na_rate": 0.2,
        "levels": {"0": 1, "1": 0, "2": 1, "3": 1, "NA": 1, "unanswered": 1},
        "families": [
            {
                "code": "1", "title": "Famille 1", "score": 0.4444, "completion": 1.0, "achieved": 4, "potential": 9,
                "levels": {"0": 1, "1": 0, "2": 1, "3": 0, "NA": 1, "unanswered": 0}, "asked": 3,
            },
            {
                "code": "2", "title": "Famille 2", "score": 1.0, "completion": 0.5, "achieved": 3, "potential": 6,
                "levels": {"0": 0, "1": 0, "2": 0, "3": 1, "NA": 0, "unanswered": 1}, "asked": 2,
            },
        ],
        "requirements": [
            {
                "code": "1.1", "title": "Exigence 1.1", "score": 0.4444, "completion": 1.0, "achieved": 4,
                "potential": 9, "levels": {"0": 1, "1": 0, "2": 1, "3": 0, "NA": 1, "unanswered": 0}, "asked": 3,
            },
            {
                "code": "2.1", "title": "Exigence 2.1", "score": 1.0, "completion": 0.5, "achieved": 3, "potential": 6,
                "levels": {"0": 0, "1": 0, "2": 0, "3": 1, "NA": 0, "unanswered": 1}, "asked": 2,
            },
        ],
        "dimensions": [
            {
                "code": "D01", "title": "Une", "score": 0.5833, "completion": 0.8, "achieved": 7, "potential": 15,
                "levels": {"0": 1, "1": 0, "2": 1, "3": 1, "NA": 1, "unanswered": 1}, "asked": 5,
            },
            {
                "code": "D02", "title": "Deux", "score": 1.0, "completion": 1.0, "achieved": 3, "potential": 3,
                "levels": {"0": 0, "1": 0, "2": 0, "3": 1, "NA": 0, "unanswered": 0}, "asked": 1,
            },
        ],
        "essentials": {"total": 1, "failing": []},
        "documents": {
            "expected": 2, "present": 0, "partial": 1, "expired": 0, "missing": 1, "indispensable_missing": [],
        },
        "readiness": {
            "ready": False,
            "unmet": [
                {"rule": "completion", "needs": 1.0, "has": 0.8},
                {"rule": "overall", "needs": 0.8, "has": 0.5833},
                {"rule": "family", "code": "1", "needs": 0.7, "has": 0.4444},
                {"rule": "document", "code": "DOC-1", "needs": "present", "has": "partial"},
            ],
        },
    }  # fmt: skip


def test_nothing_answered_gives_no_score_rather_than_zero() -> None:
    found = results_json(results(EDITION, {}, on=ON), "Ici", "file")

    assert (found["score"], found["floor"], found["compliance"], found["completion"]) == (
        None,
        0.0,
        None,
        0.0,
    )
    assert found["readiness"]["unmet"][:2] == [
        {"rule": "completion", "needs": 1.0, "has": 0.0},
        {"rule": "overall", "needs": 0.8, "has": None},
    ]


def test_a_failing_essential_is_told_with_its_level() -> None:
    found = results_json(results(EDITION, {"1.1.1": Entry(1)}, on=ON), "Ici", "file")

    assert found["essentials"] == {"total": 1, "failing": ["1.1.1"]}
    assert {"rule": "essential", "code": "1.1.1", "needs": 2, "has": 1} in found["readiness"]["unmet"]


def test_titles_come_in_the_language_asked_where_they_exist() -> None:
    outcome = results(find("teleradiologie"), {}, on=ON)

    assert results_json(outcome, "x", "file", "en")["dimensions"][11]["title"] == "IT security"
    assert results_json(outcome, "x", "file", "fr")["dimensions"][11]["title"] == "Sécurité informatique"
