"""Organisations for programs: which there are, what is written of one, whom it belongs to (interfaces.md §5)."""

from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from aplomb.apps.accounts import limits
from aplomb.apps.accounts.stepup import recently_confirmed
from aplomb.apps.accounts.views import origin
from aplomb.apps.organisations import affiliations as joining
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.rights import asks_api, organisation_for
from aplomb.domain.organisations.identifiers import is_finess, is_siret, plain
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.rest import ONE_LINE, PAGE, SOMETHING, Limit, Page, Refused, Strict, page_of, problem

router = Router(tags=["organisations"])
SEARCHES_A_MINUTE = 60


# — What goes in and out ————————————————————————————————————————————————————————


def _siret(number: str) -> str:
    number = plain(number)
    if number and not is_siret(number):
        raise PydanticCustomError("siret", "fourteen digits, the last of which checks the others")
    return number


def _finess(number: str) -> str:
    number = plain(number)
    if number and not is_finess(number):
        raise PydanticCustomError("finess", "nine characters, the department first")
    return number


def _email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise PydanticCustomError("email", "this is no address") from error
    return address.lower()


Siret = Annotated[str, Field(max_length=20, examples=["73282932000074"]), ONE_LINE, AfterValidator(_siret)]
Finess = Annotated[str, Field(max_length=14, examples=["750712184"]), ONE_LINE, AfterValidator(_finess)]
Name = Annotated[
    str, Field(min_length=1, max_length=160, examples=["Centre de Clairvaldieu"]), ONE_LINE, SOMETHING
]
ShortName = Annotated[str, Field(max_length=40, examples=["Clairvaldieu"]), ONE_LINE]
City = Annotated[str, Field(max_length=80, examples=["Valdieu"]), ONE_LINE]
Email = Annotated[str, Field(max_length=254, examples=["anne@example.org"]), ONE_LINE, AfterValidator(_email)]


class OrganisationOut(Schema):
    """An organisation. `version` goes back with a change."""

    id: int = Field(examples=[3])
    kind: Kind
    name: str = Field(examples=["Centre de Clairvaldieu"])
    short_name: str
    city: str
    siret: str
    finess: str
    version: int = Field(examples=[1])
    created_at: datetime


class NewOrganisation(Strict):
    kind: Kind
    name: Name
    short_name: ShortName = ""
    city: City = ""
    siret: Siret = ""
    finess: Finess = ""
    manager: Email | None = Field(
        default=None,
        description="address of whoever will run it: they are invited. That grants a role, so that it takes a "
        "session and a factor just given; without it a token will do",
    )


class ChangedOrganisation(Strict):
    """What is not said is not touched."""

    version: int = Field(ge=1, le=2_147_483_647, description="the version that the change was made from")
    name: Name | None = None
    short_name: ShortName | None = None
    city: City | None = None
    siret: Siret | None = None
    finess: Finess | None = None


class OrganisationName(Schema):
    id: int
    name: str
    kind: Kind


class AffiliationOut(Schema):
    """A site belongs to a group, network or region; it counts once the site has accepted."""

    id: int
    child: OrganisationName
    parent: OrganisationName
    shares_detail: bool = Field(description="whether the parent sees the site's own figures")
    since: date
    until: date | None
    accepted_at: datetime | None


class NewAffiliation(Strict):
    parent: int = Field(ge=1, description="the group, network or region", examples=[7])
    shares_detail: bool = False
    since: date | None = Field(default=None, description="its first day, today or later; today without it")
    until: date | None = Field(default=None, description="its last day; without it, it goes on")


class ChangedAffiliation(Strict):
    """What is not said is not touched."""

    shares_detail: bool | None = None
    until: date | None = Field(default=None, description="its last day, today or later")


# — Organisations ———————————————————————————————————————————————————————————————


