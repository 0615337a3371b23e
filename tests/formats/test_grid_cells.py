"""Cells as they are stored, against workbooks written by two other libraries, and parts written by hand."""

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from aplomb.formats.archive import Unreadable
from aplomb.formats.cells import Cell, Kind, Merged, Sheet, column_letter, plain_number
from aplomb.formats.workbook import read_workbook

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet_of(data: bytes, name: str = "Feuille") -> Sheet:
    sheet = read_workbook(data).named(name)
    assert sheet is not None
    return sheet


def written(write: Any, **options: Any) -> Sheet:
    """A sheet written by XlsxWriter."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    write(book, book.add_worksheet("Feuille"))
    book.close()
    return sheet_of(out.getvalue())


def by_hand(
    rows: str, *, namespace: str = NS, target: str = "worksheets/sheet1.xml", strings: str = ""
) -> Sheet:
    """A sheet from the XML of its rows, in the smallest workbook that there is."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="Feuille" sheetId="1" r:id="rId7"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="rId7" Type="{RELATIONS}/worksheet" Target="{target}"/>'
            f'<Relationship Id="rId8" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}">{strings}</sst>')
    return sheet_of(out.getvalue())


def test_what_openpyxl_writes_is_read_as_it_was_meant() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Feuille"
    sheet.append(
        [
            "é «\u202f» œ 🩻",
            2,
            2.5,
            True,
            date(2026, 3, 2),
            datetime(2026, 3, 2, 10, 30),  # noqa: DTZ001 -- Excel's dates have no zone
            "=A1",
            "#DIV/0!",
            None,
        ]
    )
    sheet["J1"], sheet["J1"].number_format = 0.66, "0%"
    sheet["K1"], sheet["K1"].number_format = 1, '0.0" %"'
    sheet["L1"], sheet["L1"].number_format = 12, '[Red]"jour "0_€'
    sheet["M1"] = time(12, 0)
    sheet.merge_cells("B3:C4")
    out = BytesIO()
    book.save(out)

    read = sheet_of(out.getvalue())

    assert read.rows[1] == {
        1: Cell(Kind.TEXT, "é «\u202f» œ 🩻"),
        2: Cell(Kind.NUMBER, Decimal(2)),
        3: Cell(Kind.NUMBER, Decimal("2.5")),
        4: Cell(Kind.BOOLEAN, True),
        5: Cell(Kind.DATE, date(2026, 3, 2)),
        6: Cell(Kind.DATE, date(2026, 3, 2)),
        7: Cell(Kind.NO_VALUE),
        8: Cell(Kind.ERROR, "#DIV/0!"),
        10: Cell(Kind.PERCENT, Decimal("0.66")),
        11: Cell(Kind.NUMBER, Decimal(1)),
        12: Cell(Kind.NUMBER, Decimal(12)),
        13: Cell(Kind.DATE, date(1899, 12, 31)),
    }
    assert read.merged == [Merged(3, 2, 4, 3)]


def test_what_xlsxwriter_writes_is_read_as_it_was_meant() -> None:
    def write(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(0, 0, "un ", bold, "deux", " trois")
        sheet.write_string(0, 1, "sonnette\x07 et _x000D_ tel quel\nsuite")
        sheet.write_formula(0, 2, "=1+1", None, 2)
        sheet.write_formula(0, 3, '="a"', None, "a")
        sheet.write_formula(0, 4, '=""', None, "")
        sheet.write_string(0, 5, " \u00a0 ")

    assert written(write).rows[1] == {
        1: Cell(Kind.TEXT, "un deux trois"),
        2: Cell(Kind.TEXT, "sonnette\x07 et _x000D_ tel quel\nsuite"),
        3: Cell(Kind.NUMBER, Decimal(2)),
        4: Cell(Kind.TEXT, "a"),
        5: Cell(Kind.NO_VALUE),
    }


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2028, 2, 29)])
def test_days_are_right_on_both_sides_of_the_day_that_1900_had_not(day: date) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_datetime(0, 0, day, book.add_format({"num_format": "dd/mm/yyyy"}))

    assert written(write).cell(1, 1).value == day


def test_days_are_right_in_the_calendar_of_1904() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_datetime(0, 0, date(2027, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert written(write, date_1904=True).cell(1, 1).value == date(2027, 1, 31)


@pytest.mark.parametrize("namespace", [NS, STRICT])
@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "..\\xl\\worksheets\\sheet1.xml"]
)
def test_other_writers_ways_of_naming_parts_are_understood(namespace: str, target: str) -> None:
    sheet = by_hand('<row r="2"><c r="B2"><v>3</v></c></row>', namespace=namespace, target=target)

    assert sheet.rows == {2: {2: Cell(Kind.NUMBER, Decimal(3))}}


def test_cells_without_references_follow_one_another() -> None:
    sheet = by_hand(
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c t="inlineStr"><is><t>a</t></is></c></row>'
    )

    assert sheet.rows == {
        1: {1: Cell(Kind.NUMBER, Decimal(1)), 2: Cell(Kind.NUMBER, Decimal(2))},
        5: {1: Cell(Kind.TEXT, "a")},
    }


def test_phonetic_helps_are_no_part_of_a_text() -> None:
    strings = "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh></si>"

    assert by_hand('<row><c t="s"><v>0</v></c></row>', strings=strings).cell(1, 1).value == "東京"


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_written() -> None:
    strings = "<si><t>a_xD83D_b</t></si>"

    assert by_hand('<row><c t="s"><v>0</v></c></row>', strings=strings).cell(1, 1).value == "a\ufffdb"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c><v>1E+2</v></c>', Cell(Kind.NUMBER, Decimal(100))),
        ('<c><v>nan</v></c>', Cell(Kind.TEXT, "nan")),
        ('<c t="d"><v>2026-03-02T00:00:00</v></c>', Cell(Kind.DATE, date(2026, 3, 2))),
        ('<c t="d"><v>never</v></c>', Cell(Kind.TEXT, "never")),
        ('<c t="b"><v>0</v></c>', Cell(Kind.BOOLEAN, False)),
        ('<c><f>A1</f><v/></c>', Cell(Kind.NO_VALUE)),
        ('<c t="str"><f>A1</f><v></v></c>', Cell()),
        ('<c s="99"><v>4</v></c>', Cell(Kind.NUMBER, Decimal(4))),
    ],
)  # fmt: skip
def test_each_kind_of_stored_value_is_told_apart(cell: str, expected: Cell) -> None:
    assert by_hand(f"<row>{cell}</row>").cell(1, 1) == expected


def test_a_shared_text_that_is_not_there_is_damage() -> None:
    with pytest.raises(Unreadable) as found:
        by_hand('<row><c t="s"><v>3</v></c></row>')

    assert found.value.code == "workbook.damaged"


def test_a_sheet_is_found_whatever_its_capitals() -> None:
    book = openpyxl.Workbook()
    book.active.title = "GRILLE "
    out = BytesIO()
    book.save(out)

    assert read_workbook(out.getvalue()).named("Grille") is not None
    assert read_workbook(out.getvalue()).named("Documents") is None


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
)
def test_columns_bear_the_letters_that_people_see(column: int, letters: str) -> None:
    assert column_letter(column) == letters


@pytest.mark.parametrize(
    ("number", "text"),
    [("2.0", "2"), ("2.50", "2.5"), ("1E+2", "100"), ("-0.10", "-0.1"), ("1E+30", "1E+30"), ("0", "0")],
)
def test_numbers_are_shown_without_useless_zeros(number: str, text: str) -> None:
    assert plain_number(Decimal(number)).upper() == text
