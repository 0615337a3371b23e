"""The grid's workbook as the person who fills it in finds it, read with another library than the one that wrote it."""

import zipfile
from datetime import date
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import results
from aplomb.domain.shared.shares import half_up
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.library import find
from tests.support.grids import DOCUMENTS, EDITION, ENTRIES, ROWS, filled

COLUMNS = [
    "N°",
    "Critère",
    "Évaluateur",
    "Score potentiel",
    "Score actuel",
    "Commentaires",
    "Justification NA",
]
DOCUMENT_COLUMNS = ["Code", "Titre", "Catégorie", "État", "Référence", "Valable jusqu’au"]


def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data), data_only=values, rich_text=False)


def row_of(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def list_of(sheet: Worksheet, cell: str) -> str:
    """The choices offered in a cell."""
    return next(rule.formula1 for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_the_sheets_and_columns_are_those_of_the_contract() -> None:
    book = opened(filled())

    assert book.active.title == "Grille"
    assert book.sheetnames[:2] == ["Grille", "Documents"]
    assert row_of(book["Grille"], 1) == COLUMNS
    assert row_of(book["Documents"], 1) == DOCUMENT_COLUMNS
    assert {
        name: book[name].sheet_state for name in book.sheetnames if book[name].sheet_state != "visible"
    } == {
        "_calcul": "hidden",
        "_aplomb": "hidden",
    }


def test_one_row_a_criterion_and_titles_without_number() -> None:
    sheet = opened(filled(), values=True)["Grille"]

    assert [row_of(sheet, row)[0] for row in range(2, 11)] == [
        None, None, "1.1.1", "1.1.2", "1.1.3", None, None, "2.1.1", "2.1.2",
    ]  # fmt: skip
    assert row_of(sheet, 2)[1] == "1 – Famille 1"
    assert row_of(sheet, 3)[1] == "1.1 – Exigence 1.1"
    assert row_of(sheet, 4) == ["1.1.1", "Critère 1.1.1.", "Léa Vasseur", 6, 2, "Écrit et signé.", None]
    assert row_of(sheet, 6) == ["1.1.3", "Critère 1.1.3.", None, 0, "NA", None, "Aucun scanner sur le site."]


def test_numbers_are_text_and_scores_are_chosen_from_a_list() -> None:
    sheet = opened(filled())["Grille"]

    assert sheet["A4"].number_format == "@"
    assert list_of(sheet, "E4") == '"0,1,2,3,NA"'
    assert list_of(sheet, "E5") == '"0,1,2,3"'
    assert list_of(opened(filled())["Documents"], "D2") == '"existe,partiel,manque,sans objet"'


def test_essential_criteria_are_marked_by_more_than_colour() -> None:
    sheet = opened(filled())["Grille"]

    assert sheet["A4"].font.bold
    assert "◆" in sheet["B4"].number_format
    assert not sheet["A5"].font.bold
    assert sheet["B5"].number_format == "General"


def test_the_hidden_sheet_names_what_the_grid_is_of() -> None:
    data = write_grid(
        EDITION,
        profile={"ct": True, "mri": False},
        selection="decouverte",
        evaluation="17",
        revision=41,
        organisation="Ici",
    )

    assert {row[0].value: row[1].value for row in opened(data)["_aplomb"].iter_rows()} == {
        "format": "aplomb/grid/1",
        "referential": "essai",
        "edition": "2026.1",
        "content_hash": EDITION.content_hash,
        "profile": "ct=yes mri=no",
        "selection": "decouverte",
        "evaluation": "17",
        "revision": "41",
        "organisation": "Ici",
    }


def test_what_people_wrote_is_never_a_formula_nor_a_link() -> None:
    entries = {
        "1.1.1": Entry(1, '=HYPERLINK("http://x")', evaluator="http://exemple.org"),
        "1.1.2": Entry(1, "@SUM(A1)"),
    }
    data = write_grid(EDITION, entries=entries)
    sheet = opened(data)["Grille"]

    assert (sheet["F4"].value, sheet["F4"].data_type) == ('=HYPERLINK("http://x")', "s")
    assert sheet["C4"].hyperlink is None
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not [
            name for name in archive.namelist() if "externalLink" in name or name.endswith("sheet1.xml.rels")
        ]


def test_a_text_that_no_cell_can_hold_is_refused_rather_than_cut() -> None:
    with pytest.raises(ValueError, match="32767"):
        write_grid(EDITION, entries={"1.1.1": Entry(1, "x" * 32_768)})


def test_the_same_grid_gives_the_same_bytes() -> None:
    assert filled() == write_grid(EDITION, entries=ENTRIES, documents=DOCUMENTS)
    assert write_grid(EDITION, on=date(2027, 1, 1)) != write_grid(EDITION)


def test_rows_start_at_the_height_of_their_text_and_may_grow() -> None:
    with zipfile.ZipFile(BytesIO(filled())) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()

    row = sheet[sheet.index('<row r="4"') :].split(">")[0]
    assert 'ht="' in row
    assert "customHeight" not in row


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_summary_shows_what_the_program_computes(lang: str) -> None:
    """Weights, NA, blanks and zeros alike, in both languages."""
    book = opened(write_grid(EDITION, entries=ENTRIES, lang=lang), values=True)
    sheet = book["Synthèse" if lang == "fr" else "Summary"]
    outcome = results(EDITION, ENTRIES, on=date(2026, 11, 24))

    for row, tally in ((5, outcome.families[0].tally), (6, outcome.families[1].tally), (7, outcome.tally)):
        shown = [cell.value for cell in sheet[row]]
        assert shown[1:7] == [
            tally.asked, tally.answered, tally.na, tally.unanswered, tally.achieved, tally.potential_answered,
        ]  # fmt: skip
        assert tally.score is not None
        assert half_up(Fraction(shown[7]), 9) == half_up(tally.score, 9)
        assert shown[8] == float(tally.completion or 0)
        assert shown[11:15] == list(tally.levels)
    assert sheet["B9"].value is None
    assert [sheet.cell(row, 2).value for row in (10, 11, 12)] == [0, 0, 0]


def test_an_empty_grids_summary_divides_nothing_by_nothing() -> None:
    sheet = opened(write_grid(EDITION), values=True)["Synthèse"]

    assert [cell.value for cell in sheet[7]][5:9] == [0, 0, "–", 0]


def test_native_charts_are_there() -> None:
    with zipfile.ZipFile(BytesIO(filled())) as archive:
        assert len([name for name in archive.namelist() if name.startswith("xl/charts/chart")]) == 2


def test_guidance_says_which_references_are_unchecked() -> None:
    edition = find("teleradiologie")
    sheet = opened(write_grid(edition))["Repères"]

    unchecked = [
        criterion for criterion in edition.criteria if any(found.to_verify for found in criterion.references)
    ]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert len(rows) == len(edition.criteria)
    for criterion in edition.criteria:
        marked = "[à vérifier]" in str(rows[criterion.code][3].value)
        assert marked == (criterion in unchecked)
        assert (rows[criterion.code][5].value == "essentiel") == criterion.essential


def test_the_grid_of_a_narrow_profile_asks_less() -> None:
    sheet = opened(write_grid(EDITION, profile={"ct": False, "mri": True}))["Grille"]

    numbers = [cell.value for cell in sheet["A"] if cell.value]
    assert numbers == ["N°", *(code for code in ROWS if code != "2.1.1")]


def test_na_counts_no_potential_point_once_typed() -> None:
    sheet = opened(filled())["Grille"]

    assert sheet["D4"].value == '=IF(UPPER(TRIM(E4))="NA",0,6)'
    assert ENTRIES["1.1.3"].score is NA
