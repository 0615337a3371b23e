"""The forms of one's own account: each takes its own fields and nothing else."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts import tokens
from aplomb.apps.accounts.models import Token, User
from aplomb.apps.accounts.widgets import INCORRECT_PASSWORD, Dressed, password_field
from aplomb.domain.organisations.identifiers import is_rpps, plain


class Profile(Dressed, forms.ModelForm):
    """Name, language and comfort."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # Longer than the number: people type it with its spaces.
    rpps = forms.CharField(
        label=_("RPPS number"),
        max_length=20,
        required=False,
        help_text=_("For health professionals: eleven digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = User
        fields = (
            "honorific",
            "first_name",
            "last_name",
            "profession",
            "rpps",
            "reminders",
            "language",
            "keyboard_shortcuts",
            "auto_advance",
        )
        widgets = {"language": forms.Select(choices=settings.LANGUAGES)}

    def clean_rpps(self) -> str:
        number = plain(self.cleaned_data["rpps"])
        if number and not is_rpps(number):
            raise ValidationError(
                _(
                    "This is not an RPPS number: eleven digits, the last of which checks the others. It stands on the"
                    " professional card; leave the field empty if you have none."
                )
            )
        return number

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language not in dict(settings.LANGUAGES):
            raise ValidationError(_("The interface does not speak this language."))
        return language


class NewPassword(Dressed, forms.Form):
    """A password that the person chooses, held to the rules with their names in mind."""

    password = password_field(_("New password"), new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class ChangePassword(NewPassword):
    """The password in use, then another."""

    current = password_field(_("Current password"))
    field_order = ("current", "password")

    def __init__(self, *args: Any, is_right: Callable[[str], bool], **kwargs: Any) -> None:
        self.is_right = is_right
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.is_right(current):
            raise ValidationError(INCORRECT_PASSWORD)
        return current


class ForgottenPassword(Dressed, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewEmail(Dressed, forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewToken(Dressed, forms.Form):
    """A key for a program: what for, how far, until when."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    scope = forms.ChoiceField(label=_("Rights"), choices=Token.Scope.choices, initial=Token.Scope.READ)
    days = forms.IntegerField(
        label=_("Days before it ends"), min_value=1, max_value=tokens.MOST_DAYS, initial=30
    )

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name:
            raise ValidationError(_("Say what the key is for."))
        return name
