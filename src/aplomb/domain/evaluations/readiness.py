"""Is the subject ready for its audit? The answer is the list of what is not met (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.domain.documents.inventory import Inventory, Status
from aplomb.domain.evaluations.answers import Score
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.referentials.edition import Edition

EVERYTHING = Fraction(1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What *ready* asks for: the edition's rules, or a scheme's own, which win in a labelling file."""

    overall: Fraction
    family: Fraction
    essential_minimum: int
    completion: Fraction = EVERYTHING
    source: str = "edition"

    @classmethod
    def of_edition(cls, edition: Edition) -> "Thresholds":
        rules = edition.rules
        return cls(rules.ready_overall, rules.ready_family, rules.essential_minimum)


@dataclass(frozen=True, slots=True)
class Unmet:
    """One rule that is not met: what it needs, what there is (`None`: nothing answered yet).

    `rule` is completion, overall, family, essential or document; the last three bear a code.
    """

    rule: str
    needs: Fraction | int | str
    has: Fraction | int | str | None
    code: str | None = None


def unmet_rules(
    total: Tally,
    families: Sequence[tuple[str, Tally]],
    failing: Sequence[tuple[str, Score]],
    documents: Inventory,
    thresholds: Thresholds,
) -> tuple[Unmet, ...]:
    """Everything that is not met, in the order in which people read it; empty means ready.

    A share meets its threshold when it reaches it exactly. A family with nothing applicable is met.
    """
    unmet = []
    completion = total.completion
    if completion is None or completion < thresholds.completion:
        unmet.append(Unmet("completion", thresholds.completion, completion))
    if total.score is None or total.score < thresholds.overall:
        unmet.append(Unmet("overall", thresholds.overall, total.score))
    unmet += [
        Unmet("family", thresholds.family, family.score, code)
        for code, family in families
        if family.applicable and (family.score is None or family.score < thresholds.family)
    ]
    unmet += [
        Unmet("essential", thresholds.essential_minimum, score, code)
        for code, score in failing
        if isinstance(score, int)
    ]
    unmet += [
        Unmet("document", Status.PRESENT.value, line.status.value, line.document.code)
        for line in documents.indispensable_unmet
    ]
    return tuple(unmet)
