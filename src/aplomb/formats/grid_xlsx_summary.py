"""The grid's live summary: formulas that follow what is typed, with the values they have now, and charts.

A hidden sheet finds each criterion's answer by its number, so that sorting the grid moves nothing; blank, NA and
0 stay three different things (domain.md §2). The figures that count are the program's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.palette import LINE, LINE_STRONG
from aplomb.domain.evaluations.answers import NA, Entries, Entry, scores_of
from aplomb.domain.evaluations.tally import Tally, tally
from aplomb.domain.referentials.edition import Criterion, Edition, Exact
from aplomb.domain.shared.words import words
from aplomb.formats.book import (
    ACCENT,
    ALERT_SOFT,
    ALERT_TEXT,
    Book,
    Format,
    Sheet,
    body,
    chart_font,
    head,
    level_fill,
    level_look,
    na_fill,
    percent_format,
    print_setup,
    text,
    title_row,
)
from aplomb.formats.grid_rows import GRID

CALCULATION = "_calcul"
# The columns of the hidden sheet: what never changes, then the criterion's row in the grid and its answer there.
CODE, WEIGHT, ESSENTIAL, ROW, ANSWER = "ABCDE"
CALCULATION_TITLES = ("code", "weight", "essential", "row", "answer")
TOP = 3  # the table's titles stand on this row of the summary, from 0
FIRST_LEVEL = 11  # the summary's column of the lowest level, from 0
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers written in the grid, and the row of each criterion there, from 0."""

    entries: Entries
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the summary, and the rows of the hidden sheet, from 1, that it adds up."""

    label: str
    first: int
    last: int
    criteria: Sequence[Criterion]
    threshold: Fraction

    def column(self, letter: str) -> str:
        """A column of the hidden sheet, over the line's rows."""
        return f"{CALCULATION}!${letter}${self.first}:${letter}${self.last}"

    def count(self, answer: str, *, weighted: bool = False) -> str:
        """How many criteria have this answer, or the sum of their weights."""
        found = f'({self.column(ANSWER)}="{answer}")'
        return f"SUMPRODUCT({found}*{self.column(WEIGHT) if weighted else 1})"


def write_summary(
    book: Book, edition: Edition, asked: Sequence[Criterion], answers: Answers, lang: str
) -> None:
    """The sheet of the summary with its charts, and the hidden one that feeds it."""
    _ = words(lang).gettext
    levels = len(edition.scale.levels)
    sheet = book.sheet(_("Summary"), widths=(52, *(11.5,) * 10, *(6,) * levels), tab=ACCENT)
    _write_calculation(book, edition, asked, answers)
    note = _("These figures follow what is typed in the grid; those of the reports are computed by Aplomb.")
    title_row(book, sheet, 0, edition.title.in_(lang), note)
    for column, title in enumerate(_titles(edition, lang)):
        text(sheet, TOP, column, title, head(book, **({"align": "center"} if column else {})))
    sheet.set_row(TOP, 32)
    lines = _groups(edition, asked, lang)
    scores = scores_of(answers.entries)
    for row, line in enumerate(lines, start=TOP + 1):
        sums = tally(line.criteria, scores, edition.scale)
        _write_line(book, sheet, edition, line, sums, row, lang, total=line is lines[-1])
    for at, level in enumerate(edition.scale.levels):
        column = FIRST_LEVEL + at
        text(
            sheet,
            TOP,
            column,
            str(level.value),
            head(book, align="center", **level_look(edition.scale, level.value)),
        )
    total = TOP + len(lines) + 1  # the row of the total, from 1
    _show_shortfalls(book, sheet, total, lang)
    _write_checks(book, sheet, edition, lines[-1], answers, total, lang)
    if len(lines) > 1:
        _add_charts(book, sheet, edition, len(lines) - 1, total + 6, lang)
    sheet.freeze_panes(TOP + 1, 1)
    print_setup(sheet, left=f"{edition.title.in_(lang)} {edition.edition}", right="", repeat=None)


def _write_calculation(book: Book, edition: Edition, asked: Sequence[Criterion], answers: Answers) -> None:
    """The hidden sheet: the answer of each criterion, sought by its number, as capitals without blanks."""
    sheet = book.sheet(CALCULATION, widths=(10,))
    form = book.format()
    for column, title in enumerate(CALCULATION_TITLES):
        text(sheet, 0, column, title, form)
    for row, criterion in enumerate(asked, start=1):
        n = row + 1
        score = answers.entries.get(criterion.code, Entry()).score
        sought = f"=IFERROR(MATCH({CODE}{n},{GRID}!$A:$A,0),0)"
        answer = f'=IF({ROW}{n}=0,"",UPPER(TRIM(INDEX({GRID}!$E:$E,{ROW}{n}))))'
        text(sheet, row, 0, criterion.code, book.format(num_format="@"))
        sheet.write_number(row, 1, _plain(criterion.weight), form)
        sheet.write_number(row, 2, int(criterion.essential), form)
        sheet.write_formula(row, 3, sought, form, answers.rows[criterion.code] + 1)
        sheet.write_formula(row, 4, answer, form, "" if score is None else str(score))
    sheet.hide()


