"""Sheets, tools and referentials together: what one names, the other has."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.shapes import Finding, Listed
from aplomb.formats.found import as_problems
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.sheets import SHEETS, ReadSheet, read_sheet
from aplomb.formats.tools import TOOLS, ReadTool, read_tool
from aplomb.formats.yaml_lines import Loaded

_LINK = re.compile(r"\b[FT]-\d{3}\b")


def check_knowledge(editions: Iterable[Edition], sheets: Path = SHEETS, tools: Path = TOOLS) -> list[Problem]:
    """Everything wrong in the sheets and tools of two folders, taken together with the editions they serve.

    Codes are unique; the criteria, documents, families, dimensions, sheets and tools that are named exist; a
    sheet and a tool that name each other do so both ways; every criterion of the editions has a sheet.
    """
    found: list[Problem] = []
    read_sheets: dict[str, ReadSheet] = {}
    read_tools: dict[str, ReadTool] = {}
    for path in sorted(sheets.glob("*.md")):
        try:
            sheet = read_sheet(path, path.name)
        except BadFile as error:
            found += error.problems
        else:
            found += _taken(read_sheets, sheet.sheet.code, sheet.loaded)
            read_sheets.setdefault(sheet.sheet.code, sheet)
    for path in sorted(tools.glob("*.yaml")):
        try:
            tool = read_tool(path, path.name)
        except BadFile as error:
            found += error.problems
        else:
            found += _taken(read_tools, tool.tool.code, tool.loaded)
            read_tools.setdefault(tool.tool.code, tool)
    by_code = {edition.code: edition for edition in editions}
    for sheet in read_sheets.values():
        found += as_problems(sheet.loaded, _sheet(sheet, by_code, read_tools))
        found += _links(sheet, read_sheets, read_tools)
    for tool in read_tools.values():
        found += as_problems(tool.loaded, _tool(tool, by_code, read_sheets))
    found += _uncovered(by_code.values(), read_sheets.values(), sheets.name)
    return found


def _taken(
    others: Mapping[str, ReadSheet] | Mapping[str, ReadTool], code: str, loaded: Loaded
) -> Iterator[Problem]:
    if code in others:
        facts = {"code": code, "other": others[code].loaded.name}
        yield Problem("knowledge.twice", loaded.place(("code",)), facts)


def _sheet(
    read: ReadSheet, editions: Mapping[str, Edition], tools: Mapping[str, ReadTool]
) -> Iterator[Finding]:
    sheet = read.sheet
    if sheet.taxonomy in editions:
        taxonomy = editions[sheet.taxonomy]
        families = [family.code for family in taxonomy.families]
        if sheet.family not in families:
            yield Listed("families", families).missing(("family",), sheet.family)
        dimensions = [dimension.code for dimension in taxonomy.dimensions]
        for index, code in enumerate(sheet.dimensions):
            if code not in dimensions:
                yield Listed("dimensions", dimensions).missing(("dimensions", index), code)
    else:
        yield Listed("content/referentials", editions).missing(("taxonomy",), sheet.taxonomy)
    for index, (referential, code) in enumerate(sheet.criteria):
        if referential not in editions:
            yield Listed("content/referentials", editions).missing(("criteria", index), referential)
        elif code not in editions[referential].by_code:
            yield Listed("criteria", editions[referential].by_code).missing(("criteria", index), code)
    yield from _documents(sheet.documents, editions)
    for index, code in enumerate(sheet.tools):
        if code not in tools:
            yield Listed("tools", tools).missing(("tools", index), code)
        elif sheet.code not in tools[code].tool.sheets:
            facts = {"code": code, "own": sheet.code}
            yield Finding(("tools", index), "knowledge.not-named-back", facts)


def _tool(
    read: ReadTool, editions: Mapping[str, Edition], sheets: Mapping[str, ReadSheet]
) -> Iterator[Finding]:
    tool = read.tool
    yield from _documents(tool.documents, editions)
    for index, code in enumerate(tool.sheets):
        if code not in sheets:
            yield Listed("sheets", sheets).missing(("sheets", index), code)
        elif tool.code not in sheets[code].sheet.tools:
            facts = {"code": code, "own": tool.code}
            yield Finding(("sheets", index), "knowledge.not-named-back", facts)


def _documents(named: Iterable[str], editions: Mapping[str, Edition]) -> Iterator[Finding]:
    known = [document.code for edition in editions.values() for document in edition.documents]
    for index, code in enumerate(named):
        if code not in known:
            yield Listed("documents", known).missing(("documents", index), code)


def _links(
    read: ReadSheet, sheets: Mapping[str, ReadSheet], tools: Mapping[str, ReadTool]
) -> Iterator[Problem]:
    """Sheets and tools named in the text exist, and the tools among them are in the head too."""
    for code in dict.fromkeys(_LINK.findall(read.sheet.body)):
        if code not in sheets and code not in tools:
            yield Problem("knowledge.link", read.line_of(code), {"code": code})
        elif code in tools and code not in read.sheet.tools:
            yield Problem("knowledge.tool-not-listed", read.line_of(code), {"code": code})


def _uncovered(editions: Iterable[Edition], sheets: Iterable[ReadSheet], folder: str) -> Iterator[Problem]:
    covered = {criterion for read in sheets for criterion in read.sheet.criteria}
    for edition in editions:
        for criterion in edition.criteria:
            if (edition.code, criterion.code) not in covered:
                facts = {"code": criterion.code, "referential": edition.code}
                yield Problem("knowledge.no-sheet", Place(folder), facts)
