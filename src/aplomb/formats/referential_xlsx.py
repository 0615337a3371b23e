"""A referential as an Excel workbook: a sheet a list, one thing a row. `referential_xlsx_in` reads it back.

A key that is absent is a blank cell; an empty list is a dash alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.text import FRENCH
from aplomb.domain.shared.words import words
from aplomb.formats import book
from aplomb.formats.referential_tables import (
    CRITERIA,
    FAMILIES,
    FLAG,
    HELP,
    INNER,
    LEVELS,
    LISTS,
    NA,
    NONE,
    PARENT,
    WHOLE,
    WHOLE_HEADS,
    WHOLE_ROWS,
    Column,
    Item,
    Table,
    value_at,
)


def write_workbook(edition: Edition, lang: str = FRENCH) -> bytes:
    """The edition as an Excel workbook: the same edition gives the same bytes, and reads back to the same data.

    `lang` is the language of the instructions; names of sheets and columns do not change.
    """
    return _Writer(edition, lang).written()


HELP_WIDTH = 100


class _Writer:
    def __init__(self, edition: Edition, lang: str) -> None:
        self.data, self.lang = edition.data, lang
        self.name = edition.name
        # A fixed day: the file must say nothing but what the edition says.
        self.book = book.Book(f"{edition.title.in_(lang)} {edition.edition}", edition.name, date(2026, 1, 1))

    def written(self) -> bytes:
        self.whole()
        self.table(LEVELS, self.levels())
        self.table(FAMILIES, self.families(), strong="requirement")
        self.table(CRITERIA, self.criteria())
        for key, table in LISTS.items():
            if key in self.data:
                self.table(table, self.data[key])
        for key, table in INNER.items():
            items = list(self.inner(key))
            if items:
                self.table(table, items)
        self.help()
        return self.book.bytes()

    def whole(self) -> None:
        sheet = self.book.sheet(WHOLE, widths=(40, 60))
        for column, title in enumerate(WHOLE_HEADS):
            book.text(sheet, 0, column, title, book.head(self.book))
        row = 0
        for line in WHOLE_ROWS:
            for title, keys in self.titles(line, [self.data]):
                row += 1
                book.text(sheet, row, 0, title, book.body(self.book, bold=True))
                self.cell(sheet, row, 1, line, value_at(self.data, keys))
        self.finish(sheet, row, 1)

    def levels(self) -> Iterator[Item]:
        yield from self.data["scale"]["levels"]
        if "not_applicable" in self.data["scale"]:
            yield {"value": NA, **self.data["scale"]["not_applicable"]}

    def families(self) -> Iterator[Item]:
        for family in self.data["families"]:
            yield {"family": family["code"], "title": family["title"]}
            for requirement in family["requirements"]:
                codes = {"family": family["code"], "requirement": requirement["code"]}
                yield {**codes, "title": requirement["title"]}

    def criteria(self) -> Iterator[Item]:
        for family in self.data["families"]:
            for requirement in family["requirements"]:
                for criterion in requirement["criteria"]:
                    yield {PARENT: requirement["code"], **criterion}

    def inner(self, key: str) -> Iterator[Item]:
        first = INNER[key].columns[1].keys[0]
        for criterion in self.criteria():
            for item in criterion.get(key, ()):
                yield {PARENT: criterion["code"], **item}
            if criterion.get(key) == []:
                yield {PARENT: criterion["code"], first: NONE}

    def table(self, table: Table, items: Iterable[Item], strong: str = "") -> None:
        """A sheet with a row an item; those without the key `strong` are headings of the others."""
        items = list(items)
        columns = [
            (title, keys, column) for column in table.columns for title, keys in self.titles(column, items)
        ]
        sheet = self.book.sheet(table.name, widths=tuple(column.width for _, _, column in columns))
        for index, (title, _, _) in enumerate(columns):
            book.text(sheet, 0, index, title, book.head(self.book))
        for row, item in enumerate(items, start=1):
            heading = bool(strong) and strong not in item
            written = [
                (self.cell(sheet, row, index, column, value_at(item, keys), heading), column.width)
                for index, (_, keys, column) in enumerate(columns)
            ]
            book.fit(sheet, row, *written)
        for index, (_, _, column) in enumerate(columns):
            if column.content is FLAG:
                choice = {"validate": "list", "source": ["oui", "non"]}
                sheet.data_validation(1, index, len(items) + 200, index, choice)
        self.finish(sheet, len(items), len(columns) - 1)

    def titles(
        self, column: Column, items: Iterable[Mapping[str, Any]]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The title and keys of a column; of a text, once for each language in which somebody wrote it."""
        if not column.by_language:
            yield column.title, column.keys
            return
        used = {language for item in items for language in value_at(item, column.keys) or ()}
        for language in (FRENCH, *sorted(used - {FRENCH})):
            yield f"{column.title} ({language})", (*column.keys, language)

    def cell(
        self, sheet: Any, row: int, index: int, column: Column, value: Any, heading: bool = False
    ) -> str:
        """Write a value; gives it as the text that it shows."""
        look = {"bold": True, "bg_color": book.CANVAS} if heading else {}
        written = "" if value is None else column.content.write(value)
        if isinstance(written, str):
            # The text format keeps 1.10 what it is when somebody types it.
            number_format = "General" if column.content.numeric else "@"
            book.text(sheet, row, index, written, book.body(self.book, num_format=number_format, **look))
        else:
            sheet.write_number(row, index, written, book.body(self.book, align="left", **look))
        return str(written)

    def finish(self, sheet: Any, last_row: int, last_column: int) -> None:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last_row, 1), last_column)
        book.print_setup(sheet, left=self.name, right=sheet.get_name())

    def help(self) -> None:
        """How to fill the workbook in."""
        _ = words(self.lang).gettext
        lines = (
            _("One sheet a list, one thing a row. Sheets and columns may be moved, not renamed."),
            _("A cell left blank says nothing: the usual value counts. A dash alone (—) is an empty list."),
            _("Several codes in a cell are separated by commas."),
            _("Yes and no are written “oui” and “non”; a share is a number between 0 and 1."),
            _("Codes are texts: 1.10 is not 1.1. Keep the text format of their columns."),
            _("“Remplace” names the criteria of the edition before; — says that the criterion is new."),
            _("“Garde” takes “essentiels” or a list of criteria."),
            _("A text in another language goes in a column of its own: “Titre (en)” beside “Titre (fr)”."),
            _("Check the file with: aplomb referential check FILE.xlsx"),
        )
        sheet = self.book.sheet(HELP, widths=(HELP_WIDTH,))
        book.text(sheet, 0, 0, self.name, book.head(self.book))
        for row, line in enumerate(lines, start=1):
            book.text(sheet, row, 0, line, book.body(self.book))
            book.fit(sheet, row, (line, HELP_WIDTH))
