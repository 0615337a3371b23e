"""Control charts: measures in the order of time, between the limits that chance alone would keep to.

A signal is marked by its shape as well as its colour: a diamond beyond a limit, a ring in a run. Beside the plot
stand the graduations (left) and what each line is (right): on a page the style sheet keeps that room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil, floor, log10

from aplomb.charts.frame import Frame, anchored, drawing, figure, written
from aplomb.charts.lettering import text_width
from aplomb.charts.numbers import colon, number_text, percent_sign, semicolon
from aplomb.charts.palette import look
from aplomb.domain.indicators.control import Chart, Direction, Kind, Phase, Point, Sign
from aplomb.domain.shared.words import words

# Where the plot lies from top to bottom, with the flags above and the dates below.
TOP, BOTTOM, HEIGHT = 34.0, 250.0, 278.0
# In print, the room for graduations and for the names of the lines; on a page, that of the style sheet.
LEFT, RIGHT = 44.0, 118.0
# What is left of a telephone between both, for which the dates are thinned; and of a screen.
_PHONE, _WIDE = 200.0, 560.0
_EDGE = 0.025  # what is kept free at both ends, so that no mark is cut
_LINE, _FLAG = 14.0, 18.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTHS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)
_DAYS = (1, 2, 7, 14, 28)
_SHORT = 75  # days: below, dates are of days rather than months
SPARK = 40.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How values are written: times so much (100 for per cent), with a sign after a figure that stands alone."""

    times: int = 1
    sign: str = ""
    unit: str = ""  # over the graduations

    def text(self, value: float, lang: str, decimals: int) -> str:
        return number_text(Fraction(value * self.times), lang, decimals) + self.sign


@dataclass(frozen=True, slots=True)
class Flag:
    """An annotation: the number that stands on its flag, its day, whether the process changed there."""

    number: int
    on: date
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class Plotted:
    """What a chart shows beside its measures."""

    direction: Direction
    scale: Scale = field(default_factory=Scale)
    target: float | None = None
    flags: Sequence[Flag] = ()


def scale_of(kind: Kind, unit: str, per: int, lang: str) -> Scale:
    """The scale of a kind: shares in per cent, rates for so many units of what they are counted on."""
    if kind == Kind.SHARE:
        sign = percent_sign(lang)
        return Scale(100, sign, sign.strip())
    return Scale(per if kind == Kind.RATE else 1, "", unit)


def control(
    uid: str, chart: Chart, shown: Plotted, *, lang: str = "fr", width: float | None = None, title: str = ""
) -> str:
    """The whole chart. Without any measure it says so."""
    _ = words(lang).gettext
    frame = Frame(uid, width)
    if not chart.points:
        return drawing(
            frame, 32, frame.at(0, 20, written(_("no measure yet"), "empty")), title=_("No measure yet.")
        )
    plot = _Plot.of(frame, chart, shown)
    body = (
        _graduations(plot, lang)
        + _dates(plot)
        + _phases(plot)
        + _target(plot)
        + _joined(plot)
        + "".join(_mark(plot, place) for place in range(len(chart.points)))
        + _names(plot, lang)
        + _flags(plot)
    )
    return drawing(
        frame,
        HEIGHT,
        body,
        title=title or found(chart, lang),
        description=figures(chart, shown, lang),
        css="chart ctl",
    )


def spark(
    uid: str, chart: Chart, shown: Plotted, *, lang: str = "fr", width: float | None = None, title: str = ""
) -> str:
    """The same at a glance: values, centre, target, what lies beyond and the last measure, without any figure."""
    frame = Frame(uid, width, inset=6)
    if not chart.points:
        _ = words(lang).gettext
        return drawing(frame, SPARK, frame.line("gridl", 0, 1, SPARK / 2), title=_("No measure yet."))
    plot = _Plot.small(frame, chart, shown)
    body = "".join(
        frame.line("ctl-centre", plot.left_of(phase.first), plot.right_of(phase.last), plot.y(phase.centre))
        for phase in chart.phases
        if phase.centre is not None
    )
    last = len(chart.points) - 1
    beyond = [place for place, (sign, _good) in plot.marked.items() if sign == Sign.BEYOND and place != last]
    body += _target(plot) + _joined(plot) + "".join(_mark(plot, place) for place in [*beyond, last])
    return drawing(frame, SPARK, body, title=title or found(chart, lang), css="chart ctl-spark")


