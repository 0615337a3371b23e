"""Days as a card has room for them: 4 déc."""

from datetime import date, timedelta

from django import template
from django.utils import formats

from aplomb.web.templatetags.days import NO_BREAK, number_of, short_day

register = template.Library()
NEAR = timedelta(days=300)


@register.filter
def card_day(on: date | None, today: date) -> str:
    """A day with its month in short; of days that are far, the month and the year alone."""
    if on is None:
        return ""
    if abs(on - today) > NEAR:
        return short_day(on)
    return f"{number_of(on)}{NO_BREAK}{formats.date_format(on, 'N')}"
