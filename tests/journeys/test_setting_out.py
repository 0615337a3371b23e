"""A new quality manager sets out: invited by mail, she settles her site, sends thirty documents, gets the report.

By keyboard alone on a desk, then with a thumb on a phone; without help: each page leads to the next.
"""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from aplomb.apps.accounts import outbox
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.evaluations import tasks
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.services import import_edition
from aplomb.domain.access.matrix import Role
from aplomb.domain.referentials.edition import Edition
from aplomb.formats import library
from tests import factories
from tests.evaluations.cases import NOW
from tests.formats.received import crafted
from tests.journeys.hands import Hands
from tests.journeys.test_signing_in import CHOSEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECES = 30
# What a person takes, in seconds, by the keystroke-level model: a press, a character, a choice made on a page.
PRESS, CHARACTER, CHOICE, READING = 0.2, 0.28, 1.35, 5.0


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True  # a second factor is offered, not demanded
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def edition() -> Edition:
    stored, _ = import_edition(library.find("teleradiologie"), publish=True, at=NOW)
    return compiled(stored.pk)


def pieces(edition: Edition, folder: Path) -> list[Path]:
    """Thirty files as people name them: after the document's title, the version or the year at the end."""
    makers = [
        ("pdf", lambda title: crafted.pdf(title)),
        ("docx", lambda title: crafted.word(title, "Version en vigueur.")),
        ("xlsx", lambda title: crafted.excel(("Document", title), ("Révision", "2026"))),
    ]
    made = []
    for number, document in enumerate(edition.documents[:PIECES]):
        ending, make = makers[number % len(makers)]
        name = re.sub(r"[/:*?]", " ", f"{document.title} {('v2', '2026', '')[number % 3]}".strip())
        path = folder / f"{name[:90]}.{ending}"
        path.write_bytes(make(str(document.title)))
        made.append(path)
    return made


def invited(site: Organisation, origin: str, box: Any) -> str:
    """The link of the mail."""
    firm = factories.administrator()
    services.invite(
        site,
        ["zoe@example.org"],
        Role.QUALITY_MANAGER,
        standing=factories.standing(firm, timezone.localdate()),
        origin=origin,
        at=timezone.now(),
    )
    outbox.send_waiting()
    link = re.search(r"https?://\S+", box.text_of())
    assert link is not None
    return link.group(0)


def back_to_the_list(hands: Hands) -> None:
    """By the site's dashboard; a grid fills a phone's screen, and is left by its own arrow first."""
    leave = hands.page.get_by_role("link", name="Évaluations du site")
    if not hands.by_keyboard and leave.count():
        hands.go_on(leave)
    hands.go_on(hands.page.locator("[data-go=dashboard]"))
    hands.go_on(hands.page.get_by_role("link", name="S’organiser"))


def joins(hands: Hands, link: str) -> None:
    hands.page.goto(link)
    hands.write("first_name", "Zoé")
    hands.write("last_name", "Malvois")
    hands.write("password", CHOSEN)
    hands.go_on(hands.page.get_by_role("button", name="Créer le compte et rejoindre"))
    expect(hands.page).to_have_url(re.compile("/home/$"))
    hands.go_on(hands.page.get_by_role("link", name=re.compile("^S’organiser")))


def says_who_she_is(hands: Hands) -> None:
    page = hands.page
    hands.go_on(page.get_by_role("link", name="Renseigner, Fiche du site"))
    hands.write("finess", "750712184")
    hands.go_on(page.locator("section[aria-labelledby=facts] button"))
    hands.go_on(page.get_by_role("button", name="Nous nous passons de cabinet"))
    back_to_the_list(hands)


def makes_up_the_committee(hands: Hands) -> None:
    page = hands.page
    hands.go_on(page.get_by_role("link", name="Composer, Comité de pilotage"))
    for college, name, function in (
        ("medical", "Léa Vasseur", "Radiologue"),
        ("paramedical", "Noé Ozanne", "Manipulateur"),
        ("administrative", "Inès Morvan", "Secrétaire médicale"),
    ):
        hands.go_on(page.locator(f"a[href$='?college={college}']"))
        hands.write("written_name", name)
        hands.write("function", function)
        hands.go_on(page.locator("form.committee-form button.solid"))
    hands.use(page.locator("summary", has_text="personnel logistique"))
    hands.write("reason", "Tout est assuré par la clinique voisine.")
    hands.go_on(page.locator("details[open] button[name=absent]"))
    back_to_the_list(hands)


