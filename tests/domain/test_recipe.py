"""Every figure explains itself."""

from datetime import date
from fractions import Fraction

from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.recipe import explain
from aplomb.domain.evaluations.results import results
from tests.support.small import criterion, edition


def test_a_score_names_what_it_counts_and_what_it_leaves_out():
    sample = edition(
        {
            "1.1": [
                criterion("1.1.1", weight=2),
                criterion("1.1.2"),
                criterion("1.1.3"),
                criterion("1.1.4", applies_if=["ct"]),
            ],
            "2.1": [criterion("2.1.1")],
        }
    )
    answers = {
        "1.1.1": Entry(2, evaluator="Maud Tellier"),
        "1.1.2": Entry(NA, na_reason="aucun scanner"),
        "1.1.4": Entry(3),
        "2.1.1": Entry(0, evaluator="Jean Ory"),
    }
    outcome = results(sample, answers, on=date(2026, 11, 24), profile={"ct": False})

    recipe = explain(outcome, sample.families[0].criteria)

    assert [(row.criterion.code, row.achieved, row.potential) for row in recipe.counted] == [("1.1.1", 4, 6)]
    assert [c.code for c in recipe.not_applicable] == ["1.1.2"]
    assert [c.code for c in recipe.unanswered] == ["1.1.3"]
    assert recipe.not_asked == 1
    assert recipe.score == Fraction(2, 3) == outcome.group("families", "1").tally.score
    assert recipe.weighted
    assert explain(outcome).evaluators == ("Jean Ory", "Maud Tellier")
    assert explain(outcome).tally == outcome.tally
