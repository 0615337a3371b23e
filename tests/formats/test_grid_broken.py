"""Broken grids: each kind has its own message, with place and mend; never a traceback, never half a grid."""

import os
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from aplomb.domain.evaluations.answers import Entry
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.problems import Problem, describe
from aplomb.formats.sentences import grid as grid_sentences
from aplomb.formats.sentences import workbook as workbook_sentences
from tests.support.grids import (
    DECIMAL,
    EDITION,
    cells,
    edited,
    errors,
    filled,
    ods,
    places,
    problems,
    rezipped,
    warnings,
)

E, N, REASON = "Score actuel (E)", "N° (A)", "Justification NA (G)"
Book = openpyxl.Workbook


def percent(book: Book) -> None:
    book["Grille"]["E4"] = 1
    book["Grille"]["E4"].number_format = "0%"


def dated(book: Book) -> None:
    book["Grille"]["A4"] = date(2001, 1, 1)


def merged(book: Book) -> None:
    book["Grille"].merge_cells("E4:E6")


def merged_with_the_comment(book: Book) -> None:
    book["Grille"].merge_cells("E5:F5")


def without_sheet(book: Book) -> None:
    del book["Grille"]


def renamed_sheet(book: Book) -> None:
    book["Grille"].title = "Grille 2027"


def without_column(book: Book) -> None:
    book["Grille"].delete_cols(5)


def renamed_column(book: Book) -> None:
    book["Grille"]["E1"] = "Score courant"


def doubled_column(book: Book) -> None:
    book["Grille"]["I1"] = "Score actuel"


def without_header(book: Book) -> None:
    book["Grille"].delete_rows(1)


def origin(name: str, value: Any) -> Callable[[Book], None]:
    """Tamper with a value of the hidden sheet."""

    def change(book: Book) -> None:
        for row in book["_aplomb"].iter_rows():
            if row[0].value == name:
                row[1].value = value

    return change


def without_origin(book: Book) -> None:
    del book["_aplomb"]


