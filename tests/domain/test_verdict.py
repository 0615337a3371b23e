"""The verdict today and the cheapest way out, held against every possible way on small grids."""

from datetime import date
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.results import results
from aplomb.domain.evaluations.verdict import verdict, way_out
from tests.support.small import criterion, edition, entries

DAY = date(2026, 11, 24)
SHARES = ("overall", "family", "essential")


def outcome_of(sample, scores):
    return results(sample, entries(scores), on=DAY)


def test_nothing_to_raise_when_nothing_stands_in_the_way():
    assert way_out(outcome_of(edition(), {"1.1.1": 3, "1.1.2": 3})) == ()


def test_the_way_out_raises_the_fewest_criteria_then_the_fewest_levels():
    """Two essentials at 1 must reach 2; the 80 % then asks for two points more, won on one criterion."""
    codes = [f"1.1.{n}" for n in range(1, 6)]
    sample = edition({"1.1": [criterion(code, essential=n < 2) for n, code in enumerate(codes)]})
    found = verdict(outcome_of(sample, dict(zip(codes, (1, 1, 3, 3, 1), strict=True))))
    assert [criterion.code for criterion in found.stopping] == ["1.1.1", "1.1.2"]
    # 9 of 15 points; 12 are needed. The two essentials alone can win 4, at the cost of 3 levels.
    assert [(step.criterion.code, step.from_level, step.to_level) for step in found.way_out] == [
        ("1.1.1", 1, 3),
        ("1.1.2", 1, 2),
    ]
    assert not found.favourable


def test_what_is_unanswered_is_said_apart():
    found = verdict(outcome_of(edition(), {"1.1.1": 3}))
    assert found.way_out == ()
    assert [criterion.code for criterion in found.unanswered] == ["1.1.2"]
    assert not found.favourable


@st.composite
def grids(draw):
    families, scores = {}, {}
    for family in range(1, draw(st.integers(1, 2)) + 1):
        codes = [f"{family}.1.{n}" for n in range(1, draw(st.integers(1, 3)) + 1)]
        families[f"{family}.1"] = [
            criterion(code, weight=draw(st.sampled_from([1, 1, 2, 0.5])), essential=draw(st.booleans()))
            for code in codes
        ]
        scores |= {code: draw(st.sampled_from([0, 1, 2, 3, NA, None])) for code in codes}
    return edition(families), scores


def cheapest(sample, scores):
    """Every way of raising the answered criteria, the first of the cheapest."""
    answered = [code for code, score in scores.items() if isinstance(score, int)]
    best = None
    for targets in product(*(range(scores[code], 4) for code in answered)):
        raised = {**scores, **dict(zip(answered, targets, strict=True))}
        if any(unmet.rule in SHARES and unmet.has is not None for unmet in outcome_of(sample, raised).unmet):
            continue
        moved = [new - scores[code] for code, new in zip(answered, targets, strict=True)]
        cost = (sum(step > 0 for step in moved), sum(moved))
        best = cost if best is None or cost < best else best
    return best


@settings(max_examples=60)
@given(grids())
def test_no_way_out_is_cheaper(grid):
    sample, scores = grid
    steps = way_out(outcome_of(sample, scores))
    assert (len(steps), sum(step.levels for step in steps)) == cheapest(sample, scores)
    raised = {**scores, **{step.criterion.code: step.to_level for step in steps}}
    assert not [u for u in outcome_of(sample, raised).unmet if u.rule in SHARES and u.has is not None]
    assert all(Fraction(step.points) == Fraction(step.criterion.weight) * step.levels for step in steps)


def test_ties_go_to_the_first_criteria_of_the_referential():
    codes = [f"1.1.{n}" for n in range(1, 5)]
    sample = edition({"1.1": [criterion(code) for code in codes]})
    steps = way_out(outcome_of(sample, dict.fromkeys(codes, 2)))  # 8 of 12; 10 are needed
    assert [(step.criterion.code, step.to_level) for step in steps] == [("1.1.1", 3), ("1.1.2", 3)]
