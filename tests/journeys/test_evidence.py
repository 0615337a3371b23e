"""Evidence before somebody's eyes: added beside the criterion, from a phone too, and on its own pages."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aplomb.apps.evidence.models import Evidence, Use
from tests.evaluations.cases import Case
from tests.formats.received import crafted
from tests.journeys.conftest import Visit, in_every_look, overflow, violations
from tests.journeys.people import open_session
from tests.support import scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def way(c: Case, rest: str = "evidence/") -> str:
    return f"/evaluations/{c.evaluation.pk}/{rest}"


def file(name: str, data: bytes = b"Vu en salle") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def panel(page: Page) -> Any:
    return page.locator(".proofs-of")


def add_note(page: Page, title: str) -> None:
    page.locator(".adding summary", has_text="note").click()
    page.locator("#proof-note-title").fill(title)
    page.locator("#proof-note-text").fill("Affiché à l’accueil.")
    page.locator(".adding details[open]").get_by_role("button", name="Ajouter").click()


def test_evidence_is_added_beside_the_criterion_and_counted_in_its_row(c: Case, visit: Visit) -> None:
    page = visit(way(c, "#c-1.1.1"))
    page.get_by_role("tab", name="Preuves").click()
    expect(panel(page)).to_contain_text("Aucune preuve")
    add_note(page, "Affiche des tarifs")
    expect(panel(page).locator("li")).to_contain_text("Affiche des tarifs")
    page.locator(".adding summary", has_text="fichier").click()
    page.set_input_files("#proof-file-file", file("affiche.txt"))
    page.locator(".adding details[open]").get_by_label("J’ai vérifié").check()
    page.get_by_role("button", name="Envoyer").click()

    expect(page.locator('li.crit[data-code="1.1.1"]')).to_contain_text("2 preuves")
    expect(page.get_by_role("tab", name="Preuves").locator(".count")).to_have_text("2")
    assert list(Use.objects.values_list("criterion", flat=True)) == ["1.1.1", "1.1.1"]
    assert violations(page) == []
    page.reload()
    expect(page.locator('li.crit[data-code="1.1.1"]')).to_contain_text("2 preuves")


def test_a_refused_file_says_why_beside_the_criterion(c: Case, context: Any) -> None:
    page = context.new_page()  # the browser says each 422 in its console
    page.goto(way(c, "#c-1.1.1"))
    page.get_by_role("tab", name="Preuves").click()
    page.locator(".adding summary", has_text="fichier").click()
    page.set_input_files("#proof-file-file", file("liste.csv", crafted.NIR.encode()))
    page.locator(".adding details[open]").get_by_label("J’ai vérifié").check()
    page.get_by_role("button", name="Envoyer").click()

    expect(panel(page).locator(".err")).to_contain_text("numéro de sécurité sociale")
    assert not Evidence.objects.exists()


def test_a_phone_proves_too(c: Case, visit: Visit) -> None:
    page = visit(way(c, "#c-1.1.1"), width=390)
    page.locator(".one").get_by_role("button", name="Preuves").click()
    expect(page.locator("dialog .proofs-of")).to_contain_text("Aucune preuve")
    add_note(page, "Affiche des tarifs")

    expect(page.locator("dialog .proofs-of li")).to_contain_text("Affiche des tarifs")
    assert violations(page) == []
    assert overflow(page) <= 0


def test_its_pages_are_open_to_everybody_in_every_look(c: Case, visit: Visit) -> None:
    page = visit(way(c, "evidence/?criterion=1.1.1"))
    assert in_every_look(page) == []
    page.set_input_files("#send-file", file("affiche des tarifs.txt"))
    page.get_by_label("J’ai vérifié").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer").click()
    page.locator("summary", has_text="note").click()
    page.locator("summary", has_text="déjà").click()
    assert in_every_look(page) == []
    page.get_by_role("link", name="affiche des tarifs.txt").first.click()
    page.locator("summary", has_text="Retirer").click()
    page.locator("summary", has_text="nouvelle version").click()
    assert in_every_look(page) == []
    page.goto(way(c))
    assert in_every_look(page) == []