# What somebody did to the grid, and where it is said: code, sheet, row, column.
CELLS: dict[str, tuple[Callable[[Book], None], list[tuple[str, str, int | None, str]]]] = {
    "a level above the scale": (cells({"E4": 4}), [("grid.score.outside", "Grille", 4, E)]),
    "a negative level": (cells({"E4": -1}), [("grid.score.outside", "Grille", 4, E)]),
    "half a level": (cells({"E4": 1.5}), [("grid.score.decimal", "Grille", 4, E)]),
    "half a level as text": (cells({"E4": "1,5"}), [("grid.score.not-a-level", "Grille", 4, E)]),
    "a word": (cells({"E4": "deux"}), [("grid.score.not-a-level", "Grille", 4, E)]),
    "two levels": (cells({"E4": "2 ou 3"}), [("grid.score.not-a-level", "Grille", 4, E)]),
    "N/A": (cells({"E4": "N/A", "G4": "x"}), [("grid.score.other-na", "Grille", 4, E)]),
    "NA where it is forbidden": (cells({"E5": "NA", "G5": "x"}), [("grid.na.forbidden", "Grille", 5, E)]),
    "N/A where it is forbidden": (cells({"E5": "n/a", "G5": "x"}), [("grid.na.forbidden", "Grille", 5, E)]),
    "NA without a reason": (cells({"E4": "NA"}), [("grid.na.unjustified", "Grille", 4, REASON)]),
    "NA with a blank reason": (cells({"E4": "NA", "G4": " \u00a0"}), [("grid.na.unjustified", "Grille", 4, REASON)]),
    "a date": (cells({"E4": date(2026, 3, 2)}), [("grid.score.date", "Grille", 4, E)]),
    "a date as text": (cells({"E4": "02/03/2026"}), [("grid.score.date", "Grille", 4, E)]),
    "a percentage": (percent, [("grid.score.percent", "Grille", 4, E)]),
    "a percentage as text": (cells({"E4": "66 %"}), [("grid.score.percent", "Grille", 4, E)]),
    "true": (cells({"E4": True}), [("grid.score.boolean", "Grille", 4, E)]),
    "a cell in error": (cells({"E4": "#REF!"}), [("grid.score.error", "Grille", 4, E)]),
    "a formula never computed": (cells({"E4": "=1+1"}), [("grid.score.no-value", "Grille", 4, E)]),
    "a comment by formula": (cells({"F4": '="a"&"b"'}), [("grid.cell.no-value", "Grille", 4, "Commentaires (F)")]),
    "a comment in error": (cells({"F4": "#NAME?"}), [("grid.cell.error", "Grille", 4, "Commentaires (F)")]),
    "a social-security number": (
        cells({"F4": "Vu avec 1 84 12 76 451 089 46"}),
        [("grid.cell.patient", "Grille", 4, "Commentaires (F)")],
    ),
    "scores merged": (merged, [("grid.score.merged", "Grille", 4, E)]),
    "a score merged with its comment": (merged_with_the_comment, [("grid.score.merged", "Grille", 5, E)]),
    "a doubled row": (cells({"A6": "1.1.1"}), [("grid.number.doubled", "Grille", 6, N)]),
    "an unknown number": (cells({"A6": "azerty"}), [("grid.number.unknown", "Grille", 6, N)]),
    "a number mistyped": (cells({"A6": "1.1.33"}), [("grid.number.unknown-near", "Grille", 6, N)]),
    "a decimal number of no criterion": (cells({"A6": 7.5}), [("grid.number.unknown", "Grille", 6, N)]),
    "a number taken for a date": (dated, [("grid.number.date", "Grille", 4, N)]),
    "a number written as a date": (cells({"A6": "01/01/2003"}), [("grid.number.date", "Grille", 6, N)]),
    "a number by formula": (cells({"A6": "=B6"}), [("grid.cell.no-value", "Grille", 6, N)]),
    "a number in error": (cells({"A6": "#N/A"}), [("grid.cell.error", "Grille", 6, N)]),
    "an answer without its number": (cells({"A4": None}), [("grid.number.missing", "Grille", 4, N)]),
    "no sheet Grille": (without_sheet, [("grid.sheet.missing", "", None, "")]),
    "a sheet renamed": (renamed_sheet, [("grid.sheet.renamed", "", None, "")]),
    "a column missing": (without_column, [("grid.column.missing", "Grille", 1, "")]),
    "a column renamed": (renamed_column, [("grid.column.renamed", "Grille", 1, "Score courant")]),
    "a column doubled": (doubled_column, [("grid.column.doubled", "Grille", 1, "Score actuel (I)")]),
    "no row of titles": (without_header, [("grid.header.missing", "Grille", None, "")]),
    "no hidden sheet": (without_origin, [("grid.origin.missing", "", None, "")]),
    "an edition that is not here": (origin("edition", "1999.1"), [("grid.origin.unknown-edition", "_aplomb", 3, "B")]),
    "no edition": (origin("edition", None), [("grid.origin.unreadable", "_aplomb", 3, "B")]),
    "a path for a referential": (origin("referential", "/etc/x.yaml"), [("grid.origin.unreadable", "_aplomb", 2, "B")]),
    "another content": (origin("content_hash", "0" * 64), [("grid.origin.other-content", "_aplomb", 4, "B")]),
    "a fact that the profile has not": (origin("profile", "pet=yes"), [("grid.origin.unreadable", "_aplomb", 5, "B")]),
    "a selection that is not": (origin("selection", "reste"), [("grid.origin.unreadable", "_aplomb", 6, "B")]),
    "a revision that is no number": (origin("revision", "soon"), [("grid.origin.unreadable", "_aplomb", 8, "B")]),
    "a newer format": (origin("format", "aplomb/grid/2"), [("grid.origin.newer", "_aplomb", 1, "B")]),
    "no format": (origin("format", "grille"), [("grid.origin.unreadable", "_aplomb", 1, "B")]),
    "a document's state": (
        cells({"D2": "en cours"}, "Documents"),
        [("grid.document.state", "Documents", 2, "État (D)")],
    ),
    "a document's date": (
        cells({"F2": "31/02/2027"}, "Documents"),
        [("grid.document.date", "Documents", 2, "Valable jusqu’au (F)")],
    ),
    "a document's year alone": (
        cells({"F2": 2027}, "Documents"),
        [("grid.document.old-date", "Documents", 2, "Valable jusqu’au (F)")],
    ),
    "an unknown document": (
        cells({"A2": "azerty"}, "Documents"),
        [("grid.document.unknown", "Documents", 2, "Code (A)")],
    ),
    "a document mistyped": (
        cells({"A2": "DOC-9"}, "Documents"),
        [("grid.document.unknown-near", "Documents", 2, "Code (A)")],
    ),
    "a document doubled": (
        cells({"A3": "DOC-1"}, "Documents"),
        [("grid.document.doubled", "Documents", 3, "Code (A)")],
    ),
    "a document without its code": (
        cells({"A2": None}, "Documents"),
        [("grid.document.missing-code", "Documents", 2, "Code (A)")],
    ),
}  # fmt: skip


