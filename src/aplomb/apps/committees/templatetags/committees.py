"""The hour of a meeting as people write it: 12 h 30."""

from datetime import time

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def clock(at: time | None) -> str:
    """An hour of the day, nothing where none was given."""
    if at is None:
        return ""
    pattern = pgettext("an hour of the day", "{hour}:{minute}")
    return pattern.format(hour=at.hour, minute=f"{at.minute:02}")
