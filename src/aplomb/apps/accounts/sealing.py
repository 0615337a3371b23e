"""What the database keeps but must not show: sealed with a key that is kept outside it (AES-256-GCM)."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK_LENGTH = 4
NONCE_LENGTH = 12


class Unreadable(Exception):
    """Sealed with another key than this installation's, or altered."""


def seal(text: str, purpose: str) -> bytes:
    """Seal a text. What is sealed for a purpose is not read for another."""
    key = _keys()[0]
    nonce = os.urandom(NONCE_LENGTH)
    return _mark(key) + nonce + AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())


def unseal(sealed: bytes, purpose: str) -> str:
    """Read what was sealed for this purpose; raises Unreadable."""
    key = next((key for key in _keys() if sealed[:MARK_LENGTH] == _mark(key)), None)
    if key is None:
        raise Unreadable("sealed with another key")
    nonce, rest = sealed[MARK_LENGTH : MARK_LENGTH + NONCE_LENGTH], sealed[MARK_LENGTH + NONCE_LENGTH :]
    try:
        return AESGCM(key).decrypt(nonce, rest, purpose.encode()).decode()
    except InvalidTag as error:
        raise Unreadable("altered, or sealed for another purpose") from error


def is_current(sealed: bytes) -> bool:
    """Whether the key in use sealed this, and not one that is only read with."""
    return sealed[:MARK_LENGTH] == _mark(_keys()[0])


def _keys() -> list[bytes]:
    """The key in use, then those before it while a change of key lasts."""
    return [hashlib.sha256(key.encode()).digest() for key in settings.FIELD_KEYS.read()]


def _mark(key: bytes) -> bytes:
    """Which key sealed: stored beside, so that a change of key knows what is left to do."""
    return hashlib.sha256(b"mark" + key).digest()[:MARK_LENGTH]
