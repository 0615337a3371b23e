"""The journal and the reference of the API: open to everybody, whatever the theme and the width."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from tests import factories
from tests.evaluations.cases import Case, case, op
from tests.journeys.conftest import Visit, overflow, violations
from tests.journeys.people import open_session

from aplomb.apps.accounts import services as accounts
from aplomb.apps.organisations import services
from aplomb.domain.access.matrix import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCS = "/api/v1/docs"
looks = pytest.mark.parametrize(
    ("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]
)


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


@looks
def test_the_journal_shuts_nobody_out(
    visit: Visit, page: Page, live_server, world: Case, theme, width
) -> None:
    wrong = []
    for person in (world.anne, factories.administrator()):
        open_session(page.context, live_server.url, person)
        for address in addresses(world):
            shown = visit(address, theme=theme, width=width)
            wrong += [f"{address}: {fault}" for fault in violations(shown)]
            if overflow(shown) > 0:
                wrong.append(f"{address}: wider than its window by {overflow(shown)} px")

    assert wrong == []


@looks
def test_the_reference_of_the_api_shuts_nobody_out(visit: Visit, theme, width) -> None:
    shown = visit(DOCS, theme=theme, width=width)
    shown.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")

    assert violations(shown) == []
    assert overflow(shown) <= 0


def test_neither_is_wider_than_a_small_phone(visit: Visit, page: Page, live_server, world: Case) -> None:
    open_session(page.context, live_server.url, world.anne)

    wide = [one for one in [DOCS, *addresses(world)] if overflow(visit(one, width=320)) > 0]

    assert wide == []


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
