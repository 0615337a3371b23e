"""Receiving files: judged first, then kept by the transaction that says what they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.utils import timezone

from aplomb.apps.accounts import limits as tries
from aplomb.apps.accounts.models import User
from aplomb.apps.files import antivirus, inspecting, storage
from aplomb.apps.files.models import FalseAlarm, StoredFile
from aplomb.apps.journal.services import SYSTEM, Actor, Pen, lock_stream
from aplomb.domain.files import limits
from aplomb.domain.files.findings import MAY_BE_FALSE, Finding, Rule, Spot
from aplomb.domain.files.kinds import Kind
from aplomb.domain.files.names import clean_name
from aplomb.domain.files.numbers import holds_identifying_number

# A file that no row names may be that of a transaction under way.
ORPHAN_AFTER = timedelta(hours=1)


class NotKept(Exception):
    """A file that is refused: nothing of it stays. `shown` is its name, unless the name itself says too much."""

    def __init__(self, shown: str, sha256: str, findings: Sequence[Finding]) -> None:
        self.shown, self.sha256, self.findings = shown, sha256, list(findings)
        super().__init__(", ".join(sorted({finding.rule for finding in findings})))

    @property
    def may_be_false(self) -> bool:
        """Whether somebody may hold it for a false alarm: the guard alone stopped it, by rules that can err."""
        return bool(self.findings) and all(finding.rule in MAY_BE_FALSE for finding in self.findings)

    @property
    def rules(self) -> list[str]:
        return sorted({finding.rule.value for finding in self.findings})


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept, flushed and on the right disk; `keep` takes it, or it goes with the request."""

    path: Path
    name: str
    sha256: str
    size: int
    kind: Kind
    scan: StoredFile.Scan


def count(user_pk: int) -> None:
    """Count an upload against what a person may send in an hour and in a day (TooMany beyond)."""
    tries.demand(tries.named("uploads", str(user_pk)), limits.UPLOADS_AN_HOUR, tries.HOUR)
    tries.demand(tries.named("uploads-day", str(user_pk)), limits.UPLOADS_A_DAY, tries.DAY)


def accept(uploaded: UploadedFile, *, holder: int | None = None) -> Accepted:
    """Judge what was sent, outside any transaction. Raises NotKept with all that stands against it.

    What the guard would stop passes where its exact bytes were released as a false alarm for this holder.
    """
    sent = uploaded.name or ""
    shown = "" if holds_identifying_number(sent) else clean_name(sent)
    if (uploaded.size or 0) > limits.MOST_BYTES:
        raise NotKept(shown, "", [Finding(Rule.TOO_BIG)])
    path = _on_disk(uploaded)
    before = storage.digest(path)
    name = clean_name(sent)
    if not name:
        raise NotKept(shown, before, [Finding(Rule.UNKNOWN_KIND, ((Spot.NAME, ""),))])
    cleaned = path.with_name(path.name + ".clean")
    try:
        seen = inspecting.look(path, cleaned, name)
        refused = NotKept(shown, before, seen.findings)
        if seen.kind is None or (
            seen.findings and not (refused.may_be_false and _is_released(holder, before))
        ):
            raise refused
        if cleaned.exists():
            cleaned.replace(path)
    finally:
        cleaned.unlink(missing_ok=True)
    scan = antivirus.scan(path)
    if scan is StoredFile.Scan.INFECTED:
        raise NotKept(shown, before, [Finding(Rule.VIRUS)])
    storage.flush(path)
    return Accepted(path, name, storage.digest(path), path.stat().st_size, seen.kind, scan)


