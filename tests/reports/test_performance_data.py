"""What the performance report says, before anything is laid out: figures got by hand."""

import json
from dataclasses import fields, is_dataclass

import pytest

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import results
from aplomb.reports import Subject
from aplomb.reports.engine import as_json
from aplomb.reports.face import Picture
from aplomb.reports.performance import performance_data
from tests.reports.conftest import DAY, ENTRIES, SHEETS, SUBJECT, as_read, proposed, small_outcome
from tests.support.small import criterion, edition, fr


def data_of(outcome, lang="fr", subject=SUBJECT):
    return as_read(performance_data(outcome, subject, proposed(outcome), SHEETS, lang))


@pytest.fixture(scope="module")
def data(outcome):
    return data_of(outcome)


def pictures(thing):
    if isinstance(thing, Picture):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from pictures(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from pictures(item)


def test_the_score_never_stands_without_its_completion_while_open(data):
    assert (data.summary.score, data.summary.completion) == (
        "47",
        "Renseignée à 83 % : 5 critères sur 6",
    )
    # 7 of 18, were 2.1.2 at 0.
    assert data.summary.floor == "39 % si tout ce qui manque valait 0"
    assert data.face.warning == data.summary.completion


def test_a_complete_evaluation_needs_no_warning():
    outcome = small_outcome({**ENTRIES, "2.1.2": Entry(3)})

    data = data_of(outcome)
    assert (data.summary.completion, data.face.warning, data.unanswered) == ("", "", None)


def test_what_is_missing_is_one_sentence(data):
    assert data.summary.sentence == (
        "Il manque 33 points, 1 critère essentiel, 2 documents indispensables et 1 réponse."
    )


def test_nothing_answered_is_said_and_not_scored():
    data = data_of(small_outcome({}, {}))

    assert (data.summary.score, data.summary.unit, data.summary.sentence) == (
        "–",
        "",
        "Rien n’est encore coté.",
    )
    assert [condition.stands for condition in data.summary.conditions] == [
        "unmet",  # answers
        "waiting",  # overall
        "unmet",  # families
        "waiting",  # essentials: none fails, and none is scored
        "unmet",  # documents
    ]


def test_a_perfect_evaluation_is_ready():
    perfect = {code: Entry(3) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.1.2", "2.1.3")}
    outcome = small_outcome(perfect, documents_in_order())

    data = data_of(outcome)
    assert data.summary.sentence == "Toutes les règles sont satisfaites : l’audit peut être demandé."
    assert {condition.stands for condition in data.summary.conditions} == {"met"}
    assert (data.essentials.rows, data.gaps.table.rows, data.proposals.cards, data.way_out.steps) == ((),) * 4


def documents_in_order():
    return {f"DOC-{n}": Record(State.PRESENT) for n in range(1, 6)}


def test_key_figures(data):
    assert [(figure.value, figure.unit, figure.note) for figure in data.summary.figures] == [
        ("0", "sur 2", "1 en défaut"),  # essentials at level 2 or above
        ("1", "", "sur 4 cotés"),  # at level 0
        ("50", " %", "niveau 2 ou plus"),  # compliance: 2 of 4
        ("1", "", "17 %"),  # NA: 1 of 6
        ("0", "sur 2", ""),  # indispensable documents
    ]


def test_too_many_na_are_flagged(data):
    assert data.summary.figures[3].alert
    assert any("plus que les 10" in sentence for sentence in data.summary.more)


def test_each_rule_says_what_is_asked_found_and_missing(data):
    assert [(c.needs, c.has, c.missing, c.stands) for c in data.summary.conditions] == [
        ("100 %", "83 %", "1 réponse", "unmet"),
        ("80 %", "47 %", "33 points", "unmet"),
        ("70 %", "0 sur 2", "2 familles", "unmet"),
        ("0", "1", "1 critère", "unmet"),
        ("2", "0", "2 documents", "unmet"),
    ]


def test_families_show_score_shortfall_and_points(data):
    assert [(block.score, block.against, block.facts) for block in data.families.blocks] == [
        ("56 %", "il manque 14 points", "3 critères · 5 points sur 9"),
        ("33 %", "il manque 37 points", "3 critères · 2 points sur 6 · renseignée à 67 %"),
    ]
    assert data.families.total == ("Ensemble", "1", "1", "1", "1", "1", "1", "6")


def test_a_family_with_nothing_applicable_is_met():
    outcome = small_outcome({**ENTRIES, **{f"2.1.{n}": Entry(NA, na_reason="x") for n in (1, 2, 3)}})

    block = data_of(outcome).families.blocks[1]
    assert (block.score, block.against, block.stands) == (
        "–",
        "rien d’applicable : règle satisfaite",
        "met",
    )


def test_the_weakest_dimension_comes_first_and_one_without_a_score_last():
    families = {"1.1": [criterion("1.1.1", dimensions=["D01"]), criterion("1.1.2", dimensions=["D02"])]}
    outcome = results(edition(families), {"1.1.2": Entry(2)}, on=DAY)

    assert [(row.code, row.score) for row in data_of(outcome).dimensions.rows] == [
        ("D02", "67 %"),
        ("D01", "–"),
    ]


def test_an_edition_without_dimensions_has_no_such_section():
    families = {"1.1": [{**criterion("1.1.1"), "dimensions": []}]}
    outcome = results(edition(families, dimensions=[]), {}, on=DAY)

    assert data_of(outcome).dimensions is None


def test_essential_criteria_that_fail_bring_level_and_comment(data):
    assert [(row.code, row.level, row.remark, row.who) for row in data.essentials.rows] == [
        ("1.1.1", "1", "Convention échue ; à renouveler", "Léa Vasseur")
    ]
    assert data.essentials.after == ("1 critère essentiel est encore sans réponse : 2.1.2.",)


def test_gaps_are_ranked_by_points_with_what_they_would_win(data):
    assert [(row.code, row.figures) for row in data.gaps.table.rows] == [
        ("1.1.1", ("4", "+26,7 %")),
        ("2.1.1", ("3", "+20,0 %")),
        ("2.1.3", ("1", "+6,7 %")),
    ]
    assert "il manque 8 points sur 15" in data.gaps.table.lead[0]
    assert data.gaps.table.lead[1] == "1 exigence sur 2 en porte la moitié."


def test_proposals_say_why_what_helps_and_what_to_put_in_order(data):
    first, second = data.proposals.cards

    assert first.title == "1.1  Exigence 1.1"
    assert (
        first.reasons
        == "1 critère essentiel en défaut (1.1.1) · 4 points à gagner · 1 critère sous le maximum"
    )
    assert (first.documents, first.sheets) == (
        ("Convention signée",),
        ("F-001  Rédiger une convention",),
    )
    assert second.gain == "+26,7 %"
    assert [(graded.code, graded.level) for graded in second.criteria] == [("2.1.1", "0"), ("2.1.3", "2")]


def test_the_shortest_way_is_the_one_found_by_hand(data):
    # Family 1 lacks 2 points, family 2 lacks 3, the whole 5; 1.1.1 must leave level 1.
    assert [(s.code, s.from_level, s.to_level, s.points) for s in data.way_out.steps] == [
        ("1.1.1", "1", "2", "+2"),
        ("2.1.1", "0", "3", "+3"),
    ]
    assert data.way_out.lead[0] == (
        "Il suffirait de relever 2 critères, de 4 niveaux en tout : le score global atteindrait 80 %."
    )
    assert data.way_out.after == ("Il manque aussi 1 réponse et 2 documents indispensables.",)


def test_na_come_with_their_justification(data):
    (row,) = data.not_applicable.rows

    assert (row.code, row.remark) == ("1.2.1", "Pas d’IRM sur le site")


def test_an_na_without_justification_is_said():
    data = data_of(small_outcome({**ENTRIES, "1.2.1": Entry(NA)}))

    assert data.not_applicable.rows[0].remark == ""
    assert "1 est sans justification" in data.not_applicable.lead[1]


def test_a_few_unanswered_criteria_are_quoted_many_are_numbered():
    few = data_of(small_outcome()).unanswered
    many = results(
        edition({"1.1": [criterion(f"1.1.{n}") for n in range(1, 42)], "1.2": [criterion("1.2.1")]}),
        {"1.2.1": Entry(2)},
        on=DAY,
    )
    numbered = data_of(many).unanswered

    assert [row.code for row in few.table.rows] == ["2.1.2"]
    assert few.by_requirement == ()
    assert numbered.table.rows == ()
    assert [(row.count, row.codes.split(", ")[:2]) for row in numbered.by_requirement] == [
        ("41 / 41", ["1.1.1", "1.1.2"])
    ]


def test_the_annex_has_every_criterion_with_its_points(data):
    rows = [row for group in data.criteria.groups for row in group.rows]

    assert [(row.code, row.level, row.figures[0]) for row in rows] == [
        ("1.1.1", "1", "2 × 1\n2 / 6"),
        ("1.1.2", "3", "3 / 3"),
        ("1.2.1", "na", "–"),
        ("2.1.1", "0", "0 / 3"),
        ("2.1.2", "u", "–"),
        ("2.1.3", "2", "2 / 3"),
    ]
    assert [bool(group.family) for group in data.criteria.groups] == [True, False, True]


def test_the_figures_explain_themselves(data):
    assert data.figures.total[1:] == ("6", "4", "1", "1", "7 / 15", "46,67 %")
    statements = " ".join(data.figures.statements)
    assert "7 / 15 = 46,6667 %" in statements
    assert "1 pour 3 critères et 2 pour 1 critère" in statements
    assert "Léa Vasseur et Noé Ozanne" in statements


def test_references_to_check_are_listed_with_their_criteria(data):
    assert [(row.title, row.codes) for row in data.sources.rows] == [("Décret de mémoire", "1.1.2")]


def test_profile_and_selection_are_on_the_cover():
    families = {"1.1": [criterion("1.1.1", essential=True), criterion("1.1.2", applies_if=["ct"])]}
    outcome = results(edition(families), {}, on=DAY, profile={"ct": False}, selection="decouverte")

    rows = {row.term: row.said for row in data_of(outcome).face.rows}
    assert rows["Périmètre"] == (
        "1 critère sur les 2 de l’édition ; grille « Découverte » ; non concerné : Scanner"
    )


def test_a_closed_evaluation_bears_its_day_and_its_hash(outcome):
    closed = Subject("Site", DAY, "closed", content_hash="0123456789abcdef" * 4)

    rows = {row.term: row.said for row in data_of(outcome, subject=closed).face.rows}
    assert rows["Close le"] == "24 novembre 2026"
    assert rows["Empreinte de l’évaluation"] == "0123 4567 89ab cdef"


def test_a_status_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no such status"):
        Subject("Site", DAY, "finished")


def test_english_is_whole_and_says_what_stays_in_french(outcome):
    data = data_of(outcome, lang="en")

    assert data.summary.sentence == (
        "Missing: 33 points, 1 essential criterion, 2 indispensable documents and 1 answer."
    )
    assert data.essentials.rows[0].text == {"fr": "Critère 1.1.1."}
    assert any("quoted in French" in note for note in data.guide.notes)
    assert not any("French" in note for note in data_of(outcome).guide.notes)


@pytest.mark.parametrize(
    "levels",
    [
        [(0, "Non"), (1, "Oui")],
        [(n, f"Niveau {n}") for n in range(5)],
        [(n, f"Niveau {n}") for n in range(1, 6)],
    ],
    ids=["yes or no", "0 to 4", "1 to 5"],
)
def test_other_scales_are_counted_level_by_level(levels):
    scale = {
        "levels": [{"value": value, "label": fr(label), "definition": fr(label)} for value, label in levels],
        "compliant_from": levels[-1][0],
    }
    top = levels[-1][0]
    outcome = results(edition(scale=scale), {"1.1.1": Entry(top), "1.1.2": Entry(levels[0][0])}, on=DAY)

    data = data_of(outcome)
    assert data.families.head[1 : 1 + len(levels)] == tuple(f"Niveau {value}" for value, _ in levels)
    assert data.families.total[1:] == ("1", *("0",) * (len(levels) - 2), "1", "0", "0", "2")
    assert data.signs[str(top)].lead != ()
    assert data.signs[str(levels[0][0])].empty


def test_every_picture_says_in_words_what_it_shows(data):
    found = list(pictures(data))

    assert len(found) > 10
    assert all(len(picture.alt) > 10 for picture in found)


def test_the_template_receives_plain_json(data):
    read = json.loads(as_json(data))

    assert read["summary"]["score"] == "47"
    assert read["essentials"]["rows"][0]["code"] == "1.1.1"
