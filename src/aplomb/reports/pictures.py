"""Charts as bitmaps, for documents that take no drawing: Typst draws them, as it does in the PDF."""

import json
from collections.abc import Sequence

import typst

from aplomb.reports.engine import TEMPLATES
from aplomb.reports.face import Picture
from aplomb.reports.typeface import fonts

DOTS_PER_INCH = 200.0


def bitmaps(pictures: Sequence[Picture]) -> list[bytes]:
    """Each picture as PNG, in order, at the size at which the PDF prints it."""
    if not pictures:
        return []
    compiler = typst.Compiler(
        str(TEMPLATES / "pictures.typ"), root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True
    )
    drawn = json.dumps([{"svg": one.svg, "width": one.width} for one in pictures])
    made = compiler.compile(format="png", sys_inputs={"data": drawn}, ppi=DOTS_PER_INCH)
    # One page comes back as bytes, several as a list of them.
    return [made] if isinstance(made, bytes) else [page for page in made or () if page is not None]
