"""PDF: nothing that runs, opens or hides, and what its pages say of patients."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

from aplomb.domain.files import limits
from aplomb.domain.files.findings import Finding, Refused, Rule, Spot
from aplomb.domain.files.health_data import findings_in

_END = b"%%EOF"
_ACTIONS = {
    "/JavaScript": Rule.JAVASCRIPT,
    "/Launch": Rule.LAUNCH,
    "/ImportData": Rule.EXTERNAL,
    "/SubmitForm": Rule.EXTERNAL,
    "/GoToR": Rule.EXTERNAL,
    "/GoToE": Rule.EMBEDDED,
    "/Rendition": Rule.EMBEDDED,
    "/RichMediaExecute": Rule.EMBEDDED,
}
_KEYS = {
    "/JS": Rule.JAVASCRIPT,
    "/JavaScript": Rule.JAVASCRIPT,
    "/EmbeddedFiles": Rule.EMBEDDED,
    "/EF": Rule.EMBEDDED,
    "/RichMediaContent": Rule.EMBEDDED,
    "/XFA": Rule.XFA,
}
_DEEPEST = 60


def look(data: bytes) -> list[Finding]:
    """What stands against a PDF: what is active in it (Refused), then what it says of patients, by page."""
    end = data.rfind(_END)
    if end < 0:
        raise Refused(Rule.UNREADABLE)
    if len(data) - end - len(_END) > limits.AFTER_THE_END:
        raise Refused(Rule.AROUND)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise Refused(Rule.ENCRYPTED)
        if len(reader.pages) > limits.MOST_PAGES:
            raise Refused(Rule.PAGES)
        if not len(reader.pages):
            raise Refused(Rule.UNREADABLE)
        for thing in _objects(reader):
            _refuse_active(thing, 0)
        return list(dict.fromkeys(_said(reader)))
    except Refused:
        raise
    except RecursionError as error:
        raise Refused(Rule.TOO_HEAVY) from error
    except Exception as error:  # what a broken file makes a reader raise has no end
        raise Refused(Rule.UNREADABLE) from error


def _objects(reader: PdfReader) -> Iterator[Any]:
    """The trailer, and every object of the file, also those that no page leads to."""
    yield reader.trailer
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    for number, generation in numbers:
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except (PyPdfError, KeyError):
            continue  # a free entry: no reader follows it either
        if found is not None and not isinstance(found, NullObject):
            yield found


def _refuse_active(thing: Any, depth: int) -> None:
    """Look through one object, without following what it refers to: that is looked at in its turn."""
    if depth > _DEEPEST:
        raise Refused(Rule.TOO_HEAVY)
    if isinstance(thing, DictionaryObject):
        for key, rule in _KEYS.items():
            if key in thing and _is_something(thing.raw_get(key)):
                raise Refused(rule)
        action = thing.get("/S")
        if action in _ACTIONS:
            raise Refused(_ACTIONS[action])
        if thing.get("/Type") == "/EmbeddedFile":
            raise Refused(Rule.EMBEDDED)
        for key in thing:
            _refuse_active(thing.raw_get(key), depth + 1)
    elif isinstance(thing, ArrayObject):
        for item in list.__iter__(thing):
            _refuse_active(item, depth + 1)


def _is_something(value: Any) -> bool:
    """An empty table of attachments, as some programs write, holds none."""
    found = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(found, DictionaryObject) and set(found) <= {"/Names"}:
        return bool(found.get("/Names"))
    return found is not None and not isinstance(found, NullObject)


def _said(reader: PdfReader) -> Iterator[Finding]:
    words = " \n".join(str(value) for value in (reader.metadata or {}).values())
    root: Any = reader.trailer["/Root"].get_object()
    xmp = root.get("/Metadata")
    if xmp is not None:
        described = xmp.get_object().get_data().decode("utf-8", "replace")
        # The identifiers of the metadata's own schemas are long figures too.
        words += "\n" + re.sub(r"<[^>]*>", " ", described)
    for finding in findings_in(words):
        yield finding.inside((Spot.METADATA, ""))
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text() + "\n" + "\n".join(_notes(page))
        for finding in findings_in(text):
            yield finding.inside((Spot.PAGE, str(number)))


def _notes(page: Any) -> Iterator[str]:
    """What notes and fields of a page hold."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        for key in ("/Contents", "/V", "/T", "/TU"):
            if isinstance(note, DictionaryObject) and key in note:
                yield str(note[key])
