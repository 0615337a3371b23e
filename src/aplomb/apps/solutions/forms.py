"""What a person types about a solution, a participant, a contract; the services say what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.forms import Versioned
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.solutions.models import MODALITIES, Participant, Solution
from aplomb.apps.solutions.week import DAY_NAMES
from aplomb.domain.organisations.solution import Slot, covered


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _hour() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _choose(form: forms.BaseForm, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the types
    field.choices = choices


class Covered(forms.MultipleChoiceField):
    """The week as ticks, one a modality and slot: `ct:week_day`; `ct:` says that the modality is foreseen."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(f"{modality}:{slot}", "") for modality in MODALITIES for slot in ("", *map(str, Slot))]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> Any:
        return covered(super().clean(value))


class SolutionForm(Versioned):
    """A solution: its name, how far it is, what it is for, the hours that it covers."""

    name = forms.CharField(label=_("Name"), max_length=120)
    stage = forms.ChoiceField(
        label=_("Stage"), choices=Solution.StageChoices.choices, widget=forms.RadioSelect, initial="project"
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=_day(), help_text=_("Begun, or foreseen.")
    )
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=_day())
    purpose = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which need, for which patients, what changes with it."),
    )
    hours = Covered(label=_("Hours covered"), required=False)
    day_from = forms.TimeField(label=_("Day begins at"), widget=_hour())
    evening_from = forms.TimeField(label=_("Evening begins at"), widget=_hour())
    night_from = forms.TimeField(label=_("Night begins at"), widget=_hour())

    def ticked(self) -> frozenset[str]:
        """What stands ticked when the form is shown."""
        if self.is_bound:
            data: Any = self.data
            return frozenset(data.getlist("hours"))
        hours = self.initial.get("hours") or {}
        return frozenset(f"{modality}:{slot}" for modality, slots in hours.items() for slot in ("", *slots))

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class ParticipantForm(Versioned):
    """Somebody who takes part: an organisation that is here or a name, a part, days."""

    organisation = forms.ChoiceField(
        label=_("Organisation"),
        required=False,
        help_text=_("Those that you know here. Taking part opens nothing of theirs to you."),
    )
    written_name = forms.CharField(
        label=_("Or somebody who is not in the list"), required=False, max_length=160
    )
    part = forms.ChoiceField(
        label=_("Part"), choices=Participant.PartChoices.choices, widget=forms.RadioSelect
    )
    role = forms.CharField(
        label=_("What they do"),
        required=False,
        max_length=160,
        help_text=_("For instance: reads the emergency CT at night; hosts the platform."),
    )
    starts_on = forms.DateField(label=pgettext_lazy("a first day", "From"), widget=_day())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=_day())

    def __init__(self, *args: Any, places: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), f"{one.name} ({one.city})" if one.city else one.name) for one in places]
        _choose(self, "organisation", [("", _("Nobody of the list")), *named])


class HoursForm(Versioned):
    """When a reading centre reads, and what."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=[(number, name) for number, name in enumerate(DAY_NAMES)],
        widget=forms.CheckboxSelectMultiple,
    )
    starts_at = forms.TimeField(label=pgettext_lazy("an hour of the day", "From"), widget=_hour())
    ends_at = forms.TimeField(
        label=pgettext_lazy("an hour of the day", "To"),
        widget=_hour(),
        help_text=_("At or before the first hour: the next day."),
    )
    modalities = forms.MultipleChoiceField(
        label=_("Modalities"), choices=list(MODALITIES.items()), widget=forms.CheckboxSelectMultiple
    )


class ContractForm(Versioned):
    """A contract of a solution."""

    reference = forms.CharField(label=_("Reference"), max_length=80)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=200)
    parties = forms.CharField(
        label=_("Parties"), max_length=300, help_text=_("Who signs it, separated by commas.")
    )
    starts_on = forms.DateField(label=pgettext_lazy("a first day", "From"), widget=_day())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=_day())
    document = forms.ChoiceField(
        label=_("Document of the inventory"),
        required=False,
        help_text=_("The line of your documents that keeps the signed contract."),
    )

    owner = forms.ChoiceField(
        label=_("In charge"),
        required=False,
        help_text=_("Reminded six months, three months and one month before the end."),
    )

    def __init__(
        self, *args: Any, documents: Sequence[tuple[int, str]], people: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(
            self, "owner", [("", _("The quality managers")), *((str(one.pk), str(one)) for one in people)]
        )
        _choose(self, "document", [("", _("None")), *((str(pk), title) for pk, title in documents)])
