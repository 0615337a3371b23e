"""Two sheets to read: the guidance of each criterion, and how to fill the grid in."""

from collections.abc import Sequence

from aplomb.charts.palette import INK, INK_2
from aplomb.domain.referentials.edition import Criterion, Edition
from aplomb.domain.shared.text import FRENCH
from aplomb.domain.shared.words import words
from aplomb.formats.book import (
    ACCENT,
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
from aplomb.formats.grid_documents import DOCUMENTS, STATE_WORDS
from aplomb.formats.grid_origin import Origin
from aplomb.formats.grid_rows import GRID, NA_REASON, SCORE

GUIDANCE_WIDTHS = (9, 44, 70, 46, 40, 11, 8)
HOW_TO_WIDTHS = (3, 9, 24, 92)


def write_guidance(book: Book, edition: Edition, asked: Sequence[Criterion], lang: str) -> None:
    """One row a criterion: how to score it, on what grounds, which documents to show."""
    _ = words(lang).gettext
    sheet = book.sheet(_("Guidance"), widths=GUIDANCE_WIDTHS, tab=ACCENT)
    titles = (
        _("No."), _("Criterion"), _("How to score"), _("References"), _("Expected documents"), _("Essential"),
        _("Weight"),
    )  # fmt: skip
    for column, title in enumerate(titles):
        text(sheet, 0, column, title, head(book))
    sheet.set_row(0, 24)
    for row, criterion in enumerate(asked, start=1):
        number = {"bold": True} if criterion.essential else {}
        text(sheet, row, 0, criterion.code, body(book, num_format="@", **number))
        long = [
            criterion.text.in_(lang),
            criterion.guidance.in_(lang),
            _references(criterion, lang),
            _documents(edition, criterion, lang),
        ]
        for column, content in enumerate(long, start=1):
            text(sheet, row, column, content, body(book, font_color=INK if column < 3 else INK_2))
        fit(sheet, row, *zip(long, GUIDANCE_WIDTHS[1:], strict=False))
        essential = _("essential") if criterion.essential else ""
        text(sheet, row, 5, essential, body(book, align="center", bold=True))
        sheet.write_number(row, 6, float(criterion.weight), body(book, align="center"))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(asked), 1), len(titles) - 1)
    print_setup(sheet, left=f"{edition.title.in_(lang)} {edition.edition}", right="")


def _references(criterion: Criterion, lang: str) -> str:
    """The sources, those that nobody has checked marked as such."""
    _ = words(lang).gettext
    mark = _("to be verified")
    return "\n".join(
        f"{reference.title} [{mark}]" if reference.to_verify else reference.title
        for reference in criterion.references
    )


def _documents(edition: Edition, criterion: Criterion, lang: str) -> str:
    titles = edition.documents_by_code
    return "\n".join(f"{code} {titles[code].title.in_(lang)}" for code in criterion.documents)


def write_how_to(book: Book, edition: Edition, origin: Origin, lang: str) -> None:
    """The scale, the rules of the grid, and what it was made for."""
    _ = words(lang).gettext
    sheet = book.sheet(_("How to fill it in"), widths=HOW_TO_WIDTHS, tab=ACCENT)
    title = _("{title}: how to fill in the grid").format(title=edition.title.in_(lang))
    title_row(book, sheet, 1, title, f"{edition.name} · {edition.publisher} · {edition.licence}")
    row = _write_scale(book, edition, sheet, 3, lang)
    row = _write_steps(book, edition, sheet, row + 1, lang)
    _write_scope(book, edition, origin, sheet, row + 1, lang)
    print_setup(
        sheet, left=f"{edition.title.in_(lang)} {edition.edition}", right="", portrait=True, repeat=None
    )


def _write_scale(book: Book, edition: Edition, sheet: Sheet, row: int, lang: str) -> int:
    """The levels with their colours and definitions; returns the row after them."""
    _ = words(lang).gettext
    text(sheet, row, 1, _("The scale"), book.format(bold=True, font_size=12))
    levels = [(str(level.value), level.label, level.definition) for level in edition.scale.levels]
    looks = [level_look(edition.scale, level.value) for level in edition.scale.levels]
    na = edition.scale.not_applicable
    if na.allowed:
        levels.append(("NA", na.label, na.definition))
        looks.append({"italic": True, "font_color": INK_2})
    for value, label, definition in levels:
        row += 1
        mark: dict[str, object] = {"align": "center", "font_size": 12, "valign": "vcenter"}
        text(sheet, row, 1, value, body(book, **(mark | looks.pop(0))))
        text(sheet, row, 2, label.in_(lang), body(book, bold=True, valign="vcenter"))
        text(sheet, row, 3, definition.in_(lang), body(book))
        fit(sheet, row, (definition.in_(lang), HOW_TO_WIDTHS[3]), least=20)
    return row + 1


