"""Sheets, tools and referentials together: what one names, the other has."""

import shutil
from pathlib import Path

import pytest

from aplomb.formats.knowledge import check_knowledge
from aplomb.formats.library import find
from aplomb.formats.sheets import SHEETS
from aplomb.formats.tools import TOOLS

EDITIONS = [find("teleradiologie"), find("imagerie")]


@pytest.fixture
def library(tmp_path: Path) -> tuple[Path, Path]:
    """A copy of the shipped sheets and tools, to break."""
    shutil.copytree(SHEETS, tmp_path / "sheets")
    shutil.copytree(TOOLS, tmp_path / "tools")
    return tmp_path / "sheets", tmp_path / "tools"


def told(library: tuple[Path, Path]) -> list[tuple[str, str, int | None]]:
    found = check_knowledge(EDITIONS, *library)
    return [(problem.code, problem.place.file, problem.place.line) for problem in found]


SHEET, TOOL = "compte-rendu-complet.md", "grille-de-relecture-aleatoire.yaml"
SLIPS = {
    "a criterion that is none": (
        SHEET,
        'teleradiologie, code: "3.10.1"',
        'teleradiologie, code: "3.99.1"',
        "code.unknown",
    ),
    "a referential that is none": (
        SHEET,
        "{referential: imagerie,",
        "{referential: imagery,",
        "code.unknown",
    ),
    "a taxonomy that is none": (SHEET, "taxonomy: teleradiologie", "taxonomy: radiologie", "code.unknown"),
    "a family that is none": (SHEET, 'family: "3"', 'family: "9"', "code.unknown"),
    "a dimension that is none": (SHEET, "[D09, D08]", "[D09, D88]", "code.unknown"),
    "a document that is none": (SHEET, "DOC-334", "DOC-934", "code.unknown"),
    "a tool that is none": (SHEET, "tools: [T-010]", "tools: [T-010, T-999]", "code.unknown"),
    "a tool that does not answer": (
        SHEET,
        "tools: [T-010]",
        "tools: [T-010, T-001]",
        "knowledge.not-named-back",
    ),
    "a sheet of the text that is none": (SHEET, "F-020 (doses)", "F-920 (doses)", "knowledge.link"),
    "a tool of the text that the head forgets": (
        SHEET,
        "Outil T-010.",
        "Outils T-010 et T-001.",
        "knowledge.tool-not-listed",
    ),
    "a sheet that does not answer a tool": (
        TOOL,
        "sheets: [F-025, F-028]",
        "sheets: [F-025, F-028, F-001]",
        "knowledge.not-named-back",
    ),
    "a sheet of a tool that is none": (
        TOOL,
        "sheets: [F-025, F-028]",
        "sheets: [F-025, F-028, F-999]",
        "code.unknown",
    ),
    "a document of a tool that is none": (TOOL, "DOC-417", "DOC-917", "code.unknown"),
    "a sheet that is broken by itself": (SHEET, "minutes: 3", "minutes: none", "whole.expected"),
    "a tool that is broken by itself": (TOOL, "kind: xlsx", "kind: ods", "value.not-among"),
}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_each_slip_is_told_in_its_file_at_its_line(library, slip):
    name, good, bad, code = SLIPS[slip]
    path = library[name.endswith(".yaml")] / name
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(good)].count("\n") + 1
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")

    assert (code, name, line) in told(library)


def test_two_sheets_of_one_code_are_told(library):
    shutil.copy(library[0] / SHEET, library[0] / "zz.md")

    assert told(library) == [("knowledge.twice", "zz.md", 2)]


def test_a_criterion_without_sheet_is_told(library):
    path = library[0] / "tele-expertise.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('  - {referential: teleradiologie, code: "5.1.2"}\n', ""), encoding="utf-8")

    (problem,) = check_knowledge(EDITIONS, *library)

    assert problem.code == "knowledge.no-sheet"
    assert dict(problem.facts) == {"code": "5.1.2", "referential": "teleradiologie"}
