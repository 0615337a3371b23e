"""The look of our workbooks: one typeface, one palette, the same set-up for print, and text that stays text.

Nothing that people wrote is ever stored as a formula or as a link (reliability-security.md §11), and the same
content gives the same bytes: every workbook says that it was made on a day that its caller chooses.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from aplomb.charts.palette import FILL, INK, INK_2, INK_3, LINE, LINE_STRONG, ON, PAPER, step_of
from aplomb.domain.referentials.edition import Scale
from aplomb.formats.cells import MOST_CHARACTERS

FONT = "Calibri"
CANVAS, SOLID, ACCENT = "#f2f5f7", "#1b2730", "#0d57ab"
ALERT_SOFT, ALERT_TEXT = "#ffebe5", "#a5280e"
WARN_SOFT = "#fbf1d9"
FIELD = "#fffdf4"  # where something is to be filled in
A4, A3 = 9, 8
LINE_HEIGHT, PADDING = 13.0, 4.0  # points of height: a line of text, and what a cell adds to it
LETTERS = 1.1  # letters that a column holds for each of its characters, which are as wide as a figure
# Essential criteria, indispensable documents: a sign beside the bold number, so that colour says nothing alone.
ESSENTIAL_MARK = "◆"
PATTERN = {"0": "wide_upward_diagonal", "1": "percent_20", "na": "wide_downward_diagonal"}

Format = Any
Sheet = Any


class FittedSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows can start at a height without being held to it: they grow with what is typed.

    The library writes every height that it is given as one that people chose, which spreadsheet programs never
    change; and with none at all, some show wrapped text cut at its first line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fitted: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row" and int(dict(attributes)["r"]) - 1 in self.fitted:
            attributes = [item for item in attributes if item[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class Book:
    """A workbook being written, its formats made once each."""

    def __init__(self, title: str, subject: str, on: date) -> None:
        self._out = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        }
        self.file = xlsxwriter.Workbook(self._out, options)
        self.file.set_size(24_000, 15_000)
        self.file.set_properties(
            {
                "title": title,
                "subject": subject,
                "author": "Aplomb",
                "created": datetime(on.year, on.month, on.day),  # noqa: DTZ001 -- Excel's dates have no zone
            }
        )
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        """A format; the same properties give the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_color": INK, "valign": "top"}
            self._formats[key] = self.file.add_format({**base, **properties})
        return self._formats[key]

    def sheet(self, name: str, *, widths: tuple[float, ...] = (), tab: str = "", zoom: int = 100) -> Sheet:
        """A new sheet with the widths of its columns, in characters."""
        sheet = self.file.add_worksheet(name, FittedSheet)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_zoom(zoom)
        if tab:
            sheet.set_tab_color(tab)
        return sheet

    def bytes(self) -> bytes:
        """The file, finished."""
        self.file.close()
        return self._out.getvalue()


def text(sheet: Sheet, row: int, column: int, value: str, form: Format) -> None:
    """Write a text as a text, whatever it looks like. Raises ValueError where a cell cannot hold it."""
    if not value:
        sheet.write_blank(row, column, None, form)
    elif len(value) > MOST_CHARACTERS:
        raise ValueError(f"a cell holds {MOST_CHARACTERS} characters, not {len(value)}")
    else:
        sheet.write_string(row, column, value, form)


def fit(sheet: Sheet, row: int, *texts: tuple[str, float], least: float = LINE_HEIGHT) -> None:
    """Start a row at the height of its longest text; each comes with the width of its column in characters."""
    lines = max(
        (
            sum(ceil(len(part) / (width * LETTERS)) or 1 for part in content.split("\n"))
            for content, width in texts
        ),
        default=1,
    )
    sheet.set_row(row, max(least, lines * LINE_HEIGHT + PADDING))
    sheet.fitted.add(row)


def print_setup(
    sheet: Sheet,
    *,
    left: str,
    right: str,
    portrait: bool = False,
    repeat: int | None = 0,
    paper: int = A4,
    pages: int = 0,
) -> None:
    """One page wide, the title row on every page, page numbers; `left` and `right` are plain texts.

    `pages` is how many pages high at most; 0 for as many as it takes.
    """
    sheet.set_paper(paper)
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.fit_to_pages(1, pages)
    sheet.set_margins(left=0.45, right=0.45, top=0.55, bottom=0.65)
    if repeat is not None:
        sheet.repeat_rows(repeat)
    left, right = (part.replace("&", "&&") for part in (left, right))
    sheet.set_footer(f"&L&8{left}&C&8&P / &N&R&8{right}")


def head(book: Book, **more: object) -> Format:
    """The titles of a table's columns."""
    look: dict[str, object] = {
        "bold": True,
        "font_color": PAPER,
        "bg_color": SOLID,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": SOLID,
    }
    return book.format(**(look | more))


def title_row(book: Book, sheet: Sheet, column: int, title: str, note: str) -> None:
    """What a sheet is, in its first two rows."""
    sheet.set_row(0, 26)
    text(sheet, 0, column, title, book.format(bold=True, font_size=16, valign="vcenter"))
    text(sheet, 1, column, note, book.format(font_color=INK_2))


def percent_format(lang: str, decimals: int = 0) -> str:
    """The number format of a percentage: a narrow space before the sign in French."""
    figures = "0." + "0" * decimals if decimals else "0"
    return f'{figures}"\N{NARROW NO-BREAK SPACE}"%' if lang == "fr" else f"{figures}%"


def body(book: Book, **more: object) -> Format:
    """A cell of a table: wrapped, on hairlines."""
    properties: dict[str, object] = {"text_wrap": True, "border": 1, "border_color": LINE}
    return book.format(**{**properties, **more})


def field(book: Book, **more: object) -> Format:
    """A cell of a table that somebody fills in."""
    return body(book, bg_color=FIELD, **more)


def level_look(scale: Scale, value: int) -> dict[str, object]:
    """The fill and ink of a level, by its place in its scale."""
    step = step_of(value, [level.value for level in scale.levels])
    return {"bg_color": FILL[step], "font_color": ON[step], "bold": True}


def level_fill(scale: Scale, value: int) -> dict[str, object]:
    """The area of a level in a native chart: fill and pattern, so that a print in greys still tells them apart."""
    step = step_of(value, [level.value for level in scale.levels])
    return _area(step)


def na_fill() -> dict[str, object]:
    """The area of NA in a native chart."""
    return _area("na")


def _area(step: str) -> dict[str, object]:
    edge = {"color": LINE_STRONG, "width": 0.5}
    if step not in PATTERN:
        return {"fill": {"color": FILL[step]}, "border": edge}
    ink = INK_3 if step == "na" else ON[step]
    return {"pattern": {"pattern": PATTERN[step], "fg_color": ink, "bg_color": FILL[step]}, "border": edge}


def chart_font(size: int = 9, *, bold: bool = False, colour: str = INK_2) -> Mapping[str, object]:
    return {"name": FONT, "size": size, "bold": bold, "color": colour}
