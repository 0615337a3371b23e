"""Kinds of values with bounds, or with a form of their own, for tables of shapes (`domain.shared.shapes`)."""

import re
from typing import Any

from aplomb.domain.shared.shapes import (
    WORD,
    Finding,
    Findings,
    Kind,
    Path,
    is_number,
    is_whole,
    key_of,
    shown,
)


def whole(low: int, high: int | None = None) -> Kind:
    """A whole number between two bounds, both admitted."""

    def check(value: Any, path: Path, found: Findings) -> None:
        if not is_whole(value):
            found.append(Finding(path, "whole.expected", {"key": key_of(path), "written": shown(value)}))
        else:
            _within(value, low, high, path, found)

    return Kind(check, str(low))


def number(low: int, high: int | None = None) -> Kind:
    """A number, whole or decimal, between two bounds, both admitted."""

    def check(value: Any, path: Path, found: Findings) -> None:
        if not is_number(value):
            found.append(Finding(path, "number.expected", {"key": key_of(path), "written": shown(value)}))
        else:
            _within(value, low, high, path, found)

    return Kind(check, str(low))


def _within(value: Any, low: int, high: int | None, path: Path, found: Findings) -> None:
    facts = {"key": key_of(path), "written": shown(value)}
    if value < low:
        found.append(Finding(path, "number.too-small", {**facts, "bound": low}))
    elif high is not None and value > high:
        found.append(Finding(path, "number.too-large", {**facts, "bound": high}))


def formed(pattern: str, example: str) -> Kind:
    """A text that follows a pattern from end to end, like the example."""
    wanted = re.compile(pattern)

    def check(value: Any, path: Path, found: Findings) -> None:
        before = len(found)
        WORD.check(value, path, found)
        if len(found) == before and not wanted.fullmatch(value):
            facts = {"key": key_of(path), "written": shown(value), "example": example}
            found.append(Finding(path, "text.form", facts))

    return Kind(check, f'"{example}"')


def nullable(kind: Kind) -> Kind:
    """null, or what the kind asks for."""

    def check(value: Any, path: Path, found: Findings) -> None:
        if value is not None:
            kind.check(value, path, found)

    return Kind(check, "null")


ANYTHING = Kind(lambda value, path, found: None, "…")
