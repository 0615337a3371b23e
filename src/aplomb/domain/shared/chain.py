"""The journal's chain: how an event is hashed to the one before it (reliability-security.md §7).

Plain functions on plain data, so that a verifier needs nothing else of the program.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from aplomb.domain.shared.canonical import canonical_json

VERSION = 1
SALT_BYTES = 16
NOTHING_BEFORE = ""
FIELDS = (
    "v", "epoch", "stream", "seq", "at", "actor", "role", "action", "object", "object_version", "commit", "prev",
)  # fmt: skip


def new_salt() -> bytes:
    """128 random bits, so that a commitment says nothing of a value that could be guessed."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, data: Mapping[str, Any]) -> str:
    """What an entry keeps of its values: SHA-256(salt ‖ canonical data), in hexadecimal."""
    return hashlib.sha256(salt + canonical_json(data)).hexdigest()


def leaf(entry: Mapping[str, Any]) -> str:
    """The hash of an entry: SHA-256(0x00 ‖ canonical entry); the next entry's `prev`."""
    return hashlib.sha256(b"\0" + canonical_json({name: entry[name] for name in FIELDS})).hexdigest()
