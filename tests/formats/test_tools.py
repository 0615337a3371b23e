"""Tools: checked texts, and workbooks whose formulas are right on every row."""

import csv
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aplomb.formats.problems import BadFile, Problem, describe
from aplomb.formats.tools import Cell, Tool, column_index, column_letters, filled, read_tool, tools
from aplomb.formats.tools_xlsx import EMPTY_ROWS, tool_xlsx

TEXT = """format: aplomb/tool/1
code: T-001
slug: exemple
title: Exemple
kind: docx
summary: Un exemple.
sheets: [F-001]
documents: [DOC-117]
reviewed: 2026-11
instructions:
- Remplir.
placeholders: [site.name, date]
body: |
  # Exemple

  {{ site.name }}, le {{ date }}. [à compléter]

  | A | B |
  |---|---|
  | 1 | 2 |
"""
BOOK = """format: aplomb/tool/1
code: T-002
slug: exemple
title: Exemple
kind: xlsx
summary: Un exemple.
sheets: [F-001]
documents: []
reviewed: 2026-11
worksheet: Registre
instructions:
- Remplir.
columns:
- {title: Nom, width: 12, type: text}
- {title: Jour, width: 12, type: date}
- {title: Heure, width: 18, type: datetime}
- {title: Nombre, width: 10, type: integer}
- {title: Part, width: 10, type: percent}
- {title: Niveau, width: 10, type: choice, choices: ['1', '2']}
- {title: Double, width: 10, type: formula, formula: '=IF(D{row}="","",D{row}*2)'}
- {title: Mesure, width: 10, type: number}
rows:
- ['=1+1', 2026-03-31, 2026-03-31T14:30:00, 4, 0.5, '2', null, 1.25]
"""


def read(tmp_path: Path, text: str) -> Tool:
    path = tmp_path / "exemple.yaml"
    path.write_text(text, encoding="utf-8")
    return read_tool(path, "exemple.yaml").tool


def told(tmp_path: Path, text: str) -> list[tuple[str, int | None]]:
    try:
        read(tmp_path, text)
    except BadFile as error:
        return [said(problem) for problem in error.problems]
    return []


def said(problem: Problem) -> tuple[str, int | None]:
    """Its code and line, once both its sentences are found to exist in both languages."""
    assert all(describe(problem, "fr") + describe(problem, "en"))
    return problem.code, problem.place.line


# --- reading -----------------------------------------------------------------------------------------------


def test_a_text_is_filled_in_and_what_is_unknown_stays_a_blank_in_brackets(tmp_path):
    tool = read(tmp_path, TEXT)

    assert filled(tool, {"site.name": "Clairvaldieu", "date": ""}).splitlines()[2] == (
        "Clairvaldieu, le [date]. [à compléter]"
    )


