"""Days and moments as people read them: 24 novembre 2026, 1er mars, 10 h 42 (ui/DESIGN.md §8)."""

from datetime import date, datetime, time

from django import template
from django.utils import formats, timezone
from django.utils.translation import pgettext

from aplomb.domain.shared.calendar import PARIS

register = template.Library()
NO_BREAK = "\u00a0"


def number_of(on: date) -> str:
    """The number of a day in its month, the first of which French writes apart."""
    return pgettext("first day of a month", "1") if on.day == 1 else str(on.day)


@register.filter
def day(on: date | None) -> str:
    """A day in full, its year included."""
    return f"{number_of(on)}{NO_BREAK}{formats.date_format(on, 'F Y')}" if on else ""


@register.filter
def near_day(on: date | None, today: date | None = None) -> str:
    """A day without its year where that is this one."""
    if on is None:
        return ""
    this_year = (today or timezone.localdate()).year
    return f"{number_of(on)}{NO_BREAK}{formats.date_format(on, 'F')}" if on.year == this_year else day(on)


@register.filter
def short_day(on: date | None) -> str:
    """A month and its year, for the legend of a chart: nov. 2026."""
    return formats.date_format(on, "N Y") if on else ""


@register.filter
def moment(at: datetime | None) -> str:
    """A moment in Paris: 24 novembre 2026 à 10 h 42."""
    if at is None:
        return ""
    local = at.astimezone(PARIS)
    pattern = pgettext("a moment: a day, then an hour", "{day} at {hour}")
    return pattern.format(day=day(local.date()), hour=hour(at))


@register.filter
def hour(at: datetime | None) -> str:
    """The hour in Paris: 10 h 42."""
    if at is None:
        return ""
    return clock(at.astimezone(PARIS).time())


@register.filter
def clock(at: time) -> str:
    """An hour that clocks show, the same each day: 8 h 00."""
    pattern = pgettext("an hour of the day", "{hour}:{minute}")
    return pattern.format(hour=at.hour, minute=f"{at.minute:02}")
