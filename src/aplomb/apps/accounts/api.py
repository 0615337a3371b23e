"""Who I am, for programs and for a page that wakes up (interfaces.md §5)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.accounts import queries
from aplomb.apps.accounts.models import Token, User
from aplomb.apps.accounts.rights import mark

router = Router(tags=["me"])


class Place(Schema):
    id: int = Field(examples=[3])
    name: str = Field(examples=["Centre de Clairvaldieu"])
    kind: str = Field(examples=["site"])


class Held(Schema):
    """A role, and where."""

    organisation: Place
    role: str = Field(examples=["quality_manager"])
    since: date
    until: date | None = Field(description="its last day; null where none is set")


class Key(Schema):
    """The token of this call."""

    name: str = Field(examples=["Entrepôt de données"])
    scope: str = Field(examples=["read"])
    expires_at: datetime


class Me(Schema):
    id: str = Field(description="opaque; what `account` of a sync and the journal call this person")
    name: str = Field(examples=["Dr Anne Royèvre"])
    email: str = Field(examples=["anne@example.org"])
    language: str = Field(examples=["fr"])
    administrator: bool
    memberships: list[Held]
    token: Key | None = Field(description="null for a session")
    csrf_token: str | None = Field(
        description="for X-CSRFToken on unsafe calls of a session; null for a token"
    )


@router.get("", response=Me, summary="Who I am")
def me(request: HttpRequest) -> Any:
    """The person that the call is made for, their roles of the day, and a fresh form token for a session."""
    user: Any = request.user
    assert isinstance(user, User)  # noqa: S101 -- the API lets nobody in without an account
    token: Token | None = getattr(request, "token", None)
    return {
        "id": user.actor_id,
        "name": user.get_full_name(),
        "email": user.email,
        "language": user.language,
        "administrator": user.is_administrator,
        "memberships": [_held(one) for one in queries.current_roles(user, timezone.now())],
        "token": token and {"name": token.name, "scope": token.scope, "expires_at": token.expires_at},
        "csrf_token": None if token else get_token(request),
    }


mark(me, "my_data.read", ())


def _held(membership: Any) -> dict[str, Any]:
    place = membership.organisation
    return {
        "organisation": {"id": place.pk, "name": place.name, "kind": place.kind},
        "role": membership.role,
        "since": membership.starts_on,
        "until": membership.ends_on,
    }
