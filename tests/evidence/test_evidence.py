"""Evidence on a criterion as people and programs meet it: put there, shared, replaced, taken off, removed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.evidence.models import Evidence, Use
from aplomb.apps.files.models import StoredFile
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.support import pages, scored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True  # the second factor has its own tests
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def c() -> Case:
    return scored.case()


def of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(c: Case) -> Client:
    return of(c.anne)


def way(c: Case, rest: str = "") -> str:
    return f"/evaluations/{c.evaluation.pk}/evidence/{rest}"


def add(client: Client, c: Case, code: str = "1.1.1", *, kind: str = "note", **more: Any) -> Any:
    said = {"note": {"title": "Constat", "text": "Affiché en salle."}, "link": {"title": "GED"}, "file": {}}[
        kind
    ]
    return client.post(way(c, "add/"), {"criterion": code, "kind": kind, **said, **more})


def send(client: Client, c: Case, code: str = "1.1.1", name: str = "photo.txt", data: bytes = b"Vu") -> Any:
    return add(client, c, code, kind="file", file=SimpleUploadedFile(name, data), checked="1")


def shown(client: Client, c: Case, code: str = "1.1.1") -> str:
    return pages.words(pages.page(client.get(way(c), {"criterion": code})))


def events(c: Case) -> list[str]:
    rows = Event.objects.filter(stream=c.site.stream_id, action__startswith="evidence.").order_by("seq")
    return [row.action for row in rows]


def status(answer: Any) -> int:
    """The status of an answer, once its file is read."""
    b"".join(answer.streaming_content) if answer.streaming else b""
    return int(answer.status_code)


def test_a_file_a_link_and_a_note_stand_beside_their_criterion(c: Case, client: Client) -> None:
    assert send(client, c).status_code == 302
    assert add(client, c, kind="link", url="https://ged.example/12").status_code == 302
    assert add(client, c).status_code == 302

    text = shown(client, c)
    assert "photo.txt" in text
    assert "https://ged.example/12" in text
    assert "Affiché en salle." in text
    assert "Aucune preuve" in shown(client, c, "1.1.2")
    assert events(c) == ["evidence.added"] * 3


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("link", {"url": "javascript:alert(1)"}, "adresse"),
        ("link", {"url": "https://anne:secret@ged.example/"}, "adresse"),
        ("note", {"title": " "}, "titre"),
        ("note", {"text": f"Mme X, {crafted.NIR}"}, "sécurité sociale"),
        ("file", {}, "Choisissez un fichier"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(
    c: Case, client: Client, kind: str, said: dict[str, str], why: str
) -> None:
    answer = add(client, c, kind=kind, **said)

    assert why in pages.words(pages.page(answer, status=422))
    assert not Evidence.objects.exists()
    assert events(c) == []


def test_a_file_that_names_a_patient_is_refused_before_it_is_kept(c: Case, client: Client) -> None:
    answer = send(client, c, name="liste.csv", data=crafted.NIR.encode())

    assert "liste.csv n’est pas conservé" in pages.words(pages.page(answer, status=422))
    assert not StoredFile.objects.exists()
    assert Event.objects.filter(action="file.refused", stream=c.site.stream_id).count() == 1


def test_one_piece_serves_many_criteria_and_says_so_before_it_goes(c: Case, client: Client) -> None:
    send(client, c)
    piece = Evidence.objects.get()
    client.post(way(c, "attachment/"), {"criterion": "1.1.2", "what": f"piece:{piece.pk}"})
    client.post(way(c, f"{piece.pk}/criteria/"), {"criteria": "2.1.1; 1.1.1"})

    text = pages.words(pages.page(client.get(way(c, f"{piece.pk}/"))))
    assert "Sert à 3 critères" in text
    assert "Elle sert à 3 critères" in text
    assert list(Use.objects.values_list("criterion", flat=True).order_by("criterion")) == [
        "1.1.1",
        "1.1.2",
        "2.1.1",
    ]

    assert client.post(way(c, f"{piece.pk}/removal/"), {"reason": " "}).status_code == 422
    assert client.post(way(c, f"{piece.pk}/removal/"), {"reason": "Mauvaise photo"}).status_code == 302

    assert "Aucune preuve" in shown(client, c)
    told = pages.words(pages.page(client.get(way(c, f"{piece.pk}/"))))
    assert "Mauvaise photo" in told
    assert StoredFile.objects.get().released_at is not None
    event = Event.objects.filter(action="evidence.removed").get().value.data
    assert event["served"] == [f"{c.evaluation.pk}/{code}" for code in ("1.1.1", "1.1.2", "2.1.1")]


def test_a_document_of_the_inventory_serves_with_the_files_it_has_there(c: Case, client: Client) -> None:
    sent = {"file": SimpleUploadedFile("convention.txt", b"Convention"), "checked": "1"}
    client.post(f"/o/{c.site.pk}/documents/expected/essai/DOC-001/files/upload/", sent)
    for code in ("1.1.1", "1.1.2"):
        client.post(way(c, "attachment/"), {"criterion": code, "what": "document:essai/DOC-001"})

    piece = Evidence.objects.get()
    assert "convention.txt" in shown(client, c, "1.1.2")
    file = DocumentFile.objects.get()
    assert status(client.get(way(c, f"{piece.pk}/files/{file.pk}/"))) == 200

    client.post(way(c, f"{piece.pk}/removal/"), {"reason": "Sans rapport"})

    file.refresh_from_db()
    assert file.removed_at is None


def test_versions_of_a_file_are_kept(c: Case, client: Client) -> None:
    send(client, c)
    piece = Evidence.objects.get()
    form = {"file": SimpleUploadedFile("photo 2.txt", b"Mieux vu"), "checked": "1"}
    assert client.post(way(c, f"{piece.pk}/version/"), form).status_code == 302

    tree = pages.page(client.get(way(c, f"{piece.pk}/")))
    rows = [pages.words(row) for row in tree.xpath("//tbody/tr")]
    assert [row.split()[0] for row in rows] == ["2", "1"]
    assert "photo 2.txt" in shown(client, c)
    first = DocumentFile.objects.get(number=1)
    assert status(client.get(way(c, f"{piece.pk}/files/{first.pk}/"))) == 200


def test_what_is_taken_off_a_criterion_can_be_put_back(c: Case, client: Client) -> None:
    add(client, c)
    piece = Evidence.objects.get()

    client.post(way(c, f"{piece.pk}/detachment/"), {"criterion": "1.1.1"})
    assert "Aucune preuve" in shown(client, c)
    client.post(way(c, "attachment/"), {"criterion": "1.1.1", "what": f"piece:{piece.pk}"})

    assert "Constat" in shown(client, c)
    assert events(c) == ["evidence.added", "evidence.detached", "evidence.attached"]


def test_a_closed_evaluation_s_evidence_changes_no_more(c: Case, client: Client) -> None:
    add(client, c)
    c.close()

    assert add(client, c).status_code == 422
    piece = Evidence.objects.get()
    assert client.post(way(c, f"{piece.pk}/detachment/"), {"criterion": "1.1.1"}).status_code == 409
    assert Use.objects.filter(removed_at__isnull=True).count() == 1
    assert "ne changent plus" in shown(client, c)


def test_the_evaluation_s_quota_counts_files_and_bytes(c: Case, client: Client, monkeypatch: Any) -> None:
    send(client, c)
    monkeypatch.setattr("aplomb.domain.evaluations.evidence.MOST_FILES_AN_EVALUATION", 1)
    assert "1 fichiers" in pages.words(pages.page(send(client, c), status=422))
    monkeypatch.setattr("aplomb.domain.evaluations.evidence.MOST_FILES_AN_EVALUATION", 9)
    monkeypatch.setattr("aplomb.domain.evaluations.evidence.MOST_BYTES_AN_EVALUATION", 3)

    assert "pèseraient" in pages.words(pages.page(send(client, c), status=422))
    assert Evidence.objects.count() == StoredFile.objects.count() == 1
    # What takes no room is taken.
    assert add(client, c).status_code == 302


def test_a_list_is_read_in_as_many_queries(c: Case, client: Client, django_assert_num_queries: Any) -> None:
    send(client, c)
    with django_assert_num_queries(11):
        client.get(way(c), {"criterion": "1.1.1"})
    for number in range(3):
        send(client, c, data=f"Vu {number}".encode())
        add(client, c)
    with django_assert_num_queries(11):
        client.get(way(c), {"criterion": "1.1.1"})


# — Who ——————————————————————————————————————————————————————————————————————————————————


def test_an_evaluator_proves_the_parts_given_to_them_and_no_others(c: Case, client: Client) -> None:
    c.assign(_1_1=[c.marc])
    marc = of(c.marc)

    assert send(marc, c, "1.1.1").status_code == 302
    assert add(marc, c, "2.1.1").status_code == 422
    send(client, c, "2.1.1", data=b"Autre")
    mine, other = DocumentFile.objects.order_by("pk")
    own, theirs = Evidence.objects.order_by("pk")
    assert status(marc.get(way(c, f"{own.pk}/files/{mine.pk}/"))) == 200
    assert marc.get(way(c, f"{theirs.pk}/files/{other.pk}/")).status_code == 403
    # The inventory's own address gives it no more than the evidence's.
    assert marc.get(f"/o/{c.site.pk}/documents/files/{other.pk}/").status_code == 403
    assert marc.post(way(c, f"{own.pk}/removal/"), {"reason": "x"}).status_code == 403
    assert marc.post(way(c, f"{theirs.pk}/detachment/"), {"criterion": "2.1.1"}).status_code == 403


def test_a_stranger_finds_nothing(c: Case, client: Client) -> None:
    send(client, c)
    piece, file = Evidence.objects.get(), DocumentFile.objects.get()
    place = factories.organisation()
    stranger = of(factories.quality_manager(place))

    for rest in ("", f"{piece.pk}/", f"{piece.pk}/files/{file.pk}/"):
        assert stranger.get(way(c, rest)).status_code == 404
    assert add(stranger, c).status_code == 404
    assert stranger.post(way(c, f"{piece.pk}/removal/"), {"reason": "x"}).status_code == 404


def test_another_site_s_piece_cannot_be_taken(c: Case, client: Client) -> None:
    other = scored.case(place=factories.organisation("Centre de Malroche"), of=c.evaluation.edition)
    add(of(other.anne), other)
    theirs = Evidence.objects.get()

    answer = client.post(way(c, "attachment/"), {"criterion": "1.1.1", "what": f"piece:{theirs.pk}"})

    assert answer.status_code == 409
    assert client.get(way(c, f"{theirs.pk}/")).status_code == 404
    assert Use.objects.count() == 1


def test_a_consultant_adds_while_engaged_and_no_longer(c: Case) -> None:
    consultancy = factories.organisation()
    consultant = of(factories.member(consultancy, Role.CONSULTANT))
    engagement = factories.engagement(consultancy, c.site)
    assert add(consultant, c).status_code == 302
    engagement.delete()

    assert add(consultant, c).status_code == 404
