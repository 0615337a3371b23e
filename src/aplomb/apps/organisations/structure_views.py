"""The picture of a structure, on a page: what is above an organisation, what is below it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.structure import keys_in, structure_of
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris


@asks("organisation.read", otherwise="member.read")
def structure(request: Request, organisation_pk: int) -> HttpResponse:
    """What an organisation belongs to, and what belongs to it, today."""
    organisation = request.organisation
    picture = structure_of(organisation, day_in_paris(timezone.now()))
    shown = keys_in(picture)
    readable = request.standing.organisations_for("organisation.read")
    context = {
        "nav": "team" if organisation.kind == Kind.SITE else "organisation",
        "organisation": organisation,
        "structure": picture,
        "known": shown if readable is None else shown & readable,
    }
    return render(request, "organisations/structure.html", context)
