"""What a person types about a plan, a theme, an action; the services say what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aplomb.apps.committees.forms import Versioned, choose, day_input
from aplomb.apps.committees.queries import Candidates
from aplomb.apps.plans.models import SAID
from aplomb.domain.referentials.edition import Criterion, Scale
from aplomb.web.templatetags.aplomb import language

MORE = 3  # rows for criteria that the form does not list


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ThemeForm(Versioned):
    """A theme: its five parts, the criteria that it aims at, the documents that it is to produce."""

    title = forms.CharField(label=_("Title"), max_length=160)
    objective = forms.CharField(
        label=_("Objective"),
        required=False,
        max_length=SAID,
        widget=_lines(),
        help_text=_("What will be true once it is done."),
    )
    owner = forms.ChoiceField(label=_("In charge"), required=False)
    due_date = forms.DateField(label=_("Deadline"), required=False, widget=day_input())
    means = forms.CharField(
        label=_("Means"),
        required=False,
        max_length=SAID,
        widget=_lines(),
        help_text=_("Time, people, tools, money."),
    )
    effectiveness_measure = forms.CharField(
        label=_("Evaluation method"),
        required=False,
        max_length=SAID,
        widget=_lines(),
        help_text=_("How one will know that it has worked: what is counted, on what, from which figure on."),
    )
    root_cause = forms.CharField(
        label=_("Root cause"),
        required=False,
        max_length=2000,
        widget=_lines(3),
        help_text=_("Why things are as they are today: ask why until the answer can be acted upon."),
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents to produce"), required=False, widget=forms.CheckboxSelectMultiple
    )
    waits_for = forms.MultipleChoiceField(
        label=_("Waits for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        candidates: Candidates,
        criteria: Sequence[Criterion],
        others: Sequence[Criterion],
        documents: Sequence[tuple[str, str]],
        scale: Scale,
        themes: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choose(self, "owner", [("", _("Nobody yet")), *candidates.choices])
        choose(self, "documents", documents)
        choose(self, "waits_for", themes)
        levels = [("", _("not aimed at")), *((str(one.value), _named(one)) for one in scale.levels)]
        for criterion in criteria:
            self.fields[f"level_{criterion.code}"] = forms.ChoiceField(
                label=criterion.code, required=False, choices=levels
            )
        listed = [("", _("None")), *((one.code, _short(one)) for one in others)]
        for row in range(MORE if others else 0):
            self.fields[f"more_{row}"] = forms.ChoiceField(
                label=_("Another criterion"), required=False, choices=listed
            )
            self.fields[f"more_level_{row}"] = forms.ChoiceField(
                label=_("Level aimed at"), required=False, choices=levels
            )
        self.dress()

    def rows(self) -> list[tuple[Criterion, forms.BoundField]]:
        return [(criterion, self[f"level_{criterion.code}"]) for criterion in self.criteria]

    def more(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        numbers = [row for row in range(MORE) if f"more_{row}" in self.fields]
        return [(self[f"more_{row}"], self[f"more_level_{row}"]) for row in numbers]

    def clean(self) -> dict[str, Any]:
        """Another criterion comes with its level."""
        cleaned: dict[str, Any] = super().clean() or {}
        for row in range(MORE):
            if cleaned.get(f"more_{row}") and not cleaned.get(f"more_level_{row}"):
                self.add_error(f"more_level_{row}", _("Choose the level aimed at."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The fields as the services take them: the targets together."""
        said = self.cleaned_data
        targets = {
            criterion.code: int(level)
            for criterion in self.criteria
            if (level := said[f"level_{criterion.code}"])
        }
        for row in range(MORE):
            if code := said.get(f"more_{row}"):
                targets[code] = int(said[f"more_level_{row}"])
        names = (*self.base_fields.keys() - {"version"},)
        return {**{name: said[name] for name in names}, "targets": targets}


def _named(level: Any) -> str:
    return f"{level.value} · {level.label.in_(language())}"


def _short(criterion: Criterion) -> str:
    text = criterion.text.in_(language())
    return f"{criterion.code} · {text[:90]}{'…' if len(text) > 90 else ''}"


class TaskForm(Versioned):
    """An action of a theme."""

    text = forms.CharField(label=_("Action"), max_length=300)
    owner = forms.ChoiceField(label=_("In charge"), required=False)
    starts_on = forms.DateField(label=_("From"), required=False, widget=day_input())
    due_on = forms.DateField(label=_("To"), required=False, widget=day_input())

    def __init__(self, *args: Any, candidates: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", [("", _("Nobody yet")), *candidates.choices])


class DaysForm(Versioned):
    """The plan's milestones."""

    mock_audit_on = forms.DateField(label=_("Mock audit"), required=False, widget=day_input())
    audit_on = forms.DateField(label=_("Official audit"), required=False, widget=day_input())
    validated_on = forms.DateField(
        label=_("Validated by the committee on"), required=False, widget=day_input()
    )


class ReasonForm(Versioned):
    """Why, in a few words."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=SAID, widget=_lines(3))


class AssessForm(ReasonForm):
    """Whether a theme was effective, and what was found."""

    effective = forms.ChoiceField(
        label=_("Was it effective?"),
        required=False,
        choices=[("yes", _("Yes: the objective is reached")), ("no", _("No: it is not, or not lastingly"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What was found"),
        required=False,
        max_length=2000,
        widget=_lines(4),
        help_text=_("By the method that the theme itself names."),
    )
