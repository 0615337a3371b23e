"""Grids as files, sound and broken: a small edition, its workbook, and what people and programs do to it."""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.referentials.edition import Edition
from aplomb.formats.grid import Grid, read_grid
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.library import Unknown
from aplomb.formats.problems import BadFile, Place, Problem
from tests.support.small import criterion, edition, fr

EDITION = edition(
    {
        "1.1": [
            criterion("1.1.1", essential=True, weight=2, documents=["DOC-1"]),
            criterion("1.1.2", na_allowed=False),
            criterion("1.1.3"),
        ],
        "2.1": [criterion("2.1.1", applies_if=["ct"]), criterion("2.1.2", dimensions=["D01", "D02"])],
    },
    documents=[
        {"code": "DOC-1", "title": fr("Convention"), "category": "convention", "indispensable": True},
        {"code": "DOC-2", "title": fr("Planning"), "category": "convention", "indispensable": False},
    ],
)
# The row of each criterion of its grid, from 1: titles stand between them.
ROWS = {"1.1.1": 4, "1.1.2": 5, "1.1.3": 6, "2.1.1": 9, "2.1.2": 10}
SCORE, REASON = 5, 7
ENTRIES = {
    "1.1.1": Entry(2, "Écrit et signé.", evaluator="Léa Vasseur"),
    "1.1.2": Entry(0, "Rien n’est écrit."),
    "1.1.3": Entry(NA, na_reason="Aucun scanner sur le site."),
    "2.1.2": Entry(3),
}
DOCUMENTS = {"DOC-1": Record(State.PARTIAL, "GED / conventions")}
# Numbers in two parts, as other referentials have them: a spreadsheet makes 1.1 of 1.10.
DECIMAL = edition({"1": [criterion("1.1"), criterion("1.2"), criterion("1.10")]}, code="decimal")


def find(name: str) -> Edition:
    """The editions of the tests, by name."""
    for known in (EDITION, DECIMAL):
        if name == known.name:
            return known
    raise Unknown([Problem("library.code", Place(name), {"code": name, "known": EDITION.name})])


@cache
def filled() -> bytes:
    """A sound grid, filled in."""
    return write_grid(EDITION, entries=ENTRIES, documents=DOCUMENTS)


def edited(change: Callable[[openpyxl.Workbook], object], data: bytes | None = None) -> bytes:
    """The grid after somebody's changes, saved by another library."""
    book = openpyxl.load_workbook(BytesIO(filled() if data is None else data))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cells(values: Mapping[str, Any], sheet: str = "Grille") -> Callable[[openpyxl.Workbook], None]:
    """Change these cells, by their reference."""

    def change(book: openpyxl.Workbook) -> None:
        for reference, value in values.items():
            book[sheet][reference] = value

    return change


def rezipped(
    data: bytes, changes: Mapping[str, bytes | None] | Callable[[str, bytes], bytes | None]
) -> bytes:
    """The archive with parts replaced, added, or taken out (`None`)."""
    parts = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    if isinstance(changes, Mapping):
        parts = {**parts, **changes}
    else:
        parts = {name: changes(name, content) for name, content in parts.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def read(data: bytes, name: str = "grille.xlsx", **options: Any) -> Grid:
    """Read a grid of the tests' editions."""
    return read_grid(data, name, find=find, **options)


def problems(data: bytes, name: str = "grille.xlsx", **options: Any) -> list[Problem]:
    """What is wrong with a file; nothing if it is read."""
    try:
        return list(read(data, name, **options).warnings)
    except BadFile as error:
        return error.problems


def places(found: Iterable[Problem]) -> list[tuple[str, str, int | None, str]]:
    """The errors among problems: code, sheet, row, column."""
    return [
        (problem.code, problem.place.sheet, problem.place.row, problem.place.column)
        for problem in found
        if not problem.warning
    ]


def errors(data: bytes, name: str = "grille.xlsx", **options: Any) -> list[tuple[str, str, int | None, str]]:
    """What is wrong with a file, without its warnings."""
    return places(problems(data, name, **options))


def warnings(data: bytes, name: str = "grille.xlsx", **options: Any) -> list[str]:
    """The warnings of a file that is read."""
    return [problem.code for problem in read(data, name, **options).warnings]


def ods(rows: str, *, more: Mapping[str, bytes] | None = None, sheet: str = "Grille") -> bytes:
    """An OpenDocument spreadsheet of one sheet, from the XML of its rows."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("draw", "drawing"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="{sheet}">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, part in (more or {}).items():
            archive.writestr(name, part)
    return out.getvalue()
