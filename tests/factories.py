"""Rows for tests: dull, valid by default, one keyword for each thing that matters to the test.

    site = organisation()
    anne = quality_manager(site)
    engagement(consultancy, site)                     # accepted, since the first day
    affiliation(site, group, accepted=False)

Nothing hidden: no password is set unless asked, no second factor is made, no event is written in the journal.
"""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Stream
from aplomb.apps.organisations.models import Affiliation, Engagement, Membership, Organisation
from aplomb.apps.organisations.policy import Standing, standing_of
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.services import import_edition
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.referentials.edition import compile_edition
from tests.support import small

FIRST_DAY = date(2026, 1, 1)
FIRST_MOMENT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
PASSWORD = "trois lampes sous la neige"

# Each process of a run counts in a range of its own: files kept by their hash are shared between processes.
_numbers = count(1 + 100_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))


def user(email: str = "", *, password: str | None = None, **fields: Any) -> User:
    """A person; nobody can sign in to the account without `password`."""
    number = next(_numbers)
    names = {"first_name": "Camille", "last_name": f"Personne{number}", **fields}
    return User.objects.create_user(email or f"personne{number}@example.org", password, **names)


def organisation(name: str = "", kind: Kind = Kind.SITE, **fields: Any) -> Organisation:
    """A site, unless `kind` says otherwise."""
    name = name or f"Centre d’imagerie n° {next(_numbers)}"
    return Organisation.objects.create(
        name=name, kind=kind, stream=Stream.objects.create(kind="organisation"), **fields
    )


def membership(
    person: User, place: Organisation, role: Role, *, since: date = FIRST_DAY, until: date | None = None
) -> Membership:
    return Membership.objects.create(
        user=person, organisation=place, role=role, starts_on=since, ends_on=until
    )


def member(place: Organisation, role: Role, **fields: Any) -> User:
    """A new person with this role there; the keywords are the person's."""
    person = user(**fields)
    membership(person, place, role)
    return person


def quality_manager(place: Organisation, **fields: Any) -> User:
    return member(place, Role.QUALITY_MANAGER, **fields)


def evaluator(place: Organisation, **fields: Any) -> User:
    return member(place, Role.EVALUATOR, **fields)


def administrator(**fields: Any) -> User:
    return user(is_administrator=True, **fields)


def engagement(
    consultancy: Organisation,
    place: Organisation,
    *,
    accepted: bool = True,
    since: date = FIRST_DAY,
    until: date | None = None,
) -> Engagement:
    """A consultancy works for a site: accepted and without an end, unless said."""
    return Engagement.objects.create(
        consultancy=consultancy,
        organisation=place,
        accepted_at=FIRST_MOMENT if accepted else None,
        starts_on=since,
        ends_on=until,
    )


def affiliation(
    child: Organisation,
    parent: Organisation,
    *,
    accepted: bool = True,
    shares_detail: bool = False,
    since: date = FIRST_DAY,
    until: date | None = None,
) -> Affiliation:
    """A site belongs to a group, network or region: accepted and without an end, unless said."""
    return Affiliation.objects.create(
        child=child,
        parent=parent,
        accepted_at=FIRST_MOMENT if accepted else None,
        shares_detail=shares_detail,
        starts_on=since,
        ends_on=until,
    )


def standing(person: User | None, on: date = TODAY) -> Standing:
    """Everything that this person's rights follow from, on a day."""
    return standing_of(person, on)


def edition(data: Mapping[str, Any] | None = None) -> Edition:
    """A published edition: two criteria in one family, unless `data` (see `support.small.data`) says otherwise."""
    tree = compile_edition(data) if data else small.edition()
    return import_edition(tree, publish=True, at=FIRST_MOMENT)[0]
