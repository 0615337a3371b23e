"""Referentials as workbooks: the same data out and in, every problem at its cell."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aplomb.domain.referentials.edition import Edition, compile_edition
from aplomb.formats import library
from aplomb.formats.problems import BadFile, describe, place_text
from aplomb.formats.referential import read_referential
from aplomb.formats.referential_xlsx import write_workbook
from aplomb.formats.referential_xlsx_in import check_workbook, read_referential_xlsx
from tests.support.referentials import WRITTEN, written_data

SHIPPED = sorted(library.FOLDER.glob("*.yaml"))
Change = Callable[[openpyxl.Workbook], object]


def essai() -> Edition:
    return read_referential(WRITTEN.encode())


def opened(edition: Edition | None = None) -> openpyxl.Workbook:
    """The workbook, by another library than ours."""
    return openpyxl.load_workbook(BytesIO(write_workbook(edition or essai())))


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def cell(sheet: str, place: str, value: object) -> Change:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook[sheet][place] = value

    return change


def both(first: Change, second: Change) -> Change:
    def change(workbook: openpyxl.Workbook) -> None:
        first(workbook)
        second(workbook)

    return change


def drop(sheet: str) -> Change:
    return lambda workbook: workbook.remove(workbook[sheet])


def drop_column(sheet: str, column: int) -> Change:
    return lambda workbook: workbook[sheet].delete_cols(column)


def drop_rows(sheet: str, row: int, count: int) -> Change:
    return lambda workbook: workbook[sheet].delete_rows(row, count)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_referential_comes_back_as_it_was(path: Path) -> None:
    edition = library.read(path)

    back = read_referential_xlsx(write_workbook(edition), "retour.xlsx")

    assert back.content_hash == edition.content_hash
    assert back.data == edition.data


def test_a_spreadsheet_program_may_have_saved_it_in_between() -> None:
    assert read_referential_xlsx(saved(opened())).content_hash == essai().content_hash


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert write_workbook(essai()) == write_workbook(essai())


@pytest.mark.parametrize(
    "more",
    [
        {"supersedes": []},
        {"supersedes": ["1.0", "0.9"]},
        {"references": []},
        {"equivalent": []},
        {"equivalent": [{"referential": "imagerie", "code": "1.2.3"}]},
        {"documents": [], "dimensions": [], "applies_if": [], "answered_by": []},
        {"answered_by": ["requesting_site", "reading_centre", "provider", "site"]},
        {"na_allowed": False, "weight": 0.25, "essential": False},
        {"text": {"fr": "=SOMME(A1)", "en": "+1", "de": "@x"}, "guidance": {"fr": "  deux\n\nlignes  "}},
        {"text": {"fr": "https://example.org"}, "guidance": {"fr": "_x000D_ & <b>é</b> ’ \u202f« 1 »"}},
        {"text": {"fr": "—"}, "guidance": {"fr": "oui"}},
        {
            "references": [
                {"title": "A", "to_verify": True},
                {"title": "B", "to_verify": False, "url": "https://b.fr/?q=1&r"},
            ]
        },
    ],
)
def test_whatever_a_criterion_says_comes_back(more: dict[str, Any]) -> None:
    data = written_data()
    data["families"][0]["requirements"][0]["criteria"][1] |= more
    edition = compile_edition(data)

    back = read_referential_xlsx(write_workbook(edition))

    assert back.data["families"] == data["families"]
    assert back.content_hash == edition.content_hash


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("dimensions",), []),
        (("selections",), []),
        (("selections",), [{"code": "courte", "title": {"fr": "Courte"}, "keep": ["1.1.1", "1.1.2"]}]),
        (("publisher",), "Aplomb"),
        (("scale", "not_applicable"), {}),
        (("scale", "not_applicable"), {"label": {"fr": "Sans objet"}, "flag_above": 0.125}),
        (("scale", "not_applicable"), None),
        (("scale", "compliant_from"), None),
        (("rules", "essential_minimum"), None),
        (("profile",), None),
    ],
)
def test_whatever_is_said_of_the_whole_comes_back(path: tuple[str, ...], value: object) -> None:
    data = written_data()
    item = data
    for key in path[:-1]:
        item = item[key]
    if value is None:
        del item[path[-1]]
    else:
        item[path[-1]] = value
    for criterion in data["families"][0]["requirements"][0]["criteria"]:
        criterion.pop("dimensions")
        criterion.pop("applies_if", None)
    edition = compile_edition(data)

    assert read_referential_xlsx(write_workbook(edition)).content_hash == edition.content_hash


def test_nothing_that_somebody_wrote_is_a_formula_or_a_link() -> None:
    data = written_data()
    data["title"]["fr"] = '=HYPERLINK("https://example.org")'
    sheet = opened(compile_edition(data))["Référentiel"]
    title = next(row[1] for row in sheet.iter_rows() if row[0].value == "Titre (fr)")

    assert title.data_type == "s"
    assert title.value == '=HYPERLINK("https://example.org")'
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)


def test_sheets_are_there_for_people() -> None:
    workbook = opened()
    criteria = workbook["Critères"]

    assert workbook.sheetnames == [
        "Référentiel",
        "Niveaux",
        "Familles et exigences",
        "Critères",
        "Faits",
        "Dimensions",
        "Sélections",
        "Catégories",
        "Documents",
        "Références",
        "Mode d’emploi",
    ]
    assert [cell.value for cell in criteria[1]] == [
        "Exigence",
        "N°",
        "Critère (fr)",
        "Guide (fr)",
        "Essentiel",
        "Poids",
        "NA permis",
        "Seulement si",
        "Dimensions",
        "Documents",
        "Répond",
        "Remplace",
    ]
    assert [cell.value for cell in criteria[2]] == [
        "1.1",
        "1.1.1",
        "Le compte rendu est signé.",
        "Coter 3 si tout est signé.",
        "oui",
        1,
        None,
        "ct",
        "D01",
        "DOC-001",
        "site",
        None,
    ]
    assert criteria.freeze_panes == "A2"
    assert criteria.auto_filter.ref == "A1:L3"
    assert criteria["B2"].number_format == "@"
    assert criteria["C2"].alignment.wrap_text


def test_columns_and_sheets_may_be_moved_and_lines_left_blank() -> None:
    workbook = opened()
    sheet = workbook["Dimensions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, 10)
    for number, row in enumerate(rows):
        for column, value in enumerate(reversed(row), start=1):
            sheet.cell(1 + 2 * number, column, value)
    workbook.move_sheet("Critères", -3)

    assert read_referential_xlsx(saved(workbook)).content_hash == essai().content_hash


def test_what_people_type_is_understood() -> None:
    workbook = opened()
    workbook["Critères"]["E2"] = True
    workbook["Critères"]["F2"] = "1,0"
    workbook["Critères"]["I2"] = " D01 ; "
    workbook["Familles et exigences"]["A2"] = 1
    workbook["Critères"]["K2"] = "Site"

    assert read_referential_xlsx(saved(workbook)).content_hash == essai().content_hash


BROKEN: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "sheet missing": (drop("Critères"), [("xlsx.no-sheet", "essai.xlsx")]),
    "sheet of its own": (
        lambda workbook: workbook.create_sheet("Dimension"),
        [("xlsx.unknown-sheet", "essai.xlsx, sheet Dimension")],
    ),
    "column missing": (
        drop_column("Critères", 2),
        [("xlsx.no-column", "essai.xlsx, sheet Critères, row 1")],
    ),
    "column unknown": (
        cell("Critères", "E1", "Essentiels ?"),
        [
            ("xlsx.unknown-column", "essai.xlsx, sheet Critères, row 1, column E"),
        ],
    ),
    "column twice": (
        cell("Documents", "D1", "Titre (fr)"),
        [
            ("xlsx.twice", "essai.xlsx, sheet Documents, row 1, column D"),
        ],
    ),
    "note beside the table": (
        cell("Dimensions", "F2", "à revoir"),
        [("xlsx.no-head", "essai.xlsx, sheet Dimensions, row 2, column F")],
    ),
    "line unknown": (
        cell("Référentiel", "A7", "Auteur"),
        [("xlsx.unknown-row", "essai.xlsx, sheet Référentiel, row 7, column Valeur")],
    ),
    "line twice": (
        cell("Référentiel", "A4", "Code"),
        [("xlsx.twice", "essai.xlsx, sheet Référentiel, row 4, column Valeur")],
    ),
    "code blank": (
        cell("Critères", "B3", None),
        [("xlsx.blank", "essai.xlsx, sheet Critères, row 3, column N°")],
    ),
    "text blank": (
        cell("Critères", "C3", None),
        [("xlsx.blank", "essai.xlsx, sheet Critères, row 3, column Critère (fr)")],
    ),
    "title blank": (
        cell("Référentiel", "B5", None),
        [("xlsx.blank", "essai.xlsx, sheet Référentiel, column Titre (fr)")],
    ),
    "threshold blank": (
        cell("Référentiel", "B13", None),
        [("xlsx.blank", "essai.xlsx, sheet Référentiel, column Prêt : score d’ensemble")],
    ),
    "requirement blank": (
        cell("Critères", "A3", None),
        [("xlsx.blank", "essai.xlsx, sheet Critères, row 3, column Exigence")],
    ),
    "requirement unknown": (
        cell("Critères", "A3", "1.2"),
        [("xlsx.no-parent", "essai.xlsx, sheet Critères, row 3, column Exigence")],
    ),
    "family unknown": (
        cell("Familles et exigences", "A3", "2"),
        [
            ("xlsx.no-parent", "essai.xlsx, sheet Familles et exigences, row 3, column Famille"),
            ("xlsx.no-parent", "essai.xlsx, sheet Critères, row 2, column Exigence"),
            ("xlsx.no-parent", "essai.xlsx, sheet Critères, row 3, column Exigence"),
            ("xlsx.no-parent", "essai.xlsx, sheet Références, row 2, column Critère"),
        ],
    ),
    "reference to nothing": (
        cell("Références", "A2", "9.9"),
        [("xlsx.no-parent", "essai.xlsx, sheet Références, row 2, column Critère")],
    ),
    "code as a decimal number": (
        cell("Critères", "B3", 1.1),
        [("xlsx.not-text", "essai.xlsx, sheet Critères, row 3, column N°")],
    ),
    "weight in words": (
        cell("Critères", "F2", "fort"),
        [("xlsx.not-number", "essai.xlsx, sheet Critères, row 2, column Poids")],
    ),
    "yes or no in other words": (
        cell("Critères", "E2", "parfois"),
        [("xlsx.not-flag", "essai.xlsx, sheet Critères, row 2, column Essentiel")],
    ),
    "formula without a value": (
        cell("Critères", "F2", "=1+1"),
        [("xlsx.no-value", "essai.xlsx, sheet Critères, row 2, column Poids")],
    ),
    "code twice": (
        cell("Critères", "B3", "1.1.1"),
        [("xlsx.twice", "essai.xlsx, sheet Critères, row 3, column N°")],
    ),
    "dimension unknown": (
        cell("Critères", "I3", "D02"),
        [("code.unknown", "essai.xlsx, sheet Critères, row 3, column Dimensions")],
    ),
    "respondent unknown": (
        cell("Critères", "K3", "la mairie"),
        [("value.not-among", "essai.xlsx, sheet Critères, row 3, column Répond")],
    ),
    "weight 0": (
        cell("Critères", "F2", 0),
        [("weight.outside", "essai.xlsx, sheet Critères, row 2, column Poids")],
    ),
    "threshold in per cent": (
        cell("Référentiel", "B13", 80),
        [("share.outside", "essai.xlsx, sheet Référentiel, row 13, column Valeur")],
    ),
    "levels with a hole": (
        cell("Niveaux", "A4", 5),
        [("levels.order", "essai.xlsx, sheet Niveaux, row 4, column Valeur")],
    ),
    "address that runs": (
        cell("Références", "C2", "javascript:alert(1)"),
        [("url.not-web", "essai.xlsx, sheet Références, row 2, column Adresse")],
    ),
    "no criteria": (
        drop_rows("Critères", 2, 2),
        [("xlsx.no-parent", "essai.xlsx, sheet Références, row 2, column Critère")],
    ),
    "no levels": (
        drop_rows("Niveaux", 2, 5),
        [("list.too-short", "essai.xlsx, sheet Niveaux")],
    ),
    "language unknown": (
        both(cell("Dimensions", "C1", "Titre (english)"), cell("Dimensions", "C2", "One")),
        [("text.language", "essai.xlsx, sheet Dimensions, row 2, column Titre (english)")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_says_at_which_cell_and_how_to_mend_it(name: str) -> None:
    change, expected = BROKEN[name]
    workbook = opened()
    change(workbook)

    checked = check_workbook(saved(workbook), "essai.xlsx")

    found = [(problem.code, place_text(problem.place, "en")) for problem in checked.problems]
    assert found == expected
    for problem in checked.problems:
        for lang in ("fr", "en"):
            assert all(describe(problem, lang))


def test_the_first_of_two_is_named_by_its_cell() -> None:
    workbook = opened()
    workbook["Critères"]["B3"] = "1.1.1"

    problem = check_workbook(saved(workbook), "essai.xlsx").problems[0]

    assert describe(problem, "en")[0] == "“1.1.1” is there twice; the first is at Critères, 2, N°"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "workbook.empty"),
        (b"PK\x03\x04junk", "workbook.damaged"),
        (b"bonjour", "workbook.not-a-workbook"),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(raw: bytes, code: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_referential_xlsx(raw, "essai.xlsx")

    assert [problem.code for problem in caught.value.problems] == [code]
