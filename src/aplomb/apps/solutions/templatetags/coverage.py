"""When a reading centre reads, as pages say it."""

from django import template

from aplomb.apps.solutions import week
from aplomb.apps.solutions.models import ReadingHours

register = template.Library()


@register.filter
def when_read(row: ReadingHours) -> str:
    """Days, hours, modalities."""
    return f"{week.shift_said(row.shift)} · {week.modalities_said({key: [] for key in row.modalities})}"
