"""What the documentary report says."""

import pytest

from aplomb.domain.documents.inventory import Record, State
from aplomb.reports.documents import documents_data
from tests.reports.conftest import RECORDS, SUBJECT, as_read, small_outcome


@pytest.fixture(scope="module")
def data(outcome):
    return as_read(documents_data(outcome, SUBJECT, "fr"))


def test_the_summary_counts_by_state_and_leaves_out_what_does_not_apply(data):
    assert (data.overview.score, data.overview.unit) == ("1", "sur 4")
    assert [(figure.label, figure.value) for figure in data.overview.figures] == [
        ("Existe", "1"),
        ("Partiel", "1"),
        ("Périmé", "1"),
        ("Manque", "1"),
        ("Sans objet", "1"),
        ("À renouveler sous 90 jours", "1"),
    ]
    assert data.overview.sentence == "2 documents indispensables à produire ou à mettre en règle."


def test_indispensable_documents_that_are_missing_come_first(data):
    assert [(row.code, row.state) for row in data.indispensable.rows] == [
        ("DOC-2", "missing"),
        ("DOC-1", "expired"),
    ]


def test_what_is_out_of_date_then_what_runs_out_within_ninety_days(data):
    # DOC-4 is valid until the ninety-first day.
    assert [(row.code, row.until) for row in data.validity.rows] == [
        ("DOC-1", "23 novembre 2026"),
        ("DOC-3", "22 février 2027"),
    ]


def test_categories_and_families_count_their_documents(data):
    assert [row.figures for row in data.categories.rows] == [("1", "1", "1", "1", "4")]
    assert [(row.title, row.figures) for row in data.families.rows] == [
        ("1  Famille 1", ("0", "0", "1", "0", "1")),
        ("2  Famille 2", ("0", "1", "0", "0", "1")),
        ("Cités par aucun critère", ("1", "0", "0", "1", "2")),
    ]


def test_a_document_says_where_it_is_kept_and_which_criteria_ask_for_it(data):
    (group,) = data.full.groups

    assert [(row.code, row.kept, row.criteria) for row in group.rows][:1] == [
        ("DOC-1", "Classeur A", "1.1.1")
    ]


def test_documents_not_applicable_stand_apart(data):
    assert [row.code for row in data.not_applicable.rows] == ["DOC-5"]


def test_everything_in_order_is_said():
    records = {code: Record(State.PRESENT) for code in ("DOC-1", "DOC-2", "DOC-3", "DOC-4", "DOC-5")}

    data = as_read(documents_data(small_outcome(records=records), SUBJECT, "fr"))
    assert data.overview.sentence == "Tous les documents attendus sont présents et à jour."
    assert (data.indispensable.rows, data.validity.rows, data.not_applicable) == ((), (), None)


def test_when_the_indispensable_ones_are_in_order_the_others_are_counted():
    records = {**RECORDS, "DOC-1": Record(State.PRESENT), "DOC-2": Record(State.PRESENT), "DOC-4": Record()}

    data = as_read(documents_data(small_outcome(records=records), SUBJECT, "fr"))
    assert data.overview.sentence == (
        "Tous les documents indispensables sont présents et à jour ; parmi les autres : "
        "1 manquant et 1 partiel."
    )


def test_english_is_whole(outcome):
    data = as_read(documents_data(outcome, SUBJECT, "en"))

    assert data.overview.sentence == "2 indispensable documents are to be produced or put in order."
    assert data.states["expired"].word == "Out of date"
    assert data.full.groups[0].rows[0].title == {"fr": "Convention signée"}
