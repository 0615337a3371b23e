"""Workbooks, cell by cell: a number and its key may stand in two cells of one row."""

import re
from itertools import pairwise

from aplomb.domain.files.findings import Finding, Spot
from aplomb.domain.files.health_data import findings_in
from aplomb.domain.files.numbers import holds_identifying_number
from aplomb.formats.received.xml_parts import Attributes, parse

_SHEET = re.compile(r"xl/worksheets/(\w+)\.xml")
_SHARED = "xl/sharedStrings.xml"
SHORTEST = 13  # nothing shorter holds a number, nor a message


def is_table(part: str) -> bool:
    return part == _SHARED or _SHEET.fullmatch(part) is not None


def findings(parts: dict[str, bytes]) -> list[Finding]:
    """What the sheets of an Excel workbook hold, by sheet and cell."""
    shared = _shared(parts.get(_SHARED, b""))
    titles = _titles(parts)
    found: list[Finding] = []
    number = 0
    for name, data in parts.items():
        if not _SHEET.fullmatch(name):
            continue
        number += 1
        title = titles.get(name, "")
        sheet = _sheet(title, number)
        for row in _rows(data, shared):
            found += _in_row(row, sheet)
    return found


def open_document_findings(data: bytes) -> list[Finding]:
    """What the sheets of an OpenDocument workbook hold, by sheet and cell."""
    found: list[Finding] = []
    for number, (title, rows) in enumerate(_tables(data), 1):
        for row in rows:
            found += _in_row(row, _sheet(title, number))
    return found


Row = list[tuple[str, str]]  # each cell's name and text


def _in_row(row: Row, sheet: tuple[Spot, str]) -> list[Finding]:
    """Each cell on its own; then neighbours together, as a number and its key are (a key of 05 may be stored as 5)."""
    found = [
        finding.inside(sheet, (Spot.CELL, cell))
        for cell, text in row
        if len(text) >= SHORTEST
        for finding in findings_in(text)
    ]
    for (cell, text), (_next, key) in pairwise(row):
        if len(text) >= SHORTEST and key.strip().isdecimal() and len(key.strip()) <= 2:
            together = findings_in(f"{text.strip()};{key.strip():0>2}")
            found += [finding.inside(sheet, (Spot.CELL, cell)) for finding in together]
    return list(dict.fromkeys(found))


def _sheet(title: str, number: int) -> tuple[Spot, str]:
    if not title or holds_identifying_number(title):
        return (Spot.SHEET_NUMBER, str(number))
    return (Spot.SHEET, title)


def _plain(text: str) -> str:
    """A number as people see it: fifteen figures are stored as 2.6905495881578E14."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and 1e12 <= abs(value) < 1e16 else text


# — Excel ———————————————————————————————————————————————————————————————————————————————


def _shared(data: bytes) -> list[str]:
    texts: list[str] = []
    text: list[str] = []
    reading = False

    def start(name: str, said: Attributes) -> None:
        nonlocal reading
        reading = name == "t"

    def end(name: str) -> None:
        nonlocal reading
        reading = False
        if name == "si":
            texts.append("".join(text))
            text.clear()

    def said(piece: str) -> None:
        if reading:
            text.append(piece)

    if data:
        parse(data, start=start, end=end, text=said)
    return texts


def _rows(data: bytes, shared: list[str]) -> list[Row]:
    rows: list[Row] = []
    row: Row = []
    cell: dict[str, str] = {}
    text: list[str] = []
    reading = False

    def start(name: str, said: Attributes) -> None:
        nonlocal reading, cell
        reading = name in ("v", "t", "f", "oddHeader", "oddFooter")
        if name == "c":
            cell = {"r": said.get("r", ""), "t": said.get("t", "")}
            text.clear()

    def end(name: str) -> None:
        nonlocal reading
        reading = False
        if name == "f":
            text.append("\n")
        elif name == "c":
            row.append((cell["r"], _value(cell["t"], "".join(text), shared)))
            text.clear()
        elif name == "row":
            rows.append(row.copy())
            row.clear()
        elif name == "headerFooter":
            rows.append([("", "".join(text))])
            text.clear()

    def said(piece: str) -> None:
        if reading:
            text.append(piece)

    parse(data, start=start, end=end, text=said)
    return rows


def _value(kind: str, text: str, shared: list[str]) -> str:
    formula, _line, value = text.rpartition("\n")
    if kind == "s" and value.isdecimal() and int(value) < len(shared):
        value = shared[int(value)]
    elif kind in ("", "n"):
        value = _plain(value)
    return f"{formula}\n{value}" if formula else value


def _titles(parts: dict[str, bytes]) -> dict[str, str]:
    """The title of each sheet's part, as the workbook names it."""
    targets: dict[str, str] = {}
    titles: dict[str, str] = {}

    def relation(name: str, said: Attributes) -> None:
        if name == "Relationship":
            targets[said.get("Id", "")] = said.get("Target", "").lstrip("/").removeprefix("xl/")

    def sheet(name: str, said: Attributes) -> None:
        if name == "sheet":
            titles[f"xl/{targets.get(said.get('id', ''), '')}"] = said.get("name", "")

    def nothing(_text: str) -> None:
        return

    for part, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in parts:
            parse(parts[part], start=start, end=nothing, text=nothing)
    return titles


# — OpenDocument ————————————————————————————————————————————————————————————————————————


def _tables(data: bytes) -> list[tuple[str, list[Row]]]:
    tables: list[tuple[str, list[Row]]] = [("", [])]
    row: Row = []
    text: list[str] = []
    place = {"row": 0, "column": 0, "repeated": 1}

    def start(name: str, said: Attributes) -> None:
        if name == "table":
            tables.append((said.get("name", ""), []))
            place.update(row=0)
        elif name == "table-row":
            place.update(row=place["row"] + _repeated(said.get("number-rows-repeated")), column=0)
        elif name in ("table-cell", "covered-table-cell"):
            place.update(column=place["column"] + 1, repeated=_repeated(said.get("number-columns-repeated")))
            if said.get("value"):
                text.append(_plain(said["value"]) + "\n")
        elif name == "s":
            text.append(" ")

    def end(name: str) -> None:
        if name == "p":
            text.append("\n")
        elif name in ("table-cell", "covered-table-cell"):
            row.append((f"{_letters(place['column'])}{place['row']}", "".join(text).strip()))
            text.clear()
            place.update(column=place["column"] + place["repeated"] - 1)
        elif name == "table-row":
            tables[-1][1].append(row.copy())
            row.clear()

    parse(data, start=start, end=end, text=text.append)
    if text:
        tables[0][1].append([("", "".join(text))])
    return tables if tables[0][1] else tables[1:]


def _repeated(said: str | None) -> int:
    return min(int(said), 1_048_576) if said and said.isdecimal() else 1


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
