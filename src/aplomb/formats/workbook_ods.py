"""OpenDocument spreadsheets (.ods, LibreOffice), read from their content."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from aplomb.formats.archive import Handlers, Unreadable, parse_xml
from aplomb.formats.cells import (
    EMPTY,
    LAST_ROW,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Kind,
    Merged,
    Sheet,
    Workbook,
    number_cell,
    text_cell,
)

# What stands in a cell without being its text: notes, drawings.
ASIDE = frozenset({"annotation", "frame", "shapes", "custom-shape", "g", "line", "rect"})
ERROR_TEXT = re.compile(r"#[A-Z0-9/!?]+|Err:\d+", re.ASCII)


def ods_workbook(parts: Mapping[str, bytes]) -> Workbook:
    """The workbook of an OpenDocument archive. Raises Unreadable where its content cannot be read."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unreadable("workbook.password")
    if "content.xml" not in parts:
        raise Unreadable("workbook.not-a-workbook")
    reader = _Content()
    parse_xml(parts["content.xml"], Handlers(reader.start, reader.end, reader.text))
    found = {sheet.name: sheet for sheet in reader.sheets}
    return Workbook({name: partial(found.__getitem__, name) for name in found})


class _Content:
    """Reads the tables of a document, one after the other."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.tables = 0
        self.row = 1
        self.row_repeat = 1
        self.cells: list[tuple[int, int, Cell]] = []
        self.column = 1
        self.attributes: Mapping[str, str] | None = None
        self.aside = 0
        self.paragraphs: list[list[str]] = []
        self.writing = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element in ASIDE:
            self.aside += 1
        elif self.aside:
            return
        elif element == "table":
            self.tables += 1
            if self.tables == 1:
                self.sheets.append(Sheet(attributes.get("name", "")))
                self.row = 1
        elif element == "table-row":
            self.row_repeat = _times(attributes.get("number-rows-repeated"))
            self.cells, self.column = [], 1
        elif element in ("table-cell", "covered-table-cell"):
            self.attributes, self.paragraphs = attributes, []
        elif self.attributes is not None:
            self._start_text(element, attributes)

    def _start_text(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "p":
            self.paragraphs.append([])
            self.writing = True
        elif self.writing and element == "s":
            # A run of spaces is counted, not written: a hostile count stays within a cell's bounds.
            self.paragraphs[-1].append(" " * min(_times(attributes.get("c")), MOST_CHARACTERS + 1))
        elif self.writing and element in ("tab", "line-break"):
            self.paragraphs[-1].append("\t" if element == "tab" else "\n")

    def end(self, element: str) -> None:
        if element in ASIDE:
            self.aside -= 1
        elif self.aside:
            return
        elif element == "table":
            self.tables -= 1
        elif element == "p":
            self.writing = False
        elif element in ("table-cell", "covered-table-cell") and self.attributes is not None:
            self._end_cell(self.attributes)
            self.attributes = None
        elif element == "table-row":
            self._end_row()

    def text(self, data: str) -> None:
        if self.writing and not self.aside:
            self.paragraphs[-1].append(data)

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        repeat = _times(attributes.get("number-columns-repeated"))
        cell = self._cell(attributes)
        if cell.kind is not Kind.EMPTY:
            self.cells.append((self.column, repeat, cell))
        wide, high = (_times(attributes.get(f"number-{what}-spanned")) for what in ("columns", "rows"))
        if (wide > 1 or high > 1) and self.sheets:
            self.sheets[-1].merged.append(
                Merged(self.row, self.column, self.row + high - 1, self.column + wide - 1)
            )
        self.column += repeat

    def _end_row(self) -> None:
        """Put the row's cells as often as it is repeated; past the bounds, `Sheet.put` refuses."""
        if self.cells and self.sheets and self.tables == 1:
            for row in range(self.row, self.row + min(self.row_repeat, MOST_ROWS + 1)):
                for first, repeat, cell in self.cells:
                    for column in range(first, first + min(repeat, MOST_COLUMNS + 1)):
                        self.sheets[-1].put(row, column, cell)
        self.row += self.row_repeat

    def _cell(self, attributes: Mapping[str, str]) -> Cell:
        kind = attributes.get("value-type", "")
        text = "\n".join("".join(pieces) for pieces in self.paragraphs)
        if "formula" in attributes and (not kind or kind == "error"):
            return Cell(Kind.ERROR, text.strip()) if text.strip() else Cell(Kind.NO_VALUE)
        if kind == "string":
            if "formula" in attributes and ERROR_TEXT.fullmatch(text.strip()):
                return Cell(Kind.ERROR, text.strip())
            return text_cell(attributes.get("string-value", "") or text)
        if kind in ("float", "currency", "percentage"):
            percent = kind == "percentage"
            return number_cell(attributes.get("value", ""), Kind.PERCENT if percent else Kind.NUMBER)
        if kind == "boolean":
            return Cell(Kind.BOOLEAN, attributes.get("boolean-value") == "true")
        if kind in ("date", "time"):
            return _day(attributes.get("date-value", ""), text)
        return text_cell(text) if text.strip() else EMPTY


def _day(value: str, text: str) -> Cell:
    try:
        return Cell(Kind.DATE, date.fromisoformat(value[:10]))
    except ValueError:
        # A time of day, or a year that no calendar of ours has: still no number that anyone meant.
        return Cell(Kind.DATE, text) if text.strip() else EMPTY


def _times(text: str | None) -> int:
    """How often something is repeated: at least once, at most a spreadsheet's last row."""
    found = int(text) if text and re.fullmatch(r"\d{1,9}", text, re.ASCII) else 1
    return min(max(found, 1), LAST_ROW)
