"""Programs sign in with a key in a header; this says whose it is before anything counts or judges the request.

The key is looked up here, once, so that limits count the person and not the address, and so that nothing of a
session that the same browser may hold gets in: `aplomb.config.surface` has put the cookies aside already.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from aplomb.apps.accounts import tokens
from aplomb.apps.accounts.models import Token
from aplomb.web.rest import API

SCHEME = "bearer"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.token` there where a key opens one, and make its person the request's.

    They are answered in the language that the call asks for, else in that of their account.
    """

    def with_bearer(request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization")
        if header is None or not request.path_info.startswith(API):
            return get_response(request)
        token = token_of(header)
        request.user = token.user if token else AnonymousUser()
        if token is not None:
            request.token = token  # type: ignore[attr-defined]
            if "Accept-Language" not in request.headers:
                translation.activate(token.user.language)
        return get_response(request)

    return with_bearer


def token_of(header: str) -> Token | None:
    """The token that an `Authorization` header opens now; nothing for one unknown, over, revoked, or no key at all."""
    scheme, _, key = header.partition(" ")
    return tokens.find(key.strip(), timezone.now()) if scheme.lower() == SCHEME else None
