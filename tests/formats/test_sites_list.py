"""A list of sites: what is read, and each thing wrong in its own words and place."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from aplomb.formats.problems import BadFile, describe, place_text
from aplomb.formats.sites_list import ListedSite, read_sites

SIRET, OTHER_SIRET = "73282932000074", "35600000049837"
TITLES = ["Nom", "Nom court", "Ville", "SIRET", "FINESS"]


def workbook(*rows: list[Any], titles: list[str] = TITLES) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (titles, *rows):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def said(data: bytes, name: str = "sites.xlsx") -> list[str]:
    with pytest.raises(BadFile) as bad:
        read_sites(data, name)
    lines = [f"{place_text(one.place, 'fr')} : {describe(one, 'fr')[0]}" for one in bad.value.problems]
    return [line.replace("\u00a0", " ") for line in lines]


def test_a_workbook_is_read_whatever_the_order_of_its_columns_and_the_spaces_of_its_numbers() -> None:
    data = workbook(
        ["Clairvaldieu", "732 829 320 00074", "Centre d’imagerie  de Clairvaldieu", "2A0000014"],
        [None, None, None, None],
        ["Malroche", None, "Scanner de Malroche", None],
        titles=["Ville", "siret", "NOM", "Finess"],
    )

    assert read_sites(data, "sites.xlsx") == [
        ListedSite(2, "Centre d’imagerie de Clairvaldieu", "Clairvaldieu", "", SIRET, "2A0000014"),
        ListedSite(4, "Scanner de Malroche", "Malroche"),
    ]


def test_a_text_file_does_as_well_in_the_encoding_of_spreadsheets_here() -> None:
    data = "Nom;Ville;FINESS\r\nIRM de Royèvre;Royèvre-sur-Lac;010000024\r\n".encode("cp1252")

    [site] = read_sites(data, "sites.csv")

    assert (site.name, site.city, site.finess) == ("IRM de Royèvre", "Royèvre-sur-Lac", "010000024")


def test_the_public_extract_is_read_for_its_establishments_alone() -> None:
    line = ["structureet", "010000024", "010780054", "CH DE FLEYRIAT", "CENTRE HOSPITALIER", *[""] * 10]
    line += ["01440 VIRIAT CEDEX 2", "0474454647", "", "355", "C.H.", "1102", "C.H.", SIRET, *[""] * 9]
    other = ["geolocalisation", "010000024", "870215.7", "6571590.5", "1", "2026-01-01"]
    text = "\n".join(";".join(one) for one in (["finess", "etalab", "83", "2026-11-01"], line, other))

    [site] = read_sites(text.encode("cp1252"), "etalab-cs1100507.csv")

    assert site == ListedSite(2, "CENTRE HOSPITALIER", "Viriat", "CH DE FLEYRIAT", SIRET, "010000024")


def test_everything_wrong_is_said_with_its_place_at_once() -> None:
    data = workbook(
        ["", "", "Malroche", None, None],
        ["Un", "", "Malroche", "73282932000075", None],
        ["Deux", "x" * 41, "Malroche", None, "01000002"],
    )

    assert said(data) == [
        "sites.xlsx, feuille Sheet, ligne 2, colonne Nom (A) : le site n’a pas de nom",
        "sites.xlsx, feuille Sheet, ligne 3, colonne SIRET (D) : « 73282932000075 » n’est pas un SIRET : quatorze"
        " chiffres, dont le dernier contrôle les autres",
        "sites.xlsx, feuille Sheet, ligne 4, colonne Nom court (B) : le texte dépasse 40 caractères",
        "sites.xlsx, feuille Sheet, ligne 4, colonne FINESS (E) : « 01000002 » n’est pas un numéro FINESS : neuf"
        " caractères, le département d’abord",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook(), "la liste ne contient aucun site"),
        (workbook(["Un", "", "Ici"], titles=["Nom", "Nom court", "Commune"]), "la colonne « Ville » manque"),
        (workbook(*[["Site", "", "Ici"]] * 501), "la liste contient 501 sites, plus que 500"),
        (b"", "le fichier est vide"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel d’avant 2007"),
        (b"structureet;010000024;CH\n", "a 3 champs seulement"),
        (
            workbook(["Un", "", "Ici", SIRET], ["Deux", "", "Là", SIRET]),
            f"{SIRET} est déjà à la ligne 2",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(data: bytes, words: str) -> None:
    assert any(words in one for one in said(data)), said(data)
