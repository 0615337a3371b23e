"""Markdown to HTML, for sheets, tools and letters: CommonMark with tables, nothing else.

Raw HTML is shown as text, images are dropped, links go to the web or to a mailbox only, and no character that
turns the direction of the text passes (reliability-security.md §11).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_REL = "nofollow noopener noreferrer"
SCHEMES = ("http", "https", "mailto")
TOP_LEVEL = 2  # the page's own title is its only h1
_DIRECTION = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CODE = re.compile(r"\b[FT]-\d{3}\b")

LinkTo = Callable[[str], str | None]


def to_html(text: str, link_to: LinkTo | None = None) -> str:
    """The text as HTML for a page that has a title of its own.

    Headings are shifted so that the highest is an h2; each has an id made of its words. `link_to` gives the
    address of a sheet (F-012) or a tool (T-004) named in the text, or `None` to leave it as it is.
    """
    parser = _parser()
    tokens = parser.parse(text.translate(_DIRECTION))
    _shift_headings(tokens)
    tokens = list(_with_row_headers(tokens))
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children, link_to))
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.validateLink = _is_link  # type: ignore[method-assign]
    return parser


def _is_link(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


# --- headings ----------------------------------------------------------------------------------------------


def _shift_headings(tokens: list[Token]) -> None:
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = max(0, TOP_LEVEL - min(levels, default=TOP_LEVEL))
    taken: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[index + 1].content, taken))


def _anchor(title: str, taken: set[str]) -> str:
    """An id made of the words of a heading, without accents: `ce-que-l-auditeur-regarde`."""
    plain = title.lower().replace("’", " ").replace("œ", "oe")
    words = re.findall("[a-z0-9]+", unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode())
    stem = "-".join(words) or "section"
    anchor, count = stem, 1
    while anchor in taken:
        count += 1
        anchor = f"{stem}-{count}"
    taken.add(anchor)
    return anchor


# --- tables ------------------------------------------------------------------------------------------------


def _with_row_headers(tokens: list[Token]) -> Iterator[Token]:
    """Tables whose header row is empty are forms: it goes, and the first cell of each row is its header."""
    index = 0
    while index < len(tokens):
        if tokens[index].type != "table_open":
            yield tokens[index]
            index += 1
            continue
        end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
        yield from _table(tokens[index : end + 1])
        index = end + 1


def _table(tokens: list[Token]) -> Iterator[Token]:
    body = next((i for i, token in enumerate(tokens) if token.type == "tbody_open"), len(tokens) - 1)
    is_form = not any(token.content.strip() for token in tokens[:body] if token.type == "inline")
    first_cell = False
    for token in tokens[:1] + tokens[body:] if is_form else tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "tr_open":
            first_cell = is_form
        if first_cell and token.type in ("td_open", "td_close"):
            first_cell = token.type == "td_open"
            token.tag = "th"
            if token.nesting == 1:
                token.attrSet("scope", "row")
        yield token


# --- inside a line -----------------------------------------------------------------------------------------


def _inline(tokens: list[Token], link_to: LinkTo | None) -> Iterator[Token]:
    inside_link = False
    for token in tokens:
        if token.type == "link_open":
            inside_link = True
            token.attrSet("rel", LINK_REL)
        elif token.type == "link_close":
            inside_link = False
        if token.type == "image":
            yield _text(token.content)  # what stands for the image where it is not shown
        elif token.type == "text" and link_to and not inside_link:
            yield from _linked(token.content, link_to)
        else:
            yield token


def _linked(text: str, link_to: LinkTo) -> Iterator[Token]:
    """The text, with a link on each code of a sheet or tool that has an address."""
    start = 0
    for found in _CODE.finditer(text):
        address = link_to(found[0])
        if address is None:
            continue
        yield _text(text[start : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        start = found.end()
    yield _text(text[start:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


# --- texts that must stay text -----------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!])")
_AT_LINE_START = re.compile(r"^([+\-=]|\d{1,9}(?=[.)]))", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_BLANK = re.compile("[ \t]+")  # no-break spaces are typography: they stay


def escaped(text: str) -> str:
    """A value as Markdown that reads back as this very text; its line breaks stay, its blank lines go."""
    lines = (_BLANK.sub(" ", line).strip(" ") for line in _clean(text).split("\n"))
    plain = "\n".join(line for line in lines if line)
    marked = _AT_LINE_START.sub(_mark, _SPECIAL.sub(r"\\\1", plain))
    return marked.replace("\n", "\\\n")


def _mark(found: re.Match[str]) -> str:
    # Before a point or parenthesis, it is the mark after the figures that makes a list.
    return f"{found[1]}\\" if found[1][0].isdigit() else f"\\{found[1]}"


def on_one_line(text: str) -> str:
    """A value for a line of plain text, such as a subject."""
    return _BLANK.sub(" ", _clean(text).replace("\n", " "))


def _clean(text: str) -> str:
    """The text without what nobody sees: control characters, and those that turn its direction."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_DIRECTION)
