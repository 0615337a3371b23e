"""What to improve first."""

from datetime import date
from fractions import Fraction

import pytest

from aplomb.domain.evaluations.results import results
from aplomb.domain.plans.proposals import proposals
from tests.support.small import criterion, edition, entries, fr

DAY = date(2026, 11, 24)


def _edition():
    return edition(
        {
            "1.1": [criterion("1.1.1"), criterion("1.1.2")],
            "1.2": [criterion("1.2.1", essential=True, documents=["DOC-1"])],
            "2.1": [criterion("2.1.1", weight=2), criterion("2.1.2")],
            "2.2": [criterion("2.2.1")],
        },
        documents=[{"code": "DOC-1", "title": fr("Un"), "category": "convention", "indispensable": False}],
    )


def _outcome(**scores):
    given = {"1.1.1": 0, "1.1.2": 0, "1.2.1": 1, "2.1.1": 0, "2.1.2": 3, "2.2.1": 3}
    return results(
        _edition(), entries(given | {code.replace("_", "."): v for code, v in scores.items()}), on=DAY
    )


def test_essential_failing_first_then_points_then_the_referentials_order():
    found = proposals([_outcome()], {"1.1.1": ["F-001"], "1.1.2": ["F-001", "F-002"]})
    assert [(p.rank, p.requirement.code, p.points, p.failing) for p in found] == [
        (1, "1.2", 2, ("1.2.1",)),
        (2, "1.1", 6, ()),
        (3, "2.1", 6, ()),
    ]
    assert found[1].sheets == ("F-001", "F-002")
    assert found[0].missing_documents == ("DOC-1",)
    assert [p.gain for p in found] == [Fraction(2, 21), Fraction(6, 21), Fraction(6, 21)]


def test_over_several_sites_the_share_concerned_breaks_ties():
    first = _outcome(**{"1.1.1": 3, "1.1.2": 3})
    second = _outcome(**{"1.1.1": 0, "1.1.2": 3, "2.1.1": 3, "2.1.2": 0})
    third = _outcome(**{"1.1.1": 0, "1.1.2": 3, "2.1.1": 3})
    found = proposals([first, second, third])
    assert [(p.requirement.code, p.points, p.sites_share) for p in found] == [
        ("1.2", 6, Fraction(1)),
        ("2.1", 9, Fraction(2, 3)),
        ("1.1", 6, Fraction(2, 3)),
    ]


def test_nothing_is_proposed_where_everything_is_at_the_top():
    best = dict.fromkeys(["1.1.1", "1.1.2", "1.2.1", "2.1.1"], 3)
    assert proposals([_outcome(**best)]) == ()
    assert proposals([]) == ()


def test_two_editions_are_never_mixed():
    other = results(edition(), entries({"1.1.1": 0}), on=DAY)
    with pytest.raises(ValueError, match="one edition"):
        proposals([_outcome(), other])