def _write_steps(book: Book, edition: Edition, sheet: Sheet, row: int, lang: str) -> int:
    _ = words(lang).gettext
    text(sheet, row, 1, _("Filling it in"), book.format(bold=True, font_size=12))
    for number, step in enumerate(_steps(edition, lang), start=1):
        row += 1
        sheet.merge_range(row, 2, row, 3, "", body(book))
        text(sheet, row, 1, str(number), body(book, align="center", bold=True))
        text(sheet, row, 2, step, body(book))
        fit(sheet, row, (step, HOW_TO_WIDTHS[2] + HOW_TO_WIDTHS[3]))
    return row + 1


def _steps(edition: Edition, lang: str) -> list[str]:
    _ = words(lang).gettext
    steps = [
        _("In the column “{column}”, choose from the list, or type, a level of the scale or NA.").format(
            column=SCORE
        ),
        _("An empty cell means that nobody has answered yet. 0 is an answer."),
        _(
            "NA stays rare: a fact that anyone can check shows that the criterion has no object here, "
            "and the column “{column}” says it."
        ).format(column=NA_REASON),
        _(
            "A bold number and {mark} mark an essential criterion: level {minimum} at least is needed to be ready."
        ).format(mark=ESSENTIAL_MARK, minimum=edition.rules.essential_minimum),
        _(
            "In the sheet “{sheet}”, say of each document whether it exists ({states}), where it is kept and "
            "until when it is valid. {mark} marks those that are needed before an audit."
        ).format(sheet=DOCUMENTS, states=", ".join(STATE_WORDS.values()), mark=ESSENTIAL_MARK),
        _("Never write the name of a patient, nor anything by which one could be recognised."),
        _(
            "Keep the names of the sheets and the titles of the columns. Rows may be sorted; "
            "columns that you add are not read."
        ),
        _("Then: aplomb evaluate FILE.xlsx --out FOLDER --organisation “NAME”"),
    ]
    if lang != FRENCH:
        steps.insert(
            0,
            _(
                "The sheets “{grid}” and “{documents}” have French titles in every language: programs read them."
            ).format(grid=GRID, documents=DOCUMENTS),
        )
    return steps


def _write_scope(book: Book, edition: Edition, origin: Origin, sheet: Sheet, row: int, lang: str) -> None:
    """What the grid asks: the organisation, the shorter grid if it is one, the facts of the profile."""
    _ = words(lang).gettext
    text(sheet, row, 1, _("What this grid asks"), book.format(bold=True, font_size=12))
    asked = len(edition.asked(origin.profile, origin.selection, origin.parts))
    lines = [(_("Criteria"), _("{asked} of {total}").format(asked=asked, total=len(edition.criteria)))]
    if origin.organisation:
        lines.insert(0, (_("Organisation"), origin.organisation))
    selection = edition.selection(origin.selection)
    if selection is not None:
        lines.append((_("Selection"), selection.title.in_(lang)))
    lines += _profile_lines(edition, origin, lang)
    for label, value in lines:
        row += 1
        sheet.merge_range(row, 1, row, 2, "", body(book))
        text(sheet, row, 1, label, body(book, bold=True))
        text(sheet, row, 3, value, body(book))
        fit(sheet, row, (value, HOW_TO_WIDTHS[3]))


def _profile_lines(edition: Edition, origin: Origin, lang: str) -> list[tuple[str, str]]:
    _ = words(lang).gettext
    if not edition.profile:
        return []
    if origin.profile is None:
        return [(_("Profile"), _("none stated: every criterion is asked"))]
    stated = origin.profile
    return [
        (label, "\n".join(fact.title.in_(lang) for fact in facts) or "–")
        for label, facts in (
            (_("Profile: yes"), [fact for fact in edition.profile if stated.get(fact.code, True)]),
            (_("Profile: no"), [fact for fact in edition.profile if not stated.get(fact.code, True)]),
        )
    ]
