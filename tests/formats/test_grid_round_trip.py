"""What goes out as a grid comes back the same, through Excel, OpenDocument and CSV."""

import random
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.evaluations.results import results
from aplomb.formats.grid import Grid, UnknownFacts, profile_of
from aplomb.formats.grid_csv import grid_csv
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.problems import BadFile, describe
from tests.support.grids import (
    DECIMAL,
    DOCUMENTS,
    EDITION,
    ENTRIES,
    ROWS,
    cells,
    edited,
    filled,
    ods,
    problems,
    read,
    rezipped,
)

# Anything that people type: accents, line breaks, signs of formulas, escapes of Excel; no control characters.
LETTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff\u200b\u2060"
)
PLAIN = st.text(st.one_of(LETTERS, st.sampled_from("=+-@'\n\t_x000D_;,\"é’")), max_size=40).map(str.strip)
TEXTS = st.one_of(PLAIN, PLAIN.map(lambda text: f"={text}"), PLAIN.map(lambda text: f"'={text}")).map(
    str.strip
)
FILLED = TEXTS.filter(bool)


@st.composite
def answers(draw: Any) -> dict[str, Entry]:
    """Random answers: unanswered, each level, NA with its reason; comments on any of them."""
    found = {}
    for criterion in EDITION.criteria:
        scores = [None, 0, 1, 2, 3, *([NA] if criterion.na_allowed else [])]
        score = draw(st.sampled_from(scores))
        reason = draw(FILLED) if score is NA else ""
        entry = Entry(score, draw(TEXTS), reason, draw(TEXTS))
        if entry != Entry():
            found[criterion.code] = entry
    return found


RECORDS = st.dictionaries(
    st.sampled_from(sorted(EDITION.documents_by_code)),
    st.builds(
        Record,
        st.sampled_from([None, *State]),
        TEXTS,
        st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2199, 12, 31))),
    ).filter(lambda record: record != Record()),
)
PROFILES = st.one_of(st.none(), st.fixed_dictionaries({"ct": st.booleans(), "mri": st.booleans()}))


@settings(max_examples=60, deadline=None)
@given(answers(), RECORDS, PROFILES)
def test_every_answer_comes_back_from_the_workbook(
    entries: dict[str, Entry], documents: dict[str, Record], profile: dict[str, bool] | None
) -> None:
    data = write_grid(
        EDITION,
        entries=entries,
        documents=documents,
        profile=profile,
        evaluation="42",
        revision=7,
        organisation="Ici",
    )

    grid = read(data)

    asked = {criterion.code for criterion in EDITION.asked(profile)}
    assert grid == Grid(
        edition=EDITION,
        entries={code: entry for code, entry in entries.items() if code in asked},
        documents=documents,
        profile=profile,
        evaluation="42",
        revision=7,
        organisation="Ici",
        rows=frozenset(asked),
    )
    assert grid.warnings == ()


@settings(max_examples=60, deadline=None)
@given(answers())
def test_every_answer_comes_back_from_the_csv(entries: dict[str, Entry]) -> None:
    grid = read(grid_csv(EDITION, entries=entries), "grille.csv", edition=EDITION)

    assert grid.entries == entries
    assert [problem.code for problem in grid.warnings] == ["grid.documents.csv"]


def test_a_selection_gives_a_shorter_grid_that_says_so() -> None:
    grid = read(write_grid(EDITION, selection="decouverte"))

    assert grid.selection == "decouverte"
    assert grid.rows == {"1.1.1"}


def test_zero_na_and_nothing_are_three_things() -> None:
    grid = read(filled())

    assert grid.entries["1.1.2"].score == 0
    assert grid.entries["1.1.3"].score is NA
    assert "2.1.1" not in grid.entries
    tally = results(EDITION, grid.entries, on=date(2026, 11, 24)).tally
    assert (tally.answered, tally.na, tally.unanswered) == (3, 1, 1)


# The score as somebody typed it, and what it is.
TYPED: dict[str, tuple[Any, Any]] = {
    "a number": (2, 2),
    "a decimal that is whole": (2.0, 2),
    "a hair beside the whole": (1.9999999999999998, 2),
    "a digit as text": ("2", 2),
    "a digit between blanks": (" 2\u00a0", 2),
    "a decimal as text": ("2,0", 2),
    "zero": (0, 0),
    "zero as text": ("0", 0),
    "NA": ("NA", NA),
    "small letters": ("na", NA),
    "blanks around NA": (" NA ", NA),
    "blanks alone": ("  ", None),
    "a zero-width space alone": ("\u200b", None),
}


@pytest.mark.parametrize(("typed", "expected"), TYPED.values(), ids=TYPED.keys())
def test_a_score_is_read_however_it_is_typed(typed: Any, expected: Any) -> None:
    grid = read(edited(cells({"E4": typed, "G4": "rien de tel ici" if expected is NA else None})))

    assert grid.entries["1.1.1"].score is expected or grid.entries["1.1.1"].score == expected


