"""A spreadsheet file: what it is, whatever its name says, and the reader for it."""

from aplomb.formats.archive import MOST_BYTES, Unreadable, unpacked
from aplomb.formats.cells import Workbook
from aplomb.formats.workbook_ods import ods_workbook
from aplomb.formats.workbook_xlsx import xlsx_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def read_workbook(data: bytes) -> Workbook:
    """The workbook that these bytes hold. Raises Unreadable with what stands in the way."""
    if len(data) > MOST_BYTES:
        raise Unreadable("workbook.too-large", most=MOST_BYTES // 1024 // 1024)
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("workbook.empty")
    if data.startswith(OLE):
        # Excel wraps an encrypted workbook in the container of the old format.
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("workbook.password" if encrypted else "workbook.old-excel")
    if not data.startswith(ZIP):
        raise Unreadable("workbook.not-a-workbook")
    parts = unpacked(data)
    if parts.get("mimetype", b"").startswith(ODS_TYPE):
        return ods_workbook(parts)
    if any(name.startswith("xl/") for name in parts):
        return xlsx_workbook(parts)
    raise Unreadable("workbook.not-a-workbook")
