"""What allauth says of factors, told in the journal and to the person."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from aplomb.apps.accounts import services
from aplomb.apps.accounts.models import User

FACTOR_KEY = "_factor"


@receiver(authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """A factor came, and has just been given. The recovery codes that come with the first are part of it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", type=authenticator.type, reauthenticated=True)
        services.factor_changed(
            user, "factor.added", authenticator.type, at=timezone.now(), session=request.session
        )


@receiver(authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    request.session.pop(FACTOR_KEY, None)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        services.factor_changed(
            user, "factor.removed", authenticator.type, at=timezone.now(), session=request.session
        )


@receiver(authenticator_reset)
def codes_renewed(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    services.factor_changed(
        user, "factor.codes-renewed", authenticator.type, at=timezone.now(), session=request.session
    )
