"""Who may come into an organisation, who may leave it, and why not (reliability-security.md §5.2 and §5.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import ROLES, Kind
from aplomb.domain.shared.refusal import Refusal

# Who runs an organisation of each kind: there is always one, and they invite the others.
MANAGING: Mapping[Kind, Role] = {
    Kind.SITE: Role.QUALITY_MANAGER,
    Kind.GROUP: Role.READER,
    Kind.NETWORK: Role.READER,
    Kind.REGION: Role.READER,
    Kind.ASSOCIATION: Role.SECRETARY,
    Kind.AUDIT_BODY: Role.AUDIT_BODY_MANAGER,
    Kind.CONSULTANCY: Role.CONSULTANCY_MANAGER,
    Kind.PROVIDER: Role.EVALUATOR,
}
# Granted by two people together, never by an invitation (§5.3, rule 2).
BY_TWO_PEOPLE = frozenset({Role.ASSOCIATION_PRESIDENT, Role.COMMISSION_PRESIDENT, Role.COMMISSION_MEMBER})


@dataclass(frozen=True, slots=True)
class InvitingFacts:
    """An invitation to be sent. `acting_as`: the role under which it is, or nothing where none allows it."""

    kind: Kind
    role: Role
    acting_as: Role | None
    managers: int


def why_not_invite(facts: InvitingFacts) -> list[Refusal]:
    """Everything that stands in the way of an invitation."""
    if facts.acting_as is None:
        return [Refusal("member.invite.not-yours")]
    if facts.role not in ROLES[facts.kind]:
        return [Refusal("member.invite.role-not-here")]
    if facts.role in BY_TWO_PEOPLE:
        return [Refusal("member.invite.two-people")]
    first_manager = facts.role == MANAGING[facts.kind] and not facts.managers
    if facts.acting_as is Role.ADMINISTRATOR and not first_manager:
        return [Refusal("member.invite.manages-itself")]
    return []


@dataclass(frozen=True, slots=True)
class EndingFacts:
    """A role to be ended: by whoever runs the organisation, by the platform's administrator, or by its holder."""

    kind: Kind
    role: Role
    acting_as: Role | None
    oneself: bool
    managers: int


def why_not_end(facts: EndingFacts) -> list[Refusal]:
    """Everything that stands in the way of ending somebody's role.

    The last manager stays until another has come; where they have left without one, the platform's
    administrator ends their role, then invites the next.
    """
    managing = facts.role == MANAGING[facts.kind]
    by_administrator = facts.acting_as is Role.ADMINISTRATOR and not facts.oneself
    if facts.acting_as is None and not facts.oneself:
        return [Refusal("member.deactivate.not-yours")]
    if by_administrator and not managing:
        return [Refusal("member.deactivate.manages-itself")]
    if managing and facts.managers <= 1 and not by_administrator:
        return [Refusal("member.deactivate.last-manager")]
    return []
