"""The grid as an Excel workbook to fill in (interfaces.md §3).

Sheets: `Grille`, `Documents`, a summary that follows what is typed, the guidance of each criterion, how to fill
it in; hidden, the summary's calculations and `_aplomb`. The contract's titles are French in every language.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from aplomb.charts.palette import EDGE, INK_2, INK_3, LINE_STRONG, ON, PAPER, TEXT
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entries, Entry, Score
from aplomb.domain.referentials.edition import Criterion, Edition, Family, Profile
from aplomb.domain.shared.words import words
from aplomb.formats.book import (
    ALERT_SOFT,
    ALERT_TEXT,
    CANVAS,
    ESSENTIAL_MARK,
    SOLID,
    WARN_SOFT,
    Book,
    Sheet,
    body,
    field,
    fit,
    head,
    level_look,
    print_setup,
    text,
)
from aplomb.formats.grid_documents import DOCUMENT_TITLES, DOCUMENTS, EARLIEST, STATE_WORDS
from aplomb.formats.grid_origin import ORIGIN, Origin
from aplomb.formats.grid_rows import GRID, TITLES, grid_lines
from aplomb.formats.grid_xlsx_help import write_guidance, write_how_to
from aplomb.formats.grid_xlsx_summary import Answers, write_summary

# The day that the file says it was made on, where the caller has none: the same grid gives the same bytes.
NO_DAY = date(2026, 1, 1)
NUMBER, CRITERION, EVALUATOR, POTENTIAL, SCORE, COMMENTS, NA_REASON = range(7)
GRID_WIDTHS = (9, 64, 15, 10, 10, 46, 30)
DOCUMENT_WIDTHS = (11, 62, 34, 13, 46, 15)
# Past this length Excel shows #### for a text that a number format decorates.
MOST_DECORATED = 250
SCORE_HEIGHT = 18
MOST_MESSAGE = 255
MOST_PROMPT_TITLE = 32


def write_grid(
    edition: Edition,
    *,
    entries: Entries | None = None,
    documents: Mapping[str, Record] | None = None,
    profile: Profile | None = None,
    selection: str | None = None,
    parts: tuple[str, ...] = (),
    evaluation: str | None = None,
    revision: int | None = None,
    organisation: str = "",
    on: date = NO_DAY,
    lang: str = "fr",
) -> bytes:
    """The grid of what profile, selection and parts ask, with the answers that there are.

    `evaluation` and `revision` name what it was exported from, so that it can come back as an off-line device
    does. The same arguments give the same bytes.
    """
    _ = words(lang).gettext
    entries, documents = entries or {}, documents or {}
    origin = Origin(edition, profile or None, selection, evaluation, revision, organisation, parts)
    asked = edition.asked(profile, selection, parts)
    title = edition.title.in_(lang)
    book = Book(_("Evaluation grid – {title}").format(title=title), edition.name, on)
    sheet = book.sheet(GRID, widths=GRID_WIDTHS, tab=SOLID)
    rows = _write_grid_sheet(book, sheet, edition, asked, entries, lang)
    _write_documents(book, edition, asked, documents, lang)
    write_summary(book, edition, asked, Answers(entries, rows), lang)
    write_guidance(book, edition, asked, lang)
    write_how_to(book, edition, origin, lang)
    _write_origin(book, origin)
    sheet.activate()
    return book.bytes()


def _write_grid_sheet(
    book: Book, sheet: Sheet, edition: Edition, asked: Sequence[Criterion], entries: Entries, lang: str
) -> dict[str, int]:
    """Write the sheet `Grille`; returns the row of each criterion, from 0."""
    _ = words(lang).gettext
    for column, title in enumerate(TITLES):
        centred = {"align": "center"} if column in (POTENTIAL, SCORE) else {}
        text(sheet, 0, column, title, head(book, **centred))
    sheet.set_row(0, 32)
    rows: dict[str, int] = {}
    last = 1
    for last, line in enumerate(grid_lines(edition, asked), start=1):
        if isinstance(line, Criterion):
            rows[line.code] = last
            _write_criterion(book, sheet, last, edition, line, entries.get(line.code, Entry()), lang)
        else:
            label = f"{line.code} – {line.title.in_(lang)}"
            _write_title(book, sheet, last, label, family=isinstance(line, Family))
    _offer_answers(sheet, edition, asked, rows, lang)
    _colour_answers(book, sheet, edition, last)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(TITLES) - 1)
    if rows:
        sheet.set_selection(min(rows.values()), SCORE, min(rows.values()), SCORE)
    legend = _("{mark} essential criterion").format(mark=ESSENTIAL_MARK)
    print_setup(sheet, left=f"{edition.title.in_(lang)} {edition.edition}", right=legend)
    return rows


def _write_title(book: Book, sheet: Sheet, row: int, label: str, *, family: bool) -> None:
    """A family's or requirement's title: a row of its own, its number's cell empty."""
    look: dict[str, object] = {"bold": True, "text_wrap": True, "valign": "vcenter"}
    if family:
        look |= {
            "bg_color": SOLID,
            "font_color": PAPER,
            "font_size": 12,
            "border": 1,
            "border_color": SOLID,
        }
    else:
        look |= {"bg_color": CANVAS, "top": 1, "bottom": 1, "border_color": LINE_STRONG, "font_size": 11}
    form = book.format(**look)
    for column in range(len(TITLES)):
        text(sheet, row, column, label if column == CRITERION else "", form)
    fit(sheet, row, (label, GRID_WIDTHS[CRITERION] * 0.85), least=22 if family else 19)


