"""The projection recomputed by hand; what was promised against what was won."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.results import results
from aplomb.domain.plans.targets import gain, points, projected, promises, raised, why_not_target
from tests.support.small import criterion, edition, entries

EDITION = edition(
    {
        "1.1": [criterion("1.1.1", essential=True), criterion("1.1.2")],
        "1.2": [criterion("1.2.1", weight=2)],
        "2.1": [criterion("2.1.1"), criterion("2.1.2")],
    }
)
DAY = date(2026, 6, 1)


def outcome(**scores):
    return results(
        EDITION, entries({code.replace("_", ".").strip("."): score for code, score in scores.items()}), on=DAY
    )


NOW = outcome(_1_1_1=1, _1_1_2=2, _1_2_1=1, _2_1_1=3, _2_1_2=NA)


def test_the_projection_is_what_one_reckons_by_hand():
    """Today 1 + 2 + 2×1 + 3 = 8 of 3 + 3 + 6 + 3 = 15. With 1.1.1 at 3 and 1.2.1 at 2: 3 + 2 + 4 + 3 = 12 of 15."""
    then = projected(NOW, [("1.1.1", 3), ("1.2.1", 2)])

    assert NOW.tally.score == Fraction(8, 15)
    assert then.tally.score == Fraction(12, 15)
    assert [(group.code, group.tally.score) for group in then.families] == [
        ("1", Fraction(9, 12)),
        ("2", Fraction(3, 3)),
    ]
    assert (NOW.essential_failing, then.essential_failing) == (("1.1.1",), ())


def test_the_gain_of_a_theme_alone_is_its_points_over_the_answered_potential():
    """1.2.1 from 1 to 3 weighs 2: 4 points of 15."""
    assert points(NOW, [("1.2.1", 3)]) == 4
    assert gain(NOW, [("1.2.1", 3)]) == Fraction(4, 15)


def test_of_two_themes_on_one_criterion_the_higher_level_counts_once():
    assert projected(NOW, [("1.1.1", 2), ("1.1.1", 3)]).tally.achieved == 10
    assert raised(NOW.scores, [("1.1.1", 3), ("1.1.1", 2)]) == {"1.1.1": 3}


def test_a_target_below_today_s_score_and_one_not_applicable_change_nothing():
    assert projected(NOW, [("2.1.1", 1), ("2.1.2", 3), ("9.9.9", 3)]) == NOW


def test_targets_outside_the_edition_or_its_scale_are_refused():
    assert [one.code for one in why_not_target(EDITION, {"9.9.9": 2})] == ["plan.write.criterion-unknown"]
    assert [one.code for one in why_not_target(EDITION, {"1.1.1": 4})] == ["plan.write.level-unknown"]
    assert why_not_target(EDITION, {"1.1.1": 0}) == []


def test_what_was_won_is_set_against_what_was_promised():
    """1.1.1 from 1, promised 3, found at 2: 1 point of 2. 1.2.1 weighs 2: from 1, promised 2, found at 3: 4 for 2."""
    since = {"1.1.1": 2, "1.2.1": 3}
    first, second, third = promises(EDITION, [("1.1.1", 3, 1), ("1.2.1", 2, 1), ("2.1.1", 3, 0)], since)

    assert (first.promised_points, first.won_points, first.kept) == (2, 1, False)
    assert (second.promised_points, second.won_points, second.kept) == (2, 4, True)
    assert (third.promised_points, third.won_points, third.kept) == (3, None, None)


@given(
    st.lists(
        st.tuples(st.sampled_from([one.code for one in EDITION.criteria]), st.integers(0, 3)), max_size=8
    )
)
def test_a_promise_never_lowers_a_result(targets):
    then = projected(NOW, targets)

    assert then.tally.score >= NOW.tally.score
    assert then.tally.potential == NOW.tally.potential
