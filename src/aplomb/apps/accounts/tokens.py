"""Keys for programs: drawn, hashed, found again (reliability-security.md §12.6)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from aplomb.apps.accounts.models import Token

MARK = "aplomb_"  # lets a leak scanner recognise one
MOST_DAYS = 90
PREFIX_LENGTH = len(MARK) + 6
LAST_USED_EVERY = timedelta(minutes=1)


def draw() -> tuple[str, str, str]:
    """A new key with 256 random bits: the key itself, its prefix to show, its digest to keep."""
    key = MARK + secrets.token_urlsafe(32)
    return key, key[:PREFIX_LENGTH], digest(key)


def digest(key: str) -> str:
    """What is kept of a key. It is random enough that a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def find(key: str, at: datetime) -> Token | None:
    """The token that this key opens at this moment, its person active; nothing otherwise."""
    token = (
        Token.objects.select_related("user")
        .filter(digest=digest(key), revoked_at__isnull=True, expires_at__gt=at, user__is_active=True)
        .first()
    )
    if token and (token.last_used_at is None or at - token.last_used_at > LAST_USED_EVERY):
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
    return token
