"""A DICOM file without what names its patient: nothing that a reader could find again, the picture untouched."""

from io import BytesIO

import pydicom
import pytest
from pydicom.dataset import Dataset

from aplomb.domain.files.findings import Refused
from aplomb.formats.received.dicom import deidentify
from aplomb.formats.received.inspection import inspect
from tests.formats.received import crafted

SAID = {
    "PatientName": "DUPONT^JEANNE",
    "PatientID": "IPP42",
    "PatientBirthDate": "19690515",
    "PatientSex": "F",
    "PatientAge": "057Y",
    "PatientWeight": "61",
    "StudyDate": "20261012",
    "StudyDescription": "Thorax de Mme DUPONT",
    "ReferringPhysicianName": "MARTIN^PAUL",
    "InstitutionName": "Centre de Clairvaldieu",
    "StationName": "SCAN1",
    "AccessionNumber": "A42",
    "ImageComments": "DUPONT",
    "OperatorsName": "LEROY",
    "AcquisitionDateTime": "20261012101112",
}
PIXELS = bytes(range(8))


def opened(data: bytes) -> Dataset:
    return pydicom.dcmread(BytesIO(data))


def made(**more):
    return crafted.dicom(pixels=PIXELS, **{**SAID, **more})


def test_nothing_of_what_was_said_is_left():
    clean = deidentify(made()).data

    for word in (
        b"DUPONT",
        b"IPP42",
        b"1969",
        b"20261012",
        b"MARTIN",
        b"Clairvaldieu",
        b"SCAN1",
        b"A42",
        b"LEROY",
        b"057Y",
    ):
        assert word not in clean
    assert inspect(clean, "coupe.dcm").findings == ()


def test_the_picture_and_the_machine_stay():
    dataset = opened(deidentify(made()).data)

    assert dataset.PixelData == PIXELS
    assert (dataset.Rows, dataset.Modality, dataset.Manufacturer) == (2, "CT", "Fabricant")
    assert dataset.PatientName == dataset.PatientID == dataset.PatientBirthDate == ""


def test_the_file_says_what_was_done_to_it():
    dataset = opened(deidentify(made()).data)

    assert dataset.PatientIdentityRemoved == "YES"
    assert dataset.DeidentificationMethodCodeSequence[0].CodeValue == "113100"


def test_objects_get_new_identifiers_the_same_by_the_same():
    reference = Dataset()
    reference.ReferencedSOPClassUID = crafted.CT
    reference.ReferencedSOPInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    dataset = opened(deidentify(made(ReferencedImageSequence=[reference])).data)

    assert dataset.SOPClassUID == crafted.CT
    assert not dataset.SOPInstanceUID.startswith("1.2.826.0.1.3680043")
    assert dataset.ReferencedImageSequence[0].ReferencedSOPInstanceUID == dataset.SOPInstanceUID
    assert dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
    assert dataset.StudyInstanceUID == dataset.SeriesInstanceUID != dataset.SOPInstanceUID


def test_private_elements_overlays_and_nested_names_go():
    inner = Dataset()
    inner.PersonName = "DUPONT^JEANNE"
    inner.Manufacturer = "Fabricant"
    source = opened(made(DerivationCodeSequence=[inner]))
    block = source.private_block(0x0011, "Fabricant", create=True)
    block.add_new(1, "LO", "DUPONT")
    source.add_new(0x60000022, "LO", "DUPONT")
    out = BytesIO()
    source.save_as(out)

    dataset = opened(deidentify(out.getvalue()).data)

    assert [element for element in dataset.iterall() if element.tag.is_private] == []
    assert 0x60000022 not in dataset
    assert list(dataset.DerivationCodeSequence[0].keys()) == [0x00080070]


@pytest.mark.parametrize("implicit", [True, False])
def test_a_file_without_its_preamble_comes_back_with_one(implicit):
    data = crafted.dicom(bare=True, implicit=implicit, pixels=PIXELS, **SAID)

    dataset = opened(deidentify(data).data)

    assert dataset.PixelData == PIXELS


@pytest.mark.parametrize(
    ("said", "look"),
    [
        ({}, False),
        ({"BurnedInAnnotation": "YES"}, True),
        ({"Modality": "US"}, True),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, False),
    ],
)
def test_a_picture_that_may_show_a_name_is_to_be_looked_at(said, look):
    assert deidentify(made(**said)).look_at_it is look


@pytest.mark.parametrize(
    "data",
    [
        crafted.directory(),
        crafted.dicom(EncapsulatedDocument=b"%PDF-1.7 "),
        b"rien de tel",
    ],
    ids=["directory", "wrapped document", "no dicom"],
)
def test_what_cannot_be_freed_of_names_is_refused(data):
    with pytest.raises(Refused):
        deidentify(data)
