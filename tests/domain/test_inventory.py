"""The documentary report: what exists, what runs out, what is missing."""

from datetime import date

import pytest

from aplomb.domain.documents.inventory import Record, State, Status, inventory
from tests.support.small import criterion, edition, fr

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (Record(), Status.MISSING),
        (Record(State.PRESENT), Status.PRESENT),
        (Record(State.PRESENT, valid_until=DAY), Status.PRESENT),
        (Record(State.PRESENT, valid_until=date(2026, 11, 23)), Status.EXPIRED),
        (Record(State.PARTIAL, valid_until=date(2026, 11, 23)), Status.EXPIRED),
        (Record(State.PARTIAL), Status.PARTIAL),
        (Record(State.MISSING, valid_until=date(2020, 1, 1)), Status.MISSING),
        (Record(State.NOT_APPLICABLE, valid_until=date(2020, 1, 1)), Status.NOT_APPLICABLE),
    ],
)
def test_what_a_document_counts_as(record, status):
    assert record.status(DAY) is status


def _edition():
    documents = [
        {"code": f"DOC-{n}", "title": fr(f"Document {n}"), "category": "convention", "indispensable": n < 3}
        for n in range(1, 6)
    ]
    criteria = [
        criterion("1.1.1", documents=["DOC-1", "DOC-2"]),
        criterion("1.1.2", documents=["DOC-3"], applies_if=["ct"]),
        criterion("1.1.3", documents=["DOC-4"]),
    ]
    return edition({"1.1": criteria}, documents=documents)


def test_documents_of_criteria_that_are_not_asked_are_not_expected_and_free_ones_are():
    sample = _edition()
    expected = sample.expected_documents(sample.asked({"ct": False}))
    assert [document.code for document in expected] == ["DOC-1", "DOC-2", "DOC-4", "DOC-5"]


def test_the_report_counts_each_document_once():
    sample = _edition()
    report = inventory(
        sample.documents,
        {
            "DOC-1": Record(State.PRESENT, valid_until=date(2027, 2, 22)),
            "DOC-2": Record(State.PARTIAL),
            "DOC-3": Record(State.PRESENT, valid_until=date(2027, 2, 23)),
            "DOC-4": Record(State.NOT_APPLICABLE),
        },
        DAY,
    )
    assert report.expected == 4
    assert {status: report.count(status) for status in Status if report.count(status)} == {
        Status.PRESENT: 2,
        Status.PARTIAL: 1,
        Status.MISSING: 1,
    }
    assert [line.document.code for line in report.lines if line.runs_out] == ["DOC-1"]  # the 90th day counts
    assert [line.document.code for line in report.not_applicable] == ["DOC-4"]
    assert report.indispensable_missing == ()
    assert [line.document.code for line in report.indispensable_unmet] == ["DOC-2"]
