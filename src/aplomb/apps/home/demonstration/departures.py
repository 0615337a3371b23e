"""Who has left the demonstration world, and who is about to: their work goes to somebody else."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import standing_of

NOON = time(11, 0, tzinfo=UTC)
PLACE, MANAGER, HEIR = "clairvaldieu", "t.lascombe-ory", "i.barthely"
LEFT, LEAVING = "o.valmery", "y.ferrandol"
LEFT_AGO, LEAVES_IN = timedelta(days=60), timedelta(days=24)


def found(organisations: Mapping[str, Organisation], people: Mapping[str, User], today: date) -> None:
    """One role that ended two months ago, one that ends within the month; nothing where the site is left out."""
    place = organisations.get(PLACE)
    if place is None:
        return
    left, membership, heirs = _prepared(place, people, LEFT, today - LEFT_AGO)
    services.end_membership(membership, reason="Mutation", heirs=heirs, **left)
    leaving, membership, heirs = _prepared(place, people, LEAVING, today)
    services.plan_departure(
        membership, today + LEAVES_IN, reason="Départ en retraite", heirs=heirs, **leaving
    )


def _prepared(
    place: Organisation, people: Mapping[str, User], login: str, day: date
) -> tuple[dict[str, Any], Membership, dict[str, int]]:
    """Under whose rights and when it is said, whose role ends, and to whom each kind of their work goes."""
    at = datetime.combine(day, NOON)
    membership = Membership.objects.get(user=people[login], organisation=place)
    held = services.work_left_by(membership, at)
    heirs = {one.holding.code: people[HEIR].pk for one in held if one.holding.passes}
    return {"standing": standing_of(people[MANAGER], day), "at": at}, membership, heirs
