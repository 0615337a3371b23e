"""What the pages of an organisation show: its people, its invitations, who works for it, who supervises it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.queries import FACTORS
from aplomb.apps.organisations.models import Affiliation, Engagement, Invitation, Membership, Organisation
from aplomb.domain.access.factors import demands_factor
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import SUPERVISING, Kind
from aplomb.domain.organisations.team import MANAGING


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's role, as the page of the team shows it."""

    membership: Membership
    has_factor: bool
    must_have_factor: bool


def people_of(organisation_id: int, on: date) -> list[User]:
    """The people of an organisation who have an account, by name; one query."""
    return people_in(Membership.objects.filter(Membership.current(on), organisation=organisation_id))


def managers_of(organisation_id: int, on: date) -> list[User]:
    """Who leads quality at a site: one person or a pair, as a rule; one query."""
    leading = Membership.objects.filter(
        Membership.current(on), organisation=organisation_id, role=Role.QUALITY_MANAGER
    )
    return people_in(leading)


def people_at(organisations: Iterable[int], on: date) -> dict[int, list[tuple[User, str]]]:
    """The people with an account at each of these organisations, with their roles; one query."""
    current = Membership.objects.filter(
        Membership.current(on), organisation__in=set(organisations), user__is_active=True
    )
    found: dict[int, list[tuple[User, str]]] = {}
    for one in current.select_related("user").order_by("pk"):
        found.setdefault(one.organisation_id, []).append((one.user, one.role))
    return found


def people_in(memberships: QuerySet[Membership]) -> list[User]:
    """Those with an account among whom these memberships are, by name; one query."""
    of_these = User.objects.filter(pk__in=memberships.values("user"), is_active=True)
    return list(of_these.order_by("last_name", "first_name", "pk"))


def members(organisation: Organisation, on: date) -> list[Member]:
    """Who is in the organisation on a day or will be, in which role; two queries."""
    current = list(
        Membership.objects.filter(Membership.standing(on), organisation=organisation)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    with_factor = set(
        Authenticator.objects.filter(
            user__in=[membership.user_id for membership in current], type__in=FACTORS
        ).values_list("user_id", flat=True)
    )
    return [
        Member(
            membership,
            membership.user_id in with_factor,
            demands_factor([(Role(membership.role), organisation.demands_second_factor)]),
        )
        for membership in current
    ]


def former_members(organisation: Organisation, on: date) -> QuerySet[Membership]:
    """Who was in it, the latest to leave first."""
    over = ~Membership.standing(on)
    past = Membership.objects.filter(over, organisation=organisation).select_related("user", "ended_by")
    return past.order_by("-ends_on", "user__last_name", "pk")


def managers_count(organisation: Organisation, on: date) -> int:
    """How many people run the organisation on a day."""
    role = MANAGING[Kind(organisation.kind)]
    current = Membership.objects.filter(Membership.current(on), organisation=organisation, role=role)
    return current.filter(user__is_active=True).count()


def other_managers_count(membership: Membership, on: date) -> int:
    """How many others will run the organisation on a day."""
    role = MANAGING[Kind(membership.organisation.kind)]
    current = Membership.objects.filter(
        Membership.current(on), organisation=membership.organisation_id, role=role, user__is_active=True
    )
    return current.exclude(user=membership.user_id).count()


def open_invitations(organisation: Organisation) -> list[Invitation]:
    """Those that nobody has answered, expired ones among them: they can be sent again."""
    waiting = Invitation.objects.filter(
        organisation=organisation, accepted_at__isnull=True, revoked_at__isnull=True
    )
    return list(waiting.select_related("invited_by").order_by("-created_at", "pk"))


def invitation_of(digest: str, at: datetime) -> Invitation | None:
    """The invitation that a link opens at this moment, if it does."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(digest=digest).first()
    return found if found is not None and found.is_open(at) else None


def engagements_of(organisation: Organisation, on: date) -> list[Engagement]:
    """The consultancies that work for an organisation, or offer to, on a day."""
    found = Engagement.objects.filter(Engagement.standing(on), organisation=organisation)
    return list(found.select_related("consultancy").order_by("-accepted_at", "pk"))


def affiliations_of(organisation: Organisation, on: date) -> list[Affiliation]:
    """The groups, networks and regions to which it belongs, or is asked to, on a day."""
    found = Affiliation.objects.filter(Affiliation.standing(on), child=organisation)
    return list(found.select_related("parent").order_by("parent__name", "pk"))


def affiliations_over(organisation: Organisation, on: date) -> list[Affiliation]:
    """Those that are over, the latest first; what was asked and never accepted is left out. One query."""
    found = Affiliation.objects.filter(
        ~Affiliation.standing(on), child=organisation, accepted_at__isnull=False
    )
    return list(found.select_related("parent").order_by("-ends_on", "-pk"))


def clients_of(consultancy: Organisation, on: date) -> list[Engagement]:
    """The organisations that a consultancy works for, or offers to, on a day."""
    found = Engagement.objects.filter(Engagement.standing(on), consultancy=consultancy)
    return list(found.select_related("organisation").order_by("organisation__name", "pk"))


def members_of(parent: Organisation, on: date) -> list[Affiliation]:
    """The organisations that belong to a group, network or region, or are asked to, on a day."""
    found = Affiliation.objects.filter(Affiliation.standing(on), parent=parent)
    return list(found.select_related("child").order_by("child__name", "pk"))


def consultancies() -> Iterable[Organisation]:
    return Organisation.objects.filter(kind=Kind.CONSULTANCY).for_list()


def supervisors() -> Iterable[Organisation]:
    return Organisation.objects.filter(kind__in=SUPERVISING).for_list()


def account_of(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def followed(pk: int) -> int | None:
    """Where the row of a double leads, however often it was merged on; nothing where it was not. A query a step."""
    found = None
    into = Organisation.everyone.filter(merged_into__isnull=False)
    while (further := into.filter(pk=found or pk).values_list("merged_into", flat=True).first()) is not None:
        found = further
    return found
