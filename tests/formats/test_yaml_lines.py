"""YAML as plain data that knows its lines."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from aplomb.formats.problems import BadFile
from aplomb.formats.yaml_lines import MAX_ALIASES, MAX_BYTES, Line, read_yaml


def read(text: str) -> Any:
    return read_yaml(text.encode(), "essai.yaml").data


def codes(raw: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(BadFile) as caught:
        read_yaml(raw, "essai.yaml")
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2", 2),
        ("-2", -2),
        ("0.10", Decimal("0.10")),
        ("1.0", Decimal("1.0")),
        ("1e2", Decimal("1e2")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"2"', "2"),
        ("'true'", "true"),
        ("2026.1.1", "2026.1.1"),
        ("deux mots", "deux mots"),
        ("2026-01-31", "2026-01-31"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("No", "No"),
        ("010", "010"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
    ],
)
def test_a_scalar_is_read_as_what_everybody_would_read_else_as_the_text_it_is(
    written: str, value: object
) -> None:
    found = read(f"clé: {written}\n")["clé"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written", ["yes", "No", "010", "1_000", "12:30", "2026-01-31", "1e2", ".inf", "0x1F"]
)
def test_what_readers_of_yaml_disagree_about_is_listed(written: str) -> None:
    loaded = read_yaml(f"a: sûr\nb: {written}\nc: 'yes'\n".encode(), "essai.yaml")

    assert dict(loaded.ambiguous) == {("b",): written}
    assert [(warning.code, warning.place.line) for warning in loaded.warnings] == [("yaml.ambiguous", 2)]


def test_keys_and_values_know_their_lines() -> None:
    loaded = read_yaml(b"a: 1\nb:\n  - x\n  - c:\n      deux\n", "essai.yaml")

    assert loaded.lines == {
        ("a",): Line(1, 1),
        ("b",): Line(2, 3),
        ("b", 0): Line(3, 3),
        ("b", 1): Line(4, 4),
        ("b", 1, "c"): Line(4, 5),
    }
    assert loaded.place(("b", 1, "absent")).line == 4


def test_a_part_of_a_file_counts_its_lines_from_where_it_begins() -> None:
    loaded = read_yaml(b"a: 1\nb: 2\n", "lettre.md", first_line=2)

    assert loaded.place(("b",)).line == 3
    with pytest.raises(BadFile) as caught:
        read_yaml(b"a: 1\na: 2\n", "lettre.md", first_line=2)
    assert [problem.place.line for problem in caught.value.problems] == [3]


def test_a_byte_order_mark_and_line_ends_of_any_system_are_accepted() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "essai.yaml").data == {"a": 1, "b": 2}


def test_aliases_repeat_a_value() -> None:
    assert read("a: &x {fr: Oui}\nb: *x\nc: [*x, *x]\n") == {
        "a": {"fr": "Oui"},
        "b": {"fr": "Oui"},
        "c": [{"fr": "Oui"}, {"fr": "Oui"}],
    }


def test_fifty_aliases_pass_and_one_more_does_not() -> None:
    items = ", ".join(["*x"] * MAX_ALIASES)

    assert len(read(f"a: &x 1\nb: [{items}]\n")["b"]) == MAX_ALIASES
    assert codes(f"a: &x 1\nb: [{items}, *x]\n".encode()) == [("yaml.aliases", 2)]


def test_aliases_that_multiply_are_counted_as_what_they_repeat() -> None:
    lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 14)]

    assert codes("\n".join(lines).encode()) == [("yaml.too-many", 10)]


def test_a_list_twenty_deep_passes_and_one_deeper_does_not() -> None:
    assert read("[" * 20 + "]" * 20) == yaml.safe_load("[" * 20 + "]" * 20)
    assert codes(b"\n[" + b"[" * 20 + b"]" * 21) == [("yaml.depth", 2)]


def test_a_million_brackets_are_refused_without_a_word_from_the_stack() -> None:
    assert codes(b"[" * 1_000_000) == [("yaml.depth", 1)]


def test_a_million_figures_that_make_no_number_are_a_text() -> None:
    written = "1" * 1_000_000 + "x"

    assert read(f"a: {written}\n") == {"a": written}


def test_everything_that_can_be_told_at_once_is_told_at_once() -> None:
    raw = b"a: 1\na: 2\nb: !!set {x}\n1: c\nd: 12345678901234567890\n"

    assert codes(raw) == [
        ("yaml.duplicate-key", 2),
        ("yaml.tag", 3),
        ("yaml.key", 4),
        ("yaml.number", 5),
    ]


def test_a_file_that_is_not_there_or_is_a_folder_or_is_too_big_is_said_to_be_so(tmp_path: Path) -> None:
    big = tmp_path / "gros.yaml"
    big.write_bytes(b"#" * (MAX_BYTES + 1))
    found = []
    for path in (tmp_path / "absent.yaml", tmp_path, big):
        with pytest.raises(BadFile) as caught:
            read_yaml(path)
        found += [(problem.code, problem.place.file) for problem in caught.value.problems]

    assert found == [
        ("yaml.missing", str(tmp_path / "absent.yaml")),
        ("yaml.folder", str(tmp_path)),
        ("yaml.too-big", str(big)),
    ]


def test_control_characters_are_told_line_by_line() -> None:
    assert codes(b"a: 1\nb: \x00\x01\nc: \x7f\n") == [("yaml.control", 2), ("yaml.control", 3)]
