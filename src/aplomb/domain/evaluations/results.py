"""The one computation: page, API, PDF, Excel and consolidation all read `Results` (architecture, decision 3).

Every formula is that of domain.md §2. Points are exact, shares are fractions, nothing is rounded here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from aplomb.domain.documents.inventory import Inventory, Record, inventory
from aplomb.domain.evaluations.answers import NA, Entries, Score, scores_of
from aplomb.domain.evaluations.readiness import Thresholds, Unmet, unmet_rules
from aplomb.domain.evaluations.tally import Tally, tally
from aplomb.domain.referentials.edition import Criterion, Edition, Exact, Profile
from aplomb.domain.shared.text import Text


@dataclass(frozen=True, slots=True)
class Group:
    """A family, requirement or dimension with what its criteria add up to."""

    code: str
    title: Text
    tally: Tally


@dataclass(frozen=True, slots=True)
class Gap:
    """What a criterion still has to win: weight × (max − value), for an answered criterion."""

    criterion: Criterion
    score: int
    points: Exact


@dataclass(frozen=True, slots=True)
class Sums:
    """What answers add up to. `scores` and `entries` hold the asked criteria only."""

    asked: tuple[Criterion, ...]
    entries: Entries
    scores: Mapping[str, Score]
    tally: Tally
    families: tuple[Group, ...]
    requirements: tuple[Group, ...]
    dimensions: tuple[Group, ...]
    essential_total: int
    essential_failing: tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """What an evaluation amounts to on a day. `scores` and `entries` hold the asked criteria only."""

    edition: Edition
    profile: Profile | None
    selection: str | None
    asked: tuple[Criterion, ...]
    entries: Entries
    scores: Mapping[str, Score]
    tally: Tally
    families: tuple[Group, ...]
    requirements: tuple[Group, ...]
    dimensions: tuple[Group, ...]
    essential_total: int
    essential_failing: tuple[str, ...]
    documents: Inventory
    thresholds: Thresholds
    parts: tuple[str, ...] = ()
    unmet: tuple[Unmet, ...] = field(default=())

    @property
    def ready(self) -> bool:
        return not self.unmet

    @property
    def na_flagged(self) -> bool:
        """Whether there are more NA than the scale finds normal."""
        rate = self.tally.na_rate
        return rate is not None and rate > self.edition.scale.not_applicable.flag_above

    @cached_property
    def unanswered(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.asked if criterion.code not in self.scores)

    @cached_property
    def not_applicable(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.asked if self.scores.get(criterion.code) is NA)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The answered criteria below the maximum, the costliest first, ties by the referential's order."""
        top = self.edition.scale.max
        found = [
            Gap(criterion, score, criterion.weight * (top - score))
            for criterion in self.asked
            if isinstance(score := self.scores.get(criterion.code), int) and score < top
        ]
        return tuple(sorted(found, key=lambda gap: (-gap.points, gap.criterion.position)))

    def group(self, kind: str, code: str) -> Group:
        """The `families`, `requirements` or `dimensions` group of this code; KeyError without one."""
        groups: Sequence[Group] = getattr(self, kind)
        for group in groups:
            if group.code == code:
                return group
        raise KeyError(code)


def results(
    edition: Edition,
    entries: Entries,
    *,
    on: date,
    profile: Profile | None = None,
    selection: str | None = None,
    parts: Sequence[str] = (),
    documents: Mapping[str, Record] | None = None,
    thresholds: Thresholds | None = None,
) -> Results:
    """What these answers amount to.

    `entries` by criterion code: those that profile, selection and parts do not ask are left out altogether.
    `documents` by document code; `on` is the day on which their validity is judged. `thresholds` are those of
    a scheme; without them the edition's own rules say what *ready* means.
    """
    thresholds = thresholds or Thresholds.of_edition(edition)
    found = sums(edition, entries, profile=profile, selection=selection, parts=parts, thresholds=thresholds)
    papers = inventory(edition.expected_documents(found.asked), documents or {}, on)
    return Results(
        edition=edition,
        profile=profile,
        selection=selection,
        asked=found.asked,
        entries=found.entries,
        scores=found.scores,
        tally=found.tally,
        families=found.families,
        requirements=found.requirements,
        dimensions=found.dimensions,
        essential_total=found.essential_total,
        essential_failing=found.essential_failing,
        documents=papers,
        thresholds=thresholds,
        parts=tuple(parts),
        unmet=unmet_rules(
            found.tally,
            [(group.code, group.tally) for group in found.families],
            [(code, found.scores[code]) for code in found.essential_failing],
            papers,
            thresholds,
        ),
    )


def sums(
    edition: Edition,
    entries: Entries,
    *,
    profile: Profile | None = None,
    selection: str | None = None,
    parts: Sequence[str] = (),
    thresholds: Thresholds | None = None,
) -> Sums:
    """What these answers add up to, documents and readiness apart: all that a summary keeps."""
    outline = edition.outline(profile, selection, parts)
    asked = outline.criteria
    kept = {code: entries[code] for code in outline.by_code if code in entries}
    scores = scores_of(kept)
    thresholds = thresholds or Thresholds.of_edition(edition)
    scale = edition.scale

    def over(criteria: Iterable[Criterion]) -> Tally:
        return tally(criteria, scores, scale)

    requirements = tuple(
        Group(requirement.code, requirement.title, over(outline.by_requirement.get(requirement.code, ())))
        for requirement in edition.requirements
    )
    tallies = {group.code: group.tally for group in requirements}
    families = tuple(
        Group(
            family.code,
            family.title,
            sum((tallies[requirement.code] for requirement in family.requirements), Tally.none(scale)),
        )
        for family in edition.families
    )
    dimensions = tuple(
        Group(dimension.code, dimension.title, over(outline.by_dimension.get(dimension.code, ())))
        for dimension in edition.dimensions
    )
    total = sum((group.tally for group in families), Tally.none(scale))
    failing = tuple(
        criterion.code
        for criterion in outline.essential
        if isinstance(score := scores.get(criterion.code), int) and score < thresholds.essential_minimum
    )
    return Sums(
        asked=asked,
        entries=kept,
        scores=scores,
        tally=total,
        families=families,
        requirements=requirements,
        dimensions=dimensions,
        essential_total=len(outline.essential),
        essential_failing=failing,
    )


def score_if(outcome: Results, targets: Mapping[str, int]) -> Fraction | None:
    """The overall score were these criteria at these levels: a projection, never stored (domain.md §6)."""
    return tally(outcome.asked, {**outcome.scores, **targets}, outcome.edition.scale).score
