"""Why a file is not kept, in words: what, where, and what to do. What was found is never repeated."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aplomb.domain.files.findings import Finding, Rule, Spot

SENTENCES = {
    "file.empty": _("The file is empty: choose another one."),
    "file.too_big": _("The file is too big: 25 MB at most. Split it, or reduce its pictures."),
    "file.unknown_kind": _(
        "This kind of file is not taken: send a PDF, a Word, Excel, PowerPoint or OpenDocument file, a PNG or JPEG"
        " picture, a text, a CSV, or a zip of these."
    ),
    "file.not_accepted": _(
        "This kind of file is not taken (program, web page, drawing, old or packed format): save it as PDF, or in a"
        " current format, then send it again."
    ),
    "file.picture_to_convert": _("This picture format is not taken: save the picture as JPEG or PNG."),
    "file.disagrees": _("The file is not what its name says: give it the ending of what it is, or save it again."),
    "file.unreadable": _("The file cannot be read to its end: open it, save it again, and send that copy."),
    "file.encrypted": _("The file is protected by a password, so that nothing in it can be checked: remove it."),
    "file.too_heavy": _("The file takes too much to be checked: split it, or save it as a simpler PDF."),
    "file.archive_entries": _("The archive holds too many files: send fewer at once."),
    "file.archive_size": _("Unpacked, the file weighs more than 200 MB: send less at once."),
    "file.archive_ratio": _("The file is packed too tightly to be safe: send its content unpacked."),
    "file.archive_nested": _("There is an archive inside the archive: unpack it, and send the files themselves."),
    "file.archive_path": _("The archive holds a link or a path that leads outside: make it again from its files."),
    "file.archive_duplicate": _("Two files of the archive have the same name: rename one of them."),
    "file.macros": _("The document holds macros: save it without them (.docx, .xlsx, .pptx, .odt …)."),
    "file.embedded": _("Another file is hidden in this one: take it out, or save the document as a plain PDF."),
    "file.external_reference": _(
        "The document fetches something from elsewhere (template, linked picture or workbook): break the links,"
        " then save it."
    ),
    "file.xml_dtd": _("The document holds what can harm whoever opens it: save it again with your usual program."),
    "file.javascript": _("The PDF holds a program: print it to a new PDF, and send that one."),
    "file.launch": _("The PDF starts another program: print it to a new PDF, and send that one."),
    "file.xfa": _("The PDF is a dynamic form: print it to a new PDF, and send that one."),
    "file.bytes_around": _("Something else is hidden before or after the document: print it to a new PDF."),
    "file.too_many_pages": _("The PDF has more than 1,000 pages: split it."),
    "file.too_many_pixels": _("The picture is too large: 50 million pixels at most."),
    "file.several_frames": _("The picture moves: send one still picture."),
    "file.not_text": _("The text cannot be read: save it as UTF-8."),
    "file.virus": _("The antivirus found this file infected: have your workstation checked."),
    "file.nir": _("There is a social-security number there. No patient data is kept here: take it out, or mask it."),
    "file.ins": _("There is a health identifier (INS) there. No patient data is kept here: take it out, or mask it."),
    "file.dicom_identifying": _(
        "This DICOM file says who the patient is. No patient data is kept here: send a de-identified copy."
    ),
    "file.dicomdir": _("This is a list of patients of a DICOM disc: it is never kept here."),
    "file.imaging_volume": _("This is an imaging volume, which shows a patient: it is never kept here."),
    "file.hl7_message": _("There is a health message (HL7) there. No patient data is kept here: take it out."),
    "file.clinical_document": _("This is a clinical document (CDA) of a patient: it is never kept here."),
    "file.fhir_patient": _("There is a patient’s record (FHIR) there. No patient data is kept here: take it out."),
    "file.set-aside": _(
        "This file is set aside: somebody reported that it shows a patient. The quality manager decides within 72"
        " hours."
    ),
    "file.infected-or-waiting": _("The antivirus has not looked at this file yet: it can be downloaded once it has."),
}  # fmt: skip

SPOTS = {
    Spot.NAME: _("in the file’s name"),
    Spot.MEMBER: _("in “{value}”"),
    Spot.MEMBER_NUMBER: _("in file no. {value} of the archive"),
    Spot.PAGE: _("page {value}"),
    Spot.SHEET: _("sheet “{value}”"),
    Spot.SHEET_NUMBER: _("sheet no. {value}"),
    Spot.CELL: _("cell {value}"),
    Spot.SLIDE: _("slide {value}"),
    Spot.PART: _("part “{value}”"),
    Spot.LINE: _("line {value}"),
    Spot.TAG: _("element {value}"),
    Spot.METADATA: _("in the document’s properties"),
}


def in_words(finding: Finding) -> str:
    """One finding as a sentence, its place first: “Page 3: …”."""
    sentence = str(SENTENCES[f"file.{finding.rule}"])
    where = ", ".join(str(SPOTS[spot]).format(value=value) for spot, value in finding.where)
    if not where:
        return sentence
    return gettext("{where}: {sentence}").format(where=where[0].upper() + where[1:], sentence=sentence)


def offers_deidentification(findings: list[Finding]) -> bool:
    """Whether a copy without names is what helps: a DICOM file on its own."""
    return any(finding.rule is Rule.DICOM and finding.where[0][0] is Spot.TAG for finding in findings)
