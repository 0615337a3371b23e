"""What a reader of the journal asks for, from the address."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.widgets import Dressed
from aplomb.apps.organisations.trail import CURSOR, Filters

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Day(forms.DateInput):
    """A day to choose. What is no day leaves the field empty: a browser would complain of it."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        shown = str(super().format_value(value) or "")
        return shown if ISO_DAY.fullmatch(shown) else None


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=Day())


class Asked(Dressed, forms.Form):
    """The filters of the page. A field that cannot be read filters nothing, and says so."""

    object = forms.RegexField(r"^[a-z_]+/[0-9a-f-]+$", required=False, widget=forms.HiddenInput)
    action = forms.CharField(label=_("What"), required=False, max_length=60)
    person = forms.UUIDField(label=_("Who"), required=False)
    since = _day(_("From this day"))
    until = _day(_("To this day"))
    before = forms.RegexField(CURSOR, required=False, widget=forms.HiddenInput)
    check = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def filters(self) -> Filters:
        """What was asked for; what could not be read counts as not asked."""
        self.full_clean()
        asked = self.cleaned_data
        return Filters(
            asked.get("object") or "",
            asked.get("action") or "",
            asked.get("person"),
            asked.get("since"),
            asked.get("until"),
        )

    def offer(self, actions: list[tuple[str, str]], people: list[tuple[str, str]]) -> None:
        """Let choose among what was done and who did it, rather than type it."""
        for name, all_of_them, choices in (
            ("action", _("Everything"), actions),
            ("person", _("Everybody"), people),
        ):
            self.fields[name].widget = forms.Select(
                attrs={"class": "input"}, choices=[("", all_of_them), *choices]
            )
