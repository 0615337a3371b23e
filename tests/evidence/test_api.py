"""The evidence of an evaluation for programs: listed, sent as a form with its file, refused with its reasons."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aplomb.apps.evidence.models import Evidence
from aplomb.apps.files.models import StoredFile
from tests import factories
from tests.api.calling import API, key_of, problem_of, program
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.support import scored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def c() -> Case:
    return scored.case()


def post(c: Case, person: Any = None, scope: str = "write", **form: Any) -> Any:
    headers = {"Authorization": f"Bearer {key_of(person or c.anne, scope)}"}
    return Client().post(f"{API}/evaluations/{c.evaluation.pk}/evidence", form, headers=headers)


def sent(name: str = "affiche.txt", data: bytes = b"Vu") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_program_sends_a_file_a_link_and_a_note_and_reads_them_back(c: Case) -> None:
    file = post(c, criterion="1.1.1", kind="file", title="Affiche", file=sent())
    link = post(c, criterion="1.1.1", kind="link", title="GED", url="https://ged.example/")
    note = post(c, criterion="1.1.2", kind="note", title="Constat", text="Vu sur place.")

    assert [one.status_code for one in (file, link, note)] == [201] * 3
    said = program(c.anne).get(f"/evaluations/{c.evaluation.pk}/evidence").json()
    assert [(one["kind"], one["title"], one["criteria"]) for one in said["items"]] == [
        ("file", "Affiche", ["1.1.1"]),
        ("link", "GED", ["1.1.1"]),
        ("note", "Constat", ["1.1.2"]),
    ]
    assert said["next"] is None
    assert said["items"][0] == file.json()
    [version] = file.json()["files"]
    assert (version["version"], version["name"], version["size"]) == (1, "affiche.txt", 2)
    one = program(c.anne).get(f"/evaluations/{c.evaluation.pk}/evidence?criterion=1.1.2").json()
    assert [piece["title"] for piece in one["items"]] == ["Constat"]


def test_a_file_that_names_a_patient_is_refused_with_its_rule_and_place(c: Case) -> None:
    answer = post(c, criterion="1.1.1", kind="file", file=sent("liste.csv", crafted.NIR.encode()))

    said = problem_of(answer, 422)
    assert said["code"] == "file.refused"
    assert said["errors"][0]["code"] == "file.nir"
    assert crafted.NIR not in answer.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("form", "code", "field"),
    [
        ({"kind": "file"}, "evidence.upload.no-file", "file"),
        ({"kind": "note", "title": "Constat"}, "evidence.upload.empty-note", "text"),
        ({"kind": "link", "title": "GED", "url": "ftp://x"}, "evidence.upload.not-an-address", "url"),
        (
            {"kind": "note", "title": "A", "text": "B", "criterion": "9.9.9"},
            "evidence.upload.not-asked",
            "criterion",
        ),
        ({"kind": "song"}, "invalid", "kind"),
    ],
)
def test_a_bad_form_says_which_field_and_why(c: Case, form: dict[str, str], code: str, field: str) -> None:
    said = problem_of(post(c, **{"criterion": "1.1.1", **form}), 422)

    assert said["code"] == code
    assert [error["field"] for error in said["errors"]] == [field]
    assert not Evidence.objects.exists()


def test_who_may_not_is_told_as_everywhere(c: Case) -> None:
    note = {"criterion": "2.1.1", "kind": "note", "title": "A", "text": "B"}

    assert problem_of(post(c, scope="read", **note), 403)["code"] == "read_only"
    assert problem_of(post(c, c.marc, **note), 403)["code"] == "evidence.upload.criterion-not-yours"
    assert post(c, factories.quality_manager(factories.organisation()), **note).status_code == 404
    c.close()
    assert problem_of(post(c, **note), 409)["code"] == "evidence.upload.closed"


def test_many_pieces_are_listed_in_as_many_queries(c: Case, django_assert_num_queries: Any) -> None:
    post(c, criterion="1.1.1", kind="file", file=sent())
    caller = program(c.anne)
    caller.get(f"/evaluations/{c.evaluation.pk}/evidence")  # the key notes when it was last used
    with django_assert_num_queries(5):
        caller.get(f"/evaluations/{c.evaluation.pk}/evidence")
    for number in range(3):
        post(c, criterion="1.1.2", kind="file", file=sent(data=f"Vu {number}".encode()))
    with django_assert_num_queries(5):
        caller.get(f"/evaluations/{c.evaluation.pk}/evidence")