@cache
def told_of_cells(name: str) -> tuple[Problem, ...]:
    return tuple(problems(edited(CELLS[name][0])))


@pytest.mark.parametrize("name", CELLS)
def test_each_bad_cell_is_told_with_its_place(name: str) -> None:
    assert places(told_of_cells(name)) == CELLS[name][1]


def test_every_bad_cell_is_listed_not_only_the_first() -> None:
    data = edited(cells({"E4": 9, "E5": "NA", "E6": "peut-être", "A10": "8.8.8"}))

    assert [(code, row) for code, _, row, _ in errors(data)] == [
        ("grid.score.outside", 4),
        ("grid.na.forbidden", 5),
        ("grid.score.not-a-level", 6),
        ("grid.number.unknown", 10),
    ]


def test_a_dropped_zero_is_told_rather_than_guessed() -> None:
    grid = write_grid(DECIMAL)

    def typed_as_numbers(book: Book) -> None:
        book["Grille"]["A4"], book["Grille"]["A6"] = 1.1, 1.1

    def typed_as_text(book: Book) -> None:
        book["Grille"]["A6"] = "1.1"

    found = [(code, row) for code, _, row, _ in errors(edited(typed_as_numbers, grid))]
    assert found == [("grid.number.ambiguous", 4), ("grid.number.ambiguous", 6)]
    assert errors(edited(typed_as_text, grid)) == [("grid.number.doubled-zero", "Grille", 6, N)]


def test_a_number_that_stands_for_one_criterion_only_is_read() -> None:
    def typed_as_number(book: Book) -> None:
        book["Grille"]["A5"] = 1.2
        book["Grille"]["E5"] = 3

    assert errors(edited(typed_as_number, write_grid(DECIMAL))) == []


def test_the_edition_asked_must_be_the_grids_own() -> None:
    assert errors(filled(), edition=DECIMAL) == [("grid.origin.other-edition", "_aplomb", 3, "B")]


def test_whoever_names_the_edition_may_read_a_grid_of_another_content() -> None:
    data = edited(origin("content_hash", "0" * 64))

    assert warnings(data, edition=EDITION) == ["grid.origin.other-content"]


def test_a_text_longer_than_a_cell_holds_is_refused() -> None:
    def lengthen(name: str, content: bytes) -> bytes:
        return (
            content.replace("Écrit et signé.".encode(), b"x" * 32_768)
            if name == "xl/sharedStrings.xml"
            else content
        )

    assert errors(rezipped(filled(), lengthen)) == [("grid.cell.too-long", "Grille", 4, "Commentaires (F)")]


# --- files that are no workbook, or not a safe one -----------------------------------------------------------


SHEET = "xl/worksheets/sheet1.xml"


def sheet_part(name: str) -> bool:
    return name == SHEET


