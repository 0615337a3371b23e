"""Documents that cannot lie: what they say of the program is compared with the program."""

import argparse
import ast
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve

from aplomb.cli.program import COMMANDS, _parser
from aplomb.formats.problems import describe
from aplomb.formats.referential import check_referential
from aplomb.web.refusals import sentences

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "aplomb"
DOCS = ROOT / "docs"
LARGEST_PICTURE = 300_000
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
# Commands of the contract that are announced as missing: the day one is there, its guide must say so.
NOT_YET = {"backup", "restore", "journal", "retention", "outgoing", "doctor"}


def _tool():
    """`tools/docs.py`, which is a program and not part of the package."""
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
EVERY = TOOL.documents()


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_document = pytest.mark.parametrize("path", EVERY, ids=_name)


def test_what_the_code_writes_in_documents_is_in_step():
    assert TOOL.problems() == []


def test_a_variable_that_the_table_lacks_is_named(monkeypatch, tmp_path):
    document = tmp_path / "configuration.md"
    document.write_text("<!-- generated: environment -->\n<!-- end of environment -->\n", encoding="utf-8")
    monkeypatch.setattr(TOOL, "ROOT", tmp_path)
    monkeypatch.setattr(TOOL, "documents", lambda: [document])

    TOOL.write()

    assert "`DATABASE_URL`" in document.read_text(encoding="utf-8")
    assert (
        "configuration.md: `PORT` has no meaning yet: write it in the table's last column" in TOOL.problems()
    )
    document.write_text(document.read_text(encoding="utf-8").replace("`PORT`", "`PORTE`"), encoding="utf-8")
    assert "configuration.md is behind the code: run `python tools/docs.py write`" in TOOL.problems()


# — Links and pictures ———————————————————————————————————————————————————————


def _links(path: Path) -> list[str]:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    return [unquote(found[1] or found[2]) for found in LINK.finditer(text)]


def _anchors(path: Path) -> set[str]:
    """The anchors that the titles of a document have, as the usual hosts make them."""
    titles = re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@every_document
def test_every_link_between_documents_leads_somewhere(path):
    lost = []
    for link in _links(path):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            lost.append(link)

    assert lost == []


def test_every_guide_can_be_reached_from_the_index():
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        waiting += [
            (path.parent / link.partition("#")[0]).resolve() for link in _links(path) if ":" not in link
        ]

    assert sorted(map(_name, set(DOCS.rglob("*.md")) - reached)) == []


def test_every_picture_is_used_and_light():
    used = {
        (path.parent / link).resolve() for path in EVERY for link in _links(path) if link.endswith(".png")
    }
    kept = set((DOCS / "images").glob("*"))

    assert sorted(map(_name, kept ^ used)) == []
    assert [_name(picture) for picture in kept if picture.stat().st_size > LARGEST_PICTURE] == []


@every_document
def test_every_file_of_the_house_that_is_named_exists(path):
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    named = [found[1] for found in INLINE.finditer(text)]
    files = [
        name
        for name in named
        if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+/?", name) and name.split("/")[0] in ROOMS
    ]
    lost = [name for name in files if not (ROOT / name).exists() and not (SOURCE / name).exists()]

    assert lost == []


ROOMS = {
    *("src", "tests", "tools", "docs", "bench", "requirements"),
    *("apps", "cli", "config", "web", "formats", "reports", "charts", "content", "locale", "domain"),
}


@every_document
def test_every_test_that_is_named_exists(path):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", path.read_text(encoding="utf-8"))
    lost = [f"{file}::{name}" for file, name in named if not _has_test(ROOT / file, name)]

    assert lost == []


def _has_test(file: Path, name: str) -> bool:
    return file.exists() and f"def {name}(" in file.read_text(encoding="utf-8")


# — The command line —————————————————————————————————————————————————————————