def test_rows_are_matched_by_number_whatever_their_order() -> None:
    def reverse(book: openpyxl.Workbook) -> None:
        sheet = book["Grille"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        sheet.delete_rows(2, sheet.max_row)
        for row in reversed(rows):
            sheet.append(row)

    assert read(edited(reverse)).entries == ENTRIES


def test_numbers_are_read_with_blanks_around_them() -> None:
    assert read(edited(cells({"A4": " 1.1.1\u00a0", "A5": "\u200b1.1.2 "}))).entries == ENTRIES


def test_the_header_may_stand_lower_and_be_typed_carelessly() -> None:
    def push_down(book: openpyxl.Workbook) -> None:
        sheet = book["Grille"]
        sheet.insert_rows(1, 5)
        sheet["A2"] = "Site de Clairvaldieu"
        sheet["A6"], sheet["C6"], sheet["E6"] = "n° ", "EVALUATEUR", "Score  actuel :"

    assert read(edited(push_down)).entries == ENTRIES


def test_the_potential_score_is_never_read() -> None:
    assert read(edited(cells({"D4": "n’importe quoi", "D5": "=1/0", "D6": "#REF!"}))).entries == ENTRIES


def test_a_formula_counts_by_its_stored_value() -> None:
    """Computed by a spreadsheet program: the cell keeps the formula and its last value."""

    def compute(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        cell = b'<c r="E4" s="9"><v>2</v></c>'
        start = content.index(b'<c r="E4"')
        end = content.index(b"</c>", start) + 4
        assert cell[:10] == content[start : start + 10]
        return content[:start] + b'<c r="E4"><f>SUM(1,2)</f><v>3</v></c>' + content[end:]

    assert read(rezipped(filled(), compute)).entries["1.1.1"].score == 3


def test_a_numeric_number_is_read_where_it_can_only_be_one_criterion() -> None:
    grid = read(edited(cells({"A5": 1.2, "E5": 3}), write_grid(DECIMAL)))

    assert grid.entries == {"1.2": Entry(3)}


def test_facts_named_replace_the_profile_of_the_file() -> None:
    data = write_grid(EDITION, entries=ENTRIES, profile={"ct": False, "mri": True})

    assert read(data).profile == {"ct": False, "mri": True}
    assert read(data, facts=["ct"]).profile == {"ct": True, "mri": False}
    assert [problem.code for problem in read(data, facts=["ct"]).warnings] == ["grid.rows.missing"]


def test_an_unknown_fact_is_told_with_the_edition_that_has_it_not() -> None:
    with pytest.raises(UnknownFacts) as found:
        profile_of(EDITION, ["ct", "pet"])

    assert found.value.unknown == ("pet",)
    assert found.value.edition is EDITION


# --- CSV --------------------------------------------------------------------------------------------------------

HEADER = [
    "N°",
    "Critère",
    "Évaluateur",
    "Score potentiel",
    "Score actuel",
    "Commentaires",
    "Justification NA",
]
LINES = [
    HEADER,
    ["1.1.1", "a", "Léa", "6", "2", "Écrit, signé\nrelu", ""],
    ["1.1.3", "", "", "3", "NA", "", "sans objet"],
]


def csv(separator: str, encoding: str, lines: list[list[str]] = LINES, end: str = "\r\n") -> bytes:
    quoted = (separator.join(f'"{field}"' if field else "" for field in line) for line in lines)
    return (end.join(quoted) + end).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_csv_is_read_in_each_of_its_forms(separator: str, encoding: str, end: str) -> None:
    grid = read(csv(separator, encoding, end=end), "Grille.CSV", edition=EDITION)

    assert grid.entries == {
        "1.1.1": Entry(2, "Écrit, signé\nrelu", evaluator="Léa"),
        "1.1.3": Entry(NA, na_reason="sans objet"),
    }


def test_a_csv_may_name_its_separator_as_excel_does() -> None:
    assert read(b"sep=,\r\n" + csv(",", "utf-8"), "g.csv", edition=EDITION).entries["1.1.1"].score == 2


def test_a_csv_opens_in_a_spreadsheet_without_running_what_people_wrote() -> None:
    text = grid_csv(EDITION, entries={"1.1.1": Entry(1, "=cmd|'/c calc'!A1", evaluator="\uff0b33 6")}).decode(
        "utf-8-sig"
    )

    assert "\"'=cmd|'/c calc'!A1\"" in text
    assert '"\'\uff0b33 6"' in text
    assert text.splitlines()[0] == ";".join(f'"{title}"' for title in HEADER)


# --- OpenDocument -----------------------------------------------------------------------------------------------


def cell(content: str = "", attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def words(text: str) -> str:
    return cell(f"<text:p>{text}</text:p>", 'office:value-type="string"')


def number(value: str, kind: str = "float", more: str = "") -> str:
    return cell(f"<text:p>{value}</text:p>", f'office:value-type="{kind}" office:value="{value}" {more}')


def row(*found: str) -> str:
    return f"<table:table-row>{''.join(found)}</table:table-row>"


TITLES = row(*map(words, HEADER))


def test_an_opendocument_grid_is_read_as_libreoffice_writes_it() -> None:
    rows = (
        TITLES
        + row(cell(), words("Famille 1"), cell(attributes='table:number-columns-repeated="16382"'))
        + row(
            words("1.1.1"),
            words("<text:span>Critère</text:span> 1"),
            cell(attributes='table:number-columns-repeated="2"'),
            number("2"),
            cell(
                "<office:annotation><text:p>une note</text:p></office:annotation>"
                '<text:p>Deux<text:s text:c="2"/>mots</text:p><text:p>et<text:tab/>fin<text:line-break/>.</text:p>',
                'office:value-type="string"',
            ),
        )
        + row(words("1.1.2"), cell(), cell(), cell(), number("1", more='table:formula="of:=SUM([.A1])"'))
        + '<table:table-row table:number-rows-repeated="1048560"><table:table-cell/></table:table-row>'
    )

    grid = read(ods(rows), "grille.ods", edition=EDITION)

    assert grid.entries == {"1.1.1": Entry(2, "Deux  mots\net\tfin\n."), "1.1.2": Entry(1)}


def kind(name: str, more: str = "", text: str = "x") -> str:
    """A cell of this kind of value."""
    return cell(f"<text:p>{text}</text:p>", f'office:value-type="{name}" {more}')


ODS: dict[str, tuple[str, str]] = {
    "a percentage": (number("1", "percentage"), "grid.score.percent"),
    "a date": (kind("date", 'office:date-value="2026-03-02"'), "grid.score.date"),
    "a time of day": (kind("time", 'office:time-value="PT2H"', "02:00"), "grid.score.date"),
    "true": (kind("boolean", 'office:boolean-value="true"'), "grid.score.boolean"),
    "a formula never computed": (cell(attributes='table:formula="of:=1+1"'), "grid.score.no-value"),
    "an error": (kind("string", 'table:formula="of:=x" office:string-value=""', "#REF!"), "grid.score.error"),
    "merged cells": (number("2", more='table:number-rows-spanned="2"'), "grid.score.merged"),
}


@pytest.mark.parametrize(("score", "code"), ODS.values(), ids=ODS.keys())
def test_bad_cells_of_an_opendocument_grid_are_told(score: str, code: str) -> None:
    blank = cell(attributes='table:number-columns-repeated="3"')
    data = ods(TITLES + row(words("1.1.1"), blank, score) + row(words("1.1.2")))

    with pytest.raises(BadFile) as found:
        read(data, "grille.ods", edition=EDITION)

    errors = [problem for problem in found.value.problems if not problem.warning]
    assert [(problem.code, problem.place.row) for problem in errors] == [(code, 2)]


# --- damage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_refused_or_read_but_never_breaks(seed: int) -> None:
    """A few bytes changed, in the archive or in one of its parts."""
    chance = random.Random(seed)  # noqa: S311 -- reproducible damage, no secret
    data = bytearray(filled())
    if seed % 2:
        with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
            name = chance.choice([name for name in archive.namelist() if name.endswith((".xml", ".rels"))])
            part = bytearray(archive.read(name))
        for _ in range(3):
            part[chance.randrange(len(part))] = chance.randrange(256)
        data = bytearray(rezipped(bytes(data), {name: bytes(part)}))
    else:
        for _ in range(4):
            data[chance.randrange(len(data))] = chance.randrange(256)

    found = problems(bytes(data), edition=EDITION)

    assert all(describe(problem, "fr")[0] for problem in found)


def test_documents_come_back_with_dates_typed_as_text() -> None:
    grid = read(edited(cells({"D3": "EXISTE ", "F3": "31/12/2027", "F2": "2027-01-31"}, "Documents")))

    assert grid.documents == {
        "DOC-1": Record(State.PARTIAL, "GED / conventions", date(2027, 1, 31)),
        "DOC-2": Record(State.PRESENT, "", date(2027, 12, 31)),
    }
    assert DOCUMENTS["DOC-1"].valid_until is None


def test_rows_of_the_small_grid_stand_where_the_tests_believe() -> None:
    sheet = openpyxl.load_workbook(BytesIO(filled()))["Grille"]

    assert {
        sheet.cell(number, 1).value: number
        for number in range(2, sheet.max_row + 1)
        if sheet.cell(number, 1).value
    } == ROWS
