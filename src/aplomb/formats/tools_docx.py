"""A text tool as a Word document: its Markdown laid out, what is known of the site filled in."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.shared import Cm, Pt
from markdown_it import MarkdownIt
from markdown_it.token import Token

from aplomb.domain.shared.archive import MADE_AT, dated
from aplomb.formats.tools import Tool, filled

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.text.paragraph import Paragraph

MARGIN = Cm(2)
BODY_SIZE = Pt(10.5)
LANGUAGE = "fr-FR"


def tool_docx(tool: Tool, values: Mapping[str, str] | None = None) -> bytes:
    """The tool as Word, with the site's values; what is not known stays a bracketed blank to fill in."""
    document = Document()
    _set_up(document, tool)
    document.add_heading(tool.title, level=0)
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(filled(tool, values or {}))
    _Writer(document).write(tokens)
    stream = BytesIO()
    document.save(stream)
    return dated(stream)


def _set_up(document: "Doc", tool: Tool) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = tool.title, "Aplomb", LANGUAGE
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", BODY_SIZE


class _Writer:
    """Lays out the tokens of a Markdown text, in order."""

    def __init__(self, document: "Doc") -> None:
        self.document = document
        self.lists: list[str] = []

    def write(self, tokens: list[Token]) -> None:
        waiting = iter(tokens)
        for token in waiting:
            if token.type == "heading_open":
                heading = self.document.add_heading(level=min(int(token.tag[1]), 4))
                self._inline(heading, next(waiting))
            elif token.type == "paragraph_open":
                self._inline(self.document.add_paragraph(style=self._style()), next(waiting))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self.lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif token.type == "table_open":
                self._table(waiting)

    def _style(self) -> str | None:
        if not self.lists:
            return None
        depth = min(len(self.lists), 3)
        return self.lists[-1] if depth == 1 else f"{self.lists[-1]} {depth}"

    def _table(self, tokens: Iterator[Token]) -> None:
        rows: list[list[Token]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        table = self.document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
        for number, row in enumerate(rows):
            for column, content in enumerate(row):
                paragraph = table.cell(number, column).paragraphs[0]
                self._inline(paragraph, content, bold=number == 0)
        self.document.add_paragraph()

    def _inline(self, paragraph: "Paragraph", token: Token, *, bold: bool = False) -> None:
        italic = False
        strong = bold
        for child in token.children or ():
            if child.type in ("strong_open", "strong_close"):
                strong = bold or child.type == "strong_open"
            elif child.type in ("em_open", "em_close"):
                italic = child.type == "em_open"
            elif child.type in ("softbreak", "hardbreak"):
                paragraph.add_run("\n" if child.type == "hardbreak" else " ")
            elif child.content:
                run = paragraph.add_run(child.content)
                run.bold, run.italic = strong or None, italic or None
