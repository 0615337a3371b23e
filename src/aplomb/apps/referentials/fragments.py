"""The markup of each criterion, made once a process for an edition and a language, with slots for what a search marks.

Two hundred criteria through templates take a tenth of a second; an edition never changes, so it is paid once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from aplomb.apps.referentials.labels import RESPONDENTS
from aplomb.apps.referentials.models import Edition as Row
from aplomb.apps.referentials.queries import tree_of
from aplomb.charts.palette import step_of
from aplomb.domain.referentials.edition import Criterion, Edition

KEPT_EDITIONS = 12
_SLOT = "\x00"
# The guidance of shipped editions says, sentence by sentence, when to score which level, what to show, what to probe.
_PARTS = re.compile(r"(?<=[.!?…])\s+(?=Coter\s\d|Preuves?\s?:|Sondages?\s?:)")
_LEVEL = re.compile(r"Coter\s(\d)\b")
_LABEL = re.compile(r"(Preuves?|Sondages?)\s?:\s*")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A criterion's markup around its text, and around the pieces of the rest where words were found."""

    before: SafeString
    between: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True)
class GuidancePart:
    """A piece of the guidance: a level that it explains (step and value), a label (*Preuve*), or neither."""

    text: str
    value: int | None = None
    step: str = ""
    label: str = ""


def anchor(code: str) -> str:
    """The place of a criterion on its page: `c-1.1.1`."""
    return f"c-{quote(code, safe='')}"


def fragments(row: Row) -> Mapping[str, Fragment]:
    """The markup of every criterion of an edition, by code, in the language of the moment."""
    return _fragments(row.pk, row.content_hash, get_language() or "")


@lru_cache(maxsize=KEPT_EDITIONS)
def _fragments(edition_id: int, content_hash: str, lang: str) -> Mapping[str, Fragment]:
    edition = tree_of(edition_id, content_hash)
    return {criterion.code: _fragment(edition, criterion) for criterion in edition.criteria}


def _fragment(edition: Edition, criterion: Criterion) -> Fragment:
    markup = render_to_string("referentials/criterion_row.html", criterion_context(edition, criterion))
    before, between, after = map(mark_safe, markup.split(_SLOT))
    return Fragment(before, between, after)


def criterion_context(edition: Edition, criterion: Criterion) -> dict[str, object]:
    """Everything that the page shows of a criterion, with the titles of what it names by code."""
    dimensions = {item.code: item for item in edition.dimensions}
    facts = {item.code: item for item in edition.profile}
    return {
        "edition": edition,
        "criterion": criterion,
        "anchor": anchor(criterion.code),
        "slot": _SLOT,
        "address": reverse("referentials:detail", args=[edition.code, edition.edition]),
        "own_address": reverse(
            "referentials:criterion", args=[edition.code, edition.edition, criterion.code]
        ),
        "guidance": guidance_parts(criterion.guidance.in_(get_language() or ""), edition),
        "documents": [edition.documents_by_code[code] for code in criterion.documents],
        "dimensions": [dimensions[code] for code in criterion.dimensions],
        "facts": [facts[code] for code in criterion.applies_if],
        "respondents": [(code, RESPONDENTS[code]) for code in criterion.answered_by],
        "to_verify": any(reference.to_verify for reference in criterion.references),
        "weight": "" if criterion.weight == 1 else criterion.weight,
        "na_forbidden": not criterion.na_allowed and edition.scale.not_applicable.allowed,
    }


def guidance_parts(text: str, edition: Edition) -> list[GuidancePart]:
    """The guidance, cut where it says when to score which level; any other text stays in one piece."""
    values = [level.value for level in edition.scale.levels]
    parts = []
    for piece in filter(None, _PARTS.split(text)):
        level, label = _LEVEL.match(piece), _LABEL.match(piece)
        if level and int(level[1]) in values:
            value = int(level[1])
            parts.append(GuidancePart(piece, value, step_of(value, values)))
        elif label:
            rest = piece[label.end() :]
            parts.append(GuidancePart(rest[:1].upper() + rest[1:], label=label[1]))
        else:
            parts.append(GuidancePart(piece))
    return parts
