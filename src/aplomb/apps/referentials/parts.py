"""What stands around the list of criteria and never changes with a search: the other parts, the filters' choices.

Made once a process for an edition and a language, as the criteria's own markup is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from aplomb.apps.referentials import reading
from aplomb.apps.referentials.fragments import KEPT_EDITIONS
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import tree_of


@dataclass(frozen=True, slots=True)
class Around:
    """Figures, what each filter offers, and the markup of scale, dimensions, documents, profile, downloads."""

    figures: reading.Figures
    choices: Mapping[str, Sequence[reading.Choice]]
    parts: SafeString


def around(row: Edition) -> Around:
    """What stands around the criteria of an edition, in the language of the moment."""
    return _around(row.pk, row.content_hash, row.published_on, get_language() or "")


@lru_cache(maxsize=KEPT_EDITIONS)
def _around(edition_id: int, content_hash: str, published_on: date | None, lang: str) -> Around:
    edition = tree_of(edition_id, content_hash)
    figures = reading.figures(edition)
    context = {
        "edition": edition,
        "address": reverse("referentials:detail", args=[edition.code, edition.edition]),
        "published_on": published_on,
        "figures": figures,
        "levels": reading.levels(edition),
        "dimensions": reading.dimensions(edition),
        "documents": reading.documents(edition),
        "facts": reading.facts(edition),
        "selections": reading.selections(edition),
        "ready": reading.thresholds(edition),
    }
    return Around(figures, reading.choices(edition), render_to_string("referentials/parts.html", context))
