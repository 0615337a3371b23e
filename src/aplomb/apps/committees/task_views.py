"""Saying from one's own page that a task or an action is done, or that it is not after all."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers, communication_services, meeting_services
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.committees.models import CommunicationAction, Decision
from aplomb.apps.committees.services import CLOSE
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris


@asks(CLOSE, "POST")
def task_done(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """A task that a meeting decided."""
    return _done(request, _row(request, Decision, pk), meeting_services.set_done)


@asks(CLOSE, "POST")
def own_action_done(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """An action of the communication plan."""
    return _done(request, _row(request, CommunicationAction, pk), communication_services.set_done)


def _row(request: Request, model: Any, pk: int) -> Any:
    """One's own, or any of the site for whoever keeps its committee: others find nothing here."""
    mine = Q(owner=request.user)
    if request.standing.may(CLOSE, request.organisation.pk):
        mine = Q()
    rows = model.objects.filter(mine, organisation=request.organisation)
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


def _done(request: Request, row: Any, set_done: Callable[..., None]) -> HttpResponse:
    at = timezone.now()
    done = request.POST.get("done") == "yes"
    name = row.text if isinstance(row, Decision) else row.message
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: set_done(
            row, day_in_paris(at) if done else None, version=version, standing=request.standing, at=at
        ),
        (_("Done: {name}") if done else _("To be done again: {name}")).format(name=name),
    )
    return redirect("home:mine")
