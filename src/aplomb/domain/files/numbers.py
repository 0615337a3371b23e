"""Social-security and national health numbers in a text: NIR, and INS, which is a NIR or a NIA with its key.

Thirteen figures (sex, year, month, department, commune, order; 2A and 2B in Corsica) and a key of two: 97 − (number
mod 97), 2A counting as 19 and 2B as 18. A text of a file is full of other numbers, so three things are asked of a
candidate: it is one number on the page (together, in the groups in which a NIR is written, or in even groups with
one separator), its month and department exist, its key is right. What is known of the numbers that they resemble is
told in the tests: telephone, FINESS, SIRET, IBAN, dates, references.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# The oids of the INS: NIR, NIA, and the two of the test environments.
_INS_OIDS = re.compile(r"1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11)\b")
_GAP = r"[ \t\r\n.\-_/·'|]{0,3}"
_PAIRED = r"[ \t.\-_/·'|;,:]{0,3}"  # between number and key, two columns of one table too
_MONTH = r"(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9]\d)"
_DEPARTMENT = r"(?:0[1-9]|[1-9]\d|2[ABab])"
_CANONICAL = re.compile(
    rf"(?<!\d)(?P<number>[1-478]{_GAP}\d\d{_GAP}{_MONTH}{_GAP}{_DEPARTMENT}{_GAP}\d{{3}}{_GAP}\d{{3}})"
    rf"{_PAIRED}(?:cl[eé]{_PAIRED})?(?P<key>\d\d)(?!\d)",
    re.IGNORECASE,
)
# As a spreadsheet or a careful hand groups figures: one by one, or by three, four or five, with one separator.
_EVEN = tuple(
    re.compile(
        rf"(?<!\d)(?<!\d[ .\-_/'])\d{{1,{size}}}(?P<between>[ .\-_/'])\d{{{size}}}(?:(?P=between)\d{{{size}}})*"
        rf"(?:(?P=between)\d{{1,{size}}})?(?!\d)(?!(?P=between)\d)"
    )
    for size in (1, 2, 3, 4, 5)
)
_BODY = re.compile(rf"^[1-478]\d\d{_MONTH}{_DEPARTMENT}\d{{6}}$", re.IGNORECASE)
_BARE = re.compile(rf"(?<!\d)[1-478]\d\d{_MONTH}{_DEPARTMENT}\d{{6}}(?!\d)", re.IGNORECASE)


class Number(StrEnum):
    NIR = "nir"
    INS = "ins"


@dataclass(frozen=True, slots=True)
class Found:
    """A number at a place of a text (in characters of the text as it was read)."""

    number: Number
    start: int


def readable(text: str) -> str:
    """The text with every figure an ASCII one and nothing invisible in between, so that disguises fall."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )


def identifying_numbers(text: str) -> Iterator[Found]:
    """Every NIR or INS with a valid key in a text that `readable` has gone over, from the first to the last."""
    oid = _INS_OIDS.search(text)
    number = Number.INS if oid else Number.NIR
    seen: set[int] = set()
    for start in sorted(_starts(text, with_bare=oid is not None)):
        if start not in seen:
            seen.add(start)
            yield Found(number, start)


def holds_identifying_number(text: str) -> bool:
    return any(identifying_numbers(readable(text)))


def _starts(text: str, *, with_bare: bool) -> Iterator[int]:
    for found in _CANONICAL.finditer(text):
        if key_is_right(_compact(found["number"]), found["key"]):
            yield found.start()
    for pattern in _EVEN:
        for found in pattern.finditer(text):
            together = _compact(found.group())
            if (
                len(together) == 15
                and _BODY.match(together[:13])
                and key_is_right(together[:13], together[13:])
            ):
                yield found.start()
    # Beside its oid, the thirteen figures are an INS whether or not somebody wrote the key.
    if with_bare:
        yield from (found.start() for found in _BARE.finditer(text))


def _compact(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", number)


def key_is_right(body: str, key: str) -> bool:
    """Whether these two figures are the key of these thirteen signs; 000 is neither a commune nor an order."""
    body = body.upper()
    if body[7:10] == "000" or body[10:13] == "000":
        return False
    department = {"2A": "19", "2B": "18"}.get(body[5:7], body[5:7])
    figures = body[:5] + department + body[7:]
    return figures.isdecimal() and 97 - int(figures) % 97 == int(key)