def _write_criterion(
    book: Book, sheet: Sheet, row: int, edition: Edition, criterion: Criterion, entry: Entry, lang: str
) -> None:
    wording = criterion.text.in_(lang)
    mark: dict[str, object] = {}
    number: dict[str, object] = {"num_format": "@"}
    if criterion.essential:
        number |= {"bold": True, "left": 5, "left_color": SOLID}
        if len(wording) <= MOST_DECORATED:
            # Shown before the text without being part of it, so that the cell still holds the criterion alone.
            mark = {"num_format": f'"{ESSENTIAL_MARK}  "@'}
    text(sheet, row, NUMBER, criterion.code, body(book, **number))
    text(sheet, row, CRITERION, wording, body(book, **mark))
    text(sheet, row, EVALUATOR, entry.evaluator, field(book))
    most = criterion.weight * edition.scale.max
    points = int(most) if most == int(most) else float(most)
    sheet.write_formula(
        row, POTENTIAL, f'=IF(UPPER(TRIM(E{row + 1}))="NA",0,{points})',
        body(book, align="center", valign="vcenter", font_color=INK_3), 0 if entry.score is NA else points,
    )  # fmt: skip
    _write_score(book, sheet, row, entry.score)
    text(sheet, row, COMMENTS, entry.comment, field(book))
    text(sheet, row, NA_REASON, entry.na_reason, field(book))
    long = ((wording, CRITERION), (entry.comment, COMMENTS), (entry.na_reason, NA_REASON))
    fit(sheet, row, *((content, GRID_WIDTHS[column]) for content, column in long), least=SCORE_HEIGHT)


def _write_score(book: Book, sheet: Sheet, row: int, score: Score | None) -> None:
    form = field(book, align="center", valign="vcenter", bold=True, font_size=12)
    if isinstance(score, int):
        sheet.write_number(row, SCORE, score, form)
    else:
        text(sheet, row, SCORE, "" if score is None else str(score), form)


def _offer_answers(
    sheet: Sheet, edition: Edition, asked: Sequence[Criterion], rows: Mapping[str, int], lang: str
) -> None:
    """A list to choose from on each score, and what the levels mean."""
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for criterion in asked:
        may_na = criterion.na_allowed and edition.scale.not_applicable.allowed
        kinds.setdefault((may_na, criterion.essential), []).append(rows[criterion.code])
    for (may_na, essential), found in kinds.items():
        runs = [(first, SCORE, last, SCORE) for first, last in _runs(sorted(found))]
        first, _, last, _ = runs[0]
        options = _score_list(edition, lang, may_na=may_na, essential=essential)
        sheet.data_validation(first, SCORE, last, SCORE, {**options, "other_cells": runs[1:]})


def _score_list(edition: Edition, lang: str, *, may_na: bool, essential: bool) -> dict[str, object]:
    _ = words(lang).gettext
    answers = [str(level.value) for level in edition.scale.levels] + (["NA"] if may_na else [])
    meanings = [f"{level.value} {level.label.in_(lang)}" for level in edition.scale.levels]
    if may_na:
        meanings.append(_("NA Not applicable, to be justified"))
    advice = " · ".join(meanings)
    if essential:
        minimum = edition.rules.essential_minimum
        advice = _("Essential criterion: at least {minimum}.").format(minimum=minimum) + f"\n{advice}"
    return {
        "validate": "list",
        "source": answers,
        "input_title": _("Current score")[:MOST_PROMPT_TITLE],
        "input_message": advice[:MOST_MESSAGE],
        "error_title": _("This is not an answer")[:MOST_PROMPT_TITLE],
        "error_message": _("Choose one of: {answers}.").format(answers=", ".join(answers))[:MOST_MESSAGE],
    }


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows one after the other, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _colour_answers(book: Book, sheet: Sheet, edition: Edition, last: int) -> None:
    """The encoding of levels on what is typed, number or text; what is no answer, and NA without its reason."""

    def rule(column: int, criteria: str, look: dict[str, object]) -> None:
        # Made apart from the cells' formats: it may only say what it changes.
        form = book.file.add_format(look)
        options = {"type": "formula", "criteria": criteria, "format": form, "stop_if_true": True}
        sheet.conditional_format(1, column, last, column, options)

    answers = []
    for level in edition.scale.levels:
        rule(SCORE, f'=TRIM($E2)="{level.value}"', level_look(edition.scale, level.value))
        answers.append(f'TRIM($E2)="{level.value}"')
    na = 'UPPER(TRIM($E2))="NA"'
    rule(SCORE, f"={na}", {"font_color": INK_2, "italic": True, "border": 4, "border_color": EDGE["na"]})
    alert: dict[str, object] = {"bg_color": ALERT_SOFT, "font_color": ALERT_TEXT}
    rule(SCORE, f'=AND(TRIM($E2)<>"",NOT(OR({",".join(answers)})))', {**alert, "font_strikeout": True})
    rule(NA_REASON, f'=AND({na},TRIM($G2)="")', alert)