def found(chart: Chart, lang: str) -> str:
    """What there is to see, in a sentence."""
    _, ngettext = words(lang).gettext, words(lang).ngettext
    if not chart.points:
        return _("No measure yet.")
    if chart.phases[-1].centre is None and not chart.signals:
        return _("Too few measures yet to tell chance from change.")
    number = len(chart.signals)
    if not number:
        return _("No signal: nothing but chance shows.")
    return ngettext("{n} signal.", "{n} signals.", number).format(n=number)


def figures(chart: Chart, shown: Plotted, lang: str) -> str:
    """The figures of a chart: how many measures, the last, the mean and limits in force, the target."""
    _, ngettext = words(lang).gettext, words(lang).ngettext
    decimals = decimals_of(chart, shown)
    last, number = chart.points[-1], len(chart.points)
    said = [
        ngettext("{n} measure from {first} to {last}", "{n} measures from {first} to {last}", number).format(
            n=number, first=_day(chart.points[0].on), last=_day(last.on)
        )
    ]
    named = [(_("last"), last.value), (_("mean"), last.centre)]
    named += [(_("lower limit"), last.lower), (_("upper limit"), last.upper), (_("target"), shown.target)]
    said += [
        name + colon(lang) + shown.scale.text(value, lang, decimals)
        for name, value in named
        if value is not None
    ]
    return semicolon(lang).join(said) + "."


def decimals_of(chart: Chart, shown: Plotted) -> int:
    """How many decimals figures of this chart are written with: one more than its graduations, two at most."""
    if not chart.points:
        return 1
    _low, _high, step = graduations(*_extent(chart, shown), shown.scale.times)
    return min(2, _decimals(step * shown.scale.times) + 1)


# — Where things lie —————————————————————————————————————————————————————————————


def graduations(low: float, high: float, times: int = 1) -> tuple[float, float, float]:
    """Round numbers around a range: the first, the last, the step between. Values that need no minus get none."""
    low, high = low * times, high * times
    if low >= 0 and (low < 0.4 * high or low == high):
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    rough = span / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * one for one in _STEPS if power * one >= rough * 0.999)
    first, last = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    if last <= first:
        last = first + 5 * step
    return first / times, last / times, step / times


@dataclass(frozen=True, slots=True)
class _Plot:
    """One geometry for all parts: days along, values upwards."""

    frame: Frame
    chart: Chart
    shown: Plotted
    low: float
    high: float
    step: float
    top: float
    bottom: float
    marked: Mapping[int, tuple[Sign, bool]]

    @classmethod
    def of(cls, frame: Frame, chart: Chart, shown: Plotted) -> "_Plot":
        low, high, step = graduations(*_extent(chart, shown), shown.scale.times)
        return cls(frame, chart, shown, low, high, step, TOP, BOTTOM, _marked(chart, shown.direction))

    @classmethod
    def small(cls, frame: Frame, chart: Chart, shown: Plotted) -> "_Plot":
        """Without graduations nor limits: from the lowest to the highest of what is drawn."""
        seen = [point.value for point in chart.points]
        seen += [] if shown.target is None else [shown.target]
        low, high = min(seen), max(seen)
        room = (high - low) or abs(high) or 1.0
        return cls(frame, chart, shown, low, low + room, room, 8, SPARK - 8, _marked(chart, shown.direction))

    @property
    def is_whole(self) -> bool:
        return self.bottom == BOTTOM

    def shows(self, limit: float) -> bool:
        """Whether a limit says something: one at the zero that ends the plot cannot be passed."""
        return limit != 0 or self.low < 0

    def y(self, value: float | None) -> float:
        assert value is not None  # noqa: S101 -- callers ask for what there is
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def along(self, share: float) -> float:
        """A share of the plot as one of the drawing: in print, the names and graduations have room inside it."""
        width = self.frame.width
        if width is None or not self.is_whole:
            return share
        return (LEFT + share * (width - LEFT - RIGHT)) / width

    def day(self, on: date) -> float:
        first, last = self.chart.points[0].on, self.chart.points[-1].on
        span = (last - first).days
        share = (on - first).days / span if span else 0.5
        return self.along(_EDGE + min(1.0, max(0.0, share)) * (1 - 2 * _EDGE))

    def at(self, place: int) -> float:
        return self.day(self.chart.points[place].on)

    def left_of(self, place: int) -> float:
        """Halfway to the measure before, or the edge of the plot."""
        return self.along(0) if place == 0 else (self.at(place - 1) + self.at(place)) / 2

    def right_of(self, place: int) -> float:
        return self.along(1) if place == len(self.chart.points) - 1 else self.left_of(place + 1)


