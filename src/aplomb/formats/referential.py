"""A referential as YAML or JSON (interfaces.md §2): read with every problem at its line, written to be reviewed."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from aplomb.domain.referentials.checks import problems
from aplomb.domain.referentials.edition import Edition, compile_edition
from aplomb.domain.shared.shapes import Finding
from aplomb.formats.problems import BadFile, Problem
from aplomb.formats.yaml_lines import Loaded, scan_yaml
from aplomb.formats.yaml_scalars import reads_as_itself

WIDTH = 110
LONG_ITEM = 220


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds: the edition, or `None` where there are errors; everything found, in file order."""

    edition: Edition | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.warning)


# For the code and edition that a file bears, the codes of the edition before; `None` where there is none.
Previous = Callable[[str, str], Collection[str] | None]


def read_referential(source: Path | str | bytes, name: str = "") -> Edition:
    """The edition that a YAML (or JSON) file holds; BadFile with all its problems where it has errors.

    `name` is what messages call the file (by default its path). Warnings do not stop it; `check_referential`
    has them.
    """
    checked = check_referential(source, name)
    if checked.edition is None:
        raise BadFile(checked.problems)
    return checked.edition


def check_referential(
    source: Path | str | bytes, name: str = "", previous: Previous | None = None
) -> Checked:
    """Everything wrong in a YAML (or JSON) file, and its edition where nothing is; never raises for content.

    `previous` finds the edition before, so that what `supersedes` names can be checked.
    """
    try:
        loaded = scan_yaml(source, name)
    except BadFile as error:
        return Checked(None, tuple(error.problems))
    findings = problems(loaded.data, previous_codes(loaded.data, previous))
    read = {path for path, problem in loaded.problems if problem.code != "yaml.duplicate-key"}
    told = read | {finding.path for finding in findings}
    found = [problem for _, problem in loaded.problems]
    # What the reader has said of a place, the check would say again in other words.
    found += [
        _problem(finding, loaded) for finding in findings if finding.path not in read or not finding.path
    ]
    found += [
        warning for path, warning in zip(loaded.ambiguous, loaded.warnings, strict=True) if path not in told
    ]
    found.sort(key=lambda problem: problem.place.line or 0)
    return checked_data(loaded.data, found)


def previous_codes(data: Any, previous: Previous | None) -> Collection[str] | None:
    """The codes of the edition before the one that these data describe, where they say which that is."""
    if previous is None or not isinstance(data, Mapping):
        return None
    code, edition = data.get("code"), data.get("edition")
    return previous(code, edition) if isinstance(code, str) and isinstance(edition, str) else None


def checked_data(data: Any, found: Iterable[Problem]) -> Checked:
    """The outcome of a check: the edition is compiled only where no error was found."""
    found = tuple(found)
    sound = all(problem.warning for problem in found)
    return Checked(compile_edition(data) if sound else None, found)


def _problem(finding: Finding, loaded: Loaded) -> Problem:
    facts = dict(finding.facts)
    if finding.other is not None:
        facts["first"] = loaded.place(finding.other).line
    return Problem(finding.code, loaded.place(finding.path), facts, finding.warning)


# --- out ---------------------------------------------------------------------------------------------------

# Keys in the order in which people look for them: at the top, and inside. What is not named comes after.
_TOP = (
    "format code edition title publisher licence scale rules profile dimensions selections "
    "document_categories documents families"
)
_INSIDE = (
    "fr en code referential title url value allowed flag_above label text guidance definition levels "
    "not_applicable compliant_from essential_minimum ready overall family category indispensable keep essential "
    "weight na_allowed applies_if dimensions documents answered_by references to_verify supersedes equivalent "
    "requirements criteria"
)
_TOP_RANK = {key: rank for rank, key in enumerate(_TOP.split())}
_RANK = {key: rank for rank, key in enumerate(_INSIDE.split())}
# What always takes a line a key, so that a comparison of two files shows one change a line.
_TALL = frozenset(("scale", "levels", "families", "requirements", "criteria"))


