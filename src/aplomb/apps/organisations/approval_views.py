"""Approving a consultancy or an audit body; saying that a site goes without a consultancy."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.organisations import approvals, forms
from aplomb.apps.organisations.models import Approval
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.views import refuse
from aplomb.domain.shared.calendar import day_in_paris


@asks("approval.grant", "POST")
@confirmed
def approval_grant(request: Request, organisation_pk: int) -> HttpResponse:
    form = forms.Approve(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not a day: write it as day/month/year."))
        return redirect("organisations:settings", organisation_pk)
    until, at = form.cleaned_data["until"], timezone.now()
    try:
        approvals.grant(request.organisation, until, standing=request.standing, at=at)
    except NotAllowed as error:
        refuse(request, error)
    else:
        messages.success(request, _("It is on the list of those approved, from today on."))
    return redirect("organisations:settings", organisation_pk)


@asks("approval.grant", "POST")
@confirmed
def approval_end(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    today = day_in_paris(timezone.now())
    rows = Approval.objects.filter(Approval.standing(today), organisation=request.organisation)
    approval = get_object_or_404(rows.select_related("organisation"), pk=pk)
    approvals.end(approval, standing=request.standing, at=timezone.now())
    messages.success(request, _("It is no longer on the list."))
    return redirect("organisations:settings", organisation_pk)


@asks("engagement.accept", "POST")
def consultancy_none(request: Request, organisation_pk: int) -> HttpResponse:
    try:
        approvals.go_without(request.organisation, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        refuse(request, error)
    else:
        messages.success(request, _("Written down: no consultancy accompanies you."))
    return redirect("organisations:settings", organisation_pk)
