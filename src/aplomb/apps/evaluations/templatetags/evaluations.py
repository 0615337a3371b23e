"""Small words and pieces of the evaluations' pages."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template

from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.text import Text
from aplomb.web.templatetags.aplomb import language

register = template.Library()


@register.filter
def in_language(title: Mapping[str, str]) -> str:
    """A text kept by language, in that of the page."""
    return Text.of(title).in_(language())


@register.filter
def local_day(at: datetime | None) -> date | None:
    """The day in Paris."""
    return day_in_paris(at) if at else None
