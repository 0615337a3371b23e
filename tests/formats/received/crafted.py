"""Files made for the tests: clean ones as people send them, and the same with what must never be kept."""

# ruff: noqa: E501 -- markup reads better on one line

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import docx
import pydicom
import xlsxwriter
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian


def nir(body: str = "2690549588157") -> str:
    """A number with its key, worked out here: 97 − (number mod 97)."""
    figures = body[:5] + body[5:7].replace("2A", "19").replace("2B", "18") + body[7:]
    return f"{body}{97 - int(figures) % 97:02d}"


NIR = nir()
SPACED = f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"


# — PDF —————————————————————————————————————————————————————————————————————————————————


def pdf(
    *pages: str,
    extra: tuple[bytes, ...] = (),
    catalogue: bytes = b"",
    before: bytes = b"",
    after: bytes = b"",
    info: str = "",
) -> bytes:
    """A PDF of pages of text; `extra` are objects numbered from 100, `catalogue` goes into the root."""
    objects: dict[int, bytes] = {}
    kids = []
    for number, text in enumerate(pages or ("Protocole",)):
        page, content = 10 + 2 * number, 11 + 2 * number
        shown = text.replace("\\", "").replace("(", "").replace(")", "").encode("latin-1", "replace")
        stream = zlib.compress(b"BT /F1 12 Tf 50 700 Td (" + shown + b") Tj ET")
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        objects[content] = (
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream"
        )
        kids.append(b"%d 0 R" % page)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>"
    objects[2] = b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (len(kids), b" ".join(kids))
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects[4] = b"<< /Title (" + info.encode("latin-1") + b") >>"
    objects |= {100 + place: body for place, body in enumerate(extra)}
    return before + _numbered(objects) + after


def _numbered(objects: Mapping[int, bytes]) -> bytes:
    out, places = BytesIO(), {}
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (max(places) + 1, start)
    )
    return out.getvalue()


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(body), entries) + body + b"\nendstream"


# — Archives and office documents ————————————————————————————————————————————————————————


def packed(members: Mapping[str, bytes | str], *, mimetype: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def again(document: bytes, changes: Mapping[str, bytes | str]) -> bytes:
    """An office document with parts added or replaced."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        parts: dict[str, bytes | str] = {info.filename: archive.read(info) for info in archive.infolist()}
    return packed({**parts, **changes})


def part(document: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return archive.read(name).decode()


def word(*paragraphs: str, runs: tuple[str, ...] = (), header: str = "", author: str = "") -> bytes:
    """A Word document; `runs` are the pieces of one last paragraph."""
    document = docx.Document()
    for text in paragraphs or ("Protocole de radioprotection",):
        document.add_paragraph(text)
    if runs:
        paragraph = document.add_paragraph()
        for text in runs:
            paragraph.add_run(text).bold = len(text) % 2 == 0
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.author = author
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def excel(*rows: tuple[Any, ...], sheet: str = "Suivi", comment: str = "", chart: bool = False) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows or (("Indicateur", "Valeur"), ("Délai moyen", 42))):
        page.write_row(number, 0, row)
    if comment:
        page.write_comment("A1", comment)
    if chart:
        drawn = book.add_chart({"type": "bar"})
        drawn.add_series({"values": [sheet, 1, 1, 1, 1]})
        page.insert_chart("D2", drawn)
    book.close()
    return out.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = (
    " ".join(
        f'xmlns:{short}="{_OFFICE}:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("script", "script"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def open_text(body: str = "<text:p>Charte</text:p>", **parts: bytes | str) -> bytes:
    content = f"<office:document-content {_NAMES}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    return packed(
        {"content.xml": content, "META-INF/manifest.xml": MANIFEST, **named},
        mimetype="application/vnd.oasis.opendocument.text",
    )


def open_sheet(*rows: tuple[str, ...]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    content = f'<office:document-content {_NAMES}><office:body><office:spreadsheet><table:table table:name="Liste">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    return packed(
        {"content.xml": content, "META-INF/manifest.xml": MANIFEST},
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
    )


_DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


def slides(*texts: str) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/ppt/presentation.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
    )
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": types,
        "ppt/presentation.xml": f"<p:presentation {_DRAWN}/>",
    }
    for number, text in enumerate(texts or ("Comité",), 1):
        made[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {_DRAWN}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
        )
    return packed(made)


# — Pictures —————————————————————————————————————————————————————————————————————————————


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    *, width: int = 2, height: int = 2, extra: tuple[tuple[bytes, bytes], ...] = (), after: bytes = b""
) -> bytes:
    lines = b"".join(b"\0" + bytes(3 * width) for _ in range(height)) if width * height < 10_000 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + b"".join(_chunk(name, body) for name, body in extra)
        + _chunk(b"IDAT", zlib.compress(lines))
        + _chunk(b"IEND", b"")
        + after
    )


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6, comment: bytes = b"") -> bytes:
    """A camera's segment: how it was held, and whatever else."""
    return b"Exif\0\0II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + comment


def jpeg(
    *, width: int = 8, height: int = 8, segments: tuple[tuple[int, bytes], ...] = (), after: bytes = b""
) -> bytes:
    """The shape of a JPEG: enough for whoever reads its segments."""
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + b"".join(_segment(marker, body) for marker, body in segments)
        + _segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\1\1\x11\0")
        + _segment(0xDA, b"\1\1\0\0\x3f\0")
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + after
    )


# — DICOM ————————————————————————————————————————————————————————————————————————————————

CT = "1.2.840.10008.5.1.4.1.1.2"


def dicom(*, implicit: bool = False, bare: bool = False, pixels: bytes = bytes(8), **values: Any) -> bytes:
    """A CT slice of four pixels, with no patient unless `values` say one."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CT, "1.2.826.0.1.3680043.8.498.1"
    dataset.StudyInstanceUID = dataset.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.2"
    dataset.Modality, dataset.Manufacturer = "CT", "Fabricant"
    dataset.PatientName = dataset.PatientID = dataset.PatientBirthDate = dataset.AccessionNumber = ""
    dataset.Rows = dataset.Columns = 2
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    for name, value in values.items():
        setattr(dataset, name, value)
    dataset.add_new(0x7FE00010, "OW", pixels)
    out = BytesIO()
    if bare:
        pydicom.dcmwrite(out, dataset, implicit_vr=implicit, little_endian=True, enforce_file_format=False)
        return out.getvalue()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    pydicom.dcmwrite(out, dataset, enforce_file_format=True)
    return out.getvalue()


def directory() -> bytes:
    """A DICOMDIR: a list of patients."""
    dataset = Dataset()
    dataset.FileSetID = "DISQUE"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.826.0.1.3680043.8.498.9"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out = BytesIO()
    pydicom.dcmwrite(out, dataset, enforce_file_format=True)
    return out.getvalue()
