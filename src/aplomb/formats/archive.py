"""Office files are ZIP archives: what they may hold, counted while inflating (reliability-security.md §10).

Nothing of an archive is believed: sizes are counted as bytes come out, and XML that declares a document type
(the only place where an entity can be) is refused before a parser expands anything.
"""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

MOST_BYTES = 5 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_ELEMENTS = 2_000_000
CHUNK = 256 * 1024
ENCRYPTED = 0x1
SYMBOLIC_LINK = 0o120000
FILE_TYPE = 0o170000

# Everything that the standard library may raise on bytes that only look like an archive.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
)


class Unreadable(Exception):
    """A file that is not taken: the code of the problem, the row where it stands if any, and its facts."""

    def __init__(self, code: str, row: int | None = None, **facts: object) -> None:
        self.code = code
        self.row = row
        self.facts = facts
        super().__init__(code)


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """Every entry of the archive by its name. Raises Unreadable at the first thing that is not allowed."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            return _inflated(archive, len(data))
    except DAMAGED as error:
        raise Unreadable("workbook.damaged") from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Unreadable("workbook.too-many-entries", most=MOST_ENTRIES)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unreadable("workbook.unsafe")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if parts[0] == "" or parts[0].endswith(":") or ".." in parts:
            raise Unreadable("workbook.unsafe")
        if (entry.external_attr >> 16) & FILE_TYPE == SYMBOLIC_LINK:
            raise Unreadable("workbook.unsafe")
        if entry.flag_bits & ENCRYPTED:
            raise Unreadable("workbook.password")


def _inflated(archive: zipfile.ZipFile, packed_size: int) -> dict[str, bytes]:
    most = min(MOST_UNPACKED, max(packed_size * MOST_RATIO, CHUNK))
    total, found = 0, {}
    for entry in archive.infolist():
        chunks = []
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > most:
                    raise Unreadable("workbook.bomb")
                chunks.append(chunk)
        found[entry.filename] = b"".join(chunks)
    return found


@dataclass(frozen=True, slots=True)
class Handlers:
    """What to do at each element; names come without their namespace, attributes likewise."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


def parse_xml(data: bytes, handlers: Handlers) -> None:
    """Walk through an XML part. Raises Unreadable on a document type, an entity, or XML that is not sound."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _counted(handlers.start)
    parser.EndElementHandler = lambda name: handlers.end(_local(name))
    parser.CharacterDataHandler = handlers.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable("workbook.damaged") from error


def _counted(
    start: Callable[[str, Mapping[str, str]], None],
) -> Callable[[str, Mapping[str, str]], None]:
    """The handler with names without namespace, and an end to patience."""
    seen = 0

    def counted(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal seen
        seen += 1
        if seen > MOST_ELEMENTS:
            raise Unreadable("workbook.bomb")
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    return counted


def _refuse(*_: object) -> None:
    raise Unreadable("workbook.entities")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
