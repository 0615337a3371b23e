"""YAML read as plain data, with the line of every key and value: the one door for content written by people.

What may be written is a small and sure part of YAML: mappings with text keys, lists, texts, numbers, `true`,
`false`, `null`. No tag, no merge key, one document. Numbers become exact integers and decimals. What readers of
YAML disagree about (`yes`, `010`, `2026-01-01`, `12:30`) is taken as the text that stands in the file and is
listed in `Loaded.ambiguous`, so that a reader for whom it counts can say so.

Limits: reliability-security.md §10, "Imports".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.yaml_scalars import TooPrecise, plain, plain_key
from aplomb.formats.yaml_syntax import syntax_problem

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_ALIASES = 50
MAX_VALUES = 200_000

DataPath = tuple[str | int, ...]


class Line(NamedTuple):
    """Lines from 1: that of the key (for an item of a list, of the item) and that where its value begins."""

    key: int
    value: int


@dataclass(frozen=True)
class Loaded:
    """What a file holds.

    `data` is made of dict, list, str, bool, None, int and Decimal. `ambiguous` are the unquoted texts that other
    readers of YAML take for something else. `problems` are those that do not keep the rest from being read.
    """

    name: str
    data: Any
    lines: Mapping[DataPath, Line]
    ambiguous: Mapping[DataPath, str]
    problems: tuple[tuple[DataPath, Problem], ...]

    def place(self, path: DataPath) -> Place:
        """Where the key or item of this path stands; for a path that is not there, its nearest ancestor."""
        for length in range(len(path), 0, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return Place(self.name, line.key)
        return Place(self.name, 1)

    @cached_property
    def warnings(self) -> list[Problem]:
        """One warning for each text that other readers of YAML take for something else."""
        return [
            Problem("yaml.ambiguous", self.place(path), {"written": written}, warning=True)
            for path, written in self.ambiguous.items()
        ]


def read_yaml(source: Path | str | bytes, name: str = "", first_line: int = 1) -> Loaded:
    """The data of a YAML file (a path, or its bytes); BadFile with every problem found where it has any.

    `name` is what messages call the file (by default its path). `first_line` is the line on which these bytes
    begin when they are a part of a file, such as the head of a letter.
    """
    loaded = scan_yaml(source, name, first_line)
    if loaded.problems:
        raise BadFile(problem for _, problem in loaded.problems)
    return loaded


def scan_yaml(source: Path | str | bytes, name: str = "", first_line: int = 1) -> Loaded:
    """Like `read_yaml`, but leaves in `problems` what does not keep the rest from being read and checked."""
    name = name or (str(source) if isinstance(source, Path | str) else "")
    raw = source if isinstance(source, bytes) else read_bytes(Path(source), name)
    return _Reader(name, first_line).read(_checked(raw, name, first_line))


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a file of at most 5 MiB; BadFile where it is not there, not ours to read, or larger."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        problem = Problem("yaml.missing", Place(name))
    except IsADirectoryError:
        problem = Problem("yaml.folder", Place(name))
    except PermissionError:
        problem = Problem("yaml.forbidden", Place(name))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or type(error).__name__
        problem = Problem("yaml.unreadable", Place(name), {"reason": reason})
    raise BadFile([problem])


_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def _checked(raw: bytes, name: str, first_line: int) -> bytes:
    """The bytes without their byte-order mark, once size, encoding and characters are found sound."""
    if len(raw) > MAX_BYTES:
        raise BadFile([Problem("yaml.too-big", Place(name), {"limit": MAX_BYTES // 1024 // 1024})])
    if raw.startswith(_UTF16_MARKS) or raw[:4].count(b"\x00") >= 2:
        raise BadFile([Problem("yaml.utf16", Place(name, first_line))])
    raw = raw.removeprefix(_UTF8_MARK)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first_line + _line_breaks(raw[: error.start])
        byte = f"0x{raw[error.start]:02X}"
        raise BadFile([Problem("yaml.encoding", Place(name, line), {"byte": byte})]) from None
    controls = [
        Problem(
            "yaml.control",
            Place(name, first_line + _line_breaks(text[: found.start()].encode())),
            {"character": f"U+{ord(found[0]):04X}"},
        )
        for found in _first_controls(text)
    ]
    if controls:
        raise BadFile(controls)
    return raw


def _first_controls(text: str) -> Iterator[re.Match[str]]:
    """The first forbidden control character of each line that has some; the first hundred lines are enough."""
    seen: set[int] = set()
    for found in _CONTROL.finditer(text):
        start = text.rfind("\n", 0, found.start())
        if start not in seen:
            seen.add(start)
            yield found
        if len(seen) == 100:
            return


def _line_breaks(raw: bytes) -> int:
    return raw.count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r")


class _Nothing:
    """What stands where no value does."""


_NOTHING = _Nothing()


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled."""

    value: dict[str, Any] | list[Any]
    path: DataPath
    line: int
    anchor: str | None
    values_before: int
    key: str | _Nothing | None = None  # the key that waits for its value; _NOTHING: its value is dropped
    key_line: int = 0
    key_lines: dict[str, int] = field(default_factory=dict)


def _skip(event: Any, line: int) -> None:
    """What begins and ends the stream says nothing of the data."""