@router.get("", response=Page[OrganisationOut], summary="The organisations that you know")
@asks_api("organisation.read")
def organisations(
    request: HttpRequest,
    kind: Kind | None = None,
    q: Annotated[str, Field(max_length=160, description="words of the name, accents forgiven")] = "",
    cursor: Annotated[int, Field(ge=0)] = 0,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """Your own, those that you accompany or supervise; all of them for the association and the platform."""
    found = _known(request).filter(pk__gt=cursor).order_by("pk")
    if kind is not None:
        found = found.filter(kind=kind)
    if q:
        limits.demand(limits.named("search", str(request.user.pk)), SEARCHES_A_MINUTE, limits.MINUTE)
        found = found.filter(name__unaccent__icontains=q)
    return page_of(list(found[: limit + 1]), limit, _organisation)


@router.post("", response={201: OrganisationOut}, summary="Make an organisation")
@asks_api("organisation.create")
def organisation_create(request: HttpRequest, payload: NewOrganisation) -> Status[dict[str, Any]]:
    """For the association and the platform. A consultant makes a client's site, with its `manager`."""
    at, standing = timezone.now(), _standing(request)
    values = payload.model_dump(exclude={"kind", "manager"})
    if payload.manager is None:
        made = services.create_to_be_run(payload.kind, values, standing=standing, at=at)
    else:
        _demand_person(request)
        made, _sent = services.create(
            payload.kind, values, manager=payload.manager, standing=standing, origin=origin(request), at=at
        )
    return Status(201, _organisation(made))


@router.get("/{int:pk}", response=OrganisationOut, summary="An organisation")
@asks_api("organisation.read")
def organisation(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _organisation(get_object_or_404(_known(request), pk=pk))


@router.patch("/{int:pk}", response=OrganisationOut, summary="Change what is written of an organisation")
@asks_api("organisation.update")
def organisation_update(request: HttpRequest, pk: int, payload: ChangedOrganisation) -> Any:
    """409 where somebody changed it since `version`, with what it says now in `current`."""
    standing = _standing(request)
    found = organisation_for(standing, "organisation.update", pk)
    values = payload.model_dump(exclude={"version"}, exclude_none=True)
    try:
        services.update(found, values, version=payload.version, standing=standing, at=timezone.now())
    except services.Stale:
        current = _organisation(Organisation.objects.get(pk=pk))
        title = _("Somebody changed this meanwhile: nothing was recorded.")
        return problem(409, "stale", title, current=current)
    return _organisation(Organisation.objects.get(pk=pk))


# — Affiliations ————————————————————————————————————————————————————————————————


@router.get("/{int:pk}/affiliations", response=Page[AffiliationOut], summary="Whom it belongs to, who to it")
@asks_api("member.read")
def affiliations(
    request: HttpRequest,
    pk: int,
    past: bool = False,
    cursor: Annotated[int, Field(ge=0)] = 0,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """Those of today and those to come, whichever end the organisation is; with `past`, those that are over too."""
    found = organisation_for(_standing(request), "member.read", pk)
    every = Affiliation.objects.select_related("child", "parent")
    rows = (every if past else _current()).filter(pk__gt=cursor).order_by("pk")
    either = rows.filter(child=found) | rows.filter(parent=found)
    return page_of(list(either[: limit + 1]), limit, _affiliation)


@router.post(
    "/{int:pk}/affiliations", response={201: AffiliationOut}, summary="Enter a group, network or region"
)
@asks_api("affiliation.accept", session_only=True)
def affiliation_create(request: HttpRequest, pk: int, payload: NewAffiliation) -> Status[dict[str, Any]]:
    """Opens the site's figures to others: it takes a session, and a factor just given."""
    standing = _standing(request)
    child = organisation_for(standing, "affiliation.accept", pk)
    _demand_person(request)
    parent = get_object_or_404(Organisation, pk=payload.parent)
    made = joining.join(
        child,
        parent,
        shares_detail=payload.shares_detail,
        starts_on=payload.since,
        ends_on=payload.until,
        standing=standing,
        at=timezone.now(),
    )
    return Status(201, _affiliation(made))


@router.patch("/{int:pk}/affiliations/{int:affiliation}", response=AffiliationOut, summary="Say what it sees")
@asks_api("affiliation.accept", session_only=True)
def affiliation_change(
    request: HttpRequest, pk: int, affiliation: int, payload: ChangedAffiliation
) -> dict[str, Any]:
    """Accept an affiliation that was asked, say anew how much it sees, or give it its last day: a session, and a
    factor just given."""
    standing = _standing(request)
    found = _affiliation_of(standing, "affiliation.accept", pk, affiliation)
    _demand_person(request)
    with transaction.atomic():
        if payload.shares_detail is not None:
            joining.accept(found, shares_detail=payload.shares_detail, standing=standing, at=timezone.now())
        if payload.until is not None:
            joining.leave(found, last=payload.until, standing=standing, at=timezone.now())
    return _affiliation(found)


@router.delete("/{int:pk}/affiliations/{int:affiliation}", response={204: None}, summary="Leave")
@asks_api("affiliation.leave")
def affiliation_leave(request: HttpRequest, pk: int, affiliation: int) -> HttpResponse:
    """The group, network or region sees nothing of the site any more, from its people's next request on."""
    standing = _standing(request)
    found = _affiliation_of(standing, "affiliation.leave", pk, affiliation)
    joining.leave(found, standing=standing, at=timezone.now())
    return HttpResponse(status=204)


# — What they share —————————————————————————————————————————————————————————————


def _standing(request: Any) -> Standing:
    standing: Standing = request.standing
    return standing


def _known(request: HttpRequest) -> Any:
    """Those that this person may know: what they may read, and where they have a role."""
    standing = _standing(request)
    read = Organisation.objects.visible_to(standing)
    return read | Organisation.objects.visible_to(standing, "member.read")


def _demand_person(request: HttpRequest) -> None:
    """What opens rights to others is done by a person who has just proved that it is them (§12.3)."""
    if hasattr(request, "token"):
        raise Refused(403, "session_only", _("This is done in the page, by the person: a token may not."))
    if not recently_confirmed(request):
        raise Refused(403, "step_up", _("Confirm that it is you first, in your account."))


def _current() -> Any:
    day = day_in_paris(timezone.now())
    return Affiliation.objects.filter(Affiliation.standing(day)).select_related("child", "parent")


def _affiliation_of(standing: Standing, action: str, pk: int, affiliation: int) -> Affiliation:
    child = organisation_for(standing, action, pk)
    found: Affiliation = get_object_or_404(_current().filter(child=child), pk=affiliation)
    return found


def _organisation(row: Organisation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OrganisationOut.model_fields if name != "id"} | {
        "id": row.pk
    }


def _affiliation(row: Affiliation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "child": {"id": row.child.pk, "name": row.child.name, "kind": row.child.kind},
        "parent": {"id": row.parent.pk, "name": row.parent.name, "kind": row.parent.kind},
        "shares_detail": row.shares_detail,
        "since": row.starts_on,
        "until": row.ends_on,
        "accepted_at": row.accepted_at,
    }
