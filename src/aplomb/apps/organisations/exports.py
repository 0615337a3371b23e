"""Leaving a trace of what leaves: a file with a site's own content (class C2) that somebody takes away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from aplomb.apps.journal.services import lock_stream
from aplomb.apps.organisations.policy import Standing


@transaction.atomic
def note_export(
    action: str, organisation_id: int, what: str, *, standing: Standing, at: datetime, **said: Any
) -> None:
    """Tell the journal that this person took a file away: in their own stream, since the object has not changed.

    `action` is the one of the matrix that let them; `what` names the file (`performance.pdf`).
    """
    by = standing.actor(action, organisation_id)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    pen = lock_stream(standing.user.stream_id)
    pen.record("content.exported", by=by, at=at, data={"file": what, **said})
    pen.save()
