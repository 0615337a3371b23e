"""The pure modules of the pages, tested in the browser that runs them: one Python test a file of `tests/js/`."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = ROOT / "src" / "aplomb" / "web" / "static" / "aplomb" / "js"
ORIGIN = "http://localhost:9"  # nobody listens there: every file is given by the test
KINDS = {".js": "text/javascript", ".json": "application/json"}
PLACES = {"js": MODULES, "tests": HERE, "data": ROOT / "tests" / "data"}


def give(route: Route) -> None:
    """The page's files, from this checkout; a module that is not there fails the import."""
    path = route.request.url.removeprefix(ORIGIN).lstrip("/")
    if not path:
        route.fulfill(body="<!doctype html><title>Tests</title>", content_type="text/html")
        return
    place, _, name = path.partition("/")
    file = PLACES[place] / name
    if file.exists():
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    else:
        route.fulfill(status=404)


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(file.name for file in HERE.glob("*.test.js")))
def test_the_modules_do_what_their_tests_say(page: Page, name: str) -> None:
    page.route(f"{ORIGIN}/**", give)
    page.goto(ORIGIN)

    told = page.evaluate("async (name) => (await import('/tests/harness.js')).run('/tests/' + name)", name)

    assert told, f"{name} declares no test"
    assert [f"{test}\n{fault}" for test, fault in told if fault] == []
