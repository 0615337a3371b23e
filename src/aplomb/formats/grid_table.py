"""A sheet as a table: which row bears the titles, which column is which, and where a problem stands."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aplomb.domain.shared.patient_data import holds_nir
from aplomb.formats.cells import MOST_CHARACTERS, Cell, Kind, Sheet, column_letter
from aplomb.formats.problems import Place, Problem

HEADER_WITHIN = 20
FEWEST_TITLES = 2  # a single title may be a word of a text
# Line breaks that other programs write as characters of their own.
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
BLANKS = "\u200b\u2060\ufeff"
MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Columns:
    """The titles that a sheet should have: those that are read, and those that are only shown."""

    read: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.read + self.shown


class Table:
    """The rows under a header. Problems gather in the list that all readers of a file share."""

    def __init__(self, file: str, sheet: Sheet, columns: Columns, problems: list[Problem]) -> None:
        self.file = file
        self.sheet = sheet
        self.columns = columns
        self.problems = problems
        self.header = 0
        self.index: dict[str, int] = {}
        self._find_header()

    def rows(self) -> Iterator[int]:
        """The rows under the header that hold something, in the sheet's order; none where it has no header."""
        return (row for row in sorted(self.sheet.rows) if self.index and row > self.header)

    def cell(self, row: int, title: str) -> Cell:
        return self.sheet.cell(row, self.index[title])

    def say(self, code: str, row: int | None = None, title: str = "", /, **facts: object) -> None:
        """Note an error at this place."""
        self.problems.append(Problem(code, self._place(row, title), facts))

    def warn(self, code: str, row: int | None = None, title: str = "", /, **facts: object) -> None:
        """Note something that the person should know, and that stops nothing."""
        self.problems.append(Problem(code, self._place(row, title), facts, warning=True))

    def _place(self, row: int | None, title: str) -> Place:
        column = f"{title} ({column_letter(self.index[title])})" if title in self.index else title
        return Place(self.file, sheet=self.sheet.name, row=row, column=column)

    def text(self, row: int, title: str) -> str:
        """A cell as text, without what nobody can see; what cannot be read is noted as a problem."""
        cell = self.cell(row, title)
        if cell.kind is Kind.NO_VALUE:
            self.say("grid.cell.no-value", row, title)
            return ""
        if cell.kind is Kind.ERROR:
            self.say("grid.cell.error", row, title, value=shown(cell.text))
            return ""
        text = LINE_BREAKS.sub("\n", cell.text)
        if len(text) > MOST_CHARACTERS:
            self.say("grid.cell.too-long", row, title, length=len(text), most=MOST_CHARACTERS)
            return ""
        if holds_nir(text):
            self.say("grid.cell.patient", row, title)
            return ""
        if INVISIBLE.search(text):
            self.warn("grid.cell.control", row, title)
            text = INVISIBLE.sub("", text)
        return text.strip()

    def blocks(self, title: str) -> Iterator[tuple[str, range]]:
        """The merged blocks that cross this column: their name (E14:E16) and their rows."""
        column = self.index[title]
        for block in self.sheet.merged:
            if block.first_column <= column <= block.last_column:
                first, last = column_letter(block.first_column), column_letter(block.last_column)
                rows = range(block.first_row, block.last_row + 1)
                yield f"{first}{block.first_row}:{last}{block.last_row}", rows

    def _find_header(self) -> None:
        """Find the row with most of the titles, among the first ones, and the column of each title."""
        known = {plain(title): title for title in self.columns.all}
        found = []
        for row in range(1, HEADER_WITHIN + 1):
            titles = {plain(cell.text) for cell in self.sheet.rows.get(row, {}).values()}
            found.append((len(titles & known.keys()), -row))
        most, minus_row = max(found)
        if most < FEWEST_TITLES:
            self.say("grid.header.missing", within=HEADER_WITHIN, columns=", ".join(self.columns.read))
            return
        self.header = -minus_row
        index, others = self._columns(known)
        missing = [title for title in self.columns.read if title not in index]
        for title in missing:
            near = nearest(title, others)
            code = "grid.column.renamed" if near else "grid.column.missing"
            self.say(code, self.header, near or "", wanted=title, found=near)
        if not missing:
            self.index = index
            self._warn_of_others(others)

    def _columns(self, known: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int]]:
        """The columns of the known titles, and those of the others."""
        index: dict[str, int] = {}
        others: dict[str, int] = {}
        for column, cell in sorted(self.sheet.rows[self.header].items()):
            title = known.get(plain(cell.text))
            if title is None:
                others.setdefault(shown(cell.text), column)
            elif title in index:
                self.say("grid.column.doubled", self.header, f"{title} ({column_letter(column)})")
            else:
                index[title] = column
        return index, others

    def _warn_of_others(self, others: Mapping[str, int]) -> None:
        used = {*self.index.values(), *others.values()}
        filled = {column for row in self.rows() for column in self.sheet.rows[row]}
        names = [*others, *map(column_letter, sorted(filled - used))]
        if names:
            self.warn("grid.columns.ignored", self.header, columns=listed(names))


def plain(title: str) -> str:
    """A title for comparison: no accents, capitals, double blanks; any apostrophe is the typographic one."""
    text = unicodedata.normalize("NFKD", title.strip(BLANKS).replace("'", "’").replace("º", "°"))
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(text.casefold().split()).removesuffix(":").strip()


def nearest(wanted: str, names: Sequence[str] | dict[str, int], *, alike: float = 0.6) -> str | None:
    """The name that looks most like the wanted one, if any does."""
    by_plain = {plain(name): name for name in names}
    found = difflib.get_close_matches(plain(wanted), by_plain, n=1, cutoff=alike)
    return by_plain[found[0]] if found else None


def shown(text: str) -> str:
    """A value fit for a message: on one line, without control characters, not too long."""
    line = " ".join(INVISIBLE.sub("", LINE_BREAKS.sub(" ", text)).split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names one after the other; past a dozen, the first ones only."""
    return ", ".join(names[:most]) + ("…" if len(names) > most else "")