class _Reader:
    """Builds the data of one document from the parser's events; no recursion, so depth costs nothing."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name, self.first_line = name, first_line
        self.data: Any = _NOTHING
        self.lines: dict[DataPath, Line] = {}
        self.ambiguous: dict[DataPath, str] = {}
        self.problems: list[tuple[DataPath, Problem]] = []
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.aliases = self.values = self.documents = 0
        self.steps: dict[type[Any], Callable[[Any, int], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: partial(self.open, dict),
            yaml.SequenceStartEvent: partial(self.open, list),
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }

    def read(self, raw: bytes) -> Loaded:
        try:
            parser = yaml.CSafeLoader(raw)
            while parser.check_event():
                self.take(parser.get_event())
        except yaml.YAMLError as error:
            found = [problem for _, problem in self.problems]
            raise BadFile([*found, syntax_problem(error, raw, self.name, self.first_line)]) from None
        if self.data is _NOTHING or self.data is None:
            raise BadFile([Problem("yaml.empty", Place(self.name))])
        return Loaded(self.name, self.data, self.lines, self.ambiguous, tuple(self.problems))

    def take(self, event: Any) -> None:
        self.steps.get(type(event), _skip)(event, event.start_mark.line + self.first_line)

    def document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self.stop("yaml.documents", line)

    def scalar(self, event: Any, line: int) -> None:
        self.tag(event, line)
        if self.wants_key():
            self.take_key(event, line)
            return
        value, path = event.value, self.next_path()
        if event.implicit[0]:
            try:
                value, ambiguous = plain(event.value)
            except TooPrecise:
                self.problem("yaml.number", line, path, written=event.value)
            else:
                if ambiguous:
                    self.ambiguous[path] = event.value
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self.count(1, line)
        self.put(value, path, line)

    def take_key(self, event: Any, line: int) -> None:
        """Remember a key until its value comes; what cannot be a key, or is one already, is reported."""
        frame, key = self.frames[-1], event.value
        frame.key_line = line
        if event.implicit[0]:
            value, ambiguous = plain_key(key)
            if key == "<<" or not isinstance(value, str):
                self.problem("yaml.merge" if key == "<<" else "yaml.key", line, frame.path, key=key)
                frame.key = _NOTHING
                return
            if ambiguous:
                self.ambiguous[(*frame.path, key)] = key
        if key in frame.key_lines:
            self.problem("yaml.duplicate-key", line, (*frame.path, key), key=key, first=frame.key_lines[key])
            frame.key = _NOTHING
            return
        frame.key_lines[key] = line
        frame.key = key

    def open(self, empty: Callable[[], dict[str, Any] | list[Any]], event: Any, line: int) -> None:
        self.tag(event, line)
        if len(self.frames) >= MAX_DEPTH:
            self.stop("yaml.depth", line, limit=MAX_DEPTH)
        path = self.frames[-1].path if self.wants_key() else self.next_path()
        self.count(1, line)
        self.frames.append(_Frame(empty(), path, line, event.anchor, self.values))

    def close(self, event: Any, line: int) -> None:
        frame = self.frames.pop()
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, self.values - frame.values_before + 1)
        if self.wants_key():
            self.not_a_key(frame.line)
        else:
            self.put(frame.value, frame.path, frame.line)

    def alias(self, event: Any, line: int) -> None:
        """The value that an anchor names: shared, not copied, and counted as if it were copied."""
        anchor = event.anchor
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            self.stop("yaml.aliases", line, limit=MAX_ALIASES)
        if any(frame.anchor == anchor for frame in self.frames):
            self.stop("yaml.alias-inside", line, anchor=anchor)
        if anchor not in self.anchors:
            self.stop("yaml.alias-unknown", line, anchor=anchor)
        if self.wants_key():
            self.not_a_key(line)
            return
        value, values = self.anchors[anchor]
        self.count(values, line)
        self.put(value, self.next_path(), line)

    def put(self, value: Any, path: DataPath, line: int) -> None:
        """A finished value goes where it belongs: in the mapping or list that is open, or at the top."""
        if not self.frames:
            self.data = value
            return
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            self.lines[path] = Line(line, line)
            return
        if isinstance(frame.key, str):
            frame.value[frame.key] = value
            self.lines[path] = Line(frame.key_line, line)
        frame.key = None

    def wants_key(self) -> bool:
        return bool(self.frames) and isinstance(self.frames[-1].value, dict) and self.frames[-1].key is None

    def not_a_key(self, line: int) -> None:
        self.problem("yaml.key-complex", line, self.frames[-1].path)
        self.frames[-1].key = _NOTHING

    def next_path(self) -> DataPath:
        if not self.frames:
            return ()
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            return (*frame.path, len(frame.value))
        return (*frame.path, frame.key if isinstance(frame.key, str) else "")

    def tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem("yaml.tag", line, self.next_path(), tag=tag)

    def count(self, values: int, line: int) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            self.stop("yaml.too-many", line, limit=MAX_VALUES)

    def problem(self, code: str, line: int, path: DataPath, **facts: object) -> None:
        self.problems.append((path, Problem(code, Place(self.name, line), facts)))

    def stop(self, code: str, line: int, **facts: object) -> None:
        """Give up here, with what was found before."""
        self.problem(code, line, (), **facts)
        raise BadFile(problem for _, problem in self.problems)
