"""The improvement plan before somebody's eyes: its pages in every look, a card moved by the keyboard."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from aplomb.apps.plans import task_services
from tests import factories
from tests.journeys.conftest import Visit, in_every_look
from tests.journeys.people import open_session
from tests.plans.cases import Case, days, today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def c(context: Any, live_server: Any, settings: Any) -> Case:
    settings.DEMO = True
    case = Case()
    open_session(context, live_server.url, case.anne)
    return case


def test_the_plan_is_open_to_everybody_and_a_card_moves_by_the_keyboard(c: Case, visit: Visit) -> None:
    theme = c.active(title="Injection", targets={"1.2.1": 3}, due_date=days(-3))
    said = {"text": "Écrire", "owner": f"u{c.marc.pk}", "starts_on": today(), "due_on": days(9)}
    task_services.add(theme, said, standing=factories.standing(c.anne), at=timezone.now())
    c.theme(title="Accès", due_date=None)
    pages = [
        "gantt/",
        "what-if/",
        "list/",
        "proposals/",
        "themes/new/?proposal=1.1",
        f"themes/{theme.pk}/",
        "",
    ]
    for rest in pages:
        assert (rest, in_every_look(visit(c.url(rest)))) == (rest, [])

    page = visit(c.url())
    menu = page.locator(f"#theme-{theme.pk} details.card-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    way = menu.locator("button[data-column=to_assess]")
    expect(way).to_be_visible()
    way.focus()
    page.keyboard.press("Enter")

    expect(page.locator("section[data-column=to_assess]")).to_contain_text("Injection")
