"""The forms of an organisation: its people, its own facts, who works for it and who supervises it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.widgets import Dressed, password_field
from aplomb.apps.organisations.handover import Held
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.identifiers import is_finess, is_siret, plain
from aplomb.domain.organisations.kinds import ROLES, Kind
from aplomb.domain.organisations.team import BY_TWO_PEOPLE, MANAGING
from aplomb.formats.sites_list import establishment

AT_ONCE = 50
MOST_EXTRACT = 128 * 1024 * 1024
LABELS = dict(Membership.RoleChoices.choices)


def addresses(text: str) -> list[str]:
    """The addresses of a text pasted from anywhere: one a line, or `Name <address>`, separated as one likes."""
    words = re.split(r"[\s,;<>]+", text)
    return list(dict.fromkeys(word.strip("\"'()").lower() for word in words if "@" in word))


def role_choices(kind: Kind) -> list[tuple[str, Any]]:
    """The roles to which one can be invited in an organisation of this kind."""
    return [(role.value, LABELS[role]) for role in ROLES[kind] if role not in BY_TWO_PEOPLE]


class Period(Dressed, forms.Form):
    """From when until when a role holds; without an end it goes on."""

    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The role would end before it begins."))
        return cleaned


class Invite(Period):
    """Addresses, as many as one likes, and the role that they are invited to."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One or several, pasted as they come."),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, kind: Kind, only_manager: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("emails", "role", "starts_on", "ends_on"))
        choices = role_choices(kind)
        if only_manager:
            choices = [(MANAGING[kind].value, LABELS[MANAGING[kind]])]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = choices

    def clean_emails(self) -> list[str]:
        found = addresses(self.cleaned_data["emails"])
        wrong = []
        for email in found:
            try:
                validate_email(email)
            except ValidationError:
                wrong.append(email)
        if wrong:
            said = ngettext("Not an address: %(wrong)s.", "Not addresses: %(wrong)s.", len(wrong))
            raise ValidationError(said % {"wrong": ", ".join(wrong[:5])})
        if not found:
            raise ValidationError(_("There is no address here."))
        if len(found) > AT_ONCE:
            raise ValidationError(_("%(most)d addresses at most at a time.") % {"most": AT_ONCE})
        return found

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class Join(Dressed, forms.Form):
    """The account that somebody makes when they accept an invitation."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = password_field(_("Password"), new=True)

    def __init__(self, *args: Any, email: str, role: Role, organisation: Organisation, **kwargs: Any) -> None:
        self.email, self.role, self.organisation = email, role, organisation
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Hold the password to the rules, with the names in mind that the account will have."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "password" in cleaned:
            person = User(
                email=self.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            person.names_to_avoid = [self.organisation.name, self.organisation.short_name]  # type: ignore[attr-defined]
            person.roles_to_come = [self.role]  # type: ignore[attr-defined]
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        cleaned["language"] = (get_language() or settings.LANGUAGE_CODE)[:2]
        return cleaned


class HandOver(Dressed, forms.Form):
    """To whom each kind of somebody's open work goes: `to_<kind>`, one field a kind; empty, it stays where it is."""

    everything = False

    def __init__(self, *args: Any, held: Sequence[Held], heirs: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = [one for one in held if one.holding.passes] if heirs else []
        choices = [(person.pk, person.get_full_name()) for person in heirs]
        empty = _("Choose somebody") if self.everything else _("Stays with them for now")
        for one in self.held:
            self.fields[f"to_{one.holding.code}"] = forms.TypedChoiceField(
                label=one.words,
                coerce=int,
                choices=[("", empty), *choices],
                required=self.everything,
                empty_value=None,
            )
        self.dress()

    @property
    def heirs(self) -> dict[str, int]:
        found = {one.holding.code: self.cleaned_data[f"to_{one.holding.code}"] for one in self.held}
        return {code: person for code, person in found.items() if person is not None}

    @property
    def work(self) -> list[forms.BoundField]:
        return [self[f"to_{one.holding.code}"] for one in self.held]


class Ending(HandOver):
    """The same, when their role ends: all of it goes to somebody; and why it ends, if one wishes to say."""

    everything = True

    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: at once. Else access holds until that day, and the work passes the day after."),
    )
    reason = forms.CharField(
        label=_("Reason, if you wish to give one"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Facts(Dressed, forms.ModelForm):
    """What is written about an organisation."""

    # Longer than the numbers: people type them with their spaces.
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    finess = forms.CharField(label="FINESS", max_length=14, required=False)

    class Meta:
        model = Organisation
        fields = ("name", "short_name", "city", "siret", "finess")

    def clean_siret(self) -> str:
        number = plain(self.cleaned_data["siret"])
        if number and not is_siret(number):
            raise ValidationError(
                _("This is not a SIRET: fourteen digits, the last of which checks the others.")
            )
        return number

    def clean_finess(self) -> str:
        number = plain(self.cleaned_data["finess"])
        if number and not is_finess(number):
            raise ValidationError(_("This is not a FINESS number: nine characters, the department first."))
        return number

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class Change(Facts):
    """The same, changed: with the version that the page was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)


class New(Facts):
    """A new organisation, and the address of whoever will run it."""

    kind = forms.ChoiceField(label=_("Kind"))
    manager = forms.EmailField(
        label=_("Address of whoever will run it"),
        help_text=_("They receive the invitation, and invite the others."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("kind", "name", "short_name", "city", "siret", "finess", "manager")

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        labels = dict(Organisation.KindChoices.choices)
        field.choices = [(kind.value, labels[kind]) for kind in kinds]


class Approve(Dressed, forms.Form):
    """Until when the association approves a consultancy or an audit body."""

    until = forms.DateField(
        label=_("Until, if it has an end"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FromExtract(Dressed, forms.Form):
    """A site to be filled in from the public FINESS extract: its number, and the extract."""

    number = forms.CharField(label="FINESS", max_length=14)
    extract = forms.FileField(
        label=_("FINESS extract"),
        help_text=_("The file of data.gouv.fr as it comes, or the part of it for your department."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        max_length=150,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="extract_%s", **kwargs)

    def clean_number(self) -> str:
        number = plain(self.cleaned_data["number"])
        if not is_finess(number):
            raise ValidationError(_("This is not a FINESS number: nine characters, the department first."))
        return number

    def clean_extract(self) -> Any:
        extract = self.cleaned_data["extract"]
        if extract.size > MOST_EXTRACT:
            most = MOST_EXTRACT // 1024 // 1024
            raise ValidationError(_("This file is larger than %(most)d MiB.") % {"most": most})
        return extract

    def clean(self) -> dict[str, Any]:
        """Look the number up; `site` is what the extract says of it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "number" in cleaned and "extract" in cleaned:
            cleaned["site"] = establishment(cleaned["extract"], cleaned["number"])
            if cleaned["site"] is None:
                self.add_error(
                    "number", _("This number is not in the extract: take another, or fill the form in.")
                )
        return cleaned


class Engage(Dressed, forms.Form):
    """A consultancy, and until when it works for the site."""

    consultancy = forms.ModelChoiceField(
        label=_("Consultancy"), queryset=Organisation.objects.filter(kind=Kind.CONSULTANCY).for_list()
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        first_day: date,
        approved: Sequence[Organisation] = (),
        others: Sequence[Organisation] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = first_day.isoformat()
        field = self.fields["consultancy"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        groups = ((_("Approved by the association: recommended"), approved), (_("Others"), others))
        field.choices = [  # the same rows, as the list of the association parts them
            ("", _("Choose one")),
            *((title, [(one.pk, str(one)) for one in found]) for title, found in groups if found),
        ]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Dates(Dressed, forms.Form):
    """From when to when something holds; today on, and without an end, where nothing is said."""

    starts_on = forms.DateField(label=pgettext_lazy("a first day", "From"), required=False, widget=_day())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=_day())

    def __init__(self, *args: Any, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs["min"] = first_day.isoformat()
        self.fields["starts_on"].initial = first_day


class Supervise(Dates):
    """A group, network or region to enter, and how much it sees."""

    parent = forms.ModelChoiceField(
        label=_("Group, network or region"),
        queryset=Organisation.objects.filter(kind__in=(Kind.GROUP, Kind.NETWORK, Kind.REGION)).for_list(),
    )
    shares_detail = forms.BooleanField(
        label=_("Show it our own figures"),
        help_text=_("Without it, it sees ours only among the others’."),
        required=False,
    )

    def __init__(self, *args: Any, shares: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shares:
            del self.fields["shares_detail"]


class AskSite(Dates):
    """A site that is asked to enter."""

    child = forms.ModelChoiceField(label=_("Site"), queryset=Organisation.objects.sites().for_list())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Beside `Supervise` on one page: no two fields share an identifier.
        super().__init__(*args, auto_id="ask_%s", **kwargs)


class LastDay(forms.Form):
    """The last day of something; none: it ends now."""

    last = forms.DateField(required=False)
