"""What a person types about a committee, a meeting, an action of the plan; the services say what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.widgets import Dressed
from aplomb.apps.committees.models import Attendance, CommitteeMember
from aplomb.apps.committees.queries import Candidates

SAID = 600


def day_input(**attributes: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


def choose(form: forms.BaseForm, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the types
    field.choices = choices


class Versioned(Dressed, forms.Form):
    """A form that says which version of the row it was made from; 0 for a row that does not exist yet."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def values(self) -> dict[str, Any]:
        """The fields as the services take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MemberForm(Versioned):
    """Somebody of the committee: an account of the site, or a name."""

    person = forms.ChoiceField(
        label=_("Person with an account"),
        required=False,
        help_text=_("Being on the committee opens no right by itself: roles are given on the page Team."),
    )
    written_name = forms.CharField(
        label=_("Or somebody without an account"),
        required=False,
        max_length=120,
        help_text=_("First name and last name."),
    )
    function = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=120,
        help_text=_("Radiologist, radiographer, head secretary, biomedical technician…"),
    )
    college = forms.ChoiceField(
        label=_("College"), choices=CommitteeMember.CollegeChoices.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(person.pk), person.get_full_name()) for person in people]
        choose(self, "person", [("", _("Nobody with an account")), *names])


class LogisticForm(Versioned):
    """Why the site has no logistic staff."""

    reason = forms.CharField(
        label=_("Why there is no logistic staff"),
        required=False,
        max_length=300,
        help_text=_("For instance: cleaning, stores and transport are those of the clinic next door."),
    )


class ActionForm(Versioned):
    """An action of the communication plan."""

    audience = forms.CharField(
        label=_("Audience"), max_length=120, widget=forms.TextInput(attrs={"list": "audiences"})
    )
    message = forms.CharField(label=_("Message"), max_length=SAID, widget=forms.Textarea(attrs={"rows": 3}))
    channel = forms.CharField(
        label=_("Channel"), max_length=120, widget=forms.TextInput(attrs={"list": "channels"})
    )
    owner = forms.ChoiceField(label=_("In charge"), required=False)
    due_on = forms.DateField(label=_("Date"), widget=day_input())

    def __init__(self, *args: Any, candidates: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", [("", _("Nobody yet")), *candidates.choices])


class MeetingForm(Versioned):
    """A meeting: when, where, about what."""

    held_on = forms.DateField(label=_("Day"), widget=day_input())
    starts_at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=120, help_text=_("A room, or a video call.")
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One point a line."),
    )
    owner = forms.ChoiceField(
        label=_("In charge"),
        required=False,
        help_text=_("Prepares the meeting and writes its minutes; reminded of both."),
    )

    def __init__(self, *args: Any, candidates: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", [("", _("Nobody in particular")), *candidates.choices])


class MinutesForm(Versioned):
    """Who was there and what was said; one choice of presence for each member."""

    guests = forms.CharField(
        label=_("Guests"), required=False, max_length=300, help_text=_("Separated by commas.")
    )
    minutes = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("No patient’s name. Decisions have their own list, below the minutes."),
    )

    def __init__(self, *args: Any, members: Sequence[CommitteeMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self.fields[f"member_{member.pk}"] = forms.ChoiceField(
                label=member.name,
                required=False,
                choices=Attendance.PresenceChoices,
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[tuple[CommitteeMember, forms.BoundField]]:
        return [(member, self[f"member_{member.pk}"]) for member in self.members]

    def presences(self) -> dict[int, str]:
        """By member, those of whom something is said."""
        said = {member.pk: self.cleaned_data[f"member_{member.pk}"] for member in self.members}
        return {pk: presence for pk, presence in said.items() if presence}


class DecisionForm(Versioned):
    """What a meeting decided; who does it, by when."""

    text = forms.CharField(label=_("Decision"), max_length=SAID, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ChoiceField(
        label=_("In charge"),
        required=False,
        help_text=_("With somebody in charge and a date, the decision is a task that is followed."),
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=day_input())

    def __init__(self, *args: Any, candidates: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", [("", _("Nobody: it is no task")), *candidates.choices])


class VersionForm(forms.Form):
    """The version of the row that a button bears on."""

    version = forms.IntegerField(min_value=1)
