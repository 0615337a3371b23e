"""Documents between people: approved, asked of a colleague, read and said so, and nobody reminded twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import Message
from aplomb.apps.documents.models import DocumentFile, DocumentRecord, DocumentRequest, Reader
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.notices import digests
from aplomb.apps.notices.models import Digest
from aplomb.domain.access.matrix import Role
from aplomb.domain.documents.inventory import reminder
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.evaluations.cases import Case
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
LINE = "essai/DOC-001"
FILES = f"expected/{LINE}/files/"


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


def way(c: Case, rest: str = FILES) -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


def send(client: Client, c: Case, name: str = "convention.txt") -> Any:
    form = {"file": SimpleUploadedFile(name, name.encode()), "checked": "1"}
    return client.post(way(c, f"{FILES}upload/"), form)


def shown(client: Client, address: str) -> str:
    return pages.words(pages.page(client.get(address)))


def today() -> date:
    return day_in_paris(timezone.now())


def soon(days: int = 5) -> str:
    return (today() + timedelta(days=days)).isoformat()


def actions(c: Case) -> list[str]:
    rows = Event.objects.filter(stream=c.site.stream_id, action__startswith="document.").order_by("seq")
    return [row.action for row in rows]


# — Approval —————————————————————————————————————————————————————————————————————————————


def test_the_latest_version_is_approved_and_the_inventory_says_so(c: Case) -> None:
    anne = of(c.anne)
    send(anne, c)
    row = DocumentFile.objects.get()
    form = {"valid_from": soon(0), "valid_until": soon(20)}

    assert anne.post(way(c, f"files/{row.pk}/approval/"), form).status_code == 302

    record = DocumentRecord.objects.get()
    assert (record.state, record.approved_on) == ("present", today())
    assert (record.valid_from, record.valid_until) == (today(), today() + timedelta(days=20))
    assert "approuvée le" in shown(anne, way(c))
    listed = shown(anne, way(c, ""))
    assert "encore 20 jours" in listed
    assert "1 fichier · approuvé" in listed
    assert actions(c)[-2:] == ["document.changed", "document.file-approved"]
    send(anne, c, "convention v2.txt")
    assert "· approuvé" not in shown(anne, way(c, ""))


def test_only_the_latest_by_the_quality_manager_once_and_for_a_time_that_makes_sense(c: Case) -> None:
    anne = of(c.anne)
    send(anne, c)
    old = DocumentFile.objects.get()
    send(anne, c, "v2.txt")
    new = DocumentFile.objects.get(number=2)
    member = of(factories.member(c.site, Role.COMMITTEE_MEMBER))
    backwards = {"valid_from": soon(5), "valid_until": soon(2)}

    assert member.post(way(c, f"files/{new.pk}/approval/")).status_code == 403
    assert anne.post(way(c, f"files/{old.pk}/approval/")).status_code == 422
    assert anne.post(way(c, f"files/{new.pk}/approval/"), backwards).status_code == 422
    assert not DocumentFile.objects.filter(approved_at__isnull=False).exists()
    assert anne.post(way(c, f"files/{new.pk}/approval/")).status_code == 302
    assert anne.post(way(c, f"files/{new.pk}/approval/")).status_code == 422


# — Asked of a colleague —————————————————————————————————————————————————————————————————


def ask(c: Case, **more: Any) -> Any:
    form = {"line": LINE, "asked_of": c.marc.pk, "due_on": soon(), "message": "La version signée.", **more}
    return of(c.anne).post(way(c, "requests/"), form)


def test_a_colleague_is_asked_sees_it_at_home_and_it_is_done_with_their_file(c: Case) -> None:
    assert ask(c).status_code == 302
    marc = of(c.marc)

    assert "Fournir « Convention »" in shown(marc, "/home/")
    [mail] = Message.objects.filter(to=c.marc.email)
    assert "Convention" not in outbox.text_of(mail)
    assert "La version signée." in shown(marc, way(c))
    assert send(marc, c).status_code == 302

    one = DocumentRequest.objects.get()
    assert one.done_with == DocumentFile.objects.get()
    assert "Fournir" not in shown(marc, "/home/")
    assert Message.objects.filter(to=c.anne.email).count() == 1
    assert actions(c) == ["document.requested", "document.file-added", "document.request-done"]
    # What was asked for is done: the line is no longer theirs.
    assert send(marc, c, "encore.txt").status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"due_on": "2020-01-01"}, {"asked_of": 999_999}, {"asked_of": ""}, {"due_on": ""}]
)
def test_a_request_that_makes_no_sense_is_refused(c: Case, wrong: dict[str, Any]) -> None:
    assert ask(c, **wrong).status_code == 422
    assert not DocumentRequest.objects.exists()
    assert not Message.objects.exists()


def test_it_is_reminded_once_a_day_and_withdrawn(c: Case) -> None:
    ask(c)
    assert ask(c).status_code == 422
    one, anne = DocumentRequest.objects.get(), of(c.anne)
    remind = way(c, f"requests/{one.pk}/reminder/")
    assert anne.post(remind, {"line": LINE}).status_code == 422
    DocumentRequest.objects.update(asked_at=timezone.now() - timedelta(days=3))

    assert anne.post(remind, {"line": LINE}).status_code == 302
    assert anne.post(remind, {"line": LINE}).status_code == 422
    assert anne.post(way(c, f"requests/{one.pk}/withdrawal/"), {"line": LINE}).status_code == 302

    assert Message.objects.filter(to=c.marc.email).count() == 2
    assert "Fournir" not in shown(of(c.marc), "/home/")
    assert of(c.marc).post(remind, {"line": LINE}).status_code == 403


def test_a_document_of_the_site_s_own_leaves_with_its_files_and_what_was_asked(c: Case) -> None:
    anne = of(c.anne)
    anne.post(
        way(c, "own/"),
        {"version": 0, "title": "Livret", "state": "present", "referential": "", "criteria": ""},
    )
    own = DocumentRecord.objects.get()
    form = {"file": SimpleUploadedFile("livret.txt", b"Livret"), "checked": "1"}
    anne.post(way(c, f"own/{own.pk}/files/upload/"), form)
    ask(c, line=f"own/{own.pk}")

    assert anne.post(way(c, f"own/{own.pk}/removal/"), {"version": own.version}).status_code == 302

    row = DocumentFile.objects.select_related("file").get()
    assert row.removed_at is not None
    assert row.file.released_at is not None
    assert "Fournir" not in shown(of(c.marc), "/home/")


# — Read —————————————————————————————————————————————————————————————————————————————————


def test_readers_say_that_they_have_read_and_it_is_seen_who_has_not(c: Case) -> None:
    anne, marc = of(c.anne), of(c.marc)
    other = factories.evaluator(c.site)
    send(anne, c)
    row = DocumentFile.objects.get()
    file = way(c, f"files/{row.pk}/")
    assert marc.get(file).status_code == 403
    form = {"readers": [c.marc.pk, other.pk], "due_on": soon()}

    assert anne.post(f"{file}reading/", form).status_code == 302

    assert "Lire « convention.txt »" in shown(marc, "/home/")
    answer = marc.get(file)
    assert b"".join(answer.streaming_content) == b"convention.txt"
    for _twice in range(2):
        assert marc.post(f"{file}read/").status_code == 302
    assert list(Reader.objects.filter(read_at__isnull=True).values_list("user", flat=True)) == [other.pk]
    assert "Lire" not in shown(marc, "/home/")
    assert actions(c)[-2:] == ["document.reading-asked", "document.read-by"]
    assert anne.post(f"{file}read/").status_code == 422
    assert anne.post(f"{file}reading/", {"due_on": soon()}).status_code == 422


# — Reminders ————————————————————————————————————————————————————————————————————————————


@pytest.mark.parametrize(
    ("left", "threshold"), [(91, None), (90, 90), (31, 90), (30, 30), (7, 7), (0, 7), (-1, -1), (-31, None)]
)
def test_a_document_calls_for_the_nearest_reminder(left: int, threshold: int | None) -> None:
    day = date(2026, 6, 1)

    assert reminder(day + timedelta(days=left), day) == threshold


def test_one_message_a_day_holds_everything_and_none_is_sent_twice(c: Case, mailbox: Any) -> None:
    at = timezone.now()
    scored.paper(c, "DOC-001", until=today() + timedelta(days=20), owner=c.marc.pk)
    scored.paper(c, "DOC-002", until=today() + timedelta(days=5), owner=c.marc.pk)
    scored.paper(c, "DOC-003", until=today() + timedelta(days=5))
    ask(c, due_on=soon(2))
    outbox.send_waiting()
    mailbox.received.clear()

    assert digests.send(at) == 2
    assert digests.send(at) == 0
    outbox.send_waiting()

    by_person = {str(mail["To"]): index for index, mail in enumerate(mailbox.received)}
    assert set(by_person) == {c.marc.email, c.anne.email}
    text = mailbox.text_of(by_person[c.marc.email])
    assert "2 documents à renouveler" in text
    assert "1 document à fournir" in text
    assert "1 document à renouveler" in mailbox.text_of(by_person[c.anne.email])
    # The same things are not told again on another day; a nearer threshold is.
    assert digests.send(at + timedelta(days=1)) == 0
    assert digests.send(at + timedelta(days=14)) == 2
    assert Digest.objects.count() == 4


def test_what_comes_after_the_day_s_message_waits_for_the_next(c: Case) -> None:
    at = timezone.now()
    scored.paper(c, "DOC-001", until=today() + timedelta(days=20))
    assert digests.send(at) == 1
    scored.paper(c, "DOC-002", until=today() + timedelta(days=20))

    assert digests.send(at) == 0
    assert digests.send(at + timedelta(days=1)) == 1


def test_who_left_is_no_longer_reminded(c: Case) -> None:
    scored.paper(c, "DOC-001", until=today() + timedelta(days=5), owner=c.marc.pk)
    c.marc.is_active = False
    c.marc.save()

    digests.send(timezone.now())

    assert [message.to for message in Message.objects.all()] == [c.anne.email]


def test_who_switched_reminders_off_gets_none(c: Case) -> None:
    scored.paper(c, "DOC-001", until=today() + timedelta(days=5), owner=c.marc.pk)
    c.marc.reminders = False
    c.marc.save()
    assert digests.send(timezone.now()) == 0

    c.marc.reminders = True
    c.marc.save()
    assert digests.send(timezone.now()) == 1