def test_a_workbook_is_read_with_days_and_exact_numbers(tmp_path):
    (row,) = read(tmp_path, BOOK).rows

    assert row == (
        *("=1+1", date(2026, 3, 31), datetime(2026, 3, 31, 14, 30), 4, Decimal("0.5")),  # noqa: DTZ001
        *("2", None, Decimal("1.25")),
    )


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("slug: exemple", "slug: autre", "tool.slug"),
        ("kind: docx", "kind: odt", "value.not-among"),
        ("code: T-001", "code: 1", "value.unquoted"),
        ("sheets: [F-001]", "sheets: [F1]", "text.form"),
        ("- Remplir.", "- ''", "text.empty"),
        ("placeholders: [site.name, date]", "placeholders: [site.name]", "tool.not-declared"),
        ("placeholders: [site.name, date]", "placeholders: [site.name, date, site.city]", "tool.not-used"),
        ("placeholders: [site.name, date]", "placeholders: [site.name, date, mood]", "value.not-among"),
        ("{{ site.name }}, le", "{{site.name}}, le", "tool.placeholder"),
        ("[à compléter]", "{{ site.colour }}", "tool.placeholder"),
        ("  # Exemple\n", "  Exemple\n", "tool.no-title"),
        ("  | 1 | 2 |", "  | 1 | 2 | 3 |", "tool.table"),
    ],
)
def test_each_slip_of_a_text_is_told_at_its_line(tmp_path, good, bad, code):
    line = TEXT[: TEXT.index(good)].count("\n") + 1

    found = told(tmp_path, TEXT.replace(good, bad, 1))

    assert code in [found_code for found_code, _ in found]
    assert line in [where for _, where in found] or line + 1 in [where for _, where in found]


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("worksheet: Registre", "worksheet: A/B", "text.form"),
        ("worksheet: Registre", "worksheet: " + "x" * 32, "text.form"),
        ("type: integer}", "type: entier}", "value.not-among"),
        ("title: Jour,", "title: Nom,", "list.twice"),
        ("{title: Nom, width: 12", "{title: Nom, width: 200", "number.too-large"),
        (", choices: ['1', '2']}", "}", "column.missing"),
        ("['1', '2']", "['1,5', '2']", "column.choices"),
        ("['1', '2']", "[" + ", ".join(f"'choix {n}'" for n in range(40)) + "]", "column.choices"),
        ("type: integer}", "type: integer, choices: [a, b]}", "column.not-needed"),
        ("type: integer}", "type: integer, format: percent}", "column.not-needed"),
        ('=IF(D{row}="","",D{row}*2)', '=IF(D{row}="";"";D{row}*2)', "formula.semicolon"),
        ('=IF(D{row}="","",D{row}*2)', '=SI(D{row}="","",D{row}*2)', "formula.function"),
        ('=IF(D{row}="","",D{row}*2)', '=IF(D2="","",D{row}*2)', "formula.row"),
        ('=IF(D{row}="","",D{row}*2)', '=IF(G{row}="","",D{row}*2)', "formula.itself"),
        ('=IF(D{row}="","",D{row}*2)', '=IF(Z{row}="","",D{row}*2)', "formula.column"),
        ('=IF(D{row}="","",D{row}*2)', '=IF(D{row}="","",D{row}*2', "formula.broken"),
        ('=IF(D{row}="","",D{row}*2)', 'IF(D{row}="","",D{row}*2)', "formula.broken"),
        ("null, 1.25]", "null]", "row.width"),
        ("null, 1.25]", "8, 1.25]", "cell.formula"),
        ("2026-03-31,", "31/03/2026,", "cell.date"),
        ("2026-03-31T14:30:00", "14:30", "cell.datetime"),
        (", 4, 0.5", ", 4.5, 0.5", "cell.integer"),
        (", 4, 0.5", ", 4, 50", "cell.percent"),
        ("'2', null", "'3', null", "cell.choice"),
        ("1.25]", "beaucoup]", "cell.number"),
        ("['=1+1'", "[12", "cell.text"),
    ],
)
def test_each_slip_of_a_workbook_is_told_at_its_line(tmp_path, good, bad, code):
    line = BOOK[: BOOK.index(good)].count("\n") + 1

    found = told(tmp_path, BOOK.replace(good, bad, 1))

    assert (code, line) in found


def test_columns_are_named_as_spreadsheets_name_them():
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701)] == ["A", "Z", "AA", "AZ", "BA", "ZZ"]
    assert all(column_index(column_letters(index)) == index for index in range(800))


# --- workbooks ---------------------------------------------------------------------------------------------


def test_a_workbook_holds_examples_in_italics_then_empty_rows_with_their_formulas(tmp_path):
    book = load_workbook(BytesIO(tool_xlsx(read(tmp_path, BOOK))))
    sheet = book["Registre"]

    assert book.sheetnames == ["Registre", "Mode d’emploi"]
    assert [cell.value for cell in sheet[1]] == [
        *("Nom", "Jour", "Heure", "Nombre", "Part", "Niveau", "Double", "Mesure"),
    ]
    assert [cell.value for cell in sheet[2]] == [
        *("=1+1", datetime(2026, 3, 31), datetime(2026, 3, 31, 14, 30), 4, 0.5, 2),  # noqa: DTZ001
        *('=IF(D2="","",D2*2)', 1.25),
    ]
    assert sheet["A2"].data_type == "s", "a text that looks like a formula must stay a text"
    assert all(cell.font.italic for cell in sheet[2])
    assert not any(cell.font.italic for cell in sheet[3])
    assert sheet.max_row == 2 + EMPTY_ROWS
    assert sheet.cell(2 + EMPTY_ROWS, 7).value == f'=IF(D{2 + EMPTY_ROWS}="","",D{2 + EMPTY_ROWS}*2)'
    assert sheet["A3"].number_format == "@"
    assert (sheet["B2"].number_format, sheet["E2"].number_format) == ("dd/mm/yyyy", "0.0\u00a0%")


