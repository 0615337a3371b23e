"""Ready-made tools: one YAML file a tool, a text to fill in or a workbook (content/sheets-and-tools.md)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from aplomb.domain.shared.bounds import ANYTHING, formed, whole
from aplomb.domain.shared.inside import at, groups, word, words
from aplomb.domain.shared.shapes import (
    CODE,
    WORD,
    Finding,
    Findings,
    many,
    one_of,
    record,
    shown,
)
from aplomb.domain.shared.shapes import Path as DataPath
from aplomb.formats.found import as_problems
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.sheets import MONTH, SHEET_CODE, TOOL_CODE
from aplomb.formats.yaml_lines import Loaded, scan_yaml

FORMAT = "aplomb/tool/1"
TOOLS = Path(__file__).resolve().parents[1] / "content" / "tools"
# What a text may hold of its site; the words that stand in brackets where the value is not known.
PLACEHOLDERS: Mapping[str, str] = {
    "site.name": "nom du site",
    "site.city": "ville",
    "entity.name": "entité juridique",
    "quality_manager.name": "responsable qualité",
    "date": "date",
}
COLUMN_TYPES = (
    *("text", "longtext", "date", "datetime", "integer", "number", "percent", "choice", "formula"),
)
LONGEST_LIST = 255  # characters that Excel takes for the choices of a cell
LONGEST_WORKSHEET = 31

Cell = str | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a workbook; `formula` has `{row}` where the row's number goes."""

    title: str
    width: int
    type: str
    choices: tuple[str, ...] = ()
    formula: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: `body` and `placeholders` of a text (docx), `worksheet`, `columns` and `rows` of a workbook (xlsx).

    `rows` are examples, to be deleted by whoever fills the workbook in.
    """

    code: str
    slug: str
    title: str
    kind: str
    summary: str
    sheets: tuple[str, ...]
    documents: tuple[str, ...]
    reviewed: str
    instructions: tuple[str, ...]
    body: str = ""
    placeholders: tuple[str, ...] = ()
    worksheet: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadTool:
    """A tool with what is needed to say where things stand in its file."""

    tool: Tool
    loaded: Loaded


@cache
def tools() -> tuple[Tool, ...]:
    """The shipped tools, by code."""
    found = (read_tool(path, path.name).tool for path in TOOLS.glob("*.yaml"))
    return tuple(sorted(found, key=lambda tool: tool.code))


def read_tool(path: Path, name: str = "") -> ReadTool:
    """The tool that a file holds; BadFile with all that is wrong in it, taken by itself."""
    loaded = scan_yaml(path, name)
    found = as_problems(loaded, _findings(loaded.data, path.stem))
    if at(loaded.data, ("kind",)) == "docx":
        found += _body_problems(loaded)
    if found:
        raise BadFile(sorted(found, key=lambda problem: problem.place.line or 0))
    return ReadTool(_tool(loaded.data), loaded)


def filled(tool: Tool, values: Mapping[str, str]) -> str:
    """A text tool as Markdown, its placeholders filled in; what is not known is left as a bracketed blank."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1]) or f"[{PLACEHOLDERS[found[1]]}]"

    return _PLACEHOLDER.sub(value, tool.body)


# --- shape -------------------------------------------------------------------------------------------------

_COMMON = {
    "format": one_of((FORMAT,)),
    "code": TOOL_CODE,
    "slug": formed("[a-z0-9]+(-[a-z0-9]+)*", "plan-d-amelioration"),
    "title": WORD,
    "kind": one_of(("docx", "xlsx")),
    "summary": WORD,
    "sheets": many(SHEET_CODE, at_least=1, different=True),
    "documents": many(CODE, different=True),
    "reviewed": MONTH,
    "instructions": many(WORD, at_least=1),
}
_TEXT = record({**_COMMON, "placeholders": many(one_of(tuple(PLACEHOLDERS)), different=True), "body": WORD})
_COLUMN = record(
    {"title": WORD, "width": whole(4, 80), "type": one_of(COLUMN_TYPES)},
    {"choices": many(WORD, at_least=2, different=True), "formula": WORD, "format": one_of(("percent",))},
)
_WORKBOOK = record(
    {
        **_COMMON,
        "worksheet": formed(r"[^\[\]:*?/\\']{1,31}", "Registre"),
        "columns": many(_COLUMN, at_least=2),
        "rows": many(many(ANYTHING), at_least=1),
    }
)


