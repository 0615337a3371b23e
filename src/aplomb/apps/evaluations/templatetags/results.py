"""Small words and ways of the results' pages."""

import re
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aplomb.apps.evaluations.models import Evaluation
from aplomb.charts.numbers import percent_text, threshold_text
from aplomb.domain.referentials.differences import Fate, Segment
from aplomb.web.templatetags.aplomb import icon, language

register = template.Library()


@register.filter
def evaluation_name(evaluation: Evaluation) -> str:
    """How people name it: `Auto-évaluation n° 2`."""
    return _("{kind} no. {number}").format(kind=evaluation.get_kind_display(), number=evaluation.number)


@register.filter
def threshold(share: Fraction) -> str:
    return threshold_text(share, language())


@register.filter
def percent(share: Fraction | None) -> str:
    return percent_text(share, language())


@register.filter
def uid(code: str, prefix: str) -> str:
    """An identifier for a page made of a code, which may hold anything."""
    return f"{prefix}-{re.sub(r'[^A-Za-z0-9_-]', '-', code)}"


@register.simple_tag
def grid_url(evaluation: Evaluation, **query: str) -> str:
    """The grid, filtered as its address says it."""
    address = reverse("evaluations:detail", args=[evaluation.pk])
    return f"{address}?{urlencode(query)}" if query else address


@register.simple_tag
def why(url: str, of: str, code: str = "") -> SafeString:
    """The way to where a figure comes from: a page, or a dialog where there are scripts."""
    said = _("Where this figure comes from: {figure}").format(figure=of.format(code=code))
    return format_html(
        '<a class="why no-print" href="{0}" hx-get="{0}" hx-target="#recipe-body" title="{1}">{2}'
        '<span class="vh">{1}</span></a>',
        url,
        said,
        icon("info", "s"),
    )


@register.filter
def words_changed(segments: tuple[Segment, ...]) -> SafeString:
    """A text with the words that left it and those that came, said by their marks and not by colour alone."""
    tags: dict[Fate, Any] = {Fate.SAME: "{}", Fate.REMOVED: "<del>{}</del>", Fate.ADDED: "<ins>{}</ins>"}
    return SafeString("".join(format_html(tags[one.fate], one.text) for one in segments))
