"""Workbook tools as Excel files: examples in italics, lists to choose from, formulas that go on below."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from math import ceil

from aplomb.charts.palette import INK_2
from aplomb.domain.shared.words import words
from aplomb.formats.book import CANVAS, Book, Format, Sheet, body, field, fit, head, print_setup, text
from aplomb.formats.tools import Cell, Column, Tool, column_letters

EMPTY_ROWS = 100
NUMBER_FORMATS = {
    "text": "@",  # so that 0012 and 2026-03 stay what was typed
    "longtext": "@",
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
    "integer": "0",
    "percent": "0.0\u00a0%",
}
NARROW = 16  # characters up to which a column of words is centred
FIGURES = ("date", "datetime", "integer", "number", "percent")
BOLD = 0.85  # of the characters that a column holds, when they are bold
FIRST_DAY = date(2000, 1, 1)
HELP_WIDTHS = (4.0, 96.0)
WIDE = 160  # characters that a landscape A4 page still shows legibly


def tool_xlsx(tool: Tool, values: Mapping[str, str] | None = None, lang: str = "fr") -> bytes:
    """The workbook of a tool: its worksheet, with examples then empty rows, and its instructions.

    `values` are those of the placeholders that are known (`site.name`, `date` …): they go to the foot of the
    pages. The same tool and values give the same bytes. Raises ValueError for a tool that is not a workbook.
    """
    if tool.kind != "xlsx":
        raise ValueError(f"{tool.code} is a text, not a workbook")
    year, month = map(int, tool.reviewed.split("-"))
    book = Book(tool.title, tool.summary, date(year, month, 1))
    known = values or {}
    _write_worksheet(book, tool, known)
    _write_instructions(book, tool, known, lang)
    return book.bytes()


# --- the worksheet -----------------------------------------------------------------------------------------


def _write_worksheet(book: Book, tool: Tool, values: Mapping[str, str]) -> None:
    sheet = book.sheet(tool.worksheet, widths=tuple(float(column.width) for column in tool.columns))
    last = len(tool.rows) + EMPTY_ROWS
    widths = [column.width for column in tool.columns]
    fit(sheet, 0, *((column.title, column.width * BOLD) for column in tool.columns))
    for row, cells in enumerate(tool.rows, start=1):
        written = zip(cells, widths, strict=True)
        fit(sheet, row, *((cell, width) for cell, width in written if isinstance(cell, str)))
    for index, column in enumerate(tool.columns):
        text(sheet, 0, index, column.title, head(book, **_align(column)))
        _restrict(sheet, column, index, last)
    for row in range(1, last + 1):
        cells = tool.rows[row - 1] if row <= len(tool.rows) else (None,) * len(tool.columns)
        for index, (column, cell) in enumerate(zip(tool.columns, cells, strict=True)):
            form = _look(book, column, example=row <= len(tool.rows))
            if column.formula:
                sheet.write_formula(row, index, column.formula.replace("{row}", str(row + 1)), form, "")
            else:
                _write(sheet, row, index, column, cell, form)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(tool.columns) - 1)
    print_setup(sheet, left=f"{tool.code} · {tool.title}", right=values.get("site.name", ""))
    sheet.fit_to_pages(ceil(sum(widths) / WIDE), 0)
    sheet.repeat_columns(0)


def _align(column: Column) -> dict[str, object]:
    short = column.type in ("choice", "formula") and column.width <= NARROW
    return {"align": "center"} if short or column.type in FIGURES else {}


def _look(book: Book, column: Column, *, example: bool) -> Format:
    kind = column.format or column.type
    look = _align(column)
    if kind in NUMBER_FORMATS:
        look["num_format"] = NUMBER_FORMATS[kind]
    if example:
        look |= {"italic": True, "font_color": INK_2}
    return body(book, bg_color=CANVAS, **look) if column.formula else field(book, **look)


def _write(sheet: Sheet, row: int, index: int, column: Column, cell: Cell, form: Format) -> None:
    if cell is None:
        sheet.write_blank(row, index, None, form)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, index, cell, form)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, index, float(cell), form)
    elif column.type == "choice" and cell.isdecimal():
        # Excel types a figure chosen in a list as a number: the examples do the same.
        sheet.write_number(row, index, int(cell), form)
    else:
        text(sheet, row, index, cell, form)


def _restrict(sheet: Sheet, column: Column, index: int, last: int) -> None:
    """What a cell of this column takes: a choice of its list, a day, a number that can be."""
    rules: dict[str, dict[str, object]] = {
        "choice": {"validate": "list", "source": list(column.choices)},
        "date": {"validate": "date", "criteria": ">=", "value": FIRST_DAY},
        "datetime": {"validate": "date", "criteria": ">=", "value": FIRST_DAY},
        "integer": {"validate": "integer", "criteria": ">=", "value": 0},
        "number": {"validate": "decimal", "criteria": ">=", "value": 0},
        "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    }
    if column.type in rules:
        sheet.data_validation(1, index, last, index, rules[column.type])


# --- the instructions --------------------------------------------------------------------------------------


def _write_instructions(book: Book, tool: Tool, values: Mapping[str, str], lang: str) -> None:
    _ = words(lang).gettext
    sheet = book.sheet(_("Instructions"), widths=HELP_WIDTHS)
    plain = book.format(text_wrap=True)
    text(sheet, 0, 0, tool.title, book.format(bold=True, font_size=16))
    sheet.set_row(0, 26)
    text(sheet, 1, 0, f"{tool.code} · {tool.reviewed}", book.format(font_color=INK_2))
    text(sheet, 2, 1, tool.summary, plain)
    fit(sheet, 2, (tool.summary, HELP_WIDTHS[1]))
    row = 4
    examples = _("Rows in italics are examples: delete them before use. Grey columns calculate themselves.")
    if not any(column.formula for column in tool.columns):
        examples = _("Rows in italics are examples: delete them before use.")
    for number, sentence in enumerate((*tool.instructions, examples), start=1):
        sheet.write_number(row, 0, number, book.format(bold=True, align="left"))
        text(sheet, row, 1, sentence, plain)
        fit(sheet, row, (sentence, HELP_WIDTHS[1]))
        row += 1
    row += 1
    for index, column in enumerate(tool.columns):
        text(sheet, row, 0, column_letters(index), book.format(font_color=INK_2))
        described = column.title + _kind(column, lang)
        text(sheet, row, 1, described, plain)
        fit(sheet, row, (described, HELP_WIDTHS[1]))
        row += 1
    print_setup(
        sheet,
        left=f"{tool.code} · {tool.title}",
        right=values.get("site.name", ""),
        portrait=True,
        repeat=None,
    )


def _kind(column: Column, lang: str) -> str:
    """What a column takes, in a few words; nothing for a text."""
    _ = words(lang).gettext
    kinds = {
        "date": _(" (a date)"),
        "datetime": _(" (a date and a time)"),
        "formula": _(" (calculated)"),
        "choice": _(" ({choices})").format(choices=", ".join(column.choices)),
    }
    return kinds.get(column.type, "")
