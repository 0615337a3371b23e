"""DICOM files: do they name a patient, and the same file without what does.

What identifies is judged by what the standard calls so (PS3.3, patient and study modules; PS3.15, annex E). Pixels
are not read: text burned into a picture is warned of, never found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pydicom
from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.uid import generate_uid

from aplomb.domain.files.findings import Finding, Refused, Rule, Spot
from aplomb.domain.files.health_data import findings_in
from aplomb.formats.received.signatures import DICOM_AT

config.settings.reading_validation_mode = config.IGNORE
config.settings.writing_validation_mode = config.IGNORE

DIRECTORY = "1.2.840.10008.1.3.10"
# A value in one of these says who the patient is, or leads there.
IDENTIFYING = frozenset(
    (
        *("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientBirthTime"),
        *("PatientBirthName", "PatientMotherBirthName", "OtherPatientIDs", "OtherPatientNames"),
        *("PatientAddress", "PatientTelephoneNumbers", "PatientTelecomInformation", "MedicalRecordLocator"),
        *("PatientInsurancePlanCodeSequence", "PatientBirthDateInAlternativeCalendar"),
        *(
            "ResponsiblePerson",
            "AccessionNumber",
            "AdmissionID",
            "PatientComments",
            "AdditionalPatientHistory",
        ),
        *(
            "CountryOfResidence",
            "RegionOfResidence",
            "PatientReligiousPreference",
            "MilitaryRank",
            "Occupation",
        ),
        *("NamesOfIntendedRecipientsOfResults", "PersonName", "PersonAddress", "PersonTelephoneNumbers"),
        *("ScheduledPatientInstitutionResidence", "CurrentPatientLocation", "PatientInstitutionResidence"),
    )
)
_WORDS = frozenset(["LO", "LT", "SH", "ST", "UC", "UT", "UR", "PN", "AE", "AS"])
MOST_TOLD = 20


def read(data: bytes, *, pixels: bool = False) -> Dataset:
    """The data set of a file, with or without its preamble; raises Refused where it is none."""
    try:
        dataset = pydicom.dcmread(BytesIO(data), stop_before_pixels=not pixels, force=True)
        for _element in dataset.iterall():
            pass
    except Exception as error:  # what a broken file makes a reader raise has no end
        raise Refused(Rule.UNREADABLE) from error
    if not len(dataset):
        raise Refused(Rule.UNREADABLE)
    return dataset


def look(data: bytes) -> list[Finding]:
    """What identifies a patient in a file, by tag."""
    dataset = read(data)
    if str(getattr(dataset, "file_meta", {}).get("MediaStorageSOPClassUID", "")) == DIRECTORY:
        return [Finding(Rule.DICOMDIR)]
    found = dict.fromkeys(_identifying(dataset))
    return list(found)[:MOST_TOLD]


def _identifying(dataset: Dataset) -> Iterator[Finding]:
    for element in dataset.iterall():
        where = ((Spot.TAG, f"({element.tag.group:04X},{element.tag.elem:04X})"),)
        if element.keyword in IDENTIFYING and _has_value(element):
            yield Finding(Rule.DICOM, where)
        elif element.VR in _WORDS or element.VR == "UN":
            for finding in findings_in(_words(element.value)):
                yield finding.inside(*where)


def _has_value(element: DataElement) -> bool:
    return bool(_words(element.value).strip(" ^\0")) if element.VR != "SQ" else len(element.value) > 0


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list | tuple) or type(value).__name__ == "MultiValue":
        return "\n".join(_words(one) for one in value)
    return str(value)


# — Without what identifies ——————————————————————————————————————————————————————————————

# UIDs that name a kind of thing rather than a thing.
_CLASSES = frozenset(
    (
        *("SOPClassUID", "ReferencedSOPClassUID", "MediaStorageSOPClassUID", "TransferSyntaxUID"),
        *("ImplementationClassUID", "CodingSchemeUID", "ContextUID", "MappingResourceUID"),
        *("ReferencedTransferSyntaxUIDInFile", "RelatedGeneralSOPClassUID"),
    )
)
# Texts that describe the machine or a coded term; every other free text goes, which is more than the profile asks.
_TECHNICAL = frozenset(
    (
        *("Manufacturer", "ManufacturerModelName", "ConvolutionKernel", "SequenceName", "FilterMaterial"),
        *("CodeValue", "CodeMeaning", "CodingSchemeDesignator", "CodingSchemeVersion", "MappingResource"),
        *(
            "TransmitCoilName",
            "ReceiveCoilName",
            "RescaleType",
            "WindowCenterWidthExplanation",
            "LUTExplanation",
        ),
        *("LossyImageCompressionMethod", "PixelSpacingCalibrationDescription", "SpecificCharacterSet"),
    )
)
# What a reader needs to find there (type 2), even with nothing in it.
_EMPTIED = frozenset(
    (
        *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "AccessionNumber", "StudyID"),
        *("ReferringPhysicianName", "StudyDate", "StudyTime", "ContentDate", "ContentTime"),
    )
)
# Neither text, nor date, nor name, and yet of the profile's table.
_ALSO_REMOVED = frozenset(
    (
        *(
            "PatientWeight",
            "PatientSize",
            "PregnancyStatus",
            "SmokingStatus",
            "PatientSexNeutered",
            "LastMenstrualDate",
        ),
        *(
            "TimezoneOffsetFromUTC",
            "IconImageSequence",
            "OriginalAttributesSequence",
            "ModifiedAttributesSequence",
        ),
        *(
            "DigitalSignaturesSequence",
            "MACParametersSequence",
            "EncryptedAttributesSequence",
            "DataSetTrailingPadding",
        ),
        *("OtherPatientIDsSequence", "IssuerOfAccessionNumberSequence", "RequestAttributesSequence"),
        *("ReferencedPatientSequence", "ReferencedPatientPhotoSequence", "PersonIdentificationCodeSequence"),
        *(
            "ContentCreatorIdentificationCodeSequence",
            "PatientInsurancePlanCodeSequence",
            "AnnotationGroupSequence",
        ),
        *("GraphicAnnotationSequence", "AcquisitionContextSequence", "ContentSequence", "AudioSampleData"),
    )
)
_MOMENTS = frozenset(("DA", "TM", "DT"))
# A picture of these is often shown with text in it.
_BURNED = frozenset(("US", "OT", "SC", "XC", "ES", "DOC", "IVUS", "OCT"))
_WHOLE_DOCUMENTS = "1.2.840.10008.5.1.4.1.1.104."


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A file without what names its patient; `look_at_it`: its picture may well show a name."""

    data: bytes
    look_at_it: bool


