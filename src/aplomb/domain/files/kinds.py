"""The kinds of file that are taken, by what is in them; a name only has to agree."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    PNG = "png"
    JPEG = "jpeg"
    TXT = "txt"
    CSV = "csv"
    DICOM = "dicom"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is named and served."""

    endings: tuple[str, ...]
    media_type: str


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
FORMS: dict[Kind, Form] = {
    Kind.PDF: Form(("pdf",), "application/pdf"),
    Kind.DOCX: Form(("docx",), f"{_OPEN_XML}.wordprocessingml.document"),
    Kind.XLSX: Form(("xlsx",), f"{_OPEN_XML}.spreadsheetml.sheet"),
    Kind.PPTX: Form(("pptx",), f"{_OPEN_XML}.presentationml.presentation"),
    Kind.ODT: Form(("odt",), f"{_OPEN_DOCUMENT}.text"),
    Kind.ODS: Form(("ods",), f"{_OPEN_DOCUMENT}.spreadsheet"),
    Kind.ODP: Form(("odp",), f"{_OPEN_DOCUMENT}.presentation"),
    Kind.PNG: Form(("png",), "image/png"),
    Kind.JPEG: Form(("jpg", "jpeg"), "image/jpeg"),
    Kind.TXT: Form(("txt",), "text/plain"),
    Kind.CSV: Form(("csv",), "text/csv"),
    Kind.DICOM: Form(("dcm", "dicom"), "application/dicom"),
    Kind.ZIP: Form(("zip",), "application/zip"),
}
OPEN_XML = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
OPEN_DOCUMENT = frozenset({Kind.ODT, Kind.ODS, Kind.ODP})
OFFICE = OPEN_XML | OPEN_DOCUMENT
PICTURES = frozenset({Kind.PNG, Kind.JPEG})
ENDINGS = tuple(ending for form in FORMS.values() for ending in form.endings)


def agrees(kind: Kind, ending: str) -> bool:
    """Whether a name's ending is one of its kind. A DICOM file often has none."""
    return ending in FORMS[kind].endings or (kind is Kind.DICOM and ending == "")
