"""How wide a text is, and how to break it into lines, without a font at hand.

Widths are those of Source Sans, the typeface of the reports; a page's own typeface may be a little wider,
which callers allow for.
"""

import unicodedata
from functools import cache, lru_cache

_NARROW_WIDTHS = {" ": 200, "\u202f": 125, "\u00a0": 202, "…": 948, "œ": 839, "Œ": 847, "%": 824}
_WIDTHS = (
    _NARROW_WIDTHS
    | dict.fromkeys("iIjl.,:;'’|!", 255)
    | dict.fromkeys("ft()[]{}-r", 330)
    | dict.fromkeys("sczvyxJ?/", 450)
    | dict.fromkeys("abdeghknopqu0123456789+<>=«»–", 525)
    | dict.fromkeys("ABCDEFGKLPRSTVXYZ&", 565)
    | dict.fromkeys("HNOQUw", 665)
    | dict.fromkeys("MWm@—", 785)
)
_OTHER = 560
_BREAKS_AFTER = "-/\u2010"


@lru_cache(maxsize=8192)  # a page lays the same labels out again and again
def text_width(text: str, size: float) -> float:
    """The width of a text at this size, near enough to lay out labels (within a few per cent)."""
    return sum(map(_character_width, text)) * size / 1000


def wrap(text: str, size: float, width: float, lines: int = 4) -> list[str]:
    """The text on as few lines as the width allows, of lengths as even as can be.

    Breaks at spaces and after hyphens and slashes, inside a word only where it is wider than the line. What
    does not fit in `lines` ends with an ellipsis. An empty text is one empty line.
    """
    pieces = _pieces(text)
    greedy = _filled(pieces, size, width)
    if len(greedy) > lines:
        kept = greedy[:lines]
        kept[-1] = _shortened(kept[-1], size, width)
        return kept
    # No narrower than the widest word, which evening out must not cut.
    widest = max((text_width(piece.rstrip(), size) for piece in pieces), default=0)
    narrow, wide = min(width, max(widest, width / len(greedy))), width
    if len(_filled(pieces, size, narrow)) == len(greedy):
        return _filled(pieces, size, narrow)
    for _ in range(6):
        middle = (narrow + wide) / 2
        if len(_filled(pieces, size, middle)) > len(greedy):
            narrow = middle
        else:
            wide = middle
    return _filled(pieces, size, wide)


@cache
def _character_width(character: str) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTHS.get(character) or _WIDTHS.get(base, _OTHER)


def _pieces(text: str) -> list[str]:
    """What may not be parted: words, and the halves of a hyphenated one; a trailing space means one before the next."""
    pieces, current = [], ""
    for character in " ".join(text.split(" ")):
        current += character
        if character == " " or (character in _BREAKS_AFTER and len(current) > 2):
            pieces.append(current)
            current = ""
    return [*pieces, current] if current else pieces


def _filled(pieces: list[str], size: float, width: float) -> list[str]:
    lines, current = [], ""
    for piece in pieces:
        if text_width((current + piece).rstrip(), size) <= width:
            current += piece
            continue
        if current.strip():
            lines.append(current.rstrip())
        while text_width(piece.rstrip(), size) > width and len(piece) > 1:
            fits = next((n for n in range(len(piece) - 1, 1, -1) if text_width(piece[:n], size) <= width), 1)
            lines.append(piece[:fits])
            piece = piece[fits:]
        current = piece
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines


def _shortened(line: str, size: float, width: float) -> str:
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip(" ,;:-") + "…"
