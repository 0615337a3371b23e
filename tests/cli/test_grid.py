"""`aplomb grid`: an empty grid to fill in, never over one that somebody has filled in."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from aplomb.cli import main
from aplomb.formats.grid import read_grid
from aplomb.formats.library import find


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_grid_asks_every_criterion_of_the_newest_edition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grid", "teleradiologie", "-o", "g.xlsx"]) == 0

    grid = read_grid(Path("g.xlsx"), "g.xlsx", find=find)
    edition = find("teleradiologie")
    assert grid.rows == frozenset(edition.by_code)
    assert (grid.entries, grid.documents, grid.profile, grid.selection) == ({}, {}, None, None)
    out = capsys.readouterr().out
    assert edition.name in out
    assert str(len(edition.criteria)) in out


def test_the_facts_named_are_yes_and_the_others_no() -> None:
    assert main(["grid", "teleradiologie@2026.1", "-o", "g.xlsx", "--profile", "ct, mri"]) == 0

    grid = read_grid(Path("g.xlsx"), "g.xlsx", find=find)
    assert grid.profile is not None
    assert {fact for fact, yes in grid.profile.items() if yes} == {"ct", "mri"}
    assert grid.rows == frozenset(criterion.code for criterion in grid.asked)
    assert len(grid.rows) < len(grid.edition.criteria)


def test_a_selection_gives_the_essential_criteria_alone() -> None:
    assert main(["grid", "teleradiologie", "-o", "g.xlsx", "--selection", "decouverte"]) == 0

    grid = read_grid(Path("g.xlsx"), "g.xlsx", find=find)
    assert grid.rows == {criterion.code for criterion in grid.edition.criteria if criterion.essential}


def test_a_grid_may_be_a_csv() -> None:
    assert main(["grid", "imagerie", "-o", "g.csv"]) == 0

    edition = find("imagerie")
    assert read_grid(Path("g.csv"), "g.csv", edition=edition).rows == frozenset(edition.by_code)


def test_the_same_command_gives_the_same_bytes_and_replaces_an_empty_grid() -> None:
    assert main(["grid", "imagerie", "-o", "g.xlsx"]) == 0
    first = Path("g.xlsx").read_bytes()

    assert main(["grid", "imagerie", "-o", "g.xlsx"]) == 0

    assert Path("g.xlsx").read_bytes() == first
    assert [path.name for path in Path().iterdir()] == ["g.xlsx"]


def test_a_grid_that_somebody_filled_in_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    main(["grid", "imagerie", "-o", "g.xlsx"])
    book = openpyxl.load_workbook("g.xlsx")
    book["Grille"]["E4"] = 2
    book.save("g.xlsx")
    kept = Path("g.xlsx").read_bytes()

    assert main(["grid", "imagerie", "-o", "g.xlsx"]) == 2

    assert Path("g.xlsx").read_bytes() == kept
    assert "--force" in said(capsys)
    assert main(["grid", "imagerie", "-o", "g.xlsx", "--force"]) == 0
    assert openpyxl.load_workbook("g.xlsx")["Grille"]["E4"].value is None


def test_a_file_of_another_kind_is_kept() -> None:
    Path("notes.xlsx").write_bytes(b"not a grid")

    assert main(["grid", "imagerie", "-o", "notes.xlsx"]) == 2

    assert Path("notes.xlsx").read_bytes() == b"not a grid"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["grid", "radiologie", "-o", "g.xlsx"], "teleradiologie@2026.1"),
        (["grid", "teleradiologie@1999.1", "-o", "g.xlsx"], "teleradiologie@2026.1"),
        (["grid", "teleradiologie", "-o", "g.xlsx", "--profile", "ct,pet"], "mammography"),
        (["grid", "teleradiologie", "-o", "g.xlsx", "--selection", "courte"], "decouverte"),
        (["grid", "teleradiologie", "-o", "g.pdf"], ".csv"),
        (["grid", "teleradiologie", "-o", "absent/g.xlsx"], "absent"),
        (["grid", "absent.yaml", "-o", "g.xlsx"], "absent.yaml"),
    ],
)
def test_wrong_words_are_told_and_nothing_is_written(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2

    assert expected in said(capsys)
    assert list(Path().iterdir()) == []


def test_a_folder_given_as_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("g.xlsx").mkdir()

    assert main(["grid", "teleradiologie", "-o", "g.xlsx"]) == 2

    assert "c’est un dossier" in said(capsys)


def test_a_refusal_of_the_system_is_the_environments(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    assert main(["grid", "teleradiologie", "-o", "g.xlsx"]) == 3

    assert "accès refusé" in said(capsys)
    assert list(Path().iterdir()) == []


def test_english_speaks_english_and_keeps_the_contracts_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APLOMB_LANG", "en")

    assert main(["grid", "teleradiologie", "-o", "g.xlsx"]) == 0

    book = openpyxl.load_workbook(BytesIO(Path("g.xlsx").read_bytes()))
    assert book.sheetnames == [
        "Grille",
        "Documents",
        "Summary",
        "_calcul",
        "Guidance",
        "How to fill it in",
        "_aplomb",
    ]
    assert book["Grille"]["A1"].value == "N°"
