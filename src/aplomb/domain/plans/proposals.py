"""What to improve first: gaps by requirement, ranked by rules that people can read (domain.md §6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.domain.evaluations.results import Gap, Results
from aplomb.domain.referentials.edition import Exact, Requirement
from aplomb.domain.shared.shares import share


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme to propose: why, what it would win, what helps.

    `points` is Σ gap over the sites; `gain` is what the pooled score wins if every criterion reaches the
    maximum; `sites_share` is the share of sites that have a gap here. `missing_documents` are those that the
    criteria name and that are not in order at one site at least.
    """

    rank: int
    requirement: Requirement
    failing: tuple[str, ...]
    gaps: tuple[Gap, ...]
    points: Exact
    gain: Fraction
    sites_share: Fraction
    sheets: tuple[str, ...]
    missing_documents: tuple[str, ...]


def proposals(
    outcomes: Sequence[Results], sheets: Mapping[str, Sequence[str]] | None = None
) -> tuple[Proposal, ...]:
    """The requirements worth working on, ranked.

    `outcomes` are the results of one site, or of each site of a group, on one edition. `sheets` names, for a
    criterion's code, the best-practice sheets that help. Essential failing first, then Σ gap, then the share
    of sites concerned, ties by the referential's order.
    """
    if not outcomes:
        return ()
    edition = outcomes[0].edition
    if any(outcome.edition.content_hash != edition.content_hash for outcome in outcomes):
        raise ValueError("proposals are made from one edition at a time")
    pooled: Exact = sum(outcome.tally.potential_answered for outcome in outcomes)
    sites = [_gaps_by_requirement(outcome) for outcome in outcomes]
    failing_codes = {code for outcome in outcomes for code in outcome.essential_failing}
    absent = {
        line.document.code for outcome in outcomes for line in outcome.documents.lines if not line.in_order
    }
    found = []
    for requirement in edition.requirements:
        per_site = [site.get(requirement.code, []) for site in sites]
        gaps = [gap for site in per_site for gap in site]
        if gaps:
            failing = tuple(one.code for one in requirement.criteria if one.code in failing_codes)
            points: Exact = sum(gap.points for gap in gaps)
            concerned = share(sum(map(bool, per_site)), len(outcomes)) or Fraction(0)
            found.append((not failing, -points, -concerned, requirement, failing, gaps))
    # `sorted` keeps the referential's order among equals.
    ranked = sorted(found, key=lambda item: item[:3])
    return tuple(
        Proposal(
            rank=rank,
            requirement=requirement,
            failing=failing,
            gaps=tuple(gaps),
            points=-minus_points,
            gain=share(-minus_points, pooled) or Fraction(0),
            sites_share=-minus_share,
            sheets=_sheets(gaps, sheets or {}),
            missing_documents=tuple(code for code in _named(requirement) if code in absent),
        )
        for rank, (_, minus_points, minus_share, requirement, failing, gaps) in enumerate(ranked, start=1)
    )


def _gaps_by_requirement(outcome: Results) -> dict[str, list[Gap]]:
    found: dict[str, list[Gap]] = {}
    for gap in outcome.gaps:
        found.setdefault(gap.criterion.requirement, []).append(gap)
    return found


def _sheets(gaps: Sequence[Gap], sheets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found = [sheet for gap in gaps for sheet in sheets.get(gap.criterion.code, ())]
    return tuple(dict.fromkeys(found))


def _named(requirement: Requirement) -> list[str]:
    """The documents that its criteria name, each once, in their order."""
    return list(dict.fromkeys(code for one in requirement.criteria for code in one.documents))
