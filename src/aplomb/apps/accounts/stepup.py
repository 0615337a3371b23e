"""Step-up: what is grave asks for the factor given less than five minutes ago (the password, for who has none)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from aplomb.apps.accounts import queries
from aplomb.apps.accounts.models import User

METHODS_WITH_FACTOR = frozenset({"mfa"})
METHODS_WITHOUT = frozenset({"mfa", "password"})


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person gave what counts, in this session, in the last five minutes."""
    user = request.user
    if not isinstance(user, User):
        return False
    counting = METHODS_WITH_FACTOR if queries.has_factor(user) else METHODS_WITHOUT
    given = [
        record["at"] for record in get_authentication_records(request, user) if record["method"] in counting
    ]
    return bool(given) and time.time() - max(given) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the factor before this view, under the mark of its right; what was posted goes on afterwards.

    @asks("member.invite", "POST")
    @confirmed
    def invite(request, organisation_pk): ...
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not recently_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
