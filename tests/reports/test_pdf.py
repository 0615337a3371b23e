"""The files themselves: accessible, the same for the same data, and inert whatever people wrote."""

from datetime import date
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from aplomb.charts.lettering import text_width
from aplomb.domain.evaluations.answers import Entry
from aplomb.domain.evaluations.results import results
from aplomb.formats.library import find
from aplomb.reports import Subject, documents_pdf
from aplomb.reports.engine import STANDARD
from aplomb.reports.typeface import fonts
from tests.reports.conftest import DAY, ENTRIES, SUBJECT, performance, small_outcome, words_of

NASTY = (
    '#set page(fill: red) $x^2$ *gras* _it_ <balise> & \\ @ref [c] `code` = titre #eval("1+1") '
    "\x00\x07\u202e 👍 " + "https://exemple.test/" + "tres-long/" * 30 + " " + "W" * 300
)


def reader(pdf):
    return PdfReader(BytesIO(pdf))


def elements(pdf):
    """Every element of the structure tree."""
    waiting = [reader(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += [child.get_object() for child in node]
        elif hasattr(node, "get"):
            if "/S" in node:
                yield node
            kids = node.get("/K")
            if kids is not None:
                waiting.append(kids.get_object() if hasattr(kids, "get_object") else kids)


@pytest.fixture(scope="module", params=["performance_file", "documents_file"])
def made(request):
    return request.getfixturevalue(request.param)


def test_a_report_is_tagged_and_speaks_french(made):
    root = reader(made).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_report_has_a_title_and_its_day(made):
    metadata = reader(made).metadata

    assert metadata.title.endswith("– Imagerie de l’Œuvre")
    assert metadata.creation_date.date() == DAY


def test_every_picture_has_words(made):
    figures = [node for node in elements(made) if node["/S"] == "/Figure"]

    assert figures
    assert all(str(node.get("/Alt", "")).strip() for node in figures)


def test_headings_are_bookmarks(performance_file):
    titles = [item.title for item in reader(performance_file).outline if not isinstance(item, list)]

    assert titles[0].strip() == "Synthèse"
    assert titles[-1].strip() == "Annexe\u00a0C Références à vérifier à la source"


def test_pages_say_who_and_where(performance_file):
    pages = reader(performance_file).pages
    second = " ".join(pages[1].extract_text().split())

    assert "Imagerie de l’Œuvre · Renseignée à 83 % : 5 critères sur 6" in second
    assert f"2 / {len(pages)}" in second
    assert "Essai, édition 2026.1 · 24 novembre 2026" in second


def test_the_text_comes_out_with_its_accents(performance_file, documents_file):
    report, papers = words_of(performance_file), words_of(documents_file)

    assert "Il manque 33 points, 1 critère essentiel, 2 documents indispensables et 1 réponse." in report
    assert "Critères essentiels en défaut" in report
    assert "Pas d’IRM sur le site — Léa Vasseur" in report
    assert "Documents indispensables à produire ou à mettre en règle" in papers
    assert "Périmé" in papers


def test_the_same_data_and_day_give_the_same_bytes(outcome, performance_file, documents_file):
    assert performance(small_outcome()) == performance_file
    assert documents_pdf(outcome, SUBJECT) == documents_file


def test_another_day_is_another_file(outcome, documents_file):
    later = Subject(SUBJECT.name, date(2026, 11, 25), SUBJECT.status, SUBJECT.detail)

    assert documents_pdf(outcome, later) != documents_file


def test_what_people_wrote_is_placed_as_text():
    entries = {
        **ENTRIES,
        "1.1.1": Entry(1, comment=NASTY, evaluator=NASTY),
        "1.1.2": Entry(2, comment="Très long. " * 1500),
    }

    pdf = performance(small_outcome(entries), Subject(NASTY, DAY, detail=NASTY))

    said = words_of(pdf).replace("\u200b", "")
    assert "#set page(fill: red) $x^2$ *gras* _it_ <balise> & \\ @ref [c] `code` = titre #eval" in said
    assert "[…]" in said
    assert "tient lieu de caractères que la police du bilan n’a pas" in said


def test_no_text_leaves_the_page():
    entries = {**ENTRIES, "1.1.1": Entry(1, comment=NASTY), "1.1.2": Entry(2, comment="Très long. " * 1500)}
    outside, seen = [], 0

    def visit(text, page, line, _, size):
        nonlocal seen
        if not text.strip():
            return
        seen += 1
        x = line[4] * page[0] + line[5] * page[2] + page[4]
        y = line[4] * page[1] + line[5] * page[3] + page[5]
        end = x + text_width(text.strip(), size * abs(line[0] * page[0])) * 0.9
        if not (x > 20 and end < 575 and 20 < y < 822):
            outside.append((text, x, y, end))

    for page in reader(performance(small_outcome(entries))).pages:
        page.extract_text(visitor_text=visit)
    assert seen > 500
    assert outside == []


def test_an_english_report_is_english(outcome):
    pdf = performance(outcome, lang="en")

    assert reader(pdf).trailer["/Root"]["/Lang"] == "en"
    assert "Missing: 33 points, 1 essential criterion, 2 indispensable documents and 1 answer." in words_of(
        pdf
    )
    # What is quoted in French says so to those who listen.
    assert any(node.get("/Lang") == "fr" for node in elements(pdf))


def test_a_picture_without_words_fails_the_build():
    source = (
        b'#set document(title: "x")\n#set text(lang: "fr", font: "Source Sans Pro")\n= T\n'
        b"#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))"
    )

    with pytest.raises(typst.TypstError, match="alt text"):
        typst.Compiler(source, font_paths=fonts()).compile(
            format="pdf", pdf_standards=[STANDARD], timestamp=0
        )


def test_two_hundred_criteria_make_a_report_that_a_board_can_read():
    edition = find("teleradiologie")
    entries = {
        criterion.code: Entry(
            (3, 2, 2, 1, 3, 0)[at % 6], comment="Vu au comité, tracé au registre." * (at % 3)
        )
        for at, criterion in enumerate(edition.criteria)
    }

    pages = len(reader(performance(results(edition, entries, on=DAY))).pages)
    assert 15 <= pages <= 25
