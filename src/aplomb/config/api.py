"""The REST API: who is calling, how a body is read, how errors are said; the routes live with their areas.

`openapi` describes them, `surface` and `faults` answer for what no operation gets to see.
"""

import json
from collections.abc import Mapping, Set
from enum import Enum
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from aplomb.apps.accounts.api import router as me
from aplomb.apps.accounts.models import Token
from aplomb.apps.evaluations.api import router as evaluations
from aplomb.apps.evaluations.results_api import router as results
from aplomb.apps.evidence.api import router as evidence
from aplomb.apps.indicators.api import router as indicators
from aplomb.apps.knowledge.api import router as sheets
from aplomb.apps.organisations.api import router as organisations
from aplomb.apps.organisations.journal_api import router as journal
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.plans.api import router as plans
from aplomb.apps.plans.api import themes_router as themes
from aplomb.apps.referentials.api import router as referentials
from aplomb.config import faults
from aplomb.config.field_errors import field_error
from aplomb.web.refusals import sentence
from aplomb.web.rest import Refused, problem

SAFE = ("GET", "HEAD", "OPTIONS")
DEEPEST = 20


# — Who is calling ——————————————————————————————————————————————————————————————


class BearerToken(HttpBearer):
    """A program's key, looked up by `accounts.bearer`. No CSRF token is asked; a read-only key writes nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found: Token | None = getattr(request, "token", None)
        if found is not None and found.scope != Token.Scope.WRITE and request.method not in SAFE:
            raise Refused(403, "read_only", _("This token only reads."))
        return found


class Session(AuthBase):
    """The page's session; an unsafe call needs its CSRF token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "session"

    def __call__(self, request: HttpRequest) -> Any | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if request.method not in SAFE and _csrf_fault(request):
            title = _("The form's token is missing or out of date: ask GET /api/v1/me for a fresh one.")
            raise Refused(403, "csrf", title)
        return request.user


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _csrf_fault(request: HttpRequest) -> str | None:
    check = _Csrf(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {})  # type: ignore[return-value]


# — How a body is read ——————————————————————————————————————————————————————————


class JsonParser(Parser):
    """JSON alone, not deeper than a person would write it, and without the numbers that JSON does not have."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refused(415, "media_type", _("The body must be JSON (Content-Type: application/json)."))
        try:
            data = json.loads(request.body, parse_constant=_no_such_number)
        except (ValueError, RecursionError) as error:
            raise Refused(400, "unreadable", _("The body is not JSON.")) from error
        if _depth(data) > DEEPEST:
            title = _("The body is too deep: {most} levels at most.").format(most=DEEPEST)
            raise Refused(400, "too_deep", title)
        return data


def _no_such_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _depth(data: Any) -> int:
    """How many objects and lists stand one inside the other."""
    depth, level = 0, [data]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        if depth > DEEPEST:
            break
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return depth


class Utf8Json(JSONRenderer):
    """Accented letters as they are: shorter, and readable in a terminal."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`evaluations_close`: stable, whatever the modules are called."""
        area, name = (operation.tags or [""])[0], operation.view_func.__name__
        return name if name.startswith(area.rstrip("s")) else f"{area}_{name}"


api = Api(
    title="Aplomb",
    version="1",
    auth=[BearerToken(), Session()],
    urls_namespace="api",
    parser=JsonParser(),
    renderer=Utf8Json(),
    # Document and page are ours: see `openapi` and `routes`.
    docs_url=None,
    openapi_url=None,
)


MOUNTED: tuple[tuple[str, Router], ...] = (
    ("/me", me),
    ("/referentials", referentials),
    ("/organisations", organisations),
    ("/evaluations", evaluations),
    ("/evaluations", results),
    ("/evaluations", evidence),
    ("/indicators", indicators),
    ("/plans", plans),
    ("/themes", themes),
    ("/sheets", sheets),
    ("/journal", journal),
)
for prefix, router in MOUNTED:
    api.add_router(prefix, router)


# — How errors are said —————————————————————————————————————————————————————————


@api.exception_handler(NotAllowed)
def refused(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """A rule says no: 403 where the matrix refuses, 409 where the state does."""
    codes = [refusal.code for refusal in error.refusals]
    status = 403 if all(code.endswith("not-yours") for code in codes) else 409
    said = [{"code": r.code, "message": sentence(r), "facts": plain(r.facts)} for r in error.refusals]
    return problem(status, codes[0], said[0]["message"], refusals=said)


@api.exception_handler(Http404)
@api.exception_handler(ObjectDoesNotExist)
def absent(request: HttpRequest, error: Exception) -> HttpResponse:
    """A missing object, or somebody else's: the same answer."""
    return faults.absent()


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [field_error(found) for found in error.errors]
    return problem(422, "invalid", _("Some fields are not what they should be."), errors=errors)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A value that the database has no room for: a character that is no text, a number beyond its column."""
    return problem(422, "invalid", _("Some fields are not what they should be."), errors=[])


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody's call, or a key that opens nothing: unknown, over and revoked are not told apart."""
    response = problem(401, "unauthenticated", _("Sign in, or give a valid token."))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return faults.too_big()


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    return faults.busy()


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    # What the parser refuses comes wrapped in another error, whose message is English only.
    said = error.__cause__ if isinstance(error.__cause__, Refused) else error
    code = said.code if isinstance(said, Refused) else f"http_{said.status_code}"
    return problem(said.status_code, code, str(said))


def plain(facts: Any) -> Any:
    """The facts of a refusal as JSON holds them."""
    if isinstance(facts, Mapping):
        return {str(name): plain(fact) for name, fact in facts.items()}
    if isinstance(facts, Set):
        return sorted(plain(fact) for fact in facts)
    if isinstance(facts, list | tuple):
        return [plain(fact) for fact in facts]
    if isinstance(facts, Enum):
        return facts.value
    return facts if isinstance(facts, bool | int | float | str | None) else str(facts)
