"""The page that invites many people at once: chosen or pasted, shown line by line, then sent."""

from dataclasses import asdict
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aplomb.apps.accounts import limits, outbox
from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.accounts.views import INVALID, origin
from aplomb.apps.accounts.widgets import Dressed
from aplomb.apps.organisations import bulk, services
from aplomb.apps.organisations.bulk import State
from aplomb.apps.organisations.forms import AT_ONCE, role_choices
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.views import refuse, shown
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.formats.people_list import ListedPerson, pasted_people, read_people
from aplomb.formats.problems import BadFile, told
from aplomb.web.templatetags.aplomb import language

TEMPLATE = "organisations/invite_many.html"
SECONDS_TO_CONFIRM = 3600


class PeopleForm(Dressed, django_forms.Form):
    """A list of people: a file, or lines pasted; and the role of a line that names none."""

    lines = django_forms.CharField(
        label=gettext_lazy("Lines"),
        required=False,
        max_length=20_000,
        widget=django_forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One person a line: address ; role ; families. The last two may be left out."),
    )
    list = django_forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        max_length=150,
        widget=django_forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.ods,.csv,.txt"}),
        help_text=gettext_lazy("Excel, OpenDocument or CSV, under the titles Adresse, Rôle and Familles."),
    )
    role = django_forms.ChoiceField(label=gettext_lazy("Role of the lines that name none"), required=False)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, django_forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("None")), *role_choices(kind)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("list") and not cleaned.get("lines", "").strip():
            self.add_error("lines", _("Paste lines, or choose a file."))
        return cleaned


@asks("member.invite", "GET", "POST")
@confirmed
def invite_many(request: Request, organisation_pk: int) -> HttpResponse:
    """Choose or paste a list; then each of its lines with what is wrong in it. Nothing is sent here."""
    kind = Kind(request.organisation.kind)
    form = (
        PeopleForm(request.POST, request.FILES, kind=kind)
        if request.method == "POST"
        else PeopleForm(kind=kind)
    )
    context: dict[str, Any] = {
        "nav": "team",
        "organisation": request.organisation,
        "form": form,
        "most": AT_ONCE,
        "mail": outbox.is_configured(),
    }
    if not form.is_bound:
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=INVALID)
    try:
        lines = _lines(form)
    except BadFile as bad:
        context["problems"] = [told(problem, language()) for problem in bad.problems]
        return render(request, TEMPLATE, context, status=INVALID)
    default = Role(form.cleaned_data["role"]) if form.cleaned_data["role"] else None
    found = bulk.checked(lines, request.organisation, default, standing=request.standing, at=timezone.now())
    context |= {
        "lines": list(enumerate(found)),
        "counts": {state.value: sum(one.state is state for one in found) for state in State},
        "parcel": _parcel(request, found),
    }
    return render(request, TEMPLATE, context)


def _lines(form: PeopleForm) -> list[ListedPerson]:
    upload = form.cleaned_data["list"]
    if upload:
        return read_people(upload.read(), upload.name)
    return pasted_people(form.cleaned_data["lines"])


def _parcel(request: Request, found: list[bulk.Checked]) -> str:
    """What can be sent of the list, signed: confirming sends what was shown, and nothing else."""
    sendable = {
        str(index): {**asdict(one.line), "role": one.role}
        for index, one in enumerate(found)
        if one.state in (State.NEW, State.WAITING)
    }
    return signing.dumps(sendable, salt=_salt(request), compress=True)


@asks("member.invite", "POST")
@confirmed
def invite_many_send(request: Request, organisation_pk: int) -> HttpResponse:
    """Send the invitations that were ticked of a list that has just been shown."""
    try:
        plain = signing.loads(request.POST.get("parcel", ""), salt=_salt(request), max_age=SECONDS_TO_CONFIRM)
    except signing.BadSignature:
        messages.error(request, _("The list was shown too long ago: bring it again."))
        return redirect("organisations:invite-many", organisation_pk)
    people = [
        services.Wanted(one["address"], Role(one["role"]), parts=tuple(one["families"]))
        for index, one in plain.items()
        if index in set(request.POST.getlist("take"))
    ]
    if not people:
        messages.error(request, _("Tick the people to invite."))
        return redirect("organisations:invite-many", organisation_pk)
    if len(people) > AT_ONCE:
        messages.error(
            request, _("%(most)d invitations at most a day: tick fewer lines.") % {"most": AT_ONCE}
        )
        return redirect("organisations:invite-many", organisation_pk)
    limits.before_invitations(organisation_pk, len(people))
    try:
        sent = services.invite_all(
            request.organisation,
            people,
            standing=request.standing,
            origin=origin(request),
            at=timezone.now(),
        )
    except NotAllowed as error:
        refuse(request, error)
        return redirect("organisations:invite-many", organisation_pk)
    return shown(request, request.organisation, sent)


def _salt(request: Request) -> str:
    """So that a parcel serves the person who saw it, at the place where they saw it, and nobody else."""
    return f"people/{request.user.public_id}/{request.organisation.pk}"
