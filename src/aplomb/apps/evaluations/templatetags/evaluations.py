"""Small words and pieces of the evaluations' pages."""

from collections.abc import Mapping
from datetime import date, datetime
from json import dumps
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.text import Text
from aplomb.web.templatetags.aplomb import language

register = template.Library()
# As Django's own `json_script`: nothing in the data ends the element that holds it.
_INERT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def json_part(data: Any, name: str) -> SafeString:
    """Data that a part of the page reads, as JSON in the page."""
    text = dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_INERT)
    return format_html(
        '<script type="application/json" data-part="{}">{}</script>',
        name,
        mark_safe(text),  # noqa: S308 -- made inert by the line above
    )


@register.filter
def in_language(title: Mapping[str, str]) -> str:
    """A text kept by language, in that of the page."""
    return Text.of(title).in_(language())


@register.filter
def local_day(at: datetime | None) -> date | None:
    """The day in Paris."""
    return day_in_paris(at) if at else None
