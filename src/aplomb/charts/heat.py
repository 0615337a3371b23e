"""The heat map: many scores at a glance, each with its digits, its glyph and its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.frame import clean, figure, scaled_drawing, written
from aplomb.charts.lettering import text_width, wrap
from aplomb.charts.numbers import NOTHING, colon, percent_text, semicolon
from aplomb.charts.palette import BOUNDS, EDGE, FILL, NA, ON, PATTERNED, UNANSWERED, band_of, glyph
from aplomb.domain.shared.shares import percent
from aplomb.domain.shared.words import words

_ROW_LABEL_SHARE = 0.235
_CELL, _CELL_HEIGHT, _LEAST_CELL = 60.0, 36.0, 41.0
_GAP, _ROW_GAP = 3.0, 8.0
_LABEL_LINE = 13.5
_FULL = {"0": 0.0, "1": 1 / 3, "2": 2 / 3, "3": 1.0}


@dataclass(frozen=True, slots=True)
class Cell:
    """One score: None is nothing answered yet, or, where nothing is applicable, NA."""

    code: str
    value: Fraction | None
    applicable: bool = True


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: tuple[Cell, ...]


def band(cell: Cell) -> str:
    """The look of a cell, as the page's `data-n`: 0 to 3 by the bounds, `na`, or `u` for not answered."""
    shown = percent(cell.value)
    if shown is None:
        return UNANSWERED if cell.applicable else NA
    return band_of(int(shown))


def bands(lang: str) -> tuple[tuple[str, str], ...]:
    """The looks of a heat map with their words, bounds included, for a legend."""
    _ = words(lang).gettext
    low, middle, high = BOUNDS
    between = _("{low} to {high}")
    return (
        ("0", _("below {bound}").format(bound=low)),
        ("1", between.format(low=low, high=middle - 1)),
        ("2", between.format(low=middle, high=high - 1)),
        ("3", _("{bound} and above").format(bound=high)),
        (NA, _("not applicable")),
        (UNANSWERED, _("not answered")),
    )


