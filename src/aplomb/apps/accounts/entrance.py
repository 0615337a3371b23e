"""The forms of signing in and of factors: allauth's own, counted, told in the journal, dressed as ours."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.flows.logout import logout
from allauth.core import context
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts import limits, services
from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.widgets import INCORRECT_CODE, Dressed, password_field

# A code of the app is good for its half minute, the one before and the one after.
CODE_SECONDS = 120


def code_field() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attributes))


# — Signing in —————————————————————————————————————————————————————————————————


class SignIn(Dressed, account_forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autofocus": True}
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"), widget=forms.EmailInput(attrs=attributes)
        )
        self.fields["password"] = password_field(_("Password"))
        self.dress()


class ConfirmPassword(Dressed, account_forms.ReauthenticateForm):
    """The password again, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Password"))
        self.dress()


def _count(user: User, address: str) -> None:
    """Count a factor that might be wrong. After one too many, whatever session or sign-in was open is dropped."""
    try:
        limits.before_factor(user.pk, address)
    except limits.TooMany:
        logout(context.request)
        raise


def _tell_failure(user: User, address: str) -> None:
    services.sign_in_failed(user.email, at=timezone.now(), address=address, factor=True)


class _CountedCode(Dressed, forms.Form):
    """A code that might be wrong: counted, used once, and told in the journal when it fails."""

    user: User

    def clean_code(self) -> str:
        address = limits.address_of(context.request)
        _count(self.user, address)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not limits.once("code", f"{self.user.pk}:{code}", CODE_SECONDS):
                raise ValidationError(INCORRECT_CODE)
        except ValidationError:
            _tell_failure(self.user, address)
            raise
        limits.after_factor(self.user.pk, address)
        return code


class Factor(_CountedCode, factor_forms.AuthenticateForm):
    """The code of the app, or a recovery code, at sign-in."""

    code = code_field()


class ConfirmFactor(_CountedCode, factor_forms.ReauthenticateForm):
    """The code again, before something grave."""

    code = code_field()


class _CountedKey(forms.Form):
    """A passkey's answer, counted for the person whom it is asked from."""

    user: User

    def clean_credential(self) -> Any:
        address = limits.address_of(context.request)
        _count(self.user, address)
        try:
            authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            _tell_failure(self.user, address)
            raise
        limits.after_factor(self.user.pk, address)
        return authenticator


class FactorKey(_CountedKey, key_forms.AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class ConfirmKey(_CountedKey, key_forms.ReauthenticateWebAuthnForm):
    """A passkey again, before something grave."""


class SignInKey(key_forms.LoginWebAuthnForm):
    """A passkey alone: nobody is named before it answers, so that the address alone is counted."""

    def clean_credential(self) -> Any:
        address = limits.address_of(context.request)
        key = limits.named("factor-from", limits.network(address))
        limits.demand(key, 20, limits.QUARTER)
        authenticator = super().clean_credential()
        limits.give_back(key)
        return authenticator


# — Factors ———————————————————————————————————————————————————————————————————


class ActivateTotp(Dressed, totp_forms.ActivateTOTPForm):
    """The first code of an app; it has then served."""

    code = code_field()

    def clean_code(self) -> str:
        address = limits.address_of(context.request)
        limits.before_factor(self.user.pk, address)
        code = super().clean_code()
        limits.after_factor(self.user.pk, address)
        limits.once("code", f"{self.user.pk}:{code}", CODE_SECONDS)
        return code


class AddKey(Dressed, key_forms.AddWebAuthnForm):
    """A passkey, under a name that tells it from the others."""

    name = forms.CharField(
        label=_("Name of the key"),
        required=False,
        max_length=60,
        help_text=_("So that you recognise it: this computer, the phone, the key on my ring."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether the key can sign in alone is the key's to say; nobody has to choose.
        self.fields.pop("passwordless", None)


class RenameKey(Dressed, key_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the key"), max_length=60)
