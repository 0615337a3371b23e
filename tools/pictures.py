"""The pictures of the guides: `python tools/pictures.py [NAME …]`, all by default, into `docs/images/`.

A demonstration is made for the occasion, or `APLOMB_ADDRESS` names one that runs. Needs Chromium; the pictures of files
need LibreOffice and poppler's `pdftoppm` too. French, light theme: nothing but what the program shows.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDE, HIGH = 1440, 900
PORT = 8766
PASSWORD = "aplomb-demonstration"  # noqa: S105 -- the demonstration's, printed by run.py
MANAGER, CONSULTANT, READER = "t.lascombe-ory", "h.destrel", "n.arsaguet"
SITE = "Clairvaldieu"
PATIENCE = 60_000


# — Pages ————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Screen:
    """A page to show: to whom (nobody: a visitor), and how they come to it from where they arrive."""

    name: str
    who: str
    go: Callable[[Page], None]


def to(path: str) -> Callable[[Page], None]:
    return lambda page: visit(page, path)


def by(*links: str) -> Callable[[Page], None]:
    """Follow links by their words, one after the other, from the reader's home."""

    def go(page: Page) -> None:
        for link in links:
            page.get_by_role("link", name=link, exact=True).first.click()
            page.wait_for_load_state("networkidle")

    return go


def grid(page: Page) -> None:
    """The evaluation under way, where answered criteria meet those that are not."""
    by("Évaluations")(page)
    page.get_by_role("link", name="Auto-évaluation n° 3").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("a[href='#c-1.5.1']").first.click()
    page.wait_for_load_state("networkidle")


def results(page: Page) -> None:
    """The results of the evaluation closed last on the same referential."""
    by("Tableau de bord")(page)
    page.get_by_role("link", name="Bilan complet").first.click()
    page.wait_for_load_state("networkidle")


def plan(page: Page) -> None:
    """The plan's board: the link bears the number of its themes too."""
    page.locator("nav a[href$='/plan/']").first.click()
    page.wait_for_load_state("networkidle")


def indicator(page: Page) -> None:
    """The first indicator whose chart says something."""
    page.locator("nav a[href$='/indicators/']").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("main tr").filter(has=page.locator(".tag.danger")).get_by_role("link").first.click()
    page.wait_for_load_state("networkidle")


SCREENS = (
    Screen("referentiel", "", to("/referentials/teleradiologie/")),
    Screen("tableau-de-bord", MANAGER, by("Tableau de bord")),
    Screen("grille", MANAGER, grid),
    Screen("resultats", MANAGER, results),
    Screen("documents", MANAGER, by("Documents")),
    Screen("plan", MANAGER, plan),
    Screen("indicateur", MANAGER, indicator),
    Screen("sites-du-consultant", CONSULTANT, to("/home/")),
    Screen("sites-du-reseau", READER, to("/home/")),
)


def visit(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def take(browser: Browser, address: str, screens: Sequence[Screen]) -> None:
    for who in dict.fromkeys(screen.who for screen in screens):
        context = browser.new_context(
            base_url=address,
            viewport={"width": WIDE, "height": HIGH},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if who:
            sign_in(page, who)
        for screen in screens:
            if screen.who == who:
                if who:
                    visit(page, "/home/")
                screen.go(page)
                page.mouse.move(0, 0)
                page.screenshot(path=IMAGES / f"{screen.name}.png", animations="disabled")
        context.close()


def sign_in(page: Page, who: str) -> None:
    visit(page, "/login/")
    page.fill("[name=login]", f"{who}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration: the one that is named, or one made in a folder of its own."""
    if address := os.environ.get("APLOMB_ADDRESS"):
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="aplomb-pictures-") as folder:
        Path(folder).chmod(0o755)
        environment = {**os.environ, "APLOMB_VAR": folder, "PORT": str(PORT), "APLOMB_DEMO": "1"}
        aplomb("prepare", environment)
        server = subprocess.Popen([sys.executable, "-m", "aplomb", "serve"], env=environment)
        try:
            yield ready(f"http://127.0.0.1:{PORT}")
        finally:
            server.terminate()
            server.wait(60)


def ready(address: str) -> str:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=30)  # noqa: S310 -- our own server
        except OSError:
            time.sleep(0.2)
        else:
            return address
    raise SystemExit("the demonstration did not start")


# — Files ————————————————————————————————————————————————————————————————————

FILES = ("grille-excel", "bilan-performance")
DAY = date(2026, 11, 24)


def take_files(names: Sequence[str]) -> None:
    """A page of the performance report, and the grid as a spreadsheet program shows it."""
    with tempfile.TemporaryDirectory(prefix="aplomb-pictures-") as folder:
        place = Path(folder)
        filled = place / "grille.xlsx"
        filled.write_bytes(filled_grid())
        if "bilan-performance" in names:
            aplomb("evaluate", os.environ, str(filled), "--out", folder, "--date", DAY.isoformat())
            page_picture(place / "performance.pdf", IMAGES / "bilan-performance", page=2, resolution=90)
        if "grille-excel" in names:
            words = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(filled)]
            subprocess.run(words, check=True, capture_output=True)
            page_picture(place / "grille.pdf", IMAGES / "grille-excel", page=1, resolution=90)


def filled_grid() -> bytes:
    """The bench's evaluation, plausible and always the same."""
    sys.path.insert(0, str(ROOT))
    from bench.core import answered

    from aplomb.domain.documents.inventory import Record, State
    from aplomb.formats.grid_xlsx import write_grid
    from aplomb.formats.library import find

    edition = find("teleradiologie")
    documents = {
        document.code: Record(State.PRESENT if n % 7 else State.PARTIAL)
        for n, document in enumerate(edition.documents)
        if n % 5
    }
    return write_grid(
        edition,
        entries=answered(edition),
        documents=documents,
        organisation="Centre d’imagerie de Clairvaldieu",
        on=DAY,
    )


def page_picture(pdf: Path, target: Path, *, page: int, resolution: int) -> None:
    """One page of a PDF as `<target>.png`."""
    words = ["pdftoppm", "-png", "-singlefile", "-r", str(resolution), "-f", str(page), "-l", str(page)]
    subprocess.run([*words, str(pdf), str(target)], check=True)


def aplomb(command: str, environment: "os._Environ[str] | dict[str, str]", *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "aplomb", command, *words], env=environment, check=True, capture_output=True
    )


def main(names: Sequence[str]) -> int:
    screens = [screen for screen in SCREENS if not names or screen.name in names]
    files = [name for name in FILES if not names or name in names]
    if unknown := set(names) - {*FILES, *(screen.name for screen in SCREENS)}:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    IMAGES.mkdir(exist_ok=True)
    if screens:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        with demonstration() as address, sync_playwright() as playwright:
            take(playwright.chromium.launch(executable_path=program), address, screens)
    if files:
        take_files(files)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
