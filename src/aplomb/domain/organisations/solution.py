"""A solution of teleradiology: who plays which part, which hours it covers, what it is evaluated on (domain.md §1).

The week is cut in six *slots*: day, evening and night, of a weekday or of a weekend day. A night belongs to the day
on which it begins. Public holidays are covered as the weekend is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

from aplomb.domain.shared.refusal import Refusal

ACTION = "solution.update"
WEEKDAYS, WEEKEND = 5, 2
HOURS_A_DAY, HOURS_A_WEEK = 24, 168


class Stage(StrEnum):
    """How far a solution is: thought of, at work, or over."""

    PROJECT = "project"
    RUNNING = "running"
    OVER = "over"


class Part(StrEnum):
    """What a participant does in a solution; the values are those of a criterion's `answered_by`."""

    REQUESTING_SITE = "requesting_site"
    READING_CENTRE = "reading_centre"
    PROVIDER = "provider"


class Modality(StrEnum):
    RADIOGRAPHY = "radiography"
    CT = "ct"
    MRI = "mri"
    MAMMOGRAPHY = "mammography"
    ULTRASOUND = "ultrasound"


class Slot(StrEnum):
    """A sixth of the week, in its order."""

    WEEK_DAY = "week_day"
    WEEK_EVENING = "week_evening"
    WEEK_NIGHT = "week_night"
    WEEKEND_DAY = "weekend_day"
    WEEKEND_EVENING = "weekend_evening"
    WEEKEND_NIGHT = "weekend_night"


# By modality, the slots that are covered; a modality without one is foreseen, and not covered yet.
Hours = Mapping[str, Sequence[str]]


# — The week —————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Bounds:
    """When day, evening and night begin."""

    day: time = time(8)
    evening: time = time(18)
    night: time = time(22)

    def spans(self, slot: str) -> tuple[float, float]:
        """The hours of the day, on its first day, that a slot runs over; a night ends past 24."""
        day, evening, night = map(hour_of, (self.day, self.evening, self.night))
        return {"day": (day, evening), "evening": (evening, night), "night": (night, day + HOURS_A_DAY)}[
            slot.rsplit("_", 1)[1]
        ]


def hour_of(at: time) -> float:
    """A time of the day in hours."""
    return at.hour + at.minute / 60


# From when to when, in hours since Monday 0 h.
Stretch = tuple[float, float]


def stretches(slots: Collection[str], bounds: Bounds) -> list[Stretch]:
    """What is covered of the week: stretches in their order, touching ones joined."""
    found = []
    for day in range(WEEKDAYS + WEEKEND):
        kind = "week" if day < WEEKDAYS else "weekend"
        for slot in (slot for slot in Slot if slot in slots and slot.startswith(f"{kind}_")):
            start, end = bounds.spans(slot)
            found.append((start + day * HOURS_A_DAY, end + day * HOURS_A_DAY))
    return in_a_week(found)


def in_a_week(found: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in their order, touching ones joined; what runs past Sunday is Monday's first hours."""
    cut = [
        piece
        for start, end in found
        for piece in ((start, min(end, HOURS_A_WEEK)), (0.0, max(0.0, end - HOURS_A_WEEK)))
    ]
    joined: list[Stretch] = []
    for start, end in sorted(one for one in cut if one[1] > one[0]):
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def weekly_hours(slots: Collection[str], bounds: Bounds) -> float:
    """How many hours of a week's 168 are covered."""
    return sum(end - start for start, end in stretches(slots, bounds))


def covered(chosen: Iterable[str]) -> Hours:
    """The hours that a form's ticks say, `ct:week_day` for a slot, `ct:` for a modality alone."""
    ticked = set(chosen)
    return {
        modality.value: [slot.value for slot in Slot if f"{modality.value}:{slot.value}" in ticked]
        for modality in Modality
        if any(one.startswith(f"{modality.value}:") for one in ticked)
    }


def why_not_bounds(bounds: Bounds) -> list[Refusal]:
    """Day, evening and night begin one after the other."""
    starts = (bounds.day, bounds.evening, bounds.night)
    return [] if all(a < b for a, b in pairwise(starts)) else [Refusal(f"{ACTION}.bounds")]


# — Participants —————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Playing:
    """One part that somebody plays, from a day on and perhaps to a day, both included."""

    who: str
    part: Part
    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: "Playing") -> bool:
        """Whether it is the same part of the same participant, on some same day."""
        return (
            (self.who, self.part) == (other.who, other.part)
            and self.starts_on <= (other.ends_on or date.max)
            and other.starts_on <= (self.ends_on or date.max)
        )


def why_not_play(wanted: Playing, others: Iterable[Playing]) -> list[Refusal]:
    """Why somebody may not play a part: its days run backwards, or they play it already."""
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        return [Refusal(f"{ACTION}.ends-before")]
    return [Refusal(f"{ACTION}.there-already")] if any(map(wanted.overlaps, others)) else []


def lacking(parts: Collection[str]) -> list[Refusal]:
    """What a solution needs to work and does not have yet: who requests, who reads."""
    needed = (Part.REQUESTING_SITE, Part.READING_CENTRE)
    return [Refusal(f"solution.lacks.{part}") for part in needed if part not in parts]
