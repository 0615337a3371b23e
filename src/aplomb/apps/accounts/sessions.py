"""Sessions kept in the database: keys hashed, data sealed, with an idle and an absolute end.

Django's `SESSION_ENGINE`. Reading the table gives neither a key that opens a session nor what it holds.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils import timezone

from aplomb.apps.accounts.sealing import Unreadable, seal, unseal
from aplomb.web.prepared import Prepared

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
# In the session's data: seconds of idleness allowed, moment of the absolute end, where it was opened from.
IDLE_KEY, END_KEY, ADDRESS_KEY, AGENT_KEY = "_idle", "_end", "_address", "_agent"
AGENT_LENGTH = 300
PURPOSE = "session"


def digest(key: str) -> str:
    """What is kept of a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """A session of the table `Session`, by the key in the browser's cookie (256 random bits)."""

    last_seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        from aplomb.apps.accounts.models import Session

        return Session

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        return base64.b64encode(seal(json.dumps(session_dict), PURPOSE)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was sealed; an empty session where the key has changed since (a restore without its keys)."""
        try:
            found: dict[str, Any] = json.loads(unseal(base64.b64decode(session_data), PURPOSE))
        except (Unreadable, ValueError):
            return {}
        return found

    def open_for(self, *, idle: timedelta, absolute: timedelta, address: str, agent: str) -> None:
        """Say how long the session of somebody who signs in lasts, and where it is opened from."""
        self[IDLE_KEY] = int(idle.total_seconds())
        self[END_KEY] = (timezone.now() + absolute).isoformat()
        self[ADDRESS_KEY] = address
        self[AGENT_KEY] = agent[:AGENT_LENGTH]

    def load(self) -> dict[str, Any]:
        found = self._kept() if self.session_key else None
        if found is None:
            self._session_key = None
            return {}
        data, self.last_seen_at = found
        return self.decode(data)

    def _kept(self) -> tuple[str, datetime] | None:
        """What is kept of a session that is not over. Two columns and no model: every request asks for it."""
        for data, seen_at in _ALIVE.rows(key=digest(self.session_key or ""), at=timezone.now()):
            return data, seen_at
        return None

    def exists(self, session_key: str) -> bool:
        return bool(self.get_model_class().objects.filter(pk=digest(session_key)).exists())

    def create(self) -> None:
        self._session_key = secrets.token_urlsafe(32)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        now = timezone.now()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        values = {
            "session_data": self.encode(data),
            "expire_date": self._ends_at(data, now),
            "last_seen_at": now,
            "user_id": data.get(USER_KEY),
            "address": data.get(ADDRESS_KEY),
            "agent": data.get(AGENT_KEY, ""),
        }
        if must_create:
            self.get_model_class().objects.create(pk=digest(self.session_key), **values)
        elif not self._rows().update(**values):
            raise UpdateError
        return None

    def touch(self, now: datetime) -> None:
        """Note that the session is in use, once a minute at most."""
        if self.session_key and self.last_seen_at and now - self.last_seen_at > SEEN_EVERY:
            ends_at = self._ends_at(self._get_session(), now)  # type: ignore[attr-defined]
            self._rows().update(last_seen_at=now, expire_date=ends_at)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.get_model_class().objects.filter(pk=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()

    def _rows(self) -> Any:
        return self.get_model_class().objects.filter(pk=digest(self.session_key or ""))

    def _ends_at(self, data: Mapping[str, Any], now: datetime) -> datetime:
        """The first of the two ends: unused too long, or open too long."""
        idle = timedelta(seconds=data[IDLE_KEY]) if IDLE_KEY in data else IDLE
        absolute = datetime.fromisoformat(data[END_KEY]) if END_KEY in data else now + ABSOLUTE
        return min(now + idle, absolute)


def _alive(key: str, at: datetime) -> Any:
    alive = SessionStore.get_model_class().objects.filter(pk=key, expire_date__gt=at)
    return alive.values_list("session_data", "last_seen_at")


_ALIVE: Prepared[Any] = Prepared(_alive)


def end_others(user_pk: int, store: SessionBase | None) -> int:
    """End a person's sessions, but the one given; says how many."""
    rows = SessionStore.get_model_class().objects.filter(user_id=user_pk)
    if store is not None and store.session_key:
        rows = rows.exclude(pk=digest(store.session_key))
    ended: int = rows.delete()[0]
    return ended
