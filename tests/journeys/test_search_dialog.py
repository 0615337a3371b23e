"""Ctrl-K from anywhere: the search over the page, by the keyboard alone; and the bell that leads to what is new."""

import re

import pytest
from playwright.sync_api import Page, expect

from aplomb.apps.knowledge.services import index_sheets
from tests.evaluations.cases import Case, case
from tests.journeys.conftest import Visit, in_every_look
from tests.journeys.people import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(settings, page: Page, live_server) -> Case:
    settings.DEMO = True
    index_sheets()
    made = case()
    open_session(page.context, live_server.url, made.anne)
    return made


def test_the_keyboard_finds_and_opens_what_one_looks_for(visit: Visit, world: Case) -> None:
    page = visit(f"/o/{world.site.pk}/team/")
    page.goto("/home/")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")

    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.get_by_role("region", name="Récemment").get_by_role("link")).to_have_count(1)
    expect(dialog.get_by_role("link", name="Créer une évaluation")).to_be_visible()

    page.keyboard.type("creer une evaluation")
    expect(dialog.get_by_role("link").first).to_have_text("Créer une évaluation")
    expect(dialog.get_by_role("region", name="Aller à")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/evaluations/new/"))


def test_escape_closes_at_once_and_gives_the_focus_back(visit: Visit, world: Case) -> None:
    page = visit("/home/")
    link = page.get_by_role("link", name="Équipe").first
    link.focus()
    page.keyboard.press("/")
    page.keyboard.type("identité")
    expect(
        page.get_by_role("dialog").get_by_role("link", name=re.compile("identité", re.I)).first
    ).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()


def test_what_one_person_visited_is_not_offered_to_the_next(
    visit: Visit, page: Page, live_server, world: Case
) -> None:
    visit(f"/o/{world.site.pk}/team/")
    open_session(page.context, live_server.url, world.marc)
    visit("/home/")
    page.keyboard.press("Control+k")

    expect(page.get_by_role("dialog").get_by_role("link").first).to_be_visible()
    expect(page.get_by_role("region", name="Récemment")).to_be_hidden()


def test_dialog_and_notices_shut_nobody_out(visit: Visit, page: Page, live_server, world: Case) -> None:
    world.assign(_1=[world.marc])
    open_session(page.context, live_server.url, world.marc)
    wrong = in_every_look(visit("/notices/"))
    page.get_by_role("link", name=re.compile("Rechercher")).click()
    page.keyboard.type("cri")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile("résultat"))

    assert wrong + in_every_look(page) == []


def test_without_scripts_the_link_leads_to_the_page_of_the_search(
    plain_page: Page, live_server, world: Case
) -> None:
    open_session(plain_page.context, live_server.url, world.anne)
    plain_page.goto("/home/")
    plain_page.get_by_role("link", name=re.compile("Rechercher")).click()
    plain_page.get_by_role("searchbox").fill("creer")
    plain_page.keyboard.press("Enter")

    expect(plain_page.get_by_role("main").get_by_role("link", name="Créer une évaluation")).to_be_visible()
