"""Office documents, Open XML and OpenDocument: what runs, calls out or hides in them, and what they say of patients."""

import re
from collections.abc import Callable, Iterator

from aplomb.domain.files.findings import Finding, Refused, Rule, Spot
from aplomb.domain.files.health_data import findings_in
from aplomb.domain.files.kinds import Kind
from aplomb.domain.files.numbers import holds_identifying_number
from aplomb.formats.received import sheets
from aplomb.formats.received.archive import Archive
from aplomb.formats.received.signatures import DICOM_AT, OLE, PDF, PROGRAMS, ZIP
from aplomb.formats.received.xml_parts import Attributes, parse, text_of

# Looks at a package inside the package: an Excel sheet under a chart.
Inner = Callable[[bytes, str], list[Finding]]

_MAIN = {
    "wordprocessingml.document.main+xml": Kind.DOCX,
    "spreadsheetml.sheet.main+xml": Kind.XLSX,
    "presentationml.presentation.main+xml": Kind.PPTX,
    "presentationml.slideshow.main+xml": Kind.PPTX,
}
_ODF = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
_XML = (".xml", ".rels", ".vml", ".rdf")
_DDE = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE)\b\s+\S", re.IGNORECASE)
_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\|/)", re.IGNORECASE)
_LINKS = frozenset(("a", "hyperlink", "relation", "bookmark-ref", "reference-ref"))


def kind_of(archive: Archive) -> Kind | None:
    """Which office document an archive is; nothing where it is only an archive."""
    names = set(archive.names)
    if _TYPES in names:
        return _open_xml(archive.read(_TYPES))
    if _MIMETYPE in names:
        return _ODF.get(archive.read(_MIMETYPE).strip())
    return None


def _open_xml(types: bytes) -> Kind | None:
    text = types.decode("utf-8", "replace")
    if "macroEnabled" in text or "vbaProject" in text:
        raise Refused(Rule.MACROS)
    if "sheet.binary" in text:
        raise Refused(Rule.NOT_ACCEPTED)
    return next((kind for mark, kind in _MAIN.items() if mark in text), None)


def look(archive: Archive, kind: Kind, inner: Inner) -> list[Finding]:
    """What stands against a document: first what is active in it, then what it says of patients."""
    parts = dict(archive.members())
    for name, data in parts.items():
        _refuse_active(name, data)
    open_document = _MIMETYPE in parts
    if open_document:
        _refuse_encryption(parts.get("META-INF/manifest.xml", b""))
    found: list[Finding] = []
    for name, data in parts.items():
        if name == _MIMETYPE:
            continue
        if name.lower().endswith(_XML):
            _refuse_references(name, data, open_document=open_document)
        elif data.startswith(ZIP) or data[DICOM_AT : DICOM_AT + 4] == b"DICM":
            found += inner(data, name)
    found += sheets.findings(parts) if kind is Kind.XLSX else []
    found += _said(parts, kind)
    return list(dict.fromkeys(found))


def _refuse_active(name: str, data: bytes) -> None:
    low = name.lower()
    if (
        "vbaproject" in low
        or "vbadata" in low
        or low.startswith(("basic/", "scripts/"))
        or "macrosheets/" in low
    ):
        raise Refused(Rule.MACROS, _part(name))
    if "activex/" in low or ("/ctrlprops/" in low and low.endswith(".bin")):
        raise Refused(Rule.EMBEDDED, _part(name))
    program = data.startswith((OLE, PDF, *PROGRAMS)) and not low.endswith(_XML)
    if program or ("/embeddings/" in low and not data.startswith(ZIP)):
        raise Refused(Rule.EMBEDDED, _part(name))


def _refuse_encryption(manifest: bytes) -> None:
    if b"encryption-data" in manifest:
        raise Refused(Rule.ENCRYPTED)


def _refuse_references(name: str, data: bytes, *, open_document: bool) -> None:
    """Templates, pictures and data that would be fetched when the document opens; a link that one clicks is none."""
    fields: list[str] = []
    inside_field = False

    def start(element: str, said: Attributes) -> None:
        nonlocal inside_field
        inside_field = element == "instrText"
        outside = element == "Relationship" and said.get("TargetMode") == "External"
        if outside and not said.get("Type", "").endswith("/hyperlink"):
            raise Refused(Rule.EXTERNAL, _part(name))
        if element == "fldSimple" and _DDE.search(said.get("instr", "")):
            raise Refused(Rule.EXTERNAL, _part(name))
        if element in ("event-listener", "script") and open_document:
            raise Refused(Rule.MACROS, _part(name))
        if element == "ddeLink" or element == "dde-source":
            raise Refused(Rule.EXTERNAL, _part(name))
        if open_document and element not in _LINKS and _OUTSIDE.match(said.get("href", "")):
            raise Refused(Rule.EXTERNAL, _part(name))

    def end(element: str) -> None:
        nonlocal inside_field
        inside_field = False
        if element == "p" and fields:
            if _DDE.search("".join(fields)):
                raise Refused(Rule.EXTERNAL, _part(name))
            fields.clear()

    def text(said: str) -> None:
        if inside_field:
            fields.append(said)

    parse(data, start=start, end=end, text=text)


def _part(name: str) -> tuple[Spot, str]:
    return (Spot.PART, "…" if holds_identifying_number(name) else name)


# — What it says ————————————————————————————————————————————————————————————————————————

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_NOTES = re.compile(r"ppt/notesSlides/notesSlide(\d+)\.xml")


def _said(parts: dict[str, bytes], kind: Kind) -> Iterator[Finding]:
    for name, data in parts.items():
        if not name.lower().endswith(_XML) or (kind is Kind.XLSX and sheets.is_table(name)):
            continue
        if kind is Kind.ODS and name == "content.xml":
            yield from sheets.open_document_findings(data)
            continue
        for finding in findings_in(text_of(data)):
            yield finding.inside(*_place(name))


def _place(name: str) -> tuple[tuple[Spot, str], ...]:
    for pattern in (_SLIDE, _NOTES):
        found = pattern.fullmatch(name)
        if found:
            return ((Spot.SLIDE, found[1]),)
    if name.startswith("docProps/") or name == "meta.xml":
        return ((Spot.METADATA, ""),)
    if name in ("word/document.xml", "content.xml"):
        return ()
    return (_part(name),)
