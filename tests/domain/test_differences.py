"""What changed from one edition to another, and what earlier answers are worth there."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.domain.evaluations.answers import NA
from aplomb.domain.referentials.differences import Fate, Segment, compare, words_between
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.referentials.succession import (
    Previous,
    Standing,
    Succession,
    answer_to_confirm,
    predecessors,
    previous_score,
    successions,
)
from tests.support.small import criterion, edition, fr


def one(**more: Any) -> Edition:
    return edition({"1.1": [criterion("1.1.1", **more), criterion("1.1.2")]})


def marked(old: str, new: str) -> str:
    """The differences as [-removed-]{+added+}."""
    signs = {Fate.SAME: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "{{+{}+}}"}
    return "".join(signs[segment.fate].format(segment.text) for segment in words_between(old, new))


# --- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "Un texte.", "{+Un texte.+}"),
        ("Un texte.", "", "[-Un texte.-]"),
        ("Le délai est mesuré.", "Le délai est mesuré.", "Le délai est mesuré."),
        ("Le délai est mesuré.", "Le délai moyen est mesuré.", "Le délai {+moyen +}est mesuré."),
        ("Le délai est mesuré.", "Le délai est suivi.", "Le délai est [-mesuré-]{+suivi+}."),
        (
            "Le délai est mesuré ; il est court.",
            "Le délai est mesuré, il est court.",
            "Le délai est [-mesuré ; -]{+mesuré, +}il est court.",
        ),
        (
            "rapport de stage court",
            "dossier de suivi court",
            "[-rapport de stage -]{+dossier de suivi +}court",
        ),
        ("l’heure d’arrivée", "l’heure de départ", "l’heure [-d’arrivée-]{+de départ+}"),
    ],
)
def test_words_are_compared_not_letters(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


TEXTS = st.lists(
    st.sampled_from(["le", "délai", "est", " ", "  ", ", ", ". ", "\n", "mesuré ", "’", "é", "\u202f;"])
).map("".join)


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_both_texts_can_be_read_in_their_differences(old: str, new: str) -> None:
    segments = words_between(old, new)

    assert "".join(segment.text for segment in segments if segment.fate is not Fate.ADDED) == old
    assert "".join(segment.text for segment in segments if segment.fate is not Fate.REMOVED) == new
    assert all(segment.text for segment in segments)
    for before, after in pairwise(segments):
        assert before.fate is not after.fate
        assert not (before.fate is Fate.ADDED and after.fate is Fate.REMOVED)


def test_a_space_that_became_another_is_a_change_without_words() -> None:
    before, after = one(text=fr("Le délai ; la suite")), one(text=fr("Le délai\u202f; la suite"))

    [change] = compare(before, after).changed

    assert [text.only_blanks for text in change.texts] == [True]
    assert not compare(one(text=fr("a b")), one(text=fr("a c"))).changed[0].texts[0].only_blanks


# --- editions ----------------------------------------------------------------------------------------------


def test_an_edition_does_not_differ_from_itself() -> None:
    differences = compare(one(), one())

    assert not differences
    assert [item.code for item in differences.unchanged] == ["1.1.1", "1.1.2"]
    assert (differences.added, differences.removed, differences.changed) == ((), (), ())


def test_a_reworded_criterion_shows_its_words_by_field_and_language() -> None:
    before = one(text={"fr": "Le délai est mesuré.", "en": "Time is measured."}, guidance=fr("Coter 3."))
    after = one(
        text={"fr": "Le délai est suivi.", "en": "Time is measured."},
        guidance={"fr": "Coter 3.", "en": "Score 3."},
    )

    [change] = compare(before, after).changed

    assert change.reworded
    assert not change.moved
    assert change.values == ()
    assert [(text.field, text.language) for text in change.texts] == [("text", "fr"), ("guidance", "en")]
    assert change.texts[1].segments == (Segment(Fate.ADDED, "Score 3."),)


@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("weight", 1, 2, (1, 2)),
        ("essential", False, True, (False, True)),
        ("na_allowed", True, False, (True, False)),
        ("applies_if", [], ["mri", "ct"], ((), ("ct", "mri"))),
        ("dimensions", ["D01"], ["D02"], (("D01",), ("D02",))),
        ("documents", [], ["DOC-1"], ((), ("DOC-1",))),
        ("answered_by", ["site"], ["provider"], (("site",), ("provider",))),
        ("references", [{"title": "A"}], [{"title": "A", "to_verify": True}], (("A",), ("A (?)",))),
        ("equivalent", [], [{"referential": "imagerie", "code": "1"}], ((), ("1@imagerie",))),
    ],
)
def test_whatever_else_changes_in_a_criterion_is_told(
    field: str, old: object, new: object, expected: tuple[object, object]
) -> None:
    documents = [{"code": "DOC-1", "title": fr("Un"), "category": "convention"}]
    editions = [
        edition({"1.1": [criterion("1.1.1", **{field: value})]}, documents=documents) for value in (old, new)
    ]

    [change] = compare(*editions).changed

    assert [(value.field, value.old, value.new) for value in change.values] == [(field, *expected)]
    assert not change.reworded


def test_the_order_of_codes_says_nothing() -> None:
    assert not compare(one(applies_if=["ct", "mri"]), one(applies_if=["mri", "ct"]))


def test_criteria_come_go_move_and_merge() -> None:
    before = edition(
        {"1.1": [criterion("1.1.1"), criterion("1.1.2"), criterion("1.1.3"), criterion("1.1.4")]}
    )
    after = edition(
        {
            "1.1": [criterion("1.1.1"), criterion("1.1.2", supersedes=[])],
            "1.2": [
                criterion("1.2.1", supersedes=["1.1.3"], text=fr("Critère 1.1.3.")),
                criterion("1.2.2", supersedes=["1.1.1", "1.1.4"]),
            ],
        }
    )

    differences = compare(before, after)

    assert [item.code for item in differences.added] == ["1.1.2"]
    assert [item.code for item in differences.removed] == ["1.1.2"]
    assert [item.code for item in differences.unchanged] == ["1.1.1"]
    assert [
        (change.criterion.code, change.moved, change.merged, change.reworded)
        for change in differences.changed
    ] == [("1.2.1", True, False, False), ("1.2.2", True, True, True)]
    assert [item for item, _ in differences.lists["requirements"].added] == ["1.2"]


def test_scale_rules_header_and_lists_are_compared_too() -> None:
    before = edition(
        documents=[
            {"code": "DOC-1", "title": fr("Un"), "category": "convention"},
            {"code": "DOC-2", "title": fr("Deux"), "category": "convention"},
        ]
    )
    after = edition(
        top=4,
        title=fr("Essai encore"),
        rules={"essential_minimum": 1, "ready": {"overall": 0.85, "family": 0.7}},
        documents=[
            {"code": "DOC-2", "title": fr("Deux autres"), "category": "convention", "indispensable": True},
            {"code": "DOC-3", "title": fr("Trois"), "category": "convention"},
        ],
    )

    differences = compare(before, after)
    documents = differences.lists["documents"]

    assert [text.field for text in differences.header] == ["title"]
    assert [(value.field, str(value.old), str(value.new)) for value in differences.settings] == [
        ("essential_minimum", "2", "1"),
        ("ready.overall", "4/5", "17/20"),
    ]
    assert [code for code, _ in differences.lists["levels"].added] == ["4"]
    assert [code for code, _ in documents.added] == ["DOC-3"]
    assert [code for code, _ in documents.removed] == ["DOC-1"]
    assert [(item.code, len(item.texts), len(item.values)) for item in documents.changed] == [("DOC-2", 1, 1)]
    assert not differences.lists["dimensions"]


def test_two_referentials_are_matched_by_what_is_said_to_be_equivalent() -> None:
    before = edition(code="autre")
    after = edition(
        {
            "1.1": [
                criterion("1.1.1"),
                criterion("1.1.2", equivalent=[{"referential": "autre", "code": "1.1.1"}]),
            ]
        }
    )

    differences = compare(before, after)

    assert [item.code for item in differences.added] == ["1.1.1"]
    assert [item.code for item in differences.removed] == ["1.1.2"]
    assert [[item.code for item in change.predecessors] for change in differences.changed] == [["1.1.1"]]


# --- succession --------------------------------------------------------------------------------------------


def test_a_criterion_comes_from_its_code_from_those_it_names_or_from_nothing() -> None:
    before = edition({"1.1": [criterion("1.1.1"), criterion("1.1.2"), criterion("1.1.3")]})
    after = edition(
        {
            "1.1": [
                criterion("1.1.1"),
                criterion("1.1.2", supersedes=[]),
                criterion("1.1.3", supersedes=["1.1.2", "1.1.1", "9.9.9"]),
                criterion("1.1.4"),
            ]
        }
    )

    found = {item.code: [old.code for old in predecessors(before, item)] for item in after.criteria}

    assert found == {"1.1.1": ["1.1.1"], "1.1.2": [], "1.1.3": ["1.1.2", "1.1.1"], "1.1.4": []}


def standing(before: Edition, after: Edition) -> dict[str, Standing]:
    return {item.criterion.code: item.standing for item in successions(before, after)}


def test_an_answer_is_to_confirm_only_where_question_and_levels_are_the_same() -> None:
    before = one(text=fr("Le délai est mesuré."), guidance=fr("Coter 3."))

    assert standing(before, one(text=fr("Le délai est mesuré."), guidance=fr("Coter 3."), weight=2)) == {
        "1.1.1": Standing.TO_CONFIRM,
        "1.1.2": Standing.TO_CONFIRM,
    }
    assert (
        standing(before, one(text=fr("Le délai est suivi."), guidance=fr("Coter 3.")))["1.1.1"]
        is Standing.CHANGED
    )
    assert standing(before, one(text=fr("Le délai est mesuré.")))["1.1.1"] is Standing.CHANGED
    assert standing(one(), edition({"1.1": [criterion("1.1.1"), criterion("1.1.9")]})) == {
        "1.1.1": Standing.TO_CONFIRM,
        "1.1.9": Standing.NEW,
    }
    assert set(standing(edition(), edition(top=4)).values()) == {Standing.CHANGED}


def test_a_renumbered_criterion_with_the_same_words_is_to_confirm() -> None:
    before = edition({"1.1": [criterion("1.1.1")]})
    after = edition({"1.1": [criterion("1.1.5", text=fr("Critère 1.1.1."), supersedes=["1.1.1"])]})

    assert standing(before, after) == {"1.1.5": Standing.TO_CONFIRM}


def test_several_made_one_is_changed_even_with_the_words_of_one_of_them() -> None:
    before = edition({"1.1": [criterion("1.1.1"), criterion("1.1.2")]})
    after = edition({"1.1": [criterion("1.1.1", supersedes=["1.1.1", "1.1.2"])]})

    assert standing(before, after) == {"1.1.1": Standing.CHANGED}


def merged(*codes: str, **more: Any) -> Succession:
    """A criterion that comes from these."""
    before = edition({"1.1": [criterion(code) for code in codes]})
    after = edition({"1.1": [criterion("1.1.1", supersedes=list(codes), **more)]})
    [succession] = successions(before, after)
    return succession


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, Previous(None, (), ("1.1.1", "1.1.2"))),
        ({"1.1.1": 3, "1.1.2": 1}, Previous(1)),
        ({"1.1.1": 3, "1.1.2": 0}, Previous(0)),
        ({"1.1.1": 3}, Previous(3, (), ("1.1.2",))),
        ({"1.1.1": 3, "1.1.2": NA}, Previous(3, ("1.1.2",))),
        ({"1.1.1": NA, "1.1.2": NA}, Previous(NA, ("1.1.1", "1.1.2"))),
        ({"1.1.1": NA}, Previous(NA, ("1.1.1",), ("1.1.2",))),
        ({"9.9.9": 0}, Previous(None, (), ("1.1.1", "1.1.2"))),
    ],
)
def test_the_previous_score_is_the_lowest_level_and_says_what_it_leaves_out(
    scores: dict[str, Any], expected: Previous[Any]
) -> None:
    found = previous_score(merged("1.1.1", "1.1.2"), scores)

    assert found == expected
    assert found.partial is (isinstance(expected.score, int) and expected != Previous(expected.score))


@pytest.mark.parametrize(
    ("more", "scores", "expected"),
    [
        ({}, {"1.1.1": 2}, 2),
        ({}, {"1.1.1": 0}, 0),
        ({}, {"1.1.1": NA}, NA),
        ({"na_allowed": False}, {"1.1.1": NA}, None),
        ({"na_allowed": False}, {"1.1.1": 1}, 1),
        ({}, {}, None),
        ({"text": fr("Autre chose.")}, {"1.1.1": 2}, None),
    ],
)
def test_what_arrives_to_be_confirmed(more: dict[str, Any], scores: dict[str, Any], expected: object) -> None:
    assert answer_to_confirm(merged("1.1.1", **more), scores) is expected
