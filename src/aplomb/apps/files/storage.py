"""Where bytes lie: under their hash, put in place whole; what is on its way in lies apart."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction


def incoming() -> Path:
    """The folder of what is being received, on the same disk as what is kept; owner-only."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def place(sha256: str) -> Path:
    return Path(settings.VAR) / "files" / "received" / sha256[:2] / sha256


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Have the disk keep a file's bytes, before anything says that they are there."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def adopt(path: Path, sha256: str) -> None:
    """Put flushed bytes in their place, in the transaction that makes their row: they are there before it is.

    The lock keeps the sweep away from this hash until that transaction ends.
    """
    lock(sha256)
    target = place(sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.replace(target)
    target.chmod(0o600)
    flush_folder(target.parent)


def lock(sha256: str) -> None:
    """Hold a hash until the present transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("bytes are put in place by the transaction of their row")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file:{sha256}"])


def open_bytes(sha256: str) -> BinaryIO:
    return place(sha256).open("rb")


def kept() -> Iterator[Path]:
    """All that lies in place."""
    yield from sorted((Path(settings.VAR) / "files" / "received").glob("??/*"))


def forget(path: Path, before: datetime) -> bool:
    """Remove a file that has lain since before a moment; says whether it did."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < before.timestamp():
            path.unlink()
            return True
    return False


def flush_folder(folder: Path) -> None:
    """Make the new name of a file in this folder itself durable."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
