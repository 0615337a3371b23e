"""What a set of criteria adds up to: the formulas of domain.md §2, exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from aplomb.domain.evaluations.answers import NA, Score
from aplomb.domain.referentials.edition import Criterion, Exact, Scale
from aplomb.domain.shared.shares import share


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts and points of a set of asked criteria. Tallies of disjoint sets add up.

    `potential` is that of the applicable criteria, unanswered ones included; `potential_answered` that of the
    answered ones. `levels` counts the answers at each level, from 0 up.
    """

    asked: int
    answered: int
    na: int
    compliant: int
    achieved: Exact
    potential: Exact
    potential_answered: Exact
    levels: tuple[int, ...]

    @classmethod
    def none(cls, scale: Scale) -> "Tally":
        """The tally of no criterion at all."""
        return cls(0, 0, 0, 0, 0, 0, 0, (0,) * (scale.max + 1))

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.asked + other.asked,
            self.answered + other.answered,
            self.na + other.na,
            self.compliant + other.compliant,
            self.achieved + other.achieved,
            self.potential + other.potential,
            self.potential_answered + other.potential_answered,
            tuple(mine + theirs for mine, theirs in zip(self.levels, other.levels, strict=True)),
        )

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered - self.na

    @property
    def applicable(self) -> int:
        return self.asked - self.na

    @property
    def score(self) -> Fraction | None:
        """Achieved over potential, on what has been answered; `None` where nothing was."""
        return share(self.achieved, self.potential_answered)

    @property
    def floor(self) -> Fraction | None:
        """The score if all that is missing were 0."""
        return share(self.achieved, self.potential)

    @property
    def completion(self) -> Fraction | None:
        return share(self.answered + self.na, self.asked)

    @property
    def compliance(self) -> Fraction | None:
        """The share of answered criteria at or above the compliant level."""
        return share(self.compliant, self.answered)

    @property
    def na_rate(self) -> Fraction | None:
        return share(self.na, self.asked)


def tally(criteria: Iterable[Criterion], scores: Mapping[str, Score], scale: Scale) -> Tally:
    """What these criteria, all asked, add up to with these scores."""
    top, compliant_from = scale.max, scale.compliant_from
    asked = answered = na = compliant = 0
    achieved: Exact = 0
    potential: Exact = 0
    potential_answered: Exact = 0
    levels = [0] * (top + 1)
    for criterion in criteria:
        asked += 1
        score = scores.get(criterion.code)
        if score is NA:
            na += 1
            continue
        most = criterion.weight * top
        potential += most
        if isinstance(score, int):
            answered += 1
            levels[score] += 1
            compliant += score >= compliant_from
            achieved += criterion.weight * score
            potential_answered += most
    return Tally(asked, answered, na, compliant, achieved, potential, potential_answered, tuple(levels))
