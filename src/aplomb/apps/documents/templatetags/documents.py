"""Marks of documents: their states are not levels, and always carry an icon and a word (ui/DESIGN.md §6)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from aplomb.apps.documents import listing
from aplomb.apps.documents.attached import Counted
from aplomb.apps.documents.queries import Line
from aplomb.domain.documents.inventory import Status
from aplomb.domain.referentials.edition import Criterion
from aplomb.web.templatetags.aplomb import icon

register = template.Library()

_LOOKS = {
    Status.PRESENT: ("ok", "check", pgettext_lazy("state of a document", "Exists")),
    Status.PARTIAL: ("warn", "minus", pgettext_lazy("state of a document", "Partial")),
    Status.EXPIRED: ("warn", "clock", pgettext_lazy("state of a document", "Out of date")),
    Status.MISSING: ("danger", "cross", pgettext_lazy("state of a document", "Missing")),
    Status.NOT_APPLICABLE: ("line", "minus", pgettext_lazy("state of a document", "Not applicable")),
}


@cache
def _look(status: str) -> tuple[str, str, object]:
    return _LOOKS[Status(status)]


@register.simple_tag
def document_state(status: str) -> SafeString:
    """The tag of a document's state on a day."""
    css, sign, word = _look(status)
    return format_html('<span class="tag {}">{}{}</span>', css, icon(sign, "s"), word)


@register.filter
def ahead(valid_until: date | None, on: date) -> int:
    """The length of the bar of validity, in per cent of the coming year."""
    return listing.ahead(valid_until, on)


@register.filter
def among(key: str, keys: frozenset[str]) -> bool:
    return key in keys


@register.filter
def at(key: int, numbers: Mapping[int, int]) -> int:
    """The number that stands at a key; 0 where there is none."""
    return numbers.get(key, 0)


@register.filter
def line_url(line: Line, organisation: int) -> str:
    """Where a line is changed."""
    if line.document is not None:
        return reverse("documents:line", args=[organisation, line.referential, line.code])
    return reverse("documents:own_line", args=[organisation, line.record.pk if line.record else 0])


@register.filter
def criterion_url(line: Line, code: str) -> str:
    """The criterion in the grid of the evaluation that asks for the document."""
    if line.expectation is None or line.expectation.evaluation is None:
        return ""
    address = reverse("evaluations:detail", args=[line.expectation.evaluation])
    return f"{address}?{urlencode({'q': code})}"


@register.filter
def codes(criteria: Sequence[Criterion]) -> str:
    return ", ".join(criterion.code for criterion in criteria)


@register.filter
def group_uid(place: int) -> str:
    return f"g-{place}"


@register.simple_tag
def row_query(asked: listing.Asked, key: str) -> str:
    """The query of the row alone, under the same filter."""
    query = asked.but()
    return f"{query}{'' if query == '?' else '&'}{urlencode({'key': key})}"


@register.simple_tag
def list_url(asked: listing.Asked, **other: str) -> str:
    """The address of the same list with something else."""
    return asked.but(**other)


@register.filter
def files_of(line: Line, counts: Mapping[str, Counted]) -> Counted | None:
    """What a line has in the way of files."""
    return counts.get(line.key)


@register.filter
def days_until(valid_until: date, on: date) -> int:
    """How many days are left."""
    return (valid_until - on).days


@register.filter
def files_url(line: Line, organisation: int) -> str:
    """Where a line's files are listed and sent."""
    if line.document is not None:
        return reverse("documents:versions", args=[organisation, line.referential, line.code])
    return reverse("documents:own_versions", args=[organisation, line.record.pk if line.record else 0])
