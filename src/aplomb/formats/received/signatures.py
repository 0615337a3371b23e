"""What the first bytes of a file say that it is, whatever its name."""

import re
import struct

from aplomb.domain.files.findings import Refused, Rule
from aplomb.domain.files.kinds import Kind

PDF, ZIP, PNG, JPEG = b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
MARKUP = re.compile(
    r"\s*(?:<\?xml|<!doctype|<!--|<html|<svg|<script|<head|<body|<[a-z]\w*[\s:>])", re.IGNORECASE
)
DICOM_AT = 128
# The representations of values that a DICOM element may start with.
REPRESENTATIONS = frozenset(
    b"AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV".split()
)


def kind_of(data: bytes) -> Kind | None:
    """The kind that the bytes announce; nothing where only a text can still be one. Raises Refused for the known bad.

    What starts as a zip is `ZIP`, also where it turns out to be an office document.
    """
    if data[DICOM_AT : DICOM_AT + 4] == b"DICM" or is_bare_dicom(data):
        return Kind.DICOM
    for start, kind in ((PDF, Kind.PDF), (ZIP, Kind.ZIP), (PNG, Kind.PNG), (JPEG, Kind.JPEG)):
        if data.startswith(start):
            return kind
    _refuse_volumes(data)
    if data.startswith(OLE):
        raise Refused(Rule.ENCRYPTED if ENCRYPTED_PACKAGE in data else Rule.NOT_ACCEPTED)
    if (data[4:8] == b"ftyp" and data[8:12] in HEIF) or data.startswith(PICTURES):
        raise Refused(Rule.PICTURE_TO_CONVERT)
    if data.startswith((*PROGRAMS, *PACKED)) or data.lstrip().startswith(b"{\\rtf"):
        raise Refused(Rule.NOT_ACCEPTED)
    if PDF in data[:1024]:
        raise Refused(Rule.AROUND)
    return None


def is_bare_dicom(data: bytes) -> bool:
    """Whether the bytes are a DICOM data set without its preamble: the first two elements are plausible, in order."""
    first = _element(data, 0)
    if first is None:
        return False
    second = _element(data, first[1])
    return second is not None and second[0] > first[0]


def _element(data: bytes, at: int) -> tuple[tuple[int, int], int] | None:
    """The tag of the element that starts there, of group 0002, 0008 or 0010, and where the next one starts."""
    if len(data) < at + 8:
        return None
    group, number = struct.unpack_from("<HH", data, at)
    if group not in (0x0002, 0x0008, 0x0010):
        return None
    representation = data[at + 4 : at + 6]
    if representation in REPRESENTATIONS:
        if representation in (b"OB", b"OW", b"UN", b"SQ", b"UT", b"UC"):
            if len(data) < at + 12:
                return None
            end = at + 12 + int(struct.unpack_from("<I", data, at + 8)[0])
        else:
            end = at + 8 + int(struct.unpack_from("<H", data, at + 6)[0])
    else:
        end = at + 8 + int(struct.unpack_from("<I", data, at + 4)[0])
    return ((group, number), end) if end <= len(data) else None


def _refuse_volumes(data: bytes) -> None:
    """NIfTI and Analyze images say the size of their header first."""
    if len(data) < 348:
        return
    sizes = {struct.unpack_from(order + "i", data)[0] for order in "<>"}
    nifti = data[344:347] in (b"n+1", b"ni1") or data[4:7] in (b"n+2", b"ni2")
    if (348 in sizes and (nifti or data[38:39] == b"r")) or (540 in sizes and nifti):
        raise Refused(Rule.VOLUME)