def with_doctype(name: str, content: bytes) -> bytes:
    lol = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return content.replace(b"?>", b"?>" + lol, 1) if sheet_part(name) else content


def archive(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return out.getvalue()


def symbolic_link() -> bytes:
    link = zipfile.ZipInfo("xl/link")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive(("xl/workbook.xml", b"<workbook/>"), (link, b"/etc/passwd"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def doubled_entry() -> bytes:
    return archive(("xl/workbook.xml", b"<workbook/>"), ("xl/workbook.xml", b"<workbook/>"))


def encrypted_entry() -> bytes:
    """The flag of an encrypted entry set in both headers of the first one."""
    data = bytearray(archive(("xl/workbook.xml", b"<workbook/>")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def far_away(name: str, content: bytes) -> bytes:
    """A value at the very end of the sheet: a dense reader would ask for terabytes."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", cell) if sheet_part(name) else content


def wide(name: str, content: bytes) -> bytes:
    cell = b'<row r="300"><c r="XFD300"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", cell) if sheet_part(name) else content


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "workbook.empty"),
    "blanks": (lambda: b"\r\n \x00\x00", "workbook.empty"),
    "a text": (lambda: b"score;2", "workbook.not-a-workbook"),
    "a page named as a workbook": (lambda: b"<html><table><tr><td>2</table>", "workbook.not-a-workbook"),
    "a Word document": (lambda: archive(("word/document.xml", b"<w/>")), "workbook.not-a-workbook"),
    "an archive of something else": (lambda: archive(("photo.jpg", b"...")), "workbook.not-a-workbook"),
    "a workbook without its workbook": (lambda: archive(("xl/theme.xml", b"<a/>")), "workbook.not-a-workbook"),
    "an old Excel file": (lambda: OLE + bytes(600), "workbook.old-excel"),
    "an encrypted workbook": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "workbook.password"),
    "an encrypted entry": (encrypted_entry, "workbook.password"),
    "an encrypted OpenDocument": (
        lambda: ods("", more={"META-INF/manifest.xml": b"<m><encryption-data/></m>"}), "workbook.password",
    ),
    "an OpenDocument without content": (
        lambda: rezipped(ods(""), {"content.xml": None}), "workbook.not-a-workbook",
    ),
    "ten megabytes of junk": (lambda: os.urandom(1024) * 10_240, "workbook.too-large"),
    "half a file": (lambda: filled()[: len(filled()) // 2], "workbook.damaged"),
    "a file without its end": (lambda: filled()[:-30], "workbook.damaged"),
    "a broken part": (lambda: rezipped(filled(), {SHEET: b"<worksheet><row>"}), "workbook.damaged"),
    "broken texts": (lambda: rezipped(filled(), {"xl/sharedStrings.xml": b"<sst/>"}), "workbook.damaged"),
    "a bomb": (lambda: rezipped(filled(), {"xl/media/image1.bin": bytes(60_000_000)}), "workbook.bomb"),
    "a document type with entities": (lambda: rezipped(filled(), with_doctype), "workbook.entities"),
    "thousands of parts": (
        lambda: archive(*((f"xl/p{n}", b"") for n in range(5_001))), "workbook.too-many-entries",
    ),
    "a part outside its folder": (lambda: archive(("xl/../../x", b"")), "workbook.unsafe"),
    "a part at the root": (lambda: archive(("/etc/x", b"")), "workbook.unsafe"),
    "a link": (symbolic_link, "workbook.unsafe"),
    "a doubled part": (doubled_entry, "workbook.unsafe"),
    "a cell at the end of the sheet": (lambda: rezipped(filled(), far_away), "workbook.too-many-rows"),
    "a cell far to the right": (lambda: rezipped(filled(), wide), "workbook.too-many-columns"),
    "a value repeated over a whole column": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
            'office:value="1"/></table:table-row>'
        ),
        "workbook.too-many-rows",
    ),
    "a value repeated over a whole row": (
        lambda: ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" '
            'office:value="1"/></table:table-row>'
        ),
        "workbook.too-many-columns",
    ),
}  # fmt: skip


@cache
def told_of_files(name: str) -> tuple[Problem, ...]:
    return tuple(problems(FILES[name][0](), edition=EDITION))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_safe_workbook_is_refused_whole(name: str) -> None:
    assert places(told_of_files(name)) == [(FILES[name][1], "", None, "")]


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aplomb.formats.cells.MOST_CELLS", 20)

    assert errors(filled()) == [("workbook.too-many-cells", "", None, "")]


def test_a_sheet_without_end_is_left_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aplomb.formats.archive.MOST_ELEMENTS", 50)

    assert errors(filled()) == [("workbook.bomb", "", None, "")]


# --- CSV --------------------------------------------------------------------------------------------------------

HEADER = "N°;Critère;Évaluateur;Score potentiel;Score actuel;Commentaires;Justification NA\n"
CSV: dict[str, tuple[bytes, list[tuple[str, int | None]]]] = {
    "nothing": (b"", [("workbook.empty", None)]),
    "a mark and nothing": (b"\xef\xbb\xbf\n", [("workbook.empty", None)]),
    "too large": (b"a;b\n" * 1_400_000, [("workbook.too-large", None)]),
    "too many rows": (b";\n" * 20_001, [("workbook.too-many-rows", None)]),
    "too many columns": (b";" * 200 + b"x\n", [("workbook.too-many-columns", None)]),
    "UTF-16": ((HEADER + "1.1.1;;;;2;;\n").encode("utf-16"), [("csv.encoding", None)]),
    "neither UTF-8 nor Windows-1252": (HEADER.encode("cp1252") + b"1.1.1;;;;\x81;;\n", [("csv.encoding", None)]),
    "NUL characters": (HEADER.encode() + b"1.1.1;;;;2\x00;;\n", [("csv.nul", None)]),
    "a quotation mark never closed": (
        (HEADER + '1.1.1;;;;2;;\n1.1.2;;;;1;"suite;\n1.1.3;;;;1;;\n').encode(), [("csv.quotes", 3)],
    ),
    "a quotation mark closed too early": ((HEADER + '1.1.1;"a"b;;;2;;\n').encode(), [("csv.quotes", 2)]),
    "a separator in a comment": ((HEADER + "1.1.1;;;;2;oui ; mais;;\n").encode(), [("csv.columns", 2)]),
    "a row cut short": ((HEADER + "1.1.1;;;;2;;\n1.1.2;;;\n").encode(), [("csv.columns", 3)]),
    "a bad level": ((HEADER + "1.1.1;;;;4;;\n").encode(), [("grid.score.outside", 2)]),
    "a number that became a date": ((HEADER + "01/01/2001;;;;2;;\n").encode(), [("grid.number.date", 2)]),
    "no titles": (b"1.1.1;;;;2;;\n", [("grid.header.missing", None)]),
    "a workbook named as a text": (filled(), [("workbook.named-as-text", None)]),
}  # fmt: skip


@cache
def told_of_csv(name: str) -> tuple[Problem, ...]:
    return tuple(problems(CSV[name][0], "grille.csv", edition=EDITION))


@pytest.mark.parametrize("name", CSV)
def test_each_bad_csv_is_told_with_its_row(name: str) -> None:
    found = told_of_csv(name)

    assert [(code, row) for code, _, row, _ in places(found)] == CSV[name][1]
    assert {problem.place.file for problem in found} == {"grille.csv"}


def test_a_csv_needs_its_referential_to_be_named() -> None:
    assert errors(HEADER.encode(), "grille.csv") == [("grid.origin.csv", "", None, "")]


# --- warnings ---------------------------------------------------------------------------------------------------


def narrowed(book: Book) -> None:
    book["Grille"].delete_rows(10)


def annotated(book: Book) -> None:
    book["Grille"]["H1"], book["Grille"]["H4"], book["Grille"]["J5"] = "À voir", "oui", "?"


WARNINGS: dict[str, tuple[Callable[[Book], None], dict[str, Any], str]] = {
    "a criterion without a row": (narrowed, {}, "grid.rows.missing"),
    "an answer that the profile does not ask": (cells({"E9": 2}), {"facts": ["mri"]}, "grid.rows.not-asked"),
    "columns of one's own": (annotated, {}, "grid.columns.ignored"),
    "a comment on a title": (cells({"F3": "à revoir"}), {}, "grid.number.missing-text"),
    "a reason without an answer": (cells({"E9": None, "G9": "rien ici"}), {}, "grid.na.reason-alone"),
    "a reason beside a level": (cells({"G4": "rien ici"}), {}, "grid.na.reason-with-level"),
    "no sheet of documents": (lambda book: book.remove(book["Documents"]), {}, "grid.documents.no-sheet"),
}  # fmt: skip


@cache
def told_as_warnings(name: str) -> tuple[Problem, ...]:
    change, options, _ = WARNINGS[name]
    return tuple(problems(edited(change), **options))


@pytest.mark.parametrize("name", WARNINGS)
def test_what_stops_nothing_is_a_warning(name: str) -> None:
    found = told_as_warnings(name)

    assert places(found) == []
    assert [problem.code for problem in found] == [WARNINGS[name][2]]


def test_control_characters_are_taken_off_and_told() -> None:
    data = write_grid(EDITION, entries={"1.1.1": Entry(2, "son\x07nette\vsuite")})

    assert warnings(data) == ["grid.cell.control"]


def test_a_csv_says_nothing_of_documents_and_that_is_told() -> None:
    rows = "".join(f"{code};;;;2;;\n" for code in EDITION.by_code)

    assert warnings((HEADER + rows).encode(), "grille.csv", edition=EDITION) == ["grid.documents.csv"]


# --- the sentences ----------------------------------------------------------------------------------------------


def everything_told() -> list[Problem]:
    """The problems of all the cases above."""
    tables = (
        (CELLS, told_of_cells),
        (FILES, told_of_files),
        (CSV, told_of_csv),
        (WARNINGS, told_as_warnings),
    )
    return [problem for cases, told in tables for name in cases for problem in told(name)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_problem_speaks_both_languages_and_shows_the_value() -> None:
    for problem in everything_told():
        for lang in ("fr", "en"):
            what, mend = describe(problem, lang)
            assert what
            assert mend or problem.warning
            assert not {"{", "}"} & set(what + mend)
        value = problem.facts.get("value")
        if value and problem.code.split(".")[1] in ("score", "number", "document", "na"):
            assert str(value) in describe(problem, "fr")[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_sentence_is_without_a_case_that_says_it() -> None:
    told = {problem.code for problem in everything_told()}
    elsewhere = {
        "csv.columns", "grid.cell.control", "grid.cell.too-long", "grid.documents.csv", "grid.number.ambiguous",
        "grid.number.doubled-zero", "grid.origin.csv", "grid.origin.other-edition", "workbook.too-many-cells",
    }  # fmt: skip

    assert told | elsewhere >= set(grid_sentences.SENTENCES) | set(workbook_sentences.SENTENCES)


def test_a_social_security_number_is_not_repeated() -> None:
    problem = told_of_cells("a social-security number")[0]

    assert "84" not in "".join(describe(problem, "fr"))


def test_a_hostile_value_cannot_drive_the_terminal() -> None:
    problem = problems(escaped())[0]

    what, _ = describe(problem, "fr")
    assert "\x1b" not in what
    assert len(what) < 200


def escaped() -> bytes:
    """A score with the beginning of a terminal's command, as Excel stores control characters."""

    def change(name: str, content: bytes) -> bytes:
        if not sheet_part(name):
            return content
        return content.replace(b'<c r="E5"', b'<c r="E5" t="inlineStr"').replace(
            b"<v>0</v>", b"<is><t>_x001B_[2J" + b"x" * 300 + b"</t></is>", 1
        )

    return rezipped(filled(), change)
