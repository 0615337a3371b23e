"""What an organisation belongs to: entering, accepting, leaving, today or on a day; asking a site to enter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.accounts.views import INVALID
from aplomb.apps.organisations import affiliations, forms
from aplomb.apps.organisations.models import Affiliation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.views import refuse, settings_page
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.days import day as day_words


@asks(affiliations.ACCEPT, "POST")
@confirmed
def affiliation_create(request: Request, organisation_pk: int) -> HttpResponse:
    """A site enters a group, network or region."""
    today = day_in_paris(timezone.now())
    form = forms.Supervise(request.POST, first_day=today)
    if not form.is_valid():
        return settings_page(request, INVALID, supervise=form)
    starts_on = form.cleaned_data["starts_on"]
    try:
        affiliations.join(
            request.organisation,
            form.cleaned_data["parent"],
            shares_detail=form.cleaned_data["shares_detail"],
            starts_on=starts_on,
            ends_on=form.cleaned_data["ends_on"],
            standing=request.standing,
            at=timezone.now(),
        )
    except NotAllowed as error:
        refuse(request, error)
    else:
        if starts_on and starts_on > today:
            said = _("Your figures will count there from {day} on.").format(day=day_words(starts_on))
        else:
            said = _("Your figures count there from today on.")
        messages.success(request, said)
    return redirect("organisations:settings", organisation_pk)


@asks(affiliations.ARRANGE, "POST")
@confirmed
def affiliation_arrange(request: Request, organisation_pk: int) -> HttpResponse:
    """Say what a group, network or region belongs to; a site is asked."""
    today = day_in_paris(timezone.now())
    form = forms.Supervise(request.POST, first_day=today, shares=False)
    if not form.is_valid():
        return settings_page(request, INVALID, supervise=form)
    site = request.organisation.kind == Kind.SITE
    try:
        affiliations.arrange(
            request.organisation,
            form.cleaned_data["parent"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            standing=request.standing,
            at=timezone.now(),
        )
    except NotAllowed as error:
        refuse(request, error)
    else:
        messages.success(
            request, _("The site is asked: it answers itself.") if site else _("It belongs to it.")
        )
    return redirect("organisations:settings", organisation_pk)


@asks(affiliations.ARRANGE, "POST")
@confirmed
def site_ask(request: Request, organisation_pk: int) -> HttpResponse:
    """Ask a site to enter this group, network or region."""
    form = forms.AskSite(request.POST, first_day=day_in_paris(timezone.now()))
    if not form.is_valid():
        return settings_page(request, INVALID, ask=form)
    try:
        affiliations.arrange(
            form.cleaned_data["child"],
            request.organisation,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            standing=request.standing,
            at=timezone.now(),
        )
    except NotAllowed as error:
        refuse(request, error)
    else:
        messages.success(request, _("The site is asked: it answers itself."))
    return redirect("organisations:settings", organisation_pk)


def _affiliation(request: Request, pk: int) -> Affiliation:
    standing = Affiliation.objects.filter(
        Affiliation.standing(day_in_paris(timezone.now())), child=request.organisation
    )
    return get_object_or_404(standing.select_related("child", "parent"), pk=pk)


@asks(affiliations.ACCEPT, "POST")
@confirmed
def affiliation_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Accept a supervision, or say anew how much it sees."""
    affiliations.accept(
        _affiliation(request, pk),
        shares_detail=request.POST.get("shares_detail") == "on",
        standing=request.standing,
        at=timezone.now(),
    )
    messages.success(request, _("What it sees of you is as you said."))
    return redirect("organisations:settings", organisation_pk)


@asks(affiliations.LEAVE, "POST")
def affiliation_leave(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """End it now, or give it its last day."""
    return _leave(request, pk, _("It sees nothing of yours any more."))


@asks(affiliations.ARRANGE, "POST")
def affiliation_withdraw(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """The same for what was arranged, or is only asked."""
    return _leave(request, pk, _("It no longer belongs to it."))


def _leave(request: Request, pk: int, now: str) -> HttpResponse:
    row = _affiliation(request, pk)
    form = forms.LastDay(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no date: nothing was recorded."))
        return redirect("organisations:settings", request.organisation.pk)
    last = form.cleaned_data["last"]
    try:
        affiliations.leave(row, standing=request.standing, at=timezone.now(), last=last)
    except NotAllowed as error:
        refuse(request, error)
    else:
        later = last is not None and last > day_in_paris(timezone.now())
        messages.success(request, _("It ends on {day}.").format(day=day_words(last)) if later else now)
    return redirect("organisations:settings", request.organisation.pk)
