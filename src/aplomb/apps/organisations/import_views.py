"""The page that makes many sites from a list: chosen, shown, then confirmed."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.accounts.views import INVALID
from aplomb.apps.organisations import site_lists
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.site_lists import State
from aplomb.formats.problems import BadFile, told
from aplomb.formats.sites_list import ListedSite, read_sites
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

TEMPLATE = "organisations/import.html"
SECONDS_TO_CONFIRM = 3600


class ListForm(forms.Form):
    """A list of sites to bring in."""

    list = forms.FileField(
        label=gettext_lazy("List of sites"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.ods,.csv,.txt"}),
        error_messages={"required": gettext_lazy("Choose the file of the list.")},
        max_length=150,
    )


@asks("organisation.create", "GET", "POST")
@confirmed
def sites_import(request: Request) -> HttpResponse:
    """Choose a list; then each of its lines beside what is here, or each bad cell with its place and its mend."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    context: dict[str, Any] = {"nav": "organisations", "form": form}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=INVALID)
    upload = form.cleaned_data["list"]
    context["file"] = upload.name
    try:
        sites = read_sites(upload.read(), upload.name)
    except BadFile as bad:
        context["problems"] = [told(problem, language()) for problem in bad.problems]
        return render(request, TEMPLATE, context, status=INVALID)
    lines = site_lists.compared(sites, request.standing)
    context |= {
        "lines": lines,
        "counts": {state.value: sum(line.state is state for line in lines) for state in State},
        "parcel": signing.dumps([asdict(site) for site in sites], salt=_salt(request), compress=True),
    }
    return render(request, TEMPLATE, context)


@asks("organisation.create", "POST")
@confirmed
def sites_take(request: Request) -> HttpResponse:
    """Make the sites that were ticked of a list that has just been shown."""
    try:
        plain = signing.loads(request.POST.get("parcel", ""), salt=_salt(request), max_age=SECONDS_TO_CONFIRM)
    except signing.BadSignature:
        messages.error(request, _("The list was shown too long ago: choose the file again."))
        return redirect("organisations:import")
    ticked = set(request.POST.getlist("take"))
    sites = [site for site in (ListedSite(**one) for one in plain) if str(site.row) in ticked]
    try:
        made = site_lists.create(sites, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        for refusal in error.refusals:
            messages.error(request, sentence(refusal))
        return redirect("organisations:import")
    word = ngettext("{n} site made.", "{n} sites made.", len(made))
    messages.success(request, word.format(n=len(made)))
    return redirect("organisations:list")


def _salt(request: Request) -> str:
    """So that a parcel serves the person who saw it, and nobody else."""
    return f"sites/{request.user.public_id}"
