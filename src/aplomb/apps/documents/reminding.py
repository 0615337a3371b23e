"""What people are reminded of about documents (`notices/digests.py`).

Of what runs out, whoever is in charge, else the quality managers; of what is asked, whoever it is asked of.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from aplomb.apps.documents.models import DocumentRecord, DocumentRequest, Reader
from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.queries import people_at
from aplomb.domain.access.matrix import Role
from aplomb.domain.documents.inventory import REMINDED_AFTER, RUNS_OUT_WITHIN, reminder

# How long before its day somebody is reminded of what is asked of them; and once it is late.
SOON = timedelta(days=3)


def to_renew(number: int) -> str:
    return ngettext("{n} document to renew", "{n} documents to renew", number).format(n=number)


def to_provide(number: int) -> str:
    return ngettext("{n} document to provide", "{n} documents to provide", number).format(n=number)


def to_read(number: int) -> str:
    return ngettext("{n} document to read", "{n} documents to read", number).format(n=number)


def due(day: date) -> Iterable[Due]:
    """What runs out, what is asked for, what is to be read."""
    return [*_running_out(day), *_asked(day), *_unread(day)]


def _running_out(day: date) -> Iterable[Due]:
    rows = list(
        DocumentRecord.objects.filter(
            state__in=["present", "partial"],
            valid_until__lte=day + RUNS_OUT_WITHIN,
            valid_until__gte=day - REMINDED_AFTER,
        )
        .select_related("organisation", "owner")
        .order_by("pk")
    )
    people = people_at((row.organisation_id for row in rows), day)
    for row in rows:
        assert row.valid_until is not None  # noqa: S101 -- asked for
        threshold = reminder(row.valid_until, day)
        if threshold is None:
            continue
        there = people.get(row.organisation_id, [])
        owner = [user for user, _role in there if user == row.owner][:1]
        link = reverse("documents:list", args=[row.organisation_id]) + "?show=todo"
        for user in owner or [user for user, role in there if role == Role.QUALITY_MANAGER]:
            place, about = row.organisation.name, f"document/{row.pk}"
            yield Due(user, place, to_renew, about, row.valid_until, f"expiry {threshold}", link)


def _asked(day: date) -> Iterable[Due]:
    rows = DocumentRequest.objects.filter(
        DocumentRequest.open(), due_on__lte=day + SOON, asked_of__is_active=True
    ).select_related("organisation", "asked_of")
    for row in rows.order_by("pk"):
        stage, place = "late" if row.due_on < day else "soon", row.organisation.name
        link = reverse("home:mine")
        yield Due(row.asked_of, place, to_provide, f"request/{row.pk}", row.due_on, stage, link)


def _unread(day: date) -> Iterable[Due]:
    rows = Reader.objects.filter(
        read_at__isnull=True,
        reading__due_on__lte=day + SOON,
        reading__file__removed_at__isnull=True,
        user__is_active=True,
    ).select_related("reading__file__organisation", "user")
    for row in rows.order_by("pk"):
        due_on, place = row.reading.due_on, row.reading.file.organisation.name
        stage, link = "late" if due_on < day else "soon", reverse("home:mine")
        yield Due(row.user, place, to_read, f"reading/{row.reading_id}", due_on, stage, link)
