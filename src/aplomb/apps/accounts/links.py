"""Links for one use: 256 random bits, kept hashed, bound to a person and to an address (§12.4)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from aplomb.apps.accounts.models import Link, User

LIFETIMES = {Link.Purpose.PASSWORD: timedelta(minutes=30), Link.Purpose.EMAIL: timedelta(minutes=60)}
KEPT = timedelta(days=30)


def draw() -> tuple[str, str]:
    """A new secret for a link: what is sent, and what is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make(
    user: User, purpose: Link.Purpose, *, at: datetime, email: str = "", lasts: timedelta | None = None
) -> str:
    """A link's secret. The one made before for the same purpose no longer opens."""
    secret, kept = draw()
    Link.objects.update_or_create(
        user=user,
        purpose=purpose,
        defaults={
            "digest": kept,
            "email": email or user.email,
            "created_at": at,
            "expires_at": at + (lasts or LIFETIMES[purpose]),
        },
    )
    return secret


def find(secret: str, purpose: Link.Purpose, at: datetime) -> Link | None:
    """The link that this secret opens at this moment, its person active and still at that address."""
    link = (
        Link.objects.select_related("user")
        .filter(digest=digest(secret), purpose=purpose, expires_at__gt=at, user__is_active=True)
        .first()
    )
    if link is None or (purpose == Link.Purpose.PASSWORD and link.email != link.user.email):
        return None
    return link


def consume(link: Link) -> bool:
    """Use a link up; says whether it was still there, so that one use wins over another at the same time."""
    return Link.objects.filter(pk=link.pk, digest=link.digest).delete()[0] == 1


def sweep(at: datetime) -> int:
    """Remove the links that have been dead for thirty days; says how many."""
    return Link.objects.filter(expires_at__lt=at - KEPT).delete()[0]
