"""The standing cast: one person of each role, three sites that they know differently, and nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.access.matrix import Relation, Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories

HOMES = {
    Role.SECRETARY: "association",
    Role.ASSOCIATION_PRESIDENT: "association",
    Role.COMMISSION_PRESIDENT: "association",
    Role.COMMISSION_MEMBER: "association",
    Role.AUDIT_BODY_MANAGER: "audit_body",
    Role.AUDITOR: "audit_body",
    Role.CONSULTANCY_MANAGER: "consultancy",
    Role.CONSULTANT: "consultancy",
    Role.QUALITY_MANAGER: "site",
    Role.COMMITTEE_MEMBER: "site",
    Role.EVALUATOR: "site",
    Role.READER: "group",
}


@dataclass(frozen=True)
class Player:
    """Somebody, with what a reader of the rules would say of them: role, home, and whom they reach how."""

    name: str
    user: User | None
    role: Role
    home: str = ""
    engaged: frozenset[str] = frozenset()
    supervised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cast:
    places: Mapping[str, Organisation]
    players: list[Player] = field(default_factory=list)

    def expected(self, player: Player, relation: Relation | None, place: str, *, named: bool) -> bool:
        """Whether the relation that a rule needs is there, read straight from the story below."""
        own = place == player.home
        return {
            None: False,
            Relation.ANY: True,
            Relation.OWN: own,
            Relation.NAMED: named and own,
            Relation.SELF: named,
            Relation.ENGAGED: place in player.engaged,
            Relation.SUPERVISING: place in player.supervised,
            Relation.SEATED: False,
        }[relation]


def assemble(password: str | None = None) -> Cast:
    """The site is engaged and supervised; its neighbour refuses both; the third ended them yesterday."""
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    places = {
        "site": factories.organisation("Centre de Clairvaldieu"),
        "neighbour": factories.organisation("Centre de Malroche"),
        "ended": factories.organisation("Centre du Lac"),
        "group": factories.organisation("Groupe Sorvane", Kind.GROUP),
        "consultancy": factories.organisation("Cabinet Ourdelle", Kind.CONSULTANCY),
        "association": factories.organisation("Association", Kind.ASSOCIATION),
        "audit_body": factories.organisation("Organisme", Kind.AUDIT_BODY),
    }
    factories.engagement(places["consultancy"], places["site"])
    factories.engagement(places["consultancy"], places["neighbour"], accepted=False)
    factories.engagement(places["consultancy"], places["ended"], until=yesterday)
    factories.affiliation(places["site"], places["group"])
    factories.affiliation(places["neighbour"], places["group"], accepted=False)
    factories.affiliation(places["ended"], places["group"], until=yesterday)
    cast = Cast(places)
    for role, home in HOMES.items():
        consulting = role in (Role.CONSULTANT, Role.CONSULTANCY_MANAGER)
        cast.players.append(
            Player(
                role.value,
                factories.member(places[home], role, password=password),
                role,
                home,
                frozenset({"site"}) if consulting else frozenset(),
                frozenset({"site"}) if role is Role.READER else frozenset(),
            )
        )
    colleague = factories.quality_manager(places["neighbour"], password=password)
    left = factories.user(password=password)
    factories.membership(left, places["site"], Role.QUALITY_MANAGER, until=yesterday)
    cast.players.extend(
        [
            Player("colleague of another site", colleague, Role.QUALITY_MANAGER, "neighbour"),
            Player("who left yesterday", left, Role.PUBLIC),
            Player("administrator", factories.administrator(password=password), Role.ADMINISTRATOR),
            Player("nobody", None, Role.PUBLIC),
        ]
    )
    return cast
