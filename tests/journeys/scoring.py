"""What the journeys of the scoring grid share: signing in, the page's own words, what the base holds in the end."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Entry, Evaluation

# What the browser itself says of a network that is cut on purpose, or of an answer that the page expects.
EXPECTED = ("net::ERR_", "status of 401", "status of 404", "status of 409", "status of 503")


def sign_in(context: BrowserContext, address: str, person: User) -> None:
    """Put a session of this person in the browser, in place of any other."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def open_page(context: BrowserContext, said: list[str]) -> Page:
    """A page whose complaints are kept, those that a test provokes left out."""
    page = context.new_page()

    def heard(message: Any) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in EXPECTED):
            said.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


def grid(page: Page, evaluation: Evaluation, more: str = "") -> Page:
    """The grid, drawn."""
    page.goto(f"/evaluations/{evaluation.pk}/{more}")
    expect(page.locator("score-grid[data-ready]")).to_be_visible()
    return page


def row(page: Page, code: str) -> Locator:
    return page.locator(f'li.crit[data-code="{code}"]')


def status(page: Page) -> Locator:
    return page.locator("[data-part=status]")


def saved(page: Page) -> None:
    """Wait until the page says that all is on the server."""
    expect(status(page)).to_have_attribute("data-situation", "saved", timeout=30_000)


def enter(page: Page, code: str) -> None:
    """Put the focus on a row as a click in its text does."""
    row(page, code).locator(".c > p").first.click()
    expect(row(page, code)).to_have_attribute("aria-current", "true")


def focused(page: Page) -> str:
    """The criterion whose row holds the focus."""
    found: str = page.evaluate("document.activeElement.closest('.crit')?.dataset.code ?? ''")
    return found


def tab_to(page: Page, wanted: Callable[[], bool], *, back: bool = False, most: int = 400) -> None:
    """Press Tab until the focus is where it is wanted."""
    for _ in range(most):
        if wanted():
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError("the focus never got there")


def scores(evaluation: Evaluation) -> dict[str, Any]:
    """What the base holds, by criterion."""
    return {entry.criterion: entry.score for entry in Entry.objects.filter(evaluation=evaluation)}
