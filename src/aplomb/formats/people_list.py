"""A list of people to invite: a table that somebody keeps (`.xlsx`, `.ods`, `.csv`), or lines pasted from anywhere.

What stands in the cells is handed over as written: whether an address, a role or a family is right is judged where
the organisation is known, line by line, so that one bad line does not hold the others back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aplomb.formats.archive import Unreadable
from aplomb.formats.cells import Sheet
from aplomb.formats.grid_csv import csv_sheet
from aplomb.formats.grid_table import Columns, Table
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.workbook import OLE, ZIP, read_workbook

ADDRESS, ROLE, FAMILIES = "Adresse", "Rôle", "Familles"
COLUMNS = Columns(read=(ADDRESS, ROLE), shown=(FAMILIES,))
MOST_LINES = 200
_WRAPPED = re.compile(r"<([^<>]*@[^<>]*)>")
_SEPARATOR = re.compile(r"\s*[;\t|]\s*|\s*,\s*")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line as written; `row` is its number in the file or in the text. An empty role is the list's own."""

    row: int
    address: str
    role: str = ""
    families: tuple[str, ...] = ()


def read_people(data: bytes, name: str) -> list[ListedPerson]:
    """The lines of a file. Raises BadFile where it cannot be read as a table of addresses and roles."""
    problems: list[Problem] = []
    try:
        people = list(_table(data, name, problems))
    except Unreadable as stop:
        raise BadFile([Problem(stop.code, Place(name, row=stop.row), stop.facts)]) from stop
    errors = [problem for problem in problems if not problem.warning]
    if not errors and not people:
        errors.append(Problem("people.none", Place(name)))
    if not errors and len(people) > MOST_LINES:
        errors.append(Problem("people.too-many", Place(name), {"n": len(people), "most": MOST_LINES}))
    if errors:
        raise BadFile(errors)
    return people


def pasted_people(text: str) -> list[ListedPerson]:
    """The lines of a text, `address ; role ; families`, the last two as one likes; titles and blanks are left out.

    A line of addresses alone, separated by commas, is as many people.
    """
    found = []
    for row, line in enumerate(text.splitlines(), start=1):
        words = [word for word in _SEPARATOR.split(line.strip()) if word]
        if not words or words[0].casefold() in ("adresse", "e-mail", "email", "courriel"):
            continue
        if len(words) > 1 and all("@" in word for word in words):
            found += [ListedPerson(row, _address(word)) for word in words]
            continue
        role = words[1] if len(words) > 1 else ""
        found.append(ListedPerson(row, _address(words[0]), role, tuple(words[2:])))
    return found


def _table(data: bytes, name: str, problems: list[Problem]) -> Iterator[ListedPerson]:
    table = Table(name, _sheet(data, name, problems), COLUMNS, problems)
    for row in table.rows():
        cells = {title: " ".join(table.text(row, title).split()) for title in table.index}
        families = tuple(code for code in re.split(r"[\s,;]+", cells.get(FAMILIES, "")) if code)
        if cells[ADDRESS] or cells[ROLE] or families:
            yield ListedPerson(row, _address(cells[ADDRESS]), cells[ROLE], families)


def _sheet(data: bytes, name: str, problems: list[Problem]) -> Sheet:
    if not data.startswith((ZIP, OLE)):
        return csv_sheet(data, name, problems, titles=COLUMNS.all, key=ADDRESS)
    loaded = [load() for load in read_workbook(data).sheets.values()]
    # Of several sheets, the first that has the titles; the first of all where none does, for its message.
    return next((sheet for sheet in loaded if Table(name, sheet, COLUMNS, []).index), loaded[0])


def _address(text: str) -> str:
    """`Anne Royèvre <anne@example.org>` is anne@example.org; anything else stays as it is, to be shown."""
    wrapped = _WRAPPED.search(text)
    return (wrapped[1] if wrapped else text).strip("\"'() \u00a0").lower()
