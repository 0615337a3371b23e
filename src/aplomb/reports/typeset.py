"""What people wrote, made fit to be set: nothing that breaks a line, a page or a build, nothing lost unsaid.

Text stays text: it reaches the template inside JSON and is never read as markup.
"""

import re
import unicodedata
from functools import cache, lru_cache

from aplomb.domain.shared.text import FRENCH, Text
from aplomb.reports.typeface import covered

# A text in the report's language, or, where nobody wrote it in this one, its French under its code.
Said = str | dict[str, str]

NOT_IN_TYPEFACE = "[…]"
_NARROW = "\u202f"
_ZERO_WIDTH_SPACE = "\u200b"
_LONGEST_WORD = 30
_BREAK_EVERY = 12
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"[ \u00a0]*\n\s*")
# Controls, marks of direction, joiners and selectors: they say how to draw what we do not draw.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_REPLACED = str.maketrans(
    {"\t": " ", "\u2007": "\u00a0", "\u2008": _NARROW, "\u2009": _NARROW, "\u200a": _NARROW, "\u2011": "-"}
)
_WIDE_SPACES = re.compile("[\u1680\u2000-\u2006\u205f\u3000]")
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_ADDRESS_JOINTS = re.compile(r"(?<=[/?&=._,;:@#%+-])(?=\w)")
_BEFORE_HIGH_SIGNS = re.compile(r" (?=[;?!»](?:\s|$|[)\]]))")
_BEFORE_COLON = re.compile(r" (?=:(?:\s|$))")
_AFTER_QUOTE = re.compile(r"(?<=«) ")


@lru_cache(maxsize=4096)
def typeset(text: str, lang: str = FRENCH) -> str:
    """A text ready to be set: covered by the typeface, with places to break where a word is longer than a line.

    In French the spaces that hold punctuation to its word become unbreakable. Characters that the typeface
    lacks are said to be left out, by « […] ». The texts of a referential come back in every report: the last
    few thousand are kept.
    """
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST_WORD:
        return _spaced(text.strip(), lang)
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    text = _UNSEEN.sub("", text.translate(_REPLACED))
    text = _BLANK_LINES.sub("\n", _WIDE_SPACES.sub(" ", text)).strip()
    text = _within_typeface(text)
    return _LONG_WORD.sub(_with_breaks, _spaced(text, lang))


def content(text: Text, lang: str) -> Said:
    """A text of the content in the report's language, else in French and said to be."""
    found = text.get(lang)
    if found or lang == FRENCH:
        return typeset(found or "", lang)
    return {FRENCH: typeset(text.in_(FRENCH), FRENCH)}


def numbered(code: str, said: Said) -> Said:
    """A title after its number, which belongs to every language."""
    if isinstance(said, str):
        return f"{typeset(code)}\u00a0 {said}"
    return {lang: f"{typeset(code)}\u00a0 {text}" for lang, text in said.items()}


def plain(said: Said) -> str:
    """The words alone, for a label drawn in a chart."""
    return said if isinstance(said, str) else said[FRENCH]


def shortened(text: str, longest: int) -> str:
    """A text cut to so many characters at a space, with an ellipsis, for a running head."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    head, space, _ = kept.rpartition(" ")
    return (head if space and len(head) > longest // 2 else kept).rstrip(" ,;:-") + "…"


def _spaced(text: str, lang: str) -> str:
    if lang != FRENCH:
        return text
    text = _BEFORE_HIGH_SIGNS.sub(_NARROW, text)
    return _AFTER_QUOTE.sub("\u00a0", _BEFORE_COLON.sub("\u00a0", text))


def _within_typeface(text: str) -> str:
    if not _outside_typeface().search(text):
        return text
    known = covered()
    parts: list[str] = []
    for character in text:
        plainer = character
        if character != "\n" and ord(character) not in known:
            plainer = unicodedata.normalize("NFKC", character)
            if not all(ord(part) in known for part in plainer):
                plainer = NOT_IN_TYPEFACE
        if plainer != NOT_IN_TYPEFACE or parts[-1:] != [NOT_IN_TYPEFACE]:
            parts.append(plainer)
    return "".join(parts)


@cache
def _outside_typeface() -> re.Pattern[str]:
    """What finds a character that the typeface has not; line ends are none of its business."""
    ranges: list[list[int]] = []
    for code in sorted(covered()):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[^\n{inside}]")


def _with_breaks(match: re.Match[str]) -> str:
    """A long word with places to break: at the joints of an address, else every so many characters."""
    pieces = []
    for piece in _ADDRESS_JOINTS.split(match[0]):
        pieces += [piece[start : start + _BREAK_EVERY] for start in range(0, len(piece), _BREAK_EVERY)]
    return _ZERO_WIDTH_SPACE.join(pieces)
