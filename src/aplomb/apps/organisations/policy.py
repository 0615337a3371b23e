"""One policy, asked by pages, actions and API alike: the rights matrix on a person's standing.

A *standing* is everything that a person's rights follow from, read once a request: memberships, the
organisations that their consultancy accompanies, those that they supervise. Rights are judged one membership
at a time and never add up across organisations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.services import Actor
from aplomb.apps.organisations.models import Affiliation, Engagement, Membership
from aplomb.domain.access.matrix import Relation, Role, needed
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.prepared import Prepared


class NotAllowed(Exception):
    """An action that a rule refuses; the refusals say why."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        super().__init__(", ".join(refusal.code for refusal in refusals))


@dataclass(frozen=True, slots=True)
class Post:
    """One membership as the policy sees it: the role, and the organisations to which it gives each relation."""

    role: Role
    organisation: int | None
    engaged: frozenset[int] = frozenset()
    supervised: frozenset[int] = frozenset()

    def relations(self, organisation: int | None) -> frozenset[Relation]:
        """How this post stands to what belongs to an organisation (`None`: to nothing in particular)."""
        held = {Relation.ANY}
        if organisation is not None:
            if organisation == self.organisation:
                held.add(Relation.OWN)
            if organisation in self.engaged:
                held.add(Relation.ENGAGED)
            if organisation in self.supervised:
                held.add(Relation.SUPERVISING)
        return frozenset(held)

    def organisations(self, relation: Relation) -> frozenset[int]:
        """The organisations to which this post has that relation."""
        if relation in (Relation.OWN, Relation.NAMED):
            return frozenset() if self.organisation is None else frozenset({self.organisation})
        if relation is Relation.ENGAGED:
            return self.engaged
        return self.supervised if relation is Relation.SUPERVISING else frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on a day, with all that their rights follow from."""

    user: User | None
    posts: tuple[Post, ...]
    # Sites whose group, network or region they read, and that agreed to show their own figures.
    detailed: frozenset[int] = field(default_factory=frozenset)

    def role_for(self, action: str, organisation: int | None, *, named: bool = False) -> Role | None:
        """The role under which this person may do that there, or nothing.

        `named` says that the object bears their name (an assignment, a task, their own record).
        """
        for post in self.posts:
            held = set(post.relations(organisation))
            if named and Relation.OWN in held:
                held.add(Relation.NAMED)
            if named:
                held.add(Relation.SELF)
            if needed(action, post.role) in held:
                return post.role
        return None

    def may(self, action: str, organisation: int | None = None, *, named: bool = False) -> bool:
        return self.role_for(action, organisation, named=named) is not None

    def actor(self, action: str, organisation: int | None = None, *, named: bool = False) -> Actor:
        """How the journal names this person for this act; raises NotAllowed where the matrix refuses it."""
        role = self.role_for(action, organisation, named=named)
        if role is None or self.user is None:
            raise NotAllowed([Refusal(f"{action}.not-yours")])
        return Actor(self.user.actor_id, role)

    def organisations_for(self, action: str) -> frozenset[int] | None:
        """The organisations on whose objects this person may do that; `None` means any."""
        found: set[int] = set()
        for post in self.posts:
            relation = needed(action, post.role)
            if relation is Relation.ANY:
                return None
            if relation is not None:
                found |= post.organisations(relation)
        return frozenset(found)

    def reaches(self, action: str, organisation: int) -> bool:
        """Whether an organisation is one of those on whose objects this person may do that."""
        found = self.organisations_for(action)
        return found is None or organisation in found

    def organisations_filter(self, action: str, column: str) -> Q:
        """The same rule as `may`, as a condition of a query on the column that names the organisation."""
        organisations = self.organisations_for(action)
        return Q() if organisations is None else Q(**{f"{column}__in": organisations})


NOBODY = Standing(None, (Post(Role.PUBLIC, None),))


def standing_of(user: Any, on: date) -> Standing:
    """The standing of a signed-in person (or of nobody) on a day, in three queries at most."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    memberships = _MEMBERSHIPS.rows(user=user.pk, on=on)
    consultancies = [organisation for role, organisation in memberships if role in CONSULTING]
    readings = [organisation for role, organisation in memberships if role == Role.READER]
    engaged = _engaged(consultancies, on) if consultancies else {}
    supervised, detailed = _supervised(readings, on) if readings else ({}, frozenset())
    posts = [
        Post(
            Role(role),
            organisation,
            engaged.get(organisation, frozenset()) if role in CONSULTING else frozenset(),
            supervised.get(organisation, frozenset()) if role == Role.READER else frozenset(),
        )
        for role, organisation in memberships
    ]
    if user.is_administrator:
        posts.append(Post(Role.ADMINISTRATOR, None))
    return Standing(user, tuple(posts), detailed)


CONSULTING = frozenset({Role.CONSULTANT, Role.CONSULTANCY_MANAGER})


_MEMBERSHIPS: Prepared[Membership] = Prepared(
    lambda user, on: Membership.objects.filter(Membership.current(on), user=user).values_list(
        "role", "organisation_id"
    )
)
_ENGAGEMENTS: Prepared[Engagement] = Prepared(
    lambda consultancies, on: Engagement.objects.filter(
        Engagement.current(on), consultancy__among=consultancies, accepted_at__isnull=False
    ).values_list("consultancy_id", "organisation_id")
)


def _engaged(consultancies: list[int], on: date) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for consultancy, organisation in _ENGAGEMENTS.rows(consultancies=consultancies, on=on):
        found.setdefault(consultancy, set()).add(organisation)
    return {consultancy: frozenset(organisations) for consultancy, organisations in found.items()}


def _supervised(parents: list[int], on: date) -> tuple[dict[int, frozenset[int]], frozenset[int]]:
    """Everything below each of these parents through accepted affiliations, in one recursive query."""
    below: dict[int, set[int]] = {parent: set() for parent in parents}
    detailed: set[int] = set()
    for parent, child, shares in _descendants(parents, on):
        below[parent].add(child)
        if shares:
            detailed.add(child)
    return {parent: frozenset(children) for parent, children in below.items()}, frozenset(detailed)


def _descendants(parents: list[int], on: date) -> Iterator[tuple[int, int, bool]]:
    table = Affiliation._meta.db_table
    current = "{0}accepted_at IS NOT NULL AND " + Affiliation.CURRENT_SQL
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE below(root, node, shares) AS (
                SELECT parent_id, child_id, shares_detail FROM {table}
                WHERE parent_id = ANY(%(parents)s) AND {current.format("")}
                UNION
                SELECT below.root, link.child_id, below.shares AND link.shares_detail
                FROM below JOIN {table} link ON link.parent_id = below.node WHERE {current.format("link.")}
            )
            SELECT root, node, bool_or(shares) FROM below GROUP BY root, node
            """,  # noqa: S608 -- the table's name is ours, the values are parameters
            {"parents": parents, "on": on},
        )
        yield from cursor.fetchall()
