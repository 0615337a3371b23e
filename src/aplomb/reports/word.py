"""A Word document in the house's manner, or in that of a body's own template: what every report writes with.

Headings, body text and tables take the template's styles where it has them, so that its fonts, colours and logo
hold. A level keeps its digit and its colour.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from aplomb.domain.shared.archive import MADE_AT, dated
from aplomb.reports.face import COLOURS, Picture, Sign
from aplomb.reports.pictures import bitmaps
from aplomb.reports.typeset import Said, plain

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

MARGIN, UNIT = Cm(2), Pt(0.75)
BODY, SMALL = Pt(10), Pt(8.5)


class Tile(str):
    """A level's key among the signs: its cell takes the colours of the level."""


Content = Said | Picture | Tile


class Word:
    """A document under way. Pictures are gathered first: they are drawn all at once (`with_pictures`)."""

    def __init__(self, lang: str, signs: dict[str, Sign], template: bytes | None = None) -> None:
        self.doc: Doc = Document(BytesIO(template)) if template else Document()
        self.signs, self.lang = signs, lang
        self._drawn: dict[str, bytes] = {}
        if template:
            self._empty_body()
        else:
            self._house_look()

    def _empty_body(self) -> None:
        """Keep of a template its styles, its heads and feet, its page; not its text."""
        body = self.doc.element.body
        for part in list(body):
            if part.tag != qn("w:sectPr"):
                body.remove(part)

    def _house_look(self) -> None:
        for section in self.doc.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = MARGIN
            section.top_margin = section.bottom_margin = MARGIN
        normal = self.doc.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", BODY
        for level in (1, 2, 3):
            style = self.doc.styles[f"Heading {level}"]
            style.font.color.rgb = _colour(COLOURS["ink"])
            style.font.name = "Calibri"

    def with_pictures(self, pictures: Iterable[Picture]) -> None:
        """Draw these: what `picture` and tables show must be among them."""
        wanted = list({one.svg: one for one in pictures}.values())
        self._drawn = dict(zip((one.svg for one in wanted), bitmaps(wanted), strict=True))

    def bear(self, title: str, subject: str) -> None:
        """What the file says of itself, and the language that it is written in."""
        properties = self.doc.core_properties
        properties.title, properties.subject, properties.author = title, subject, "Aplomb"
        properties.language = {"fr": "fr-FR"}.get(self.lang, "en-GB")
        properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
        defaults = self.doc.styles.element.find(qn("w:docDefaults"))
        if defaults is not None:
            for language in defaults.iter(qn("w:lang")):
                language.set(qn("w:val"), properties.language)

    def foot(self, text: str) -> None:
        """The running foot with the number of the page; a template that has one keeps its own."""
        footer = self.doc.sections[0].footer
        if any(paragraph.text.strip() for paragraph in footer.paragraphs):
            return
        paragraph = footer.paragraphs[0]
        paragraph.add_run(f"{text} · ").font.size = SMALL
        _field(paragraph, "PAGE", "1")

    def heading(self, text: Said, level: int = 1, *, new_page: bool = False) -> None:
        paragraph = self._paragraph(f"Heading {level}")
        paragraph.add_run(plain(text))
        paragraph.paragraph_format.page_break_before = new_page or None

    def text(self, text: Said, *, strong: bool = False, faint: bool = False, style: str = "Normal") -> None:
        if plain(text):
            paragraph = self._paragraph(style)
            run = paragraph.add_run(plain(text))
            run.bold = paragraph.paragraph_format.keep_with_next = strong or None
            if faint:
                run.font.color.rgb = _colour(COLOURS["ink3"])

    def texts(self, sentences: Sequence[Said]) -> None:
        """Sentences that make a paragraph."""
        self.text(" ".join(plain(one) for one in sentences))

    def items(self, lines: Iterable[Said]) -> None:
        for line in lines:
            self.text(line, style="List Bullet")

    def contents(self, title: str, headings: Sequence[str]) -> None:
        """The table of contents: a field that Word brings up to date, the headings standing in it meanwhile."""
        self._paragraph("Normal").add_run(title).bold = True
        paragraph = self._paragraph("Normal")
        _field(paragraph, r'TOC \o "1-1" \h \z \u', "\n".join(headings))

    def picture(self, picture: Picture) -> None:
        self._place(self._paragraph("Normal"), picture)

    def table(
        self, head: Sequence[Said], rows: Sequence[Sequence[Content]], widths: Sequence[float] = ()
    ) -> None:
        """A table whose head, if it has words, is repeated on each page. A row of one cell spans all: a group's name.

        `widths` in centimetres, 0 for what is left of the page.
        """
        if not rows:
            return
        table = self.doc.add_table(rows=1, cols=len(head))
        _rule(table, COLOURS["line"])
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        if any(plain(name) for name in head):
            for cell, name in zip(table.rows[0].cells, head, strict=True):
                self._fill(cell, name, strong=True)
                _shade(cell, COLOURS["sunk"])
            _repeat(table)
        else:
            table._tbl.remove(table.rows[0]._tr)
        for row in rows:
            cells = table.add_row().cells
            _keep_whole(table)
            if len(row) == 1 and len(head) > 1:
                self._fill(cells[0].merge(cells[-1]), row[0], strong=True)
                continue
            for cell, said in zip(cells, row, strict=True):
                self._fill(cell, said)
        self._set_widths(table, widths)
        self._paragraph("Normal")

    def bytes(self) -> bytes:
        stream = BytesIO()
        self.doc.save(stream)
        return dated(stream)

    def _paragraph(self, style: str) -> "Paragraph":
        paragraph = self.doc.add_paragraph()
        if style in [known.name for known in self.doc.styles]:
            paragraph.style = style
        return paragraph

    def _fill(self, cell: "_Cell", said: Content, *, strong: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        if isinstance(said, Picture):
            self._place(paragraph, said, most=Cm(5))
            return
        run = paragraph.add_run(self.signs[said].text if isinstance(said, Tile) else plain(said))
        run.font.size, run.bold = SMALL, strong or None
        if isinstance(said, Tile):
            sign = self.signs[said]
            _shade(cell, sign.fill)
            run.bold, run.font.color.rgb = True, _colour(sign.on)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _place(self, paragraph: "Paragraph", picture: Picture, most: int | None = None) -> None:
        section = self.doc.sections[0]
        room = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
        width = min(int(picture.width * UNIT), most or room, room)
        shape = paragraph.add_run().add_picture(BytesIO(self._drawn[picture.svg]), width=Emu(width))
        shape._inline.docPr.set("descr", picture.alt)

    def _set_widths(self, table: "Table", widths: Sequence[float]) -> None:
        if not widths:
            return
        section = self.doc.sections[0]
        room = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
        given = sum(int(Cm(width)) for width in widths)
        left = (room - given) // max(1, sum(not width for width in widths))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            size = Emu(int(Cm(width)) or left)
            column.width = size
            for cell in column.cells:
                cell.width = size


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#").upper())


def _shade(cell: "_Cell", code: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", code.removeprefix("#").upper())):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _rule(table: "Table", code: str) -> None:
    """Fine lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", "4"),
            ("space", "0"),
            ("color", code.removeprefix("#")),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _repeat(table: "Table") -> None:
    """Have the first row stand at the top of each page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(table: "Table") -> None:
    """Have the last row stand on one page."""
    table.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _field(paragraph: "Paragraph", code: str, shown: str) -> None:
    """A field that the word processor works out, and what stands there until it has."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            mark: Any = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            said: Any = OxmlElement("w:instrText")
            said.set(qn("xml:space"), "preserve")
            said.text = text
            run._r.append(said)
