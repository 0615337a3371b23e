"""How allauth signs people in here: limits, journal, ends of sessions, factors by role."""

import ipaddress
from itertools import groupby
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from qrcode import QRCode

from aplomb.apps.accounts import limits, queries, services, stepup
from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.sealing import seal, unseal
from aplomb.apps.accounts.widgets import INCORRECT_CODE, INCORRECT_PASSWORD
from aplomb.domain.access.factors import absolute_limit, idle_limit

SECRET = "factor"  # noqa: S105 -- a purpose, not a password
QUIET_ZONE = 4


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, without signing up: accounts are made by invitation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not go together."),
        "incorrect_password": INCORRECT_PASSWORD,
        "incorrect_code": INCORRECT_CODE,
        "account_inactive": _("This account is closed."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["aplomb.apps.accounts.stages.FactorStage", "aplomb.apps.accounts.stages.TrustStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        limits.before_sign_in(credentials["email"], limits.address_of(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.after_sign_in(credentials["email"], limits.address_of(request))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = limits.address_of(request)
        services.sign_in_failed(credentials["email"], at=timezone.now(), address=address)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)  # type: ignore[attr-defined]
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session, under a new key, with the ends that the person's roles ask."""
        assert isinstance(user, User)  # noqa: S101 -- there is one kind of account
        super().login(request, user)
        roles = queries.roles(user)
        request.session.open_for(  # type: ignore[attr-defined]
            idle=idle_limit(roles),
            absolute=absolute_limit(roles),
            address=limits.address_of(request),
            agent=request.headers.get("User-Agent", ""),
        )

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Tell the sign-in, and go on in the person's language."""
        assert isinstance(user, User)  # noqa: S101 -- there is one kind of account
        response = super().post_login(request, user, **hooks)
        methods = [record["method"] for record in get_authentication_records(request, user)]
        services.signed_in(user, at=timezone.now(), address=limits.address_of(request), methods=methods)
        keep_language(response, user.language)
        if settings.DEMO and queries.must_have_factor(user) and not queries.has_factor(user):
            said = _(
                "Outside a demonstration your role asks for a second factor: your account is where to try one."
            )
            messages.info(request, said)
        return response

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            services.signed_out(user, at=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not stepup.recently_confirmed(context.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """With a factor, the factor; the password for who has none. A key first, where the address lets it work."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa_")]
        if not may_use_keys(context.request):
            factors = [method for method in factors if not method["id"].endswith("webauthn")]
        return sorted(factors, key=lambda method: not method["id"].endswith("webauthn")) or methods

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own notices are not shown: our pages say what was done."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own mails are not sent: ours are, from the signals."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: seeds sealed, codes drawn as vectors in the page."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": INCORRECT_CODE,
    }

    def encrypt(self, text: str) -> str:
        return seal(text, SECRET).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(bytes.fromhex(encrypted_text), SECRET)

    def build_totp_svg(self, url: str) -> str:
        return qr(url)


def qr(text: str) -> SafeString:
    """A QR code as an inline drawing: the dark runs of each row, one unit a module, margins included."""
    code = QRCode(border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    drawn = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                drawn.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
        len(matrix),
        _("QR code to scan with the authentication app"),
        "".join(drawn),
    )


def may_use_keys(request: HttpRequest) -> bool:
    """Whether passkeys can work: browsers bind them to a name, never to a bare address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
