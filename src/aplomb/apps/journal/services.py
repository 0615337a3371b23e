"""Writing the journal: lock a stream's head, then record. One transaction with the write that it tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from aplomb.apps.journal.models import Entry, Stream
from aplomb.domain.shared.chain import commitment, leaf, new_salt
from aplomb.web.prepared import planned_cursor

TICK = timedelta(microseconds=1)
# Every write of the program ends with it, so it is one statement. Foreign keys are checked at the commit.
_WRITE = """
WITH new AS (
    SELECT * FROM jsonb_to_recordset(%(recorded)s::jsonb) AS new(
        epoch int, seq bigint, at timestamptz, actor text, role text, action text, object text,
        object_version bigint, commit text, prev text, leaf text, salt text, data jsonb
    )
), head AS (
    UPDATE journal_stream SET seq = %(seq)s, head = %(head)s, last_at = %(last_at)s WHERE id = %(stream)s
), written AS (
    INSERT INTO journal_entry (
        stream_id, epoch, seq, at, actor, role, action, object, object_version, commit, prev, leaf
    )
    SELECT %(stream)s, epoch, seq, at, actor, role, action, object, object_version, commit, prev, leaf
    FROM new ORDER BY seq
    RETURNING id, seq
)
INSERT INTO journal_value (entry_id, salt, data)
SELECT written.id, decode(new.salt, 'hex'), new.data FROM new JOIN written ON written.seq = new.seq
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque identifier, and the role under which the action is allowed."""

    id: str
    role: str = ""


SYSTEM = Actor("system")
# The stream of what befalls the installation as a whole; there is one.
INSTALLATION = "installation"


def new_stream(kind: str) -> "Pen":
    """Open the stream of a new aggregate; the transaction that makes the aggregate holds it."""
    return Pen(Stream.objects.create(kind=kind))


def lock_stream(stream_id: int) -> "Pen":
    """Lock the head of an aggregate's stream, before anything of the aggregate is read for writing.

    Several streams are locked in the order of the rooms, from the bottom up, then by id.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a stream is locked inside the transaction that writes")
    return Pen(Stream.objects.select_for_update(of=("self",)).get(pk=stream_id))


def lock_only(kind: str) -> "Pen":
    """Lock the stream of what is alone of its kind, as the installation is; opened by its first event."""
    stream = Stream.objects.filter(kind=kind).order_by("pk").first()
    return lock_stream(stream.pk) if stream else new_stream(kind)


@dataclass(slots=True)
class Pen:
    """A locked stream, ready to be written in. `save` puts all that was recorded in the database at once."""

    stream: Stream
    _entries: list[Entry] = field(default_factory=list)
    _values: list[tuple[bytes, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """The number of the last event recorded: an aggregate's revision."""
        return self.stream.seq

    def record(
        self, action: str, *, by: Actor, at: datetime, about: str = "", data: Mapping[str, Any] | None = None
    ) -> int:
        """Add an event and return its number. `about` names the object when it is a part of the aggregate."""
        stream, data, salt = self.stream, data or {}, new_salt()
        stream.seq += 1
        entry = Entry(
            stream=stream,
            epoch=stream.epoch,
            seq=stream.seq,
            at=self._not_backwards(at),
            actor=by.id,
            role=by.role,
            action=action,
            object=about or stream.name,
            object_version=stream.seq,
            commit=commitment(salt, data),
            prev=stream.head,
        )
        entry.leaf = stream.head = leaf(entry.as_data(stream.name))
        self._entries.append(entry)
        self._values.append((salt, data))
        return stream.seq

    def save(self) -> None:
        """Write what was recorded: entries, their values, the stream's new head, in one statement."""
        if not self._entries:
            return
        stream = self.stream
        recorded = [
            {**entry.as_data(stream.name), "leaf": entry.leaf, "salt": salt.hex(), "data": data}
            for entry, (salt, data) in zip(self._entries, self._values, strict=True)
        ]
        values: dict[str, Any] = {
            "stream": stream.pk,
            "seq": stream.seq,
            "head": stream.head,
            "last_at": stream.last_at,
        }
        with planned_cursor() as cursor:
            cursor.execute(_WRITE, values | {"recorded": json.dumps(recorded)})
        self._entries, self._values = [], []

    def _not_backwards(self, at: datetime) -> datetime:
        """The moment in UTC, a tick after the last event at least: a clock set back never reorders the journal."""
        at = at.astimezone(UTC)
        if self.stream.last_at is not None:
            at = max(at, self.stream.last_at + TICK)
        self.stream.last_at = at
        return at
