"""What a view asks of the policy, said on the view itself, so that pages, lists of routes and tests agree.

Here stand the two marks that need no organisation; `organisations.rights` has the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

PUBLIC = "public"
SAFE = ("GET", "HEAD")
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a route asks: an action of the rights matrix (or `public`), for these methods."""

    action: str
    methods: tuple[str, ...]


def with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    """The methods that a view answers to: GET where none is named, HEAD beside GET."""
    named = methods or ("GET",)
    return (*named, "HEAD") if "GET" in named else named


def asked_by(view: Any) -> Asked | None:
    """What a view declares, if it declares anything."""
    return getattr(view, "asked", None)


def mark(view: View, action: str, methods: tuple[str, ...]) -> None:
    view.asked = Asked(action, methods)  # type: ignore[attr-defined]


def public(*methods: str) -> Callable[[View], View]:
    """Open to anybody, signed in or not: `@public()`, `@public("GET", "POST")`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return refuse_method(request, answered) or view(request, *args, **kwargs)

        answered = with_head(methods)
        mark(guarded, PUBLIC, answered)
        return guarded

    return decorate


def oneself(action: str, *methods: str) -> Callable[[View], View]:
    """About the signed-in person and nobody else: `@oneself("my_data.read")`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = refuse_method(request, answered) or refuse_stranger(request)
            return refused or view(request, *args, **kwargs)

        answered = with_head(methods)
        mark(guarded, action, answered)
        return guarded

    return decorate


def refuse_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    return None if request.method in methods else HttpResponseNotAllowed(methods)


def refuse_stranger(request: HttpRequest) -> HttpResponse | None:
    """Send whoever is not signed in to the sign-in page, and back to a page that can be shown again."""
    if request.user.is_authenticated:
        return None
    back = request.get_full_path() if request.method in SAFE else "/home/"
    response = redirect_to_login(back)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(response.url)
    return response
