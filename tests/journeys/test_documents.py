"""The inventory of documents before somebody's eyes: filtered, changed in place, by mouse, keyboard and phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from aplomb.apps.documents.models import DocumentRecord
from tests.evaluations.cases import Case
from tests.journeys.conftest import Visit, in_every_look, violations
from tests.journeys.people import open_session
from tests.support import scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROW = "#d-essai-DOC-001"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    made = scored.case()
    scored.paper(made, "DOC-002", "partial", kept_at="Classeur 3")
    open_session(context, live_server.url, made.anne)
    return made


def address(c: Case, rest: str = "") -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


def state_of(code: str) -> str:
    return str(DocumentRecord.objects.values_list("state", flat=True).get(code=code))


@pytest.mark.parametrize("rest", ["", "?by=deadline", "?show=mine", "expected/essai/DOC-001/", "own/"])
def test_every_page_is_open_to_everybody_in_every_look(c: Case, visit: Visit, rest: str) -> None:
    assert in_every_look(visit(address(c, rest))) == []


def test_on_a_phone_no_choice_lies_over_another_and_the_account_is_within_reach(
    c: Case, visit: Visit
) -> None:
    page = visit(address(c), width=390)

    cut = "links => links.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    assert page.locator(".seg a, .seg button").evaluate_all(cut) == []
    page.get_by_role("link", name="Mon compte").click()
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile("/$"))


def test_a_line_is_changed_where_it_stands_and_the_figures_follow(c: Case, visit: Visit) -> None:
    page = visit(address(c))

    page.locator(f"{ROW} [data-edit]").click()
    form = page.locator("tr.editing form")
    expect(form.get_by_label("Existe")).to_be_visible()
    assert violations(page) == []
    form.get_by_label("Existe").check()
    form.get_by_label("Où il est rangé").fill("Qualiscope")
    page.keyboard.press("Control+Enter")

    expect(page.locator(ROW)).to_contain_text("Qualiscope")
    expect(page.locator("#inventory [role=status]")).to_have_text("Convention : enregistré.")
    expect(page.locator(".figs .fig").last).to_contain_text("1 sur 1")
    assert state_of("DOC-001") == "present"
    assert page.evaluate("document.activeElement.closest('tr')?.id") == ROW[1:]


def test_escape_closes_the_form_and_leaves_the_line_as_it_was(c: Case, visit: Visit) -> None:
    page = visit(address(c))
    page.locator(f"{ROW} [data-edit]").click()
    expect(page.locator("tr.editing form")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("tr.editing")).to_have_count(0)
    expect(page.locator(ROW)).to_be_visible()
    assert not DocumentRecord.objects.filter(code="DOC-001").exists()


def test_a_fault_is_told_in_the_line_with_what_was_typed(c: Case, context: Any, live_server: Any) -> None:
    page = context.new_page()  # the browser says each 422 in its console
    page.goto(address(c))
    page.locator(f"{ROW} [data-edit]").click()
    page.fill("tr.editing [name=approved_on]", "2026-05-01")
    page.fill("tr.editing [name=valid_until]", "2020-01-01")

    page.locator("tr.editing button.solid").click()

    expect(page.locator("tr.editing .err, tr.editing [role=alert]").first).to_be_visible()
    expect(page.locator("tr.editing [name=valid_until]")).to_have_value("2020-01-01")


def test_somebody_else_s_change_meanwhile_shows_both_versions_in_the_line(c: Case, context: Any) -> None:
    page = context.new_page()  # the browser says each 409 in its console
    page.goto(address(c))
    page.locator(f"{ROW} [data-edit]").click()
    page.locator("tr.editing [name=kept_at]").fill("Qualiscope")
    scored.paper(c, "DOC-001", "missing", kept_at="Introuvable")

    page.locator("tr.editing button.solid").click()

    both = page.locator("tr.editing .callout")
    expect(both).to_contain_text("Introuvable")
    expect(both).to_be_focused()
    expect(page.locator("tr.editing [name=kept_at]")).to_have_value("Qualiscope")
    assert DocumentRecord.objects.get(code="DOC-001").kept_at == "Introuvable"
    page.locator("tr.editing button.solid").click()
    expect(page.locator(ROW)).to_contain_text("Qualiscope")


def test_the_whole_list_by_keyboard(c: Case, visit: Visit) -> None:
    page = visit(address(c))

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-count]")).to_contain_text("2")
    page.select_option("#bulk-state", "present")
    page.locator("#bulk button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("body")).to_contain_text("2 documents enregistrés.")
    assert (state_of("DOC-001"), state_of("DOC-002")) == ("present", "present")


def test_a_search_keeps_its_place_while_the_list_follows(c: Case, visit: Visit) -> None:
    page = visit(address(c))

    page.keyboard.press("/")
    page.keyboard.type("plan", delay=20)

    expect(page.locator("tr.doc")).to_have_count(1)
    page.keyboard.type("ning")
    expect(page.locator("#doc-search")).to_have_value("planning")
    expect(page.locator("#doc-search")).to_be_focused()
    page.wait_for_url("**q=planning**")


def test_what_is_typed_while_the_list_comes_is_kept_and_asked_for(c: Case, visit: Visit) -> None:
    page = visit(address(c))
    under_way: list[Route] = []
    page.route("**/documents/?*q=plan", lambda route: under_way.append(route))

    page.keyboard.press("/")
    with page.expect_request("**/documents/?*q=plan"):
        page.keyboard.type("plan")
    page.keyboard.type("n")
    page.keyboard.press("ArrowLeft")
    under_way[0].continue_()

    expect(page.locator("tr.doc")).to_have_count(1)
    expect(page.locator("#doc-search")).to_have_value("plann")
    page.wait_for_url("**q=plann")
    page.keyboard.type("-")
    expect(page.locator("#doc-search")).to_have_value("plan-n")


def test_without_scripts_a_line_is_a_page_and_comes_back_to_the_list(
    c: Case, plain_page: Page, live_server: Any
) -> None:
    open_session(plain_page.context, live_server.url, c.anne)
    plain_page.goto(address(c, "?show=todo"))

    plain_page.locator(f"{ROW} [data-edit]").click()
    plain_page.get_by_label("Existe").check()
    plain_page.locator("main form button.solid").click()

    expect(plain_page.locator("body")).to_contain_text("Convention : enregistré.")
    assert "show=todo" in plain_page.url
    assert state_of("DOC-001") == "present"


def test_an_own_document_is_added_and_found_in_the_list(c: Case, visit: Visit) -> None:
    page = visit(address(c, "own/"))

    page.get_by_label("Titre").fill("Charte d’accueil des remplaçants")
    page.locator("main form button.solid").click()

    expect(page.locator("tr.doc", has_text="Charte d’accueil")).to_contain_text("ajouté par le site")
