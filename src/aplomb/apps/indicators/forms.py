"""What a person types about an indicator, a measure, an annotation; the services say what is wrong with it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.widgets import Dressed
from aplomb.apps.committees.forms import Versioned
from aplomb.apps.indicators.models import Indicator
from aplomb.apps.referentials.queries import compiled, open_editions
from aplomb.domain.indicators.control import Kind
from aplomb.domain.indicators.measuring import DECIMALS, LARGEST
from aplomb.domain.shared.text import Text
from aplomb.formats.measures import Line, number_of

MOST_CRITERIA = 20


class Figure(forms.CharField):
    """A number as people write it, with a comma or a point; None where nothing is typed."""

    default_error_messages = {
        "number": _("Write figures alone, with a comma or a point before the decimals.")
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 10})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = number_of(text)
        if number is None or abs(number) >= LARGEST:
            raise ValidationError(self.error_messages["number"], code="number")
        return round(number, DECIMALS)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value


def written(figure: Decimal | None) -> str:
    """A figure as a form shows it: a comma, no zeros after it."""
    return "" if figure is None else f"{figure.normalize():f}".replace(".", ",")


def _day(**attributes: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


class IndicatorForm(Versioned):
    """The definition of an indicator."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("For instance: delay of urgent reports at night.")
    )
    definition = forms.CharField(
        label=_("What is measured, and how"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is counted, out of what, what is left out, where the figures come from."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Indicator.KindChoices.choices, widget=forms.RadioSelect, initial="share"
    )
    unit = forms.CharField(
        label=_("Unit"),
        required=False,
        max_length=40,
        help_text=_("min, days, for 1,000 examinations… A share needs none."),
    )
    per = forms.IntegerField(
        label=_("For how many"),
        initial=1000,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Of a rate only: for 1,000 examinations, say."),
    )
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Indicator.DirectionChoices.choices,
        widget=forms.RadioSelect,
        initial="lower",
    )
    target = Figure(
        label=_("Target"), required=False, help_text=_("In the unit that is shown; per cent for a share.")
    )
    frequency = forms.ChoiceField(
        label=_("Frequency"), choices=Indicator.FrequencyChoices.choices, initial="month"
    )
    owner = forms.ChoiceField(
        label=_("In charge of measuring"), required=False, help_text=_("Reminded when a measure is late.")
    )
    baseline_until = forms.DateField(
        label=_("Limits rest on the measures up to"),
        required=False,
        widget=_day(),
        help_text=_("Empty: on the first twenty."),
    )
    criteria = forms.CharField(
        label=_("Criteria that it helps to keep"),
        required=False,
        max_length=600,
        help_text=_("Codes with their referential, parted by commas: teleradiologie/3.2.1."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 -- for the types
        owner.choices = [("", _("Nobody yet")), *((str(one.pk), one.get_full_name()) for one in people)]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_criteria(self) -> list[str]:
        """The codes, each once; those that no published referential has are said."""
        typed = self.cleaned_data["criteria"].replace(";", ",").split(",")
        codes = list(dict.fromkeys(code.strip() for code in typed if code.strip()))
        unknown = [code for code in codes if code not in known_criteria()] if codes else []
        if unknown:
            said = _("No published referential has %(codes)s: write its code, a stroke, the criterion’s.")
            raise ValidationError(said, params={"codes": ", ".join(unknown[:5])}, code="unknown")
        if len(codes) > MOST_CRITERIA:
            raise ValidationError(_("Twenty criteria at most."), code="many")
        return codes


def known_criteria() -> dict[str, Text]:
    """The titles of the criteria of the newest published editions, by code with the referential's."""
    found: dict[str, Text] = {}
    for row in reversed(open_editions()):
        for code, criterion in compiled(row.pk).by_code.items():
            found[f"{row.code}/{code}"] = criterion.text
    return found


class MeasureForm(Dressed, forms.Form):
    """One measure."""

    on = forms.DateField(label=_("Day"), widget=_day())
    count = Figure(label=_("Value"))
    size = Figure(label=_("Out of"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    replace = forms.BooleanField(label=_("Replace the measure of that day"), required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Kind.VALUE:
            del self.fields["size"]
        elif kind == Kind.SHARE:
            self.fields["count"].label = _("How many")
        else:
            self.fields["count"].label, self.fields["size"].label = _("Events"), _("For")

    @property
    def line(self) -> Line:
        said = self.cleaned_data
        return Line(said["on"], said["count"], said.get("size"), " ".join(said["note"].split()))


class BringForm(Dressed, forms.Form):
    """Measures in number: pasted lines, or a file."""

    lines = forms.CharField(
        label=_("Lines"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        max_length=150,
        widget=forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.ods,.csv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("file") and not str(said.get("lines", "")).strip():
            raise ValidationError(_("Paste lines, or choose a file."), code="nothing")
        return said


class AnnotationForm(Dressed, forms.Form):
    """Something to note on the chart."""

    on = forms.DateField(label=_("Day"), widget=_day())
    text = forms.CharField(label=_("What happened"), max_length=200)
    restarts = forms.BooleanField(
        label=_("The process changed here: reckon the limits anew from this day"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "note_%s")  # it shares a page with the form of a measure
        super().__init__(*args, **kwargs)


class RemovalForm(Dressed, forms.Form):
    """Why a measure is taken back."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it is taken back"), max_length=200)
