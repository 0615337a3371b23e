"""One answer on one criterion. Unanswered, 0, 1, 2, 3 and NA are six different states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class NotApplicableAnswer(Enum):
    """The one value that means *not applicable*; an enumeration of one, so that types can tell."""

    NA = "NA"

    def __str__(self) -> str:
        return "NA"


NA = NotApplicableAnswer.NA
Score = int | NotApplicableAnswer


@dataclass(frozen=True, slots=True)
class Entry:
    """The current answer on one criterion: a level, NA with its reason, or nothing yet (`None`)."""

    score: Score | None = None
    comment: str = ""
    na_reason: str = ""
    evaluator: str = ""


Entries = Mapping[str, Entry]


def scores_of(entries: Entries) -> dict[str, Score]:
    """The answered criteria alone, by code."""
    return {code: entry.score for code, entry in entries.items() if entry.score is not None}