def _findings(data: object, stem: str) -> Findings:
    found: Findings = []
    kind = at(data, ("kind",))
    shape = _WORKBOOK if kind == "xlsx" else _TEXT
    shape.check(data, (), found)
    for path, slug in word(data, ("slug",)):
        if slug != stem:
            found.append(Finding(path, "tool.slug", {"written": shown(slug), "name": stem}))
    if kind == "xlsx":
        return [*found, *_columns(data), *_rows(data)]
    return [*found, *_placeholders(data)]


# --- texts -------------------------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"\{\{ ([a-z_.]+) \}\}")
_BRACES = re.compile(r"\{\{.*?\}\}|\{\{|\}\}|\{%")


def _placeholders(data: object) -> Iterator[Finding]:
    """What is declared is used, and what is used is declared."""
    declared = [name for _, name in words(data, ("placeholders",))]
    used = [name for _, body in word(data, ("body",)) for name in _PLACEHOLDER.findall(body)]
    for name in dict.fromkeys(used):
        if name in PLACEHOLDERS and name not in declared:
            yield Finding(("placeholders",), "tool.not-declared", {"name": name})
    for path, name in words(data, ("placeholders",)):
        if name in PLACEHOLDERS and name not in used:
            yield Finding(path, "tool.not-used", {"name": name})


def _body_problems(loaded: Loaded) -> Iterator[Problem]:
    """A title first, placeholders that exist, tables whose rows are as wide as their header."""
    body = at(loaded.data, ("body",))
    if not isinstance(body, str):
        return
    # A block text begins on the line after its key.
    first = loaded.lines["body",].value + 1
    if not body.lstrip().startswith("# "):
        yield Problem("tool.no-title", Place(loaded.name, first))
    width, header = 0, ""
    for line, written in enumerate(body.splitlines(), start=first):
        place = Place(loaded.name, line)
        for braces in _BRACES.findall(written):
            name = _PLACEHOLDER.fullmatch(braces)
            if not name or name[1] not in PLACEHOLDERS:
                yield Problem(
                    "tool.placeholder", place, {"written": braces, "known": ", ".join(PLACEHOLDERS)}
                )
        cells = written.count("|") - 1
        if written.startswith("|") and width and cells != width:
            yield Problem("tool.table", place, {"written": shown(written), "header": shown(header)})
        width, header = (0, "") if not written.startswith("|") else (width or cells, header or written)


# --- workbooks ---------------------------------------------------------------------------------------------

FUNCTIONS = (
    *("IF", "AND", "OR", "NOT", "ROUND", "VALUE", "TODAY"),
    *("COUNTIF", "COUNTA", "COUNTBLANK", "SUM", "AVERAGE", "MIN", "MAX"),
)
_LITERAL = re.compile(r'"[^"]*"')


def _columns(data: object) -> Iterator[Finding]:
    """Choices for a choice only, formula for a formula only; titles once; lists and formulas that Excel takes."""
    titles: list[str] = []
    columns = list(groups(data, ("columns",)))
    for index, (path, column) in enumerate(columns):
        kind, title = column.get("type"), shown(column.get("title"))
        if title in titles:
            yield Finding((*path, "title"), "list.twice", {"key": "columns", "written": title})
        titles.append(title)
        for key, wanted in (("choices", "choice"), ("formula", "formula")):
            if kind in COLUMN_TYPES and (key in column) != (kind == wanted):
                code = "column.missing" if kind == wanted else "column.not-needed"
                place = path if kind == wanted else (*path, key)
                yield Finding(place, code, {"key": key, "title": title, "type": shown(kind)})
        if "format" in column and kind in COLUMN_TYPES and kind != "formula":
            facts = {"key": "format", "title": title, "type": shown(kind)}
            yield Finding((*path, "format"), "column.not-needed", facts)
        choices = [text for _, text in words(data, (*path, "choices"))]
        if any("," in choice for choice in choices) or len(",".join(choices)) > LONGEST_LIST:
            yield Finding((*path, "choices"), "column.choices", {"title": title, "limit": LONGEST_LIST})
        for at_formula, formula in word(data, (*path, "formula")):
            yield from _formula(at_formula, formula, index, len(columns))


