"""What goes wrong around a view: a page for readers, a problem for programs."""

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from aplomb.web import errors
from aplomb.web.rest import API, problem

logger = logging.getLogger("aplomb.errors")
AGAIN_AFTER_SECONDS = 5


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return errors.bad_request(request, exception)
    return too_big() if isinstance(exception, RequestDataTooBig) else unreadable()


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return errors.forbidden(request, exception)
    return problem(403, "forbidden", str(exception) or _("This is not open to you."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return absent() if _is_api(request) else errors.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if not _is_api(request):
        return errors.server_error(request)
    if isinstance(sys.exc_info()[1], OperationalError):
        return busy()
    reference = secrets.token_hex(4).upper()
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    return problem(500, "fault", _("A fault of ours: its reference stands in the log."), reference=reference)


# — The same words wherever they are said ————————————————————————————————————————


def absent() -> HttpResponse:
    return problem(404, "not_found", _("There is nothing here."))


def unreadable() -> HttpResponse:
    return problem(400, "unreadable", _("This request could not be read."))


def too_big() -> HttpResponse:
    return problem(413, "too_big", _("This is too big: 2.5 MiB at most."))


def busy() -> HttpResponse:
    """The database makes wait, or is away: nothing was written."""
    response = problem(503, "busy", _("The server is busy: nothing was written. Try again in a moment."))
    response.headers["Retry-After"] = str(AGAIN_AFTER_SECONDS)
    return response


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)