def write_yaml(referential: Edition | Mapping[str, Any]) -> str:
    """The referential as YAML, made to be reviewed: one thing a line, one sentence a line in long texts.

    Read back, it has the same content hash. Comments and layout of the file that it came from are not kept.
    """
    lines: list[str] = []
    tall = False
    for key, value in _ordered(_data(referential), _TOP_RANK):
        entry = _entry(key, value, "")
        if lines and (tall or len(entry) > 1):
            lines.append("")
        tall = len(entry) > 1
        lines += entry
    return "\n".join(lines) + "\n"


def write_json(referential: Edition | Mapping[str, Any]) -> str:
    """The referential as JSON with the same content hash; numbers as JSON has them."""
    return json.dumps(_data(referential), ensure_ascii=False, indent=2, default=_json_number) + "\n"


def _data(referential: Edition | Mapping[str, Any]) -> Mapping[str, Any]:
    return referential.data if isinstance(referential, Edition) else referential


def _json_number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"not data of a referential: {type(value).__name__}")
    return int(value) if value == value.to_integral_value() else float(value)


def _ordered(data: Mapping[str, Any], rank: Mapping[str, int] = _RANK) -> list[tuple[str, Any]]:
    return sorted(data.items(), key=lambda item: rank.get(item[0], len(rank)))


def _entry(key: str, value: Any, indent: str) -> list[str]:
    """A key and its value, on one line where they fit and nothing speaks against it."""
    start = f"{indent}{_word(key)}:"
    if isinstance(value, str):
        return _text_entry(start, value, indent, quote=key in ("fr", "en", "title"))
    one_line = f"{start} {_flow(value)}"
    if not isinstance(value, Mapping | list | tuple) or not value:
        return [one_line]
    if key not in _TALL and len(one_line) <= WIDTH and not _holds_groups(value):
        return [one_line]
    if isinstance(value, Mapping):
        return [start, *(line for item in _ordered(value) for line in _entry(*item, indent + "  "))]
    return [start, *(line for item in value for line in _item(item, indent + "  ", key in _TALL))]


def _item(value: Any, indent: str, tall: bool) -> list[str]:
    """An item of a list, behind its dash: a line for each, unless it is very long."""
    one_line = f"{indent}- {_flow(value)}"
    if not isinstance(value, Mapping) or not value or (len(one_line) <= LONG_ITEM and not tall):
        return [one_line]
    lines = [line for item in _ordered(value) for line in _entry(*item, indent + "  ")]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _holds_groups(value: Mapping[str, Any] | list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list has groups of keys for items: they go one a line, even when they would fit on one."""
    return not isinstance(value, Mapping) and any(isinstance(item, Mapping) for item in value)


def _flow(value: Any, quote: bool = False) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        inner = (
            f"{_word(key)}: {_flow(item, quote='fr' in value or key == 'title')}"
            for key, item in _ordered(value)
        )
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float | Decimal):
        return f"{Decimal(str(value)):f}"
    return _quoted(value) if quote else _word(value)


# What needs no quotes in any place: nothing that YAML or its readers give a meaning to.
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
# Line ends of YAML that JSON lets stand, and what YAML does not print.
_UNPRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _word(text: str) -> str:
    return text if _BARE.fullmatch(text) and reads_as_itself(text) else _quoted(text)


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04X}", written)


def _text_entry(start: str, text: str, indent: str, quote: bool) -> list[str]:
    """A text on the line of its key, or folded below it: a sentence a line, so that a review sees what changed."""
    one_line = f"{start} {_quoted(text) if quote else _word(text)}"
    if len(one_line) <= WIDTH or not _foldable(text):
        return [one_line]
    return [f"{start} >-", *(f"{indent}  {line}" for line in _folded(text, WIDTH - len(indent) - 2))]


def _foldable(text: str) -> bool:
    """Whether a folded block gives the very same text back: one paragraph, no blank at either end."""
    return text == text.strip(" \t") and not _UNPRINTED.search(text) and min(text) >= " "


_SENTENCE_END = re.compile(r"(?<=[^ ][.?!…]) (?=[^\W\d_a-z])")
_SINGLE_SPACE = re.compile(r"(?<=[^ ]) (?=[^ ])")


def _folded(text: str, width: int) -> list[str]:
    """Lines that a folded block joins again with single spaces: sentences first, then words."""
    lines = []
    for sentence in _SENTENCE_END.split(text):
        line, *words = _SINGLE_SPACE.split(sentence)
        for word in words:
            if len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line += f" {word}"
        lines.append(line)
    return lines
