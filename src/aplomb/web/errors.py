"""Error pages: what is safe, what to do, a reference."""

import logging
import secrets
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger("aplomb.errors")
# When the page itself cannot be made: no template, no catalogue, no static file.
_BARE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Aplomb</title>'
    "<h1>La page n’a pas pu s’afficher</h1><p>Réessayez dans un instant. Référence&nbsp;: {reference}.</p></html>"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("This request could not be read")
    return _page(request, HTTPStatus.BAD_REQUEST, title, _("Go back to the page before and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("This is not open to you")
    advice = _("If you expected to get in, ask whoever is in charge of your organisation’s access.")
    return _page(request, HTTPStatus.FORBIDDEN, title, advice)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    title = _("This form is no longer valid")
    advice = _("Nothing was recorded. Go back, reload the page, then send the form again.")
    return _page(request, HTTPStatus.FORBIDDEN, title, advice)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = _("This page does not exist")
    advice = _("The address may be mistyped, or the page may have moved.")
    return _page(request, HTTPStatus.NOT_FOUND, title, advice)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours: its reference stands in the log, beside the trace that Django writes."""
    reference = secrets.token_hex(4).upper()
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    try:
        title = _("The page could not be shown")
        advice = _("What you had recorded is kept. Try again in a moment.")
        return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, title, advice, reference)
    except Exception:
        logger.exception("the error page of reference %s failed", reference)
        return HttpResponse(_BARE.format(reference=reference), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(
    request: HttpRequest, status: HTTPStatus, title: str, advice: str, reference: str = ""
) -> HttpResponse:
    context = {
        "status": int(status),
        "title": title,
        "advice": advice,
        "reference": reference,
        # By the cookie alone: whether the session is still good cannot be asked while the database fails.
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
    return render(request, "web/error.html", context, status=status)
