"""What the search offers besides what it finds: what a person may start, and the pages that they may go to."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from aplomb.apps.home.navigation import Navigation, places_of
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.access.matrix import MATRIX
from aplomb.domain.organisations.kinds import Kind

MOST_OF_A_KIND = 8
MOST_PAGES = 16  # all of the side bar, before a word is typed


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    note: str
    url: str
    icon: str


def actions(standing: Standing, words: str, here: int | None) -> list[Hit]:
    """What this person may start, where the page is first; one query."""
    places = sorted(places_of(standing), key=lambda place: place.pk != here)
    return _holding(_all_actions(standing, places), words)


def _all_actions(standing: Standing, places: list[Organisation]) -> Iterable[Hit]:
    for place in places:
        own = standing.may("evaluation.create", place.pk)
        if place.kind == Kind.SITE and (own or standing.may("consultant_evaluation.create", place.pk)):
            address = reverse("evaluations:new", args=[place.pk])
            yield Hit(_("Start an evaluation"), place.label, address, "plus")
    for place in places:
        if standing.may("member.invite", place.pk):
            address = reverse("organisations:team", args=[place.pk])
            yield Hit(_("Invite somebody"), place.label, f"{address}#invite", "person")
    if any(post.role in MATRIX["organisation.create"] for post in standing.posts):
        yield Hit(_("Add an organisation"), "", reverse("organisations:create"), "plus")


def pages(navigation: Navigation, words: str) -> list[Hit]:
    """The entries of the side bar, and the account; no query of its own."""
    place = navigation.here.name if navigation.here else ""
    first, *others = navigation.groups
    found = [
        # What waits for somebody is of no place.
        *(Hit(item.label, place if item.name != "home" else "", item.url, item.icon) for item in first.items),
        *(Hit(item.label, group.title, item.url, item.icon) for group in others for item in group.items),
        Hit(_("My account"), "", navigation.account_url, "person"),
    ]
    return _holding(found, words, MOST_PAGES)


def _holding(hits: Iterable[Hit], words: str, most: int = MOST_OF_A_KIND) -> list[Hit]:
    """Those whose title or note hold each of these words, accents and capitals apart."""
    wanted = _plain(words).split()
    found = (hit for hit in hits if all(word in _plain(f"{hit.title} {hit.note}") for word in wanted))
    return [hit for hit, _rank in zip(found, range(most), strict=False)]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
