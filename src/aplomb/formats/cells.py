"""Spreadsheets as they are stored: cells with their kind and value, formulas never evaluated.

Excel (.xlsx) and OpenDocument (.ods) files, read without believing them. A formula counts by its stored value;
one that has none says so, which a library that shows it as an empty cell cannot tell. A number formatted as a
percentage or as a date says so too: 100 % is not the level 1.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from aplomb.formats.archive import Unreadable

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767
# The last row that a spreadsheet has, down to which people merge or format "everything".
LAST_ROW = 1_048_576
# Far more than any grid holds, and little enough to be held in memory.
MOST_CELLS = 400_000


class Kind(Enum):
    """What a cell holds."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value` is the text, the exact number, or the day; `NO_VALUE` is a formula never computed."""

    kind: Kind = Kind.EMPTY
    value: str | Decimal | date | bool | None = None

    @property
    def text(self) -> str:
        """The cell as people read it, without its outer blanks."""
        if isinstance(self.value, str):
            return self.value.strip()
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, date):
            return self.value.isoformat()
        if isinstance(self.value, Decimal):
            number = self.value * 100 if self.kind is Kind.PERCENT else self.value
            return plain_number(number) + (" %" if self.kind is Kind.PERCENT else "")
        return ""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of cells merged into one; rows and columns from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Sheet:
    """The cells that hold something, by row then column, from 1."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    count: int = 0

    def cell(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Keep a cell that holds something. Raises Unreadable past the bounds of an import."""
        if cell.kind is Kind.EMPTY:
            return
        if row > MOST_ROWS:
            raise Unreadable("workbook.too-many-rows", most=MOST_ROWS)
        if column > MOST_COLUMNS:
            raise Unreadable("workbook.too-many-columns", most=MOST_COLUMNS)
        self.count += 1
        if self.count > MOST_CELLS:
            raise Unreadable("workbook.too-many-cells", most=MOST_CELLS)
        self.rows.setdefault(row, {})[column] = cell


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, in its order; one is parsed when it is asked for."""

    sheets: Mapping[str, Callable[[], Sheet]]

    def named(self, name: str) -> Sheet | None:
        """The sheet of this name, whatever its capitals and outer blanks."""
        wanted = name.strip().casefold()
        for found, load in self.sheets.items():
            if found.strip().casefold() == wanted:
                return load()
        return None


def number_cell(text: str, kind: Kind = Kind.NUMBER) -> Cell:
    """A number as it is stored; what is not one is a text."""
    text = text.strip()
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return text_cell(text)
    return Cell(kind, Decimal(text))


def text_cell(text: str) -> Cell:
    """A text; one of blanks only (no-break spaces included) holds nothing."""
    return Cell(Kind.TEXT, text) if text.strip() else EMPTY


def plain_number(number: Decimal) -> str:
    """A number without exponent or useless zeros: 2.0 → 2, 1E+2 → 100."""
    if abs(number) >= Decimal(10) ** 15 or (number and abs(number) < Decimal(10) ** -15):
        return f"{number:g}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def column_letter(column: int) -> str:
    """The letters of a column counted from 1: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
