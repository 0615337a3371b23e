"""The forms of an evaluation as a whole: starting one, the site's facts, who answers what, reopening."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aplomb.domain.referentials.edition import Edition

YES, NO = "yes", "no"
ANSWERS = [(YES, _("Yes")), (NO, _("No"))]


class Facts(forms.Form):
    """The facts of the site that the referential asks about: each yes or no, none taken for granted."""

    def __init__(
        self, *args: Any, edition: Edition, lang: str, known: Mapping[str, bool], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for fact in edition.profile:
            self.fields[_name(fact.code)] = forms.ChoiceField(
                label=fact.title.in_(lang),
                choices=ANSWERS,
                widget=forms.RadioSelect,
                initial=_said(known.get(fact.code)),
                error_messages={"required": _("Answer yes or no.")},
            )

    @property
    def facts(self) -> list[Any]:
        """The questions, in the referential's order."""
        return [self[_name(fact.code)] for fact in self.edition.profile]

    @property
    def profile(self) -> dict[str, bool]:
        """What was answered, by fact."""
        return {fact.code: self.cleaned_data[_name(fact.code)] == YES for fact in self.edition.profile}


class NewEvaluation(Facts):
    """A new evaluation on an edition: the whole grid or a shorter one, the facts, a day to have closed it by."""

    subject = forms.ChoiceField(label=_("What is evaluated"), widget=forms.RadioSelect, required=False)
    selection = forms.ChoiceField(label=_("Criteria"), widget=forms.RadioSelect, required=False)
    due_on = forms.DateField(
        label=_("To be closed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, today: date, subjects: Sequence[tuple[str, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["subject"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 -- declared above
        about.choices = [("", ""), *subjects]
        self.today = today
        choice = self.fields["selection"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 -- declared above
        # The page words them, with how many criteria each has.
        choice.choices = [("", ""), *((one.code, one.code) for one in self.edition.selections)]

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self.today:
            raise forms.ValidationError(_("This day is over."))
        return due_on


class Reopening(forms.Form):
    """Why a closed evaluation is opened again: the journal keeps it."""

    reason = forms.CharField(
        label=_("Why it is reopened"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        error_messages={"required": _("Write why the evaluation is reopened: the journal keeps the reason.")},
    )


def parts_chosen(posted: Mapping[str, Any], known: Iterable[str]) -> dict[str, set[int]]:
    """Who was ticked for each part of the form: every part that it showed, those without anybody too."""
    getlist = posted.getlist  # type: ignore[attr-defined]
    shown = [part for part in known if f"shown-{part}" in posted]
    return {part: {int(pk) for pk in getlist(f"part-{part}") if pk.isdecimal()} for part in shown}


def _name(code: str) -> str:
    return f"fact-{code}"


def _said(known: bool | None) -> str | None:
    return None if known is None else YES if known else NO
