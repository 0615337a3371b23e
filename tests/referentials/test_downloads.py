"""What can be taken away: the referential in three formats, and an empty grid."""

import io
import json

import openpyxl
import pytest
from django.test import Client

from aplomb.domain.referentials.edition import compile_edition
from aplomb.formats.library import read
from aplomb.formats.referential import read_referential
from tests.referentials.conftest import Publish
from tests.support.pages import of_id, page

pytestmark = pytest.mark.django_db
ADDRESS = "/referentials/essai/2026.1/"


def test_yaml_and_json_read_back_to_the_same_hash(publish: Publish, client: Client) -> None:
    edition = publish()

    for extension in ("yaml", "json"):
        answer = client.get(f"{ADDRESS}referential.{extension}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="essai-2026.1.{extension}"'
        assert read_referential(answer.content).content_hash == edition.content_hash
    assert compile_edition(json.loads(answer.content)).content_hash == edition.content_hash


def test_excel_reads_back_to_the_same_hash(publish: Publish, client: Client, tmp_path) -> None:  # type: ignore[no-untyped-def]
    edition = publish()
    file = tmp_path / "essai.xlsx"
    file.write_bytes(client.get(f"{ADDRESS}referential.xlsx").content)

    assert read(file).content_hash == edition.content_hash


def criteria(client: Client, query: str) -> list[str]:
    """The numbers in a grid, by a library that did not write it."""
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{ADDRESS}grid.xlsx{query}").content), read_only=True
    )
    first = [str(row[0]) for row in book["Grille"].iter_rows(values_only=True)]
    book.close()
    return [code for code in first if code.count(".") == 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.10.1"]),
        ("?selection=decouverte", ["1.1.1"]),
        ("?profile=1&fact=ct", ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.10.1"]),
        ("?profile=1", ["1.1.1", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.10.1"]),
        ("?fact=ct", ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.10.1"]),
    ],
)
def test_a_grid_holds_what_selection_and_profile_ask(
    publish: Publish, client: Client, query: str, expected: list[str]
) -> None:
    publish()

    assert criteria(client, query) == expected


def test_the_page_offers_the_files_and_the_choices(publish: Publish, client: Client) -> None:
    publish()

    part = of_id(page(client.get(ADDRESS)), "downloads")

    assert part.xpath(".//form/@action") == [f"{ADDRESS}grid.xlsx"]
    assert part.xpath(".//select[@name='selection']/option/@value") == ["", "decouverte"]
    assert part.xpath(".//input[@name='fact']/@value") == ["ct", "mri"]
    assert part.xpath(".//a/@href") == [f"{ADDRESS}referential.{end}" for end in ("yaml", "xlsx", "json")]
