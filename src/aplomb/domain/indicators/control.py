"""Control charts: where a process lies when nothing but chance moves it, and what says that something else does.

XmR for values, p for shares, u for rates; limits at three sigma from a baseline (domain.md §6).

Sources of the formulas: D. C. Montgomery, *Introduction to Statistical Quality Control* (individuals: centre
± 3 × mean moving range / d₂, d₂ = 1.128; fraction nonconforming: p̄ ± 3 √(p̄(1 − p̄)/nᵢ); nonconformities per unit:
ū ± 3 √(ū/nᵢ)); D. J. Wheeler, *Understanding Variation*, for the XmR chart and how few values it needs. Signals:
the Western Electric rule of eight on one side, and six in a row that rise or fall, as in Montgomery.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise
from math import sqrt

D2, D4 = 1.128, 3.267  # of two values, the moving range's
SIGMAS = 3
ON_ONE_SIDE, IN_A_ROW = 8, 6
# With fewer values, limits say nothing; with fewer than a settled number they are called provisional; what comes
# after it no longer moves them.
LEAST, SETTLED = 6, 20


class Kind(StrEnum):
    """What is measured; the stored values."""

    VALUE = "value"  # a quantity: minutes, points of satisfaction
    SHARE = "share"  # so many out of so many
    RATE = "rate"  # so many events for so many units of exposure


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"


class Sign(StrEnum):
    """What a signal consists of."""

    BEYOND = "beyond"
    SIDE = "side"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured for a period that begins on a day.

    `size` is what it is out of (a share) or for (a rate), above zero; None for a value. A share's `count` is
    at most its size. `restarts`: from this one on the process is another one, by somebody's word.
    """

    on: date
    count: Fraction
    size: Fraction | None = None
    restarts: bool = False

    @property
    def value(self) -> float:
        return float(self.count if self.size is None else self.count / self.size)


