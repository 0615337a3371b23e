"""Posters and notes: filled in from the site, looked at, taken as PDF and Word; nothing false, nothing of a patient."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import leaflets
from aplomb.apps.journal.models import Entry, Value
from aplomb.formats.letter import shipped_letters
from aplomb.formats.letter_needs import blocks_of, needs_of
from tests import factories
from tests.committees.cases import Case, days
from tests.support.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def c(client) -> Case:
    c = Case()
    c.complete()
    c.plan = c.action(channel="Affiche en salle d’attente")
    c.address = f"/o/{c.site.pk}/committee/communication/{c.plan.pk}/leaflet/"
    client.force_login(c.anne)
    return c


POSTER = {
    "sheet": "a3",
    "applicant-name": "Centre de Clairvaldieu",
    "scheme-title": "Label",
    "quality_manager-email": "qualite@example.org",
}


def test_what_the_site_knows_is_there_already(client, c):
    shown = client.get(c.address)

    article = " ".join(page(shown).xpath("string(//article)").split())
    assert "Votre avis nous aide à progresser" in article
    assert "Centre de Clairvaldieu mène une démarche" in article
    assert c.anne.email in article
    assert "alert" not in page(shown).xpath("string(//main//form[@novalidate])")


def test_what_is_missing_is_asked_for_and_said_once_sent(client, c):
    address = f"{c.address}?template=note-team-announcement"

    first = client.get(address)
    sent = client.post(address, {"sheet": "a4", "applicant-name": "Centre"})

    assert "l’aperçu s’affiche ici" in first.content.decode()
    assert not page(first).xpath("//*[@class='err']")
    assert sent.status_code == 422
    assert page(sent, 422).xpath("//*[@class='err']")


def test_the_poster_is_one_sheet_of_the_size_asked(client, c):
    answer = client.post(c.address, {**POSTER, "take": "pdf"})

    [sheet] = PdfReader(io.BytesIO(answer.content)).pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (842, 1191)
    text = sheet.extract_text()
    assert "qualite@example.org" in text.replace("\n", "")
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(stream=c.anne.stream, action="content.exported").count() == 1
    assert Value.objects.get(entry__action="content.exported").data["file"] == "leaflet.pdf"


def test_the_word_file_says_the_same(client, c):
    answer = client.post(c.address, {**POSTER, "take": "docx"})

    document = Document(io.BytesIO(answer.content))
    text = [paragraph.text.replace("\u00a0", " ") for paragraph in document.paragraphs]
    assert "Votre avis nous aide à progresser" in text
    assert "Votre identité vous est redemandée à chaque étape : c’est pour votre sécurité." in text
    assert any("qualite@example.org" in line for line in text)


def test_the_same_poster_gives_the_same_bytes(client, c):
    for kind in ("pdf", "docx"):
        one, other = (client.post(c.address, {**POSTER, "take": kind}).content for _ in range(2))
        assert one == other


def test_dates_to_come_are_proposed_from_the_committee_s_own(client, c):
    c.meeting(days(9))

    shown = client.get(f"{c.address}?template=note-team-announcement")

    [dates] = page(shown).xpath("//textarea[@name='plan-next_dates']/text()")
    assert "réunion du comité de pilotage" in dates
    assert "Patients, affiche en salle d’attente" in dates


def test_no_patient_s_number_leaves_on_a_wall(client, c):
    answer = client.post(c.address, {**POSTER, "scheme-title": "1 84 12 76 451 089 46", "take": "pdf"})

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")


def test_markup_that_somebody_types_stays_text(client, c):
    answer = client.post(c.address, {**POSTER, "applicant-name": "**Centre** <b>x</b> #set", "take": ""})

    article = page(answer).xpath("//article")[0]
    assert "**Centre** <b>x</b> #set" in article.text_content()


def test_nothing_that_claims_a_certificate_is_offered(client, c):
    assert "poster-labelled" not in leaflets.templates()
    assert client.get(f"{c.address}?template=poster-labelled").status_code == 404
    assert len(leaflets.templates()) == 4


def test_a_stranger_finds_nothing(client, c):
    client.force_login(c.zoe)

    assert client.get(c.address).status_code == 404
    assert User.objects.count() == 4


def test_what_a_letter_needs_is_found_in_its_choices_and_loops():
    needs = {need.path: need.is_needed for need in needs_of(shipped_letters()["note-team-announcement"])}

    assert needs["plan.ready_on"] is False
    assert needs["plan.next_dates"] is False
    assert needs["committee.members"] is True
    assert not any(path.startswith("item.") for path in needs)


def test_a_body_becomes_blocks():
    found = blocks_of("# Un *titre*\n\nUn **mot**\\\nseul\n\n- un\n- deux\n")

    assert [(block.kind.value, block.text) for block in found] == [
        ("title", "Un titre"),
        ("paragraph", "Un motseul"),
        ("item", "un"),
        ("item", "deux"),
    ]
    assert found[1].runs[2].breaks


def test_the_page_costs_the_same_for_a_long_plan(client, c, django_assert_max_num_queries):
    for _ in range(12):
        c.action()
        c.member(college="medical", written_name=factories.user().last_name)

    with django_assert_max_num_queries(17):
        client.get(c.address)