def _extent(chart: Chart, shown: Plotted) -> tuple[float, float]:
    seen = [point.value for point in chart.points]
    seen += [limit for point in chart.points for limit in (point.lower, point.upper) if limit is not None]
    seen += [] if shown.target is None else [shown.target]
    return min(seen), max(seen)


def _marked(chart: Chart, direction: Direction) -> dict[int, tuple[Sign, bool]]:
    """By place, how a measure is marked and whether it is good news; beyond a limit goes before a run."""
    found: dict[int, tuple[Sign, bool]] = {}
    for signal in sorted(chart.signals, key=lambda one: one.sign == Sign.BEYOND):
        for place in range(signal.first, signal.last + 1):
            found[place] = (signal.sign, signal.is_good(direction))
    return found


# — What is drawn ————————————————————————————————————————————————————————————————


def _graduations(plot: _Plot, lang: str) -> str:
    decimals = _decimals(plot.step * plot.shown.scale.times)
    start, end = plot.along(0), plot.along(1)
    body = ""
    for number in range(round((plot.high - plot.low) / plot.step) + 1):
        value = plot.low + number * plot.step
        text = number_text(Fraction(value * plot.shown.scale.times), lang, decimals)
        body += plot.frame.line("gridl" if number else "axis", start, end, plot.y(value))
        body += plot.frame.at(start, plot.y(value) + 4, written(text, "dim", -7, anchor="end"))
    if plot.shown.scale.unit:
        body += plot.frame.at(0, plot.top - 20, written(plot.shown.scale.unit, "dim", _unit_from(plot)))
    return body


def _unit_from(plot: _Plot) -> float:
    """Where the unit begins: over the graduations, which on a page stand left of the drawing."""
    return -36 if plot.frame.width is None else 0


def _dates(plot: _Plot) -> str:
    first, last = plot.chart.points[0].on, plot.chart.points[-1].on
    body = ""
    for on, is_extra in _ticks(first, last):
        text = _tick_text(on, first, last)
        share = plot.day(on)
        css = "lab more" if is_extra else "lab small"
        body += plot.frame.post("tick", share, plot.bottom, plot.bottom + 4)
        anchor = anchored(share, text, plot.frame, 11)
        body += plot.frame.at(share, plot.bottom + 18, written(text, css, anchor=anchor))
    return body


