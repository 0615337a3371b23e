"""What people are reminded of about their plan (`notices/digests.py`): their actions, their themes’ deadlines."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.queries import people_at
from aplomb.apps.plans.models import Task, Theme
from aplomb.domain.organisations.reminders import AFTER, BEFORE, Stage, stage_of_task
from aplomb.domain.plans.lifecycle import State

RUNNING = (State.PLANNED, State.ACTIVE)


def actions(number: int) -> str:
    return ngettext(
        "{n} action of the improvement plan in your charge",
        "{n} actions of the improvement plan in your charge",
        number,
    ).format(n=number)


def late_actions(number: int) -> str:
    return ngettext(
        "{n} late action of the improvement plan: say whether it is done",
        "{n} late actions of the improvement plan: say whether they are done",
        number,
    ).format(n=number)


def themes(number: int) -> str:
    return ngettext(
        "{n} theme of the improvement plan at its deadline",
        "{n} themes of the improvement plan at their deadline",
        number,
    ).format(n=number)


def due(day: date) -> Iterable[Due]:
    """To whoever is in charge and still there: actions and themes that come due or are late; three queries."""
    span = (day - AFTER, day + BEFORE)
    steps = Task.objects.filter(
        owner__isnull=False, done_on__isnull=True, due_on__range=span, theme__state__in=RUNNING
    )
    running = Theme.objects.filter(owner__isnull=False, due_date__range=span, state__in=RUNNING)
    tasks = list(steps.select_related("owner", "theme__plan__organisation").order_by("pk"))
    lines = list(running.select_related("owner", "plan__organisation").order_by("pk"))
    places = {
        *(row.theme.plan.organisation_id for row in tasks),
        *(row.plan.organisation_id for row in lines),
    }
    people = people_at(places, day)
    here = {(place, user.pk) for place, there in people.items() for user, _role in there}
    for row in tasks:
        site, stage = row.theme.plan.organisation, row.due_on and stage_of_task(row.due_on, day)
        if row.owner and row.due_on and stage and (site.pk, row.owner.pk) in here:
            words = late_actions if stage is Stage.LATE else actions
            yield Due(
                row.owner, site.name, words, f"plan-task/{row.pk}", row.due_on, stage, reverse("home:mine")
            )
    for line in lines:
        site, stage = line.plan.organisation, line.due_date and stage_of_task(line.due_date, day)
        if line.owner and line.due_date and stage and (site.pk, line.owner.pk) in here:
            about, link = f"theme/{line.pk}", line.get_absolute_url()
            yield Due(line.owner, site.name, themes, about, line.due_date, stage, link)
