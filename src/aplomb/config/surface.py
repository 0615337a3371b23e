"""The outside of the API: what a request may be before anybody reads it, and what every answer looks like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from aplomb.web.rest import API, NO_STORE, PROBLEM, problem

LONGEST_ADDRESS = 4096
NUL = ("%00", "\x00")


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands before sessions and languages: a call with a key has no cookie for either to read."""

    def with_surface(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return get_response(request)
        # Languages are chosen further in: what is refused here speaks the one that the call asks for.
        with translation.override(translation.get_language_from_request(request)):
            fault = _fault(request)
        if fault is not None:
            return fault
        if "Authorization" in request.headers:
            request.COOKIES = {}
        asked = request.method
        if asked == "HEAD":
            # What GET would answer; the server sends its headers alone.
            request.method = "GET"
        response = _dressed(get_response(request))
        request.method = asked
        return response

    return with_surface


def _fault(request: HttpRequest) -> HttpResponse | None:
    """What no operation could read: an address too long, or with a character that no text holds."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return problem(414, "too_long", _("This address is too long."))
    if any(nul in request.path_info or nul in request.META.get("QUERY_STRING", "") for nul in NUL):
        return problem(400, "unreadable", _("This address holds a character that is not text."))
    return None


def _dressed(response: HttpResponse) -> HttpResponse:
    """A refused method says so as every error does; what an answer does not let caches keep, they do not keep."""
    if response.status_code == 405 and response.headers.get("Content-Type") != PROBLEM:
        methods = set(response.headers["Allow"].split(", "))
        allowed = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        response = problem(405, "method", _("This address takes {methods}.").format(methods=allowed))
        response.headers["Allow"] = allowed
    response.headers.setdefault("Cache-Control", NO_STORE)
    return response
