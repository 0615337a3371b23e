"""What signing in asks of each role: factors, length of a password, length of a session (§12 of the security bar)."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from aplomb.domain.access.matrix import Role

# Who signs, decides, audits, advises, answers for a site or administers: no organisation may switch it off.
ALWAYS = frozenset(
    {
        Role.SECRETARY,
        Role.ASSOCIATION_PRESIDENT,
        Role.COMMISSION_PRESIDENT,
        Role.COMMISSION_MEMBER,
        Role.AUDIT_BODY_MANAGER,
        Role.AUDITOR,
        Role.CONSULTANCY_MANAGER,
        Role.CONSULTANT,
        Role.QUALITY_MANAGER,
        Role.ADMINISTRATOR,
    }
)
# By default; their organisation may switch it off.
BY_DEFAULT = frozenset({Role.COMMITTEE_MEMBER, Role.EVALUATOR, Role.READER})
# The gravest rights: the factor is asked at each sign-in, and sessions are shorter.
GUARDED = frozenset(
    {
        Role.SECRETARY,
        Role.ASSOCIATION_PRESIDENT,
        Role.COMMISSION_PRESIDENT,
        Role.COMMISSION_MEMBER,
        Role.ADMINISTRATOR,
    }
)
# Administrators, and whoever signs certificates.
LONG_PASSWORD = frozenset({Role.ADMINISTRATOR, Role.COMMISSION_PRESIDENT, Role.ASSOCIATION_PRESIDENT})

RESET_DELAY = timedelta(hours=24)
# A reset of the factors that takes effect after a delay, with notice at once.
DELAYED_RESET = frozenset(
    {Role.SECRETARY, Role.ASSOCIATION_PRESIDENT, Role.COMMISSION_PRESIDENT, Role.ADMINISTRATOR}
)


def demands_factor(held: Iterable[tuple[Role, bool]]) -> bool:
    """Whether a person must have a second factor.

    `held` is each of their roles, with whether its organisation asks the factor of everyone.
    """
    return any(role in ALWAYS or (role in BY_DEFAULT and everyone) for role, everyone in held)


def may_trust_device(roles: Collection[Role]) -> bool:
    """Whether a device may be trusted for a while, the factor not being asked there."""
    return GUARDED.isdisjoint(roles)


def shortest_password(roles: Collection[Role]) -> int:
    """The least number of characters of these roles' passwords."""
    return 14 if LONG_PASSWORD.isdisjoint(roles) else 16


def idle_limit(roles: Collection[Role]) -> timedelta:
    """How long a session may stay unused."""
    return timedelta(minutes=30 if GUARDED.isdisjoint(roles) else 15)


def absolute_limit(roles: Collection[Role]) -> timedelta:
    """How long a session lasts at most."""
    return timedelta(hours=12 if GUARDED.isdisjoint(roles) else 8)


def reset_delay(roles: Collection[Role]) -> timedelta:
    """How long after it was asked a reset of the factors takes effect."""
    return timedelta(0) if DELAYED_RESET.isdisjoint(roles) else RESET_DELAY
