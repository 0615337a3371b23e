"""Measures as people paste and send them: read as they are meant, or refused line by line with the mend."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from aplomb.domain.indicators.control import Kind
from aplomb.formats.measures import Line, day_of, number_of, pasted_measures, read_measures
from aplomb.formats.problems import BadFile, describe, place_text

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("1/3/2026", date(2026, 3, 1)),
        ("01.03.2026", date(2026, 3, 1)),
        ("03/2026", date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("31/02/2026", None),
        ("mars 2026", None),
        ("01/03/26", None),
        ("٠١/٠٣/٢٠٢٦", None),
    ],
)
def test_days(text, expected):
    assert day_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1\u202f234,5", "1234.5"),
        ("−3", "-3"),
        ("12 %", None),
        ("1e9", None),
        ("", None),
        ("١٢", None),
        ("1.234,5", None),
    ],
)
def test_numbers(text, expected):
    assert number_of(text) == (None if expected is None else Decimal(expected))


def test_pasted_columns_and_semicolons_with_titles_and_blank_lines():
    text = "Date\tNombre\tSur\n\n01/01/2026\t3\t120\tavec le nouveau scanner\n2026-02-01 ; 4 ; 118\n"

    assert pasted_measures(text, "collé", Kind.SHARE, TODAY) == [
        Line(date(2026, 1, 1), Decimal(3), Decimal(120), "avec le nouveau scanner"),
        Line(date(2026, 2, 1), Decimal(4), Decimal(118)),
    ]


def said(text: str, kind: Kind = Kind.SHARE) -> list[str]:
    with pytest.raises(BadFile) as bad:
        pasted_measures(text, "lignes", kind, TODAY)
    return [f"{place_text(one.place, 'fr')} — {' '.join(describe(one, 'fr'))}" for one in bad.value.problems]


def test_every_bad_line_is_told_with_its_place_and_its_mend():
    found = said(
        "01/01/2026;3;120\nhier;3;120\n01/02/2026;beaucoup;120\n01/03/2026;3\n01/04/2026;5;4\n01/07/2026;1;9"
    )

    assert [line.split(" — ")[0] for line in found] == [
        "lignes, ligne 2",
        "lignes, ligne 3",
        "lignes, ligne 4",
        "lignes, ligne 5",
        "lignes, ligne 6",
    ]
    assert "« hier »".replace(" ", "\u00a0") in found[0]
    assert "03/2026 pour un mois entier" in found[0]
    assert "sur combien" in found[2]
    assert "encore à venir" in found[4]


def test_a_day_that_comes_twice_names_the_first_line():
    [found] = said("01/01/2026;3\n02/01/2026;4\n2026-01-01;5", Kind.VALUE)
    assert found.startswith("lignes, ligne 3 — le 01/01/2026 est déjà à la ligne 1")


def test_nothing_and_too_much():
    [found] = said("Date ; Valeur\n")
    assert "aucune mesure" in found
    days = [date.fromordinal(date(2015, 1, 1).toordinal() + place) for place in range(2001)]
    [found] = said("\n".join(f"{day.isoformat()};1" for day in days), Kind.VALUE)
    assert "plus de 2000" in found


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_with_its_dates_and_numbers():
    data = workbook(["Mois", "Délai"], [date(2026, 1, 1), 42.25], [date(2026, 2, 1), 40])

    assert read_measures(data, "délais.xlsx", Kind.VALUE, TODAY) == [
        Line(date(2026, 1, 1), Decimal("42.25")),
        Line(date(2026, 2, 1), Decimal(40)),
    ]


def test_a_bad_cell_of_a_workbook_has_sheet_row_and_column():
    data = workbook(["Mois", "Délai"], [date(2026, 1, 1), "élevé"])

    with pytest.raises(BadFile) as bad:
        read_measures(data, "délais.xlsx", Kind.VALUE, TODAY)
    [problem] = bad.value.problems
    assert place_text(problem.place, "fr") == "délais.xlsx, feuille Sheet, ligne 2, colonne B"


def test_text_of_spreadsheets_here_and_what_is_no_table_at_all():
    data = "Date;Délai\r\n01/01/2026;42,5;été\r\n".encode("cp1252")
    assert read_measures(data, "a.csv", Kind.VALUE, TODAY) == [
        Line(date(2026, 1, 1), Decimal("42.5"), note="été")
    ]
    with pytest.raises(BadFile) as bad:
        read_measures(b"PK\x03\x04broken", "a.xlsx", Kind.VALUE, TODAY)
    assert bad.value.problems[0].code.startswith("workbook.")
