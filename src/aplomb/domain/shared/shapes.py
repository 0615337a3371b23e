"""The shape that data written by people must have, declared as tables, checked all at once.

A `Kind` looks at a value and adds what is wrong with it to a list of findings. Kinds know nothing of files: a
finding names the path of keys and indexes that leads to its place. Values are those of `formats.yaml_lines`;
floats are taken too, for data that come as JSON.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from aplomb.domain.shared.text import FRENCH

Path = tuple[str | int, ...]

MAX_TEXT = 30_000  # a cell of a workbook holds 32 767 characters
MAX_CODE = 64
MAX_WEIGHT = 1000
# Proposals are slow to look for, and a file with more wrong names than these has another trouble than misspelling.
MOST_PROPOSALS = 200
MOST_SHOWN = 5
HUGE = 10**15  # beyond it, doubles skip whole numbers


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the data: a stable code, the path to it, what its sentence needs.

    `other` is the path of a second place that the sentence names, such as the first of two equal codes.
    """

    path: Path
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    other: Path | None = None


Findings = list[Finding]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be: how to look at it, and an example for whoever has to write one."""

    check: Callable[[Any, Path, Findings], None]
    example: str


# --- single values -----------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# No blank at either end, nothing that separates or encloses codes in a list, and a letter or figure somewhere.
_CODE = re.compile(rf"(?=.{{1,{MAX_CODE}}}$)(?=.*[^\W_])(?!\s)[^,;\[\]\n\t]+(?<!\s)")
_ADDRESS = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_CODE - 1}}}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def shown(value: object) -> str:
    """A value as its writer would know it again: short, on one line, nothing invisible in it."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(_INVISIBLE.sub("\ufffd", str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"


def key_of(path: Path) -> str:
    """The nearest key of a path: for an item of a list, that of the list."""
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "")


def _about(value: object, path: Path, code: str, **facts: object) -> Finding:
    """A finding on a value: its sentence names the key and shows what is written."""
    return Finding(path, code, {"key": key_of(path), "written": shown(value), **facts})


def is_number(value: object) -> bool:
    """Whether a value is a number of ordinary size; `true`, `false`, infinity and NaN are none."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) < HUGE
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) < HUGE
    return isinstance(value, float) and isfinite(value) and abs(value) < HUGE


def is_whole(value: object) -> bool:
    """Whether a value is a number without decimals, however it is written: 2, 2.0."""
    return isinstance(value, int | Decimal | float) and is_number(value) and value == int(value)


def _word(value: Any, path: Path, found: Findings) -> None:
    """A text written once, whatever the language of the reader."""
    if isinstance(value, str):
        invisible = _INVISIBLE.search(value)
        if invisible:
            facts = {"key": key_of(path), "character": f"U+{ord(invisible[0]):04X}"}
            found.append(Finding(path, "text.invisible", facts))
        elif not value.strip():
            found.append(Finding(path, "text.empty", {"key": key_of(path)}))
        elif len(value) > MAX_TEXT:
            found.append(Finding(path, "text.too-long", {"key": key_of(path), "limit": MAX_TEXT}))
        return
    if value is None:
        code = "value.nothing"
    else:
        code = "value.unquoted" if isinstance(value, bool | int | float | Decimal) else "value.not-text"
    found.append(_about(value, path, code))


WORD = Kind(_word, '"…"')


def _code(value: Any, path: Path, found: Findings) -> None:
    """A code: it stands in lists with commas, in cells and in commands."""
    before = len(found)
    _word(value, path, found)
    if len(found) == before and not _CODE.fullmatch(value):
        found.append(_about(value, path, "code.shape", limit=MAX_CODE))


CODE = Kind(_code, '"…"')


def _address(value: Any, path: Path, found: Findings) -> None:
    """A code that stands in addresses and in names of files."""
    before = len(found)
    _word(value, path, found)
    if len(found) == before and not _ADDRESS.fullmatch(value):
        found.append(_about(value, path, "code.address", limit=MAX_CODE))


ADDRESS = Kind(_address, '"…"')


def _text(value: Any, path: Path, found: Findings) -> None:
    """A text by language, French always there."""
    if not isinstance(value, Mapping):
        found.append(_about(value, path, "value.nothing" if value is None else "text.one-language"))
        return
    if FRENCH not in value:
        found.append(_about(value, path, "text.no-french"))
    for language, words in value.items():
        at = (*path, language)
        if not _LANGUAGE.fullmatch(str(language)):
            found.append(_about(language, at, "text.language"))
        else:
            _word(words, at, found)


TEXT = Kind(_text, '{fr: "…"}')


def _flag(value: Any, path: Path, found: Findings) -> None:
    if not isinstance(value, bool):
        found.append(_about(value, path, "flag.expected"))


FLAG = Kind(_flag, "true")


def _number(value: Any, path: Path, found: Findings) -> bool:
    """Report what is no number, or one that a double does not hold exactly; true where it is sound."""
    if not is_number(value):
        found.append(_about(value, path, "number.expected"))
        return False
    if Decimal(repr(float(value))) != Decimal(str(value)):
        found.append(_about(value, path, "number.too-precise"))
        return False
    return True


def _share(value: Any, path: Path, found: Findings) -> None:
    if _number(value, path, found) and not 0 <= value <= 1:
        found.append(_about(value, path, "share.outside"))


SHARE = Kind(_share, "0.80")


def _weight(value: Any, path: Path, found: Findings) -> None:
    if _number(value, path, found) and not 0 < value <= MAX_WEIGHT:
        found.append(_about(value, path, "weight.outside", limit=MAX_WEIGHT))


WEIGHT = Kind(_weight, "1")


def _whole(value: Any, path: Path, found: Findings) -> None:
    if not is_whole(value):
        found.append(_about(value, path, "whole.expected"))


WHOLE = Kind(_whole, "2")


def _url(value: Any, path: Path, found: Findings) -> None:
    before = len(found)
    _word(value, path, found)
    if len(found) == before and not is_web_address(value):
        found.append(_about(value, path, "url.not-web"))


def is_web_address(value: str) -> bool:
    """Whether a text is an address of the web: http or https, with a host, without blanks."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and not any(map(str.isspace, value))


