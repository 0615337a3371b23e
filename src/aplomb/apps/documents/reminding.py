"""Reminding people of documents, in one message a day at most, never twice of the same thing (§16).

Of what runs out, whoever is in charge, else the quality managers; of what is asked, whoever it is asked of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.documents import mails
from aplomb.apps.documents.models import Digest, DocumentRecord, DocumentRequest, Reader, Reminder
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.documents.inventory import REMINDED_AFTER, RUNS_OUT_WITHIN, reminder
from aplomb.domain.shared.calendar import day_in_paris

# How long before its day somebody is reminded of what is asked of them; and once it is late.
SOON = timedelta(days=3)
RENEW, PROVIDE, READ = "renew", "provide", "read"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be reminded of: whom, where, what (`about`), its day, and which reminder it is."""

    user: User
    place: Organisation
    what: str
    about: str
    due_on: date
    kind: str

    @property
    def key(self) -> tuple[int, str, date, str]:
        return (self.user.pk, self.about, self.due_on, self.kind)


def remind(at: datetime) -> int:
    """Write to everybody who has something new to be reminded of, and has not switched reminders off; says to how many.

    Run again, it writes to nobody.
    """
    today = day_in_paris(at)
    due = (*_running_out(today), *_asked(today), *_to_read(today))
    found = [one for one in due if one.user.reminders]
    known = set(
        Reminder.objects.filter(user__in={one.user.pk for one in found}).values_list(
            "user_id", "about", "due_on", "kind"
        )
    )
    by_person: dict[int, list[Due]] = {}
    for one in found:
        if one.key not in known:
            by_person.setdefault(one.user.pk, []).append(one)
    return sum(_write(due, today, at) for due in by_person.values())


@transaction.atomic
def _write(found: list[Due], today: date, at: datetime) -> bool:
    """The message of the day to one person; nothing where there was one today, whoever wrote it."""
    person = found[0].user
    _digest, made = Digest.objects.get_or_create(user=person, on=today)
    if not made:
        return False
    Reminder.objects.bulk_create(
        (
            Reminder(user=person, about=one.about, due_on=one.due_on, kind=one.kind, sent_on=today)
            for one in found
        ),
        ignore_conflicts=True,
    )
    mails.digest(person, _by_place(found), at)
    return True


def _by_place(found: Iterable[Due]) -> list[tuple[Organisation, dict[str, int]]]:
    places: dict[int, tuple[Organisation, dict[str, int]]] = {}
    for one in found:
        _place, counts = places.setdefault(one.place.pk, (one.place, {RENEW: 0, PROVIDE: 0, READ: 0}))
        counts[one.what] += 1
    return sorted(places.values(), key=lambda pair: pair[0].name)


def _running_out(today: date) -> Iterable[Due]:
    rows = list(
        DocumentRecord.objects.filter(
            state__in=["present", "partial"],
            valid_until__lte=today + RUNS_OUT_WITHIN,
            valid_until__gte=today - REMINDED_AFTER,
        )
        .select_related("organisation", "owner")
        .order_by("pk")
    )
    members = _members({row.organisation_id for row in rows}, today)
    for row in rows:
        assert row.valid_until is not None  # noqa: S101 -- asked for
        threshold = reminder(row.valid_until, today)
        if threshold is None:
            continue
        there = members.get(row.organisation_id, [])
        people = [user for user, _role in there if user == row.owner][:1]
        for user in people or [user for user, role in there if role == Role.QUALITY_MANAGER]:
            about = f"document/{row.pk}"
            yield Due(user, row.organisation, RENEW, about, row.valid_until, f"expiry {threshold}")


def _members(places: set[int], today: date) -> dict[int, list[tuple[User, str]]]:
    """The people of these sites who have an account, with their roles. One query."""
    current = Membership.objects.filter(
        Membership.current(today), organisation__in=places, user__is_active=True
    )
    found: dict[int, list[tuple[User, str]]] = {}
    for one in current.select_related("user").order_by("pk"):
        found.setdefault(one.organisation_id, []).append((one.user, one.role))
    return found


def _asked(today: date) -> Iterable[Due]:
    rows = DocumentRequest.objects.filter(
        DocumentRequest.open(), due_on__lte=today + SOON, asked_of__is_active=True
    ).select_related("organisation", "asked_of")
    for row in rows.order_by("pk"):
        kind = "late" if row.due_on < today else "soon"
        yield Due(row.asked_of, row.organisation, PROVIDE, f"request/{row.pk}", row.due_on, kind)


def _to_read(today: date) -> Iterable[Due]:
    rows = Reader.objects.filter(
        read_at__isnull=True,
        reading__due_on__lte=today + SOON,
        reading__file__removed_at__isnull=True,
        user__is_active=True,
    ).select_related("reading__file__organisation", "user")
    for row in rows.order_by("pk"):
        due_on, place = row.reading.due_on, row.reading.file.organisation
        kind = "late" if due_on < today else "soon"
        yield Due(row.user, place, READ, f"reading/{row.reading_id}", due_on, kind)