def plans(hands: Hands) -> None:
    hands.go_on(hands.page.get_by_role("link", name="Planifier, Plan de communication"))
    hands.go_on(hands.page.get_by_role("button", name="Les mettre au plan"))
    back_to_the_list(hands)


def begins(hands: Hands) -> None:
    page = hands.page
    hands.go_on(page.get_by_role("link", name="Commencer, Première évaluation"))
    for yes in page.locator(".fact input[value=yes]").all():
        hands.tick(yes)
    hands.go_on(page.locator("main button.solid"))
    expect(page.locator("score-grid[data-ready]")).to_be_visible()


def sends(hands: Hands, files: list[Path]) -> None:
    page = hands.page
    back_to_the_list(hands)
    hands.go_on(page.get_by_role("link", name="Envoyer, Documents"))
    hands.send(page.locator("#send-file"), files)
    hands.tick(page.get_by_label("J’ai vérifié"))
    hands.go_on(page.get_by_role("button", name="Envoyer", exact=True), within=180)
    expect(page.locator(".filing select")).to_have_count(PIECES)
    hands.go_on(page.get_by_role("button", name="Les classer ainsi"))
    hands.go_on(page.get_by_role("button", name="Dire que ceux-là existent"))


def takes_the_report(hands: Hands) -> bytes:
    page = hands.page
    expect(page.locator("h1")).to_have_text("Bilan documentaire")
    hands.use(page.locator("summary", has_text="Exporter le bilan"))
    hands.go_on(page.get_by_role("link", name=re.compile("bilan documentaire, PDF")))
    hands.use(page.locator("#report-documents form button"))
    expect(page.locator("#report-documents form")).to_have_count(0)
    tasks.make_report(report_id=Report.objects.get(kind="documents").pk)
    link = page.locator("#report-documents a")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        hands.use(link)
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize(("width", "by_keyboard"), [(1440, True), (390, False)], ids=["keyboard", "phone"])
def test_a_new_quality_manager_gets_her_documentary_report(
    new_context: Any,
    live_server: Any,
    mailbox: Any,
    edition: Edition,
    tmp_path: Path,
    width: int,
    by_keyboard: bool,
    record_property: Any,
) -> None:
    site = factories.organisation("Centre d’imagerie de Clairvaldieu", short_name="Clairvaldieu")
    (tmp_path / "sent").mkdir()
    files = pieces(edition, tmp_path / "sent")
    context = new_context(has_touch=not by_keyboard)
    page: Page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844 if width < 400 else 900})
    page.set_default_timeout(15_000)
    hands = Hands(page, by_keyboard)

    joins(hands, invited(site, live_server.url, mailbox))
    says_who_she_is(hands)
    makes_up_the_committee(hands)
    plans(hands)
    begins(hands)
    sends(hands, files)
    report = takes_the_report(hands)

    site.refresh_from_db()
    assert (site.finess, site.no_consultancy_on) == ("750712184", timezone.localdate())
    assert CommitteeMember.objects.filter(organisation=site).count() == 3
    assert CommunicationAction.objects.filter(organisation=site).count() == 8
    assert Evaluation.objects.filter(organisation=site).count() == 1
    filed = DocumentFile.objects.filter(organisation=site)
    expected = {f"teleradiologie/{document.code}" for document in edition.documents[:PIECES]}
    assert set(filed.values_list("line", flat=True)) == expected
    assert DocumentRecord.objects.filter(organisation=site, state="present").count() == PIECES
    assert str(edition.documents[0].title)[:20] in " ".join(
        sheet.extract_text() for sheet in PdfReader(BytesIO(report)).pages
    ).replace("\n", " ")
    assert list(faults()) == []
    seconds = (
        hands.presses * PRESS + hands.typed * CHARACTER + hands.acts * CHOICE + len(hands.pages) * READING
    )
    record_property("acts", hands.acts)
    record_property("minutes", round(seconds / 60, 1))
    assert seconds < 15 * 60, f"{hands.acts} acts, {hands.presses} presses: {seconds / 60:.1f} min"
