"""Many sites at once, from a list: what of it is already here, and what is made."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.organisations.kinds import Kind
from aplomb.formats.sites_list import ListedSite


class State(StrEnum):
    """What a line of the list is beside the sites that are here."""

    NEW = "new"
    ALIKE = "alike"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the list, and the site that it is (same number) or may be (same name and town)."""

    site: ListedSite
    state: State
    other: Organisation | None = None


def compared(sites: Sequence[ListedSite], standing: Standing) -> list[Compared]:
    """Each line beside the sites that this person sees; one query whatever their number."""
    here = Organisation.objects.visible_to(standing).filter(kind=Kind.SITE)
    by_number: dict[str, Organisation] = {}
    by_name: dict[str, Organisation] = {}
    for one in here:
        by_number |= {number: one for number in (one.siret, one.finess) if number}
        by_name[_alike(one.name, one.city)] = one
    found = []
    for site in sites:
        same = by_number.get(site.siret) or by_number.get(site.finess)
        near = by_name.get(_alike(site.name, site.city))
        state = State.HERE if same else State.ALIKE if near else State.NEW
        found.append(Compared(site, state, same or near))
    return found


def _alike(name: str, city: str) -> str:
    text = unicodedata.normalize("NFKD", f"{name} {city}".casefold())
    return "".join(character for character in text if character.isalnum())


@transaction.atomic
def create(sites: Iterable[ListedSite], *, standing: Standing, at: datetime) -> list[Organisation]:
    """Make the sites that are not here yet, all or none; each with its event. Nobody runs them yet."""
    made = []
    for site in sites:
        number = Q(siret=site.siret) if site.siret else Q(pk__in=[])
        number |= Q(finess=site.finess) if site.finess else Q(pk__in=[])
        if Organisation.objects.filter(number, kind=Kind.SITE).exists():
            continue  # made meanwhile, or the list sent twice
        values = {name: value for name, value in asdict(site).items() if name != "row"}
        made.append(services.create_to_be_run(Kind.SITE, values, standing=standing, at=at))
    return made
