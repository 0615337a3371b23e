"""Plain text and tables of text: UTF-8 or Windows-1252, nothing else inside."""

import re
from collections.abc import Iterator

from aplomb.domain.files.findings import Finding, Refused, Rule
from aplomb.domain.files.health_data import findings_in
from aplomb.domain.files.kinds import Kind
from aplomb.formats.received.signatures import MARKUP

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text that the bytes are; raises Refused where they are none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text.replace("\x0b", "").replace("\x1c", "")):
            raise Refused(Rule.NOT_TEXT)
        return text
    raise Refused(Rule.NOT_TEXT)


def look(data: bytes, ending: str) -> tuple[Kind, list[Finding]]:
    """The kind of a text, and what it holds of a patient; raises Refused for what is no plain text."""
    text = decode(data)
    found = list(_first(findings_in(text, by_line=True)))
    if found:
        return Kind.CSV if ending == "csv" else Kind.TXT, found
    if MARKUP.match(text):
        raise Refused(Rule.NOT_ACCEPTED)
    return Kind.CSV if ending == "csv" else Kind.TXT, found


MOST_TOLD = 20


def _first(findings: Iterator[Finding]) -> Iterator[Finding]:
    for _place, finding in zip(range(MOST_TOLD), findings, strict=False):
        yield finding
