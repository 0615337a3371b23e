"""Best-practice sheets: one Markdown file a sheet, its head in YAML (content/sheets-and-tools.md).

The shipped sheets are read once a process. Titles and criteria, which every report asks for, are read from
those keys of the heads alone (about 15 ms for all sheets); whole sheets only where one is shown.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from aplomb.domain.referentials.edition import Reference
from aplomb.domain.shared.bounds import formed, whole
from aplomb.domain.shared.shapes import CODE, FLAG, URL, WORD, Finding, many, record
from aplomb.formats import front_matter
from aplomb.formats.found import as_problems
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.yaml_lines import Loaded, read_bytes, scan_yaml

SHEETS = Path(__file__).resolve().parents[1] / "content" / "sheets"
SECTIONS = (
    "L’essentiel",
    "Pourquoi",
    "Comment faire, pas à pas",
    "Pièges fréquents",
    "Ce que l’auditeur regarde",
    "Mesurer",
    "Pour aller plus loin",
)
LONGEST_SUMMARY = 30  # words
SHEET_CODE = formed(r"F-\d{3}", "F-012")
TOOL_CODE = formed(r"T-\d{3}", "T-004")
MONTH = formed(r"20\d\d-(0[1-9]|1[0-2])", "2026-11")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A best-practice sheet.

    `criteria` are pairs (referential, criterion); `family` and `dimensions` are codes of the referential
    `taxonomy`. `minutes` is the reading time, `reviewed` the month of the last review (`2026-11`). `body` is
    Markdown: seven `##` sections.
    """

    code: str
    slug: str
    title: str
    summary: str
    audience: tuple[str, ...]
    taxonomy: str
    family: str
    dimensions: tuple[str, ...]
    criteria: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    keywords: tuple[str, ...]
    minutes: int
    reviewed: str
    references: tuple[Reference, ...]
    tools: tuple[str, ...]
    body: str


# --- the shipped ones --------------------------------------------------------------------------------------


@cache
def sheets() -> tuple[Sheet, ...]:
    """The shipped sheets, by code."""
    found = []
    for path in SHEETS.glob("*.md"):
        parts = _parts(path)
        found.append(_sheet(path.stem, yaml.load(parts.head, yaml.CSafeLoader), parts.body))
    return tuple(sorted(found, key=lambda sheet: sheet.code))


@cache
def sheet_titles() -> Mapping[str, str]:
    """The title of each shipped sheet, by code, in the order of the codes."""
    return {head["code"]: head["title"] for head in _index()}


@cache
def sheets_by_criterion(referential_code: str) -> Mapping[str, tuple[str, ...]]:
    """For each criterion of a referential that has some, the codes of the sheets that help with it."""
    found: dict[str, list[str]] = {}
    for head in _index():
        for criterion in head["criteria"]:
            if criterion["referential"] == referential_code:
                found.setdefault(criterion["code"], []).append(head["code"])
    return {criterion: tuple(codes) for criterion, codes in found.items()}


@cache
def _index() -> tuple[Mapping[str, Any], ...]:
    """Code, title and criteria of each shipped sheet, by code."""
    heads = [_keys(path, ("code", "title", "criteria")) for path in SHEETS.glob("*.md")]
    return tuple(sorted(heads, key=lambda head: str(head["code"])))


def _keys(path: Path, keys: Collection[str]) -> Mapping[str, Any]:
    head: Mapping[str, Any] = yaml.load(front_matter.only(_parts(path).head, keys), yaml.CSafeLoader)
    return head


def _parts(path: Path) -> front_matter.Parts:
    """The parts of a shipped sheet, which the checker has found sound."""
    parts = front_matter.split(path.read_text(encoding="utf-8"))
    if parts is None:
        raise BadFile([Problem("head.missing", Place(path.name, 1))])
    return parts


def _sheet(slug: str, head: Mapping[str, Any], body: str) -> Sheet:
    return Sheet(
        code=head["code"],
        slug=slug,
        title=head["title"],
        summary=head["summary"],
        audience=tuple(head["audience"]),
        taxonomy=head["taxonomy"],
        family=head["family"],
        dimensions=tuple(head["dimensions"]),
        criteria=tuple((item["referential"], item["code"]) for item in head["criteria"]),
        documents=tuple(head["documents"]),
        keywords=tuple(head["keywords"]),
        minutes=head["minutes"],
        reviewed=head["reviewed"],
        references=tuple(
            Reference(item["title"], item.get("url"), item.get("to_verify", False))
            for item in head["references"]
        ),
        tools=tuple(head["tools"]),
        body=body.strip() + "\n",
    )


