"""The first plan as a workbook: themes with their reasons, every gap, documents to produce."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import Entry
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.plans.proposals import proposals
from aplomb.formats.plan_xlsx import write_plan
from tests.support.grids import EDITION, ENTRIES

ON = date(2026, 11, 24)
SHEETS = {"1.1.2": ["F-001"]}
TITLES = {"F-001": "Écrire une procédure"}
# 1.1.1 (essential, weight 2) fails at 1; 1.1.2 is at 0, 2.1.2 at 2.
FAILING = {**ENTRIES, "1.1.1": Entry(1, "=À revoir"), "2.1.2": Entry(2)}
RECORDS = {"DOC-1": Record(State.PARTIAL, "GED"), "DOC-2": Record(State.PRESENT, "Mur", date(2026, 12, 31))}
FIRST = 5  # the first row under the titles, from 1


def outcome() -> Results:
    return results(EDITION, FAILING, on=ON, documents=RECORDS)


def plan(lang: str = "fr") -> bytes:
    found = outcome()
    return write_plan(found, proposals([found], SHEETS), TITLES, subject="Clairvaldieu", on=ON, lang=lang)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data), data_only=True)


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def test_each_theme_says_why_what_it_wins_and_what_helps() -> None:
    sheet = opened(plan())["Plan"]

    assert values(sheet, FIRST)[:8] == [
        1,
        "1.1 – Exigence 1.1",
        "1 critère essentiel sous 2\u00a0: 1.1.1\n"
        "7\u00a0points à gagner (+58,3\u202f% de score)\n"
        "1 document qui n’est pas en règle",
        "◆ 1.1.1\u00a0: niveau 1, 4\u00a0points\n1.1.2\u00a0: niveau 0, 3\u00a0points",
        7,
        7 / 12,
        "DOC-1 Convention",
        "F-001 Écrire une procédure",
    ]
    assert values(sheet, FIRST + 1)[:5] == [
        2,
        "2.1 – Exigence 2.1",
        "1\u00a0point à gagner (+8,3\u202f% de score)",
        "2.1.2\u00a0: niveau 2, 1\u00a0point",
        1,
    ]


def test_the_five_required_parts_are_left_to_people() -> None:
    sheet = opened(plan())["Plan"]

    assert values(sheet, FIRST - 1)[8:] == [
        "Priorité", "Objectif", "Responsable", "Échéance", "Moyens", "Méthode d’évaluation", "État",
    ]  # fmt: skip
    assert values(sheet, FIRST)[8:] == [None, None, None, None, None, None, "proposé"]
    offered = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert offered["I5:I6"].formula1 == '"haute,moyenne,basse"'
    assert offered["O5:O6"].formula1.startswith('"proposé,planifié,actif,fait,')
    assert offered["L5:L6"].type == "date"


def test_every_gap_is_ranked_the_costliest_first() -> None:
    sheet = opened(plan())["Écarts"]

    assert [values(sheet, FIRST + at)[:8] for at in range(3)] == [
        [1, "1.1.1", "Critère 1.1.1.", "1.1 – Exigence 1.1", 1, 4, "essentiel", "=À revoir"],
        [2, "1.1.2", "Critère 1.1.2.", "1.1 – Exigence 1.1", 0, 3, None, "Rien n’est écrit."],
        [3, "2.1.2", "Critère 2.1.2.", "2.1 – Exigence 2.1", 2, 1, None, None],
    ]
    assert sheet["H5"].data_type == "s"


def test_documents_to_produce_complete_or_renew_come_indispensable_first() -> None:
    sheet = opened(plan())["Documents à produire"]

    assert values(sheet, FIRST)[:8] == [
        "DOC-1", "Convention", "Convention", "indispensable", "partiel", None, "GED", "1.1.1",
    ]  # fmt: skip
    assert values(sheet, FIRST + 1)[:7] == [
        "DOC-2", "Planning", "Convention", None, "bientôt périmé", datetime(2026, 12, 31), "Mur",  # noqa: DTZ001
    ]  # fmt: skip


def test_the_score_grows_theme_by_theme_and_a_native_chart_shows_the_points() -> None:
    data = plan()
    sheet = opened(data)["Points à gagner"]

    # 4 points of 12 today: (1 × 2 + 0 + 2); all raised to the maximum, 12 of 12.
    assert values(sheet, FIRST)[:4] == ["1.1 – Exigence 1.1", 7, 7 / 12, 11 / 12]
    assert values(sheet, FIRST + 1)[:4] == ["2.1 – Exigence 2.1", 1, 1 / 12, 1.0]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert [name for name in archive.namelist() if name.startswith("xl/charts/chart")] == [
            "xl/charts/chart1.xml"
        ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_perfect_grid_gives_a_plan_that_says_there_is_nothing_to_win(lang: str) -> None:
    perfect = results(EDITION, {criterion.code: Entry(3) for criterion in EDITION.criteria}, on=ON)

    data = write_plan(perfect, proposals([perfect]), {}, subject="x", on=ON, lang=lang)

    said = opened(data)["Plan"].cell(FIRST, 2).value
    assert (
        said
        == {
            "fr": "Aucun critère coté n’est au-dessous du maximum.",
            "en": "No answered criterion is below the maximum.",
        }[lang]
    )
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "chart" in name]


def test_the_same_results_give_the_same_bytes() -> None:
    assert plan() == plan()
    assert plan("en") != plan()
