"""Files of documents before somebody's eyes: sent with their progress, refused with a reason, filed by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import expect

from aplomb.apps.documents.models import DocumentFile
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.journeys.conftest import Visit, in_every_look, violations
from tests.journeys.people import open_session
from tests.support import scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VERSIONS = "expected/essai/DOC-001/files/"


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    made = scored.case()
    open_session(context, live_server.url, made.anne)
    return made


def address(c: Case, rest: str) -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


def file(name: str, data: bytes = b"Convention") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def send(page: Any, *files: Any) -> None:
    page.set_input_files("#send-file", list(files))
    page.get_by_label("J’ai vérifié").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer").click()


def test_every_page_is_open_to_everybody_in_every_look(c: Case, visit: Visit) -> None:
    page = visit(address(c, "files/"))
    send(page, file("DOC-003.txt"), file("plannings.txt"))
    expect(page.locator(".filing select")).to_have_count(2)
    assert in_every_look(page) == []
    page = visit(address(c, VERSIONS))
    send(page, file("convention.txt"))
    page.locator("summary", has_text="Retirer").click()
    assert in_every_look(page) == []
    assert in_every_look(visit(address(c, "files/deidentification/"))) == []


def test_a_refused_file_says_why_and_the_others_are_kept(c: Case, context: Any) -> None:
    page = context.new_page()  # the browser says each 422 in its console
    page.goto(address(c, "files/"))
    page.set_input_files("#send-file", [file("liste.csv", crafted.NIR.encode()), file("DOC-003.txt")])
    page.get_by_label("J’ai vérifié").check()
    page.get_by_role("button", name="Envoyer").click()

    expect(page.locator(".sending")).to_contain_text("numéro de sécurité sociale")
    # The refusal offers there what the page without scripts does.
    expect(page.get_by_role("link", name="Continuer")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Une fausse alerte").fill("Un numéro de facture")
    page.get_by_role("button", name="Demander").click()
    expect(page.locator("main")).to_contain_text("Un numéro de facture")
    assert violations(page) == []
    page.goto(address(c, "files/"))

    expect(page.locator(".filing li")).to_have_count(1)
    assert violations(page) == []


def test_files_are_filed_by_keyboard(c: Case, visit: Visit) -> None:
    page = visit(address(c, "files/"))
    send(page, file("DOC-003.txt"))

    page.get_by_role("button", name="Les classer ainsi").focus()
    page.keyboard.press("Enter")

    expect(page.locator("body")).to_contain_text("1 fichier classé")
    assert DocumentFile.objects.get().line == "essai/DOC-003"
