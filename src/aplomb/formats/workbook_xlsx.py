"""Excel workbooks (Office Open XML, ECMA-376), read from their parts."""

import posixpath
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial

from aplomb.formats.archive import Handlers, Unreadable, parse_xml
from aplomb.formats.cells import EMPTY, LAST_ROW, Cell, Kind, Merged, Sheet, Workbook, number_cell, text_cell

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)
# ECMA-376, 18.8.30: formats that a workbook need not spell out.
BUILT_IN_PERCENT = frozenset({9, 10})
BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
LAST_SERIAL = 2_958_465  # 31 December 9999


def xlsx_workbook(parts: Mapping[str, bytes]) -> Workbook:
    """The workbook of an Excel archive. Raises Unreadable where its parts do not hold together."""
    main = _related(parts, "", "/officeDocument").get("", "xl/workbook.xml")
    if main not in parts:
        raise Unreadable("workbook.not-a-workbook")
    named, from_1904 = _sheet_names(parts[main])
    sheets = _related(parts, main, "/worksheet")
    tables = _Tables(
        strings=_strings(_part(parts, _related(parts, main, "/sharedStrings"))),
        kinds=_kinds(_part(parts, _related(parts, main, "/styles"))),
        from_1904=from_1904,
    )
    return Workbook(
        {
            name: partial(_sheet, name, parts[sheets[identifier]], tables)
            for name, identifier in named
            if sheets.get(identifier) in parts
        }
    )


class _Tables:
    """What cells refer to: shared texts, the kind of each number format, the first day of the calendar."""

    def __init__(self, strings: list[str], kinds: list[Kind], from_1904: bool) -> None:
        self.strings = strings
        self.kinds = kinds
        self.from_1904 = from_1904


def _part(parts: Mapping[str, bytes], related: Mapping[str, str]) -> bytes | None:
    return next((parts[path] for path in related.values() if path in parts), None)


def _related(parts: Mapping[str, bytes], source: str, kind: str) -> dict[str, str]:
    """The parts that another one names, by relation; the package's own main part under the name ""."""
    folder, name = posixpath.split(source)
    relations = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, str] = {}
    if relations is None:
        return found

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element != "Relationship" or not attributes.get("Type", "").endswith(kind):
            return
        target = attributes.get("Target", "").replace("\\", "/")
        path = posixpath.normpath(posixpath.join(folder, target)) if target[:1] != "/" else target[1:]
        found["" if not source else attributes.get("Id", "")] = path

    parse_xml(relations, Handlers(start, _nothing, _nothing))
    return found


def _sheet_names(data: bytes) -> tuple[list[tuple[str, str]], bool]:
    names: list[tuple[str, str]] = []
    calendar = {"date1904": False}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "sheet":
            names.append((attributes.get("name", ""), attributes.get("id", "")))
        elif element == "workbookPr":
            calendar["date1904"] = attributes.get("date1904", "0") in ("1", "true")

    parse_xml(data, Handlers(start, _nothing, _nothing))
    return names, calendar["date1904"]


def _strings(data: bytes | None) -> list[str]:
    """The shared texts; phonetic helps are left out."""
    reader = _Texts()
    if data is not None:
        parse_xml(data, Handlers(reader.start, reader.end, reader.text))
    return reader.found