def deidentify(data: bytes) -> Deidentified:
    """The same picture under new identifiers, without names, dates, free text or private elements.

    The basic application level confidentiality profile (DICOM PS3.15, annex E, table E.1-1), without options, applied
    by representation rather than by its list alone: every name, moment and free text goes that is not known to
    describe a machine or a coded term, every UID of an object is replaced, the same by the same within the file.
    Pixels stay as they are. Raises Refused for a directory, for a document wrapped in DICOM, and for what is broken.
    """
    dataset = read(data, pixels=True)
    kind = str(dataset.get("SOPClassUID", ""))
    if str(getattr(dataset, "file_meta", {}).get("MediaStorageSOPClassUID", "")) == DIRECTORY:
        raise Refused(Rule.DICOMDIR)
    if kind.startswith(_WHOLE_DOCUMENTS) or "EncapsulatedDocument" in dataset or not kind:
        raise Refused(Rule.NOT_ACCEPTED)
    said = str(dataset.get("BurnedInAnnotation", "")).strip().upper()
    look_at_it = said == "YES" or (said != "NO" and str(dataset.get("Modality", "")) in _BURNED)
    _strip(dataset, {})
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime"):
        setattr(dataset, keyword, "")
    dataset.PatientIdentityRemoved = "YES"
    dataset.LongitudinalTemporalInformationModified = "REMOVED"
    dataset.DeidentificationMethod = "DICOM PS3.15 E: basic profile, free text removed"
    method = Dataset()
    method.CodeValue, method.CodingSchemeDesignator = "113100", "DCM"
    method.CodeMeaning = "Basic Application Confidentiality Profile"
    dataset.DeidentificationMethodCodeSequence = [method]
    return Deidentified(_written(dataset), look_at_it)


def _strip(dataset: Dataset, new: dict[str, str]) -> None:
    for element in list(dataset):
        action = _action(element)
        if action == "remove":
            del dataset[element.tag]
        elif action == "empty":
            element.value = ""
        elif action == "replace":
            element.value = _replaced(element.value, new)
        elif element.VR == "SQ":
            for item in element.value:
                _strip(item, new)


def _action(element: DataElement) -> str:
    """What becomes of an element: `remove`, `empty`, `replace` or `keep`."""
    tag, keyword = element.tag, element.keyword
    if tag.is_private or 0x5000 <= tag.group <= 0x50FF or 0x6000 <= tag.group <= 0x60FF:
        return "remove"
    if keyword in _EMPTIED:
        return "empty"
    if keyword in _ALSO_REMOVED or keyword in IDENTIFYING or element.VR in ("UN", *_MOMENTS):
        return "remove"
    if element.VR == "UI":
        return "keep" if keyword in _CLASSES else "replace"
    return "remove" if element.VR in _WORDS and keyword not in _TECHNICAL else "keep"


def _replaced(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, str):
        if not value:
            return value
        if value not in new:
            new[value] = str(generate_uid(prefix=None))
        return new[value]
    return [_replaced(one, new) for one in value] if value else value


def _written(dataset: Dataset) -> bytes:
    """The file anew: a preamble of zeros, and a header that says nothing of where it comes from."""
    before = getattr(dataset, "file_meta", None)
    syntax: Any = before.get("TransferSyntaxUID") if before is not None else None
    meta = pydicom.dataset.FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID") or generate_uid(prefix=None)
    implicit, little = dataset.original_encoding
    if syntax is None:
        syntax = (
            "1.2.840.10008.1.2" if implicit else "1.2.840.10008.1.2.1" if little else "1.2.840.10008.1.2.2"
        )
    meta.TransferSyntaxUID = syntax
    dataset.file_meta = meta
    dataset.preamble = bytes(DICOM_AT)
    out = BytesIO()
    try:
        dataset.save_as(out, enforce_file_format=True)
    except (ValueError, TypeError, AttributeError, InvalidDicomError, NotImplementedError) as error:
        raise Refused(Rule.UNREADABLE) from error
    return out.getvalue()
