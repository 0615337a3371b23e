"""What people are reminded of about their committee (`notices/digests.py`): meetings to come, tasks that come due."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction, Decision, Meeting
from aplomb.apps.committees.queries import MEETING
from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.queries import people_at
from aplomb.domain.organisations.reminders import AFTER, BEFORE, Stage, stage_of_meeting, stage_of_task

# By place, who is there with an account, and in which roles.
People = dict[int, list[tuple[User, str]]]


def meetings(number: int) -> str:
    return ngettext("{n} meeting of the committee", "{n} meetings of the committee", number).format(n=number)


def in_charge_of(number: int) -> str:
    return ngettext(
        "{n} meeting in your charge: prepare it", "{n} meetings in your charge: prepare them", number
    ).format(n=number)


def minutes(number: int) -> str:
    return ngettext(
        "{n} meeting whose minutes you are to write", "{n} meetings whose minutes you are to write", number
    ).format(n=number)


def tasks(number: int) -> str:
    return ngettext("{n} task in your charge", "{n} tasks in your charge", number).format(n=number)


def late_tasks(number: int) -> str:
    return ngettext(
        "{n} late task in your charge: say whether it is done",
        "{n} late tasks in your charge: say whether they are done",
        number,
    ).format(n=number)


def due(day: date) -> Iterable[Due]:
    """Meetings to their people, tasks and communication actions to whoever is in charge and still there."""
    recent = Meeting.objects.filter(held_on__range=(day - AFTER, day + BEFORE), minutes="")
    to_come = recent.filter(Q(held_on__gte=day) | Q(owner__isnull=False)).select_related(
        "organisation", "owner"
    )
    within = {"due_on__range": (day - AFTER, day + BEFORE), "done_on__isnull": True, "owner__isnull": False}
    decisions = Decision.objects.filter(**within).select_related("organisation", "owner")
    actions = CommunicationAction.objects.filter(accepted_at__isnull=False, **within)
    rows: list[Decision | CommunicationAction] = [
        *decisions.order_by("pk"),
        *actions.select_related("organisation", "owner").order_by("pk"),
    ]
    held = list(to_come.order_by("pk"))
    people = people_at((row.organisation_id for row in [*held, *rows]), day)
    return [*_meetings(held, people, day), *_tasks(rows, people, day)]


def _meetings(rows: Iterable[Meeting], people: People, day: date) -> Iterable[Due]:
    """To who leads quality, who keeps the committee, and who sits on it with an account at the site.

    Whoever is in charge is told to prepare it, then to write its minutes.
    """
    seats = CommitteeMember.objects.filter(
        ends_on__isnull=True, accepted_at__isnull=False, user__isnull=False, organisation__in=people
    )
    sitting = set(seats.values_list("organisation_id", "user_id"))
    for row in rows:
        there = people.get(row.organisation_id, [])
        place, about = row.organisation.name, f"meeting/{row.pk}"
        if row.held_on < day:
            if row.owner in {user for user, _role in there}:
                yield Due(row.owner, place, minutes, about, row.held_on, Stage.LATE, row.get_absolute_url())
            continue
        told = {user for user, role in there if role in MEETING or (row.organisation_id, user.pk) in sitting}
        stage = stage_of_meeting(row.held_on, day)
        if stage is not None:
            for user in sorted(told, key=lambda one: one.pk):
                words = in_charge_of if user == row.owner else meetings
                yield Due(user, place, words, about, row.held_on, stage, row.get_absolute_url())


def _tasks(rows: Iterable[Decision | CommunicationAction], people: People, day: date) -> Iterable[Due]:
    for row in rows:
        assert row.owner is not None and row.due_on is not None  # noqa: PT018, S101 -- the filters hold it
        stage = stage_of_task(row.due_on, day)
        if stage is None or row.owner not in {user for user, _role in people.get(row.organisation_id, [])}:
            continue
        about = f"{'decision' if isinstance(row, Decision) else 'communication'}/{row.pk}"
        words = late_tasks if stage is Stage.LATE else tasks
        yield Due(row.owner, row.organisation.name, words, about, row.due_on, stage, reverse("home:mine"))
