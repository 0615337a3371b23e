"""The communication plan: what is said, to whom, how, by whom and when (domain.md §7, step 2)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aplomb.domain.shared.calendar import is_past
from aplomb.domain.shared.refusal import Refusal

SOON = timedelta(days=14)


class Progress(StrEnum):
    """Where something with a due date stands on a day; the due day itself is not late."""

    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"
    DONE = "done"


def progress(due_on: date, done_on: date | None, on: date) -> Progress:
    """Where an action of the plan, or a task of the committee, stands on a day."""
    if done_on is not None:
        return Progress.DONE
    if is_past(due_on, on):
        return Progress.LATE
    return Progress.SOON if due_on <= on + SOON else Progress.AHEAD


def why_not_ready(actions: int) -> list[Refusal]:
    """What the plan lacks to leave step 2 of the path: one action at least, accepted by the site."""
    return [] if actions else [Refusal("communication.plan.empty")]


@dataclass(frozen=True, slots=True)
class Starter:
    """An action that a plan usually begins with, due so many days after the start. Its words are the app's."""

    code: str
    after: timedelta


STARTERS = (
    Starter("commitment", timedelta(days=7)),
    Starter("committee", timedelta(days=14)),
    Starter("clinical", timedelta(days=21)),
    Starter("reception", timedelta(days=21)),
    Starter("patients", timedelta(days=30)),
    Starter("referrers", timedelta(days=45)),
    Starter("results", timedelta(days=90)),
    Starter("management", timedelta(days=120)),
)


def starters(taken: Set[str], start: date) -> list[tuple[str, date]]:
    """The usual actions that the plan has not taken yet, with the days when they would be due."""
    return [(one.code, start + one.after) for one in STARTERS if one.code not in taken]