def _ticks(first: date, last: date) -> list[tuple[date, bool]]:
    """The dates under the plot; those with True only where there is room."""
    days = (last - first).days
    if days <= _SHORT:
        few = next((step for step in _DAYS if days / step * 40 <= _PHONE), _DAYS[-1])
        return [(date.fromordinal(first.toordinal() + number), False) for number in range(0, days + 1, few)]
    from_month, to_month = first.year * 12 + first.month, last.year * 12 + last.month
    start = from_month - 1 if first.day == 1 else from_month
    months = max(1, to_month - 1 - start)
    few = next((step for step in _MONTHS if months / step * 62 <= _PHONE), _MONTHS[-1])
    many = next(step for step in _MONTHS if months / step * 62 <= _WIDE and few % step == 0)
    return [
        (date(month // 12, month % 12 + 1, 1), number % few != 0)
        for number, month in enumerate(range(start, to_month))
        if number % many == 0
    ]


def _tick_text(on: date, first: date, last: date) -> str:
    return f"{on:%d/%m}" if (last - first).days <= _SHORT else f"{on:%m/%Y}"


def _phases(plot: _Plot) -> str:
    """Centre and limits of each phase; a line where one ends and the next begins."""
    body = ""
    for phase in plot.chart.phases:
        if phase.first:
            body += plot.frame.post("ctl-phase", plot.left_of(phase.first), plot.top - 6, plot.bottom)
        if phase.centre is None:
            continue
        css = "ctl-limit provisional" if phase.is_provisional else "ctl-limit"
        centre = plot.y(phase.centre)
        body += plot.frame.line("ctl-centre", plot.left_of(phase.first), plot.right_of(phase.last), centre)
        for side in ("upper", "lower"):
            body += _limit(plot, phase, side, css)
    return body


def _limit(plot: _Plot, phase: Phase, side: str, css: str) -> str:
    """A limit as steps, one for as many measures as it stays the same."""
    values = [
        (place, getattr(plot.chart.points[place], side)) for place in range(phase.first, phase.last + 1)
    ]
    body, before = "", None
    for value, group in groupby(values, lambda pair: pair[1]):
        places = [place for place, _value in group]
        start, end = plot.left_of(places[0]), plot.right_of(places[-1])
        if not plot.shows(value):
            before = None
            continue
        if before is not None:
            high, low = sorted((plot.y(before), plot.y(value)))
            body += plot.frame.post(css, start, high, low)
        body += plot.frame.line(css, start, end, plot.y(value))
        before = value
    return body


def _target(plot: _Plot) -> str:
    if plot.shown.target is None:
        return ""
    return plot.frame.line("target", plot.along(0), plot.along(1), plot.y(plot.shown.target))


def _joined(plot: _Plot) -> str:
    """The values, joined within each phase."""
    starts = {phase.first for phase in plot.chart.phases}
    body = ""
    for before, after in pairwise(range(len(plot.chart.points))):
        if after in starts:
            continue
        ends = [
            (plot.frame.x(plot.at(one)), figure(plot.y(plot.chart.points[one].value)))
            for one in (before, after)
        ]
        (x1, y1), (x2, y2) = ends
        body += f'<line {look("ctl-value")} x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
    return body


def _mark(plot: _Plot, place: int) -> str:
    point: Point = plot.chart.points[place]
    x, y = plot.at(place), plot.y(point.value)
    sign, is_good = plot.marked.get(place, (None, False))
    tone = "good" if is_good else "bad"
    if sign == Sign.BEYOND:
        content = f'<path {look(f"ctl-{tone}")} d="M0-6.5L6.5 0L0 6.5L-6.5 0z"/>'
    elif sign is not None:
        content = f'<circle {look(f"ctl-ring-{tone}")} r="6"/><circle {look("ctl-point")} r="2.6"/>'
    else:
        content = f'<circle {look("ctl-point")} r="3"/>'
    return plot.frame.at(x, y, content)


def _names(plot: _Plot, lang: str) -> str:
    """What each line is, at the right of where it ends: the words never meet, whatever the lines do."""
    _ = words(lang).gettext
    last, decimals = plot.chart.points[-1], decimals_of(plot.chart, plot.shown)
    lines = [(_("upper limit"), last.upper, "dim"), (_("mean"), last.centre, "lab small")]
    lines += [(_("target"), plot.shown.target, "target-t")]
    if last.lower is not None and plot.shows(last.lower):
        lines.append((_("lower limit"), last.lower, "dim"))
    named = [(plot.y(value), name, value, css) for name, value, css in lines if value is not None]
    named.sort(key=lambda one: one[0])
    places = spread([y for y, *_rest in named], _LINE, plot.top - 14, plot.bottom)
    return "".join(
        plot.frame.at(
            plot.along(1),
            y + 4,
            written(f"{name} {plot.shown.scale.text(value, lang, decimals)}", css, 8),
        )
        for y, (_own, name, value, css) in zip(places, named, strict=True)
    )


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted (in rising order), each so far from the next, within bounds."""
    placed: list[float] = []
    for want in wanted:
        placed.append(max(want, placed[-1] + apart if placed else low))
    limit = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - apart
    return placed


def _flags(plot: _Plot) -> str:
    """Small numbered flags over the plot; two that would meet stand one above the other."""
    body, ends = "", [float("-inf")] * 2
    for flag in sorted(_within(plot), key=lambda one: one.on):
        share = plot.day(flag.on)
        place = share * plot.frame.track
        row = 0 if ends[0] <= place - _FLAG else 1
        ends[row] = place
        y = plot.top - 11 - row * 15
        text = f'<text {look("ctl-flag-t")} text-anchor="middle" y="3.5">{flag.number}</text>'
        half = figure(max(7.0, text_width(str(flag.number), 10) / 2 + 4))
        body += plot.frame.post("ctl-pole", share, y + 7, plot.bottom)
        shape = f'<path {look("ctl-flag")} d="M-{half} -7H{half}V7H-{half}z"/>'
        body += plot.frame.at(share, y, shape + text)
    return body


def _within(plot: _Plot) -> Iterable[Flag]:
    first, last = plot.chart.points[0].on, plot.chart.points[-1].on
    return (flag for flag in plot.shown.flags if first <= flag.on <= last)


def _decimals(step: float) -> int:
    return next((places for places in range(4) if abs(round(step, places) - step) < 1e-9), 4)


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"
