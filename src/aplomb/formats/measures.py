"""Measures of an indicator: pasted lines, a CSV or a spreadsheet file; every bad line with its place and its mend.

A line is `date ; value`, or `date ; number ; out of` for shares and rates; a note may follow. Tabs part as
semicolons do. Dates are French or ISO, a month alone is its first day; decimals follow a comma or a point.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aplomb.domain.indicators.control import Kind
from aplomb.domain.indicators.measuring import DECIMALS, LARGEST, doubled, why_not_measure
from aplomb.formats.archive import MOST_BYTES, Unreadable
from aplomb.formats.cells import Cell, Sheet, column_letter
from aplomb.formats.cells import Kind as CellKind
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.workbook import OLE, ZIP, read_workbook

MOST_LINES = 2_000
LONGEST_NOTE = 200
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,12})?", re.ASCII)
_DATES = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII)),
    (re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})", re.ASCII)),
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})", re.ASCII)),
    (re.compile(r"(?P<m>\d{1,2})/(?P<y>\d{4})", re.ASCII)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One measure as it was written."""

    on: date
    count: Decimal
    size: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a line as text, and where it stands."""

    cells: Sequence[str]
    number: int
    sheet: str = ""

    def place(self, name: str, column: int | None = None) -> Place:
        if not self.sheet:
            return Place(name, line=self.number)
        return Place(
            name,
            sheet=self.sheet,
            row=self.number,
            column=column_letter(column + 1) if column is not None else "",
        )


def read_measures(data: bytes, name: str, kind: Kind, today: date) -> list[Line]:
    """The measures of a file (`.xlsx`, `.ods`, `.csv`, text), in its order. Raises BadFile with all that is wrong."""
    try:
        return _read(_rows(data), name, kind, today)
    except Unreadable as stop:
        raise BadFile([Problem(stop.code, Place(name, row=stop.row), stop.facts)]) from stop


def pasted_measures(text: str, name: str, kind: Kind, today: date) -> list[Line]:
    """The measures of lines that were pasted; `name` says how to call them. Raises BadFile likewise."""
    return _read(_text_rows(text), name, kind, today)


def number_of(text: str) -> Decimal | None:
    """A number as people write it: `1 234,5`, `0.25`; None where it is none."""
    plain = _SPACES.sub("", text).replace("\u2212", "-")
    return Decimal(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def day_of(text: str) -> date | None:
    """A day as people write it: `2026-03-01`, `1/3/2026`, `03/2026`; None where it is none."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text.strip()):
            found = match.groupdict()
            try:
                return date(int(found["y"]), int(found["m"]), int(found.get("d") or 1))
            except ValueError:
                return None
    return None


def _read(rows: Iterator[_Row], name: str, kind: Kind, today: date) -> list[Line]:
    problems: list[Problem] = []
    lines: list[tuple[_Row, Line]] = []
    for index, row in enumerate(rows):
        if index == 0 and _is_head(row):
            continue
        if len(lines) + len(problems) >= MOST_LINES:
            problems.append(Problem("measures.too-many", Place(name), {"most": MOST_LINES}))
            break
        found = _line(row, name, kind, today, problems)
        if found is not None:
            lines.append((row, found))
    first: dict[date, int] = {}
    twice = set(doubled(line.on for _row, line in lines))
    for row, line in lines:
        if line.on in twice and line.on in first:
            facts = {"day": f"{line.on:%d/%m/%Y}", "first": first[line.on]}
            problems.append(Problem("measures.twice", row.place(name, 0), facts))
        first.setdefault(line.on, row.number)
    if not lines and not problems:
        problems.append(Problem("measures.none", Place(name)))
    if problems:
        raise BadFile(problems)
    return [line for _row, line in lines]


def _is_head(row: _Row) -> bool:
    """Titles: a first line with neither a day nor a single figure."""
    return not any(character.isdigit() for cell in row.cells for character in cell)


def _line(row: _Row, name: str, kind: Kind, today: date, problems: list[Problem]) -> Line | None:
    numbers = 1 if kind == Kind.VALUE else 2
    before = len(problems)

    def say(code: str, column: int | None = None, **facts: object) -> None:
        problems.append(Problem(f"measures.{code}", row.place(name, column), facts))

    cells = [*row.cells, *[""] * (3 - len(row.cells))]
    on = day_of(cells[0])
    if on is None:
        say("not-a-day", 0, value=cells[0][:40])
    found = []
    for column in range(1, numbers + 1):
        number = number_of(cells[column])
        if not cells[column]:
            say("no-number" if column == 1 else "no-size", column)
        elif number is None or abs(number) >= LARGEST:
            say("not-a-number", column, value=cells[column][:40])
        else:
            found.append(round(number, DECIMALS))
    note = " ".join(" ".join(row.cells[numbers + 1 :]).split())
    if len(note) > LONGEST_NOTE:
        say("long-note", numbers + 1, most=LONGEST_NOTE)
    if len(problems) > before or on is None:
        return None
    size = found[1] if numbers == 2 else None
    for refusal in why_not_measure(kind, on, found[0], size, today=today):
        say(refusal.code.rpartition(".")[2])
    return Line(on, found[0], size, note) if len(problems) == before else None


def _rows(data: bytes) -> Iterator[_Row]:
    if data.startswith((ZIP, OLE)):
        return _sheet_rows(next(iter(read_workbook(data).sheets.values()))())
    if len(data) > MOST_BYTES:
        raise Unreadable("workbook.too-large", most=MOST_BYTES // 1024 // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return _text_rows(text)


def _text_rows(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"').strip() for cell in re.split(r"[;\t]", line)]
        if any(cells):
            yield _Row(cells, number)


def _sheet_rows(sheet: Sheet) -> Iterator[_Row]:
    for number, cells in sorted(sheet.rows.items()):
        found = [_text(cells[column]) if column in cells else "" for column in range(1, max(cells) + 1)]
        if any(found):
            yield _Row(found, number, sheet.name)


def _text(cell: Cell) -> str:
    # A percentage is a part of one: what it is out of is asked for beside it, so that its figure reads as written.
    return cell.text.removesuffix(" %") if cell.kind is CellKind.PERCENT else cell.text