def heat(uid: str, rows: Sequence[HeatRow], *, lang: str = "fr", width: float = 680, title: str = "") -> str:
    """The heat map as a drawing: a row of tiles for each label; long rows go on below. Scores in per cent."""
    _ = words(lang).gettext
    left = width * _ROW_LABEL_SHARE if rows else 0
    most = max((len(row.cells) for row in rows), default=1)
    per_line = max(1, min(most, int((width - left + _GAP) // (_LEAST_CELL + _GAP))))
    breadth = min(_CELL, (width - left + _GAP) / per_line - _GAP)
    body, y = [], 0.0
    for row in rows:
        lines = wrap(row.label, 12, left - 14, lines=4)
        tiles = -(-len(row.cells) // per_line) * (_CELL_HEIGHT + _GAP) - _GAP
        height = max(tiles, _LABEL_LINE * len(lines))
        first = y + (height - _LABEL_LINE * len(lines)) / 2 + 10
        body += [written(line, "lab", 0, first + _LABEL_LINE * n) for n, line in enumerate(lines)]
        top = y + (height - max(tiles, 0)) / 2
        for index, cell in enumerate(row.cells):
            x = left + (index % per_line) * (breadth + _GAP)
            body.append(_tile(cell, x, top + (index // per_line) * (_CELL_HEIGHT + _GAP), breadth))
        y += height + _ROW_GAP
    legend, y = _legend(y + 6, width, lang)
    said = title or _finding(rows, lang)
    figures = semicolon(lang).join(
        row.label + colon(lang) + ", ".join(f"{cell.code} {_said(cell, lang)}" for cell in row.cells)
        for row in rows
    )
    return scaled_drawing(uid, (width, y), True, "".join(body) + legend, title=said, description=figures)


def heat_table(
    rows: Sequence[HeatRow],
    *,
    columns: Sequence[str] = (),
    corner: str = "",
    caption: str = "",
    lang: str = "fr",
) -> str:
    """The same as a table for the page: scores that a screen reader reads cell by cell.

    `columns` name the cells of every row alike (families of several sites); without them each tile says its
    own code. Glyphs are those of the page's sprite.
    """
    head = ""
    if columns:
        names = "".join(f'<th scope="col">{clean(name)}</th>' for name in columns)
        head = f'<thead><tr><th scope="col">{clean(corner)}</th>{names}</tr></thead>'
    lines = [
        f'<tr><th scope="row">{clean(row.label)}</th>'
        + "".join(_table_cell(cell, with_code=not columns, lang=lang) for cell in row.cells)
        + "</tr>"
        for row in rows
    ]
    return (
        f'<table class="heat"><caption class="vh">{clean(caption or _finding(rows, lang))}</caption>'
        f"{head}<tbody>{''.join(lines)}</tbody></table>"
    )


def _tile(cell: Cell, x: float, y: float, breadth: float) -> str:
    step = band(cell)
    dashes = ' stroke-dasharray="2 2"' if step in (NA, UNANSWERED) else ""
    # Digits need a plain ground, so a patterned level takes the look of the plate under its count.
    ground_class = f"chip{step}" if step in PATTERNED else f"f{step}"
    ground = (
        f'<rect class="{ground_class}" fill="{FILL[step]}" stroke="{EDGE[step]}"{dashes} x="{figure(x + 0.5)}" '
        f'y="{figure(y + 0.5)}" width="{figure(breadth - 1)}" height="{figure(_CELL_HEIGHT - 1)}" rx="2"/>'
    )
    text = _shown(cell)
    length = 12 + text_width(text, 13)
    start = x + (breadth - length) / 2
    sign = glyph(step, _FULL.get(step, 0), colour=ON[step])
    return (
        ground
        + _lettering(cell.code, step, x + breadth / 2, y + 13, 10, 400)
        + f'<g transform="translate({figure(start)} {figure(y + 17.5)}) scale(0.7)">{sign}</g>'
        + _lettering(text, step, start + 14 + (length - 12) / 2, y + 28, 13, 600)
    )


def _lettering(text: str, step: str, x: float, y: float, size: int, weight: int) -> str:
    return (
        f'<text class="t{step}" fill="{ON[step]}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="middle" x="{figure(x)}" y="{figure(y)}">{clean(text)}</text>'
    )


def _legend(y: float, width: float, lang: str) -> tuple[str, float]:
    """The bounds in words, on as many lines as they need; and where the drawing ends."""
    body, x = [], 0.0
    for step, word in bands(lang):
        breadth = 20 + text_width(word, 11) + 18
        if x and x + breadth - 18 > width:
            x, y = 0.0, y + 18
        sign = glyph(step, _FULL.get(step, 0))
        body.append(f'<g transform="translate({figure(x)} {figure(y)}) scale(0.8)">{sign}</g>')
        body.append(written(word, "lab small", x + 19, y + 10))
        x += breadth
    return "".join(body), y + 18


def _table_cell(cell: Cell, *, with_code: bool, lang: str) -> str:
    step = band(cell)
    code = f"<small>{clean(cell.code)}</small> " if with_code else ""
    sign = f'<svg class="glyph" aria-hidden="true"><use href="#n-{step}"/></svg>'
    if step == UNANSWERED:
        _ = words(lang).gettext
        return f'<td data-n="{step}">{code}<span class="vh">{_("not answered")}</span>{NOTHING}</td>'
    return f'<td data-n="{step}">{code}{sign}{_shown(cell)}</td>'


def _shown(cell: Cell) -> str:
    shown = percent(cell.value)
    if shown is None:
        return NOTHING if cell.applicable else "NA"
    return str(shown)


def _said(cell: Cell, lang: str) -> str:
    _ = words(lang).gettext
    if cell.value is None:
        return _("not answered") if cell.applicable else _("not applicable")
    return percent_text(cell.value, lang)


def _finding(rows: Sequence[HeatRow], lang: str) -> str:
    ngettext = words(lang).ngettext
    cells = [cell for row in rows for cell in row.cells if cell.value is not None]
    weak = sum(band(cell) in ("0", "1") for cell in cells)
    return ngettext(
        "{weak} score of {total} is below {bound}.", "{weak} scores of {total} are below {bound}.", weak
    ).format(weak=weak, total=len(cells), bound=BOUNDS[1])
