"""Every figure explains itself: which criteria were counted, which were left out, and the arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.results import Results
from aplomb.domain.evaluations.tally import Tally, tally
from aplomb.domain.referentials.edition import Criterion, Exact


@dataclass(frozen=True, slots=True)
class Row:
    """One counted criterion: its weight, its level, the points that it brings and those that it could."""

    criterion: Criterion
    weight: Exact
    score: int
    achieved: Exact
    potential: Exact
    evaluator: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a score was made. `score` is exact; it is rounded once, half up, where it is shown."""

    counted: tuple[Row, ...]
    not_applicable: tuple[Criterion, ...]
    unanswered: tuple[Criterion, ...]
    not_asked: int
    tally: Tally
    evaluators: tuple[str, ...]

    @property
    def score(self) -> Fraction | None:
        return self.tally.score

    @property
    def weighted(self) -> bool:
        """Whether some weight is other than 1, so that the weights are worth printing."""
        return any(row.weight != 1 for row in self.counted)


def explain(outcome: Results, criteria: Sequence[Criterion] | None = None) -> Recipe:
    """The recipe of the score over these criteria of the edition (all of them by default)."""
    wanted = outcome.edition.criteria if criteria is None else tuple(criteria)
    asked_codes = {criterion.code for criterion in outcome.asked}
    asked = [criterion for criterion in wanted if criterion.code in asked_codes]
    top = outcome.edition.scale.max
    rows, left_out, unanswered = [], [], []
    for criterion in asked:
        score = outcome.scores.get(criterion.code)
        if score is NA:
            left_out.append(criterion)
        elif isinstance(score, int):
            rows.append(
                Row(
                    criterion,
                    criterion.weight,
                    score,
                    criterion.weight * score,
                    criterion.weight * top,
                    outcome.entries[criterion.code].evaluator,
                )
            )
        else:
            unanswered.append(criterion)
    return Recipe(
        counted=tuple(rows),
        not_applicable=tuple(left_out),
        unanswered=tuple(unanswered),
        not_asked=len(wanted) - len(asked),
        tally=tally(asked, outcome.scores, outcome.edition.scale),
        evaluators=tuple(sorted({row.evaluator for row in rows if row.evaluator})),
    )
