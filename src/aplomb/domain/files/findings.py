"""Why a file is refused: a rule, and where in the file. What was found there is never repeated."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """One reason to refuse a file; the stored values, which the journal keeps."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN_KIND = "unknown_kind"
    NOT_ACCEPTED = "not_accepted"
    PICTURE_TO_CONVERT = "picture_to_convert"
    DISAGREES = "disagrees"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_HEAVY = "too_heavy"
    ENTRIES = "archive_entries"
    UNPACKED = "archive_size"
    RATIO = "archive_ratio"
    NESTED = "archive_nested"
    PATH = "archive_path"
    DUPLICATE = "archive_duplicate"
    MACROS = "macros"
    EMBEDDED = "embedded"
    EXTERNAL = "external_reference"
    DTD = "xml_dtd"
    JAVASCRIPT = "javascript"
    LAUNCH = "launch"
    XFA = "xfa"
    AROUND = "bytes_around"
    PAGES = "too_many_pages"
    PIXELS = "too_many_pixels"
    FRAMES = "several_frames"
    NOT_TEXT = "not_text"
    VIRUS = "virus"
    NIR = "nir"
    INS = "ins"
    DICOM = "dicom_identifying"
    DICOMDIR = "dicomdir"
    VOLUME = "imaging_volume"
    HL7 = "hl7_message"
    CDA = "clinical_document"
    FHIR = "fhir_patient"


# What the patient-data guard finds, as against what is wrong with the file itself.
PATIENT_DATA = frozenset(
    {Rule.NIR, Rule.INS, Rule.DICOM, Rule.DICOMDIR, Rule.VOLUME, Rule.HL7, Rule.CDA, Rule.FHIR}
)


# What may be a false alarm: figures that add up by chance, the words of a message quoted in a manual. An image that
# names its patient, a list of patients or a volume never is.
MAY_BE_FALSE = frozenset({Rule.NIR, Rule.INS, Rule.HL7, Rule.CDA, Rule.FHIR})


class Spot(StrEnum):
    """One step of the way to a place in a file."""

    NAME = "name"
    MEMBER = "member"
    MEMBER_NUMBER = "member_number"
    PAGE = "page"
    SHEET = "sheet"
    SHEET_NUMBER = "sheet_number"
    CELL = "cell"
    SLIDE = "slide"
    PART = "part"
    LINE = "line"
    TAG = "tag"
    METADATA = "metadata"


Where = tuple[tuple[Spot, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a file breaks, and the way to the place: member of an archive, then page, cell or tag."""

    rule: Rule
    where: Where = ()

    def inside(self, *steps: tuple[Spot, str]) -> "Finding":
        """The same, seen from outside the part that it was found in."""
        return Finding(self.rule, (*steps, *self.where))


class Refused(Exception):
    """A file, or a part of one, that cannot be looked at any further."""

    def __init__(self, rule: Rule, *where: tuple[Spot, str]) -> None:
        self.finding = Finding(rule, where)
        super().__init__(rule)
