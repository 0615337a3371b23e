"""The journal and the reference of the API: open to everybody, whatever the theme and the width."""

from collections.abc import Sequence

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from aplomb.apps.accounts import services as accounts
from aplomb.apps.organisations import services
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.evaluations.cases import Case, case, op
from tests.journeys.conftest import Visit, in_every_look
from tests.journeys.people import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCS = "/api/v1/docs"


@pytest.fixture
def world(settings) -> Case:
    settings.DEMO = True
    made = case()
    made.say(op("1.1.1", score=2), op("1.2.1", comment="Vu avec le cadre."))
    at, standing = timezone.now(), factories.standing(made.anne)
    services.invite(made.site, ["zoe@example.org"], Role.EVALUATOR, standing=standing, origin="", at=at)
    accounts.sign_in_failed("nobody@example.org", at=at, address="192.0.2.2")
    return made


def addresses(made: Case) -> list[str]:
    own = f"/o/{made.site.pk}/journal/"
    return [own, f"{own}?check=on", f"{own}?since=hier", f"{own}?since=2030-01-01", "/journal/"]


def look_at(page: Page, address: str, widths: Sequence[int] = (1440, 390)) -> list[str]:
    """What is wrong with the page in every look, everything that opens being open."""
    page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
    return [f"{address}: {fault}" for fault in in_every_look(page, widths)]


def test_the_journal_shuts_nobody_out(visit: Visit, page: Page, live_server, world: Case) -> None:
    wrong = []
    for person in (world.anne, factories.administrator()):
        open_session(page.context, live_server.url, person)
        for address in addresses(world):
            wrong += look_at(visit(address), address)

    assert wrong == []


def test_the_reference_of_the_api_shuts_nobody_out(visit: Visit) -> None:
    """One column at every width, and by far the longest page: the narrow look says it all."""
    assert look_at(visit(DOCS), DOCS, [390]) == []


def test_a_reader_filters_follows_an_object_and_checks_the_chain(
    visit: Visit, page: Page, live_server, world: Case
) -> None:
    open_session(page.context, live_server.url, world.anne)
    visit(f"/o/{world.site.pk}/journal/")

    page.get_by_label("Quoi").select_option("entry.written")
    page.get_by_role("button", name="Filtrer").click()
    assert page.locator("tbody tr").count() == 2

    page.locator("tbody a").first.click()
    assert page.locator("tbody tr").count() == 3

    page.get_by_role("link", name="Vérifier toute la chaîne").click()
    assert page.get_by_role("status").inner_text().startswith("Chaîne intacte")
