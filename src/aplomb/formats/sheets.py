"""Best-practice sheets: one Markdown file a sheet, its head in YAML (content/sheets-and-tools.md).

The shipped sheets are read once a process. Titles and criteria, which every report asks for, are read from
those keys of the heads alone (about 15 ms for all sheets); whole sheets only where one is shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aplomb.domain.referentials.edition import Reference
from aplomb.formats import front_matter

SHEETS = Path(__file__).resolve().parents[1] / "content" / "sheets"
# The C loader is ten times faster; PyYAML lacks it only where it was built without libyaml.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


@cache
def sheets() -> tuple[Sheet, ...]:
    """The shipped sheets, by code."""
    return tuple(sorted((_sheet(path) for path in SHEETS.glob("*.md")), key=lambda sheet: sheet.code))


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
    heads = [_head(path, ("code", "title", "criteria"))[0] for path in SHEETS.glob("*.md")]
    return tuple(sorted(heads, key=lambda head: str(head["code"])))


def _head(path: Path, keys: Collection[str] | None = None) -> tuple[Mapping[str, Any], str]:
    """A shipped sheet's head, or these keys of it, and its body; the checker has found it sound."""
    parts = front_matter.split(path.read_text(encoding="utf-8"))
    if parts is None:
        raise ValueError(f"{path.name} has no head")
    head = parts.head if keys is None else front_matter.only(parts.head, keys)
    return yaml.load(head, _LOADER), parts.body  # noqa: S506 -- a safe loader, whichever of the two


def _sheet(path: Path) -> Sheet:
    head, body = _head(path)
    return Sheet(
        code=head["code"],
        slug=path.stem,
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
