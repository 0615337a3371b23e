"""The base of sheets: found with accents, plurals and typing errors; tools with the site's name."""

from io import BytesIO

import pytest
from docx import Document

from aplomb.apps.knowledge.models import SheetText
from aplomb.apps.knowledge.queries import search
from aplomb.apps.knowledge.services import index_sheets
from aplomb.formats.sheets import sheets
from aplomb.formats.tools import tools
from aplomb.formats.tools_docx import tool_docx


@pytest.fixture
def base(db):
    index_sheets()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("identité du patient", "F-014"),
        ("identite des patients", "F-014"),  # no accent, plural
        ("homonymes", "F-014"),  # a keyword, in the plural
        ("injecti", None),  # the beginning of a word
        ("F-014", "F-014"),
    ],
)
def test_a_sheet_is_found_by_its_words(base, words, code):
    found = [sheet.code for sheet in search(words).sheets]
    assert found
    assert code is None or found[0] == code


def test_a_typing_error_leads_to_the_nearest_word_and_says_so(base):
    outcome = search("radioprotektion")
    assert outcome.instead == "radioprotection"
    assert outcome.sheets


def test_what_no_sheet_holds_is_not_found(base):
    assert search("xyzzyqwk").sheets == ()


def test_without_words_every_sheet_is_there(base):
    assert search("").sheets == sheets()


def test_indexing_again_touches_nothing_and_a_change_touches_one(base):
    assert index_sheets() == 0
    SheetText.objects.filter(code="F-014").update(digest="older")
    assert index_sheets() == 1


@pytest.mark.parametrize(
    "tool", [tool for tool in tools() if tool.kind == "docx"], ids=lambda tool: tool.code
)
def test_a_text_tool_opens_in_word_with_what_is_known_of_the_site(tool):
    first = tool_docx(tool, {"site.name": "Centre de Clairvaldieu"})
    document = Document(BytesIO(first))
    words = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert tool.title in words
    assert "{{" not in words
    assert ("site.name" in tool.placeholders) == ("Centre de Clairvaldieu" in words)
    assert tool_docx(tool, {"site.name": "Centre de Clairvaldieu"}) == first
