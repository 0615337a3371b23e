"""What a person types about a document, read strictly; the service says what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.wanted import Wanted

CSS = {"class": "input"}
DAY = forms.DateInput(attrs={"type": "date", **CSS}, format="%Y-%m-%d")
LINE = forms.TextInput(attrs=CSS)
CHOICE = forms.Select(attrs=CSS)


class LineForm(forms.Form):
    """One line: what there is of an expected document."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("State"), choices=DocumentRecord.StateChoices.choices, widget=forms.RadioSelect
    )
    kept_at = forms.CharField(
        label=_("Where it is kept"),
        required=False,
        widget=LINE,
        max_length=300,
        help_text=_("Shared folder, quality software, binder and shelf …"),
    )
    edition_label = forms.CharField(label=_("Version"), required=False, max_length=40, widget=LINE)
    approved_on = forms.DateField(label=_("Approved on"), required=False, widget=DAY)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DAY)
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=DAY, help_text=_("That day included.")
    )
    owner = forms.TypedChoiceField(
        label=_("In charge"), required=False, coerce=int, empty_value=None, choices=(), widget=CHOICE
    )

    shared = forms.BooleanField(
        label=_("Holds for the sites"),
        required=False,
        help_text=_("Each site that belongs to it has this document, as long as it says nothing of its own."),
    )

    def __init__(self, *args: Any, people: Sequence[User], sharing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sharing:
            del self.fields["shared"]
        choice = self.fields["owner"]
        assert isinstance(choice, forms.TypedChoiceField)  # noqa: S101 -- for the types
        choice.choices = [("", _("Nobody yet")), *((person.pk, person.get_full_name()) for person in people)]

    def values(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OwnForm(LineForm):
    """A document of the site's own: its title, and what it bears on."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=LINE)
    category = forms.ChoiceField(label=_("Category"), required=False, choices=(), widget=CHOICE)
    referential = forms.ChoiceField(label=_("Referential"), required=False, choices=(), widget=CHOICE)
    criteria = forms.CharField(
        label=_("Criteria concerned"),
        required=False,
        max_length=400,
        widget=LINE,
        help_text=_("Their numbers, separated by commas: 1.2.3, 4.1.1"),
    )
    field_order = ("version", "title", "category", "referential", "criteria")

    def __init__(
        self,
        *args: Any,
        people: Sequence[User],
        categories: Sequence[tuple[str, str]],
        referentials: Sequence[tuple[str, str]],
        sharing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, people=people, sharing=sharing, **kwargs)
        for name, found in (("category", categories), ("referential", referentials)):
            choice = self.fields[name]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101 -- for the types
            choice.choices = [("", "—"), *found]

    def clean_criteria(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["criteria"].split(",") if code.strip()]


class StatesForm(forms.Form):
    """One state for several lines at once; each choice is a key with the version that it was shown at."""

    state = forms.ChoiceField(label=_("State"), choices=DocumentRecord.StateChoices.choices)
    line = forms.Field(required=True)

    def wanted(self, chosen: Sequence[str]) -> list[Wanted]:
        """The changes that the ticked lines ask for; those that say no version are left out."""
        found = (one.rpartition("@") for one in chosen)
        return [
            Wanted(key, {"state": self.cleaned_data["state"]}, int(version))
            for key, _at, version in found
            if version.isdecimal()
        ]


class ApprovalForm(forms.Form):
    """From when to when a version is valid, once it is approved."""

    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DAY)
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=DAY, help_text=_("That day included.")
    )


class RequestForm(forms.Form):
    """A document asked of a colleague."""

    asked_of = forms.TypedChoiceField(label=_("Of whom"), coerce=int, choices=(), widget=CHOICE)
    due_on = forms.DateField(label=_("By"), widget=DAY)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={**CSS, "rows": 2}),
        help_text=_("No patient data, no judgement on a person."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "request-%s"
        choice = self.fields["asked_of"]
        assert isinstance(choice, forms.TypedChoiceField)  # noqa: S101 -- for the types
        choice.choices = [("", "—"), *((person.pk, person.get_full_name()) for person in people)]


class ReadingForm(forms.Form):
    """Who has to read a version: people, or all of the committee, by a day."""

    readers = forms.TypedMultipleChoiceField(
        label=_("Readers"), coerce=int, required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    committee = forms.BooleanField(label=_("All of the committee"), required=False)
    due_on = forms.DateField(label=_("By"), widget=DAY)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "reading-%s"
        choice = self.fields["readers"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)  # noqa: S101 -- for the types
        choice.choices = [(person.pk, person.get_full_name()) for person in people]
