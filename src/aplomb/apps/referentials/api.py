"""Referentials for programs: which there are, their editions, the whole of one (interfaces.md §5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import asks_api
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import editions_of, open_editions, tree_of
from aplomb.domain.shared.refusal import Refusal
from aplomb.formats.referential import write_json
from aplomb.web.compression import compressed
from aplomb.web.rest import PAGE, Limit, anybody, not_modified

router = Router(tags=["referentials"])
# A published edition never changes: whoever has it need not ask again.
FOR_EVER = "public, max-age=31536000, immutable"


class EditionOut(Schema):
    """An edition without its tree."""

    edition: str = Field(examples=["2026.1"])
    title: dict[str, str] = Field(examples=[{"fr": "Téléradiologie", "en": "Teleradiology"}])
    status: str = Field(description="published, or retired: it is still read, and no longer begun with")
    criteria: int = Field(description="how many criteria it has", examples=[135])
    content_hash: str = Field(
        description="SHA-256 of the canonical JSON of its data: the ETag of its address"
    )
    published_at: datetime
    retired_at: datetime | None


class ReferentialOut(Schema):
    """A referential, with its newest edition."""

    code: str = Field(examples=["teleradiologie"])
    newest: EditionOut


class Referentials(Schema):
    items: list[ReferentialOut]
    next: str | None = Field(description="the `cursor` of the page after; null on the last one")


class Editions(Schema):
    """The editions of a referential, the newest first."""

    code: str = Field(examples=["teleradiologie"])
    items: list[EditionOut]
    next: None = None


@router.get("", auth=anybody, response=Referentials, summary="The referentials")
@asks_api("referential.read")
def referentials(request: HttpRequest, cursor: str = "", limit: Limit = PAGE) -> dict[str, Any]:
    """What anybody may read, by code, each with its newest edition."""
    newest: dict[str, Edition] = {}
    for row in open_editions():
        newest.setdefault(row.code, row)
    found = [row for code, row in newest.items() if code > cursor]
    shown = found[:limit]
    items = [{"code": row.code, "newest": _edition(row)} for row in shown]
    return {"items": items, "next": shown[-1].code if len(found) > limit else None}


@router.post("", response={201: EditionOut}, summary="Take a referential in")
@asks_api("referential.read")
def take_in(request: HttpRequest) -> HttpResponse:
    """Refused to everybody so far: referentials are taken in on the command line, `aplomb referential import`."""
    raise NotAllowed([Refusal("referential.draft.not-yours")])


@router.get("/{code}", auth=anybody, response=Editions, summary="The editions of a referential")
@asks_api("referential.read")
def editions(request: HttpRequest, code: str) -> dict[str, Any]:
    """All that anybody may read, the newest first, those retired last."""
    rows = editions_of(code)
    if not rows:
        raise Http404
    return {"code": code, "items": [_edition(row) for row in rows]}


@router.get(
    "/{code}/editions/{edition}",
    auth=anybody,
    response={200: dict[str, Any], 304: None},
    summary="The whole of an edition",
)
@asks_api("referential.read")
def whole(request: HttpRequest, code: str, edition: str) -> Any:
    """The format of `interfaces.md` §2 as JSON: `aplomb referential import` takes it in again.

    Its ETag is the content hash, and it never changes: keep it for as long as you like.
    """
    row = _named(editions_of(code), edition)
    headers = {"ETag": f'"{row.content_hash}"', "Cache-Control": FOR_EVER}
    kept = not_modified(request, headers["ETag"], headers)
    if kept is not None:
        return kept
    body = write_json(tree_of(row.pk, row.content_hash))
    return compressed(request, HttpResponse(body, content_type="application/json", headers=headers))


def _named(rows: Sequence[Edition], edition: str) -> Edition:
    found = next((row for row in rows if row.edition == edition), None)
    if found is None:
        raise Http404
    return found


def _edition(row: Edition) -> dict[str, Any]:
    return {
        "edition": row.edition,
        "title": row.title,
        "status": row.status,
        "criteria": row.criteria_count,
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "retired_at": row.retired_at,
    }
