"""A poster or a note of the communication plan, ready to be laid out: what it says, block by block."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Sheet(StrEnum):
    """The paper that it is laid out for."""

    A4 = "a4"
    A3 = "a3"


class BlockKind(StrEnum):
    TITLE = "title"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; `breaks`: a new line begins after them."""

    text: str
    bold: bool = False
    italic: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a paragraph or an item of a list."""

    kind: BlockKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A poster (large, for a wall) or a note (for the staff room), of a site, on a day."""

    is_poster: bool
    sheet: Sheet
    site: str
    city: str
    on: date
    subject: str
    blocks: tuple[Block, ...]


def as_plain(leaflet: Leaflet) -> dict[str, Any]:
    """The leaflet as JSON holds it."""
    return {**asdict(leaflet), "on": leaflet.on.isoformat()}


def from_plain(data: Mapping[str, Any]) -> Leaflet:
    """The leaflet back from JSON."""
    blocks = tuple(
        Block(BlockKind(one["kind"]), tuple(Run(**run) for run in one["runs"])) for one in data["blocks"]
    )
    return Leaflet(
        is_poster=data["is_poster"],
        sheet=Sheet(data["sheet"]),
        site=data["site"],
        city=data["city"],
        on=date.fromisoformat(data["on"]),
        subject=data["subject"],
        blocks=blocks,
    )
