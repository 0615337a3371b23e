"""Figures in templates: exact shares in, rounded once, in the page's language."""

from fractions import Fraction

from django import template

from aplomb.charts.numbers import percent_text
from aplomb.web.templatetags.aplomb import language

register = template.Library()


@register.filter
def as_percent(share: Fraction | None, threshold: Fraction | None = None) -> str:
    """A share as whole per cent, with as many decimals as it takes to show on which side of `threshold` it is."""
    return "—" if share is None else percent_text(share, language(), against=threshold)
