"""A visitor reads, searches, compares and prints: with a mouse, by keyboard, on a phone, without scripts."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aplomb.apps.referentials.services import import_edition
from aplomb.domain.referentials.edition import compile_edition
from tests.journeys.conftest import Visit, in_every_look, overflow, violations
from tests.referentials.library import library
from tests.referentials.test_compare import revised

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READER = "/referentials/essai/2026.2/"
PAGES = {
    "home": "/",
    "list": "/referentials/",
    "edition": READER,
    "search": f"{READER}?q=patient&dimension=D01",
    "nothing": f"{READER}?q=zzzz",
    "criterion": f"{READER}criteria/1.1.1/",
    "compare": "/referentials/compare/?a=essai@2026.1&b=essai@2026.2",
    "side": "/referentials/compare/?a=essai@2026.2&b=autre@2026.1",
    "components": "/components/",
    "missing": "/nulle-part/",
}
every_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)


@pytest.fixture(autouse=True)
def _editions() -> None:
    for data in (library(), revised(), library(code="autre", title={"fr": "Autre"})):
        import_edition(compile_edition(data), publish=True)


# — For everyone ——————————————————————————————————————————————————————————————————————————————————————————————


@every_page
def test_no_page_shuts_anybody_out(visit: Visit, address: str) -> None:
    """In both themes, wide and on a phone, everything that opens being open: nothing for axe to say."""
    assert in_every_look(open_all(visit(address))) == []


@every_page
def test_no_page_is_wider_than_its_window(visit: Visit, address: str) -> None:
    """Nor when the reader spaces the text out (WCAG 1.4.12)."""
    page = open_all(visit(address))

    for width in (320, 390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, f"{width} px"
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert overflow(page) <= 0, "spaced out"


def open_all(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    return page


# — Searching ————————————————————————————————————————————————————————————————————————————————————————————————


def test_results_follow_what_is_typed_and_the_address_follows_too(visit: Visit) -> None:
    page = visit(READER)
    search = page.get_by_role("searchbox")

    search.press_sequentially("ident", delay=10)

    expect(page.locator(".criterion")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 critère sur 7")
    expect(page.locator("mark")).to_have_text("identité")
    expect(search).to_be_focused()
    expect(page).to_have_url(re.compile(r"/2026\.2/\?q=ident$"))
    page.reload()
    expect(page.locator(".criterion")).to_have_count(1)
    expect(search).to_have_value("ident")


def test_filters_apply_at_once_and_the_rail_follows(visit: Visit) -> None:
    page = visit(READER)
    expect(page.locator("#rail > ol > li")).to_have_count(2)

    page.get_by_role("combobox", name="Dimension").select_option("D02")

    expect(page.locator(".criterion")).to_have_count(1)
    expect(page.locator("#rail > ol > li")).to_have_count(1)
    page.locator(".chip", has_text="Essentiel").click()
    expect(page.get_by_text("Aucun critère ne répond à tout cela")).to_be_visible()
    page.get_by_role("link", name="Afficher tous les critères").click()
    expect(page.locator(".criterion")).to_have_count(7)


def test_a_search_that_fails_says_so_and_leaves_the_list(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(READER)
    page.route("**/*q=*", lambda route: route.abort())

    page.get_by_role("searchbox").press_sequentially("identité")

    expect(page.get_by_text("La recherche n’a pas abouti. Recommencez.")).to_be_visible()
    expect(page.locator(".criterion")).to_have_count(7)


def test_the_search_works_without_scripts(plain_page: Page) -> None:
    plain_page.goto(READER)

    plain_page.get_by_role("searchbox").fill("identité")
    plain_page.get_by_role("button", name="Rechercher").click()

    expect(plain_page.locator(".criterion")).to_have_count(1)
    summary = plain_page.locator(".criterion summary")
    summary.click()
    expect(plain_page.get_by_role("link", name="Page de ce critère")).to_be_visible()


# — By keyboard ——————————————————————————————————————————————————————————————————————————————————————————————


def test_the_first_key_skips_to_the_content(visit: Visit) -> None:
    page = visit(READER)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_a_referential_is_read_by_keyboard_alone(visit: Visit) -> None:
    page = visit(READER)

    page.keyboard.press("j")
    expect(page.locator("#c-1\\.1\\.1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#c-1\\.1\\.2")).to_be_focused()
    page.keyboard.press("k")
    guidance = page.locator("#c-1\\.1\\.1 .more-body")
    expect(guidance).to_be_hidden()
    page.keyboard.press("o")
    expect(guidance).to_be_visible()
    page.keyboard.press("o")
    expect(guidance).to_be_hidden()

    page.keyboard.press("Shift+O")
    expect(page.locator("details.more[open]")).to_have_count(page.locator("details.more").count())
    page.keyboard.press("/")
    page.keyboard.type("protocole")
    expect(page.locator(".criterion")).to_have_count(1)
    expect(page.locator("details.more[open]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#c-1\\.1\\.1")).to_be_focused()


def test_the_list_of_shortcuts_opens_closes_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit(READER)
    page.keyboard.press("j")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#c-1\\.1\\.1")).to_be_focused()


def test_single_keys_can_be_turned_off_and_on_again(visit: Visit) -> None:
    page = visit(READER)
    page.get_by_role("button", name="Raccourcis").click()
    page.get_by_label("Raccourcis d’une touche actifs").uncheck()
    page.keyboard.press("Escape")
    page.reload()

    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".criterion:focus")).to_have_count(0)

    page.get_by_role("button", name="Raccourcis").click()
    page.get_by_label("Raccourcis d’une touche actifs").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#c-1\\.1\\.1")).to_be_focused()


def test_keys_leave_alone_whoever_is_typing(visit: Visit) -> None:
    page = visit(READER)

    page.get_by_role("searchbox").press_sequentially("jko?/")

    expect(page.get_by_role("searchbox")).to_have_value("jko?/")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_rail_shows_where_the_reader_is(visit: Visit) -> None:
    page = visit(READER)

    page.locator("#rail a", has_text="2.10").click()
    expect(page).to_have_url(re.compile(r"#r-c-2\.10$"))

    page.locator("#rail a", has_text="Documents attendus").click()
    expect(page.locator("#rail a[aria-current]")).to_have_text("Documents attendus")


def test_an_address_that_names_a_criterion_opens_its_guidance_in_sight(visit: Visit) -> None:
    page = visit(f"{READER}#c-1.1.1")

    criterion = page.locator("#c-1\\.1\\.1")
    expect(criterion.locator("details")).to_have_attribute("open", "")
    expect(criterion.locator(".txt")).to_be_in_viewport()
    bar, text = page.locator(".finder").bounding_box(), criterion.locator(".txt").bounding_box()
    assert bar is not None
    assert text is not None
    assert text["y"] >= bar["y"] + bar["height"]


# — Theme and language ———————————————————————————————————————————————————————————————————————————————————————


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_the_theme_changes_at_once_and_stays(visit: Visit) -> None:
    page = visit("/")
    light = ground(page)

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Thème sombre").click()
    dark = ground(page)
    page.goto("/referentials/")

    assert light != dark
    assert ground(page) == dark
    expect(page.get_by_role("button", name="Thème sombre")).to_have_attribute("aria-pressed", "true")


def test_without_scripts_the_theme_is_there_from_the_first_byte(plain_page: Page) -> None:
    plain_page.goto("/components/")

    plain_page.get_by_role("button", name="Thème sombre").click()

    expect(plain_page).to_have_url(re.compile("/components/$"))
    expect(plain_page.locator("html")).to_have_attribute("data-theme", "dark")
    assert plain_page.request.get("/").text().count('data-theme="dark"') == 1


def test_the_language_changes_and_the_search_stays(visit: Visit) -> None:
    page = visit(READER)
    page.get_by_role("searchbox").press_sequentially("identité")
    expect(page.locator(".criterion")).to_have_count(1)

    page.get_by_role("button", name="EN").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#count")).to_have_text("1 criterion of 7")
    expect(page.get_by_role("searchbox")).to_have_value("identité")


def test_the_language_changes_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/referentials/")

    plain_page.get_by_role("button", name="EN").click()

    expect(plain_page).to_have_url(re.compile("/referentials/$"))
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Referentials")


# — On paper —————————————————————————————————————————————————————————————————————————————————————————————————


def test_an_edition_prints_as_a_booklet_with_its_guidance(visit: Visit, tmp_path: Path) -> None:
    page = visit(READER)
    file = tmp_path / "essai.pdf"
    page.pdf(path=file, prefer_css_page_size=True)

    pages = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    first = " ".join(pages[0].split())
    assert "Essai 2026.2" in first
    assert "2.10 Exigence 2.10" in first  # the rail has become the table of contents
    assert "Rechercher" not in first
    whole = " ".join(" ".join(pages).split())
    for said in (
        "Coter 3 si tout est nommé.",
        "Protocole signé.",
        "Décret cité de mémoire",
        "Échelle et règles",
        "DOC-001",
    ):
        assert said in whole
    assert "Page de ce critère" not in whole
    assert "Télécharger la grille" not in whole


def test_print_shows_closed_guidance_and_no_controls(visit: Visit) -> None:
    page = visit(READER)
    page.emulate_media(media="print")

    expect(page.locator(".finder")).to_be_hidden()
    expect(page.locator("#downloads")).to_be_hidden()
    expect(page.get_by_text("Coter 3 si tout est nommé.")).to_be_visible()