def _groups(edition: Edition, asked: Sequence[Criterion], lang: str) -> list[_Line]:
    """Each family that is asked something, then all together."""
    _ = words(lang).gettext
    lines, row = [], 2
    for family in edition.families:
        criteria = [criterion for criterion in asked if criterion.family == family.code]
        if criteria:
            label = f"{family.code} – {family.title.in_(lang)}"
            lines.append(_Line(label, row, row + len(criteria) - 1, criteria, edition.rules.ready_family))
            row += len(criteria)
    lines.append(_Line(_("Overall"), 2, max(row - 1, 2), asked, edition.rules.ready_overall))
    return lines


def _write_line(
    book: Book, sheet: Sheet, edition: Edition, line: _Line, sums: Tally, row: int, lang: str, *, total: bool
) -> None:
    look: dict[str, object] = {"valign": "vcenter"} | ({"bold": True, "top": 2} if total else {})
    text(sheet, row, 0, line.label, body(book, **look))
    count = body(book, align="center", num_format="0;-0;–;@", **look)
    points = body(book, align="center", num_format="0.##", **look) if _weighted(line.criteria) else count
    share = body(book, align="center", num_format=percent_format(lang), **look)
    score = _shown(sums.score)
    met = _met(line, sums.score, lang)
    n = row + 1
    yes, no = _yes_no(lang)
    levels = [level.value for level in edition.scale.levels]
    achieved = "+".join(f"{value}*{line.count(str(value), weighted=True)}" for value in levels if value)
    possible = "+".join(line.count(str(value), weighted=True) for value in levels)
    cells: list[tuple[str, float | str, Format]] = [
        (f"=ROWS({line.column(ANSWER)})", len(line.criteria), count),
        ("=" + "+".join(line.count(str(value)) for value in levels), sums.answered, count),
        ("=" + line.count("NA"), sums.na, count),
        (f"=B{n}-C{n}-D{n}", sums.unanswered, count),
        (f"={achieved}", _plain(sums.achieved), points),
        (f"={edition.scale.max}*({possible})", _plain(sums.potential_answered), points),
        (f'=IF(G{n}=0,"–",F{n}/G{n})', score, share),
        (f"=(C{n}+D{n})/B{n}", _shown(sums.completion), share),
        (f"={_plain(line.threshold)}", _plain(line.threshold), share),
        (f'=IF(G{n}=0,"–",IF(F{n}>={_plain(line.threshold)}*G{n},"{yes}","{no}"))', met, count),
    ]
    cells += [
        ("=" + line.count(str(value)), found, count) for value, found in zip(levels, sums.levels, strict=True)
    ]
    for column, (formula, value, form) in enumerate(cells, start=1):
        sheet.write_formula(row, column, formula, form, value)


def _titles(edition: Edition, lang: str) -> list[str]:
    _ = words(lang).gettext
    return [
        _("Family"), _("Criteria"), _("Answered"), "NA", _("Unanswered"), _("Points obtained"),
        _("Points possible"), _("Score"), _("Completion"), _("Threshold"), _("Met"),
        *(str(level.value) for level in edition.scale.levels),
    ]  # fmt: skip


def _show_shortfalls(book: Book, sheet: Sheet, total: int, lang: str) -> None:
    """More decimals where rounding would hide that a share is below what it is compared with (domain.md §2)."""
    first = TOP + 2
    for column, letter, bound in ((7, "H", f"$J{first}"), (8, "I", "1")):
        cell = f"${letter}{first}"
        look = book.file.add_format({"num_format": percent_format(lang, decimals=2)})
        criteria = f"=AND(ISNUMBER({cell}),{cell}<{bound},ROUND({cell},2)>={bound})"
        sheet.conditional_format(
            first - 1, column, total - 1, column, {"type": "formula", "criteria": criteria, "format": look}
        )


