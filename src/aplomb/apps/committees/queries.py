"""What is read of a committee, its meetings and its plan; each function says how many queries it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommunicationAction,
    Decision,
    InCharge,
    Meeting,
)  # fmt: skip
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.queries import people_in, people_of
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.committee import College, MakeUp
from aplomb.domain.organisations.communication import SOON, Progress

# A meeting held longer ago is not going to have its minutes because a page insists.
WITHOUT_MINUTES = timedelta(days=60)
# Who calls meetings and writes their minutes.
MEETING = (Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER)


# — The committee ————————————————————————————————————————————————————————————————


def members(organisation_id: int) -> list[CommitteeMember]:
    """Who is in the committee, proposed members included, college by college; one query."""
    rows = CommitteeMember.objects.filter(organisation=organisation_id, ends_on__isnull=True)
    order = [college.value for college in College]
    found = list(rows.select_related("user", "changed_by").order_by("pk"))
    return sorted(found, key=lambda row: (order.index(row.college), row.name.casefold(), row.pk))


def former_members(organisation_id: int) -> list[CommitteeMember]:
    """Who was in it, the latest to leave first; one query."""
    rows = CommitteeMember.objects.filter(organisation=organisation_id, ends_on__isnull=False)
    return list(rows.select_related("user").order_by("-ends_on", "-pk"))


def committee_of(organisation_id: int) -> Committee:
    """What is written of the committee as a whole; blank, at version 0, where nothing is yet. One query."""
    found = Committee.objects.filter(organisation=organisation_id).first()
    return found or Committee(organisation_id=organisation_id, version=0)


def make_up(rows: Iterable[CommitteeMember], managers: Sequence[User], committee: Committee) -> MakeUp:
    """The committee as its rule reads it."""
    return MakeUp(
        managers=len(managers),
        colleges=frozenset(College(row.college) for row in rows if not row.is_proposed),
        logistic_absent=committee.logistic_absent,
    )


# — Who can be in charge —————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who can be put in charge of something: the site's accounts, and the committee's members without one."""

    people: Sequence[User]
    members: Sequence[CommitteeMember]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """By the key that forms use, `u12` or `m5`."""
        return [
            *((f"u{person.pk}", person.get_full_name()) for person in self.people),
            *((f"m{row.pk}", row.name) for row in self.members),
        ]

    def found(self, key: str) -> tuple[User | None, CommitteeMember | None]:
        """Whom a key names; nobody where it names nobody of the site."""
        person = next((one for one in self.people if key == f"u{one.pk}"), None)
        return person, next((one for one in self.members if key == f"m{one.pk}"), None)

    def keeping(self, row: InCharge | None) -> "Candidates":
        """The same with whoever is in charge of this row already, even where they have left since."""
        person = row.owner if row is not None else None
        member = row.owner_member if row is not None else None
        return Candidates(
            [*self.people, *([person] if person is not None and person not in self.people else [])],
            [*self.members, *([member] if member is not None and member not in self.members else [])],
        )


def candidates(organisation_id: int, on: date) -> Candidates:
    """Two queries."""
    return Candidates(people_of(organisation_id, on), _without_account(organisation_id))


def who_may_hold(organisation_id: int, on: date) -> Candidates:
    """Who can be in charge of a meeting: who may write its minutes, and members without an account; two queries."""
    writing = Membership.objects.filter(
        Membership.current(on), organisation=organisation_id, role__in=MEETING
    )
    return Candidates(people_in(writing), _without_account(organisation_id))


def _without_account(organisation_id: int) -> list[CommitteeMember]:
    return [row for row in members(organisation_id) if row.user_id is None and not row.is_proposed]


# — The communication plan ———————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What the head of the plan counts; proposals of a consultant apart."""

    total: int
    done: int
    late: int
    proposed: int

    @classmethod
    def of(cls, rows: Iterable[CommunicationAction], on: date) -> "PlanFigures":
        found = list(rows)
        mine = [row.progress(on) for row in found if not row.is_proposed]
        return cls(len(mine), mine.count(Progress.DONE), mine.count(Progress.LATE), len(found) - len(mine))


