"""What a reader chose for this device: theme and language, kept in two cookies that the server reads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
SYSTEM = "system"
AGE = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """`light` or `dark` where the reader chose one; empty where the system decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def language_of(request: HttpRequest) -> str:
    """The language that the reader chose; the first of the site where they chose none."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def keep(response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a preference for a year; nothing secret, yet no script needs to read it."""
    response.set_cookie(
        cookie, value, max_age=AGE, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site sent this form. Browsers say so; what says nothing is no browser and bears no risk."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def way_back(request: HttpRequest) -> str:
    """The page that the form came from, if it is one of ours; else the home page."""
    wanted = request.POST.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else "/"
