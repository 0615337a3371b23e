"""What is asked of accounts: roles held now, factors, sessions, and everything that we hold about a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from aplomb.apps.accounts.models import Message, Session, Token, User
from aplomb.apps.journal.models import Entry
from aplomb.domain.access.factors import demands_factor
from aplomb.domain.access.matrix import Role
from aplomb.domain.shared.calendar import day_in_paris

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def _current(user: User, at: datetime | None) -> Any:
    """The person's roles of the day; the organisations' app, above this one, keeps them."""
    day = day_in_paris(at or timezone.now())
    return user.memberships.filter(user.memberships.model.current(day))


def roles(user: User | None, at: datetime | None = None) -> frozenset[Role]:
    """The roles that a person holds at this moment, wherever it is; none for somebody who has no account yet."""
    if user is None or user.pk is None:
        return frozenset()
    held = {Role(role) for role in _current(user, at).values_list("role", flat=True)}
    return frozenset(held | ({Role.ADMINISTRATOR} if user.is_administrator else set()))


def organisation_names(user: User, at: datetime | None = None) -> list[str]:
    """The names of the organisations where a person has a role."""
    if user.pk is None:
        return []
    pairs = _current(user, at).values_list("organisation__name", "organisation__short_name")
    return [name for pair in pairs for name in pair if name]


def must_have_factor(user: User, at: datetime | None = None) -> bool:
    """Whether a second factor is asked of this person, by a role or by an organisation (§12.2)."""
    if user.is_administrator:
        return True
    held = _current(user, at).values_list("role", "organisation__demands_second_factor")
    return demands_factor((Role(role), everyone) for role, everyone in held)


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


@dataclass(frozen=True, slots=True)
class Factors:
    """A person's second factors, as their page shows them."""

    app: Authenticator | None
    keys: list[Authenticator]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.keys)


def factors(user: User) -> Factors:
    app, keys, codes_left = None, [], 0
    for found in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if found.type == Authenticator.Type.TOTP:
            app = found
        elif found.type == Authenticator.Type.WEBAUTHN:
            keys.append(found)
        else:
            codes_left = len(found.wrap().get_unused_codes())
    return Factors(app, keys, codes_left)


def current_roles(user: User, at: datetime) -> Any:
    """The person's roles of the day, with where."""
    return _current(user, at).select_related("organisation").order_by("organisation__name", "pk")


def open_sessions(user: User, at: datetime) -> list[Session]:
    """Where a person is signed in, the latest used first."""
    return list(Session.objects.filter(user=user, expire_date__gt=at))


def valid_tokens(user: User, at: datetime) -> list[Token]:
    return list(Token.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=at))


# — Everything that we hold about a person ————————————————————————————————————


def my_data(user: User, at: datetime) -> dict[str, Any]:
    """What we hold about a person, as data: their account, roles, sessions, keys, messages, and what they did.

    Secrets are left out: hashes, seeds and keys tell nothing about a person, and would weaken them.
    """
    memberships = user.memberships.select_related("organisation").order_by("starts_on", "pk")
    return {
        "format": "aplomb/my-data/1",
        "made_at": at.isoformat(),
        "account": {
            "identifier": user.actor_id,
            "email": user.email,
            "title": user.honorific,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "profession": user.profession,
            "rpps": user.rpps,
            "reminders": user.reminders,
            "language": user.language,
            "keyboard_shortcuts": user.keyboard_shortcuts,
            "auto_advance": user.auto_advance,
            "created_at": user.created_at.isoformat(),
            "last_sign_in_at": user.last_login.isoformat() if user.last_login else None,
            "administrator": user.is_administrator,
        },
        "roles": [
            {
                "organisation": membership.organisation.name,
                "role": membership.role,
                "from": membership.starts_on.isoformat(),
                "until": membership.ends_on.isoformat() if membership.ends_on else None,
            }
            for membership in memberships
        ],
        "factors": [
            {"kind": factor.type, "since": factor.created_at.isoformat()}
            for factor in Authenticator.objects.filter(user=user).order_by("created_at", "pk")
        ],
        "sessions": [
            {
                "since": session.created_at.isoformat(),
                "last_seen_at": session.last_seen_at.isoformat(),
                "address": session.address,
                "browser": session.agent,
            }
            for session in open_sessions(user, at)
        ],
        "keys_for_programs": [
            {
                "name": token.name,
                "rights": token.scope,
                "since": token.created_at.isoformat(),
                "until": token.expires_at.isoformat(),
                "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
            }
            for token in Token.objects.filter(user=user)
        ],
        "messages": [
            {"subject": message.subject, "at": message.created_at.isoformat()}
            for message in Message.objects.filter(to=user.email).order_by("created_at", "pk")
        ],
        "history": list(_history(user)),
    }


def _history(user: User) -> Iterator[dict[str, Any]]:
    """What the journal says of the account, and every act of the person elsewhere, without what it was about."""
    own = Entry.objects.filter(stream=user.stream_id).select_related("value")
    for entry in own.order_by("seq"):
        said = entry.value.data if hasattr(entry, "value") else None
        yield {"at": entry.at.isoformat(), "action": entry.action, "said": said}
    elsewhere = Entry.objects.filter(actor=user.actor_id).exclude(stream=user.stream_id).order_by("at", "pk")
    for entry in elsewhere.iterator(2_000):
        yield {"at": entry.at.isoformat(), "action": entry.action, "role": entry.role, "on": entry.object}
