"""The plan as a workbook: every theme with its five parts, its actions, the criteria that it aims at."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from aplomb.apps.plans.board import Card
from aplomb.apps.plans.queries import aims
from aplomb.charts.palette import TEXT
from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.results import Results
from aplomb.formats.book import (
    ESSENTIAL_MARK,
    Book,
    Sheet,
    body,
    fit,
    head,
    level_look,
    print_setup,
    text,
    title_row,
)

TOP = 3
THEME_WIDTHS = (6, 34, 14, 12, 34, 22, 34, 34, 30, 9, 10, 40)
TASK_WIDTHS = (6, 34, 44, 22, 13, 13, 13)
AIM_WIDTHS = (6, 34, 10, 64, 11, 11)
Cell = str | int | date | None


def plan_xlsx(cards: Sequence[Card], outcome: Results, site: str, on: date, lang: str) -> bytes:
    """The themes on a day, beside what the evaluation says. The same plan and day give the same bytes."""
    book = Book(_("Improvement plan – {site}").format(site=site), site, on)
    note = _("{site}, on {day}").format(site=site, day=f"{on:%d/%m/%Y}" if lang == "fr" else f"{on:%d %b %Y}")
    _write_themes(book, cards, note)
    _write_tasks(book, cards, on, note)
    _write_aims(book, cards, outcome, note, lang)
    return book.bytes()


def _write_themes(book: Book, cards: Sequence[Card], note: str) -> None:
    heads = (
        _("No."),
        _("Theme"),
        _("State"),
        _("Deadline"),
        _("Objective"),
        _("In charge"),
        _("Means"),
        _("Evaluation method"),
        _("Root cause"),
        _("To win"),
        _("Actions"),
        _("What was written"),
    )
    sheet = _table(book, _("Themes"), _("Improvement plan"), heads, THEME_WIDTHS, note)
    for row, card in enumerate(cards, start=TOP + 1):
        theme = card.theme
        state = theme.get_state_display()
        if theme.effective is not None:
            state = f"{state}, {_('effective') if theme.effective else _('not effective')}"
        said: tuple[Cell, ...] = (
            theme.number,
            theme.title,
            state,
            theme.due_date,
            theme.objective,
            theme.owner_name,
            theme.means,
            theme.effectiveness_measure,
            theme.root_cause,
            card.gain,
            f"{card.done}/{card.total}",
            "\n".join(filter(None, (theme.above_reason, theme.closing))),
        )
        for column, value in enumerate(said):
            _write(book, sheet, row, column, value, late=card.late and column in (2, 3))
        fit(
            sheet,
            row,
            *(
                (value, THEME_WIDTHS[column])
                for column, value in enumerate(said)
                if isinstance(value, str) and value
            ),
        )
    _finish(sheet, len(cards), len(heads), note)


def _write_tasks(book: Book, cards: Sequence[Card], on: date, note: str) -> None:
    heads = (
        _("No."),
        _("Theme"),
        _("Action"),
        _("In charge"),
        _("Planned start"),
        _("Planned end"),
        _("Done on"),
    )
    sheet = _table(book, _("Actions"), _("Actions of the plan"), heads, TASK_WIDTHS, note)
    tasks = [(card.theme, task) for card in cards for task in card.theme.tasks.all()]
    for row, (theme, task) in enumerate(tasks, start=TOP + 1):
        said: tuple[Cell, ...] = (
            theme.number,
            theme.title,
            task.text,
            task.owner_name,
            task.starts_on,
            task.due_on,
            task.done_on,
        )
        for column, value in enumerate(said):
            _write(book, sheet, row, column, value, late=task.is_late(on) and column == 5)
        fit(sheet, row, (theme.title, TASK_WIDTHS[1]), (task.text, TASK_WIDTHS[2]))
    _finish(sheet, len(tasks), len(heads), note)


def _write_aims(book: Book, cards: Sequence[Card], outcome: Results, note: str, lang: str) -> None:
    heads = (_("No."), _("Theme"), _("Criterion"), _("What it asks"), _("Level today"), _("Level aimed at"))
    sheet = _table(book, _("Criteria"), _("Criteria that the plan aims at"), heads, AIM_WIDTHS, note)
    by_code, scale = outcome.edition.by_code, outcome.edition.scale
    found = [(card.theme, code, level) for card in cards for code, level in aims(card.theme)]
    for row, (theme, code, level) in enumerate(found, start=TOP + 1):
        criterion = by_code.get(code)
        asked = criterion.text.in_(lang) if criterion else ""
        marked = f"{code} {ESSENTIAL_MARK}" if criterion and criterion.essential else code
        said: tuple[Cell, ...] = (theme.number, theme.title, marked, asked)
        for column, value in enumerate(said):
            _write(book, sheet, row, column, value)
        for column, score in ((4, outcome.scores.get(code)), (5, level)):
            if isinstance(score, int):
                look = {"align": "center", "valign": "vcenter", **level_look(scale, score)}
                sheet.write_number(row, column, score, body(book, **look))
            else:
                text(sheet, row, column, str(NA) if score is NA else "–", body(book, align="center"))
        fit(sheet, row, (theme.title, AIM_WIDTHS[1]), (asked, AIM_WIDTHS[3]))
    _finish(sheet, len(found), len(heads), note)


def _table(
    book: Book, name: str, title: str, heads: Sequence[str], widths: tuple[float, ...], note: str
) -> Sheet:
    sheet = book.sheet(name, widths=widths)
    title_row(book, sheet, 0, title, note)
    for column, word in enumerate(heads):
        text(sheet, TOP, column, word, head(book))
    return sheet


def _write(book: Book, sheet: Sheet, row: int, column: int, value: Cell, *, late: bool = False) -> None:
    look: dict[str, object] = {"font_color": TEXT["0"], "bold": True} if late else {}
    if isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- Excel's dates have no zone
        sheet.write_datetime(row, column, moment, body(book, num_format="dd/mm/yyyy", **look))
    elif isinstance(value, int):
        sheet.write_number(row, column, value, body(book, align="center", **look))
    else:
        text(sheet, row, column, value or "", body(book, **look))


def _finish(sheet: Sheet, rows: int, columns: int, note: str) -> None:
    sheet.freeze_panes(TOP + 1, 2)
    sheet.autofilter(TOP, 0, TOP + max(rows, 1), columns - 1)
    print_setup(sheet, left=note, right="", repeat=TOP)
