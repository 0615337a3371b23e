"""Which release answers: what a page's tag and the address of kept fragments depend on besides their content."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_SHOWN = frozenset((".py", ".html", ".svg", ".css", ".js", ".mo"))


@cache
def fingerprint() -> str:
    """A hash of everything that makes pages: code, templates, styles, words. Content has hashes of its own."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def released_at() -> datetime:
    """When the newest of those files was written."""
    return datetime.fromtimestamp(int(max(path.stat().st_mtime for path in _files())), UTC)


def _files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.suffix in _SHOWN and path.is_file())
