"""An edition, compiled."""

from fractions import Fraction
from typing import Any

import pytest

from aplomb.domain.referentials.edition import MOST_OUTLINES, compile_edition, edition_order
from tests.support.referentials import written_data
from tests.support.small import criterion, data, edition


def test_an_edition_holds_what_its_data_say() -> None:
    compiled = compile_edition(written_data())
    first, second = compiled.criteria

    assert compiled.name == "essai@2026.1"
    assert (compiled.title.in_("fr"), compiled.title.in_("en"), compiled.title.in_("de")) == (
        "Essai",
        "Trial",
        "Essai",
    )
    assert compiled.scale.max == 3
    assert compiled.scale.level(2).label.in_("fr") == "Bon"
    assert compiled.scale.not_applicable.flag_above == Fraction(1, 10)
    assert (compiled.rules.ready_overall, compiled.rules.ready_family) == (Fraction(4, 5), Fraction(7, 10))
    assert (first.code, first.family, first.requirement, first.position) == ("1.1.1", "1", "1.1", 0)
    assert (first.essential, first.weight, first.na_allowed, first.supersedes) == (True, 1, True, None)
    assert (second.essential, second.weight, second.na_allowed, second.position) == (False, 1, True, 1)
    assert [(item.title, item.url, item.to_verify) for item in first.references] == [
        ("Un texte", "https://example.org/texte", False)
    ]


@pytest.mark.parametrize(
    ("weight", "exact"),
    [(1, 1), (2.0, 2), (0.1, Fraction(1, 10)), (0.25, Fraction(1, 4)), (1.5, Fraction(3, 2))],
)
def test_weights_are_exact(weight: Any, exact: Fraction) -> None:
    assert edition({"1.1": [criterion("1.1.1", weight=weight)]}).criteria[0].weight == exact


def test_what_an_edition_does_not_have_is_not_made_up() -> None:
    compiled = edition()

    with pytest.raises(KeyError):
        compiled.selection("absente")
    with pytest.raises(KeyError):
        compiled.scale.level(4)
    assert compiled.selection(None) is None


def test_a_criterion_is_asked_where_one_of_its_facts_holds_or_is_unknown() -> None:
    compiled = edition(
        {
            "1.1": [
                criterion("1.1.1"),
                criterion("1.1.2", applies_if=["ct"]),
                criterion("1.1.3", applies_if=["ct", "mri"]),
            ]
        }
    )

    def asked(profile: dict[str, bool] | None) -> list[str]:
        return [item.code for item in compiled.asked(profile)]

    assert asked(None) == ["1.1.1", "1.1.2", "1.1.3"]
    assert asked({}) == ["1.1.1", "1.1.2", "1.1.3"]
    assert asked({"ct": False}) == ["1.1.1", "1.1.3"]
    assert asked({"ct": False, "mri": False}) == ["1.1.1"]
    assert asked({"ct": True, "mri": False}) == ["1.1.1", "1.1.2", "1.1.3"]


def test_a_selection_keeps_the_essential_or_a_list_and_the_profile_still_counts() -> None:
    selections = [
        {"code": "e", "title": {"fr": "E"}, "keep": "essential"},
        {"code": "l", "title": {"fr": "L"}, "keep": ["1.1.2", "1.1.3"]},
    ]
    criteria = [criterion("1.1.1", essential=True), criterion("1.1.2", applies_if=["ct"]), criterion("1.1.3")]
    compiled = compile_edition(data({"1.1": criteria}, selections=selections))

    assert [item.code for item in compiled.asked(selection="e")] == ["1.1.1"]
    assert [item.code for item in compiled.asked(selection="l")] == ["1.1.2", "1.1.3"]
    assert [item.code for item in compiled.asked({"ct": False}, "l")] == ["1.1.3"]


def test_a_document_is_expected_when_an_asked_criterion_names_it_or_none_does() -> None:
    documents = [
        {"code": code, "title": {"fr": code}, "category": "convention"}
        for code in ("DOC-1", "DOC-2", "DOC-3")
    ]
    criteria = [
        criterion("1.1.1", documents=["DOC-1"]),
        criterion("1.1.2", documents=["DOC-2"], applies_if=["ct"]),
    ]
    compiled = compile_edition(data({"1.1": criteria}, documents=documents))

    expected = compiled.expected_documents(compiled.asked({"ct": False}))

    assert [document.code for document in expected] == ["DOC-1", "DOC-3"]
    assert {code: len(found) for code, found in compiled.criteria_by_document.items()} == {
        "DOC-1": 1,
        "DOC-2": 1,
        "DOC-3": 0,
    }


def test_editions_sort_as_people_number_them() -> None:
    editions = ["2026.10", "2025.3", "2026.1", "2026.2", "2026", "2026.1b", "2026.1-2"]

    assert sorted(editions, key=edition_order) == [
        "2025.3",
        "2026",
        "2026.1",
        "2026.1-2",
        "2026.1b",
        "2026.2",
        "2026.10",
    ]


def test_what_is_asked_of_one_subject_is_never_taken_for_another() -> None:
    """Outlines are kept by profile, selection and parts, and only so many of them."""
    read = edition(
        {"1.1": [criterion("1.1.1", applies_if=["ct"]), criterion("1.1.2", answered_by=["reading_centre"])]}
    )

    def codes(**said: Any) -> list[str]:
        return [one.code for one in read.asked(**said)]

    for _ in range(2):
        assert codes() == codes(profile={"ct": True}) == ["1.1.1", "1.1.2"]
        assert codes(profile={"ct": False}) == ["1.1.2"]
        assert codes(parts=["requesting_site"]) == ["1.1.1"]
        for n in range(MOST_OUTLINES):
            assert codes(profile={f"other_{n}": False}) == ["1.1.1", "1.1.2"]
    assert read.outline() is read.outline()
