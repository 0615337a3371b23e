"""A poster or a note of the communication plan: large for a wall, or plain for a staff room."""

import json
import sys
from dataclasses import dataclass

from aplomb.domain.organisations.leaflet import Leaflet, from_plain
from aplomb.domain.shared.words import words
from aplomb.reports.engine import compile_pdf
from aplomb.reports.face import COLOURS
from aplomb.reports.typeset import typeset
from aplomb.reports.wording import day_text

TEMPLATE = "leaflet.typ"


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    bold: bool
    italic: bool
    breaks: bool


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    runs: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class LeafletData:
    """All that the template lays out; a poster fills its sheet, a note begins at its top."""

    lang: str
    title: str
    poster: bool
    sheet: str
    site: str
    city: str
    day: str
    pieces: tuple[Piece, ...]
    foot: str
    colours: dict[str, str]


def leaflet_data(leaflet: Leaflet, lang: str) -> LeafletData:
    """What the leaflet says, set as printers do."""
    _ = words(lang).gettext
    return LeafletData(
        lang=lang,
        title=typeset(leaflet.subject, lang),
        poster=leaflet.is_poster,
        sheet=leaflet.sheet.value,
        site=typeset(leaflet.site, lang),
        city=typeset(leaflet.city, lang),
        day=day_text(leaflet.on, lang),
        pieces=tuple(
            Piece(
                block.kind.value,
                tuple(Words(_set(run.text, lang), run.bold, run.italic, run.breaks) for run in block.runs),
            )
            for block in leaflet.blocks
        ),
        foot=_("Made on {day}").format(day=day_text(leaflet.on, lang)),
        colours=dict(COLOURS),
    )


def _set(text: str, lang: str) -> str:
    """Typeset, with the blanks at its ends: it is a piece of a line."""
    begin = " " if text[:1] == " " else ""
    end = " " if text[-1:] == " " else ""
    return begin + typeset(text.strip(" "), lang) + end if text.strip(" ") else text


def leaflet_pdf(leaflet: Leaflet, *, lang: str = "fr") -> bytes:
    """The PDF; the file bears the leaflet's day."""
    return compile_pdf(TEMPLATE, leaflet_data(leaflet, lang), leaflet.on)


def main() -> None:
    """A leaflet as JSON on standard input (`lang`, `leaflet`), its PDF on standard output."""
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(leaflet_pdf(from_plain(asked["leaflet"]), lang=asked["lang"]))


if __name__ == "__main__":
    main()