def _formula(path: DataPath, formula: str, own: int, columns: int) -> Iterator[Finding]:
    """A formula that works in every row: English functions, commas, columns that exist, never its own."""
    bare = _LITERAL.sub("", formula)
    if not formula.startswith("=") or bare.count("(") != bare.count(")") or bare.count('"'):
        yield Finding(path, "formula.broken", {"written": shown(formula)})
    if ";" in bare:
        yield Finding(path, "formula.semicolon")
    for name in re.findall(r"[A-Za-z.]+(?=\()", bare):
        if name not in FUNCTIONS:
            yield Finding(path, "formula.function", {"name": name, "known": ", ".join(FUNCTIONS)})
    for letters, row in re.findall(r"\b([A-Z]{1,2})(\{row\}|\d+)", bare):
        index = column_index(letters)
        if row != "{row}":
            yield Finding(path, "formula.row", {"written": letters + row, "expected": letters + "{row}"})
        elif index == own:
            yield Finding(path, "formula.itself", {"letters": letters})
        elif index >= columns:
            facts = {"letters": letters, "last": column_letters(columns - 1)}
            yield Finding(path, "formula.column", facts)


def column_letters(index: int) -> str:
    """The letters of a column from 0: A, B, … Z, AA."""
    above, rest = divmod(index, 26)
    return (column_letters(above - 1) if above else "") + chr(ord("A") + rest)


def column_index(letters: str) -> int:
    """The index from 0 of a column named by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _rows(data: object) -> Iterator[Finding]:
    """Examples as wide as the columns, each cell of its column's type."""
    columns = [column for _, column in groups(data, ("columns",))]
    rows = at(data, ("rows",))
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if not isinstance(row, list):
            continue
        path: DataPath = ("rows", index)
        if len(row) != len(columns):
            yield Finding(path, "row.width", {"cells": len(row), "columns": len(columns)})
            continue
        for position, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is not None and column.get("type") in COLUMN_TYPES and not _fits(column, cell):
                facts = {"title": shown(column.get("title")), "written": shown(cell)}
                yield Finding((*path, position), f"cell.{column.get('type')}", facts)


def _fits(column: Mapping[str, Any], cell: object) -> bool:
    kind = column.get("type")
    if kind in ("date", "datetime"):
        return isinstance(cell, str) and _moment(cell, kind) is not None
    if kind in ("integer", "number", "percent"):
        wanted = int if kind == "integer" else int | Decimal
        return (
            isinstance(cell, wanted) and not isinstance(cell, bool) and (kind != "percent" or 0 <= cell <= 1)
        )
    if kind == "choice":
        return cell in (column.get("choices") or ())
    return isinstance(cell, str) and kind != "formula"


def _moment(written: str, kind: str) -> date | datetime | None:
    try:
        return date.fromisoformat(written) if kind == "date" else datetime.fromisoformat(written)
    except ValueError:
        return None


# --- compiled ----------------------------------------------------------------------------------------------


def _tool(data: Mapping[str, Any]) -> Tool:
    columns = tuple(
        Column(
            title=item["title"],
            width=item["width"],
            type=item["type"],
            choices=tuple(item.get("choices") or ()),
            formula=item.get("formula", ""),
            format=item.get("format", ""),
        )
        for item in data.get("columns") or ()
    )
    return Tool(
        code=data["code"],
        slug=data["slug"],
        title=data["title"],
        kind=data["kind"],
        summary=data["summary"],
        sheets=tuple(data["sheets"]),
        documents=tuple(data["documents"]),
        reviewed=data["reviewed"],
        instructions=tuple(data["instructions"]),
        body=data.get("body", ""),
        placeholders=tuple(data.get("placeholders") or ()),
        worksheet=data.get("worksheet", ""),
        columns=columns,
        rows=tuple(
            tuple(_cell(column, cell) for column, cell in zip(columns, row, strict=True))
            for row in data.get("rows") or ()
        ),
    )


def _cell(column: Column, cell: Any) -> Cell:
    if cell is not None and column.type in ("date", "datetime"):
        return _moment(cell, column.type)
    value: Cell = cell
    return value
