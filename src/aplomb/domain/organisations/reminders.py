"""When a person is reminded of something by mail: once before its day, once after it, never twice."""

from datetime import date, timedelta
from enum import StrEnum

BEFORE = timedelta(days=7)
# What was due longer ago than this when reminders began is not dug up.
AFTER = timedelta(days=30)


class Stage(StrEnum):
    """What a reminder says of its matter's day; the stored values."""

    SOON = "soon"
    LATE = "late"


def stage_of_task(due_on: date, on: date) -> Stage | None:
    """What is said of something still to be done, if anything; the due day itself is not late."""
    if on <= due_on <= on + BEFORE:
        return Stage.SOON
    return Stage.LATE if on - AFTER <= due_on < on else None


def stage_of_meeting(held_on: date, on: date) -> Stage | None:
    """A meeting is told in the week before it, and on its day."""
    return Stage.SOON if on <= held_on <= on + BEFORE else None


# A contract takes time to renew, and often has a notice to give.
CONTRACT_BEFORE = (180, 90, 30)
CONTRACT_OVER = -1


def stage_of_contract(ends_on: date, on: date) -> int | None:
    """The nearest threshold of days that a contract's end has passed, or that it is over; nothing far from it."""
    left = (ends_on - on).days
    if left < 0:
        return CONTRACT_OVER if on - ends_on <= AFTER else None
    return min((days for days in CONTRACT_BEFORE if left <= days), default=None)


# Somebody's last day: time to say to whom their work goes, then to see that it is ready.
DEPARTURE_BEFORE = (30, 7)


def stage_of_departure(last_day: date, on: date) -> int:
    """The nearest threshold of days that a last day, at most a month ahead, has passed."""
    return min(days for days in DEPARTURE_BEFORE if (last_day - on).days <= days)
