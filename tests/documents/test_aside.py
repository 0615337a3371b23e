"""Files set aside: reported as showing a patient, purged or given back; false alarms released by somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts.models import Message
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.evidence.models import Evidence
from aplomb.apps.files import services as files
from aplomb.apps.files.models import FalseAlarm, StoredFile
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
FALSE = f"Facture n° {crafted.NIR}".encode()


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


def way(c: Case, rest: str = "aside/") -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


def send(client: Client, c: Case, data: bytes = b"Convention", name: str = "facture.txt") -> Any:
    form = {"file": SimpleUploadedFile(name, data), "checked": "1"}
    return client.post(way(c, "expected/essai/DOC-001/files/upload/"), form)


def status(answer: Any) -> int:
    """The status of an answer, once its file is read."""
    b"".join(answer.streaming_content) if answer.streaming else b""
    return int(answer.status_code)


def actions(c: Case) -> list[str]:
    rows = Event.objects.filter(stream=c.site.stream_id, action__startswith="document.").order_by("seq")
    return [row.action for row in rows]


@pytest.fixture
def reported(c: Case) -> DocumentFile:
    """A file that a committee member has reported."""
    send(of(c.anne), c)
    row = DocumentFile.objects.get()
    member = factories.member(c.site, Role.COMMITTEE_MEMBER)
    answer = of(member).post(way(c, f"files/{row.pk}/report/"), {"reason": "Un nom page 2"})
    assert answer.status_code == 302
    return row


def test_a_reported_file_is_hidden_at_once_from_all_but_the_quality_manager(
    c: Case, reported: DocumentFile
) -> None:
    member = factories.member(c.site, Role.COMMITTEE_MEMBER)
    file = way(c, f"files/{reported.pk}/")

    assert status(of(member).get(file)) == 409
    assert status(of(c.anne).get(file)) == 200
    page = pages.words(pages.page(of(member).get(way(c, "expected/essai/DOC-001/files/"))))
    assert "signalé comme montrant un patient" in page
    assert "facture.txt" not in page
    [mail] = Message.objects.all()
    assert mail.to == c.anne.email
    event = Event.objects.get(action="document.file-reported").value.data
    assert event["reason"] == "Un nom page 2"
    assert "file" not in event


def test_a_purge_takes_the_bytes_and_leaves_what_is_known(c: Case, reported: DocumentFile) -> None:
    anne = of(c.anne)
    text = pages.words(pages.page(anne.get(way(c))))
    assert "Un nom page 2" in text
    assert anne.post(way(c, f"files/{reported.pk}/purge/"), {"reason": ""}).status_code == 422

    assert anne.post(way(c, f"files/{reported.pk}/purge/"), {"reason": "Nom confirmé"}).status_code == 302

    stored = StoredFile.objects.get()
    assert stored.released_at is not None
    assert files.sweep(timezone.now() + timedelta(hours=3)) == 1
    assert "Aucun fichier à l’écart" in pages.words(pages.page(anne.get(way(c))))
    assert actions(c)[-1] == "document.file-purged"


def test_a_file_given_back_is_as_it_was(c: Case, reported: DocumentFile) -> None:
    anne = of(c.anne)
    assert (
        anne.post(way(c, f"files/{reported.pk}/return/"), {"reason": "Nom d’un médecin"}).status_code == 302
    )

    member = factories.member(c.site, Role.COMMITTEE_MEMBER)
    assert status(of(member).get(way(c, f"files/{reported.pk}/"))) == 200
    assert actions(c)[-1] == "document.file-returned"
    assert anne.post(way(c, f"files/{reported.pk}/purge/"), {"reason": "x"}).status_code == 422


def test_the_evidence_of_a_criterion_is_reported_by_whom_it_concerns(c: Case) -> None:
    form = {"criterion": "1.1.1", "kind": "file", "file": SimpleUploadedFile("a.txt", b"Vu"), "checked": "1"}
    of(c.anne).post(f"/evaluations/{c.evaluation.pk}/evidence/add/", form)
    piece, row = Evidence.objects.get(), DocumentFile.objects.get()
    file = f"/evaluations/{c.evaluation.pk}/evidence/{piece.pk}/files/{row.pk}/"
    marc = of(c.marc)
    assert marc.post(f"{file}report/", {"reason": "Un nom"}).status_code == 403
    c.assign(_1_1=[c.marc])

    assert marc.post(f"{file}report/", {"reason": "Un nom"}).status_code == 302

    assert status(marc.get(file)) == 409
    assert status(of(c.anne).get(file)) == 200


def test_who_may_not_judge_is_refused(c: Case, reported: DocumentFile) -> None:
    member = of(factories.member(c.site, Role.COMMITTEE_MEMBER))
    for rest in ("purge", "return"):
        assert member.post(way(c, f"files/{reported.pk}/{rest}/"), {"reason": "x"}).status_code == 403
    assert of(factories.quality_manager(factories.organisation())).get(way(c)).status_code == 404
    assert reported.pk is not None


# — False alarms —————————————————————————————————————————————————————————————————————————


def asked(c: Case, person: Any = None, data: bytes = FALSE) -> FalseAlarm:
    person = person or factories.member(c.site, Role.COMMITTEE_MEMBER)
    client = of(person)
    tree = pages.page(send(client, c, data), status=422)
    form = tree.xpath("//form[contains(@action, '/question/')]")[0]
    client.post(form.get("action"), {"reason": "Numéro de facture"})
    return FalseAlarm.objects.get()


def test_a_false_alarm_is_released_by_another_person_for_the_same_bytes_and_a_day(
    c: Case, monkeypatch: Any
) -> None:
    alarm = asked(c)
    anne = of(c.anne)
    assert "Numéro de facture" in pages.words(pages.page(anne.get(way(c))))

    answer = anne.post(way(c, f"aside/{alarm.pk}/release/"), {"reason": "Vu : une facture"})

    assert answer.status_code == 302
    sender = of(alarm.refused_by)
    assert send(sender, c, FALSE + b" bis").status_code == 422
    assert send(sender, c, FALSE).status_code == 302
    event = Event.objects.get(action="document.alarm-released").value.data
    assert event == {"sha256": alarm.sha256, "rules": ["nir"], "reason": "Vu : une facture"}
    assert Message.objects.filter(to=alarm.refused_by.email).count() == 1
    FalseAlarm.objects.filter(pk=alarm.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert send(sender, c, FALSE).status_code == 422


def test_nobody_releases_what_they_sent_themselves(c: Case) -> None:
    alarm = asked(c, c.anne)

    answer = of(c.anne).post(way(c, f"aside/{alarm.pk}/release/"), {"reason": "Vu"})

    assert "une autre personne doit" in pages.words(pages.page(answer, status=422))
    assert send(of(c.anne), c, FALSE).status_code == 422
    second = factories.quality_manager(c.site)
    assert of(second).post(way(c, f"aside/{alarm.pk}/release/"), {"reason": "Vu"}).status_code == 302
    assert send(of(c.anne), c, FALSE).status_code == 302


def test_what_certainly_names_a_patient_is_never_released(c: Case) -> None:
    answer = send(of(c.anne), c, crafted.dicom(PatientName="DUPONT^JEANNE"), "coupe.dcm")

    assert answer.status_code == 422
    assert not FalseAlarm.objects.exists()
    assert not pages.page(answer, status=422).xpath("//form[contains(@action, '/question/')]")


def test_another_site_s_release_is_not_this_one_s(c: Case) -> None:
    alarm = asked(c)
    of(c.anne).post(way(c, f"aside/{alarm.pk}/release/"), {"reason": "Vu"})
    other = scored.case(place=factories.organisation("Centre de Malroche"), of=c.evaluation.edition)

    assert send(of(other.anne), other, FALSE).status_code == 422
    assert of(other.anne).post(way(other, f"aside/{alarm.pk}/release/"), {"reason": "x"}).status_code == 422


def test_what_was_not_asked_for_is_not_released(c: Case) -> None:
    member = factories.member(c.site, Role.COMMITTEE_MEMBER)
    send(of(member), c, FALSE)
    alarm = FalseAlarm.objects.get()

    assert of(c.anne).post(way(c, f"aside/{alarm.pk}/release/"), {"reason": "x"}).status_code == 422
    assert of(c.anne).post(way(c, f"aside/{alarm.pk}/question/"), {"reason": "x"}).status_code == 422
    assert "Arrêtés par la garde" in pages.words(pages.page(of(member).get(way(c))))


def test_a_quality_manager_finds_what_the_guard_stopped_of_theirs(c: Case) -> None:
    anne, second = of(c.anne), of(factories.quality_manager(c.site))
    send(anne, c, FALSE)

    asking = pages.page(anne.get(way(c))).xpath("//form[contains(@action, '/question/')]/@action")
    assert len(asking) == 1
    assert not pages.page(second.get(way(c))).xpath("//form[contains(@action, '/aside/')]")
    anne.post(asking[0], {"reason": "Numéro de facture"})

    assert not pages.page(anne.get(way(c))).xpath("//form[contains(@action, '/aside/')]")
    assert pages.page(second.get(way(c))).xpath("//form[contains(@action, '/release/')]")


def test_the_place_of_a_finding_is_set_as_printers_do(c: Case) -> None:
    told = pages.page(send(of(c.anne), c, FALSE), status=422)
    assert "Ligne 1\u00a0: il s’y trouve" in told.text_content().replace("Il s’y", "il s’y")


def test_what_waits_for_a_decision_stands_on_the_desk_of_whoever_decides(
    c: Case, reported: DocumentFile
) -> None:
    send(of(c.anne), c, FALSE)
    other = factories.quality_manager(c.site)

    def told(person: Any) -> str:
        return pages.words(pages.page(of(person).get("/home/")))

    assert "Décider du sort de 1 fichier mis à l’écart" in told(c.anne)
    assert "mis à l’écart" not in told(c.marc)
    of(c.anne).post(way(c, f"aside/{FalseAlarm.objects.get().pk}/question/"), {"reason": "Une facture"})

    assert "Décider du sort de 1 fichier mis à l’écart" in told(c.anne)  # not of one's own
    assert "Décider du sort de 2 fichiers mis à l’écart" in told(other)
    of(other).post(way(c, f"aside/{FalseAlarm.objects.get().pk}/release/"), {"reason": "Une facture"})
    of(other).post(way(c, f"files/{reported.pk}/return/"), {"reason": "Rien n’y paraît"})
    assert "mis à l’écart" not in told(other)


def test_a_script_is_told_where_to_ask_for_a_release(c: Case) -> None:
    form = {"file": SimpleUploadedFile("facture.txt", FALSE), "checked": "1"}
    answer = of(c.anne).post(way(c, "files/"), form, headers={"Accept": "application/json"})

    (refused,) = answer.json()["refused"]

    assert refused["ask"] == way(c, f"aside/{FalseAlarm.objects.get().pk}/question/")
    assert "copy" not in refused
