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


@register.filter
def points_since(share: Fraction | None, before: Fraction | None) -> Fraction | None:
    """How far a share moved, as a share; nothing where one of the two is missing."""
    return None if share is None or before is None else share - before


@register.filter
def sign_of(share: Fraction | None) -> int:
    return 0 if not share else 1 if share > 0 else -1


@register.filter
def magnitude(share: Fraction | None) -> str:
    """The size of a change in points of per cent, without its sign."""
    return "" if share is None else percent_text(abs(share), language())
