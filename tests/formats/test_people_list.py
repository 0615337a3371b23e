"""A list of people to invite: what is read of a file, and of lines pasted from anywhere."""

import pytest

from aplomb.formats.people_list import MOST_LINES, ListedPerson, pasted_people, read_people
from aplomb.formats.problems import BadFile
from tests.formats.test_sites_list import workbook


def test_a_workbook_is_read_whatever_the_order_of_its_columns() -> None:
    data = workbook(
        ["1, 3", "Évaluateur", "Anne Royèvre <Anne@Example.org>"],
        ["", "", ""],
        [None, "", "marc@example.org"],
        titles=["familles", "RÔLE", "Adresse"],
    )

    assert read_people(data, "equipe.xlsx") == [
        ListedPerson(2, "anne@example.org", "Évaluateur", ("1", "3")),
        ListedPerson(4, "marc@example.org"),
    ]


def test_a_text_file_does_as_well_in_the_encoding_of_spreadsheets_here() -> None:
    data = "Adresse;Rôle\r\nzoe@example.org;Évaluateur\r\n".encode("cp1252")

    assert read_people(data, "equipe.csv") == [ListedPerson(2, "zoe@example.org", "Évaluateur")]


def codes(data: bytes) -> list[str]:
    with pytest.raises(BadFile) as bad:
        read_people(data, "equipe.xlsx")
    return [problem.code for problem in bad.value.problems]


def test_a_file_of_something_else_is_refused_whole() -> None:
    titles = ["Adresse", "Rôle"]
    many = [[f"p{n}@example.org", "Évaluateur"] for n in range(MOST_LINES + 1)]

    assert codes(workbook(["a", "b"], titles=["Nom", "Ville"])) == ["grid.header.missing"]
    assert codes(workbook(titles=titles)) == ["people.none"]
    assert codes(workbook(*many, titles=titles)) == ["people.too-many"]


def test_lines_are_read_as_they_come() -> None:
    text = (
        "adresse ; rôle\n\n"
        "Anne Royèvre <anne@example.org> ; Évaluateur ; 1, 3\n"
        "marc@example.org\tMembre du comité\n"
        "a@example.org, b@example.org\n"
        "pas une adresse\n"
    )

    assert pasted_people(text) == [
        ListedPerson(3, "anne@example.org", "Évaluateur", ("1", "3")),
        ListedPerson(4, "marc@example.org", "Membre du comité"),
        ListedPerson(5, "a@example.org"),
        ListedPerson(5, "b@example.org"),
        ListedPerson(6, "pas une adresse"),
    ]
