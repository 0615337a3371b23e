"""The XML parts of office documents: read without a DTD, an entity or anything from outside; a text a paragraph."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from aplomb.domain.files.findings import Refused, Rule

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse(data: bytes, *, start: Start, end: End, text: Text) -> None:
    """Go through a part, with local names of elements and attributes. Raises Refused for a DTD or broken XML."""

    def doctype(*_said: object) -> None:
        raise Refused(Rule.DTD)

    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, said: start(
        _local(name), {_local(key): value for key, value in said.items()}
    )
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(Rule.UNREADABLE) from error


def _local(name: str) -> str:
    return name.rpartition("\n")[2]


# What ends a text that people read as one: paragraphs, shared strings, cells.
_BLOCKS = frozenset(("p", "h", "si", "is", "text", "comment", "row", "table-row", "tr"))
_SPACES = frozenset(("tab", "br", "cr", "s", "line-break"))
# Attributes that hold words of people rather than the names of things.
_SAID = frozenset(("descr", "title", "author", "initials", "value", "string-value", "name", "alt", "caption"))


def text_of(data: bytes) -> str:
    """All that a part says, a paragraph a line: runs of one paragraph are one text, however they are cut."""
    lines: list[str] = []
    line: list[str] = []

    def flush() -> None:
        if line:
            lines.append("".join(line))
            line.clear()

    def start(name: str, said: Attributes) -> None:
        if name in _SPACES:
            line.append(" ")
        lines.extend(value for key, value in said.items() if key in _SAID and len(value) > 12)

    def end(name: str) -> None:
        if name in _BLOCKS:
            flush()
        elif name not in ("t", "r", "rPr", "span", "a", "rPh", *_SPACES) and line and line[-1] != " ":
            line.append(" ") if name in ("tc", "table-cell") else None

    parse(data, start=start, end=end, text=line.append)
    flush()
    return "\n".join(lines)
