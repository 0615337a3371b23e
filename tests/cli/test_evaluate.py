"""`aplomb evaluate`: five files from one grid, or a list of its bad cells and nothing written."""

import json
import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from aplomb.cli import main
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import results
from aplomb.formats.grid import read_grid
from aplomb.formats.grid_csv import grid_csv
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.library import find
from aplomb.formats.results_json import results_json

FILES = ["documents.pdf", "grid.xlsx", "performance.pdf", "plan.xlsx", "results.json"]
DAY = ["--date", "2026-11-24"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@cache
def entries() -> dict[str, Entry]:
    """Every criterion answered, most of them well."""
    found = {}
    for at, criterion in enumerate(find("teleradiologie").criteria):
        if at % 40 == 7 and criterion.na_allowed:
            found[criterion.code] = Entry(NA, na_reason="Sans objet sur ce site.", evaluator="Léa Vasseur")
        else:
            found[criterion.code] = Entry(
                (0, 1, 2, 2, 3, 3)[at % 6], "Vu au comité.", evaluator="Léa Vasseur"
            )
    return found


RECORDS = {"DOC-113": Record(State.PRESENT, "GED", date(2027, 1, 31)), "DOC-117": Record(State.PARTIAL)}


@cache
def grid() -> bytes:
    return write_grid(find("teleradiologie"), entries=entries(), documents=RECORDS)


@cache
def bad_grid() -> bytes:
    return write_grid(find("teleradiologie"), entries={"1.1.1": Entry(2), "1.1.2": Entry(NA)})


def put(name: str = "g.xlsx", data: bytes | None = None) -> str:
    Path(name).write_bytes(grid() if data is None else data)
    return name


def names(folder: str = "out") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def contents(folder: str = "out") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def first_pages(name: str) -> str:
    """The text of a report's cover and summary."""
    return plainly("".join(page.extract_text() for page in PdfReader(name).pages[:3]))


def plainly(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_five_files_come_out_and_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", put(), "--out", "out", "--organisation", "Imagerie de Clairvaldieu", *DAY]) == 0

    assert names() == FILES
    outcome = results(find("teleradiologie"), entries(), on=date(2026, 11, 24), documents=RECORDS)
    data = json.loads(Path("out/results.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(results_json(outcome, "Imagerie de Clairvaldieu", "file")))
    assert data["completion"] == 1.0
    percent = f"{round(data['score'] * 100)} %"
    out = plainly(capsys.readouterr().out)
    assert f"Score         {percent:>7}".split() == out.splitlines()[2].split()[:3]
    for name in ("performance.pdf", "documents.pdf"):
        text = first_pages(f"out/{name}")
        assert "Clairvaldieu" in text
        assert "24 novembre 2026" in text
    assert percent in first_pages("out/performance.pdf")
    again = read_grid(Path("out/grid.xlsx"), "grid.xlsx", find=find)
    assert (again.entries, again.documents, again.organisation) == (
        entries(),
        RECORDS,
        "Imagerie de Clairvaldieu",
    )
    assert openpyxl.load_workbook("out/plan.xlsx")["Plan"].cell(5, 1).value == 1


def test_the_same_grid_and_day_give_the_same_bytes_and_the_grid_that_comes_out_does_too() -> None:
    main(["evaluate", put(), "--out", "first", "--organisation", "Ici", *DAY])
    main(["evaluate", put("copy.xlsx"), "--out", "second", "--organisation", "Ici", *DAY])
    main(["evaluate", "first/grid.xlsx", "--out", "third", *DAY])

    assert contents("first") == contents("second") == contents("third")


def test_the_summary_says_what_stands_in_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", put(), "--out", "out", *DAY])

    out = plainly(capsys.readouterr().out)
    data = json.loads(Path("out/results.json").read_text(encoding="utf-8"))
    assert "Structure non nommée – Téléradiologie 2026.1, 24/11/2026" in out
    for family in data["families"]:
        assert family["title"] in out
    failing = len(data["essentials"]["failing"])
    assert f"{failing} critères essentiels sur {data['essentials']['total']} sont sous le niveau 2" in out
    assert "Pas encore prêt :" in out
    assert f"{failing} critères essentiels à relever" in out
    assert "Écrit dans out" in out


def test_a_ready_site_is_told_so_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    edition = find("teleradiologie")
    best = write_grid(
        edition,
        entries={criterion.code: Entry(3) for criterion in edition.criteria},
        documents={document.code: Record(State.PRESENT) for document in edition.documents},
    )

    main(["evaluate", put(data=best), "--out", "out", *DAY])

    out = plainly(capsys.readouterr().out)
    assert "Prêt : toutes les règles de l’édition sont respectées." in out
    assert "Aucun critère essentiel n’est coté sous le niveau 2" in out


def test_json_prints_the_results_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", put(), "--out", "out", "--json", *DAY]) == 0

    captured = capsys.readouterr()
    assert captured.out.encode() == Path("out/results.json").read_bytes()
    assert captured.err == ""


def test_bad_cells_are_listed_with_their_place_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evaluate", put(data=bad_grid()), "--out", "out", *DAY]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert "g.xlsx, feuille Grille, ligne 5, colonne Justification NA (G)" in captured.err
    assert "le critère 1.1.2 est coté NA sans justification" in captured.err
    assert "Rien n’a été écrit." in captured.err
    assert not Path("out").exists()


def test_a_csv_is_evaluated_once_its_referential_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    put("g.csv", grid_csv(find("teleradiologie"), entries=entries()))

    assert main(["evaluate", "g.csv", "--out", "out", *DAY]) == 2
    assert "--referential" in capsys.readouterr().err
    assert main(["evaluate", "g.csv", "--out", "out", "--referential", "teleradiologie", *DAY]) == 0

    data = json.loads(Path("out/results.json").read_text(encoding="utf-8"))
    assert data["levels"]["unanswered"] == 0
    assert data["documents"]["missing"] == data["documents"]["expected"]


def test_the_facts_named_leave_out_what_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", put(), "--out", "out", "--profile", "ct,mri", *DAY]) == 0

    data = json.loads(Path("out/results.json").read_text(encoding="utf-8"))
    edition = find("teleradiologie")
    profile = {fact.code: fact.code in ("ct", "mri") for fact in edition.profile}
    assert sum(family["asked"] for family in data["families"]) == len(edition.asked(profile))
    assert "ne sont pas demandés" in capsys.readouterr().err


def test_validity_is_judged_on_the_day_given() -> None:
    for day, expired in (("2027-01-31", 0), ("2027-02-01", 1)):
        assert main(["evaluate", put(), "--out", "out", "--date", day]) == 0
        assert (
            json.loads(Path("out/results.json").read_text(encoding="utf-8"))["documents"]["expired"]
            == expired
        )


def test_without_a_day_it_is_today_in_paris(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("aplomb.cli.evaluate.day_in_paris", lambda moment: date(2031, 5, 6))

    assert main(["evaluate", put(), "--out", "out"]) == 0

    assert "06/05/2031" in capsys.readouterr().out


def test_a_folder_that_exists_keeps_what_is_not_ours() -> None:
    Path("out").mkdir()
    Path("out/notes.txt").write_text("à garder", encoding="utf-8")
    Path("out/plan.xlsx").write_bytes(b"old")

    assert main(["evaluate", put(), "--out", "out", *DAY]) == 0

    assert names() == sorted([*FILES, "notes.txt"])
    assert Path("out/notes.txt").read_text(encoding="utf-8") == "à garder"
    assert Path("out/plan.xlsx").read_bytes() != b"old"


def test_folders_above_are_made_if_need_be() -> None:
    assert main(["evaluate", put(), "--out", "a/b/out", *DAY]) == 0

    assert names("a/b/out") == FILES


@pytest.mark.parametrize("existing", [False, True])
def test_a_failure_half_way_leaves_everything_as_it_was(
    existing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if existing:
        assert main(["evaluate", put(), "--out", "deep/out", "--organisation", "Avant", *DAY]) == 0
    before = contents("deep/out") if existing else {}
    rename, done = Path.rename, []

    def fail_at_the_fourth(self: Path, target: Path) -> Path:
        if ".aplomb-" in str(self.parent) and self.parent.name != "before":
            done.append(target)
            if len(done) == 4:
                raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_fourth)

    assert main(["evaluate", put(), "--out", "deep/out", "--organisation", "Après", *DAY]) == 3

    assert len(done) == 4
    if existing:
        assert contents("deep/out") == before
    else:
        assert not Path("deep").exists()


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (["absent.xlsx", "--out", "out"], 2, "absent.xlsx : ce fichier ou ce dossier n’existe pas"),
        (["folder", "--out", "out"], 2, "c’est un dossier, et il faut un fichier"),
        (["g.xlsx", "--out", "file"], 2, "file : "),
        (["g.xlsx", "--out", "file/out"], 2, "c’est un fichier, et il faut un dossier"),
        (["g.xlsx", "--out", "taken"], 2, "taken/plan.xlsx : c’est un dossier"),
        (["g.xlsx", "--out", "out", "--referential", "imagerie"], 2, "non de imagerie@2026.1"),
        (["g.xlsx", "--out", "out", "--referential", "rien"], 2, "rien"),
        (["g.xlsx", "--out", "out", "--profile", "pet"], 2, "mammography"),
    ],
)
def test_wrong_words_are_told_in_a_sentence(
    words: list[str], status: int, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put()
    Path("file").write_text("x", encoding="utf-8")
    Path("folder").mkdir()
    Path("taken/plan.xlsx").mkdir(parents=True)

    assert main(["evaluate", *words, *DAY]) == status

    assert expected in plainly(capsys.readouterr().err)
    assert sorted(path.name for path in Path().iterdir()) == ["file", "folder", "g.xlsx", "taken"]
    assert names("taken") == ["plan.xlsx"]


@pytest.mark.parametrize("day", ["24/11/2026", "2026-02-30", "demain"])
def test_a_day_that_is_none_is_wrong_use(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", put(), "--out", "out", "--date", day])

    assert stopped.value.code == 2
    assert day in capsys.readouterr().err


def test_what_the_machine_refuses_is_not_the_persons_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)

    assert main(["evaluate", put(), "--out", "out", *DAY]) == 3

    assert "out : accès refusé" in plainly(capsys.readouterr().err)
    assert not Path("out").exists()


def test_a_grid_may_be_evaluated_into_its_own_folder() -> None:
    main(["evaluate", put(), "--out", "out", "--organisation", "Ici", *DAY])
    shutil.copytree("out", "before")

    assert main(["evaluate", "out/grid.xlsx", "--out", "out", *DAY]) == 0

    assert contents("out") == contents("before")


def test_a_report_that_cannot_be_made_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> bytes:
        raise RuntimeError("no such typeface")

    monkeypatch.setattr("aplomb.reports.documents_pdf", refuse)

    with pytest.raises(RuntimeError, match="typeface"):
        main(["evaluate", put(), "--out", "out", *DAY])
    assert not Path("out").exists()


def test_on_a_terminal_each_step_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert main(["evaluate", put(), "--out", "out", *DAY]) == 0

    steps = capsys.readouterr().err.replace("\r\x1b[2K", "\n").split("\n")
    assert [step for step in steps if step] == [
        "Lecture de la grille…",
        "Résultats…",
        "Plan et grille…",
        "Bilan de performance…",
        "Bilan documentaire…",
        "Écriture des fichiers…",
    ]
