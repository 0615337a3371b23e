"""Are the files that were kept still what they were? Their bytes against their hash."""

from collections.abc import Iterator
from dataclasses import dataclass

from aplomb.apps.files import storage
from aplomb.apps.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Off:
    """A kept file whose bytes are not there, or not those."""

    file: str
    cause: str


def altered_files() -> Iterator[Off]:
    """Every hash that a row needs and that the disk does not answer for, once each, by its first row."""
    seen: set[str] = set()
    for stored in StoredFile.objects.filter(released_at__isnull=True).order_by("pk").iterator(1_000):
        if stored.sha256 in seen:
            continue
        seen.add(stored.sha256)
        try:
            found = storage.digest(storage.place(stored.sha256))
        except OSError:
            yield Off(f"file/{stored.pk}", "file missing")
            continue
        if found != stored.sha256:
            yield Off(f"file/{stored.pk}", "file altered")
