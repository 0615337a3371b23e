"""The first improvement plan as an Excel workbook: proposed themes to complete, every gap, documents to produce.

A theme comes with its reasons, its points and what helps; its five required parts (domain.md §6) are to be
filled in by people, and nothing is filled in for them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

from aplomb.charts.numbers import percent_sign, percent_text
from aplomb.charts.palette import INK_2, INK_3, LINE, LINE_STRONG, ON
from aplomb.charts.ranked import gain_text, points_text
from aplomb.domain.documents.inventory import Line, Status
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.proposals import Proposal
from aplomb.domain.referentials.edition import Exact
from aplomb.domain.shared.words import words
from aplomb.formats.book import (
    A3,
    ACCENT,
    ALERT_SOFT,
    ALERT_TEXT,
    ESSENTIAL_MARK,
    SOLID,
    WARN_SOFT,
    Book,
    Sheet,
    body,
    chart_font,
    field,
    fit,
    head,
    level_look,
    percent_format,
    print_setup,
    text,
    title_row,
)

MOST_ACTIVE = 10
MOST_BARS = 20
TOP = 3  # the titles of a table stand on this row, from 0
PLAN_WIDTHS = (6, 34, 34, 30, 9, 9, 34, 34, 10, 34, 18, 12, 28, 28, 16)
FIRST_FIELD = 8  # the plan's column from which people fill in
STATE, DUE = 14, 11
GAP_WIDTHS = (6, 9, 60, 34, 8, 9, 11, 40, 34)
DOCUMENT_WIDTHS = (11, 56, 32, 15, 12, 14, 34, 30, 18, 12)
CHART_WIDTHS = (52, 12, 12, 18)


def write_plan(
    outcome: Results,
    proposals: Sequence[Proposal],
    sheet_titles: Mapping[str, str],
    *,
    subject: str,
    on: date,
    lang: str = "fr",
) -> bytes:
    """The plan that these proposals make, for the subject of `outcome`, dated `on`.

    `sheet_titles` names the best-practice sheets by code. The same arguments give the same bytes.
    """
    _ = words(lang).gettext
    edition = outcome.edition
    book = Book(_("Improvement plan – {subject}").format(subject=subject), edition.name, on)
    note = " · ".join((subject, f"{edition.title.in_(lang)} {edition.edition}", f"{on:%d/%m/%Y}"))
    _write_themes(book, outcome, proposals, sheet_titles, note, lang)
    _write_gaps(book, outcome, note, lang)
    _write_documents(book, outcome, note, lang)
    _write_points(book, outcome, proposals, note, lang)
    return book.bytes()


def _write_themes(
    book: Book,
    outcome: Results,
    proposals: Sequence[Proposal],
    sheet_titles: Mapping[str, str],
    note: str,
    lang: str,
) -> None:
    """One row a proposed theme: why, what it wins, what helps; then the parts that people fill in."""
    _ = words(lang).gettext
    sheet = book.sheet(_("Plan"), widths=PLAN_WIDTHS, tab=SOLID)
    title_row(book, sheet, 0, _("First improvement plan"), note)
    titles = (
        _("Rank"), _("Theme: requirement"), _("Why"), _("Criteria concerned"), _("Points to win"), _("Gain of score"),
        _("Documents to produce"), _("Sheets that help"), _("Priority"), _("Objective"), _("Person in charge"),
        _("Deadline"), _("Means"), _("Evaluation method"), _("State"),
    )  # fmt: skip
    for column, title in enumerate(titles):
        look = {"bg_color": ACCENT, "border_color": ACCENT} if column >= FIRST_FIELD else {}
        text(sheet, TOP, column, title, head(book, **look))
    sheet.set_row(TOP, 34)
    for row, proposal in enumerate(proposals, start=TOP + 1):
        _write_theme(book, sheet, row, outcome, proposal, sheet_titles, lang)
    if not proposals:
        text(sheet, TOP + 1, 1, _("No answered criterion is below the maximum."), body(book))
    last = TOP + max(len(proposals), 1)
    _offer_choices(sheet, last, lang)
    _count_active(book, sheet, last, lang)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.autofilter(TOP, 0, last, len(titles) - 1)
    legend = _("{mark} essential criterion").format(mark=ESSENTIAL_MARK)
    print_setup(sheet, left=note, right=legend, repeat=TOP, paper=A3)


def _write_theme(
    book: Book,
    sheet: Sheet,
    row: int,
    outcome: Results,
    proposal: Proposal,
    sheet_titles: Mapping[str, str],
    lang: str,
) -> None:
    requirement, documents = proposal.requirement, outcome.edition.documents_by_code
    texts = {
        1: f"{requirement.code} – {requirement.title.in_(lang)}",
        2: "\n".join(_reasons(outcome, proposal, lang)),
        3: "\n".join(_concerned(outcome, proposal, lang)),
        6: "\n".join(f"{code} {documents[code].title.in_(lang)}" for code in proposal.missing_documents),
        7: "\n".join(f"{code} {sheet_titles.get(code, '')}".rstrip() for code in proposal.sheets),
    }
    failing = bool(proposal.failing)
    rank: dict[str, object] = {"align": "center", "bold": True}
    if failing:
        rank |= {"left": 5, "left_color": SOLID}
    sheet.write_number(row, 0, proposal.rank, body(book, **rank))
    for column, content in texts.items():
        text(sheet, row, column, content, body(book, bold=column == 1))
    sheet.write_number(
        row, 4, _plain(proposal.points), body(book, align="center", num_format="0.##", bold=True)
    )
    gain = percent_format(lang, decimals=1)
    sheet.write_number(row, 5, float(proposal.gain), body(book, align="center", num_format=gain))
    for column in range(FIRST_FIELD, len(PLAN_WIDTHS)):
        look: dict[str, object] = {"num_format": "dd/mm/yyyy", "align": "center"} if column == DUE else {}
        text(sheet, row, column, _states(lang)[0] if column == STATE else "", field(book, **look))
    fit(sheet, row, *((content, PLAN_WIDTHS[column]) for column, content in texts.items()), least=32)


def _reasons(outcome: Results, proposal: Proposal, lang: str) -> list[str]:
    """Why a theme is proposed, and before which others: what the ranking looks at, in words."""
    _, ngettext = words(lang).gettext, words(lang).ngettext
    reasons = []
    if proposal.failing:
        count, minimum = len(proposal.failing), outcome.thresholds.essential_minimum
        sentence = ngettext(
            "{n} essential criterion below {minimum}: {codes}",
            "{n} essential criteria below {minimum}: {codes}",
            count,
        )
        reasons.append(sentence.format(n=count, minimum=minimum, codes=", ".join(proposal.failing)))
    reasons.append(
        _("{points} to win ({gain} of score)").format(
            points=points_text(proposal.points, lang),
            gain=gain_text(proposal.gain, lang) + percent_sign(lang),
        )
    )
    if proposal.sites_share < 1:
        reasons.append(_("{share} of the sites").format(share=percent_text(proposal.sites_share, lang)))
    if proposal.missing_documents:
        count = len(proposal.missing_documents)
        sentence = ngettext("{n} document not in order", "{n} documents not in order", count)
        reasons.append(sentence.format(n=count))
    return reasons


def _concerned(outcome: Results, proposal: Proposal, lang: str) -> list[str]:
    """The criteria below the maximum with their level and what each would win."""
    _ = words(lang).gettext
    return [
        _("{mark}{code}: level {level}, {points}").format(
            mark=f"{ESSENTIAL_MARK} " if gap.criterion.essential else "",
            code=gap.criterion.code,
            level=gap.score,
            points=points_text(gap.points, lang),
        )
        for gap in sorted(proposal.gaps, key=lambda gap: gap.criterion.position)
    ]


def _states(lang: str) -> list[str]:
    """The life of a theme (domain.md §6), from its proposal."""
    _ = words(lang).gettext
    return [
        _("proposed"), _("planned"), _("active"), _("done"), _("assessed: effective"),
        _("assessed: not effective"), _("dropped"),
    ]  # fmt: skip


def _offer_choices(sheet: Sheet, last: int, lang: str) -> None:
    _ = words(lang).gettext
    first = TOP + 1
    choose = _("Choose from the list.")
    for column, source in (
        (FIRST_FIELD, [_("high"), _("medium"), _("low")]),
        (STATE, _states(lang)),
    ):
        sheet.data_validation(
            first, column, last, column, {"validate": "list", "source": source, "error_message": choose}
        )
    sheet.data_validation(
        first, DUE, last, DUE,
        {
            "validate": "date",
            "criteria": ">",
            "value": date(2000, 1, 1),
            "error_title": _("This is not a day"),
            "error_message": _("Type a day such as 31/12/2027."),
        },
    )  # fmt: skip


def _count_active(book: Book, sheet: Sheet, last: int, lang: str) -> None:
    """How many themes are at work, as people fill the states in: past the limit, domain.md §6 asks for a reason."""
    _ = words(lang).gettext
    active = _states(lang)[2]
    label = _("Active themes ({most} at most at a time; beyond, a written reason)").format(most=MOST_ACTIVE)
    text(sheet, 2, 1, label, book.format(font_color=INK_2))
    form = book.format(bold=True, align="left")
    sheet.write_formula(2, 3, f'=COUNTIF($O${TOP + 2}:$O${last + 1},"{active}")', form, 0)
    alert = book.file.add_format({"bg_color": ALERT_SOFT, "font_color": ALERT_TEXT})
    rule = {"type": "cell", "criteria": ">", "value": MOST_ACTIVE, "format": alert}
    sheet.conditional_format(2, 3, 2, 3, rule)


def _write_gaps(book: Book, outcome: Results, note: str, lang: str) -> None:
    """Every answered criterion below the maximum, the costliest first."""
    _ = words(lang).gettext
    sheet = book.sheet(_("Gaps"), widths=GAP_WIDTHS, tab=ACCENT)
    title_row(book, sheet, 0, _("Gaps, the costliest first"), note)
    titles = (
        _("Rank"), _("No."), _("Criterion"), _("Requirement"), _("Level"), _("Points to win"), _("Essential"),
        _("Comment"), _("Documents to produce"),
    )  # fmt: skip
    _write_titles(book, sheet, titles)
    requirements = {
        requirement.code: requirement.title.in_(lang) for requirement in outcome.edition.requirements
    }
    lacking = {
        line.document.code: line.document.title.in_(lang)
        for line in outcome.documents.lines
        if not line.in_order
    }
    for rank, gap in enumerate(outcome.gaps, start=1):
        row, criterion = TOP + rank, gap.criterion
        comment = outcome.entries[criterion.code].comment
        wanted = "\n".join(f"{code} {lacking[code]}" for code in criterion.documents if code in lacking)
        title = f"{criterion.requirement} – {requirements[criterion.requirement]}"
        texts = {2: criterion.text.in_(lang), 3: title, 7: comment, 8: wanted}
        sheet.write_number(row, 0, rank, body(book, align="center"))
        text(sheet, row, 1, criterion.code, body(book, num_format="@", bold=criterion.essential))
        for column, content in texts.items():
            text(sheet, row, column, content, body(book))
        level = level_look(outcome.edition.scale, gap.score)
        sheet.write_number(
            row, 4, gap.score, body(book, align="center", valign="vcenter", font_size=12, **level)
        )
        sheet.write_number(row, 5, _plain(gap.points), body(book, align="center", num_format="0.##"))
        text(
            sheet,
            row,
            6,
            _("essential") if criterion.essential else "",
            body(book, align="center", bold=True),
        )
        fit(sheet, row, *((content, GAP_WIDTHS[column]) for column, content in texts.items()))
    _finish_table(sheet, len(outcome.gaps), len(titles), note)


def _write_documents(book: Book, outcome: Results, note: str, lang: str) -> None:
    """What must be produced, completed or renewed: indispensable documents first."""
    _ = words(lang).gettext
    sheet = book.sheet(_("Documents to produce"), widths=DOCUMENT_WIDTHS, tab=ACCENT)
    title_row(book, sheet, 0, _("Documents to produce, complete or renew"), note)
    titles = (
        _("Code"), _("Document"), _("Category"), _("Indispensable"), _("State"), _("Valid until"), _("Reference"),
        _("Criteria concerned"), _("Person in charge"), _("Deadline"),
    )  # fmt: skip
    _write_titles(book, sheet, titles)
    categories = {category.code: category.title.in_(lang) for category in outcome.edition.document_categories}
    asked = frozenset(criterion.code for criterion in outcome.asked)
    lines = [line for line in outcome.documents.lines if line.runs_out or not line.in_order]
    lines.sort(key=lambda line: (not line.document.indispensable, line.in_order))
    for row, line in enumerate(lines, start=TOP + 1):
        document, record = line.document, line.record
        criteria = outcome.edition.criteria_by_document[document.code]
        codes = ", ".join(criterion.code for criterion in criteria if criterion.code in asked)
        texts = {1: document.title.in_(lang), 2: categories[document.category], 6: record.reference, 7: codes}
        look: dict[str, object] = (
            {"bold": True, "left": 5, "left_color": SOLID} if document.indispensable else {}
        )
        text(sheet, row, 0, document.code, body(book, num_format="@", **look))
        for column, content in texts.items():
            text(sheet, row, column, content, body(book))
        needed = _("indispensable") if document.indispensable else ""
        text(sheet, row, 3, needed, body(book, align="center", bold=True))
        text(sheet, row, 4, _status(line, lang), body(book, align="center", **_status_look(line)))
        day = body(book, align="center", num_format="dd/mm/yyyy")
        if record.valid_until:
            sheet.write_datetime(row, 5, record.valid_until, day)
        else:
            text(sheet, row, 5, "", day)
        text(sheet, row, 8, "", field(book))
        text(sheet, row, 9, "", field(book, align="center", num_format="dd/mm/yyyy"))
        fit(sheet, row, *((content, DOCUMENT_WIDTHS[column]) for column, content in texts.items()))
    _finish_table(sheet, len(lines), len(titles), note)


def _status(line: Line, lang: str) -> str:
    _ = words(lang).gettext
    names = {
        Status.MISSING: _("missing"),
        Status.PARTIAL: _("partial"),
        Status.EXPIRED: _("out of date"),
        Status.PRESENT: _("runs out soon"),
    }
    return names[line.status]


def _status_look(line: Line) -> dict[str, object]:
    if line.status in (Status.MISSING, Status.EXPIRED):
        return {"bg_color": ALERT_SOFT, "font_color": ALERT_TEXT, "bold": True}
    return {"bg_color": WARN_SOFT, "font_color": ON["1"]}


def _write_points(book: Book, outcome: Results, proposals: Sequence[Proposal], note: str, lang: str) -> None:
    """What each theme would win, with a native chart, and the score if it and those before it succeed."""
    _ = words(lang).gettext
    sheet = book.sheet(_("Points to win"), widths=CHART_WIDTHS, tab=ACCENT)
    title_row(book, sheet, 0, _("Points to win, theme by theme"), note)
    titles = (
        _("Theme: requirement"),
        _("Points to win"),
        _("Gain of score"),
        _("Score if all so far succeed"),
    )
    _write_titles(book, sheet, titles)
    share = body(book, align="center", num_format=percent_format(lang, decimals=1))
    potential = outcome.tally.potential_answered
    won = accumulate((proposal.points for proposal in proposals), initial=outcome.tally.achieved)
    next(won)
    for row, (proposal, achieved) in enumerate(zip(proposals, won, strict=True), start=TOP + 1):
        requirement = proposal.requirement
        label = f"{requirement.code} – {requirement.title.in_(lang)}"
        text(sheet, row, 0, label, body(book))
        sheet.write_number(row, 1, _plain(proposal.points), body(book, align="center", num_format="0.##"))
        sheet.write_number(row, 2, float(proposal.gain), share)
        sheet.write_number(row, 3, float(achieved / potential), share)
        fit(sheet, row, (label, CHART_WIDTHS[0]))
    _finish_table(sheet, len(proposals), len(titles), note, pages=1)
    if proposals:
        _add_chart(book, sheet, min(len(proposals), MOST_BARS), lang)


def _add_chart(book: Book, sheet: Sheet, bars: int, lang: str) -> None:
    _ = words(lang).gettext
    name, first, last = sheet.get_name(), TOP + 1, TOP + bars
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": _("Points to win"),
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "fill": {"color": ACCENT},
            "gap": 45,
            "data_labels": {"value": True, "font": chart_font(9, bold=True)},
        }
    )
    title = _("Points to win by theme, in the order of the plan")
    chart.set_title({"name": title, "name_font": chart_font(12, bold=True)})
    chart.set_y_axis({"reverse": True, "num_font": chart_font(), "line": {"color": LINE_STRONG}})
    grid = {"visible": True, "line": {"color": LINE, "width": 0.75}}
    chart.set_x_axis(
        {"min": 0, "num_font": chart_font(colour=INK_3), "major_gridlines": grid, "line": {"none": True}}
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 760, "height": 110 + 27 * bars})
    sheet.insert_chart(TOP, 5, chart, {"description": title, "object_position": 2})


def _write_titles(book: Book, sheet: Sheet, titles: Sequence[str]) -> None:
    for column, title in enumerate(titles):
        text(sheet, TOP, column, title, head(book))
    sheet.set_row(TOP, 34)


def _finish_table(sheet: Sheet, rows: int, columns: int, note: str, pages: int = 0) -> None:
    sheet.freeze_panes(TOP + 1, 2)
    sheet.autofilter(TOP, 0, TOP + max(rows, 1), columns - 1)
    print_setup(sheet, left=note, right="", repeat=TOP, pages=pages)


def _plain(value: Exact) -> int | float:
    return int(value) if value == int(value) else float(value)
