"""The typefaces of the reports: which faces are given to Typst, and which characters they have.

Only these faces, from two packages: a report looks the same on every machine. Typst refuses an accessible PDF
with a character that no face has, so what people typed is measured against `covered()` first.
"""

import atexit
import os
import shutil
import struct
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

SANS, SERIF = "Source Sans Pro", "Source Serif Pro"
_FACES = {
    "font_source_sans_pro": (
        "SourceSansPro-Regular.otf",
        "SourceSansPro-Semibold.otf",
        "SourceSansPro-It.otf",
    ),
    "font_source_serif_pro": ("SourceSerifPro-Regular.otf", "SourceSerifPro-Bold.otf"),
}
_BODY = ("font_source_sans_pro", "SourceSansPro-Regular.otf")
_BY_SEGMENTS = 4


@cache
def fonts() -> typst.Fonts:
    """The faces as Typst takes them, loaded once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder())])


@cache
def covered() -> frozenset[int]:
    """The code points that the body's face has; the serif borrows from it what it lacks."""
    return frozenset(_character_map(_path(*_BODY).read_bytes()))


def _folder() -> Path:
    """The chosen faces alone in a folder, which goes with the process that made it.

    The packages hold each face twice, in two formats, and Typst would take whichever it meets first.
    """
    folder = Path(tempfile.mkdtemp(prefix="aplomb-typefaces-"))
    atexit.register(_remove, folder, os.getpid())
    for package, faces in _FACES.items():
        for face in faces:
            shutil.copyfile(_path(package, face), folder / face)
    return folder


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a child that ends must not take its parent's faces away
        shutil.rmtree(folder, ignore_errors=True)


def _path(package: str, face: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the typeface package {package} is not installed")
    return Path(spec.origin).parent / "files" / face


def _character_map(font: bytes) -> set[int]:
    """The code points of an OpenType font's segment table (`cmap` of format 4: the basic plane)."""
    start = _table(font, b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    for record in range(count):
        place = start + struct.unpack_from(">I", font, start + 8 + 8 * record)[0]
        if struct.unpack_from(">H", font, place)[0] == _BY_SEGMENTS:
            return _segments(font, place)
    raise ValueError("the typeface has no map of its characters by segments")


def _table(font: bytes, tag: bytes) -> int:
    for entry in range(struct.unpack_from(">H", font, 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * entry)
        if name == tag:
            return int(offset)
    raise ValueError("the typeface has no character map")


def _segments(font: bytes, place: int) -> set[int]:
    count = struct.unpack_from(">H", font, place + 6)[0] // 2
    ends_at = place + 14
    starts_at = ends_at + 2 * count + 2
    ends = struct.unpack_from(f">{count}H", font, ends_at)
    starts = struct.unpack_from(f">{count}H", font, starts_at)
    shifts = struct.unpack_from(f">{count}H", font, starts_at + 2 * count)
    offsets_at = starts_at + 4 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    found = set()
    for index, (first, last, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", font, offsets_at + 2 * index + offset + 2 * (code - first))[
                    0
                ]
                if not glyph:
                    continue
            if (glyph + shift) & 0xFFFF:
                found.add(code)
    return found
