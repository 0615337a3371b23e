"""What a theme promises: criteria at a level; and what came of it once they were scored again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from aplomb.domain.documents.inventory import Record
from aplomb.domain.evaluations.answers import Entry, Score
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.referentials.edition import Edition, Exact
from aplomb.domain.shared.refusal import Refusal
from aplomb.domain.shared.shares import share

WRITE = "plan.write"


def raised(scores: Mapping[str, Score], targets: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The levels that these targets lead to, criterion by criterion: the highest asked, and never a fall.

    What is not asked of the site, not answered or not applicable has no score to raise, and is left out.
    """
    found: dict[str, int] = {}
    for code, level in targets:
        now = scores.get(code)
        if isinstance(now, int) and level > max(now, found.get(code, now)):
            found[code] = level
    return found


def projected(outcome: Results, targets: Iterable[tuple[str, int]]) -> Results:
    """The results recomputed with these criteria at their target (domain.md §6); never stored."""
    levels = raised(outcome.scores, targets)
    entries = {
        code: replace(entry, score=levels[code]) if code in levels else entry
        for code, entry in outcome.entries.items()
    }
    return _again(outcome, entries)


def _again(outcome: Results, entries: Mapping[str, Entry]) -> Results:
    papers = outcome.documents
    records: dict[str, Record] = {
        line.document.code: line.record for line in (*papers.lines, *papers.not_applicable)
    }
    return results(
        outcome.edition,
        entries,
        on=papers.on,
        profile=outcome.profile,
        selection=outcome.selection,
        parts=outcome.parts,
        documents=records,
        thresholds=outcome.thresholds,
    )


def gain(outcome: Results, targets: Iterable[tuple[str, int]]) -> Fraction:
    """What the overall score wins if these targets are reached, alone: a share of the answered potential."""
    return share(points(outcome, targets), outcome.tally.potential_answered) or Fraction(0)


def points(outcome: Results, targets: Iterable[tuple[str, int]]) -> Exact:
    """The same in points: Σ weight × (target − score)."""
    total: Exact = 0
    for code, level in raised(outcome.scores, targets).items():
        now = outcome.scores[code]
        assert isinstance(now, int)  # noqa: S101 -- `raised` keeps scored criteria only
        total += outcome.edition.by_code[code].weight * (level - now)
    return total


def why_not_target(edition: Edition, levels: Mapping[str, int]) -> list[Refusal]:
    """What is wrong with targets, by criterion: one that is not of the edition, a level that is not of its scale."""
    unknown = sorted(code for code in levels if code not in edition.by_code)
    if unknown:
        return [Refusal(f"{WRITE}.criterion-unknown", {"criteria": unknown})]
    beyond = sorted(code for code, level in levels.items() if not 0 <= level <= edition.scale.max)
    if beyond:
        return [Refusal(f"{WRITE}.level-unknown", {"criteria": beyond, "top": edition.scale.max})]
    return []


@dataclass(frozen=True, slots=True)
class Promise:
    """One criterion of a theme: its level when promised, the level promised, and the level found since.

    `then` and `now` are None where the criterion had, or has, no score. `points` in the edition's weights.
    """

    code: str
    then: int | None
    level: int
    now: int | None
    promised_points: Exact
    won_points: Exact | None

    @property
    def kept(self) -> bool | None:
        """Whether the level promised is reached; nothing where it has not been scored since."""
        return None if self.now is None else self.now >= self.level


def promises(
    edition: Edition, targets: Iterable[tuple[str, int, int | None]], since: Mapping[str, Score] | None
) -> list[Promise]:
    """What was promised against what was won. `since` are the scores of the next closed evaluation, if any."""
    found = []
    for code, level, then in targets:
        criterion = edition.by_code.get(code)
        if criterion is None:
            continue
        score = since.get(code) if since is not None else None
        now = score if isinstance(score, int) else None
        start = then or 0
        found.append(
            Promise(
                code,
                then,
                level,
                now,
                criterion.weight * max(0, level - start),
                None if now is None else criterion.weight * (now - start),
            )
        )
    return found