def test_cells_take_what_their_column_takes_down_to_the_last_row(tmp_path):
    sheet = load_workbook(BytesIO(tool_xlsx(read(tmp_path, BOOK))))["Registre"]

    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    last = 2 + EMPTY_ROWS
    assert {ranges: rule.type for ranges, rule in rules.items()} == {
        f"B2:B{last}": "date",
        f"C2:C{last}": "date",
        f"D2:D{last}": "whole",
        f"E2:E{last}": "decimal",
        f"F2:F{last}": "list",
        f"H2:H{last}": "decimal",
    }
    assert rules[f"F2:F{last}"].formula1 == '"1,2"'


def test_the_same_tool_gives_the_same_bytes_and_another_site_another_footer(tmp_path):
    tool = read(tmp_path, BOOK)

    assert tool_xlsx(tool, {"site.name": "A & B"}) == tool_xlsx(tool, {"site.name": "A & B"})
    sheet = load_workbook(BytesIO(tool_xlsx(tool, {"site.name": "Nord"})))["Registre"]
    assert sheet.oddFooter.right.text == "Nord"


def test_instructions_can_be_written_for_english_readers(tmp_path):
    book = load_workbook(BytesIO(tool_xlsx(read(tmp_path, BOOK), lang="en")))

    said = [cell.value for cell in book["Instructions"]["B"]]
    assert "Rows in italics are examples: delete them before use. Grey columns calculate themselves." in said


def test_a_text_is_no_workbook(tmp_path):
    with pytest.raises(ValueError, match="T-001 is a text"):
        tool_xlsx(read(tmp_path, TEXT))


# --- formulas, computed by a spreadsheet program -----------------------------------------------------------

MOMENT = datetime(2026, 3, 2, 19, 0)  # noqa: DTZ001
SHIPPED = {tool.code: tool for tool in tools()}


