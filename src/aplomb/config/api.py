"""The REST API: who is calling, how errors are said; the routes live with their areas (interfaces.md §5)."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from aplomb.apps.accounts import tokens
from aplomb.apps.accounts.models import Token
from aplomb.apps.organisations.middleware import of_request
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.web.refusals import sentence

SAFE = ("GET", "HEAD", "OPTIONS")
PROBLEM = "application/problem+json"


class BearerToken(HttpBearer):
    """A program's key. Cookies are ignored and no CSRF token is asked; a read-only key writes nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = tokens.find(token, timezone.now())
        if found is None:
            return None
        if found.scope != Token.Scope.WRITE and request.method not in SAFE:
            raise HttpError(403, _("This token only reads."))
        request.user = found.user
        request.standing = of_request(request)  # type: ignore[attr-defined]
        request.token = found  # type: ignore[attr-defined]
        return found


class Session(AuthBase):
    """The page's session; an unsafe call needs its CSRF token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "session"

    def __call__(self, request: HttpRequest) -> Any | None:
        if request.headers.get("Authorization") or not request.user.is_authenticated:
            return None
        if request.method not in SAFE and _csrf_fault(request):
            raise HttpError(403, _("The form's token is missing or out of date: reload the page."))
        return request.user


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


def _csrf_fault(request: HttpRequest) -> str | None:
    check = _Csrf(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {})  # type: ignore[return-value]


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """An error as RFC 9457 says it, with a stable code beside."""
    body = {"type": "about:blank", "status": status, "title": title, "code": code, **more}
    return JsonResponse(body, status=status, content_type=PROBLEM)


api = NinjaAPI(
    title="Aplomb",
    version="1",
    description="Quality evaluation and labelling in medical imaging and teleradiology.",
    auth=[BearerToken(), Session()],
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
)


@api.exception_handler(NotAllowed)
def refused(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """A rule says no: 403 where the matrix refuses, 409 where the state does."""
    codes = [refusal.code for refusal in error.refusals]
    status = 403 if all(code.endswith("not-yours") for code in codes) else 409
    said = [{"code": r.code, "message": sentence(r), "facts": dict(r.facts)} for r in error.refusals]
    return problem(status, codes[0], said[0]["message"], refusals=said)


@api.exception_handler(Http404)
@api.exception_handler(ObjectDoesNotExist)
def absent(request: HttpRequest, error: Exception) -> HttpResponse:
    """A missing object, or somebody else's: the same answer."""
    return problem(404, "not_found", _("There is nothing here."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in error.errors]
    return problem(422, "invalid", _("Some fields are not what they should be."), errors=errors)


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "unauthenticated", _("Sign in, or give a valid token."))


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, f"http_{error.status_code}", str(error))
