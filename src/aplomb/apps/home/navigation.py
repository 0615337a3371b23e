"""What the side bar shows: where the reader is, where else they may go, by their standing alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from aplomb.apps.accounts.rights import asked_by
from aplomb.apps.documents.queries import SHARING
from aplomb.apps.home import news
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.trail import scope_of
from aplomb.domain.access.matrix import MATRIX, Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.web.prepared import Prepared

MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the side bar. `name` is what a page says it is (`nav`), `short` its word on a phone."""

    name: str
    label: str
    url: str
    icon: str
    short: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that the reader may go to."""

    name: str
    pk: int
    note: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    home_url: str
    account_url: str
    search_url: str
    notices_url: str
    # Counted where the bell is shown, and nowhere else.
    unread: int
    role: str
    here: Place | None
    places: list[Place]
    # All of them, where the list stops before its end.
    places_url: str
    more: int
    groups: list[Group]


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.navigation` there, lazily: only pages with a side bar pay for it (two queries)."""

    def with_navigation(request: HttpRequest) -> HttpResponse:
        request.navigation = SimpleLazyObject(lambda: navigation(request))  # type: ignore[attr-defined]
        return get_response(request)

    return with_navigation


def navigation(request: Any) -> Navigation:
    """The side bar of a page: `request.organisation` is where it is, else the reader's first place."""
    standing: Standing = request.standing
    known = all_places_of(standing)
    places = known[:MOST_PLACES]
    here = getattr(request, "organisation", None) or next(iter(places), None)
    same_page = _same_page(request, here)
    return Navigation(
        home_url=reverse("home:mine"),
        account_url="/account/",
        search_url=reverse("home:search"),
        notices_url=reverse("home:notices"),
        unread=cast(int, SimpleLazyObject(lambda: news.unread(standing, timezone.now()))),
        role=_role(standing, here),
        here=_place(here, current=True) if here else None,
        places=[
            _place(place, current=here is not None and place.pk == here.pk, url=same_page(place))
            for place in places
        ],
        places_url=reverse("home:places"),
        more=len(known) - len(places),
        groups=_groups(standing, here, _active_themes(here, known)),
    )


def _active_themes(here: Organisation | None, known: list[Organisation]) -> int:
    """How many themes of the place's plan are under way: read with the places, at no query of its own."""
    found = next((place for place in known if here is not None and place.pk == here.pk), None)
    return getattr(found, "active_themes", None) or 0


def places_of(standing: Standing) -> list[Organisation]:
    """The first of them, as many as a list can hold."""
    return all_places_of(standing)[:MOST_PLACES]


def all_places_of(standing: Standing) -> list[Organisation]:
    """Own organisations first, then those accompanied or supervised, by name; one query."""
    own = {post.organisation for post in standing.posts}
    allowed = standing.organisations_for("organisation.read")
    if allowed is None:
        allowed = frozenset(pk for pk in own if pk is not None)
    found = _PLACES.objects(pks=[*allowed.union(pk for pk in own if pk)])
    return sorted(found, key=lambda place: place.pk not in own)


_PLACES: Prepared[Organisation] = Prepared(
    lambda pks: (
        Organisation.objects.filter(pk__among=pks).for_list().annotate(active_themes=F("plan__active_count"))
    )
)


def _same_page(request: Any, here: Organisation | None) -> Callable[[Organisation], str]:
    """Where another place of the same kind is entered: by the page that is open, where the reader may see it there."""
    match = getattr(request, "resolver_match", None)
    asked = asked_by(match.func) if match else None
    if here is None or match is None or asked is None or [*match.kwargs] != ["organisation_pk"]:
        return lambda place: ""
    if "GET" not in asked.methods:
        return lambda place: ""
    allowed = request.standing.organisations_for(asked.action)
    before, after = reverse(match.view_name, args=[0]).split("/0/", 1)
    return lambda place: (
        f"{before}/{place.pk}/{after}"
        if place.kind == here.kind and (allowed is None or place.pk in allowed)
        else ""
    )


