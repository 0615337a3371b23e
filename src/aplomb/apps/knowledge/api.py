"""Best-practice sheets for programs: the search, and a sheet's text (interfaces.md §5)."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.accounts import limits
from aplomb.apps.knowledge import queries
from aplomb.apps.organisations.rights import asks_api
from aplomb.formats.sheets import Sheet
from aplomb.web.rest import PAGE, Limit

router = Router(tags=["sheets"])
SEARCHES_A_MINUTE = 60


class CriterionName(Schema):
    referential: str = Field(examples=["teleradiologie"])
    criterion: str = Field(examples=["1.1.1"])


class SheetOut(Schema):
    code: str = Field(examples=["BP-001"])
    title: str
    summary: str
    minutes: int = Field(description="how long it takes to read")
    criteria: list[CriterionName] = Field(description="the criteria that it helps with")
    tools: list[str] = Field(description="the codes of the tools that go with it")
    url: str = Field(description="the address of its page")


class SheetWhole(SheetOut):
    body: str = Field(description="its text, as Markdown")


class Sheets(Schema):
    items: list[SheetOut]
    next: int | None = Field(description="the `cursor` of the page after; null on the last one")
    instead: str = Field(description="the words looked for in place of mistyped ones; empty where none were")


@router.get("", response=Sheets, summary="Search the best-practice sheets")
@asks_api("sheet.read")
def sheets(
    request: HttpRequest,
    q: Annotated[
        str, Field(max_length=200, description="French words; accents, plurals and slips are forgiven")
    ] = "",
    cursor: Annotated[int, Field(ge=0, le=100_000)] = 0,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """The sheets that hold all these words, the best first; all of them without words."""
    if q:
        limits.demand(limits.named("search", str(request.user.pk)), SEARCHES_A_MINUTE, limits.MINUTE)
    outcome = queries.search(q)
    shown = outcome.sheets[cursor : cursor + limit]
    more = cursor + limit if len(outcome.sheets) > cursor + limit else None
    return {"items": [_sheet(one) for one in shown], "next": more, "instead": outcome.instead}


@router.get("/{code}", response=SheetWhole, summary="A best-practice sheet")
@asks_api("sheet.read")
def sheet(request: HttpRequest, code: str) -> dict[str, Any]:
    found = queries.by_code().get(code)
    if found is None:
        raise Http404
    return {**_sheet(found), "body": found.body}


def _sheet(found: Sheet) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title,
        "summary": found.summary,
        "minutes": found.minutes,
        "criteria": [{"referential": code, "criterion": criterion} for code, criterion in found.criteria],
        "tools": list(found.tools),
        "url": reverse("knowledge:detail", args=[found.code]),
    }
