"""Documents that a group shares, and files set aside, before somebody's eyes in every look."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from aplomb.apps.documents import services
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.files.models import FalseAlarm
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.evaluations.cases import Case
from tests.journeys.conftest import Visit, in_every_look
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


def test_what_a_group_shares_is_marked_opened_and_replaced_by_the_site(c: Case, visit: Visit) -> None:
    group = factories.organisation("Groupe Sorvane", Kind.GROUP)
    factories.affiliation(c.site, group)
    keeper = factories.member(group, Role.QUALITY_MANAGER)
    now = timezone.now()
    said = {"state": "present", "shared": True, "kept_at": "GED du groupe"}
    standing = factories.standing(keeper, day_in_paris(now))
    services.write(group, [Wanted("essai/DOC-001", said)], standing=standing, at=now)
    page = visit(f"/o/{c.site.pk}/documents/")

    page.get_by_role("link", name="partagé par Groupe Sorvane").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convention")
    assert in_every_look(page) == []
    page = visit(f"/o/{c.site.pk}/documents/expected/essai/DOC-001/")
    page.get_by_label("Partiel").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#d-essai-DOC-001")).not_to_contain_text("partagé par")
    page = visit(f"/o/{c.site.pk}/documents/expected/essai/DOC-001/")
    assert in_every_look(page) == []
    page.get_by_role("button", name="S’en remettre au groupe").click()
    expect(page.locator("#d-essai-DOC-001")).to_contain_text("partagé par Groupe Sorvane")


def test_what_is_set_aside_is_open_to_everybody_in_every_look(c: Case, visit: Visit) -> None:
    page = visit(f"/o/{c.site.pk}/documents/expected/essai/DOC-001/files/")
    page.set_input_files(
        "#send-file", [{"name": "facture.txt", "mimeType": "text/plain", "buffer": b"Convention"}]
    )
    page.get_by_label("J’ai vérifié").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("table")).to_contain_text("facture.txt")
    stored = DocumentFile.objects.select_related("file").get().file
    stored.reported_at, stored.reported_by = timezone.now(), c.marc
    stored.report_reason = "Un nom en page 2"
    stored.save()
    for number, asked in enumerate((timezone.now(), None)):
        FalseAlarm.objects.create(
            holder=c.site.stream,
            sha256=f"{number:064x}",
            rules=["nir"],
            refused_at=timezone.now(),
            refused_by=c.marc if asked else c.anne,
            asked_at=asked,
            reason="Un numéro de facture" if asked else "",
        )

    page = visit(f"/o/{c.site.pk}/documents/aside/")

    expect(page.get_by_role("button", name="Lever")).to_be_visible()
    assert in_every_look(page) == []
