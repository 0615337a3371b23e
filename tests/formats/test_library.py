"""Referentials by their names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aplomb.formats import library
from aplomb.formats.library import Unknown, find, shipped
from aplomb.formats.problems import BadFile, describe
from aplomb.formats.referential import read_referential
from aplomb.formats.referential_xlsx import write_workbook
from tests.support.referentials import WRITTEN, spoiled


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A library of its own: three editions of one referential, out of order."""
    for edition in ("2026.2", "2026.10", "2025.1"):
        text = spoiled("2026.1", edition).replace("code: essai\n", "# la suite\ncode: essai\n", 1)
        (tmp_path / f"essai-{edition}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    shipped.cache_clear()
    yield tmp_path
    shipped.cache_clear()


def test_what_ships_is_what_the_files_say() -> None:
    assert [item.name for item in shipped()] == ["imagerie@2026.1", "teleradiologie@2026.1"]
    for item in shipped():
        edition = read_referential(item.path)
        assert (edition.code, edition.edition) == (item.code, item.edition)


def test_a_code_alone_names_the_newest_edition(shelf: Path) -> None:
    assert [item.edition for item in shipped()] == ["2026.10", "2026.2", "2025.1"]
    assert find("essai").edition == "2026.10"
    assert find("essai@2026.2").edition == "2026.2"


def test_an_edition_is_compiled_once() -> None:
    assert find("teleradiologie") is find("teleradiologie@2026.1")


@pytest.mark.parametrize(
    ("name", "code", "known"),
    [
        ("radiologie", "library.code", "imagerie@2026.1, teleradiologie@2026.1"),
        ("imagerie@1999", "library.edition", "imagerie@2026.1"),
        ("", "library.code", "imagerie@2026.1, teleradiologie@2026.1"),
        ("@2026.1", "library.code", "imagerie@2026.1, teleradiologie@2026.1"),
    ],
)
def test_a_name_that_nothing_bears_gets_the_list_of_those_that_there_are(
    name: str, code: str, known: str
) -> None:
    with pytest.raises(Unknown) as caught:
        find(name)

    [problem] = caught.value.problems
    assert (problem.code, problem.facts["known"]) == (code, known)
    assert known in describe(problem, "fr")[1]


def test_a_path_names_a_file_whatever_its_format(tmp_path: Path) -> None:
    edition = read_referential(WRITTEN.encode())
    for name, content in (("a.yaml", WRITTEN.encode()), ("a.xlsx", write_workbook(edition))):
        (tmp_path / name).write_bytes(content)

        assert find(str(tmp_path / name)).content_hash == edition.content_hash


def test_a_path_to_nothing_is_a_file_that_is_missing_not_an_unknown_code(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        find(str(tmp_path / "absent.yaml"))

    assert not isinstance(caught.value, Unknown)
    assert [problem.code for problem in caught.value.problems] == ["yaml.missing"]


@pytest.mark.parametrize(
    ("name", "is_path"),
    [
        ("teleradiologie", False),
        ("teleradiologie@2026.1", False),
        ("mon-referentiel.yaml", True),
        ("MON.XLSX", True),
        ("./teleradiologie", True),
        ("C:\\essai", True),
    ],
)
def test_a_path_is_told_from_a_name(name: str, is_path: bool) -> None:
    assert library.is_path(name) is is_path


def test_a_file_s_supersedes_are_sought_in_the_newest_shipped_edition_before_it(
    shelf: Path, tmp_path: Path
) -> None:
    text = spoiled("2026.1", "2026.11").replace("weight: 1", 'weight: 1\n            supersedes: ["9.9.9"]')
    (tmp_path / "nouveau.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ancien.yaml").write_text(text.replace("2026.11", "2025.0"), encoding="utf-8")

    checked = library.check(tmp_path / "nouveau.yaml")

    assert [(problem.code, problem.place.line) for problem in checked.problems] == [("code.unknown", 36)]
    assert library.check(tmp_path / "ancien.yaml").problems == ()


def test_every_equivalent_that_a_shipped_referential_names_exists() -> None:
    editions = {item.code: find(item.code) for item in shipped()}
    named = [
        (criterion.code, referential, code)
        for edition in editions.values()
        for criterion in edition.criteria
        for referential, code in criterion.equivalent
    ]

    assert named
    assert [item for item in named if item[2] not in editions[item[1]].by_code] == []
