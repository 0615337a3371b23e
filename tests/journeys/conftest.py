"""A site on this machine, a browser before it, and nothing said in its console."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALLEST = 320
HEIGHTS = {SMALLEST: 640, 390: 844, 1024: 768}
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fr-FR", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def context(new_context: Any, live_server: Any) -> BrowserContext:
    return new_context(base_url=live_server.url)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; whatever the browser complains of (content policy, script, missing file) fails the test."""
    page, said = context.new_page(), list[str]()

    def heard(message: ConsoleMessage) -> None:
        answered = any(f"status of {status}" in message.text for status in (404, 409))
        expected = answered and message.location["url"] == page.url
        if message.type in ("error", "warning") and not expected:
            said.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


@pytest.fixture
def visit(page: Page, live_server: Any) -> Visit:
    """Go to an address, in a theme and at a width."""

    def visited(address: str, *, theme: str = "", width: int = 1440) -> Page:
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        if theme:
            page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        page.goto(address)
        return page

    return visited


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Page]:
    """A page without scripts."""
    options = {**browser_context_args, "base_url": live_server.url, "java_script_enabled": False}
    context = browser.new_context(**options)
    yield context.new_page()
    context.close()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong, with the elements concerned; by these rules, or by all that bind us."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    asked = {"runOnly": rules} if rules else RULES
    found = page.evaluate("asked => axe.run({...asked, resultTypes: ['violations']})", asked)["violations"]
    return [
        f"{item['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for item in found
        for node in item["nodes"]
    ]


def in_every_look(page: Page, widths: Sequence[int] = (1440, 390)) -> list[str]:
    """What is wrong with a page in each theme and at each width; it is as narrow as a small phone afterwards.

    Themes differ in colours alone, so that the dark one is asked about these.
    """
    wrong = []
    for theme, rules in (("light", ()), ("dark", ("color-contrast",))):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
            wrong += [f"{theme}, {width} px: {fault}" for fault in violations(page, *rules)]
            if (beyond := overflow(page)) > 0:
                wrong.append(f"{theme}, {width} px: wider than its window by {beyond} px")
    page.set_viewport_size({"width": SMALLEST, "height": HEIGHTS[SMALLEST]})
    if (beyond := overflow(page)) > 0:
        wrong.append(f"wider than a small phone by {beyond} px")
    return wrong


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
