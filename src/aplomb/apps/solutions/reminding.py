"""What people are reminded of about solutions (`notices/digests.py`): contracts that come to their end."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import ngettext

from aplomb.apps.notices.digests import Due
from aplomb.apps.organisations.queries import people_at
from aplomb.apps.solutions.queries import ending
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.reminders import CONTRACT_OVER, stage_of_contract


def contracts(number: int) -> str:
    return ngettext(
        "{n} contract that ends: renew it, or say what follows it",
        "{n} contracts that end: renew them, or say what follows them",
        number,
    ).format(n=number)


def contracts_over(number: int) -> str:
    return ngettext("{n} contract that is over", "{n} contracts that are over", number).format(n=number)


def due(day: date) -> Iterable[Due]:
    """To whoever is in charge and still there, else to the quality managers."""
    rows = list(ending(day))
    people = people_at((row.solution.organisation_id for row in rows), day)
    for row in rows:
        assert row.ends_on is not None  # noqa: S101 -- asked for
        stage = stage_of_contract(row.ends_on, day)
        if stage is None:
            continue
        there = people.get(row.solution.organisation_id, [])
        owner = [user for user, _role in there if user == row.owner][:1]
        words = contracts_over if stage == CONTRACT_OVER else contracts
        link = f"{row.solution.get_absolute_url()}#contracts"
        for user in owner or [user for user, role in there if role == Role.QUALITY_MANAGER]:
            place, about = row.solution.organisation.name, f"contract/{row.pk}"
            yield Due(user, place, words, about, row.ends_on, f"end {stage}", link)
