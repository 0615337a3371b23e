"""A referential read from its Excel workbook: the very data that were written, problems at their cells.

Sheets and columns may come in any order. Three rounds: what is wrong with sheets and titles is told first, then
with cells; once everything is read, the same check as for YAML looks at the data. Each round would otherwise accuse
what is right for want of what the one before could not read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from aplomb.domain.referentials.checks import problems
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.shapes import Finding, shown
from aplomb.domain.shared.shapes import Path as DataPath
from aplomb.formats.archive import Unreadable
from aplomb.formats.cells import EMPTY, Cell, Kind, Sheet, column_letter
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.referential import Checked, Previous, checked_data, previous_codes
from aplomb.formats.referential_tables import (
    CRITERIA,
    FAMILIES,
    INNER,
    LEVELS,
    LISTS,
    NA,
    NEEDED_SHEETS,
    NONE,
    PARENT,
    SHEETS,
    TABLES,
    WHOLE,
    WHOLE_HEADS,
    WHOLE_ROWS,
    Column,
    Item,
    Keys,
    Misread,
    Table,
    value_at,
)
from aplomb.formats.workbook import read_workbook
from aplomb.formats.yaml_lines import read_bytes


def read_referential_xlsx(source: Path | str | bytes, name: str = "") -> Edition:
    """The edition that a workbook holds; BadFile with all its problems, each at sheet, row and column."""
    checked = check_workbook(source, name)
    if checked.edition is None:
        raise BadFile(checked.problems)
    return checked.edition


def check_workbook(source: Path | str | bytes, name: str = "", previous: Previous | None = None) -> Checked:
    """Everything wrong in a workbook, and its edition where nothing is; never raises for content."""
    name = name or (str(source) if isinstance(source, Path | str) else "")
    try:
        raw = source if isinstance(source, bytes) else read_bytes(Path(source), name)
        reader = _Reader(name, read_workbook(raw).sheets)
        reader.read()
    except BadFile as error:
        return Checked(None, tuple(error.problems))
    except Unreadable as error:
        return Checked(None, (Problem(error.code, Place(name, row=error.row), dict(error.facts)),))
    if reader.problems:
        return Checked(None, tuple(reader.problems))
    findings = problems(reader.data, previous_codes(reader.data, previous))
    return checked_data(reader.data, [reader.problem(finding) for finding in findings])


@dataclass(slots=True)
class _Row:
    """An item read from a row, with the place of the row and of each of its cells."""

    item: Item
    place: Place
    places: dict[Keys, Place] = field(default_factory=dict)

    def taken(self, key: str) -> tuple[Any, Place | None]:
        """Take out what the item says of something else, with its place."""
        return self.item.pop(key, None), self.places.pop((key,), None)


@dataclass(frozen=True, slots=True)
class _Head:
    """What a column of a sheet holds: its title as it stands there, the keys that its cells fill."""

    column: Column
    keys: Keys
    title: str


# Parents by their codes, with the path that leads to each.
Known = dict[str, tuple[DataPath, Item]]


class _Reader:
    """Puts the sheets together into the data of a referential, and remembers where each piece came from."""

    def __init__(self, name: str, sheets: Mapping[str, Callable[[], Sheet]]) -> None:
        self.name = name
        self.sheets = {_folded(sheet): (sheet, load) for sheet, load in sheets.items()}
        self.data: Item = {}
        self.places: dict[DataPath, Place] = {}
        self.problems: list[Problem] = []
        self.opened: dict[str, Sheet] = {}
        self.heads: dict[str, dict[int, _Head]] = {}

    def read(self) -> None:
        self.check_sheets()
        if self.problems:
            return
        self.whole()
        self.levels()
        for key, table in LISTS.items():
            if self.has(table.name):
                self.begin((key,), table)
                rows = enumerate(self.rows(table))
                self.data[key] = [self.placed((key, index), row) for index, row in rows]
        self.tree()

    def check_sheets(self) -> None:
        for sheet in NEEDED_SHEETS:
            if not self.has(sheet):
                self.problem_at("xlsx.no-sheet", Place(self.name), written=sheet)
        known = {_folded(sheet): sheet for sheet in SHEETS}
        for folded, (sheet, _) in self.sheets.items():
            if folded not in known and not sheet.startswith("_"):
                place = Place(self.name, sheet=sheet)
                self.problem_at("xlsx.unknown-sheet", place, written=shown(sheet), known=_near(sheet, SHEETS))
        for table in TABLES:
            if self.has(table.name):
                self.heads[table.name] = self.titles(table)

    def has(self, sheet: str) -> bool:
        return _folded(sheet) in self.sheets

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name; an empty one where there is none."""
        if name not in self.opened:
            found = self.sheets.get(_folded(name))
            self.opened[name] = found[1]() if found else Sheet(name)
        return self.opened[name]

    # --- rows into items

    def whole(self) -> None:
        """The first sheet: a title and a value a row."""
        row = _Row({}, Place(self.name, sheet=WHOLE))
        for number, cells in sorted(self.sheet(WHOLE).rows.items()):
            title = cells.get(1, EMPTY).text
            if not title or _folded(title) == _folded(WHOLE_HEADS[0]):
                continue
            line, keys = _column(title, WHOLE_ROWS)
            place = Place(self.name, None, WHOLE, number, WHOLE_HEADS[1])
            if line is None:
                known = _near(title, [line.title for line in WHOLE_ROWS])
                self.problem_at("xlsx.unknown-row", place, written=shown(title), known=known)
            elif keys in row.places:
                self.problem_at("xlsx.twice", place, written=shown(title), first=_cell(row.places[keys]))
            else:
                row.places[keys] = place
                self.take(row, _Head(line, keys, WHOLE_HEADS[1]), cells.get(2, EMPTY), place)
        self.data |= self.placed((), row)

    def rows(self, table: Table) -> Iterator[_Row]:
        """The items of a sheet, a row each; rows without anything are left out."""
        heads = self.heads.get(table.name, {})
        for number, cells in sorted(self.sheet(table.name).rows.items()):
            if number == 1:
                continue
            row = _Row({}, Place(self.name, sheet=table.name, row=number))
            for index, cell in sorted(cells.items()):
                head = heads.get(index)
                if head is None:
                    place = Place(self.name, None, table.name, number, column_letter(index))
                    self.problem_at("xlsx.no-head", place, written=shown(cell.text))
                else:
                    place = Place(self.name, None, table.name, number, head.title)
                    self.take(row, head, cell, place)
            yield row

    def titles(self, table: Table) -> dict[int, _Head]:
        """What each column of a sheet holds, by its title; titles unknown, doubled or missing are told."""
        heads: dict[int, _Head] = {}
        seen: dict[Keys, Place] = {}
        for index, cell in sorted(self.sheet(table.name).rows.get(1, {}).items()):
            column, keys = _column(cell.text, table.columns)
            place = Place(self.name, None, table.name, 1, column_letter(index))
            if column is None:
                known = _near(cell.text, [column.title for column in table.columns])
                self.problem_at("xlsx.unknown-column", place, written=shown(cell.text), known=known)
            elif keys in seen:
                self.problem_at("xlsx.twice", place, written=shown(cell.text), first=_cell(seen[keys]))
            else:
                heads[index] = _Head(column, keys, cell.text)
                seen[keys] = place
        for column in table.columns:
            if column.needed and column.own_keys not in seen:
                self.problem_at(
                    "xlsx.no-column", Place(self.name, None, table.name, 1), written=column.own_title
                )
        return heads

    def take(self, row: _Row, head: _Head, cell: Cell, place: Place) -> None:
        """Put what a cell says into its item; a blank cell says nothing."""
        if cell.kind is Kind.EMPTY:
            return
        if cell.kind in (Kind.NO_VALUE, Kind.ERROR):
            self.problem_at("xlsx.no-value", place)
            return
        try:
            value = head.column.content.read(cell)
        except Misread as error:
            self.problem_at(str(error), place, written=shown(cell.text))
            return
        row.places[head.keys] = place
        item = row.item
        for key in head.keys[:-1]:
            item = item.setdefault(key, {})
        item[head.keys[-1]] = value

    def placed(self, path: DataPath, row: _Row) -> Item:
        """The row's item, its places remembered now that it is known where in the data it goes."""
        self.places[path] = row.place
        for keys, place in row.places.items():
            self.places[(*path, *keys)] = place
        return row.item

    # --- items into the tree

    def levels(self) -> None:
        """The levels; the row of NA joins what the first sheet says of NA."""
        if not self.has(LEVELS.name):
            return
        self.begin(("scale", "levels"), LEVELS)
        scale = self.data["scale"]
        for row in self.rows(LEVELS):
            if row.item.get("value") == NA:
                row.taken("value")
                about_na = scale.setdefault("not_applicable", {})
                about_na |= self.placed(("scale", "not_applicable"), row)
            else:
                path = ("scale", "levels", len(scale["levels"]))
                scale["levels"].append(self.placed(path, row))

    def tree(self) -> None:
        """Families with their requirements, these with their criteria, these with their inner lists."""
        families: Known = {}
        requirements: Known = {}
        criteria: Known = {}
        top: tuple[DataPath, Item] = ((), self.data)
        self.begin(("families",), FAMILIES)
        for row in self.rows(FAMILIES):
            family, requirement = row.taken("family"), row.taken("requirement")
            if requirement[0] is None:
                self.coded(row, family, "requirements")
                self.hang(row, top, "families", families)
            else:
                self.coded(row, requirement, "criteria")
                self.hang(row, self.parent(row, family, families, "Famille"), "requirements", requirements)
        for row in self.rows(CRITERIA):
            parent = self.parent(row, row.taken(PARENT), requirements, "Exigence")
            self.hang(row, parent, "criteria", criteria)
        for key, table in INNER.items():
            for row in self.rows(table):
                parent = self.parent(row, row.taken(PARENT), criteria, "Critère")
                if parent and value_at(row.item, table.columns[1].keys) == NONE:
                    parent[1].setdefault(key, [])
                else:
                    self.hang(row, parent, key)

    def begin(self, path: DataPath, table: Table) -> None:
        """An empty list where a sheet's items go: without any row, it is the list that is too short."""
        item = self.data
        for key in path[:-1]:
            item = item.setdefault(str(key), {})
        item[str(path[-1])] = []
        self.places[path] = Place(self.name, sheet=table.name)

    def coded(self, row: _Row, code: tuple[Any, Place | None], children: str) -> None:
        """Give an item of the tree its code, which stands in a column of another name, and room for children."""
        row.item[children] = []
        if code[0] is not None:
            row.item["code"] = code[0]
            row.places[("code",)] = code[1] or row.place

    def parent(
        self, row: _Row, named: tuple[Any, Place | None], known: Known, title: str
    ) -> tuple[DataPath, Item] | None:
        """The parent that a row names, or nothing, and that is told."""
        code, place = named
        place = place or Place(self.name, None, row.place.sheet, row.place.row, title)
        if code is None:
            self.problem_at("xlsx.blank", place)
            return None
        if code not in known:
            self.problem_at("xlsx.no-parent", place, written=shown(code), known=_near(code, list(known)))
        return known.get(code)

    def hang(
        self, row: _Row, parent: tuple[DataPath, Item] | None, key: str, known: Known | None = None
    ) -> None:
        """Add an item to its parent's list; `known` will tell its own children where it is."""
        if parent is None:
            return
        path, item = parent
        siblings = item.setdefault(key, [])
        path = (*path, key, len(siblings))
        siblings.append(self.placed(path, row))
        code = row.item.get("code")
        if known is not None and isinstance(code, str):
            known.setdefault(code, (path, row.item))

    # --- problems

    def problem_at(self, code: str, place: Place, **facts: object) -> None:
        self.problems.append(Problem(code, place, facts))

    def problem(self, finding: Finding) -> Problem:
        """A finding of the check, at its cell; what is missing, at the cell that should hold it."""
        place = self.place(finding.path)
        if finding.code in ("key.missing", "text.no-french"):
            key = finding.facts["key"]
            wanted = (*finding.path, key) if finding.code == "key.missing" else finding.path
            title = _title(place.sheet, tuple(part for part in wanted if isinstance(part, str)))
            return Problem("xlsx.blank", Place(self.name, None, place.sheet, place.row, title))
        if finding.other is not None:
            facts = {**finding.facts, "first": _cell(self.place(finding.other))}
            return Problem("xlsx.twice", place, facts)
        return Problem(finding.code, place, finding.facts, finding.warning)

    def place(self, path: DataPath) -> Place:
        """The cell of a piece of data, or the row, sheet or file that it is in."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.name))


def _folded(title: str) -> str:
    """A title whatever its capitals and blanks (a no-break space is one)."""
    return " ".join(title.split()).casefold()


_LANGUAGE = re.compile(r"(.*\S)\s*\(([a-zA-Z-]{2,})\)")


def _column(title: str, columns: Sequence[Column]) -> tuple[Column | None, Keys]:
    """The column that a title names, and the keys that its cells fill: `Titre (en)` is the title in English."""
    match = _LANGUAGE.fullmatch(title.strip())
    for column in columns:
        if column.by_language and match and _folded(match[1]) == _folded(column.title):
            return column, (*column.keys, match[2].lower())
        if not column.by_language and _folded(title) == _folded(column.title):
            return column, column.keys
    return None, ()


def _title(sheet: str, keys: Keys) -> str:
    """The title of the cell of a sheet that should hold what these keys lead to; the last ones decide."""
    if sheet == WHOLE or not sheet:
        lines = [line for line in WHOLE_ROWS if line.keys[: len(keys)] == keys]
        return next((line.own_title for line in lines if line.needed), WHOLE_HEADS[1])
    table = next(table for table in TABLES if table.name == sheet)
    if table is FAMILIES and keys[-1] == "code":
        return FAMILIES.columns[0].title
    return next((column.own_title for column in table.columns if column.keys[-1] == keys[-1]), keys[-1])


def _near(written: str, known: Sequence[str]) -> str:
    """The nearest of what is known, else all of it when it is short."""
    folded = {_folded(name): name for name in known}
    near = get_close_matches(_folded(written), list(folded), 1, 0.6)
    return folded[near[0]] if near else ", ".join(known[:12]) + (", …" if len(known) > 12 else "")


def _cell(place: Place) -> str:
    """A cell named for a sentence: sheet, row, column."""
    return f"{place.sheet}, {place.row}, {place.column}"
