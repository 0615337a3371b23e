"""What stands beside a criterion: guidance, references, documents, sheets. At an address that names its content.

The same for every evaluation on an edition, and two thirds of the grid's weight: a browser asks for it once, keeps
it, and has it off line.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from aplomb.apps.referentials.models import Edition as Row
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.referentials.edition import Criterion, Edition
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.formats.sheets import Sheet, sheets, sheets_by_criterion

KEPT = 32


@dataclass(frozen=True, slots=True)
class Guidance:
    """The file of an edition in a language: its bytes, and the hash of what they say."""

    digest: str
    body: bytes


def address(edition_id: int, content_hash: str, lang: str) -> str:
    """Where the guidance of an edition is, in a language."""
    return reverse("guidance", args=[_guidance(edition_id, content_hash, lang).digest, lang])


def find(digest: str, lang: str) -> bytes | None:
    """The file that bears this hash, among the published editions, the newest first; nothing where none does."""
    published = Row.objects.exclude(status=Row.StatusChoices.DRAFT).order_by("-pk")
    for pk, content_hash in published.values_list("pk", "content_hash"):
        made = _guidance(pk, content_hash, lang)
        if made.digest == digest:
            return made.body
    return None


@lru_cache(maxsize=KEPT)
def _guidance(edition_id: int, content_hash: str, lang: str) -> Guidance:
    edition = compiled(edition_id)
    data = {
        "criteria": {one.code: _criterion(one, lang) for one in edition.criteria},
        "documents": {
            code: {"title": one.title.in_(lang), "indispensable": one.indispensable}
            for code, one in edition.documents_by_code.items()
        },
        "sheets": _sheets(edition),
    }
    return Guidance(canonical_hash(data)[:32], json.dumps(data, ensure_ascii=False).encode())


def _criterion(criterion: Criterion, lang: str) -> dict[str, Any]:
    return {
        "guidance": criterion.guidance.in_(lang),
        "references": [
            {"title": one.title, "url": one.url, "to_verify": one.to_verify} for one in criterion.references
        ],
        "documents": list(criterion.documents),
    }


def _sheets(edition: Edition) -> Mapping[str, Any]:
    """The sheets that help with a criterion of this edition, and which help with which."""
    by_criterion = {
        code: list(found)
        for code, found in sheets_by_criterion(edition.code).items()
        if code in edition.by_code
    }
    wanted = {code for found in by_criterion.values() for code in found}
    return {
        "by_criterion": by_criterion,
        "known": {sheet.code: _sheet(sheet) for sheet in sheets() if sheet.code in wanted},
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "summary": sheet.summary,
        "minutes": sheet.minutes,
        "tools": len(sheet.tools),
        "url": reverse("knowledge:detail", args=[sheet.code]),
    }
