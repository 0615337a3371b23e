"""What people do with the files of the inventory: each is one transaction with its event, in the site's stream."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from aplomb.apps.documents import asking, attached
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.documents.queries import Line
from aplomb.apps.files import services as files
from aplomb.apps.files.models import FalseAlarm
from aplomb.apps.files.services import Accepted, NotKept
from aplomb.apps.journal.services import Actor, Pen, lock_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.domain.shared.refusal import Refusal

UPLOAD, PURGE = "evidence.upload", "evidence.purge"
LONGEST_REASON = 200


@transaction.atomic
def add(
    organisation: Organisation, line: Line | None, accepted: Accepted, *, standing: Standing, at: datetime
) -> DocumentFile:
    """Keep a file as the next version of a document; without a line, it waits to be put with one."""
    pen = lock_stream(organisation.stream_id)
    by = _uploader(standing, organisation, line)
    row = keep_version(organisation, line.key if line else "", accepted, standing=standing, at=at)
    _tell(pen, "document.file-added", row, by, at)
    if line is not None:
        asking.fulfil(pen, row, by, at)
    return row


def keep_version(
    organisation: Organisation, key: str, accepted: Accepted, *, standing: Standing, at: datetime
) -> DocumentFile:
    """Keep a file as the next version under a key, in a transaction that holds the organisation's stream."""
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    stored = files.keep(accepted, holder=organisation.stream_id, by=standing.user, at=at)
    return DocumentFile.objects.create(
        organisation=organisation, file=stored, line=key, number=_next(organisation, key)
    )


@transaction.atomic
def put(
    organisation: Organisation,
    where: Mapping[int, Line],
    *,
    standing: Standing,
    at: datetime,
) -> list[DocumentFile]:
    """Put files that wait with their documents: all of them, or none."""
    pen = lock_stream(organisation.stream_id)
    rows = _waiting(organisation, standing, list(where))
    for row in rows:
        line = where[row.pk]
        by = _uploader(standing, organisation, line)
        row.line, row.number = line.key, _next(organisation, line.key)
        row.save(update_fields=["line", "number"])
        _tell(pen, "document.file-filed", row, by, at)
        asking.fulfil(pen, row, by, at)
    return rows


@transaction.atomic
def discard(organisation: Organisation, pks: list[int], *, standing: Standing, at: datetime) -> int:
    """Let go of files that wait, and that whoever sent them does not want to keep."""
    pen = lock_stream(organisation.stream_id)
    by = _uploader(standing, organisation, None)
    rows = _waiting(organisation, standing, pks)
    for row in rows:
        let_go(row, "discarded before it was filed", standing=standing, at=at)
        _tell(pen, "document.file-removed", row, by, at)
    return len(rows)


@transaction.atomic
def remove(
    organisation: Organisation, pk: int, reason: str, *, standing: Standing, at: datetime
) -> DocumentFile:
    """Take a version away, with a reason; its bytes go once nothing else has the same."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(PURGE, organisation.pk)
    row = DocumentFile.objects.select_related("file").filter(organisation=organisation, pk=pk).first()
    if row is None or row.removed_at is not None:
        raise NotAllowed([Refusal("evidence.purge.gone")])
    if refusals := why_not_reason(reason):
        raise NotAllowed(refusals)
    let_go(row, reason.strip(), standing=standing, at=at)
    _tell(pen, "document.file-removed", row, by, at)
    return row


@transaction.atomic
def note_refused(
    organisation: Organisation, refused: NotKept, *, standing: Standing, at: datetime
) -> FalseAlarm | None:
    """Tell the journal that a file was refused; says what its sender may hold for a false alarm."""
    pen = lock_stream(organisation.stream_id)
    by = _uploader(standing, organisation, None)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    return files.note_refused(pen, refused, user=standing.user, by=by, at=at)


def _uploader(standing: Standing, organisation: Organisation, line: Line | None) -> Actor:
    """Whoever may send files there; an evaluator, to the documents in their charge or asked of them, or to none."""
    named = (
        line is None
        or attached.may(UPLOAD, standing, organisation.pk, line.own)
        or asking.is_asked(standing.user, organisation.pk, line.key)
    )
    return standing.actor(UPLOAD, organisation.pk, named=named)


def _next(organisation: Organisation, key: str) -> int:
    """The number of a document's next version; removed ones keep theirs. The stream's lock makes it the only one."""
    if not key:
        return 0
    last = DocumentFile.objects.filter(organisation=organisation, line=key).aggregate(last=Max("number"))
    return (last["last"] or 0) + 1


def _waiting(organisation: Organisation, standing: Standing, pks: list[int]) -> list[DocumentFile]:
    """These files, as long as they wait and this person sent them; all of them, or a refusal."""
    rows = list(
        DocumentFile.objects.select_related("file").filter(
            organisation=organisation,
            pk__in=pks,
            line="",
            removed_at__isnull=True,
            file__received_by=standing.user,
        )
    )
    if len(rows) != len(set(pks)):
        raise NotAllowed([Refusal("evidence.upload.gone")])
    return sorted(rows, key=lambda row: row.pk)


def why_not_reason(reason: str) -> list[Refusal]:
    """What is wrong with the reason of a removal."""
    refusals = []
    if not reason.strip():
        refusals.append(Refusal("evidence.purge.no-reason"))
    if len(reason) > LONGEST_REASON:
        refusals.append(Refusal("document.write.too-long", {"most": LONGEST_REASON}))
    if holds_nir(reason):
        refusals.append(Refusal("document.write.patient-data"))
    return refusals


def let_go(row: DocumentFile, reason: str, *, standing: Standing, at: datetime) -> None:
    """Take a file away in the present transaction: it stays told, its bytes go once nothing else has the same."""
    row.removed_at, row.removed_by, row.removal_reason = at, standing.user, reason
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    files.release(row.file, at)


def _tell(pen: Pen, action: str, row: DocumentFile, by: Actor, at: datetime) -> None:
    said = {"document": row.line, "number": row.number, **files.told(row.file)}
    if row.removal_reason:
        said["reason"] = row.removal_reason
    pen.record(action, by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()
