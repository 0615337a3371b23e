"""Text in one or more languages: French always there, the others where somebody wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the content, by language code."""

    languages: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, str] | None) -> "Text":
        """The text that a mapping `{fr: …, en: …}` holds; empty when there is none."""
        return cls(tuple((data or {}).items()))

    def get(self, lang: str) -> str | None:
        """The text in this very language, or nothing."""
        return next((text for code, text in self.languages if code == lang), None)

    def in_(self, lang: str) -> str:
        """The text in this language, else in French, else empty."""
        return self.get(lang) or self.get(FRENCH) or ""

    def has(self, lang: str) -> bool:
        """Whether somebody wrote it in this language: what is missing is shown as missing."""
        return bool(self.get(lang))

    def __bool__(self) -> bool:
        return any(text for _, text in self.languages)

    def __str__(self) -> str:
        return self.in_(FRENCH)
