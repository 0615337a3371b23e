"""What somebody can leave behind on a committee: its tasks, the plan's actions, their own seat."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext, ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction, Decision, Meeting
from aplomb.apps.committees.services import plain
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.shared.calendar import day_in_paris


def open_tasks(person: User) -> QuerySet[Decision]:
    """The committees' tasks that wait for somebody."""
    return Decision.objects.filter(owner=person, due_on__isnull=False, done_on__isnull=True)


def open_actions(person: User) -> QuerySet[CommunicationAction]:
    """The communication actions that wait for somebody."""
    return _open_or_proposed(person).filter(accepted_at__isnull=False)


def _open_or_proposed(person: User) -> QuerySet[CommunicationAction]:
    return CommunicationAction.objects.filter(owner=person, done_on__isnull=True)


def _meetings(organisation: Organisation, person: User) -> QuerySet[Meeting]:
    """The meetings in somebody's charge whose minutes are not written: to come, or just held."""
    return Meeting.objects.filter(organisation=organisation, owner=person, minutes="")


def _seats(organisation: Organisation, person: User) -> QuerySet[CommitteeMember]:
    return CommitteeMember.objects.filter(organisation=organisation, user=person, ends_on__isnull=True)


def _tasks_words(number: int) -> str:
    return ngettext("%(count)d task of the committee", "%(count)d tasks of the committee", number) % {
        "count": number
    }


def _actions_words(number: int) -> str:
    return ngettext("%(count)d communication action", "%(count)d communication actions", number) % {
        "count": number
    }


def _meetings_words(number: int) -> str:
    return ngettext(
        "%(count)d meeting to hold or to tell", "%(count)d meetings to hold or to tell", number
    ) % {"count": number}


def _seat_words(number: int) -> str:
    return gettext("A seat on the steering committee, which ends with the role")


def _hand_tasks(handing: Handing) -> int:
    rows = list(open_tasks(handing.person).filter(organisation=handing.organisation).order_by("pk"))
    for row in rows:
        _tell(handing, "meeting.task-handed", f"decision/{row.pk}", {"text": row.text})
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(**_now_with(handing))
    return len(rows)


def _hand_actions(handing: Handing) -> int:
    # A proposal that waits names its person too: it would name somebody who is gone.
    rows = list(_open_or_proposed(handing.person).filter(organisation=handing.organisation).order_by("pk"))
    for row in rows:
        _tell(handing, "communication.handed", f"communication/{row.pk}", {"audience": row.audience})
    CommunicationAction.objects.filter(pk__in=[row.pk for row in rows]).update(**_now_with(handing))
    return len(rows)


def _hand_meetings(handing: Handing) -> int:
    rows = list(_meetings(handing.organisation, handing.person).order_by("pk"))
    for row in rows:
        _tell(handing, "meeting.handed", f"meeting/{row.pk}", {"held_on": row.held_on})
    Meeting.objects.filter(pk__in=[row.pk for row in rows]).update(**_now_with(handing))
    return len(rows)


def _tell(handing: Handing, action: str, about: str, said: dict[str, Any]) -> None:
    data = plain({"owner": handing.heir, **said})
    handing.pen.record(action, by=handing.by, at=handing.at, about=about, data=data)


def _now_with(handing: Handing) -> dict[str, Any]:
    return {
        "owner": handing.heir,
        "version": F("version") + 1,
        "changed_at": handing.at,
        "changed_by": handing.user,
    }


def _end_seat(handing: Handing) -> int:
    day = day_in_paris(handing.at)
    rows = list(_seats(handing.organisation, handing.person))
    for row in rows:
        row.ends_on = max(day, row.starts_on)
        row.version += 1
        row.changed_at, row.changed_by = handing.at, handing.user
        row.save()
        said = plain({"user": handing.person, "written_name": "", "college": row.college})
        about = f"committee-member/{row.pk}"
        handing.pen.record("committee.member-left", by=handing.by, at=handing.at, about=about, data=said)
    return len(rows)


HOLDINGS = (
    Holding(
        "tasks",
        _tasks_words,
        lambda organisation, person: open_tasks(person).filter(organisation=organisation).count(),
        _hand_tasks,
    ),
    Holding(
        "actions",
        _actions_words,
        lambda organisation, person: _open_or_proposed(person).filter(organisation=organisation).count(),
        _hand_actions,
    ),
    Holding(
        "meetings",
        _meetings_words,
        lambda organisation, person: _meetings(organisation, person).count(),
        _hand_meetings,
    ),
    Holding(
        "seat",
        _seat_words,
        lambda organisation, person: _seats(organisation, person).count(),
        _end_seat,
        passes=False,
    ),
)
