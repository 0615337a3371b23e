"""What each request goes through for the sake of accounts: sessions, limits, second factor, private pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from aplomb.apps.accounts import limits, queries
from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.signals import FACTOR_KEY

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
API = "/api/"
# What whoever must still enrol a factor may reach: enrolling, signing out, choosing a language.
ENROLLING = ("account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index")
ALSO_OPEN = ("account_logout", "web:language", "web:theme", "accounts:enrol", "mfa_view_recovery_codes")
OPEN_WHILE_ENROLLING = (*ENROLLING, *ALSO_OPEN)


def sessions(get_response: GetResponse) -> GetResponse:
    """Note that a session is in use; keep the pages of whoever is signed in out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and getattr(request, "user", None) is not None and _signed_in(request):
            request.session.touch(timezone.now())  # type: ignore[attr-defined]
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


class Limits:
    """Count the requests that write; answer every limit passed, here or in a view, in the same way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or _from_a_device(request):
            return self.get_response(request)
        try:
            self._refuse_other_sites(request)
            user = request.user.pk if _signed_in(request) else None
            limits.before_unsafe(user, limits.address_of(request))
        except limits.TooMany as error:
            return too_many(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, exception) if isinstance(exception, limits.TooMany) else None

    def _refuse_other_sites(self, request: HttpRequest) -> None:
        """A write that the browser says comes from another site is refused, its token notwithstanding (W1)."""
        if _signed_in(request) and request.headers.get("Sec-Fetch-Site", "none") in (
            "cross-site",
            "same-site",
        ):
            raise PermissionDenied(_("This form came from another site."))


def _from_a_device(request: HttpRequest) -> bool:
    """A device that sends its answers is counted where they are taken, by device."""
    return request.path.startswith(API) and request.path.endswith("/sync")


def too_many(request: HttpRequest, error: limits.TooMany) -> HttpResponse:
    """429: the same page whatever was tried, and when to come back."""
    if request.path.startswith(API):
        body = {"type": "about:blank", "status": 429, "title": _("Too many tries."), "code": "too_many"}
        response: HttpResponse = JsonResponse(body, status=429, content_type="application/problem+json")
    else:
        response = render(
            request, "accounts/too_many.html", {"minutes": -(-error.retry_after // 60)}, status=429
        )
    response["Retry-After"] = str(error.retry_after)
    return response


def second_factor(get_response: GetResponse) -> GetResponse:
    """Send whoever must have a second factor, and has none, to the page where one is set up, and nowhere else.

    In a demonstration it is offered at sign-in, not demanded.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DEMO or not _must_enrol(request):
            return get_response(request)
        if request.path.startswith(API):
            title = _("A second factor is asked of you: set one up in your account first.")
            body = {"type": "about:blank", "status": 403, "title": title, "code": "second_factor"}
            return JsonResponse(body, status=403, content_type="application/problem+json")
        return redirect(reverse("accounts:enrol"))

    return middleware


def _must_enrol(request: HttpRequest) -> bool:
    """Whether this request is somebody's who has yet to set up the factor asked of them.

    A session remembers that its person has one: it ends when the last goes.
    """
    if not request.session.session_key or not _signed_in(request):
        return False
    if request.session.get(FACTOR_KEY) or request.path in _open_paths():
        return False
    user = request.user
    assert isinstance(user, User)  # noqa: S101 -- there is one kind of account
    if queries.has_factor(user):
        request.session[FACTOR_KEY] = True
        return False
    return queries.must_have_factor(user)


def _open_paths() -> frozenset[str]:
    return frozenset(reverse(name) for name in OPEN_WHILE_ENROLLING)


def _signed_in(request: HttpRequest) -> bool:
    user: Any = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)
