"""Scoring: the formulas of domain.md §2, by examples and by laws."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.readiness import Thresholds, Unmet
from aplomb.domain.evaluations.results import results, score_if
from aplomb.domain.evaluations.tally import Tally, tally
from tests.support.small import criterion, edition, entries, fr

DAY = date(2026, 11, 24)


def test_the_worked_example():
    """Four criteria, weights 1 1 2 1, answered 3, 0, 2, NA: (3 + 0 + 4) / (3 + 3 + 6) = 7/12."""
    sample = edition(
        {
            "1.1": [criterion("1.1.1"), criterion("1.1.2")],
            "2.1": [criterion("2.1.1", weight=2), criterion("2.1.2")],
        }
    )
    outcome = results(sample, entries({"1.1.1": 3, "1.1.2": 0, "2.1.1": 2, "2.1.2": NA}), on=DAY)
    assert outcome.tally.score == Fraction(7, 12)
    assert outcome.tally.floor == Fraction(7, 12)
    assert (outcome.tally.achieved, outcome.tally.potential) == (7, 12)
    assert outcome.tally.completion == 1
    assert outcome.tally.compliance == Fraction(2, 3)
    assert outcome.tally.na_rate == Fraction(1, 4)
    assert outcome.tally.levels == (1, 0, 1, 1)
    assert [(group.code, group.tally.score) for group in outcome.families] == [
        ("1", Fraction(1, 2)),
        ("2", Fraction(2, 3)),
    ]
    assert [(gap.criterion.code, gap.points) for gap in outcome.gaps] == [("1.1.2", 3), ("2.1.1", 2)]
    assert outcome.na_flagged


def test_unanswered_zero_and_na_are_three_different_things():
    sample = edition({"1.1": [criterion("1.1.1"), criterion("1.1.2")]})

    def outcome(second):
        return results(sample, entries({"1.1.1": 3, "1.1.2": second}), on=DAY).tally

    assert (outcome(None).score, outcome(None).floor, outcome(None).completion) == (
        1,
        Fraction(1, 2),
        Fraction(1, 2),
    )
    assert (outcome(0).score, outcome(0).floor, outcome(0).completion) == (Fraction(1, 2), Fraction(1, 2), 1)
    assert (outcome(NA).score, outcome(NA).floor, outcome(NA).completion) == (1, 1, 1)


def test_nothing_answered_gives_no_score_rather_than_zero():
    outcome = results(edition(), {}, on=DAY)
    assert outcome.tally.score is None
    assert outcome.tally.floor == 0
    assert outcome.tally.completion == 0
    assert outcome.unmet[:2] == (
        Unmet("completion", Fraction(1), Fraction(0)),
        Unmet("overall", Fraction(4, 5), None),
    )


def test_a_grid_of_no_criterion_has_no_share_at_all():
    outcome = results(edition(), {}, on=DAY, selection="decouverte")
    whole = outcome.tally
    assert [whole.score, whole.floor, whole.completion, whole.compliance, whole.na_rate] == [None] * 5


def test_what_the_profile_does_not_ask_is_outside_altogether():
    sample = edition({"1.1": [criterion("1.1.1"), criterion("1.1.2", applies_if=["ct", "mri"])]})
    answers = entries({"1.1.1": 2, "1.1.2": 0})
    assert results(sample, answers, on=DAY, profile={"ct": False, "mri": False}).tally.asked == 1
    assert results(sample, answers, on=DAY, profile={"ct": False, "mri": False}).tally.score == Fraction(2, 3)
    assert (
        results(sample, answers, on=DAY, profile={"ct": False}).tally.asked == 2
    )  # a fact not stated is yes
    assert results(sample, answers, on=DAY).tally.asked == 2


def test_an_essential_criterion_fails_only_when_it_is_scored_below_the_minimum():
    codes = [f"1.1.{n}" for n in range(1, 6)]
    sample = edition({"1.1": [criterion(code, essential=True) for code in codes]})
    outcome = results(sample, entries(dict(zip(codes, (0, 1, 2, NA, None), strict=True))), on=DAY)
    assert outcome.essential_failing == ("1.1.1", "1.1.2")
    assert outcome.essential_total == 5


def test_readiness_lists_everything_that_is_not_met():
    sample = edition(
        {
            "1.1": [criterion("1.1.1", essential=True, documents=["DOC-1", "DOC-2"]), criterion("1.1.2")],
            "2.1": [criterion("2.1.1")],
            "3.1": [criterion("3.1.1")],
        },
        documents=[
            {"code": "DOC-1", "title": fr("Un"), "category": "convention", "indispensable": True},
            {"code": "DOC-2", "title": fr("Deux"), "category": "convention", "indispensable": True},
        ],
    )
    outcome = results(
        sample,
        entries({"1.1.1": 1, "1.1.2": 3, "2.1.1": 3, "3.1.1": NA}),
        on=DAY,
        documents={"DOC-2": Record(State.PRESENT, valid_until=date(2026, 1, 1))},
    )
    assert outcome.unmet == (
        Unmet("overall", Fraction(4, 5), Fraction(7, 9)),
        Unmet("family", Fraction(7, 10), Fraction(2, 3), "1"),
        Unmet("essential", 2, 1, "1.1.1"),
        Unmet("document", "present", "missing", "DOC-1"),
        Unmet("document", "present", "expired", "DOC-2"),
    )


def test_a_threshold_reached_exactly_is_met_and_a_family_with_nothing_applicable_too():
    sample = edition({"1.1": [criterion(f"1.1.{n}") for n in range(1, 6)], "2.1": [criterion("2.1.1")]})
    scores = {**{f"1.1.{n}": 3 for n in range(1, 5)}, "1.1.5": 0, "2.1.1": NA}
    assert results(sample, entries(scores), on=DAY).ready  # 12/15 = 80 %


def test_a_scheme_can_ask_for_more_than_the_edition():
    sample = edition()
    strict = Thresholds(Fraction(1), Fraction(1), 3, source="scheme")
    answers = entries({"1.1.1": 3, "1.1.2": 2})
    assert results(sample, answers, on=DAY).ready
    assert [unmet.rule for unmet in results(sample, answers, on=DAY, thresholds=strict).unmet] == [
        "overall",
        "family",
    ]


def test_a_projection_recomputes_with_the_targets():
    outcome = results(edition(), entries({"1.1.1": 1, "1.1.2": 2}), on=DAY)
    assert score_if(outcome, {"1.1.1": 3}) == Fraction(5, 6)
    assert outcome.tally.score == Fraction(1, 2)


# — Laws ——————————————————————————————————————————————————————————————————————

WEIGHTS = st.sampled_from([1, 1, 1, 2, 3, 0.5, 0.25])
SCORES = st.sampled_from([None, 0, 1, 2, 3, NA])


@st.composite
def evaluations(draw):
    """An edition of one to four families with weights and profile facts, and answers to it."""
    families, answers = {}, {}
    for family in range(1, draw(st.integers(1, 4)) + 1):
        for requirement in range(1, draw(st.integers(1, 2)) + 1):
            codes = [f"{family}.{requirement}.{n}" for n in range(1, draw(st.integers(1, 4)) + 1)]
            families[f"{family}.{requirement}"] = [
                criterion(
                    code,
                    weight=draw(WEIGHTS),
                    essential=draw(st.booleans()),
                    applies_if=draw(st.sampled_from([[], ["ct"], ["ct", "mri"]])),
                )
                for code in codes
            ]
            answers |= {code: draw(SCORES) for code in codes}
    profile = draw(st.dictionaries(st.sampled_from(["ct", "mri"]), st.booleans()))
    return edition(families), answers, profile


def naive(sample, answers, profile):
    """The formulas written out as domain.md states them, one criterion at a time."""
    asked = [
        c for c in sample.criteria if not c.applies_if or any(profile.get(f, True) for f in c.applies_if)
    ]
    applicable = [c for c in asked if answers[c.code] is not NA]
    answered = [c for c in applicable if answers[c.code] is not None]
    achieved = sum((Fraction(c.weight) * answers[c.code] for c in answered), Fraction(0))
    over = sum((Fraction(c.weight) * 3 for c in answered), Fraction(0))
    potential = sum((Fraction(c.weight) * 3 for c in applicable), Fraction(0))
    return {
        "score": achieved / over if over else None,
        "floor": achieved / potential if potential else None,
        "completion": Fraction(len(answered) + len(asked) - len(applicable), len(asked)) if asked else None,
        "compliance": Fraction(sum(answers[c.code] >= 2 for c in answered), len(answered))
        if answered
        else None,
        "na_rate": Fraction(len(asked) - len(applicable), len(asked)) if asked else None,
        "achieved": achieved,
        "potential": potential,
    }


@given(evaluations())
def test_results_are_the_formulas(evaluation):
    sample, answers, profile = evaluation
    whole = results(sample, entries(answers), on=DAY, profile=profile).tally
    expected = naive(sample, answers, profile)
    assert {name: getattr(whole, name) for name in expected} == expected


@given(evaluations())
def test_shares_stay_between_zero_and_one_and_the_floor_below_the_score(evaluation):
    sample, answers, profile = evaluation
    whole = results(sample, entries(answers), on=DAY, profile=profile).tally
    for value in (whole.score, whole.floor, whole.completion, whole.compliance, whole.na_rate):
        assert value is None or 0 <= value <= 1
    assert whole.score is None or whole.floor <= whole.score
    assert sum(whole.levels) == whole.answered
    assert whole.asked == whole.answered + whole.na + whole.unanswered


@given(evaluations(), st.randoms(use_true_random=False))
def test_points_add_up_over_any_partition_and_order_does_not_matter(evaluation, random):
    sample, answers, profile = evaluation
    outcome = results(sample, entries(answers), on=DAY, profile=profile)
    criteria = list(outcome.asked)
    random.shuffle(criteria)
    cut = random.randint(0, len(criteria))
    parts = [tally(part, outcome.scores, sample.scale) for part in (criteria[:cut], criteria[cut:])]
    assert parts[0] + parts[1] == outcome.tally
    assert sum((group.tally for group in outcome.requirements), Tally.none(sample.scale)) == outcome.tally
    shuffled = dict(random.sample(list(answers.items()), len(answers)))
    assert results(sample, entries(shuffled), on=DAY, profile=profile).tally == outcome.tally


@given(evaluations(), st.data())
def test_raising_a_level_never_lowers_a_score(evaluation, data):
    sample, answers, profile = evaluation
    low = [code for code, score in answers.items() if isinstance(score, int) and score < 3]
    if not low:
        return
    raised = {**answers, (code := data.draw(st.sampled_from(low))): answers[code] + 1}
    before = results(sample, entries(answers), on=DAY, profile=profile)
    after = results(sample, entries(raised), on=DAY, profile=profile)
    for mine, theirs in zip(
        (before, *before.families, *before.requirements),
        (after, *after.families, *after.requirements),
        strict=True,
    ):
        assert mine.tally.score is None or mine.tally.score <= theirs.tally.score
        assert mine.tally.floor is None or mine.tally.floor <= theirs.tally.floor


@given(evaluations(), st.data())
def test_na_on_one_criterion_changes_no_other_family(evaluation, data):
    sample, answers, profile = evaluation
    code = data.draw(st.sampled_from(sorted(answers)))
    before = results(sample, entries(answers), on=DAY, profile=profile)
    after = results(sample, entries({**answers, code: NA}), on=DAY, profile=profile)
    family = sample.by_code[code].family
    assert [g for g in before.families if g.code != family] == [g for g in after.families if g.code != family]


def test_an_entry_that_says_nothing_is_unanswered():
    assert results(edition(), {"1.1.1": Entry(comment="à revoir")}, on=DAY).tally.unanswered == 2


@pytest.mark.parametrize("top", [1, 4])
def test_other_scales_are_data(top):
    sample = edition(top=top)
    assert results(sample, entries({"1.1.1": top, "1.1.2": 0}), on=DAY).tally.score == Fraction(1, 2)