@dataclass(frozen=True, slots=True)
class Point:
    """A measure on its chart. Limits are None while there are too few measures for them."""

    on: date
    value: float
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def is_beyond(self) -> bool:
        return (
            self.lower is not None and self.upper is not None and not self.lower <= self.value <= self.upper
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """What chance alone would hardly make: the points from `first` to `last`, by place; whether they went up."""

    sign: Sign
    first: int
    last: int
    upwards: bool

    def is_good(self, direction: Direction) -> bool:
        """Whether it is news of something better."""
        return self.upwards == (direction == Direction.HIGHER)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the chart with limits of its own: the places of its points, how many of them its limits rest on."""

    first: int
    last: int
    baseline: int
    centre: float | None
    mean_range: float | None = None

    @property
    def is_provisional(self) -> bool:
        return self.centre is not None and self.baseline < SETTLED

    @property
    def missing(self) -> int:
        """How many measures are still wanted before there are limits."""
        return 0 if self.centre is not None else LEAST - self.baseline

    @property
    def range_upper(self) -> float | None:
        """The upper limit of the moving range (XmR); its lower limit is 0."""
        return None if self.mean_range is None else D4 * self.mean_range


@dataclass(frozen=True, slots=True)
class Chart:
    """A control chart: points in the order of time, the phases that they fall into, the signals among them."""

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]


def chart(kind: Kind, measures: Iterable[Measure], *, baseline_until: date | None = None) -> Chart:
    """The control chart of these measures, in whatever order they come.

    Each phase's limits rest on its first `SETTLED` measures; those of the first phase on all up to
    `baseline_until`, the day included, where one was set.
    """
    ordered = sorted(measures, key=lambda measure: measure.on)
    points: list[Point] = []
    phases: list[Phase] = []
    for stretch in _stretches(ordered):
        chosen = stretch[:SETTLED]
        if not phases and baseline_until is not None:
            chosen = [measure for measure in stretch if measure.on <= baseline_until]
        found, phase = _phase(kind, stretch, chosen, first=len(points))
        points += found
        phases.append(phase)
    signals = [signal for phase in phases for signal in _signals(points, phase)]
    signals.sort(key=lambda signal: (signal.last, signal.first, signal.sign))
    return Chart(tuple(points), tuple(phases), tuple(signals))


def _stretches(ordered: Sequence[Measure]) -> list[list[Measure]]:
    found: list[list[Measure]] = []
    for measure in ordered:
        if measure.restarts or not found:
            found.append([])
        found[-1].append(measure)
    return found


def _phase(
    kind: Kind, stretch: Sequence[Measure], chosen: Sequence[Measure], first: int
) -> tuple[list[Point], Phase]:
    last = first + len(stretch) - 1
    if len(chosen) < LEAST:
        bare = [Point(measure.on, measure.value) for measure in stretch]
        return bare, Phase(first, last, len(chosen), None)
    centre = _centre(chosen)
    mean_range = _mean_range(chosen) if kind == Kind.VALUE else None
    points = []
    for measure in stretch:
        reach = SIGMAS * _sigma(kind, centre, mean_range, measure)
        lower, upper = centre - reach, centre + reach
        if kind != Kind.VALUE:
            lower = max(0.0, lower)
        if kind == Kind.SHARE:
            upper = min(1.0, upper)
        points.append(Point(measure.on, measure.value, centre, lower, upper))
    return points, Phase(first, last, len(chosen), centre, mean_range)


def _centre(chosen: Sequence[Measure]) -> float:
    """The mean; of shares and rates, all that was counted over all that it is out of."""
    counted = sum((measure.count for measure in chosen), Fraction())
    sizes = [measure.size for measure in chosen if measure.size is not None]
    return float(counted / (sum(sizes, Fraction()) if sizes else len(chosen)))


def _mean_range(chosen: Sequence[Measure]) -> float:
    ranges = [abs(later.count - earlier.count) for earlier, later in pairwise(chosen)]
    return float(sum(ranges, Fraction()) / len(ranges))


def _sigma(kind: Kind, centre: float, mean_range: float | None, measure: Measure) -> float:
    if mean_range is not None:
        return mean_range / D2
    assert measure.size is not None  # noqa: S101 -- shares and rates have one
    variance = centre * (1 - centre) if kind == Kind.SHARE else centre
    return sqrt(variance / float(measure.size))


# — Signals ——————————————————————————————————————————————————————————————————


def _signals(points: Sequence[Point], phase: Phase) -> list[Signal]:
    if phase.centre is None:
        return []
    places = range(phase.first, phase.last + 1)
    return [*_beyond(points, places), *_one_side(points, places), *_trends(points, places)]


def _beyond(points: Sequence[Point], places: range) -> list[Signal]:
    return [
        Signal(Sign.BEYOND, place, place, points[place].value > _at(points[place].centre))
        for place in places
        if points[place].is_beyond
    ]


def _one_side(points: Sequence[Point], places: range) -> list[Signal]:
    """Runs of points on one side of the centre; one that lies on it ends a run."""

    def side(place: int) -> int:
        value, centre = points[place].value, _at(points[place].centre)
        return (value > centre) - (value < centre)

    found = []
    for where, run in groupby(places, side):
        run_places = list(run)
        if where and len(run_places) >= ON_ONE_SIDE:
            found.append(Signal(Sign.SIDE, run_places[0], run_places[-1], where > 0))
    return found


def _trends(points: Sequence[Point], places: range) -> list[Signal]:
    """Runs of points that each rise above, or fall below, the one before; two equal ones end a run."""

    def step(pair: tuple[int, int]) -> int:
        before, after = points[pair[0]].value, points[pair[1]].value
        return (after > before) - (after < before)

    found = []
    for way, run in groupby(pairwise(places), step):
        steps = list(run)
        if way and len(steps) + 1 >= IN_A_ROW:
            found.append(Signal(Sign.TREND, steps[0][0], steps[-1][1], way > 0))
    return found


def _at(centre: float | None) -> float:
    assert centre is not None  # noqa: S101 -- signals are looked for where there are limits
    return centre