def _write_checks(
    book: Book, sheet: Sheet, edition: Edition, line: _Line, answers: Answers, total: int, lang: str
) -> None:
    """What to look at before the grid is given back: each line counts what is wrong, 0 being right.

    `line` adds up the whole grid; `total` is its row in the summary, from 1.
    """
    _ = words(lang).gettext
    row = total + 1
    text(sheet, row, 0, _("Before giving the grid back"), book.format(bold=True, font_size=12))
    entries = [answers.entries.get(criterion.code, Entry()) for criterion in line.criteria]
    scores = scores_of(answers.entries)
    minimum = edition.rules.essential_minimum
    failing = [
        criterion
        for criterion in line.criteria
        if criterion.essential and isinstance(level := scores.get(criterion.code), int) and level < minimum
    ]
    last = max(answers.rows.values(), default=1) + 1
    scored, reason = f"{GRID}!$E$2:$E${last}", f"{GRID}!$G$2:$G${last}"
    below = "+".join(f'({line.column(ANSWER)}="{value}")' for value in range(minimum)) or "0"
    blank = f'({line.column(ANSWER)}="")'
    checks = [
        (_("Answers that are neither a level nor NA"), f"=E{total}-SUMPRODUCT({blank}*1)", 0),
        (
            _("NA without a justification"),
            f'=SUMPRODUCT((UPPER(TRIM({scored}))="NA")*(TRIM({reason})=""))',
            sum(entry.score is NA and not entry.na_reason for entry in entries),
        ),
        (
            _("Essential criteria below {minimum}").format(minimum=minimum),
            f"=SUMPRODUCT({line.column(ESSENTIAL)}*({below}))",
            len(failing),
        ),
    ]
    for at, (label, formula, value) in enumerate(checks, start=row + 1):
        text(sheet, at, 0, label, body(book))
        sheet.write_formula(at, 1, formula, body(book, align="center"), value)
    alert = book.file.add_format({"bg_color": ALERT_SOFT, "font_color": ALERT_TEXT, "bold": True})
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": alert}
    sheet.conditional_format(row + 1, 1, row + len(checks), 1, rule)


def _add_charts(book: Book, sheet: Sheet, edition: Edition, families: int, row: int, lang: str) -> None:
    """Two native charts side by side: the score of each family, and how its answers spread over the levels."""
    _ = words(lang).gettext
    name = sheet.get_name()
    first, last = TOP + 1, TOP + families
    labels = [name, first, 0, last, 0]
    bars = book.file.add_chart({"type": "bar"})
    bars.add_series(
        {
            "name": _("Score"),
            "categories": labels,
            "values": [name, first, 7, last, 7],
            "fill": {"color": ACCENT},
            "gap": 55,
            "data_labels": {
                "value": True,
                "num_format": percent_format(lang, decimals=1),
                "font": chart_font(9, bold=True),
            },
        }
    )
    bars.set_x_axis({**_axis(), "min": 0, "max": 1, "num_format": percent_format(lang)})
    spread = book.file.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for at, level in enumerate(edition.scale.levels):
        spread.add_series(
            {
                "name": f"{level.value} {level.label.in_(lang)}",
                "categories": labels,
                "values": [name, first, FIRST_LEVEL + at, last, FIRST_LEVEL + at],
                "gap": 55,
                **level_fill(edition.scale, level.value),
            }
        )
    spread.add_series(
        {"name": "NA", "categories": labels, "values": [name, first, 3, last, 3], "gap": 55, **na_fill()}
    )
    spread.set_x_axis({**_axis(), "num_format": percent_format(lang)})
    height = 130 + 48 * families
    for chart, column, title, legend in (
        (bars, 0, _("Score of each family"), {"none": True}),
        (spread, 5, _("Answers of each family by level"), {"position": "bottom", "font": chart_font()}),
    ):
        chart.set_title({"name": title, "name_font": chart_font(12, bold=True), "overlay": False})
        chart.set_y_axis({"reverse": True, "num_font": chart_font(), "line": {"color": LINE_STRONG}})
        chart.set_legend(legend)
        chart.set_chartarea({"border": {"color": LINE}})
        chart.set_size({"width": 680 if column == 0 else 640, "height": height})
        sheet.insert_chart(row, column, chart, {"description": title, "object_position": 2})


def _axis() -> dict[str, object]:
    grid = {"visible": True, "line": {"color": LINE, "width": 0.75}}
    return {"num_font": chart_font(), "major_gridlines": grid, "line": {"none": True}, "major_unit": 0.2}


def _weighted(criteria: Sequence[Criterion]) -> bool:
    return any(int(criterion.weight) != criterion.weight for criterion in criteria)


def _met(line: _Line, score: Fraction | None, lang: str) -> str:
    yes, no = _yes_no(lang)
    if score is None:
        return NOTHING
    return yes if score >= line.threshold else no


def _yes_no(lang: str) -> tuple[str, str]:
    _ = words(lang).gettext
    return _("yes"), _("no")


def _shown(share: Fraction | None) -> float | str:
    return NOTHING if share is None else float(share)


def _plain(value: Exact) -> int | float:
    return int(value) if value == int(value) else float(value)
