"""The verdict today: what the rules would decide on the answers as they are, and the cheapest way out.

Cheapest: fewest criteria to raise, then fewest levels; ties by the referential's order (domain.md §2).
Raising a criterion never moves a denominator, so each rule is a number of points still missing: in each
family, and overall. The least cost of winning at least so many points is found by dynamic programming, family
by family, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from operator import add

from aplomb.domain.evaluations.readiness import Unmet
from aplomb.domain.evaluations.results import Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.referentials.edition import Criterion, Exact

# Criteria raised, then levels raised, in one number that compares as the rule does; sums stay far below a criterion.
Cost = int
A_CRITERION: Cost = 1 << 20
IMPOSSIBLE: Cost = 1 << 60


@dataclass(frozen=True, slots=True)
class Raise:
    """One criterion of the way out: from which level to which, and the points that it wins."""

    criterion: Criterion
    from_level: int
    to_level: int
    points: Exact

    @property
    def levels(self) -> int:
        return self.to_level - self.from_level


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would be decided today. `way_out` raises answered criteria; what is unanswered or missing on paper
    stands apart, since no raise mends it."""

    unmet: tuple[Unmet, ...]
    stopping: tuple[Criterion, ...]
    way_out: tuple[Raise, ...]
    unanswered: tuple[Criterion, ...]
    documents: tuple[str, ...]

    @property
    def favourable(self) -> bool:
        return not self.unmet


@dataclass(frozen=True, slots=True)
class _Option:
    """A criterion that can be raised, and the levels by which it may be: from `least` (0: may stay)."""

    criterion: Criterion
    score: int
    least: int
    most: int
    points: int


def verdict(outcome: Results) -> Verdict:
    """What the rules of `outcome.thresholds` would decide today, and the cheapest way out."""
    by_code = outcome.edition.by_code
    return Verdict(
        unmet=outcome.unmet,
        stopping=tuple(by_code[code] for code in outcome.essential_failing),
        way_out=way_out(outcome),
        unanswered=outcome.unanswered,
        documents=tuple(line.document.code for line in outcome.documents.indispensable_unmet),
    )


def way_out(outcome: Results) -> tuple[Raise, ...]:
    """The cheapest raises after which no essential fails and every share reaches its threshold."""
    unit = lcm(*(Fraction(criterion.weight).denominator for criterion in outcome.asked))
    families = [
        (_missing(group.tally, outcome.thresholds.family, unit), _options(outcome, group.code, unit))
        for group in outcome.families
    ]
    overall = max(
        _missing(outcome.tally, outcome.thresholds.overall, unit), sum(missing for missing, _ in families)
    )
    tables = [_least_costs(options, overall) for _, options in families]
    split = _split([missing for missing, _ in families], [table[0] for table in tables], overall)
    chosen: list[Raise] = []
    for (_, options), table, points in zip(families, tables, split, strict=True):
        chosen += _raises(options, table, points)
    return tuple(chosen)


def _missing(tally: Tally, threshold: Fraction, unit: int) -> int:
    """Points still missing to reach a threshold, in the smallest unit of weight."""
    return max(0, ceil((threshold * tally.potential_answered - tally.achieved) * unit))


def _options(outcome: Results, family: str, unit: int) -> list[_Option]:
    scale, minimum = outcome.edition.scale, outcome.thresholds.essential_minimum
    options = []
    for criterion in outcome.asked:
        score = outcome.scores.get(criterion.code)
        if criterion.family != family or not isinstance(score, int) or score == scale.max:
            continue
        least = max(0, minimum - score) if criterion.essential else 0
        options.append(_Option(criterion, score, least, scale.max - score, int(criterion.weight * unit)))
    return options


def _split(missing: Sequence[int], tables: Sequence[list[Cost]], overall: int) -> list[int]:
    """How many points to win in each family, `missing` at least in each, at the least cost over all."""
    # rest[k][g]: least cost of winning at least g points in the families after the k-th.
    rest: list[list[Cost]] = [[0]]
    for least, table in zip(reversed(missing[1:]), reversed(tables[1:]), strict=True):
        after = rest[-1]
        most = min(overall, len(table) + len(after) - 2)
        rest.append([_best(table, after, least, goal)[0] for goal in range(most + 1)])
    rest.reverse()
    split, goal = [], overall
    for least, table, after in zip(missing, tables, rest, strict=True):
        points = _best(table, after, least, goal)[1]
        split.append(points)
        goal = max(0, goal - points)
    return split


# Tables of costs hold, at g, the least cost of winning g points or more. They end with what can be won at all:
# beyond their end it is impossible.


def _best(table: list[Cost], after: list[Cost], missing: int, goal: int) -> tuple[Cost, int]:
    """The least cost of `goal` points, at least `missing` of them here; of equals, most of them here."""
    # From the most points here down to `missing`: what they cost, and what the others then still have to win.
    most = len(table) - 1
    here = table[missing:][::-1]
    enough = max(0, min(len(here), most + 1 - max(goal, missing)))
    start = max(1, goal - most)
    there = [*after[:1] * enough, *after[start : start + len(here) - enough]]
    costs = list(map(add, here, there))
    best = min(costs, default=IMPOSSIBLE)
    return (best, most - costs.index(best)) if best < IMPOSSIBLE else (IMPOSSIBLE, missing)


def _least_costs(options: Sequence[_Option], goal: int) -> list[list[Cost]]:
    """costs[i][g]: least cost of winning g points or more with the options from the i-th on."""
    costs: list[list[Cost]] = [[0]]
    for option in reversed(options):
        after = costs[-1]
        length = min(goal, len(after) - 1 + option.most * option.points) + 1
        ways = []
        for levels in range(option.least, option.most + 1):
            won = levels * option.points
            price = A_CRITERION + levels if levels else 0
            way = [price + cost for cost in (*after[:1] * won, *after)][:length]
            ways.append(way + [IMPOSSIBLE] * (length - len(way)))
        costs.append(list(map(min, *ways)) if len(ways) > 1 else ways[0])
    costs.reverse()
    return costs


def _raises(options: Sequence[_Option], costs: Sequence[list[Cost]], points: int) -> list[Raise]:
    """What to raise to win so many points at the least cost; `costs` are those of `_least_costs`."""
    raises = []
    for i, option in enumerate(options):
        best, best_levels = IMPOSSIBLE, option.least
        after = costs[i + 1]
        for levels in range(option.most, option.least - 1, -1):
            left = max(0, points - levels * option.points)
            rest = after[left] if left < len(after) else IMPOSSIBLE
            cost = rest + (A_CRITERION + levels if levels else 0)
            if cost < best:
                best, best_levels = cost, levels
        points = max(0, points - best_levels * option.points)
        if best_levels:
            to_level = option.score + best_levels
            raises.append(
                Raise(option.criterion, option.score, to_level, option.criterion.weight * best_levels)
            )
    return raises
