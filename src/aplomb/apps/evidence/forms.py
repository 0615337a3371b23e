"""What a person says of a piece of evidence, read from a form; the service says what is wrong with it."""

from collections.abc import Mapping

from aplomb.apps.evidence.said import Said
from aplomb.domain.evaluations.evidence import Kind

TYPED = (Kind.FILE, Kind.LINK, Kind.NOTE)


def said_in(posted: Mapping[str, str]) -> Said:
    """The piece that a form describes; a kind that nobody types is taken for a file."""
    kind = posted.get("kind", "")
    return Said(
        criterion=posted.get("criterion", "").strip(),
        kind=Kind(kind) if kind in TYPED else Kind.FILE,
        title=posted.get("title", ""),
        url=posted.get("url", "").strip(),
        text=posted.get("text", ""),
    )


def codes_in(text: str) -> list[str]:
    """The criteria that somebody names: `1.1.2, 2.1.1`, by commas, semicolons or blanks."""
    return text.replace(",", " ").replace(";", " ").split()
