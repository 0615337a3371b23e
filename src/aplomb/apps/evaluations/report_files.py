"""Where the files of reports are kept: by their hash, put in place whole, read back only if they are what they were."""

import contextlib
import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from aplomb.apps.evaluations.report_models import FOLDER, Report
from aplomb.apps.files.storage import flush_folder

# A file that no row names may be that of a report about to be published.
ORPHAN_AFTER = timedelta(hours=24)
_ROOM = Path(__file__).resolve().parents[2]
_MAKING = ("reports", "charts")


class Altered(Exception):
    """A kept file is missing, or is no longer what was kept."""


def put(data: bytes, kind: str) -> str:
    """Keep the bytes of a report of this kind, and return their hash. A cut leaves the whole file or none."""
    digest = hashlib.sha256(data).hexdigest()
    name = Report(kind=kind, sha256=digest).path
    try:
        place = Path(default_storage.path(name))
    except NotImplementedError:  # an object store, where a put is whole or is not
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    flush_folder(place.parent)
    return digest


def read(report: Report) -> bytes:
    """The bytes of a report that is ready. Raises Altered where they are not those that were kept."""
    try:
        with default_storage.open(report.path) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Altered(report.path) from error
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise Altered(report.path)
    return data


def sweep(at: datetime | None = None) -> int:
    """Remove the files that no report names any more and what a cut left behind; says how many."""
    limit = (at or timezone.now()) - ORPHAN_AFTER
    named = set(Report.objects.exclude(sha256="").values_list("sha256", flat=True))
    removed = 0
    for name in _files(FOLDER):
        if Path(name).stem in named:
            continue
        with contextlib.suppress(FileNotFoundError):
            if default_storage.get_modified_time(name) < limit:
                default_storage.delete(name)
                removed += 1
    return removed


def _files(folder: str) -> list[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for inner in folders for name in _files(f"{folder}/{inner}")]
    return [*below, *(f"{folder}/{name}" for name in files)]


@cache
def template_version() -> str:
    """Which state of the program lays reports out: a hash of the code, templates and charts that make them."""
    digest = hashlib.sha256()
    for room in _MAKING:
        for path in sorted((_ROOM / room).rglob("*")):
            if path.suffix in (".py", ".typ"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