# --- checked -----------------------------------------------------------------------------------------------

_HEAD = record(
    {
        "code": SHEET_CODE,
        "title": WORD,
        "summary": WORD,
        "audience": many(formed("[^A-ZÀ-Þ].*", "radiologue"), at_least=1, different=True),
        "taxonomy": CODE,
        "family": CODE,
        "dimensions": many(CODE, at_least=1, different=True),
        "criteria": many(record({"referential": CODE, "code": CODE}), at_least=1),
        "documents": many(CODE, different=True),
        "keywords": many(WORD, at_least=1, different=True),
        "minutes": whole(1, 30),
        "reviewed": MONTH,
        "references": many(record({"title": WORD}, {"url": URL, "to_verify": FLAG}), at_least=1),
        "tools": many(TOOL_CODE, different=True),
    }
)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet with what is needed to say where things stand in its file."""

    sheet: Sheet
    loaded: Loaded
    body_line: int

    def line_of(self, word: str) -> Place:
        """Where a word of the body first stands."""
        before = self.sheet.body.partition(word)[0]
        return Place(self.loaded.name, self.body_line + before.count("\n"))


def read_sheet(path: Path, name: str = "") -> ReadSheet:
    """The sheet that a file holds; BadFile with all that is wrong in it, taken by itself."""
    name = name or str(path)
    parts = front_matter.read(read_bytes(path, name), name)
    loaded = scan_yaml(parts.head.encode(), name, parts.head_line)
    findings: list[Finding] = []
    _HEAD.check(loaded.data, (), findings)
    head = loaded.data if isinstance(loaded.data, dict) else {}
    findings += _criteria_twice(head.get("criteria"))
    words = len(re.findall(r"\w[\w’'.-]*", str(head.get("summary", ""))))
    if words > LONGEST_SUMMARY:
        facts = {"words": words, "limit": LONGEST_SUMMARY}
        findings.append(Finding(("summary",), "sheet.summary", facts))
    found = as_problems(loaded, findings)
    # The lines of a body count from its first line that is not blank.
    body_line = parts.body_line + len(parts.body) - len(parts.body.lstrip("\n"))
    found += _body_problems(parts.body.strip(), name, body_line)
    if found:
        raise BadFile(found)
    return ReadSheet(_sheet(path.stem, head, parts.body), loaded, body_line)


def _criteria_twice(criteria: object) -> Iterator[Finding]:
    seen: list[object] = []
    for index, item in enumerate(criteria if isinstance(criteria, list) else ()):
        if item in seen:
            written = f"{item.get('referential')} {item.get('code')}" if isinstance(item, dict) else str(item)
            yield Finding(("criteria", index), "list.twice", {"key": "criteria", "written": written})
        seen.append(item)


def _body_problems(body: str, name: str, first_line: int) -> Iterator[Problem]:
    """Seven sections, always the same and in this order, each with something in it, and no title above them."""
    titles: list[tuple[str, int]] = []
    filled: set[str] = set()
    for line, written in enumerate(body.splitlines(), start=first_line):
        if written.startswith("# "):
            yield Problem("sheet.title", Place(name, line))
        elif written.startswith("## "):
            titles.append((written[3:].strip(), line))
        elif written.strip() and titles:
            filled.add(titles[-1][0])
    names = [title for title, _ in titles]
    for title, line in titles:
        if title not in SECTIONS:
            known = " · ".join(SECTIONS)
            yield Problem("sheet.section-unknown", Place(name, line), {"title": title, "known": known})
        elif title not in filled:
            yield Problem("sheet.section-empty", Place(name, line), {"title": title})
    for title in SECTIONS:
        if title not in names:
            yield Problem("sheet.section-missing", Place(name, first_line), {"title": title})
    known_titles = [(title, line) for title, line in titles if title in SECTIONS]
    for (before, _), (title, line) in pairwise(known_titles):
        if SECTIONS.index(title) <= SECTIONS.index(before):
            facts = {"title": title, "before": before}
            yield Problem("sheet.section-order", Place(name, line), facts)
