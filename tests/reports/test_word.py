"""The performance report as Word: all that the PDF says, in a document that people can edit."""

from dataclasses import fields, is_dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from aplomb.domain.evaluations.evidence import Kind, Proof
from aplomb.reports.face import Face, Picture, Sign
from aplomb.reports.performance import performance_data
from aplomb.reports.performance_word import performance_docx
from tests.reports.conftest import SHEETS, SUBJECT, proposed

# What lays a page out in the PDF, or stands for something else: keys, states, the running heads.
KEYS = {
    "level",
    "from_level",
    "to_level",
    "stands",
    "state_words",
    "running",
    "foot",
    "colours",
    "mark",
    "lang",
}
# Said where a justification is missing, or where too many answers are: not in this evaluation.
NOT_HERE = {"no_reason_word", "by_requirement_head"}
PROOFS = (Proof("1.1.1", 1, Kind.FILE, "photo de l’affiche.jpg", 2, "ab" * 32),)
NOT_WORDS = KEYS | NOT_HERE


def made(outcome, lang="fr", template=None):
    return performance_docx(
        outcome,
        SUBJECT,
        proposals=proposed(outcome),
        sheets=SHEETS,
        proofs=PROOFS,
        lang=lang,
        template=template,
    )


@pytest.fixture(scope="module")
def document(outcome):
    return Document(BytesIO(made(outcome)))


def said(thing):
    """Every text that the report says, wherever it stands in its data."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Picture):
        return
    elif isinstance(thing, tuple):
        for one in thing:
            yield from said(one)
    elif is_dataclass(thing):
        left = NOT_WORDS | ({"title", "description"} if isinstance(thing, Face) else set())
        left |= {"swatch", "fill", "on", "edge"} if isinstance(thing, Sign) else set()
        for field in fields(thing):
            if field.name not in left:
                yield from said(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from said(one)


def all_text(document):
    """The words of each part of the body; a line that ends inside a cell ends here too."""
    kinds = {qn("w:t"): lambda node: node.text or "", qn("w:br"): lambda node: "\n"}
    return "\n".join(
        "".join(kinds[node.tag](node) for node in part.iter(*kinds)) for part in document.element.body
    )


def test_nothing_that_the_report_says_is_missing(outcome, document):
    data = performance_data(outcome, SUBJECT, proposed(outcome), SHEETS, "fr", PROOFS)
    text = all_text(document)

    missing = [one for one in said(data) if one and one not in text]
    assert missing == []


def test_every_chart_is_there_with_its_words(outcome, document):
    alternatives = {part.get("descr") for part in document.element.body.iter(qn("wp:docPr"))}
    data = performance_data(outcome, SUBJECT, proposed(outcome), SHEETS, "fr", PROOFS)

    for picture in (
        data.summary.rule,
        data.summary.distribution,
        data.requirements.heat,
        data.gaps.chart,
        *(block.stack for block in data.families.blocks),
    ):
        assert picture.alt in alternatives


def test_a_level_bears_its_digit_and_its_colour(outcome, document):
    data = performance_data(outcome, SUBJECT, proposed(outcome), SHEETS, "fr", PROOFS)
    table = next(
        table for table in document.tables if "1.1.1" in [cell.text for cell in table.columns[0].cells]
    )
    row = next(row for row in table.rows if row.cells[0].text == "1.1.1")

    fills = {shade.get(qn("w:fill")) for shade in row._tr.iter(qn("w:shd"))}
    assert "1" in [cell.text for cell in row.cells]
    assert data.signs["1"].fill.removeprefix("#").upper() in fills


def test_the_head_of_a_table_comes_back_on_each_page(document):
    heads = [table for table in document.tables if table._tbl.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(heads) >= 8


def test_a_body_s_own_template_gives_its_styles_and_its_foot_and_none_of_its_text(outcome):
    own, stream = Document(), BytesIO()
    own.add_paragraph("À effacer")
    own.styles["Heading 1"].font.size = Pt(31)
    own.sections[0].footer.paragraphs[0].text = "Association de Clairvaldieu"
    own.save(stream)

    document = Document(BytesIO(made(outcome, template=stream.getvalue())))

    assert "À effacer" not in all_text(document)
    assert document.styles["Heading 1"].font.size == Pt(31)
    assert document.sections[0].footer.paragraphs[0].text == "Association de Clairvaldieu"


def test_the_same_answers_give_the_same_bytes_in_each_language(outcome):
    french, english = made(outcome), made(outcome, "en")

    assert french == made(outcome)
    assert Document(BytesIO(french)).core_properties.language == "fr-FR"
    assert Document(BytesIO(english)).core_properties.language == "en-GB"
    assert ZipFile(BytesIO(english)).testzip() is None