def _place(organisation: Organisation, *, current: bool, url: str = "") -> Place:
    note = " · ".join(filter(None, (organisation.get_kind_display(), organisation.city)))
    address = url or organisation.get_absolute_url()
    return Place(organisation.label, organisation.pk, note, address, current)


def _role(standing: Standing, here: Organisation | None) -> str:
    labels = dict(Membership.RoleChoices.choices)
    for post in standing.posts:
        if here is not None and here.pk in {post.organisation, *post.engaged, *post.supervised}:
            return str(labels[post.role])
    if any(post.role is Role.ADMINISTRATOR for post in standing.posts):
        return _("Platform administrator")
    return ""


def _groups(standing: Standing, here: Organisation | None, themes: int) -> list[Group]:
    groups = [Group("", _place_items(standing, here, themes))]
    resources = [
        Item("sheets", _("Best practice"), reverse("knowledge:list"), "sheet", _("Sheets")),
        Item("referentials", _("Referentials"), reverse("referentials:list"), "list", _("Referentials")),
    ]
    groups.append(Group(_("Resources"), resources))
    if any(post.role in MATRIX["organisation.create"] for post in standing.posts):
        resources.append(Item("organisations", _("Organisations"), reverse("organisations:list"), "building"))
    if standing.may("platform.settings"):
        platform = [
            Item("messages", _("Messages"), reverse("accounts:messages"), "mail"),
            Item("whole-journal", _("Journal"), reverse("journal:all"), "history"),
        ]
        groups.append(Group(_("Platform"), platform))
    return groups


def _place_items(standing: Standing, here: Organisation | None, themes: int) -> list[Item]:
    items = [Item("home", _("What waits for me"), reverse("home:mine"), "target", _("Mine"))]
    if here is None:
        return items
    if here.kind == Kind.SITE and standing.may("evaluation.read_scores", here.pk):
        items.append(Item("dashboard", _("Dashboard"), here.get_absolute_url(), "gauge", _("Home")))
    if here.kind == Kind.SITE and standing.may("evaluation.read", here.pk):
        address = reverse("evaluations:list", args=[here.pk])
        items.append(Item("evaluations", _("Evaluations"), address, "grid", _("Evaluations")))
    if here.kind == Kind.SITE and standing.may("plan.read", here.pk):
        address = reverse("plans:board", args=[here.pk])
        items.append(Item("plan", _("Plan"), address, "flag", _("Plan"), themes))
    if here.kind in (Kind.SITE, *SHARING) and standing.may("document.read", here.pk):
        address = reverse("documents:list", args=[here.pk])
        items.append(Item("documents", _("Documents"), address, "folder", _("Documents")))
    if here.kind == Kind.SITE and standing.may("committee.read", here.pk):
        address = reverse("committees:committee", args=[here.pk])
        items.append(Item("committee", _("Committee"), address, "vote", _("Committee")))
    if here.kind in (Kind.SITE, Kind.PROVIDER) and standing.may("solution.read", here.pk):
        address = reverse("solutions:list", args=[here.pk])
        items.append(Item("solutions", _("Solutions"), address, "share", _("Solutions")))
    if here.kind == Kind.SITE and standing.may("indicator.read", here.pk):
        address = reverse("indicators:list", args=[here.pk])
        items.append(Item("indicators", _("Indicators"), address, "chart", _("Indicators")))
    if here.kind != Kind.SITE:
        address = reverse("organisations:settings", args=[here.pk])
        items.append(Item("organisation", here.get_kind_display(), address, "building", _("Place")))
    if standing.may("member.read", here.pk):
        items.append(
            Item("team", _("Team"), reverse("organisations:team", args=[here.pk]), "team", _("Team"))
        )
    if here.pk in scope_of(standing).organisations:
        address = reverse("journal:of", args=[here.pk])
        items.append(Item("journal", _("Journal"), address, "history", _("Journal")))
    return items
