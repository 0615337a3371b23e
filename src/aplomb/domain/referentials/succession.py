"""What becomes of earlier answers in a new edition: from which criteria each one comes (domain.md §2, Carry-over)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from aplomb.domain.referentials.edition import Criterion, Edition

# Whatever the caller has for "not applicable": it is no level.
NotApplicable = TypeVar("NotApplicable")


class Standing(Enum):
    """What an earlier answer is worth on a criterion of the new edition."""

    NEW = "new"
    TO_CONFIRM = "to_confirm"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Succession:
    """A criterion of the new edition with those of the old one that it comes from."""

    criterion: Criterion
    predecessors: tuple[Criterion, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Previous(Generic[NotApplicable]):
    """The previous score to show, and the predecessors that it says nothing about."""

    score: int | NotApplicable | None
    not_applicable: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether some predecessor had no level, so that the score speaks for the others only."""
        return isinstance(self.score, int) and bool(self.not_applicable or self.unanswered)


def predecessors(old: Edition, criterion: Criterion) -> tuple[Criterion, ...]:
    """The criteria of the old edition that this one comes from, in the order in which it names them.

    Without `supersedes`, the criterion of the same code, if there is one; an empty list says that the criterion
    is new. A code that the old edition does not have is left out (`problems` reports it when the file is checked).
    """
    codes = (criterion.code,) if criterion.supersedes is None else criterion.supersedes
    return tuple(old.by_code[code] for code in codes if code in old.by_code)


def successions(old: Edition, new: Edition) -> Iterator[Succession]:
    """Each criterion of the new edition, in its order, with its predecessors and what their answers are worth.

    *To confirm*: one predecessor, the same wording, and a scale with the same levels. Anything else that has
    predecessors is *changed*: several questions made one, other words, or levels that do not mean the same.
    """
    same_scale = len(old.scale.levels) == len(new.scale.levels)
    for criterion in new.criteria:
        before = predecessors(old, criterion)
        unchanged = same_scale and [item.wording_hash for item in before] == [criterion.wording_hash]
        standing = Standing.TO_CONFIRM if unchanged else Standing.CHANGED if before else Standing.NEW
        yield Succession(criterion, before, standing)


def previous_score(
    succession: Succession, scores: Mapping[str, int | NotApplicable]
) -> Previous[NotApplicable]:
    """The previous score of a criterion: the lowest level of its predecessors (`scores`, by the old codes).

    NA is no level and is lower than none: it is the previous score only where every answered predecessor is NA.
    A predecessor without an answer is not 0 either: it is left out, and named, so that nobody takes the lowest of
    what is known for the lowest of all. Without any answer there is no previous score (`None`).
    """
    answered = {item.code: scores[item.code] for item in succession.predecessors if item.code in scores}
    levels = [score for score in answered.values() if isinstance(score, int)]
    left_out = [code for code, score in answered.items() if not isinstance(score, int)]
    score = min(levels) if levels else answered[left_out[0]] if left_out else None
    unanswered = (item.code for item in succession.predecessors if item.code not in answered)
    return Previous(score, tuple(left_out), tuple(unanswered))


def answer_to_confirm(
    succession: Succession, scores: Mapping[str, int | NotApplicable]
) -> int | NotApplicable | None:
    """The earlier answer that arrives as *to confirm*, or nothing.

    Nothing arrives where the criterion has changed or is new, where it had no answer, and where it was NA and may
    not be any more. What arrives does not count until somebody confirms it.
    """
    if succession.standing is not Standing.TO_CONFIRM:
        return None
    score = previous_score(succession, scores).score
    return score if isinstance(score, int) or succession.criterion.na_allowed else None
