"""Markdown files with a YAML head between two `---` lines: where the head ends and the body begins."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from aplomb.formats.problems import BadFile, Place, Problem

FENCE = "---"
_KEY = re.compile(r"^(?=\w)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file's head (YAML without its fences) and body, with the line on which each begins, from 1."""

    head: str
    body: str
    body_line: int
    head_line: int = 2


def split(text: str) -> Parts | None:
    """The two parts of a file, or nothing where it does not begin with a closed head."""
    lines = text.splitlines(keepends=True)
    fences = (number for number, line in enumerate(lines) if line.rstrip() == FENCE)
    if next(fences, None) != 0:
        return None
    end = next(fences, None)
    if end is None:
        return None
    return Parts("".join(lines[1:end]), "".join(lines[end + 1 :]), end + 2)


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def read(raw: bytes, name: str) -> Parts:
    """The two parts of a file's bytes; BadFile where they are not text, or have no head."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        facts = {"byte": f"0x{raw[error.start]:02X}"}
        raise BadFile([Problem("yaml.encoding", Place(name, line), facts)]) from None
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        facts = {"character": f"U+{ord(control[0]):04X}"}
        raise BadFile([Problem("yaml.control", Place(name, line), facts)])
    parts = split(text)
    if parts is None:
        raise BadFile([Problem("head.missing", Place(name, 1))])
    return parts


def only(head: str, keys: Collection[str]) -> str:
    """The head reduced to these top-level keys: a long list that nobody asks for need not be parsed."""
    blocks = _KEY.split(head)
    return "".join(block for block in blocks if block.partition(":")[0] in keys)
