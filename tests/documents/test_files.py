"""The files of the inventory as people meet them: sent, refused with a reason, listed, taken away, given out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.files import storage
from aplomb.apps.files.models import StoredFile
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
LINE = "essai/DOC-001"


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True  # the second factor has its own tests
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def client(c: Case, client: Client) -> Client:
    client.force_login(c.anne)
    return client


def of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(c: Case, rest: str = "") -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


FILES = f"expected/{LINE}/files/"


def send(
    client: Client, c: Case, name: str = "convention.txt", data: bytes = b"Convention", **more: Any
) -> Any:
    form = {"file": SimpleUploadedFile(name, data), "checked": "1", **more.pop("form", {})}
    return client.post(address(c, more.pop("to", f"{FILES}upload/")), form, **more)


def status(answer: Any) -> int:
    """The status of an answer, once its file is read."""
    b"".join(answer.streaming_content)
    return int(answer.status_code)


def shown(client: Client, c: Case) -> Any:
    return pages.page(client.get(address(c, FILES)))


def events(c: Case) -> list[str]:
    rows = Event.objects.filter(stream=c.site.stream_id, action__contains="file").order_by("seq")
    return [row.action for row in rows]


def test_a_file_becomes_a_version_of_its_document(c: Case, client: Client) -> None:
    assert send(client, c).status_code == 302
    send(client, c, "convention v2.txt", b"Convention 2")

    rows = [pages.words(row) for row in shown(client, c).xpath("//tbody/tr")]
    assert rows[0].startswith("2 convention v2.txt")
    assert rows[1].startswith("1 convention.txt")
    assert "Anne Royèvre" in rows[0]
    assert events(c) == ["document.file-added", "document.file-added"]


def test_it_proposes_that_the_document_exists_and_says_nothing_by_itself(c: Case, client: Client) -> None:
    send(client, c)
    tree = shown(client, c)
    assert not DocumentRecord.objects.exists()

    form = tree.xpath("//form[contains(@action, '/states/')]")[0]
    client.post(form.get("action"), dict(form.form_values()))

    assert DocumentRecord.objects.get().state == "present"
    assert not shown(client, c).xpath("//form[contains(@action, '/states/')]")


def test_a_refused_file_is_told_with_its_place_and_what_to_do(c: Case, client: Client) -> None:
    answer = send(client, c, "liste.csv", f"nom;numéro\nX;{crafted.NIR}".encode())

    text = pages.words(pages.page(answer, status=422))
    assert "liste.csv n’est pas conservé" in text
    assert "Ligne 2" in text
    assert crafted.NIR not in text
    assert not StoredFile.objects.exists()
    assert events(c) == ["file.refused"]
    told = Event.objects.get(action="file.refused").value.data
    assert told["rules"] == ["nir"]
    assert set(told) == {"sha256", "rules"}


def test_a_dicom_file_is_offered_a_copy_without_its_patient(c: Case, client: Client) -> None:
    named = crafted.dicom(PatientName="DUPONT^JEANNE")
    tree = pages.page(send(client, c, "coupe.dcm", named), status=422)
    way = tree.xpath("//a[contains(@href, 'deidentification')]/@href")[0]
    pages.page(client.get(way))

    copy = client.post(way, {"file": SimpleUploadedFile("coupe.dcm", named)})

    assert b"DUPONT" not in copy.content
    assert copy.headers["Content-Disposition"].startswith("attachment")
    assert send(client, c, "coupe.dcm", copy.content).status_code == 302


def test_what_is_no_dicom_is_told(c: Case, client: Client) -> None:
    way = address(c, "files/deidentification/")

    assert client.post(way, {"file": SimpleUploadedFile("a.txt", b"Charte de la maison")}).status_code == 422
    assert client.post(way).status_code == 422


@pytest.mark.parametrize(
    ("form", "said"), [({"checked": ""}, "Indiquez que vous avez"), ({"file": ""}, "Choisissez un fichier")]
)
def test_one_says_to_have_looked(c: Case, client: Client, form: dict[str, str], said: str) -> None:
    answer = send(client, c, form=form)

    assert said in pages.words(pages.page(answer, status=422))
    assert not StoredFile.objects.exists()


def test_a_file_beyond_the_limit_is_told_and_nothing_of_it_is_kept(c: Case, client: Client) -> None:
    answer = send(client, c, "lourd.txt", b"a" * (25 * 1024 * 1024 + 1))

    assert "trop lourd" in pages.words(pages.page(answer, status=422))
    assert not StoredFile.objects.exists()


def test_the_page_s_script_is_answered_with_reasons(c: Case, client: Client) -> None:
    kept = send(client, c, headers={"Accept": "application/json"})
    refused = send(client, c, "a.exe", b"MZ" + bytes(99), headers={"Accept": "application/json"})

    assert (kept.status_code, kept.json()) == (200, {"refused": []})
    assert refused.status_code == 422
    assert refused.json()["refused"][0]["reasons"]


def test_a_file_is_given_out_as_an_attachment_that_nothing_runs(c: Case, client: Client) -> None:
    send(client, c, "Convention signée.txt")

    answer = client.get(address(c, f"files/{DocumentFile.objects.get().pk}/"))

    assert b"".join(answer.streaming_content) == b"Convention"
    assert (
        answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Convention%20sign%C3%A9e.txt"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(action="content.exported", stream=c.anne.stream_id).count() == 1


def test_a_file_that_the_antivirus_has_not_seen_is_not_given_out(
    c: Case, client: Client, settings: Any
) -> None:
    settings.CLAMD = "/nowhere/clamd"
    send(client, c)

    assert client.get(address(c, f"files/{DocumentFile.objects.get().pk}/")).status_code == 409
    assert "En attente de l’antivirus" in pages.words(shown(client, c))


def test_a_version_is_removed_with_a_reason_and_stays_told(c: Case, client: Client) -> None:
    send(client, c)
    row = DocumentFile.objects.get()
    way = address(c, f"files/{row.pk}/removal/")
    assert client.post(way, {"reason": " "}).status_code == 422

    assert client.post(way, {"reason": "Mauvais fichier"}).status_code == 302

    text = pages.words(shown(client, c))
    assert "Retiré" in text
    assert "Mauvais fichier" in text
    assert client.get(address(c, f"files/{row.pk}/")).status_code == 404
    row.refresh_from_db()
    assert row.file.released_at is not None
    assert events(c)[-1] == "document.file-removed"
    send(client, c)
    assert DocumentFile.objects.order_by("-number").first().number == 2  # type: ignore[union-attr]


def test_the_list_says_how_many_files_there_are_in_as_many_queries(
    c: Case, client: Client, django_assert_num_queries: Any
) -> None:
    send(client, c)
    with django_assert_num_queries(9):
        first = client.get(address(c))
    for number in range(3):
        send(client, c, data=f"Convention {number}".encode())
    send(client, c, to="expected/essai/DOC-002/files/upload/")
    with django_assert_num_queries(9):
        second = client.get(address(c))

    assert "1 fichier" in pages.words(pages.page(first))
    assert "4 fichiers" in pages.words(pages.page(second))


def test_versions_are_listed_in_as_many_queries(
    c: Case, client: Client, django_assert_num_queries: Any
) -> None:
    send(client, c)
    with django_assert_num_queries(12):
        client.get(address(c, FILES))
    for number in range(3):
        send(client, c, data=f"Convention {number}".encode())
    with django_assert_num_queries(12):
        client.get(address(c, FILES))


# — Who ——————————————————————————————————————————————————————————————————————————————————


def test_an_evaluator_sends_and_has_the_files_of_the_documents_in_their_charge(
    c: Case, client: Client
) -> None:
    scored.paper(c, "DOC-001", owner=c.marc.pk)
    marc = of(c.marc)

    assert send(marc, c).status_code == 302
    assert send(marc, c, to="expected/essai/DOC-002/files/upload/").status_code == 403
    send(client, c, to="expected/essai/DOC-002/files/upload/")
    mine, other = DocumentFile.objects.order_by("line")
    assert status(marc.get(address(c, f"files/{mine.pk}/"))) == 200
    assert marc.get(address(c, f"files/{other.pk}/")).status_code == 403
    assert marc.post(address(c, f"files/{mine.pk}/removal/"), {"reason": "x"}).status_code == 403


def test_a_stranger_finds_nothing(c: Case, client: Client) -> None:
    send(client, c)
    row = DocumentFile.objects.get()
    stranger = of(factories.quality_manager(factories.organisation()))
    theirs = stranger.get("/home/").wsgi_request.standing.posts[0].organisation

    for way in (f"files/{row.pk}/", FILES, "files/"):
        assert stranger.get(address(c, way)).status_code == 404
    # Nor under their own site's address.
    assert stranger.get(f"/o/{theirs}/documents/files/{row.pk}/").status_code == 404
    assert send(stranger, c).status_code == 404
    assert DocumentFile.objects.count() == 1


def test_a_consultant_s_access_ends_with_the_engagement(c: Case, client: Client) -> None:
    send(client, c)
    consultancy = factories.organisation()
    consultant = factories.member(consultancy, Role.CONSULTANT)
    way = address(c, f"files/{DocumentFile.objects.get().pk}/")
    assert of(consultant).get(way).status_code == 404

    engagement = factories.engagement(consultancy, c.site)
    assert status(of(consultant).get(way)) == 200
    engagement.delete()

    assert of(consultant).get(way).status_code == 404


# — Many at once —————————————————————————————————————————————————————————————————————————


def together(client: Client, c: Case, *names: str) -> Any:
    files = [SimpleUploadedFile(name, name.encode()) for name in names]
    return client.post(address(c, "files/"), {"file": files, "checked": "1"})


def test_files_sent_together_wait_under_what_their_names_propose(c: Case, client: Client) -> None:
    assert together(client, c, "DOC-003.txt", "plannings.txt", "autre.txt").status_code == 302

    tree = pages.page(client.get(address(c, "files/")))
    proposed = {
        pages.words(item.xpath(".//label/a")[0]): item.xpath(".//option[@selected]/@value")
        for item in tree.xpath("//form[contains(@action, 'filing')]//li")
    }
    assert proposed == {"DOC-003.txt": ["essai/DOC-003"], "autre.txt": [], "plannings.txt": ["essai/DOC-002"]}
    assert set(DocumentFile.objects.values_list("line", flat=True)) == {""}


def test_they_go_where_the_person_says(c: Case, client: Client) -> None:
    together(client, c, "DOC-003.txt", "plannings.txt", "autre.txt")
    rows = {row.file.name: row.pk for row in DocumentFile.objects.select_related("file")}
    said = {
        f"file-{rows['DOC-003.txt']}": "essai/DOC-003",
        f"file-{rows['plannings.txt']}": "",
        f"file-{rows['autre.txt']}": "discard",
    }

    answer = client.post(address(c, "files/filing/"), said, follow=True)

    lines = dict(DocumentFile.objects.values_list("file__name", "line"))
    assert lines == {"DOC-003.txt": "essai/DOC-003", "plannings.txt": "", "autre.txt": ""}
    assert DocumentFile.objects.get(file__name="autre.txt").removed_at is not None
    text = pages.words(pages.page(answer))
    assert "1 fichier classé" in text
    assert "Charte" in text
    assert not DocumentRecord.objects.exists()


def test_what_somebody_else_sent_cannot_be_filed(c: Case, client: Client) -> None:
    together(client, c, "DOC-003.txt")
    row = DocumentFile.objects.get()
    other = factories.quality_manager(c.site)

    answer = of(other).post(address(c, "files/filing/"), {f"file-{row.pk}": "essai/DOC-003"})

    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.line == ""


def test_one_bad_file_among_good_ones_is_told_and_the_others_are_kept(c: Case, client: Client) -> None:
    files = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.exe", b"MZ" + bytes(99))]

    answer = client.post(address(c, "files/"), {"file": files, "checked": "1"})

    assert "b.exe n’est pas conservé" in pages.words(pages.page(answer, status=422))
    assert [row.file.name for row in DocumentFile.objects.select_related("file")] == ["a.txt"]


def test_more_than_fifty_at_once_are_refused_whole_rather_than_cut_short(c: Case, client: Client) -> None:
    answer = together(client, c, *(f"{n}.txt" for n in range(51)))

    assert answer.status_code == 422
    assert "50 fichiers à la fois, pas plus" in pages.words(pages.page(answer, 422))
    assert events(c) == []


def test_bytes_lie_where_nobody_serves_them(c: Case, client: Client, settings: Any) -> None:
    send(client, c)
    stored = StoredFile.objects.get()

    assert storage.place(stored.sha256).is_relative_to(settings.VAR)
    assert storage.place(stored.sha256).stat().st_mode & 0o077 == 0
