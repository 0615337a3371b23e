"""Markdown files with a YAML head between two `---` lines: where the head ends and the body begins."""

import re
from collections.abc import Collection
from dataclasses import dataclass

FENCE = "---"
_KEY = re.compile(r"^(?=\w)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file's head (YAML without its fences) and body; `body_line` is the body's first line, from 1."""

    head: str
    body: str
    body_line: int


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


def only(head: str, keys: Collection[str]) -> str:
    """The head reduced to these top-level keys: a long list that nobody asks for need not be parsed."""
    blocks = _KEY.split(head)
    return "".join(block for block in blocks if block.partition(":")[0] in keys)
