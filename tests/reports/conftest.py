"""One small evaluation whose every figure is got by hand, and its reports, each made once."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.plans.proposals import proposals
from aplomb.reports import Subject, documents_pdf, performance_pdf
from tests.support.small import criterion, edition, fr

DAY = date(2026, 11, 24)
SUBJECT = Subject("Imagerie de l’Œuvre", DAY, "open", detail="Auto-évaluation n° 2")
SHEETS = {"F-001": "Rédiger une convention"}
DOCUMENTS = [
    {"code": "DOC-1", "title": fr("Convention signée"), "category": "convention", "indispensable": True},
    {"code": "DOC-2", "title": fr("Assurance"), "category": "convention", "indispensable": True},
    {"code": "DOC-3", "title": fr("Registre"), "category": "convention"},
    {"code": "DOC-4", "title": fr("Charte"), "category": "convention"},
    {"code": "DOC-5", "title": fr("Plan"), "category": "convention"},
]
FAMILIES = {
    "1.1": [
        criterion("1.1.1", essential=True, weight=2, documents=["DOC-1"]),
        criterion("1.1.2", references=[{"title": "Décret de mémoire", "to_verify": True}]),
    ],
    "1.2": [criterion("1.2.1")],
    "2.1": [criterion("2.1.1", documents=["DOC-3"]), criterion("2.1.2", essential=True), criterion("2.1.3")],
}
# 7 points of 15 on what is scored: 2 + 3 + 0 + 2 over 6 + 3 + 3 + 3.
ENTRIES = {
    "1.1.1": Entry(1, comment="Convention échue ; à renouveler", evaluator="Léa Vasseur"),
    "1.1.2": Entry(3, evaluator="Noé Ozanne"),
    "1.2.1": Entry(NA, na_reason="Pas d’IRM sur le site", evaluator="Léa Vasseur"),
    "2.1.1": Entry(0),
    "2.1.3": Entry(2),
}
RECORDS = {
    "DOC-1": Record(State.PRESENT, "Classeur A", date(2026, 11, 23)),
    "DOC-3": Record(State.PARTIAL, "Intranet", date(2027, 2, 22)),
    "DOC-4": Record(State.PRESENT, valid_until=date(2027, 2, 23)),
    "DOC-5": Record(State.NOT_APPLICABLE),
}


def small_outcome(entries=ENTRIES, records=RECORDS, **more) -> Results:
    return results(edition(FAMILIES, documents=DOCUMENTS, **more), entries, on=DAY, documents=records)


def proposed(outcome: Results):
    return proposals([outcome], {"1.1.1": ["F-001"]})


def performance(outcome: Results, subject: Subject = SUBJECT, lang: str = "fr") -> bytes:
    return performance_pdf(outcome, subject, proposals=proposed(outcome), sheets=SHEETS, lang=lang)


def as_read(thing: Any) -> Any:
    """Data with their unbreakable spaces made plain: what is said, whatever holds it together."""
    if isinstance(thing, str):
        return thing.replace("\u00a0", " ").replace("\u202f", " ")
    if isinstance(thing, tuple | list):
        return type(thing)(map(as_read, thing))
    if isinstance(thing, dict):
        return {key: as_read(value) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{field.name: as_read(getattr(thing, field.name)) for field in fields(thing)})
    return thing


def words_of(pdf: bytes) -> str:
    """The text of a PDF, spaces made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture(scope="session")
def outcome() -> Results:
    return small_outcome()


@pytest.fixture(scope="session")
def performance_file(outcome) -> bytes:
    return performance(outcome)


@pytest.fixture(scope="session")
def documents_file(outcome) -> bytes:
    return documents_pdf(outcome, SUBJECT)
