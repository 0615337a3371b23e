"""A poster or a note as a Word document, for whoever wants to change it."""

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from aplomb.domain.organisations.leaflet import Block, BlockKind, Leaflet, Sheet
from aplomb.domain.shared.archive import MADE_AT, dated
from aplomb.formats.tools_docx import LANGUAGE

if TYPE_CHECKING:
    from docx.document import Document as Doc

# Width, height, margin, in centimetres; size of the body, of the title and of the site's name, in points.
_PAPER = {Sheet.A4: (21.0, 29.7), Sheet.A3: (29.7, 42.0)}
_NOTE = (2.5, 11.5, 22, 11)
_POSTER = {Sheet.A4: (2.5, 19, 38, 15), Sheet.A3: (3.5, 27, 54, 21)}


def leaflet_docx(leaflet: Leaflet) -> bytes:
    """The document; the same leaflet gives the same bytes."""
    document = Document()
    margin, body, title, name = _POSTER[leaflet.sheet] if leaflet.is_poster else _NOTE
    properties = document.core_properties
    properties.title, properties.author, properties.language = leaflet.subject, leaflet.site, LANGUAGE
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    for section in document.sections:
        section.page_width, section.page_height = (Cm(side) for side in _PAPER[leaflet.sheet])
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(body)
    style.paragraph_format.space_after = Pt(body * 0.6)
    head = document.add_paragraph()
    # A town that the name says already is not said twice.
    town = "" if leaflet.city in leaflet.site else leaflet.city
    head.add_run(" · ".join(filter(None, (leaflet.site, town)))).font.size = Pt(name)
    for block in leaflet.blocks:
        _write(document, block, title, centred=leaflet.is_poster)
    stream = BytesIO()
    document.save(stream)
    return dated(stream)


def _write(document: "Doc", block: Block, title: float, *, centred: bool) -> None:
    if block.kind is BlockKind.TITLE:
        paragraph = document.add_heading(level=1)
    else:
        paragraph = document.add_paragraph(style="List Bullet" if block.kind is BlockKind.ITEM else None)
    for run in block.runs:
        words = paragraph.add_run(run.text + ("\n" if run.breaks else ""))
        words.bold, words.italic = run.bold or None, run.italic or None
        if block.kind is BlockKind.TITLE:
            words.font.size = Pt(title)
    if block.kind is BlockKind.TITLE and centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
