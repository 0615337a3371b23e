"""When the plan will be done: simulated from the pace so far (domain.md §6).

An action takes its planned length times a factor. Factors are log-normal; what is known of their mean and spread is
the usual normal–inverse-gamma posterior, from a prior (an action takes a tenth longer than planned, give or take a
third) and the actions that are done. Each simulation draws the plan's own pace, then a factor for each action that is
left; an action under way takes at least as long as it has already taken. The seed being given, the answer is always
the same.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SIMULATIONS = 400
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
# The prior: mean and spread of the logarithm of the factor, and how many actions each is worth.
PRIOR_MEAN, PRIOR_WEIGHT = 0.1, 2.0
PRIOR_SPREAD, PRIOR_DEGREES = 0.35, 4.0
_TRIES = 40
_LONGEST = math.log(20)


@dataclass(frozen=True, slots=True)
class Step:
    """An action: planned from a day to a day, and done on one, if it is."""

    starts_on: date
    due_on: date
    done_on: date | None = None

    @property
    def planned(self) -> int:
        """Its planned length in days, one at least."""
        return max(1, (self.due_on - self.starts_on).days)


@dataclass(frozen=True, slots=True)
class Chain:
    """What one theme still holds: its actions in their order. One planned after another waits for it."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The ready day: as likely before as after (`middle`); nine times out of ten between `low` and `high`.

    `known` counts the actions done on which the pace rests; `pace` is its middle, 1 being as planned.
    """

    low: date
    middle: date
    high: date
    known: int
    pace: float


def forecast(chains: Sequence[Chain], *, on: date, seed: int = 0) -> Forecast | None:
    """When all that is left will be done, seen from a day; nothing where nothing is left."""
    if not any(step.done_on is None for chain in chains for step in chain.steps):
        return None
    ends = sorted(simulated(chains, on=on, seed=seed))
    known = _factors(chains)
    mean, _weight = _mean(known)
    return Forecast(_at(ends, LOW), _at(ends, MIDDLE), _at(ends, HIGH), len(known), math.exp(mean))


def simulated(chains: Sequence[Chain], *, on: date, seed: int = 0, count: int = SIMULATIONS) -> list[date]:
    """The ends of so many simulated plans."""
    draw = random.Random(seed)  # noqa: S311 -- a simulation, the same each time
    known = _factors(chains)
    return [_one(chains, on, known, draw) for _ in range(count)]


def _one(chains: Sequence[Chain], on: date, known: Sequence[float], draw: random.Random) -> date:
    mean, spread = _pace(known, draw)
    return max(_end_of(chain, on, mean, spread, draw) for chain in chains if chain.steps)


def _end_of(chain: Chain, on: date, mean: float, spread: float, draw: random.Random) -> date:
    """When a theme's last action ends, in one simulation."""
    last = ended = chain.steps[0].starts_on
    before: Step | None = None
    for step in chain.steps:
        begins = _begins(step, before, ended)
        ended = step.done_on or _end(step, begins, on, mean, spread, draw)
        last, before = max(last, ended), step
    return last


def _begins(step: Step, before: Step | None, ended: date) -> date:
    """What was planned to follow follows: later than planned, or sooner, as the one before it `ended`."""
    if before is not None and step.starts_on >= before.due_on:
        return ended + (step.starts_on - before.due_on)
    return step.starts_on


def _end(step: Step, begins: date, on: date, mean: float, spread: float, draw: random.Random) -> date:
    for _ in range(_TRIES):
        factor = math.exp(min(draw.gauss(mean, spread), _LONGEST))
        end = begins + timedelta(days=max(1, round(step.planned * factor)))
        if end > on:
            return end
    return on + timedelta(days=1 + draw.randrange(step.planned))


def _factors(chains: Sequence[Chain]) -> list[float]:
    """The logarithm of the factor of each action that is done: from when it could begin to when it was done."""
    found = []
    for chain in chains:
        before: Step | None = None
        ended = date.min
        for step in chain.steps:
            begins = _begins(step, before, ended)
            if step.done_on is None:
                break
            found.append(math.log(max(1, (step.done_on - begins).days) / step.planned))
            before, ended = step, step.done_on
    return found


def _mean(known: Sequence[float]) -> tuple[float, float]:
    """The mean of the logarithms, prior and actions together, and what it weighs."""
    weight = PRIOR_WEIGHT + len(known)
    return (PRIOR_WEIGHT * PRIOR_MEAN + sum(known)) / weight, weight


def _pace(known: Sequence[float], draw: random.Random) -> tuple[float, float]:
    """One draw of the mean and spread that the known factors may come from."""
    mean, weight = _mean(known)
    squares = PRIOR_DEGREES * PRIOR_SPREAD**2
    if known:
        own = sum(known) / len(known)
        squares += sum((one - own) ** 2 for one in known)
        squares += PRIOR_WEIGHT * len(known) / weight * (own - PRIOR_MEAN) ** 2
    degrees = PRIOR_DEGREES + len(known)
    variance = squares / (2 * draw.gammavariate(degrees / 2, 1))
    return draw.gauss(mean, math.sqrt(variance / weight)), math.sqrt(variance)


def _at(ends: Sequence[date], share: float) -> date:
    return ends[min(len(ends) - 1, int(share * len(ends)))]
