"""The pages on which somebody leaves, and on which their open work goes to others."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.accounts.views import INVALID
from aplomb.apps.organisations import forms, handover, services
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.refusals import sentence


@asks("member.read", "GET", "POST")
def membership_end(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """End somebody's role, or one's own; their open work goes to whom the page names."""
    at = timezone.now()
    rows = Membership.objects.filter(Membership.standing(day_in_paris(at)), organisation=organisation_pk)
    membership = get_object_or_404(rows.select_related("user", "organisation"), pk=pk)
    if refusals := services.why_not_end_here(membership, request.standing, at):
        if request.method == "POST":
            raise NotAllowed(refusals)
        return _end(request, membership, None, reasons=[sentence(refusal) for refusal in refusals])
    form = forms.Ending(
        request.POST if request.method == "POST" else None,
        held=services.work_left_by(membership, at),
        heirs=services.heirs_of(membership, request.standing, at),
        initial=_planned(membership),
    )
    if not form.is_valid():
        return _end(request, membership, form, INVALID if form.is_bound else 200)
    reason, last_day = form.cleaned_data["reason"], form.cleaned_data["last_day"]
    if last_day is not None:
        if refusals := services.why_not_plan_here(membership, last_day, request.standing, at):
            form.add_error("last_day", [sentence(refusal) for refusal in refusals])
            return _end(request, membership, form, INVALID)
        services.plan_departure(
            membership, last_day, standing=request.standing, at=at, reason=reason, heirs=form.heirs
        )
        messages.success(request, _("The departure is prepared."))
        return redirect("organisations:team", organisation_pk)
    services.end_membership(membership, standing=request.standing, at=at, reason=reason, heirs=form.heirs)
    if membership.user_id == request.user.pk:
        return redirect("account_login")
    messages.success(request, _("The role of %(name)s has ended.") % {"name": membership.user})
    return redirect("organisations:team", organisation_pk)


def _planned(membership: Membership) -> dict[str, Any]:
    """What was said of a departure that is prepared already."""
    if membership.planned_at is None:
        return {}
    heirs = {f"to_{code}": person for code, person in membership.heirs.items()}
    return {"last_day": membership.ends_on, "reason": membership.end_reason, **heirs}


def _end(
    request: Request, membership: Membership, form: forms.Ending | None, status: int = 200, **more: Any
) -> HttpResponse:
    held = services.work_left_by(membership, timezone.now()) if form else []
    context = {
        "nav": "team",
        "organisation": request.organisation,
        "membership": membership,
        "form": form,
        "ends": [one for one in held if not one.holding.passes],
        "left": [one for one in held if one.holding.passes and not (form and form.held)],
        "may_hand": request.standing.may("member.deactivate", membership.organisation_id),
        "oneself": membership.user_id == request.user.pk,
        **more,
    }
    return render(request, "organisations/membership_end.html", context, status=status)


@asks("member.deactivate", "GET", "POST")
def work(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Somebody's open work: before they leave, or once they have."""
    at = timezone.now()
    rows = Membership.objects.filter(organisation=request.organisation)
    membership = get_object_or_404(rows.select_related("user", "organisation"), pk=pk)
    form = forms.HandOver(
        request.POST if request.method == "POST" else None,
        held=handover.held_by(membership.user, membership.organisation),
        heirs=services.heirs_of(membership, request.standing, at),
    )
    if form.is_valid():
        services.hand_over_work(membership, form.heirs, standing=request.standing, at=at)
        messages.success(request, _("The work is in its new hands; they are told."))
        return redirect("organisations:work", organisation_pk, pk)
    context = {
        "nav": "team",
        "organisation": request.organisation,
        "membership": membership,
        "form": form,
    }
    status = INVALID if form.is_bound else 200
    return render(request, "organisations/work.html", context, status=status)


@asks("member.deactivate", "GET", "POST")
def period(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """From when until when somebody's role holds."""
    at = timezone.now()
    rows = Membership.objects.filter(Membership.standing(day_in_paris(at)), organisation=organisation_pk)
    membership = get_object_or_404(rows.select_related("user", "organisation"), pk=pk)
    begun = membership.starts_on <= day_in_paris(at)
    form = forms.Period(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": membership.starts_on, "ends_on": membership.ends_on},
    )
    if begun:
        form.fields["starts_on"].disabled = True
    if form.is_valid() and _changed(request, membership, form):
        return redirect("organisations:team", organisation_pk)
    context = {
        "nav": "team",
        "organisation": request.organisation,
        "membership": membership,
        "form": form,
        "begun": begun,
    }
    status = INVALID if form.is_bound else 200
    return render(request, "organisations/period.html", context, status=status)


def _changed(request: Request, membership: Membership, form: forms.Period) -> bool:
    starts_on = form.cleaned_data["starts_on"] or membership.starts_on
    try:
        services.change_period(
            membership,
            starts_on,
            form.cleaned_data["ends_on"],
            standing=request.standing,
            at=timezone.now(),
        )
    except NotAllowed as error:
        form.add_error("ends_on", [sentence(refusal) for refusal in error.refusals])
        return False
    messages.success(request, _("The period is as you said."))
    return True