URL = Kind(_url, '"https://…"')


def one_of(values: Sequence[str]) -> Kind:
    """One of a few words of the format."""

    def check(value: Any, path: Path, found: Findings) -> None:
        if not isinstance(value, str) or value not in values:
            found.append(_about(value, path, "value.not-among", known=", ".join(values)))

    return Kind(check, values[0])


# --- lists and groups of keys ------------------------------------------------------------------------------


def many(kind: Kind, *, at_least: int = 0, different: bool = False) -> Kind:
    """A list of values of one kind; `different`: none of them twice."""

    def check(value: Any, path: Path, found: Findings) -> None:
        if not isinstance(value, list | tuple):
            found.append(_about(value, path, "value.nothing" if value is None else "list.expected"))
            return
        if len(value) < at_least:
            found.append(_about(value, path, "list.too-short", needed=at_least))
        seen: set[str] = set()
        for index, item in enumerate(value):
            at = (*path, index)
            kind.check(item, at, found)
            if different and isinstance(item, str):
                if item in seen:
                    found.append(_about(item, at, "list.twice"))
                seen.add(item)

    return Kind(check, f"[{kind.example}]")


def record(required: Mapping[str, Kind], optional: Mapping[str, Kind] | None = None) -> Kind:
    """A group of keys: some that must be there, some that may; any other is an error."""
    kinds = {**required, **(optional or {})}
    known = ", ".join(kinds)

    def check(value: Any, path: Path, found: Findings) -> None:
        if not isinstance(value, Mapping):
            code = "value.nothing" if value is None else "group.expected"
            found.append(_about(value, path, code, known=known))
            return
        for key, kind in required.items():
            if key not in value:
                facts = {"key": key, "example": kind.example}
                found.append(Finding(path, "key.missing", facts))
        for key, item in value.items():
            at = (*path, key)
            if key in kinds:
                kinds[key].check(item, at, found)
            else:
                found.append(unknown_key(at, kinds, propose=len(found) < MOST_PROPOSALS))

    return Kind(check, "{…}")


def unknown_key(path: Path, known: Iterable[str], propose: bool = True) -> Finding:
    """A key that the format does not have, with the nearest one that it has (slow to look for)."""
    key, known = str(path[-1]), list(known)
    nearest = get_close_matches(key.lower(), known, 1, 0.7) if propose and len(key) <= MAX_CODE else []
    if nearest:
        return Finding(path, "key.misspelt", {"key": shown(key), "nearest": nearest[0]})
    return Finding(path, "key.unknown", {"key": shown(key), "known": ", ".join(known)})


# --- codes that name each other ----------------------------------------------------------------------------


def duplicates(codes: Iterable[tuple[Path, str]]) -> Findings:
    """A finding for each code that has been seen before, naming the first place."""
    first: dict[str, Path] = {}
    return [
        Finding(path, "code.twice", {"written": shown(code)}, other=first[code])
        for path, code in codes
        if first.setdefault(code, path) != path
    ]


class Listed:
    """The codes of a list that other parts name; it can tell what a wrong name may have meant."""

    def __init__(self, name: str, codes: Iterable[str]) -> None:
        self.name = name
        self.codes = dict.fromkeys(codes)
        self._proposals: dict[str, str] = {}

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def missing(self, path: Path, code: str) -> Finding:
        """The finding on a code that is not in the list."""
        facts = {"written": shown(code), "list": self.name}
        if not self.codes:
            return Finding(path, "code.no-list", facts)
        return Finding(path, "code.unknown", {**facts, "known": self._proposed(code)})

    def _proposed(self, code: str) -> str:
        """The nearest codes, else the first ones."""
        if code not in self._proposals and len(self._proposals) < MOST_PROPOSALS and len(code) <= MAX_CODE:
            same = [known for known in self.codes if _loosely(known) == _loosely(code)]
            near = same or get_close_matches(code, list(self.codes), 3, 0.6)
            self._proposals[code] = ", ".join(near)
        first = list(self.codes)[:MOST_SHOWN]
        others = ", …" if len(self.codes) > MOST_SHOWN else ""
        return self._proposals.get(code) or ", ".join(first) + others


def _loosely(code: str) -> str:
    """A code without what people forget: capitals, marks, leading zeros. D1 and d-01 are D01."""
    return re.sub(r"[\W_]|0+(?=[0-9])", "", code.lower())


def in_order(data: object, found: Iterable[Finding]) -> Findings:
    """The findings in the order in which their places stand in the data."""
    found = list(found)
    if not found:
        return []
    ranks: dict[Path, int] = {}

    def walk(value: object, path: Path) -> None:
        ranks[path] = len(ranks)
        items: Iterable[tuple[str | int, object]] = ()
        if isinstance(value, Mapping):
            items = value.items()
        elif isinstance(value, list | tuple):
            items = enumerate(value)
        for key, item in items:
            walk(item, (*path, key))

    def rank(finding: Finding) -> int:
        path = finding.path
        while path not in ranks:
            path = path[:-1]
        return ranks[path]

    walk(data, ())
    return sorted(found, key=rank)
