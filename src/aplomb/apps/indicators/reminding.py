"""What people are reminded of about indicators (`notices/digests.py`): measures that are late."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import ngettext

from aplomb.apps.indicators import queries
from aplomb.apps.indicators.models import Indicator
from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.queries import people_at
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.reminders import Stage

# A measure that has been late for longer is not going to come because a message insists.
AFTER = timedelta(days=30)


def late(number: int) -> str:
    return ngettext(
        "{n} indicator whose measure is late", "{n} indicators whose measures are late", number
    ).format(n=number)


def due(day: date) -> Iterable[Due]:
    """To whoever is in charge of an indicator and still there; of one in nobody's charge, to who leads quality."""
    places = (
        Indicator.objects.filter(archived_at__isnull=True).values_list("organisation", flat=True).distinct()
    )
    rows = [(row, by) for row, by in queries.overdue(places, day) if by >= day - AFTER]
    people = people_at((row.organisation_id for row, _by in rows), day)
    for row, by in rows:
        there = people.get(row.organisation_id, [])
        told = {
            user
            for user, role in there
            if user == row.owner or (role == Role.QUALITY_MANAGER and not row.owner)
        }
        for user in sorted(told, key=lambda one: one.pk):
            place, about = row.organisation.name, f"indicator/{row.pk}"
            yield Due(user, place, late, about, by, Stage.LATE, row.get_absolute_url())
