"""What every operation of the API shares: how errors are said, what a body may hold, how a list is paged.

The areas' routers use this; `aplomb.config.api` mounts them, and answers for what goes wrong around them.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from ninja import Schema
from ninja.errors import HttpError
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

API = "/api/"
PROBLEM = "application/problem+json"
PAGE, LARGEST_PAGE = 50, 100
NO_STORE = "private, no-store"

Item = TypeVar("Item")
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="how many items at most")]


def one_line(text: str) -> str:
    """A text of one line: blanks folded; characters that are no text (controls, halves of a pair) refused."""
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise PydanticCustomError("not_text", "this holds a character that is not text")
    return " ".join(text.split())


def something(text: str) -> str:
    """A text that says something once its blanks are folded."""
    if not text:
        raise PydanticCustomError("string_too_short", "1 at least", {"min_length": 1})
    return text


# After a Field that bounds its length: `Annotated[str, Field(min_length=1, max_length=160), ONE_LINE, SOMETHING]`.
ONE_LINE, SOMETHING = AfterValidator(one_line), AfterValidator(something)


class Strict(Schema):
    """A body that takes its own fields and no other."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema, Generic[Item]):
    """A page of a list. `next` is the `cursor` of the page after; null on the last one."""

    items: list[Item]
    next: int | None = Field(
        description="the `cursor` of the page after; null on the last one", examples=[50]
    )


class FieldError(Schema):
    """One field that is not what it should be."""

    place: str = Field(description="body, query or path", examples=["body"])
    field: str = Field(
        description="its name; names of what holds it come before, with dots", examples=["name"]
    )
    code: str = Field(examples=["missing"])
    message: str = Field(examples=["Ce champ manque."])


class CellError(Schema):
    """One cell of a file that cannot be read."""

    code: str = Field(examples=["grid.score"])
    sheet: str = Field(examples=["Grille"])
    row: int | None = Field(examples=[14])
    column: str = Field(examples=["Score actuel"])
    value: Any = Field(examples=["7"])
    reason: str
    mend: str


class Problem(Schema):
    """An error as RFC 9457 says it, with a stable `code`; what some codes add stands beside."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    status: int = Field(examples=[404])
    title: str = Field(description="for people, in their language", examples=["Il n’y a rien ici."])
    code: str = Field(description="for programs: it does not change", examples=["not_found"])
    errors: list[FieldError | CellError] = Field(
        default=[], description="with 422: each field that is wrong, or each cell of a file"
    )


class Refused(HttpError):
    """A call refused by no rule of the trade, with the code that programs read: `Refused(403, "step_up", …)`."""

    def __init__(self, status: int, code: str, title: str) -> None:
        self.code = code
        super().__init__(status, title)


def anybody(request: HttpRequest) -> bool:
    """Who may call what is open to anybody: everybody but the holder of a key that opens nothing, who is told so."""
    return "Authorization" not in request.headers or hasattr(request, "token")


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """An error as RFC 9457 says it, with a stable code beside. It is kept nowhere."""
    body = {"type": "about:blank", "status": status, "title": title, "code": code, **more}
    return JsonResponse(
        body,
        status=status,
        content_type=PROBLEM,
        headers={"Cache-Control": NO_STORE},
        json_dumps_params={"ensure_ascii": False},
    )


def page_of(rows: Sequence[Any], limit: int, out: Callable[[Any], Mapping[str, Any]]) -> dict[str, Any]:
    """The page that these rows make: one more than `limit` was asked for, to know whether another follows."""
    shown = rows[:limit]
    return {"items": [out(row) for row in shown], "next": shown[-1].pk if len(rows) > limit else None}


def not_modified(request: HttpRequest, tag: str, headers: Mapping[str, str]) -> HttpResponse | None:
    """304 where the caller holds what this tag names already; nothing otherwise."""
    found = HttpResponse(headers={"ETag": tag, **headers})
    conditional = get_conditional_response(request, tag, None, found)
    return conditional if conditional is not None and conditional is not found else None
