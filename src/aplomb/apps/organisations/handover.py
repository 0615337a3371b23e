"""The open work of whoever leaves an organisation: what there is of it, and how it passes to somebody else.

Each area says in its `held.py` what a person can hold there (`HOLDINGS`). What is done already keeps its name; only
what still waits changes hands. The organisation's stream is locked by the caller; an area that has streams of its
own locks them after it, by id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.services import Actor, Pen
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.queries import people_in


@dataclass(frozen=True, slots=True)
class Handing:
    """One person's work at an organisation on its way to another's hands, under the stream that `pen` holds."""

    organisation: Organisation
    person: User
    heir: User | None  # nobody, for what ends with the person
    pen: Pen
    by: Actor
    user: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of open work. `passes`: somebody takes it on; otherwise it ends with the person's departure."""

    code: str
    words: Callable[[int], str]
    count: Callable[[Organisation, User], int]
    hand: Callable[[Handing], int]
    passes: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a kind of work somebody holds."""

    holding: Holding
    number: int

    @property
    def words(self) -> str:
        return self.holding.words(self.number)


@cache
def holdings() -> tuple[Holding, ...]:
    """Every kind of work, area by area, the lowest room first."""
    names = [
        f"{config.name}.held" for config in apps.get_app_configs() if config.name.startswith("aplomb.apps.")
    ]
    return tuple(holding for name in names if find_spec(name) for holding in import_module(name).HOLDINGS)


def held_by(person: User, organisation: Organisation) -> list[Held]:
    """What somebody holds at an organisation and has not finished; one query a kind."""
    found = [Held(holding, holding.count(organisation, person)) for holding in holdings()]
    return [held for held in found if held.number]


def stays(membership: Membership, on: date) -> bool:
    """Whether the person keeps another role there once this one is over: their work stays with them."""
    others = Membership.objects.filter(
        Membership.standing(on), organisation=membership.organisation_id, user=membership.user_id
    )
    return others.exclude(pk=membership.pk).exists()


def heirs(
    organisation: Organisation, person: User, on: date, roles: frozenset[str] = frozenset()
) -> list[User]:
    """Who can take on somebody's work: the others who are there on a day (of these roles, where some are named)."""
    current = Membership.objects.filter(Membership.current(on), organisation=organisation)
    if roles:
        current = current.filter(role__in=roles)
    return people_in(current.exclude(user=person))


def hand_over(
    organisation: Organisation,
    person: User,
    to: Mapping[str, User],
    *,
    pen: Pen,
    by: Actor,
    user: User,
    at: datetime,
    leaving: bool,
) -> dict[str, int]:
    """Pass each kind of work to whoever `to` names for it; says how much of each changed hands.

    Where the person is leaving, what ends with them ends.
    """
    done = {}
    for holding in holdings():
        heir = to.get(holding.code)
        if (heir is None) if holding.passes else not leaving:
            continue
        handing = Handing(organisation, person, heir if holding.passes else None, pen, by, user, at)
        if number := holding.hand(handing):
            done[holding.code] = number
    return done
