"""Every place that somebody may go to, whatever their number, with the role that they go there in."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from aplomb.apps.home.navigation import all_places_of
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.rights import Request, oneself

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A place, in what roles the reader goes there, and whether it is their own."""

    organisation: Organisation
    roles: str
    own: bool


@oneself("my_data.read")
def places(request: Request) -> HttpResponse:
    """The reader's places, those whose name or town holds the words; one alone is entered at once."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    known = lines_of(request.standing)
    found = [line for line in known if _holds(line.organisation, words)]
    context = {
        "nav": "places",
        "words": words,
        "known": len(known),
        "own": [line for line in found if line.own],
        "others": [line for line in found if not line.own],
    }
    template = "home/places.html#list" if request.htmx else "home/places.html"
    return render(request, template, context)


def lines_of(standing: Standing) -> list[Line]:
    """Own places first; one query."""
    labels = dict(Membership.RoleChoices.choices)
    roles: dict[int, list[str]] = {}
    own = set()
    for post in standing.posts:
        for pk in _reached(post.organisation, post.engaged, post.supervised):
            roles.setdefault(pk, []).append(str(labels[post.role]))
        if post.organisation is not None:
            own.add(post.organisation)
    return [
        Line(place, ", ".join(dict.fromkeys(roles.get(place.pk, []))), place.pk in own)
        for place in all_places_of(standing)
    ]


def _reached(organisation: int | None, *others: frozenset[int]) -> Iterable[int]:
    if organisation is not None:
        yield organisation
    for found in others:
        yield from found


def _holds(place: Organisation, words: str) -> bool:
    text = _plain(f"{place.name} {place.short_name} {place.city} {place.siret} {place.finess}")
    return all(word in text for word in _plain(words).split())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
