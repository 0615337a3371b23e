"""Pictures: bounded, of one frame, and without what cameras and programs write around them.

The picture itself is kept bit for bit; places, dates, names, thumbnails and comments go. How a camera was held stays.
"""

import struct
from collections.abc import Iterator

from aplomb.domain.files import limits
from aplomb.domain.files.findings import Refused, Rule
from aplomb.formats.received.signatures import PNG

_PNG_KEPT = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    )
)
_NO_LENGTH = frozenset((0x01, *range(0xD0, 0xD8)))
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_SCAN, _END = 0xDA, 0xD9
_ORIENTATION = 0x0112


def clean_png(data: bytes) -> bytes:
    """The picture alone, whatever comes after its end or between its parts."""
    kept = [PNG]
    for name, chunk in _chunks(data):
        if name == b"acTL":
            raise Refused(Rule.FRAMES)
        if name == b"IHDR":
            _bound(*struct.unpack_from(">II", chunk, 8))
        if name in _PNG_KEPT:
            kept.append(chunk)
        if name == b"IEND":
            return b"".join(kept)
    raise Refused(Rule.UNREADABLE)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Refused(Rule.UNREADABLE)
        yield data[at + 4 : at + 8], data[at:end]
        at = end


def clean_jpeg(data: bytes) -> bytes:
    """The picture alone: its tables, its colours, its scans, and how it was held."""
    kept, at, bounded = [data[:2]], 2, False
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise Refused(Rule.UNREADABLE)
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            break
        if marker in _NO_LENGTH:
            at += 2
            continue
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if end > len(data):
            raise Refused(Rule.UNREADABLE)
        segment = data[at:end]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            _bound(width, height)
            bounded = True
        if marker == _SCAN:
            end = _scan_end(data, end)
            segment = data[at:end]
        kept.append(_kept(marker, segment))
        at = end
    if not bounded or data[at : at + 2] != b"\xff\xd9":
        raise Refused(Rule.UNREADABLE)
    return b"".join(kept) + b"\xff\xd9"


def _kept(marker: int, segment: bytes) -> bytes:
    if marker == 0xE1:
        return _held(segment)
    colours = marker == 0xE2 and segment[4:15] == b"ICC_PROFILE"
    if colours or marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
        return segment
    return b""


def _scan_end(data: bytes, at: int) -> int:
    """Where the compressed data end: at the first marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Refused(Rule.UNREADABLE)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _held(segment: bytes) -> bytes:
    """A segment that says how the camera was held, and nothing else; empty where it did not say."""
    if segment[4:10] != b"Exif\0\0" or len(segment) < 20:
        return b""
    exif = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return b""
    (first,) = struct.unpack_from(order + "I", exif, 4)
    if first + 2 > len(exif):
        return b""
    (count,) = struct.unpack_from(order + "H", exif, first)
    for place in range(first + 2, min(first + 2 + 12 * count, len(exif) - 11), 12):
        tag, _type, _count, value = struct.unpack_from(order + "HHIH", exif, place)
        if tag == _ORIENTATION and 1 <= value <= 8:
            body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
            return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return b""


def _bound(width: int, height: int) -> None:
    if width * height > limits.MOST_PIXELS:
        raise Refused(Rule.PIXELS)
    if not width or not height:
        raise Refused(Rule.UNREADABLE)
