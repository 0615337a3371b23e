"""Solutions before somebody's eyes: every look, keyboard, phone; one made from nothing without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aplomb.apps.solutions.models import Solution
from tests.journeys.conftest import Visit, in_every_look
from tests.journeys.people import open_session
from tests.solutions.cases import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    case = Case()
    open_session(context, live_server.url, case.anne)
    return case


def at(c: Case, rest: str = "") -> str:
    return f"/o/{c.site.pk}/solutions/{rest}"


def test_every_page_is_open_to_everybody_in_every_look(c: Case, visit: Visit) -> None:
    assert in_every_look(visit(at(c))) == []
    row = c.full()
    proposed = c.solution(name="Une idée", by=c.hugo, hours={})
    one, paper = row.participants.get(part="reading_centre"), row.contracts.get()
    hours = c.hours(one, [0, 1, 2, 3, 4], 22, 8)
    for rest in (
        "",
        "new/",
        f"{row.pk}/",
        f"{proposed.pk}/",
        f"{row.pk}/change/",
        f"{row.pk}/participants/new/",
        f"participants/{one.pk}/",
        f"participants/{one.pk}/hours/new/",
        f"hours/{hours.pk}/",
        f"{row.pk}/contracts/new/",
        f"contracts/{paper.pk}/",
    ):
        assert (rest, in_every_look(visit(at(c, rest)))) == (rest, [])


def test_without_scripts_a_solution_its_hours_and_who_reads(
    c: Case, plain_page: Page, live_server: Any
) -> None:
    open_session(plain_page.context, live_server.url, c.anne)
    plain_page.goto(at(c))
    plain_page.get_by_role("link", name="Nouvelle solution").click()
    plain_page.get_by_label("Nom", exact=True).fill("Permanence de nuit")
    plain_page.get_by_label("En service").check()
    for slot in ("Scanner, nuit en semaine", "Scanner, nuit le week-end"):
        plain_page.get_by_label(slot).check()
    plain_page.get_by_role("button", name="Enregistrer").click()
    expect(plain_page.locator("#hours-ct")).to_contain_text("en semaine : nuit")

    plain_page.get_by_role("link", name="Ajouter", exact=True).click()
    plain_page.get_by_label("Centre de lecture").check()
    plain_page.get_by_label("Structure", exact=True).select_option(label="Centre de Ternoy")
    plain_page.get_by_role("button", name="Enregistrer").click()

    expect(plain_page.locator("body")).to_contain_text("Centre de Ternoy")
    assert Solution.objects.get().participants.get().organisation == c.centre
