"""The pages of signing in, of one's account and of a team: open to everybody, whatever the theme and the width."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from tests import factories
from tests.journeys.conftest import Visit, violations
from tests.journeys.people import open_session

from aplomb.apps.organisations import services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
looks = pytest.mark.parametrize(
    ("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]
)


@dataclass
class World:
    """A site with its people, a link of each kind, and who is in front of the browser."""

    site: Any
    anne: Any
    karim: Any
    admin: Any
    invitation: str
    reset: str


def test_two_windows_on_the_same_facts_read_side_by_side(
    visit: Visit, page: Page, live_server, world: World
) -> None:
    open_session(page.context, live_server.url, world.anne)
    visit(f"/o/{world.site.pk}/settings/", width=390)
    standing = factories.standing(world.anne, timezone.localdate())
    services.update(world.site, {"city": "Malroche"}, version=1, standing=standing, at=timezone.now())
    page.get_by_label("Ville").fill("Royèvre-sur-Lac")
    page.get_by_role("button", name="Enregistrer").first.click()

    page.get_by_role("heading", level=1, name="Modifié entre-temps").wait_for()
    assert "Malroche" in page.locator("main").inner_text()
    assert "Royèvre-sur-Lac" in page.locator("main").inner_text()
    assert violations(page) == []
