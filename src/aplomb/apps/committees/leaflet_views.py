"""From an action of the plan to its poster or note: filled in, looked at, taken away. Nothing of it is stored."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aplomb.apps.accounts import limits
from aplomb.apps.accounts.widgets import Dressed
from aplomb.apps.committees import answers, leaflets
from aplomb.apps.committees.models import CommunicationAction
from aplomb.apps.committees.views import shell
from aplomb.apps.organisations.exports import note_export
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.organisations.leaflet import Leaflet, Sheet
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.formats.letter import Letter, MissingValues

READ = "communication.read"
MOST_AN_HOUR = 60
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class LeafletForm(Dressed, forms.Form):
    """The values of a template: what is known of the site is there already, the rest is to be written."""

    sheet = forms.ChoiceField(
        label=gettext_lazy("Sheet"), choices=[(Sheet.A4.value, "A4"), (Sheet.A3.value, "A3")], initial="a4"
    )

    def __init__(self, *args: Any, fields: list[leaflets.Field], is_poster: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_poster:
            self.fields["sheet"].required = False
            self.fields["sheet"].widget = forms.HiddenInput()
        self.paths = {field.need.path.replace(".", "-"): field.need.path for field in fields}
        for field in fields:
            hint = ""
            if field.is_list:
                dates = field.need.path == "plan.next_dates"
                hint = _("One a line, “date: what”.") if dates else _("One a line.")
            self.fields[field.need.path.replace(".", "-")] = forms.CharField(
                label=field.label,
                required=field.need.is_needed,
                max_length=2000,
                initial=field.value,
                help_text=hint,
                widget=forms.Textarea(attrs={"rows": 3}) if field.is_list else forms.TextInput(),
            )
        self.dress()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(holds_nir(str(value)) for value in cleaned.values()):
            raise ValidationError(
                _("The text seems to hold a social-security number: no patient data is kept here.")
            )
        return cleaned

    def values(self) -> dict[str, str]:
        return {path: self.cleaned_data.get(name, "") for name, path in self.paths.items()}


@asks(READ, "GET", "POST")
def leaflet(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Choose a template, fill it in, look at it, take it as PDF or Word."""
    rows = CommunicationAction.objects.select_related("organisation")
    action: CommunicationAction = answers.of_site(request, rows, pk, READ)
    known = leaflets.templates()
    code = request.GET.get("template") or leaflets.suited_to(action)
    if code not in known:
        raise Http404
    letter, on = known[code], day_in_paris(timezone.now())
    fields = leaflets.fields_of(letter, request.organisation, on)
    data = request.POST if request.method == "POST" else _as_posted(fields)
    form = LeafletForm(data, fields=fields, is_poster=letter.kind == leaflets.POSTER)
    made = _made(request, form, letter)
    if made is None and request.method != "POST":
        # Nobody has been asked yet for what is missing.
        form = LeafletForm(fields=fields, is_poster=letter.kind == leaflets.POSTER)
    wanted = request.POST.get("take", "")
    if made is not None and wanted in TYPES:
        return _file(request, made, wanted, action)
    status = 422 if request.method == "POST" and made is None else 200
    context = {
        **shell(request, "communication"),
        "action": action,
        "form": form,
        "letter": letter,
        "templates": known.values(),
        "leaflet": made,
        "touched": request.method == "POST",
        "is_poster": letter.kind == leaflets.POSTER,
        "address": f"{request.path}?template={code}",
    }
    return render(request, "committees/leaflet.html", context, status=status)


def _as_posted(fields: list[leaflets.Field]) -> dict[str, str]:
    """What is known of the site, as if it had been sent: the page shows at once what is missing."""
    return {"sheet": "a4", **{field.need.path.replace(".", "-"): field.value for field in fields}}


def _made(request: Request, form: LeafletForm, letter: Letter) -> Leaflet | None:
    if not form.is_valid():
        return None
    sheet = Sheet(form.cleaned_data["sheet"] or Sheet.A4)
    try:
        on = day_in_paris(timezone.now())
        return leaflets.written(letter, form.values(), request.organisation, sheet, on)
    except MissingValues as missing:
        for path in missing.paths:
            name = path.replace(".", "-")
            form.add_error(name if name in form.fields else None, _("Write this: the template needs it."))
        return None


def _file(request: Request, made: Leaflet, wanted: str, action: CommunicationAction) -> HttpResponse:
    at = timezone.now()
    limits.demand(limits.named("leaflet", str(request.user.pk)), MOST_AN_HOUR, limits.HOUR, at)
    # Templates are French: so is what is made of them, whatever the reader's language.
    data = leaflets.pdf_of(made, "fr") if wanted == "pdf" else leaflets.docx_of(made)
    note_export(
        READ,
        request.organisation.pk,
        f"leaflet.{wanted}",
        standing=request.standing,
        at=at,
        communication=action.pk,
    )
    name = f"{slugify(made.subject)}-{made.sheet.value}.{wanted}"
    return HttpResponse(
        data,
        content_type=TYPES[wanted],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
