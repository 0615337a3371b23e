"""The documentary report as a workbook: the count by category, and every line, ready to sort and filter."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from aplomb.apps.documents.listing import CATEGORY, Asked, listing
from aplomb.apps.documents.queries import Line
from aplomb.domain.documents.inventory import Status
from aplomb.formats.book import Book, Sheet, body, fit, head, print_setup, text, title_row

TOP = 3
WIDTHS = (16, 11, 54, 30, 15, 14, 40, 14, 13, 13, 13, 26, 24, 26)


def inventory_xlsx(lines: Sequence[Line], site: str, on: date, lang: str) -> bytes:
    """The whole inventory on a day. The same lines and day give the same bytes."""
    book = Book(_("Documentary report – {site}").format(site=site), site, on)
    note = _("{site}, on {day}").format(site=site, day=f"{on:%d/%m/%Y}" if lang == "fr" else f"{on:%d %b %Y}")
    _write_lines(book, lines, note, lang)
    _write_counts(book, lines, note, on, lang)
    return book.bytes()


def _words() -> dict[Status, str]:
    return {
        Status.PRESENT: _("exists"),
        Status.PARTIAL: _("partial"),
        Status.EXPIRED: _("out of date"),
        Status.MISSING: _("missing"),
        Status.NOT_APPLICABLE: _("not applicable"),
    }


def _write_lines(book: Book, lines: Sequence[Line], note: str, lang: str) -> None:
    sheet = book.sheet(_("Documents"), widths=WIDTHS)
    title_row(book, sheet, 0, _("Documentary report"), note)
    heads = (
        _("Referential"),
        _("Code"),
        _("Document"),
        _("Category"),
        _("Indispensable"),
        _("State"),
        _("Where it is kept"),
        _("Version"),
        _("Approved on"),
        _("Valid from"),
        _("Valid until"),
        _("In charge"),
        _("Criteria"),
        _("Shared by"),
    )
    for column, title in enumerate(heads):
        text(sheet, TOP, column, title, head(book))
    words = _words()
    for row, line in enumerate(lines, start=TOP + 1):
        _write_line(book, sheet, row, line, words, lang)
    sheet.freeze_panes(TOP + 1, 3)
    sheet.autofilter(TOP, 0, TOP + max(len(lines), 1), len(heads) - 1)
    print_setup(sheet, left=note, right="", repeat=TOP)


def _write_line(book: Book, sheet: Sheet, row: int, line: Line, words: dict[Status, str], lang: str) -> None:
    record = line.record
    title = line.text.in_(lang)
    category = ""
    if line.expectation is not None:
        titles = {one.code: one.title.in_(lang) for one in line.expectation.edition.document_categories}
        category = titles.get(line.category, "")
    kept = record.kept_at if record else ""
    said = (
        line.referential,
        line.code,
        title,
        category,
        _("yes") if line.indispensable else "",
        words[line.status],
        kept,
        record.edition_label if record else "",
        record.approved_on if record else None,
        record.valid_from if record else None,
        record.valid_until if record else None,
        record.owner.get_full_name() if record and record.owner else "",
        ", ".join(criterion.code for criterion in line.criteria),
        line.shared_by.name if line.shared_by else "",
    )
    for column, value in enumerate(said):
        _write_cell(book, sheet, row, column, value)
    fit(sheet, row, (title, WIDTHS[2]), (kept, WIDTHS[6]))


def _write_cell(book: Book, sheet: Sheet, row: int, column: int, value: str | date | None) -> None:
    if isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- Excel's dates have no zone
        sheet.write_datetime(row, column, moment, body(book, num_format="dd/mm/yyyy"))
    else:
        text(sheet, row, column, value or "", body(book))


def _write_counts(book: Book, lines: Sequence[Line], note: str, on: date, lang: str) -> None:
    sheet = book.sheet(_("By category"), widths=(44, 12, 12, 12, 12, 12))
    title_row(book, sheet, 0, _("Documents by category"), note)
    words = _words()
    shown = (Status.PRESENT, Status.PARTIAL, Status.EXPIRED, Status.MISSING)
    heads = (_("Category"), _("Expected"), *(words[status].capitalize() for status in shown))
    for column, word in enumerate(heads):
        text(sheet, TOP, column, word, head(book))
    groups = listing(lines, Asked(order=CATEGORY), None, on).groups
    for row, group in enumerate(groups, start=TOP + 1):
        counted = [line.status for line in group.lines if line.counts]
        title: Any = group.title
        text(sheet, row, 0, title if isinstance(title, str) else title.in_(lang), body(book))
        for column, count in enumerate((len(counted), *(counted.count(status) for status in shown)), start=1):
            sheet.write_number(row, column, count, body(book, align="center"))
    print_setup(sheet, left=note, right="", repeat=TOP, portrait=True)
