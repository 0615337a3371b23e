"""The hours of a solution as pages show them: a strip of the week by modality, in words and in figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext, pgettext_lazy

from aplomb.apps.solutions.models import MODALITIES, Participant, Solution
from aplomb.domain.organisations.coverage import Recurring, Shift, gaps, read, recurring
from aplomb.domain.organisations.solution import (
    HOURS_A_DAY,
    HOURS_A_WEEK,
    Hours,
    Part,
    Slot,
    Stretch,
    stretches,
    weekly_hours,
)
from aplomb.web.templatetags.days import clock

PERIODS: Mapping[str, Any] = {
    "day": pgettext_lazy("period of the day", "day"),
    "evening": pgettext_lazy("period of the day", "evening"),
    "night": pgettext_lazy("period of the day", "night"),
}
DAYS = 7
DAY_NAMES = (
    _lazy("Monday"), _lazy("Tuesday"), _lazy("Wednesday"), _lazy("Thursday"), _lazy("Friday"), _lazy("Saturday"),
    _lazy("Sunday"),
)  # fmt: skip
# A bar of the picture: (start, length) in hours since Monday 0 h, as an SVG takes them.
Bars = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading centre reads of a modality over the week."""

    name: str
    bars: Bars
    said: str
    hours: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A modality over the week: what is promised, who reads it, and what nobody reads (in bars and in words)."""

    modality: str
    word: str
    bars: Bars
    said: str
    hours: int
    readings: Sequence[Reading] = field(default_factory=list)
    gaps: Bars = field(default_factory=list)
    uncovered: str = ""


def week_of(solution: Solution, participants: Iterable[Participant] = ()) -> list[Strip]:
    """The strips of the modalities that a solution promises or somebody reads, in the domain's order.

    `participants` are those of a day, with their reading hours. A solution of which nobody's hours are said has no
    gap: nothing is known of them yet.
    """
    readers = [one for one in participants if one.part == Part.READING_CENTRE]
    told = any(one.readings.all() for one in readers)
    return [
        _strip(solution, modality, str(word), readers, told)
        for modality, word in MODALITIES.items()
        if modality in solution.hours
        or any(modality in row.modalities for one in readers for row in one.readings.all())
    ]


def _strip(solution: Solution, modality: str, word: str, readers: Sequence[Participant], told: bool) -> Strip:
    slots, bounds = solution.hours.get(modality, []), solution.bounds
    promised = stretches(slots, bounds)
    readings, covered = [], []
    for one in readers:
        shifts = [row.shift for row in one.readings.all() if modality in row.modalities]
        if shifts:
            covered += shifts
            hours = round(sum(end - start for start, end in read(shifts)))
            readings.append(
                Reading(one.name, bars(read(shifts)), between().join(map(shift_said, shifts)), hours)
            )
    open_ones = gaps(promised, read(covered)) if told else []
    return Strip(
        modality,
        word,
        bars(promised),
        said(slots),
        round(weekly_hours(slots, bounds)),
        readings,
        bars(open_ones),
        between().join(recurring_said(one) for one in recurring(open_ones)),
    )


def bars(found: Iterable[Stretch]) -> Bars:
    return [(f"{start:g}", f"{end - start:g}") for start, end in found]


# — Days and hours in words ——————————————————————————————————————————————————————


def days_said(days: Sequence[int]) -> str:
    """Days of the week in words: ranges where three or more follow each other."""
    if len(days) == DAYS:
        return _("every day")
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        if len(run) > 2:
            words.append(_("{first} to {last}").format(first=DAY_NAMES[run[0]], last=DAY_NAMES[run[-1]]))
        else:
            words += [str(DAY_NAMES[day]) for day in run]
    return ", ".join(words)


def shift_said(shift: Shift) -> str:
    return _("{days}, {start} to {end}").format(
        days=days_said(list(shift.days)), start=clock(shift.starts_at), end=clock(shift.ends_at)
    )


def recurring_said(found: Recurring) -> str:
    """A gap in words; one that lasts beyond a day says on which day it ends."""
    start, end = clock(_time(found.start)), clock(_time(found.end))
    if found.length <= HOURS_A_DAY:
        return _("{days}, {start} to {end}").format(days=days_said(found.days), start=start, end=end)
    if found.length >= HOURS_A_WEEK:
        return _("the whole week")
    return _("{first} {start} to {last} {end}").format(
        first=DAY_NAMES[found.days[0]], start=start, last=DAY_NAMES[found.last_day], end=end
    )


def _time(hour: float) -> time:
    minutes = round(hour * 60)
    return time(minutes // 60 % HOURS_A_DAY, minutes % 60)


def said(slots: Sequence[str]) -> str:
    """The slots in words: in the week, then at the weekend."""
    if len(set(slots)) == len(Slot):
        return _("round the clock, every day")
    found = []
    for kind, pattern in (("week", _("in the week: {periods}")), ("weekend", _("at the weekend: {periods}"))):
        periods = [str(word) for period, word in PERIODS.items() if f"{kind}_{period}" in slots]
        if periods:
            found.append(pattern.format(periods=", ".join(periods)))
    return between().join(found) or _("no hours yet")


def between() -> str:
    return pgettext("between periods of the week", "; ")


def modalities_said(hours: Hours) -> str:
    """The modalities of a solution, in the domain's order."""
    return ", ".join(str(word) for modality, word in MODALITIES.items() if modality in hours)


@dataclass(frozen=True, slots=True)
class Tick:
    """A cell of the form: the value that it sends, whether it is ticked, what it is called aloud."""

    value: str
    ticked: bool
    label: str


def rows_to_tick(ticked: frozenset[str]) -> list[tuple[str, Tick, list[Tick]]]:
    """The form's table: by modality, whether it is foreseen, then each slot of the week."""
    found = []
    for modality, word in MODALITIES.items():
        foreseen = Tick(
            f"{modality}:", f"{modality}:" in ticked, _("{modality}: foreseen").format(modality=word)
        )
        cells = []
        for slot in Slot:
            value = f"{modality}:{slot.value}"
            cells.append(Tick(value, value in ticked, f"{word}, {slot_word(slot)}"))
        found.append((str(word), foreseen, cells))
    return found


def slot_word(slot: Slot) -> str:
    kind, period = slot.value.rsplit("_", 1)
    pattern = _("{period} in the week") if kind == "week" else _("{period} at the weekend")
    return pattern.format(period=PERIODS[period])


def day_marks() -> list[tuple[int, str]]:
    """Where each day begins on the strip, with its letter."""
    letters = pgettext("initials of the days, Monday first", "M T W T F S S").split()
    return [(number * HOURS_A_DAY, letters[number]) for number in range(DAYS)]


__all__ = [
    "HOURS_A_WEEK", "Strip", "day_marks", "days_said", "modalities_said", "rows_to_tick", "said", "shift_said",
    "week_of",
]  # fmt: skip