def _write_documents(
    book: Book, edition: Edition, asked: Sequence[Criterion], records: Mapping[str, Record], lang: str
) -> None:
    _ = words(lang).gettext
    sheet = book.sheet(DOCUMENTS, widths=DOCUMENT_WIDTHS, tab=SOLID)
    for column, title in enumerate(DOCUMENT_TITLES):
        text(sheet, 0, column, title, head(book))
    sheet.set_row(0, 24)
    categories = {category.code: category.title.in_(lang) for category in edition.document_categories}
    expected = edition.expected_documents(asked)
    for row, document in enumerate(expected, start=1):
        record = records.get(document.code, Record())
        number: dict[str, object] = {"num_format": "@"}
        mark: dict[str, object] = {}
        if document.indispensable:
            number |= {"bold": True, "left": 5, "left_color": SOLID}
            mark = {"num_format": f'"{ESSENTIAL_MARK}  "@'}
        text(sheet, row, 0, document.code, body(book, **number))
        text(sheet, row, 1, document.title.in_(lang), body(book, **mark))
        text(sheet, row, 2, categories.get(document.category, ""), body(book, font_color=INK_2))
        text(sheet, row, 3, STATE_WORDS[record.state] if record.state else "", field(book, align="center"))
        text(sheet, row, 4, record.reference, field(book))
        long = (
            (document.title.in_(lang), 1),
            (categories.get(document.category, ""), 2),
            (record.reference, 4),
        )
        fit(sheet, row, *((content, DOCUMENT_WIDTHS[column]) for content, column in long))
        day = field(book, align="center", num_format="dd/mm/yyyy")
        if record.valid_until:
            sheet.write_datetime(row, 5, record.valid_until, day)
        else:
            text(sheet, row, 5, "", day)
    last = max(len(expected), 1)
    _offer_states(book, sheet, last, lang)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(DOCUMENT_TITLES) - 1)
    legend = _("{mark} indispensable document").format(mark=ESSENTIAL_MARK)
    print_setup(sheet, left=f"{edition.title.in_(lang)} {edition.edition}", right=legend)


def _offer_states(book: Book, sheet: Sheet, last: int, lang: str) -> None:
    _ = words(lang).gettext
    states = list(STATE_WORDS.values())
    sheet.data_validation(
        1, 3, last, 3,
        {
            "validate": "list",
            "source": states,
            "error_title": _("This is not a state")[:MOST_PROMPT_TITLE],
            "error_message": _("Choose one of: {answers}.").format(answers=", ".join(states)),
        },
    )  # fmt: skip
    sheet.data_validation(
        1, 5, last, 5,
        {
            "validate": "date",
            "criteria": ">=",
            "value": EARLIEST,
            "input_title": _("Valid until")[:MOST_PROMPT_TITLE],
            "input_message": _("The last day of validity, where there is one: 31/12/2027."),
            "error_title": _("This is not a day")[:MOST_PROMPT_TITLE],
            "error_message": _("Type a day such as 31/12/2027."),
        },
    )  # fmt: skip
    looks: dict[State, dict[str, object]] = {
        State.PRESENT: {"font_color": TEXT["3"], "bold": True},
        State.PARTIAL: {"bg_color": WARN_SOFT, "font_color": ON["1"]},
        State.MISSING: {"bg_color": ALERT_SOFT, "font_color": ALERT_TEXT, "bold": True},
        State.NOT_APPLICABLE: {"font_color": INK_3, "italic": True},
    }
    for state, look in looks.items():
        criteria = f'=TRIM($D2)="{STATE_WORDS[state]}"'
        options = {"type": "formula", "criteria": criteria, "format": book.file.add_format(look)}
        sheet.conditional_format(1, 3, last, 3, options)


def _write_origin(book: Book, origin: Origin) -> None:
    sheet = book.sheet(ORIGIN, widths=(16, 80))
    plain = book.format(num_format="@")
    for row, (name, value) in enumerate(origin.rows()):
        text(sheet, row, 0, name, plain)
        text(sheet, row, 1, value, plain)
    sheet.hide()