def _is_released(holder: int | None, sha256: str) -> bool:
    return FalseAlarm.objects.filter(holder=holder, sha256=sha256, until__gt=timezone.now()).exists()


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A DICOM file without what names its patient; `look_at_it`: its picture may well show a name."""

    data: bytes
    look_at_it: bool


def deidentified(uploaded: UploadedFile) -> Deidentified:
    """The same file without its patient; nothing of either is kept. Raises NotKept where it cannot be done."""
    if (uploaded.size or 0) > limits.MOST_BYTES:
        raise NotKept("", "", [Finding(Rule.TOO_BIG)])
    path = _on_disk(uploaded)
    made = path.with_name(path.name + ".clean")
    try:
        seen = inspecting.deidentify(path, made)
        if seen.findings:
            raise NotKept("", "", seen.findings)
        return Deidentified(made.read_bytes(), seen.look_at_it)
    finally:
        made.unlink(missing_ok=True)


def _on_disk(uploaded: UploadedFile) -> Path:
    """Where the bytes lie; `Receipt` wrote them, and whoever closes the request removes what was not taken."""
    assert isinstance(uploaded, TemporaryUploadedFile)  # noqa: S101 -- the only handler there is
    uploaded.flush()
    return Path(uploaded.temporary_file_path())


def keep(accepted: Accepted, *, holder: int, by: User, at: datetime) -> StoredFile:
    """Put the bytes in place, then make their row: inside the transaction that says what the file is for."""
    storage.adopt(accepted.path, accepted.sha256)
    return StoredFile.objects.create(
        holder_id=holder,
        name=accepted.name,
        sha256=accepted.sha256,
        size=accepted.size,
        kind=accepted.kind,
        scan=accepted.scan,
        received_at=at,
        received_by=by,
    )


def release(stored: StoredFile, at: datetime) -> None:
    """Nothing needs this receipt any more: its bytes go with the next sweep, unless another one has the same."""
    StoredFile.objects.filter(pk=stored.pk, released_at__isnull=True).update(released_at=at)


def sweep(at: datetime) -> int:
    """Remove the bytes that no row needs and what cut uploads left behind; says how many."""
    before = at - ORPHAN_AFTER
    removed = sum(storage.forget(path, before) for path in storage.incoming().iterdir())
    needed = set(StoredFile.objects.filter(released_at__isnull=True).values_list("sha256", flat=True))
    for path in storage.kept():
        if path.name not in needed:
            removed += _sweep_one(path, before)
    return removed


@transaction.atomic
def _sweep_one(path: Path, before: datetime) -> bool:
    """Look again under the lock: the same bytes may have come meanwhile."""
    storage.lock(path.name)
    if StoredFile.objects.filter(sha256=path.name, released_at__isnull=True).exists():
        return False
    return storage.forget(path, before)


def scan_again(at: datetime) -> int:
    """Ask the antivirus for the files that wait for it; says how many it answered for."""
    answered = 0
    for stored in StoredFile.objects.filter(scan=StoredFile.Scan.WAITING, released_at__isnull=True):
        scan = antivirus.scan(storage.place(stored.sha256))
        if scan is not StoredFile.Scan.WAITING:
            _note_scan(stored, scan, at)
            answered += 1
    return answered


@transaction.atomic
def _note_scan(stored: StoredFile, scan: StoredFile.Scan, at: datetime) -> None:
    pen = lock_stream(stored.holder_id)
    infected = scan is StoredFile.Scan.INFECTED
    released = at if infected else None
    StoredFile.objects.filter(pk=stored.pk).update(scan=scan, released_at=released)
    if infected:
        pen.record("file.infected", by=SYSTEM, at=at, about=f"file/{stored.pk}", data=told(stored))
        pen.save()


def told(stored: StoredFile) -> dict[str, object]:
    """What the journal says of a file."""
    return {"file": stored.name, "sha256": stored.sha256, "size": stored.size, "kind": stored.kind}


def note_refused(pen: Pen, refused: NotKept, *, user: User, by: Actor, at: datetime) -> FalseAlarm | None:
    """Tell the journal that a file was refused: its hash and the rules, never its name or what was found.

    Says what may be held for a false alarm, so that its sender can say so.
    """
    pen.record("file.refused", by=by, at=at, data={"sha256": refused.sha256, "rules": refused.rules})
    pen.save()
    if not (refused.may_be_false and refused.sha256):
        return None
    kept, made = FalseAlarm.objects.get_or_create(
        holder=pen.stream,
        sha256=refused.sha256,
        defaults={"rules": refused.rules, "refused_at": at, "refused_by": user},
    )
    over = kept.until is not None and kept.until <= at
    if not made and (over or kept.asked_at is None):
        # Asked about again, or for the first time; a question that waits is left as it is.
        kept.rules, kept.refused_at, kept.refused_by = refused.rules, at, user
        kept.asked_at, kept.reason, kept.release_reason = None, "", ""
        kept.released_at = kept.released_by = kept.until = None
        kept.save()
    return kept
