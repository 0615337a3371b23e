"""The guard against patient data in free text: a valid social-security number (NIR) never enters.

A NIR has thirteen figures (Corsican departments 2A and 2B written with their letter) and a key of two:
97 − (number mod 97), 2A counting as 19 and 2B as 18. Spaces, hyphens, dots and full-width figures are seen
through (reliability-security.md §10).
"""

import re
import unicodedata

_BETWEEN = r"[\s.\-_/·]{0,3}"
_NIR = re.compile(
    r"(?<!\d)([1-478])" + _BETWEEN
    + r"(\d)" + _BETWEEN + r"(\d)" + _BETWEEN          # year of birth
    + r"(\d)" + _BETWEEN + r"(\d)" + _BETWEEN          # month, special values included
    + r"(\d)" + _BETWEEN + r"([\dAaBb])" + _BETWEEN    # department
    + _BETWEEN.join([r"(\d)"] * 6) + _BETWEEN
    + r"(\d)" + _BETWEEN + r"(\d)(?!\d)"
)  # fmt: skip


def holds_nir(text: str) -> bool:
    """Whether a text holds a NIR with a valid key."""
    return any(
        _is_valid("".join(found.groups())) for found in _NIR.finditer(unicodedata.normalize("NFKC", text))
    )


def _is_valid(number: str) -> bool:
    body, key = number[:13].upper(), int(number[13:])
    body = body.replace("2A", "19", 1) if body[5:7] == "2A" else body
    body = body.replace("2B", "18", 1) if body[5:7] == "2B" else body
    return body.isdigit() and 97 - int(body) % 97 == key