def _parsers(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command and subcommand, by the words that ask for it."""
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _parsers(child, f"{words} {name}")


def test_every_command_and_option_is_in_the_guide():
    guide = (DOCS / "operators" / "commandes.md").read_text(encoding="utf-8")
    lacking = []
    for words, parser in _parsers(_parser([]), "aplomb"):
        if not any(isinstance(action, argparse._SubParsersAction) for action in parser._actions):
            lacking += [words] if f"`{words}" not in guide else []
        options = [option for action in parser._actions for option in action.option_strings]
        long = [option for option in options if option.startswith("--") and option != "--help"]
        lacking += [f"{words} {option}" for option in long if option not in guide]

    assert lacking == []


@every_document
def test_every_command_of_a_document_is_one_that_the_program_takes(path, capsys):
    refused = []
    for line in _commands(path):
        arguments = shlex.split(line, comments=True)
        try:
            _parser(arguments).parse_args(arguments)
        except SystemExit:
            refused.append(f"aplomb {line}: {capsys.readouterr().err}")

    assert refused == []


def _commands(path: Path) -> list[str]:
    """What follows `aplomb` on the lines of blocks that are typed in a terminal."""
    blocks = [
        found[2] for found in BLOCK.finditer(path.read_text(encoding="utf-8")) if found[1] in ("", "sh")
    ]
    lines = [line for block in blocks for line in block.splitlines()]
    typed = re.compile(r"(?:^|\s|/)(?:aplomb|run\.py) ((?:" + "|".join(COMMANDS) + r")\b.*)")
    return [found[1] for line in lines if (found := typed.search(line.split(" | ")[0]))]


@every_document
def test_no_command_is_spoken_of_that_is_not_there(path):
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    spoken = {word for found in INLINE.finditer(text) for word in re.findall(r"^aplomb ([a-z]+)", found[1])}

    assert spoken - {*COMMANDS} - NOT_YET == set()


def test_what_is_announced_as_missing_is_missing():
    assert set(COMMANDS) & NOT_YET == set(), "say in docs/operators that this command is there"


FRENCH = [path for path in EVERY if path.parent.name in ("users", "operators")]
# What a French printer does not set: a plain space before a double sign or inside quotation marks, a typewriter's
# apostrophe.
MISSET = re.compile(r"(?: (?=[;?!%»]|:(?:\s|$))|« |(?<=\w)'(?=\w)).{0,20}", re.MULTILINE)


@pytest.mark.parametrize("path", FRENCH, ids=_name)
def test_guides_in_french_are_set_as_french_printers_do(path):
    text = INLINE.sub("`…`", BLOCK.sub("", path.read_text(encoding="utf-8")))

    assert [found[0] for found in MISSET.finditer(text)] == []


# — Formats, addresses, codes —————————————————————————————————————————————————


def test_the_referential_of_the_format_s_page_is_sound():
    page = (DOCS / "developers" / "referential-format.md").read_text(encoding="utf-8")
    examples = [found[2] for found in BLOCK.finditer(page) if found[1] == "yaml"]

    checked = [check_referential(example.encode(), "example.yaml") for example in examples]

    assert [describe(problem, "en") for one in checked for problem in one.problems] == []
    assert [len(one.edition.criteria) for one in checked] == [2]


@every_document
def test_every_address_of_a_page_leads_somewhere(path):
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    named = [found[1] for found in INLINE.finditer(text) if re.fullmatch(r"/[a-z<][^\s`]*", found[1])]
    lost = [address for address in named if not re.match(NOT_OURS, address) and not _leads(address)]

    assert lost == []


NOT_OURS = r"/(?:tmp|srv|opt|etc|var|dev|64)\b"


def _leads(address: str) -> bool:
    plain = re.sub(r"<(?:code|edition)[^>]*>", "x", address.partition("?")[0])
    try:
        resolve(re.sub(r"<[^>]+>", "1", plain))
    except Resolver404:
        return False
    return True


def test_every_refusal_that_a_rule_gives_has_its_sentence():
    said = sentences()
    silent = sorted({code for path in _sources() for code in _refused(path)} - set(said))

    assert silent == []


def _sources() -> list[Path]:
    return [*SOURCE.joinpath("domain").rglob("*.py"), *SOURCE.joinpath("apps").rglob("*.py")]


def _refused(path: Path) -> Iterator[str]:
    """The codes that a file gives to `Refusal(…)` as they stand; those that it makes are asked of the matrix."""
    for call in TOOL.calls(ast.parse(path.read_text(encoding="utf-8")), "Refusal"):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield call.args[0].value