def at(minutes: int, seconds: int = 0) -> datetime:
    return MOMENT.replace(hour=19 + minutes // 60, minute=minutes % 60, second=seconds)


def row(code: str, **cells: Cell) -> tuple[Cell, ...]:
    """A row of a shipped tool with these cells, by the letters of their columns."""
    width = len(SHIPPED[code].columns)
    return tuple(cells.get(column_letters(index)) for index in range(width))


TODAY = date.today()  # noqa: DTZ011 -- the spreadsheet program takes the machine's own day
NEXT_YEAR = date(TODAY.year + 1, 1, 1)
# By tool: rows, each with what the program must show in the columns that it computes.
COMPUTED = {
    "T-006": [
        ({"J": date(TODAY.year + 1, 1, 1)}, {"K": str((date(TODAY.year + 1, 1, 1) - TODAY).days)}),
        ({}, {"K": ""}),
    ],
    "T-009": [
        ({"F": at(0), "G": at(6), "I": at(66), "J": 60}, {"K": "6", "L": "60", "M": "oui"}),
        ({"F": at(0), "G": at(6), "I": at(66, 20), "J": 60}, {"K": "6", "L": "60.3", "M": "non"}),
        ({"G": at(6), "I": at(67), "J": 60}, {"K": "", "L": "61", "M": "non"}),
        ({"G": at(6), "I": at(2), "J": 60}, {"L": "-4", "M": "à vérifier"}),
        ({"G": at(6), "I": at(7)}, {"L": "1", "M": ""}),
        ({"F": at(0), "J": 60}, {"K": "", "L": "", "M": ""}),
    ],
    "T-018": [
        ({"E": 412, "F": 447, "H": Decimal("0.9"), "I": "au moins"}, {"G": "92.2", "J": "oui"}),
        ({"E": 27, "F": 30, "H": Decimal("0.9"), "I": "au moins"}, {"G": "90.0", "J": "oui"}),
        ({"E": 26, "F": 30, "H": Decimal("0.9"), "I": "au moins"}, {"G": "86.7", "J": "non"}),
        ({"E": 1, "F": 100, "H": Decimal("0.02"), "I": "au plus"}, {"G": "1.0", "J": "oui"}),
        ({"E": 3, "F": 100, "H": Decimal("0.02"), "I": "au plus"}, {"G": "3.0", "J": "non"}),
        ({"E": 3, "F": 100, "H": Decimal("0.02")}, {"G": "3.0", "J": ""}),
        ({"E": 0, "F": 100, "H": Decimal("0.02"), "I": "au plus"}, {"G": "0.0", "J": "oui"}),
        ({"E": 3, "F": 0, "H": Decimal("0.02"), "I": "au plus"}, {"G": "", "J": ""}),
        ({}, {"G": "", "J": ""}),
    ],
    "T-019": [
        ({"I": TODAY, "N": 1450, "O": 9800}, {"M": "0", "P": "14.8"}),
        ({"N": 0, "O": 9800}, {"M": "", "P": "0.0"}),
        ({"N": 12, "O": 0}, {"M": "", "P": ""}),
        ({}, {"M": "", "P": ""}),
    ],
    "T-020": [
        ({"A": "Lecture", "D": "I", "F": "R"}, {"I": "correct"}),
        ({"A": "Lecture", "D": "R", "F": "R"}, {"I": "un seul R attendu"}),
        ({"A": "Lecture", "D": "A"}, {"I": "un seul R attendu"}),
        ({}, {"I": ""}),
    ],
    "T-021": [
        ({"E": "4", "F": "2"}, {"G": "8"}),
        ({"E": "4"}, {"G": ""}),
        ({}, {"G": ""}),
    ],
    "T-023": [
        ({"E": at(2), "F": at(18)}, {"G": "16"}),
        ({"E": at(18), "F": at(2)}, {"G": "-16"}),
        ({"E": at(2)}, {"G": ""}),
    ],
    "T-024": [
        ({"B": "T", "E": "o", "F": "r", "G": TODAY, "H": "m", "I": "e"}, {"J": "oui"}),
        ({"B": "T", "E": "o", "F": "r", "G": TODAY, "H": "m"}, {"J": "non"}),
        ({}, {"J": ""}),
    ],
}


def test_every_tool_with_formulas_has_worked_examples():
    with_formulas = {tool.code for tool in tools() if any(column.formula for column in tool.columns)}

    assert set(COMPUTED) == with_formulas


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """What a spreadsheet program shows in each workbook, as the rows of a table."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("no spreadsheet program on this machine")
    folder = tmp_path_factory.mktemp("computed")
    for code, examples in COMPUTED.items():
        tool = replace(SHIPPED[code], rows=tuple(row(code, **cells) for cells, _ in examples))
        (folder / f"{code}.xlsx").write_bytes(tool_xlsx(tool))
    table = "csv:Text - txt - csv (StarCalc):9,34,76,1,,1036,false,true,false,false,false,1"
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", table]
    books = [str(folder / f"{code}.xlsx") for code in COMPUTED]
    subprocess.run([*command, "--outdir", str(folder), *books], check=True, capture_output=True, timeout=120)
    shown = {}
    for code in COMPUTED:
        (path,) = [*folder.glob(f"{code}.csv"), *folder.glob(f"{code}-*.csv")]
        shown[code] = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    return shown


@pytest.mark.parametrize("code", COMPUTED)
def test_formulas_are_right_on_each_row(computed, code):
    for number, (_, expected) in enumerate(COMPUTED[code], start=1):
        cells = computed[code][number]
        shown = {letters: one_decimal(cells[column_index(letters)]) for letters in expected}
        assert shown == {letters: one_decimal(value) for letters, value in expected.items()}, number


def one_decimal(shown: str) -> str | float:
    """A number to one decimal, whether the program shows 14.8, 14.7959 or 14.8 %; a word as it is."""
    bare = re.sub(r"[\s%]", "", shown).replace(",", ".")
    return round(float(bare), 1) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else shown.strip()


@pytest.mark.parametrize("code", COMPUTED)
def test_formulas_say_nothing_on_the_empty_rows(computed, code):
    below = computed[code][len(COMPUTED[code]) + 1 :]

    assert len(below) == EMPTY_ROWS
    assert not any("".join(cells).strip() for cells in below)
