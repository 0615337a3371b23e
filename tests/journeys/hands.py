"""Somebody at the page: by keyboard alone, or with a thumb on a phone. Every act is counted."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

FURTHEST = 400  # presses of Tab; more, and the place cannot be reached
_HERE = "element => element === document.activeElement"


@dataclass
class Hands:
    """What a person does to a page: acts, what they type, and the presses that it takes to get there."""

    page: Page
    by_keyboard: bool
    acts: int = 0
    typed: int = 0
    presses: int = 0
    pages: list[str] = field(default_factory=list)

    def go_on(self, what: Locator, *, within: int = 30) -> None:
        """Follow a link or press a button that leads to another page, within so many seconds."""
        with self.page.expect_navigation(timeout=1000 * within):
            self.use(what)
        self.pages.append(self.page.url)

    def use(self, what: Locator) -> None:
        """A button, a link or a folded part."""
        self.acts += 1
        if not self.by_keyboard:
            what.tap()
            return
        self._reach(what)
        self._press("Enter")

    def write(self, where: str, text: str) -> None:
        """Type in the field of this name."""
        self.acts += 1
        self.typed += len(text)
        what = self.page.locator(f"main [name={where}]:not([type=hidden])").first
        if self.by_keyboard:
            self._reach(what)
            self.page.keyboard.type(text)
        else:
            what.fill(text)

    def tick(self, what: Locator) -> None:
        """A box, or the first choice of a group that has none yet."""
        self.acts += 1
        if not self.by_keyboard:
            what.locator("xpath=ancestor::label").tap()
            return
        self._reach(what)
        self._press("Space")

    def send(self, what: Locator, files: list[Any]) -> None:
        """Choose files in the browser's own window."""
        self.acts += 1
        with self.page.expect_file_chooser() as chooser:
            if self.by_keyboard:
                self._reach(what)
                self._press("Enter")
            else:
                what.tap()
        chooser.value.set_files(files)

    def _reach(self, what: Locator) -> None:
        """Go there with Tab alone, from where one is."""
        what.wait_for(state="visible")
        found = what.element_handle()
        assert found is not None
        for _ in range(FURTHEST):
            if found.evaluate(_HERE):
                return
            self._press("Tab")
        where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"{FURTHEST} presses of Tab do not reach {what}; the focus is on {where}")

    def _press(self, key: str) -> None:
        self.presses += 1
        self.page.keyboard.press(key)
