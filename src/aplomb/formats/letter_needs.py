"""What a letter asks of whoever sends it, and its body as blocks to lay out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aplomb.domain.organisations.leaflet import Block, BlockKind, Run
from aplomb.formats.letter import Choice, Letter, Loop, Part, Value
from aplomb.formats.letter_fields import FIELDS, Kind


@dataclass(frozen=True, slots=True)
class Need:
    """A value that a letter names. Without an `is_needed` one it cannot be written; another may be left empty."""

    path: str
    kind: Kind
    is_needed: bool


def needs_of(letter: Letter) -> list[Need]:
    """Every value that the letter names, once, in its order; needed where it stands outside of any choice on it."""
    found: dict[str, bool] = {}
    for path, is_needed in _named((*letter.subject, *letter.body), frozenset(), frozenset()):
        found[path] = found.get(path, False) or is_needed
    return [Need(path, FIELDS[path], is_needed) for path, is_needed in found.items()]


def _named(
    parts: Sequence[Part], chosen: frozenset[str], items: frozenset[str]
) -> Iterator[tuple[str, bool]]:
    for part in parts:
        if isinstance(part, Value) and part.path.partition(".")[0] not in items:
            yield part.path, part.path not in chosen
        elif isinstance(part, Choice):
            yield part.path, False
            yield from _named(part.parts, chosen | {part.path}, items)
        elif isinstance(part, Loop):
            yield part.path, part.path not in chosen
            yield from _named(part.parts, chosen, items | {part.name})


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """The body of a letter as titles, paragraphs and items: all that posters and notes are made of."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(markdown)
    found, kind, depth = [], BlockKind.PARAGRAPH, 0
    for token in tokens:
        depth += {
            "bullet_list_open": 1,
            "ordered_list_open": 1,
            "bullet_list_close": -1,
            "ordered_list_close": -1,
        }.get(token.type, 0)
        if token.type == "heading_open":
            kind = BlockKind.TITLE
        elif token.type == "paragraph_open":
            kind = BlockKind.ITEM if depth else BlockKind.PARAGRAPH
        elif token.type == "inline":
            found.append(Block(kind, tuple(_runs(token.children or []))))
    return tuple(found)


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    bold = italic = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            italic = token.type == "em_open"
        elif token.type == "hardbreak":
            yield Run("", breaks=True)
        elif token.type == "softbreak":
            yield Run(" ", bold, italic)
        elif token.content:
            yield Run(token.content, bold, italic)
