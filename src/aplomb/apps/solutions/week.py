"""The hours of a solution as pages show them: a strip of the week by modality, in words and in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from aplomb.apps.solutions.models import MODALITIES, Solution
from aplomb.domain.organisations.solution import (
    HOURS_A_DAY,
    HOURS_A_WEEK,
    Hours,
    Slot,
    stretches,
    weekly_hours,
)

PERIODS: Mapping[str, Any] = {
    "day": pgettext_lazy("period of the day", "day"),
    "evening": pgettext_lazy("period of the day", "evening"),
    "night": pgettext_lazy("period of the day", "night"),
}
DAYS = 7


@dataclass(frozen=True, slots=True)
class Strip:
    """A modality over the week: `bars` are (start, length) in hours since Monday 0 h, as an SVG takes them."""

    modality: str
    word: str
    bars: Sequence[tuple[str, str]]
    said: str
    hours: int


def week_of(solution: Solution) -> list[Strip]:
    """The strips of a solution's modalities, in the domain's order."""
    bounds, hours = solution.bounds, solution.hours
    return [
        Strip(
            modality,
            str(word),
            [(f"{start:g}", f"{end - start:g}") for start, end in stretches(hours[modality], bounds)],
            said(hours[modality]),
            round(weekly_hours(hours[modality], bounds)),
        )
        for modality, word in MODALITIES.items()
        if modality in hours
    ]


def said(slots: Sequence[str]) -> str:
    """The slots in words: in the week, then at the weekend."""
    if len(set(slots)) == len(Slot):
        return _("round the clock, every day")
    found = []
    for kind, pattern in (("week", _("in the week: {periods}")), ("weekend", _("at the weekend: {periods}"))):
        periods = [str(word) for period, word in PERIODS.items() if f"{kind}_{period}" in slots]
        if periods:
            found.append(pattern.format(periods=", ".join(periods)))
    return pgettext("between periods of the week", "; ").join(found) or _("no hours yet")


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


__all__ = ["HOURS_A_WEEK", "Strip", "day_marks", "modalities_said", "rows_to_tick", "said", "week_of"]
