"""The shipped sheets and tools: sound together, one voice, one typography."""

import re

import pytest

from aplomb.formats.knowledge import check_knowledge
from aplomb.formats.library import find
from aplomb.formats.markdown import to_html
from aplomb.formats.problems import BadFile
from aplomb.formats.sheets import SHEETS, read_sheet, sheet_titles, sheets
from aplomb.formats.tools import PLACEHOLDERS, TOOLS, filled, read_tool, tools

EDITIONS = [find("teleradiologie"), find("imagerie")]
# What a French printer would not let pass; YAML and Markdown signs apart.
PLAIN_BEFORE = re.compile(r"(?<=[\w)»’]) [;!?»%](?=\s|$|[,.)])")
PLAIN_COLON = re.compile(r"(?<=[\w)»*]) :(?=\s)")
GUILLEMET = re.compile(r"«[^\u00a0\u202f]|[^\u00a0\u202f]»")
STRAIGHT = re.compile(r"(?<=[A-Za-zà-ÿ])'(?=[A-Za-zà-ÿ])")


def prose() -> list[tuple[str, str]]:
    texts = [(sheet.code, sheet.title + "\n" + sheet.summary + "\n" + sheet.body) for sheet in sheets()]
    texts += [(sheet.code, reference.title) for sheet in sheets() for reference in sheet.references]
    for tool in tools():
        cells = [cell for row in tool.rows for cell in row if isinstance(cell, str)]
        titles = [column.title for column in tool.columns]
        texts.append(
            (tool.code, "\n".join([tool.title, tool.summary, *tool.instructions, tool.body, *titles, *cells]))
        )
    return texts


@pytest.mark.parametrize("path", sorted(SHEETS.glob("*.md")), ids=lambda path: path.stem)
def test_each_sheet_is_sound_by_itself(path):
    assert read_sheet(path, path.name).sheet.slug == path.stem


@pytest.mark.parametrize("path", sorted(TOOLS.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_tool_is_sound_by_itself(path):
    try:
        tool = read_tool(path, path.name).tool
    except BadFile as error:
        pytest.fail(str([(problem.code, problem.place, problem.facts) for problem in error.problems]))
    assert tool.slug == path.stem


def test_sheets_tools_and_referentials_name_each_other_soundly():
    assert check_knowledge(EDITIONS) == []


def test_codes_run_without_a_hole():
    assert list(sheet_titles()) == [f"F-{number:03}" for number in range(1, 45)]
    assert [tool.code for tool in tools()] == [f"T-{number:03}" for number in range(1, 25)]


def test_a_source_has_the_same_address_and_state_in_a_sheet_as_in_a_criterion():
    known = {
        reference.title: reference
        for edition in EDITIONS
        for criterion in edition.criteria
        for reference in criterion.references
    }

    differing = [
        (sheet.code, reference.title)
        for sheet in sheets()
        for reference in sheet.references
        if reference.title in known and known[reference.title] != reference
    ]
    assert differing == []


@pytest.mark.parametrize(
    "rule", [PLAIN_BEFORE, PLAIN_COLON, GUILLEMET, STRAIGHT], ids=["marks", "colon", "quotes", "apostrophe"]
)
def test_texts_are_set_as_french_printers_do(rule):
    slips = [
        (code, text[max(0, found.start() - 20) : found.end() + 10])
        for code, text in prose()
        for found in rule.finditer(text)
    ]

    assert slips == []


def test_each_text_tool_can_be_filled_in_and_shown():
    values = {name: f"valeur de {name}" for name in PLACEHOLDERS}
    for tool in tools():
        if tool.kind == "docx":
            shown = to_html(filled(tool, values))
            assert "{{" not in shown, tool.code
            assert all(f"valeur de {name}" in shown for name in tool.placeholders), tool.code


def test_every_code_named_in_a_sheet_becomes_a_link():
    for sheet in sheets():
        shown = to_html(sheet.body, lambda code: f"/sheets/{code}/")
        named = re.findall(r"\b[FT]-\d{3}\b", sheet.body)
        assert shown.count('<a href="/sheets/') == len(named) > 0, sheet.code
