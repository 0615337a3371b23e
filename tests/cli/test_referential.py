"""`aplomb referential`, as somebody types it."""

import json
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from aplomb.cli import main
from aplomb.formats.library import find, shipped
from aplomb.formats.referential import read_referential
from tests.support.referentials import WRITTEN, spoiled


@pytest.fixture
def essai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sound file, in which the command is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "essai.yaml").write_text(WRITTEN, encoding="utf-8")
    return tmp_path


def run(*words: str) -> int:
    return main(["referential", *words])


# --- check -------------------------------------------------------------------------------------------------


def test_a_sound_file_is_said_to_be_so(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = run("check", "essai.yaml")

    assert (status, *capsys.readouterr()) == (
        0,
        "essai.yaml\u00a0: essai@2026.1 est valable, 2 critères\n",
        "",
    )


def test_errors_are_listed_with_place_and_mend(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (essai / "faux.yaml").write_text(spoiled("weight: 1", "wieght: 1"), encoding="utf-8")

    status = run("check", "essai.yaml", "faux.yaml")

    out, err = capsys.readouterr()
    assert status == 2
    assert out == "essai.yaml\u00a0: essai@2026.1 est valable, 2 critères\n"
    assert err.splitlines()[0].startswith("faux.yaml, ligne 35")
    assert "la clé «\u00a0wieght\u00a0» est inconnue" in err
    assert "    → Écrivez «\u00a0weight\u00a0»" in err
    assert err.splitlines()[-1] == "faux.yaml\u00a0: refusé, 1 erreur"


def test_warnings_alone_are_no_failure(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (essai / "essai.yaml").write_text(spoiled('"1.1.2"', '"2.1.2"'), encoding="utf-8")

    assert run("check", "essai.yaml") == 0
    out, err = capsys.readouterr()
    assert out.endswith("2 critères, 1 avertissement\n")
    assert err.startswith("essai.yaml, ligne 42")


def test_a_missing_file_is_wrong_use(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "absent.yaml") == 2
    assert "absent.yaml" in capsys.readouterr().err


def test_check_answers_a_program_in_json(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (essai / "faux.yaml").write_text(spoiled('"2026.1"', "2026.1"), encoding="utf-8")

    status = run("check", "--json", "essai.yaml", "faux.yaml")

    out, err = capsys.readouterr()
    sound, wrong = json.loads(out)["files"]
    assert (status, err) == (2, "")
    assert sound == {
        "file": "essai.yaml",
        "sound": True,
        "referential": "essai",
        "edition": "2026.1",
        "content_hash": read_referential(WRITTEN.encode()).content_hash,
        "problems": [],
    }
    assert (wrong["sound"], wrong["content_hash"]) == (False, None)
    assert wrong["problems"] == [
        {
            "code": "value.unquoted",
            "severity": "error",
            "line": 3,
            "sheet": None,
            "row": None,
            "column": None,
            "message": "«\u00a0edition\u00a0» demande un texte, et 2026.1 sans guillemets n’en est pas un",
            "mend": 'Mettez-le entre guillemets\u00a0: "2026.1".',
        }
    ]


def test_the_program_speaks_english_when_asked(
    essai: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APLOMB_LANG", "en")

    assert run("check", "essai.yaml") == 0
    assert capsys.readouterr().out == "essai.yaml: essai@2026.1 is sound, 2 criteria\n"


# --- export ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_export_to_standard_output_reads_back(
    form: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("export", "imagerie", "--format", form) == 0

    out, err = capsysbinary.readouterr()
    assert err == b""
    assert read_referential(out, f"imagerie.{form}").content_hash == find("imagerie").content_hash


def test_the_name_of_the_file_chooses_the_format(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("copie.yaml", "copie.json", "copie.xlsx"):
        assert run("export", "essai.yaml", "-o", name) == 0
        assert run("check", name) == 0

    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("est valable, 2 critères") == 3
    assert json.loads((essai / "copie.json").read_text(encoding="utf-8"))["code"] == "essai"
    assert "Critères" in openpyxl.load_workbook(essai / "copie.xlsx").sheetnames


def test_a_workbook_goes_to_a_pipe_but_not_to_a_terminal(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("export", "imagerie", "--format", "xlsx") == 0
    assert "Critères" in openpyxl.load_workbook(BytesIO(capsysbinary.readouterr().out)).sheetnames

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run("export", "imagerie", "--format", "xlsx") == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert "-o" in err.decode()


def test_oscal_is_said_to_come_later(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "imagerie", "--format", "oscal") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "OSCAL" in err


def test_an_unknown_referential_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "radiologie") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "imagerie@2026.1, teleradiologie@2026.1" in err


def test_a_folder_that_cannot_be_written_to_is_the_environment_s_fault(
    essai: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "essai.yaml", "-o", "absent/copie.yaml") == 3
    assert "absent/copie.yaml" in capsys.readouterr().err


# --- list --------------------------------------------------------------------------------------------------


def test_the_list_is_an_aligned_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0

    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows] == [[item.code, item.edition] for item in shipped()]
    assert head.split() == ["Code", "Édition", "Titre", "Critères", "Documents", "Empreinte"]
    starts = [index for index in range(len(rule)) if rule[index] == "─" and rule[index - 1 : index] != "─"]
    for line in (head, *rows):
        assert all(line[start - 1] == " " for start in starts[1:])
        assert line[starts[-1] :].strip() == line.split()[-1]


def test_the_list_for_a_program_gives_whole_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0

    listed = json.loads(capsys.readouterr().out)["referentials"]
    edition = find("teleradiologie")
    assert listed[1] == {
        "code": "teleradiologie",
        "edition": "2026.1",
        "title": {"fr": "Téléradiologie", "en": "Teleradiology"},
        "families": len(edition.families),
        "requirements": len(edition.requirements),
        "criteria": 206,
        "dimensions": 15,
        "documents": len(edition.documents),
        "content_hash": edition.content_hash,
    }


# --- diff --------------------------------------------------------------------------------------------------

NEW = (
    WRITTEN.replace('"2026.1"', '"2026.2"')
    .replace("Le délai est mesuré.", "Le délai est suivi.")
    .replace("weight: 1", "weight: 1.5")
    .replace("overall: 0.8", "overall: 0.85")
    .replace('"1.1.1"', '"1.1.3"')
    .replace('{fr: "Une"}', '{fr: "Une", en: "One"}')
)


def test_differences_are_told_in_the_order_of_an_edition(
    essai: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (essai / "nouveau.yaml").write_text(NEW, encoding="utf-8")

    assert run("diff", "essai.yaml", "nouveau.yaml") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.replace("\u00a0", " ").replace("\u202f", " ") == (
        """\
essai@2026.1 → essai@2026.2
0 critère inchangé · 1 modifié · dont 1 reformulé · 1 ajouté · 1 retiré

L’ensemble
  prêt : ensemble : 0,8 → 0,85

Dimensions
  ~ D01
      titre (en) : {+One+}

Critères ajoutés
  + 1.1.3  Le compte rendu est signé.

Critères retirés
  − 1.1.1  Le compte rendu est signé.

Critères modifiés
  ~ 1.1.2
      texte (fr) : Le délai est [-mesuré-] {+suivi+}.
"""
    )


def test_colours_are_for_terminals_that_want_them(
    essai: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (essai / "nouveau.yaml").write_text(NEW, encoding="utf-8")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert run("diff", "essai.yaml", "nouveau.yaml") == 0
    assert "est \x1b[31;9mmesuré\x1b[0m \x1b[32;4msuivi\x1b[0m." in capsys.readouterr().out

    monkeypatch.setenv("NO_COLOR", "1")
    assert run("diff", "essai.yaml", "nouveau.yaml") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_same_twice_has_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "imagerie", "imagerie@2026.1") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Aucune différence."


def test_another_order_of_codes_is_told_to_be_only_that(
    essai: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reordered = WRITTEN.replace("keep: essential", 'keep: ["1.1.1", "1.1.2"]')
    (essai / "a.yaml").write_text(reordered, encoding="utf-8")
    (essai / "b.yaml").write_text(
        reordered.replace('["1.1.1", "1.1.2"]', '["1.1.2", "1.1.1"]'), encoding="utf-8"
    )

    assert run("diff", "a.yaml", "b.yaml") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Seuls l’ordre ou les noms diffèrent."


def test_differences_for_a_program(essai: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (essai / "nouveau.yaml").write_text(NEW, encoding="utf-8")

    assert run("diff", "--json", "essai.yaml", "nouveau.yaml") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["identical"] is False
    assert found["settings"] == [{"field": "ready.overall", "old": 0.8, "new": 0.85}]
    assert list(found["lists"]) == ["dimensions"]
    assert [item["code"] for item in found["added"]] == ["1.1.3"]
    assert found["changed"] == [
        {
            "code": "1.1.2",
            "predecessors": ["1.1.2"],
            "moved": False,
            "texts": [
                {
                    "field": "text",
                    "language": "fr",
                    "segments": [
                        {"fate": "same", "text": "Le délai est "},
                        {"fate": "removed", "text": "mesuré"},
                        {"fate": "added", "text": "suivi"},
                        {"fate": "same", "text": "."},
                    ],
                }
            ],
            "values": [],
        }
    ]


def test_a_bad_file_among_the_two_is_told_with_its_problems(
    essai: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (essai / "faux.yaml").write_text(spoiled("weight: 1", "weight: 0"), encoding="utf-8")

    assert run("diff", "essai.yaml", "faux.yaml") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("faux.yaml, ligne 35")


def test_an_action_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run()

    assert caught.value.code == 2
    assert "aplomb referential" in capsys.readouterr().err
