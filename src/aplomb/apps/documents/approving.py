"""Approving a version of a document: who, when, and from when to when it is valid."""

from datetime import date, datetime

from django.db import transaction

from aplomb.apps.documents import attached, services
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.documents.queries import Line
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.files.services import told
from aplomb.apps.journal.services import lock_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.domain.documents.inventory import State
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

APPROVE = "document.approve"


@transaction.atomic
def approve(
    organisation: Organisation,
    line: Line,
    pk: int,
    *,
    valid_from: date | None,
    valid_until: date | None,
    standing: Standing,
    at: datetime,
) -> DocumentFile:
    """Approve the latest version: the inventory then says that the document exists, approved today, valid so long."""
    lock_stream(organisation.stream_id)
    by = standing.actor(APPROVE, organisation.pk)
    row = attached.current(attached.versions(organisation.pk, line.key))
    if row is None or row.pk != pk:
        raise NotAllowed([Refusal(f"{APPROVE}.not-the-latest")])
    if row.approved_at is not None:
        raise NotAllowed([Refusal(f"{APPROVE}.already")])
    if not row.file.may_leave:
        raise NotAllowed([Refusal(f"{APPROVE}.not-yet")])
    row.approved_at, row.approved_by = at, standing.user
    row.save(update_fields=["approved_at", "approved_by"])
    values = {
        "state": State.PRESENT.value,
        "approved_on": day_in_paris(at),
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    services.write(organisation, [Wanted(line.key, values)], standing=standing, at=at)
    pen = lock_stream(organisation.stream_id)
    said = {"document": row.line, "number": row.number, **told(row.file)}
    pen.record("document.file-approved", by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()
    return row
