"""From frozen data to bytes: Typst lays out a template, the data reach it as one JSON document.

A template is code; data are never written into it. No network, no package, no system font, no clock: the same
data and the same day give the same bytes.
"""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst

from aplomb.reports.typeface import fonts

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TEMPLATES = Path(__file__).parent / "templates"
# Accessible by its tags, its alternative texts, its title and its language: Typst refuses what is not.
STANDARD: Final = "ua-1"


def compile_pdf(template: str, data: "DataclassInstance", on: date) -> bytes:
    """The PDF that a template makes of these data; `on` is the day that the file bears.

    Raises typst.TypstError where the document cannot meet the standard, on a picture without alternative text
    for one.
    """
    compiler = typst.Compiler(
        str(TEMPLATES / template), root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": as_json(data)},
        pdf_standards=[STANDARD],
        timestamp=datetime.combine(on, time(), UTC),
    )
    assert isinstance(made, bytes)  # noqa: S101 -- without an output path, a PDF comes back
    return made


def as_json(data: "DataclassInstance") -> str:
    """The data as the template reads them."""
    return json.dumps(data, ensure_ascii=False, default=_by_name)


def _by_name(data: "DataclassInstance") -> dict[str, Any]:
    """The fields of one level: `asdict` would first copy the whole tree, hundreds of rows."""
    return {field.name: getattr(data, field.name) for field in fields(data)}