class _Texts:
    """Gathers the texts of `si` elements."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.inside = False
        self.phonetic = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "rPh":
            self.phonetic = True
        elif element == "t":
            self.inside = not self.phonetic

    def end(self, element: str) -> None:
        if element == "si":
            self.found.append(_unescaped("".join(self.pieces)))
            self.pieces.clear()
        elif element == "t":
            self.inside = False
        elif element == "rPh":
            self.phonetic = False

    def text(self, data: str) -> None:
        if self.inside:
            self.pieces.append(data)


def _kinds(data: bytes | None) -> list[Kind]:
    """For each cell style, what it makes of a number: a number, a percentage or a date."""
    codes: dict[int, str] = {}
    kinds: list[Kind] = []
    where = {"cell styles": False}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "cellXfs":
            where["cell styles"] = True
        elif element == "xf" and where["cell styles"]:
            identifier = _whole(attributes.get("numFmtId"))
            kinds.append(_format_kind(identifier, codes.get(identifier)))

    def end(element: str) -> None:
        if element == "cellXfs":
            where["cell styles"] = False

    if data is not None:
        parse_xml(data, Handlers(start, end, _nothing))
    return kinds


@cache
def _format_kind(identifier: int, code: str | None) -> Kind:
    if code is None:
        if identifier in BUILT_IN_PERCENT:
            return Kind.PERCENT
        return Kind.DATE if identifier in BUILT_IN_DATES else Kind.NUMBER
    # Quoted words, escaped characters, colours, conditions and currencies are no part of the pattern.
    pattern = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).lower()
    if "%" in pattern:
        return Kind.PERCENT
    return Kind.DATE if re.search(r"[ymdhs]", pattern) and "general" not in pattern else Kind.NUMBER


def _sheet(name: str, data: bytes, tables: _Tables) -> Sheet:
    reader = _Rows(Sheet(name), tables)
    parse_xml(data, Handlers(reader.start, reader.end, reader.text))
    return reader.sheet


class _Rows:
    """Reads `sheetData` and `mergeCells`."""

    def __init__(self, sheet: Sheet, tables: _Tables) -> None:
        self.sheet = sheet
        self.tables = tables
        self.row = self.column = 0
        self.kind = self.style = ""
        self.formula = self.phonetic = False
        self.gathering: list[str] | None = None
        self.value: str | None = None
        self.inline: list[str] = []

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "c":
            self._start_cell(attributes)
        elif element == "v" or (element == "t" and not self.phonetic):
            self.gathering = []
        elif element == "f":
            self.formula = True
        elif element == "row":
            self.row = _whole(attributes.get("r")) or self.row + 1
            self.column = 0
        elif element == "rPh":
            self.phonetic = True
        elif element == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = _place(attributes.get("r", ""))
        self.row, self.column = place if place else (max(self.row, 1), self.column + 1)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.formula, self.value = False, None
        self.inline.clear()

    def end(self, element: str) -> None:
        if element == "c":
            self.sheet.put(self.row, self.column, self._cell())
        elif element == "v":
            self.value, self.gathering = "".join(self.gathering or ()), None
        elif element == "t":
            self.inline += self.gathering or ()
            self.gathering = None
        elif element == "rPh":
            self.phonetic = False

    def text(self, data: str) -> None:
        if self.gathering is not None:
            self.gathering.append(data)

    def _cell(self) -> Cell:
        value = self.value
        if self.formula and not value and self.kind != "str":
            return Cell(Kind.NO_VALUE)
        if self.kind == "inlineStr":
            return text_cell(_unescaped("".join(self.inline)))
        if not value:
            return EMPTY
        if self.kind == "s":
            return self._shared(value)
        if self.kind == "str":
            return text_cell(_unescaped(value))
        if self.kind == "b":
            return Cell(Kind.BOOLEAN, value.strip() in ("1", "true"))
        if self.kind == "e":
            return Cell(Kind.ERROR, value)
        if self.kind == "d":
            return _iso_day(value)
        return self._number(value)

    def _shared(self, value: str) -> Cell:
        index = _whole(value)
        if index >= len(self.tables.strings):
            raise Unreadable("workbook.damaged")
        return text_cell(self.tables.strings[index])

    def _number(self, value: str) -> Cell:
        style = _whole(self.style)
        kind = self.tables.kinds[style] if style < len(self.tables.kinds) else Kind.NUMBER
        cell = number_cell(value, kind)
        if kind is Kind.DATE and isinstance(cell.value, Decimal):
            return _day(cell.value, self.tables.from_1904)
        return cell

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _place(first), _place(last or first)
        if start and end:
            self.sheet.merged.append(Merged(start[0], start[1], end[0], end[1]))


def _day(serial: Decimal, from_1904: bool) -> Cell:
    """The day of a serial number. Excel's 1900 had a 29 February that the world's had not."""
    if not 0 <= serial <= LAST_SERIAL:
        return Cell(Kind.NUMBER, serial)
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 if serial >= 61 else 31)
    try:
        return Cell(Kind.DATE, first + timedelta(days=int(serial)))
    except OverflowError:
        return Cell(Kind.NUMBER, serial)


def _iso_day(text: str) -> Cell:
    try:
        return Cell(Kind.DATE, date.fromisoformat(text.strip()[:10]))
    except ValueError:
        return text_cell(text)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column, from 1, of a reference such as C14."""
    match = REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if 1 <= row <= LAST_ROW else None


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are stored as _x000D_ (ECMA-376, 22.4.2.4)."""
    return ESCAPED.sub(_escaped_character, text) if "_x" in text else text


def _escaped_character(match: re.Match[str]) -> str:
    """The character of an escape; half a surrogate pair is none, and no text could be written with it."""
    code = int(match[1], 16)
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"


def _whole(text: str | None) -> int:
    """A whole number of an attribute; 0 where there is none or where it is something else."""
    return int(text) if text and re.fullmatch(r"\s*\d{1,9}\s*", text, re.ASCII) else 0


def _nothing(*_: object) -> None:
    """A handler for what does not matter."""
