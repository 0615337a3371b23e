"""Why not, in a template: `{{ refusal|sentence }}` beside the button that is not there."""

from django import template

from aplomb.domain.shared.refusal import Refusal
from aplomb.web import refusals

register = template.Library()


@register.filter
def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    return refusals.sentence(refusal)
