"""How a level looks: one step of the encoding for each, whatever the scale; and every other look of a chart.

A class names the look for the page, whose style sheet wins; beside it stands the light print colour as a
presentation attribute, which is all that a PDF reads. Colours are those of the interface's light theme.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

Point = tuple[float, float]

INK, INK_2, INK_3 = "#151f27", "#404b52", "#5b666e"
LINE, LINE_STRONG, PAPER = "#d8dce0", "#b4bcc1", "#ffffff"
ACCENT, ACCENT_SOFT, ACCENT_EDGE = "#0d57ab", "#e4f0fd", "#99beea"

# The steps of the encoding, from worst to best; `m` is a middle that only scales of five levels need.
STEPS = ("0", "1", "m", "2", "3")
NA, UNANSWERED = "na", "u"

FILL: Mapping[str, str] = {
    "0": "#c5330e",
    "1": "#ebac45",
    "m": "#f3ead0",
    "2": "#afdfe5",
    "3": "#054956",
    NA: PAPER,
    UNANSWERED: PAPER,
}
ON: Mapping[str, str] = {
    "0": "#ffffff",
    "1": "#34220b",
    "m": "#34220b",
    "2": "#04262e",
    "3": "#ffffff",
    NA: INK_2,
    UNANSWERED: INK_2,
}
EDGE: Mapping[str, str] = {
    "0": "#b12a0e",
    "1": "#9f661b",
    "m": "#8a7a4a",
    "2": "#3a808b",
    "3": "#054956",
    NA: "#798286",
    UNANSWERED: LINE_STRONG,
}
TEXT: Mapping[str, str] = {
    "0": "#a5280e",
    "1": "#7a4c0d",
    "m": "#5d5023",
    "2": "#185b65",
    "3": "#064b56",
    NA: INK_3,
    UNANSWERED: INK_3,
}
PATTERNED = ("0", "1", NA)

# The bob of a glyph, in a box of 16: the height of its shoulders, of its tip, half its breadth; and how high
# the lead stands when it is so full (the tip is narrow, so thirds are by eye).
_SHOULDER, _TIP, _HALF = 8.75, 14.75, 5.75
BOB: tuple[Point, ...] = ((2.25, 1.25), (13.75, 1.25), (13.75, 8.75), (8, 14.75), (2.25, 8.75))
_LEAD_TOPS = ((0.0, _TIP), (1 / 3, 9.2), (2 / 3, 6.0), (1.0, 1.25))

_STEPS_OF = {1: ("3",), 2: ("0", "3"), 3: ("0", "1", "3"), 4: ("0", "1", "2", "3"), 5: STEPS}

# A share in per cent takes the look of a level: below 40, 40 to 59, 60 to 79, 80 and above.
BOUNDS = (40, 60, 80)


def step_of(value: int, values: Sequence[int]) -> str:
    """The step of a level among the levels of its scale, in order.

    Four levels take the four looks of the product, two the ends, five a middle one more; a longer scale shares
    looks between neighbours, whose digits still tell them apart.
    """
    rank, count = values.index(value), len(values)
    if count in _STEPS_OF:
        return _STEPS_OF[count][rank]
    return STEPS[(rank * (len(STEPS) - 1) * 2 + count - 1) // (2 * (count - 1))]


def band_of(shown: int) -> str:
    """The step of a whole percentage, by `BOUNDS`: the number that is printed decides, so that both agree."""
    return ("0", "1", "2", "3")[sum(shown >= bound for bound in BOUNDS)]


def fullness(value: int, values: Sequence[int]) -> float:
    """How full of lead the bob of a level is: 0 for the lowest of its scale, 1 for the highest."""
    return values.index(value) / (len(values) - 1) if len(values) > 1 else 1.0


def glyph(step: str, full: float, *, colour: str = "") -> str:
    """The sign of a level, in a box of 16: a bob that fills with lead from its tip, struck through when empty.

    NA is a dashed bob with a dash inside; what is not answered, a dotted bob with nothing. `colour` draws all
    of it in one colour, on a filled ground.
    """
    fill, edge = colour or FILL[step], colour or EDGE[step]
    outline = f'fill="none" stroke="{edge}" stroke-width="1.4" stroke-linejoin="round"'
    if step == NA:
        inside = f'<path {outline} stroke-linecap="round" d="M5.5 6.5h5"/>'
        return f'<path {outline} stroke-dasharray="2 1.8" d="{_path(BOB)}"/>{inside}'
    if step == UNANSWERED:
        return f'<path {outline} stroke-dasharray="0.6 1.9" stroke-linecap="round" d="{_path(BOB)}"/>'
    if full <= 0:
        strike = f'fill="none" stroke="{edge}" stroke-width="1.8" stroke-linecap="round" d="M1 14.5L15 1.5"'
        return f'<path {outline} d="{_path(BOB)}"/><path {strike}/>'
    return f'<path fill="{fill}" d="{_path(lead(full))}"/><path {outline} d="{_path(BOB)}"/>'


def lead(full: float) -> tuple[Point, ...]:
    """The corners of the lead in a bob that is so full, from its tip up, in a box of 16."""
    top = next(
        high + (low - high) * (stop - full) / (stop - start)
        for (start, low), (stop, high) in pairwise(_LEAD_TOPS)
        if full <= stop
    )
    half = _HALF * min(1.0, (_TIP - top) / (_TIP - _SHOULDER))
    surface = ((8 - half, top), (8 + half, top))
    if top < _SHOULDER:
        return (*surface, (8 + half, _SHOULDER), (8, _TIP), (8 - half, _SHOULDER))
    return (*surface, (8, _TIP))


def look(name: str, class_name: str = "") -> str:
    """The class of a look (its name, unless another is given) and its print colours, as SVG attributes."""
    return f'class="{class_name or name}" {_LOOKS[name]}'


def fill_look(step: str) -> str:
    """The filled area of a step; on the page the style sheet gives it its pattern."""
    fill = "none" if step == UNANSWERED else FILL[step]
    dashes = ' stroke-dasharray="2 2"' if step in (NA, UNANSWERED) else ""
    return f'class="f{step}" fill="{fill}" stroke="{EDGE[step]}"{dashes}'


def overlay_look(step: str, uid: str) -> str:
    """The marks of a step's pattern, drawn over its fill in print.

    The pattern holds no ground of its own: viewers show hairlines between the tiles of one that does.
    """
    return f'fill="url(#{uid}-m{step})"'


def patterns(uid: str, steps: Sequence[str]) -> str:
    """The patterns that these steps need, named after the chart so that no two charts share an id."""
    found = "".join(_PATTERNS[step].format(id=f"{uid}-m{step}") for step in steps if step in PATTERNED)
    return f"<defs>{found}</defs>" if found else ""


def _path(corners: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "z"


def _stroke(colour: str, width: float = 1, dashes: str = "") -> str:
    array = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'fill="none" stroke="{colour}" stroke-width="{width:g}"{array}'


def _outlined(colour: str, width: float, dashes: str = "") -> str:
    return _stroke(colour, width, dashes).replace('fill="none"', f'fill="{PAPER}"')


def _written(colour: str, size: int = 12, weight: int = 400) -> str:
    return f'fill="{colour}" font-size="{size}" font-weight="{weight}"'


_LOOKS: Mapping[str, str] = {
    "axis": _stroke(LINE_STRONG),
    "gridl": _stroke(LINE),
    "tick": _stroke(INK_3),
    "tick minor": _stroke(LINE_STRONG),
    "leader": _stroke(ACCENT, 2),
    "cur": f'fill="{ACCENT}" stroke="{ACCENT}"',
    "cur-area": f'fill="{ACCENT}" fill-opacity="0.13" stroke="{ACCENT}" stroke-width="2" stroke-linejoin="round"',
    "bob": f'fill="{ACCENT}"',
    "prev": _outlined(INK_3, 1.5),
    "prev-line": _stroke(INK_3, 1.5, "4 3"),
    "proj": _outlined(ACCENT, 1.5, "2 2"),
    "proj-line": _stroke(ACCENT, 2, "3 3"),
    "target": _stroke(INK, 1.25),
    "rng": f'fill="{ACCENT_SOFT}"',
    "thread": _stroke(ACCENT, 2),
    "thread base": _stroke(LINE_STRONG, 2),
    "bar": f'fill="{ACCENT}"',
    "bar base": f'fill="{LINE}"',
    "gbar": f'fill="{ACCENT}"',
    "gbar soft": f'fill="{ACCENT_SOFT}" stroke="{ACCENT}" stroke-opacity="0.4"',
    "gnow": _stroke(ACCENT, 1.5),
    "gms": f'fill="{INK}"',
    "ctl-value": _stroke(INK_3, 1.25),
    "ctl-centre": _stroke(INK_3, 1.25),
    "ctl-limit": _stroke(INK_3, 1, "6 3"),
    "ctl-limit provisional": _stroke(INK_3, 1, "2 3"),
    "ctl-phase": _stroke(INK_2, 1.25),
    "ctl-point": f'fill="{INK}"',
    "ctl-bad": f'fill="{FILL["0"]}" stroke="{PAPER}"',
    "ctl-good": f'fill="{FILL["3"]}" stroke="{PAPER}"',
    "ctl-ring-bad": _outlined(FILL["0"], 2),
    "ctl-ring-good": _outlined(FILL["3"], 2),
    "ctl-pole": _stroke(ACCENT, 1, "1 3"),
    "ctl-flag": f'fill="{ACCENT}"',
    "ctl-flag-t": f'fill="{PAPER}" font-size="10" font-weight="600"',
    "lab more": _written(INK_2, 11),
    "lab": _written(INK_2),
    "lab small": _written(INK_2, 11),
    "strong": _written(INK, 12, 600),
    "val": _written(INK, 12, 600),
    "dim": _written(INK_3, 11),
    "target-t": _written(INK, 12, 600),
    "empty": _written(INK_3, 12),
}
_PATTERNS: Mapping[str, str] = {
    "0": '<pattern id="{id}" width="5" height="80" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect fill="{ON["0"]}" fill-opacity="0.38" width="1.6" height="80"/></pattern>',
    "1": '<pattern id="{id}" width="5" height="5" patternUnits="userSpaceOnUse">'
    f'<circle fill="{ON["1"]}" fill-opacity="0.34" cx="1.5" cy="1.5" r="0.9"/>'
    f'<circle fill="{ON["1"]}" fill-opacity="0.34" cx="4" cy="4" r="0.9"/></pattern>',
    NA: '<pattern id="{id}" width="6" height="80" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    f'<rect fill="{EDGE[NA]}" fill-opacity="0.55" width="1" height="80"/></pattern>',
}
