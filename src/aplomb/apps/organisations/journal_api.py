"""The journal for programs: who did what, when, on what (interfaces.md §5)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.organisations import trail
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.rights import asks_api
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.rest import PAGE, Limit

router = Router(tags=["journal"])
OBJECT = r"^[a-z_]+/[0-9a-f-]+$"


class Actor(Schema):
    id: str = Field(description="opaque; `system` for the program itself")
    name: str


class ThingOut(Schema):
    """What an event is about."""

    kind: str = Field(examples=["evaluation"])
    id: str = Field(description="as the addresses of its kind say it", examples=["12"])
    name: str
    part: str = Field(
        description="what of it: a criterion, a requirement; empty for the whole", examples=["1.1.1"]
    )


class EventOut(Schema):
    """An event. `stream` and `seq` are its place in its chain, `leaf` its hash there."""

    at: datetime
    action: str = Field(examples=["evaluation.closed"])
    actor: Actor
    role: str = Field(description="the role under which it was allowed", examples=["quality_manager"])
    object: ThingOut | None = Field(description="null where it is nothing's: a sign-in that was refused")
    details: str = Field(description="in words, without the texts that people wrote")
    stream: str = Field(examples=["evaluation/40"])
    seq: int = Field(examples=[7])
    leaf: str
    sound: bool = Field(description="whether the entry is what its chain commits to")
    erased: bool = Field(description="whether its values were erased, as the law may demand")


class Events(Schema):
    items: list[EventOut]
    next: str | None = Field(description="the `cursor` of the page after; null on the last one")


@router.get("", response=Events, summary="Who did what, when")
@asks_api(trail.ACTION)
def journal(
    request: HttpRequest,
    object: Annotated[
        str, Field(pattern=OBJECT, description="one object and all that it holds", examples=["evaluation/12"])
    ]
    | None = None,
    action: Annotated[str, Field(max_length=60, examples=["evaluation.closed"])] = "",
    person: UUID | None = None,
    since: Annotated[date | None, Field(description="from this day of Paris on")] = None,
    until: Annotated[date | None, Field(description="to this day of Paris, included")] = None,
    cursor: Annotated[str, Field(pattern=trail.CURSOR)] | None = None,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """The events of your own site's objects, the latest first; for the platform, those about access alone."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    scope = trail.scope_of(standing)
    if scope.is_empty:
        raise NotAllowed([Refusal(f"{trail.ACTION}.not-yours")])
    filters = trail.Filters(object or "", action, person, since, until)
    entries = trail.visible(scope, filters).select_related("stream", "value")
    if cursor is not None:
        entries = trail.after(entries, cursor)
    rows = list(entries[: limit + 1])
    told = trail.tell(rows[:limit], scope)
    more = trail.cursor_of(rows[limit - 1]) if len(rows) > limit else None
    return {"items": [_event(one) for one in told], "next": more}


def _event(told: trail.Told) -> dict[str, Any]:
    entry, thing = told.entry, told.thing
    return {
        "at": entry.at,
        "action": entry.action,
        "actor": {"id": entry.actor, "name": told.who},
        "role": entry.role,
        "object": thing and {"kind": thing.kind, "id": thing.key, "name": thing.name, "part": told.part},
        "details": told.details,
        "stream": entry.stream.name,
        "seq": entry.seq,
        "leaf": entry.leaf,
        "sound": told.sound,
        "erased": told.erased,
    }
