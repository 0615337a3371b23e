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
from aplomb.apps.evaluations.results_page import HeatCell, Item
from aplomb.charts.numbers import percent_text, threshold_text
from aplomb.charts.palette import UNANSWERED
from aplomb.domain.referentials.differences import Fate, Segment
from aplomb.web.templatetags.aplomb import content, glyph, icon, language, tile, words_of

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


# — Cells that a page repeats by the dozen: a function draws them several times faster than a template included ——


@register.simple_tag
def criterion_line(item: Item) -> SafeString:
    """A criterion in a list: its text, who answered, its mark."""
    who = item.entry.evaluator if item.entry else ""
    shown = item.mark
    return format_html(
        '<li><span class="t"><a href="{}">{}</a> <small>{}{}</small></span>{}</li>',
        item.url,
        content(item.criterion.text),
        item.criterion.code,
        f" · {who}" if who else "",
        tile(shown.step, shown.word, shown.digit)
        if shown
        else format_html('<span class="tag line">{}</span>', _("Unanswered")),
    )


@register.simple_tag
def heat_cell(cell: HeatCell) -> SafeString:
    """A requirement of the heat map: its band, its score, the way to its criteria."""
    title, unanswered = words_of(cell.title), cell.step == UNANSWERED
    return format_html(
        '<li><a data-n="{0}" href="{1}" title="{2}"><small>{3}</small><span>{4}{5}</span>'
        '<span class="vh">{6} {2}</span></a></li>',
        cell.step,
        cell.url,
        title,
        cell.code,
        "" if unanswered else glyph(cell.step),
        cell.text,
        format_html(" {}", _("not answered")) if unanswered else "",
    )


@register.filter
def words_changed(segments: tuple[Segment, ...]) -> SafeString:
    """A text with the words that left it and those that came, said by their marks and not by colour alone."""
    tags: dict[Fate, Any] = {Fate.SAME: "{}", Fate.REMOVED: "<del>{}</del>", Fate.ADDED: "<ins>{}</ins>"}
    return SafeString("".join(format_html(tags[one.fate], one.text) for one in segments))
