"""What people are reminded of about organisations (`notices/digests.py`): roles that end, to whoever runs the place."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.queries import people_at
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.organisations.reminders import DEPARTURE_BEFORE, stage_of_departure
from aplomb.domain.organisations.team import MANAGING


def departures(number: int) -> str:
    return ngettext("{n} departure to prepare", "{n} departures to prepare", number).format(n=number)


def due(day: date) -> Iterable[Due]:
    """Each role that ends soon, prepared or not, to the others who run its organisation."""
    ending = Membership.objects.filter(
        Membership.current(day), ends_on__lte=day + timedelta(days=max(DEPARTURE_BEFORE))
    )
    rows = list(ending.select_related("organisation").order_by("pk"))
    people = people_at((row.organisation_id for row in rows), day)
    for row in rows:
        assert row.ends_on is not None  # noqa: S101 -- asked for
        stage, managing = stage_of_departure(row.ends_on, day), MANAGING[Kind(row.organisation.kind)]
        link = reverse("organisations:team", args=[row.organisation_id])
        for user, role in people.get(row.organisation_id, []):
            if role == managing and user.pk != row.user_id:
                place, about = row.organisation.name, f"membership/{row.pk}"
                yield Due(user, place, departures, about, row.ends_on, f"end {stage}", link)