def actions(organisation_id: int, on: date) -> list[CommunicationAction]:
    """The plan: what is late first, then by date, what is done last; one query."""
    rows = CommunicationAction.objects.filter(organisation=organisation_id)
    found = rows.select_related("owner", "owner_member", "owner_member__user", "changed_by").order_by(
        "due_on", "pk"
    )
    return sorted(found, key=lambda row: row.progress(on) is Progress.DONE)


def starters_taken(organisation_id: int) -> frozenset[str]:
    """Which usual actions the plan has already; one query."""
    rows = CommunicationAction.objects.filter(organisation=organisation_id).exclude(starter="")
    return frozenset(rows.values_list("starter", flat=True))


# — Meetings —————————————————————————————————————————————————————————————————————


def meetings(organisation_id: int) -> list[Meeting]:
    """The meetings, the latest first, with their attendances and decisions; three queries."""
    rows = Meeting.objects.filter(organisation=organisation_id).order_by("-held_on", "-pk")
    return list(rows.prefetch_related("attendances", "decisions"))


def members_at(meeting: Meeting) -> list[CommitteeMember]:
    """Whose presence a meeting can note: who had not left by then, or is noted already; one query."""
    there = Q(ends_on__isnull=True) | Q(ends_on__gte=meeting.held_on)
    noted = Q(pk__in=Attendance.objects.filter(meeting=meeting).values("member"))
    rows = CommitteeMember.objects.filter(there | noted, organisation=meeting.organisation_id)
    found = rows.filter(accepted_at__isnull=False).select_related("user").order_by("pk")
    order = [college.value for college in College]
    return sorted(found, key=lambda row: (order.index(row.college), row.name.casefold(), row.pk))


def decisions(meeting: Meeting) -> list[Decision]:
    """What a meeting decided, in its order; one query."""
    rows = Decision.objects.filter(meeting=meeting)
    return list(rows.select_related("owner", "owner_member", "owner_member__user").order_by("number"))


def tasks(organisation_id: int) -> list[Decision]:
    """The committee's tasks that are not done, the nearest due first; one query."""
    rows = Decision.objects.filter(organisation=organisation_id, due_on__isnull=False, done_on__isnull=True)
    return list(
        rows.select_related("owner", "owner_member", "owner_member__user", "meeting").order_by("due_on", "pk")
    )


# — What waits for somebody ——————————————————————————————————————————————————————


def open_tasks_of(person: User, organisations: Iterable[int]) -> list[Decision]:
    """The tasks in somebody's own charge at these places, the nearest due first; one query."""
    rows = Decision.objects.filter(
        owner=person, organisation__in=organisations, due_on__isnull=False, done_on__isnull=True
    )
    return list(rows.select_related("organisation", "meeting").order_by("due_on", "pk"))


def open_actions_of(person: User, organisations: Iterable[int]) -> list[CommunicationAction]:
    """The communication actions in somebody's own charge at these places, the nearest first; one query."""
    rows = CommunicationAction.objects.filter(
        owner=person, organisation__in=organisations, done_on__isnull=True, accepted_at__isnull=False
    )
    return list(rows.select_related("organisation").order_by("due_on", "pk"))


def meetings_waiting(organisations: Iterable[int], on: date, person: User | None = None) -> list[Meeting]:
    """Meetings to come within a fortnight, and those of the last two months without minutes; one query.

    Where somebody is in charge of a meeting, its minutes wait for that person alone.
    """
    unwritten = Q(held_on__range=(on - WITHOUT_MINUTES, on), minutes="")
    mine = Q(owner__isnull=True) if person is None else Q(owner__isnull=True) | Q(owner=person)
    rows = Meeting.objects.filter(
        Q(held_on__range=(on, on + SOON)) | (unwritten & mine),
        organisation__in=organisations,
    )
    return list(rows.select_related("organisation").order_by("held_on", "pk"))
