"""Changing the key that seals (reliability-security.md §3): a new key, then everything sealed anew, then one key again.

A change that was cut short goes on where it stopped, with the key that it had drawn.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, models, transaction

from aplomb.apps.accounts.adapters import SECRET
from aplomb.apps.accounts.models import Message, Session
from aplomb.apps.accounts.outbox import PURPOSE as MESSAGE
from aplomb.apps.accounts.sealing import Unreadable, is_current, seal, unseal
from aplomb.apps.accounts.sessions import PURPOSE as SESSION
from aplomb.apps.journal.services import INSTALLATION, Actor, lock_only

# What allauth hands over to be sealed, by the names that it gives it in a factor's data.
SEALED_IN_FACTOR = ("secret", "seed")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values were sealed anew, and how many no key that is kept can read."""

    done: int = 0
    unreadable: int = 0


def change_key(*, by: Actor, at: datetime) -> Resealed:
    """Draw a new key, seal everything with it, and forget the one before; the journal says so.

    Raises what the database raises where a writer holds a table for too long: both keys then stay, and nothing is lost.
    """
    ring = settings.FIELD_KEYS
    if len(ring.read()) == 1:
        ring.add()
    done = 0
    # Whoever had sealed with the key before, and waited for the tables to write it, is caught by the next round.
    while (round_ := reseal()).done:
        done += round_.done
    with transaction.atomic():
        pen = lock_only(INSTALLATION)
        pen.record("key.changed", by=by, at=at, data={"resealed": done, "unreadable": round_.unreadable})
        pen.save()
    ring.forget()
    return Resealed(done, round_.unreadable)


@transaction.atomic
def reseal() -> Resealed:
    """Seal with the key in use all that another one sealed, while who writes to these tables waits."""
    with connection.cursor() as cursor:
        names = ", ".join(
            connection.ops.quote_name(model._meta.db_table) for model in (Session, Message, Authenticator)
        )
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    counts = [
        _renew(Session.objects.all(), "session_data", _session),
        _renew(Message.objects.filter(sealed__isnull=False), "sealed", _message),
        _renew(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN), "data", _factor),
    ]
    return Resealed(sum(count.done for count in counts), sum(count.unreadable for count in counts))


def _renew(rows: "models.QuerySet[Any]", field: str, renewed: Callable[[Any], Any]) -> Resealed:
    """Renew a field of these rows, in batches; a value that nothing reads any more stays as it is."""
    done = unreadable = 0
    for batch in _batches(rows.order_by("pk")):
        changed = []
        for row in batch:
            try:
                value = renewed(getattr(row, field))
            except Unreadable:
                unreadable += 1
                continue
            if value != getattr(row, field):
                setattr(row, field, value)
                changed.append(row)
        rows.model.objects.bulk_update(changed, [field])
        done += len(changed)
    return Resealed(done, unreadable)


def _batches(rows: "models.QuerySet[Any]") -> Iterator[list[Any]]:
    last = None
    while batch := list((rows if last is None else rows.filter(pk__gt=last))[:BATCH]):
        yield batch
        last = batch[-1].pk


def _sealed_now(sealed: bytes, purpose: str) -> bytes:
    """The same text under the key in use; itself where that is so already. Raises Unreadable."""
    return sealed if is_current(sealed) else seal(unseal(sealed, purpose), purpose)


def _session(data: str) -> str:
    return base64.b64encode(_sealed_now(base64.b64decode(data), SESSION)).decode()


def _message(sealed: bytes) -> bytes:
    return _sealed_now(bytes(sealed), MESSAGE)


def _factor(data: dict[str, Any]) -> dict[str, Any]:
    sealed = {name: data[name] for name in SEALED_IN_FACTOR if name in data}
    return data | {name: _sealed_now(bytes.fromhex(text), SECRET).hex() for name, text in sealed.items()}
