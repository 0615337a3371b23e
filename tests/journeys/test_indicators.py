"""Indicators before somebody's eyes: every look of the pages, and the way from nothing to a signal explained."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aplomb.apps.indicators.models import Measurement
from tests.indicators.cases import Case, past_months
from tests.journeys.conftest import Visit, in_every_look
from tests.journeys.people import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    case = Case()
    open_session(context, live_server.url, case.anne)
    return case


def test_from_the_usual_ones_to_a_signal_explained_in_every_look(c: Case, context: Any) -> None:
    page: Page = context.new_page()  # the browser says each 422 in its console
    page.goto(f"/o/{c.site.pk}/indicators/usual/")
    assert in_every_look(page) == []
    page.get_by_text("Temps de transmission", exact=True).click()
    page.get_by_role("button", name="Suivre ceux qui sont cochés").click()
    page.get_by_role("link", name="Temps de transmission").click()
    page.get_by_role("link", name="Importer des mesures").click()

    values = (12, 14, 11, 13, 12, 14, 11, 13, 12, 14, 40)
    lines = [f"{day:%d/%m/%Y} ; {value}" for day, value in zip(past_months(11), values, strict=True)]
    page.get_by_label("Lignes").fill("\n".join([*lines, "demain ; 3"]))
    page.get_by_role("button", name="Voir les mesures").click()
    expect(page.get_by_role("alert")).to_contain_text("ligne 12")
    assert in_every_look(page) == []
    page.get_by_label("Lignes").fill("\n".join(lines))
    page.get_by_role("button", name="Voir les mesures").click()
    page.get_by_role("button", name="Enregistrer ces mesures").click()

    expect(page.get_by_role("img", name="2 signaux.")).to_be_visible()
    expect(page.get_by_text("Mauvaise nouvelle")).to_be_visible()
    assert in_every_look(page) == []
    page.goto(f"/o/{c.site.pk}/indicators/")
    expect(page.get_by_text("au-dessus de la limite")).to_be_visible()
    assert in_every_look(page) == []


def test_the_forms_in_every_look(c: Case, visit: Visit) -> None:
    row = c.indicator()
    c.months(row, 50)
    for rest in ("new/", f"measures/{Measurement.objects.get().pk}/"):
        assert in_every_look(visit(f"/o/{c.site.pk}/indicators/{rest}")) == [], rest
