"""Mails about meetings to come and tasks that come due: one per matter, to those who have not switched them off."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import mails
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction, Decision, Meeting, Reminder
from aplomb.apps.organisations.models import Membership
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.reminders import (
    AFTER,
    BEFORE,
    Stage,
    stage_of_meeting,
    stage_of_task,
)
from aplomb.domain.shared.calendar import day_in_paris

KEPT = timedelta(days=180)
MEETING = (Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER)


def send_due(at: datetime) -> int:
    """Write the reminders that are due and have not been; says how many. Run twice, it writes them once."""
    day = day_in_paris(at)
    return sum([*_meetings(day, at), *_tasks(day, at)])


def _meetings(day: date, at: datetime) -> Iterable[int]:
    rows = Meeting.objects.filter(held_on__range=(day, day + BEFORE)).select_related("organisation")
    for row in rows.order_by("pk"):
        stage = stage_of_meeting(row.held_on, day)
        if stage is None:
            continue
        for person in _who_meets(row.organisation_id, day):
            matter = f"meeting/{row.pk}/{row.held_on.isoformat()}"
            yield _once(person, matter, stage, at, row, (row.held_on - day).days)


def _who_meets(organisation: int, day: date) -> list[User]:
    """Who leads quality, who keeps the committee, and who sits on it with an account at the site."""
    here = Membership.objects.filter(Membership.current(day), organisation=organisation)
    seats = CommitteeMember.objects.filter(
        organisation=organisation, ends_on__isnull=True, accepted_at__isnull=False, user__isnull=False
    )
    meeting = Q(pk__in=here.filter(role__in=MEETING).values("user"))
    sitting = Q(pk__in=seats.values("user")) & Q(pk__in=here.values("user"))
    return list(_reachable().filter(meeting | sitting).order_by("pk"))


def _tasks(day: date, at: datetime) -> Iterable[int]:
    within = {"due_on__range": (day - AFTER, day + BEFORE), "done_on__isnull": True}
    people = _reachable()
    decisions = Decision.objects.filter(owner__in=people, **within)
    actions = CommunicationAction.objects.filter(owner__in=people, accepted_at__isnull=False, **within)
    rows: list[Decision | CommunicationAction] = [
        *decisions.select_related("organisation", "meeting", "owner").order_by("pk"),
        *actions.select_related("organisation", "owner").order_by("pk"),
    ]
    for row in rows:
        assert row.owner is not None and row.due_on is not None  # noqa: PT018, S101 -- the filters hold it
        stage = stage_of_task(row.due_on, day)
        if stage is None or not _is_here(row.owner, row.organisation_id, day):
            continue
        kind = "decision" if isinstance(row, Decision) else "communication"
        yield _once(row.owner, f"{kind}/{row.pk}/{row.due_on.isoformat()}", stage, at, row, 0)


def _reachable() -> QuerySet[User]:
    return User.objects.filter(is_active=True, reminders=True)


def _is_here(person: User, organisation: int, day: date) -> bool:
    return Membership.objects.filter(Membership.current(day), organisation=organisation, user=person).exists()


@transaction.atomic
def _once(
    person: User,
    matter: str,
    stage: Stage,
    at: datetime,
    row: Meeting | Decision | CommunicationAction,
    days: int,
) -> int:
    """Write one mail, unless it has been: the row that says so and the mail are one transaction."""
    _reminder, made = Reminder.objects.get_or_create(
        user=person, matter=matter, stage=stage, defaults={"sent_at": at}
    )
    if not made:
        return 0
    if isinstance(row, Meeting):
        mails.meeting(person, row, days, at)
    else:
        mails.task(person, row, stage is Stage.LATE, at)
    return 1


def sweep(at: datetime) -> int:
    """Forget what was sent half a year ago: its day is over, and it would not be sent again."""
    return Reminder.objects.filter(sent_at__lt=at - KEPT).delete()[0]
