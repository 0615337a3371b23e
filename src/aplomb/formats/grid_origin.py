"""The hidden sheet `_aplomb`: of which edition a grid is, for whom, and from which state it was exported."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aplomb.domain.referentials.edition import RESPONDENTS, Edition, Profile
from aplomb.formats.cells import Kind, Sheet, Workbook
from aplomb.formats.grid_table import shown
from aplomb.formats.library import Unknown, is_path
from aplomb.formats.problems import Place, Problem

ORIGIN = "_aplomb"
FORMAT = "aplomb/grid/1"
FAMILY = re.compile(r"aplomb/grid/\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the hidden sheet says; where there is none, what the person said."""

    edition: Edition
    profile: Profile | None = None
    selection: str | None = None
    evaluation: str | None = None
    revision: int | None = None
    organisation: str = ""
    parts: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """The sheet's rows, name and value."""
        facts = (
            f"{code}={'yes' if stated else 'no'}" for code, stated in sorted((self.profile or {}).items())
        )
        return [
            ("format", FORMAT),
            ("referential", self.edition.code),
            ("edition", self.edition.edition),
            ("content_hash", self.edition.content_hash),
            ("profile", " ".join(facts)),
            ("selection", self.selection or ""),
            ("evaluation", self.evaluation or ""),
            ("revision", "" if self.revision is None else str(self.revision)),
            ("organisation", self.organisation),
            *([("parts", " ".join(self.parts))] if self.parts else []),
        ]


class _Reader:
    """Reads the values of the sheet, noting what is wrong at its place."""

    def __init__(self, sheet: Sheet, file: str, problems: list[Problem]) -> None:
        self.sheet = sheet
        self.file = file
        self.problems = problems
        self.at = {
            cells[1].text: row
            for row, cells in sorted(sheet.rows.items(), reverse=True)
            if 1 in cells and cells[1].kind is Kind.TEXT
        }

    def value(self, name: str) -> str:
        return self.sheet.cell(self.at[name], 2).text if name in self.at else ""

    def say(self, code: str, name: str, *, warning: bool = False, **facts: object) -> None:
        place = Place(
            self.file, sheet=self.sheet.name, row=self.at.get(name), column="B" if name in self.at else ""
        )
        facts = {"name": name, "value": shown(self.value(name)), **facts}
        self.problems.append(Problem(code, place, facts, warning))


def read_origin(
    workbook: Workbook | None,
    file: str,
    asked: Edition | None,
    find: Callable[[str], Edition] | None,
    problems: list[Problem],
) -> Origin | None:
    """Where the grid comes from; `None` where its edition cannot be told, which is noted as an error.

    `asked` is the edition that the person named: what the sheet says must agree with it.
    """
    sheet = workbook.named(ORIGIN) if workbook else None
    if sheet is None:
        if asked is None:
            code = "grid.origin.missing" if workbook else "grid.origin.csv"
            problems.append(Problem(code, Place(file), {"sheet": ORIGIN}))
        return Origin(asked) if asked else None
    reader = _Reader(sheet, file, problems)
    edition = _edition(reader, asked, find)
    if edition is None:
        return None
    return Origin(
        edition=edition,
        profile=_profile(reader, edition),
        selection=_selection(reader, edition),
        evaluation=reader.value("evaluation") or None,
        revision=_revision(reader),
        organisation=reader.value("organisation"),
        parts=_parts(reader),
    )


def _edition(reader: _Reader, asked: Edition | None, find: Callable[[str], Edition] | None) -> Edition | None:
    written = reader.value("format")
    if written != FORMAT:
        reader.say("grid.origin.newer" if FAMILY.fullmatch(written) else "grid.origin.unreadable", "format")
        return None
    code, edition = reader.value("referential"), reader.value("edition")
    if not code or not edition:
        reader.say("grid.origin.unreadable", "edition" if code else "referential")
        return None
    name = f"{code}@{edition}"
    if asked is not None and asked.name != name:
        reader.say("grid.origin.other-edition", "edition", found=shown(name), asked=asked.name)
        return None
    if is_path(name):
        # A file never chooses which other file is read.
        reader.say("grid.origin.unreadable", "referential")
        return None
    try:
        found = asked or (find(name) if find else None)
    except Unknown:
        found = None
    if found is None:
        reader.say("grid.origin.unknown-edition", "edition", found=shown(name))
        return None
    if reader.value("content_hash") != found.content_hash:
        # Whoever names the edition has decided; otherwise the same name for two contents decides nothing.
        reader.say("grid.origin.other-content", "content_hash", warning=asked is not None, found=name)
        return found if asked is not None else None
    return found


def _profile(reader: _Reader, edition: Edition) -> Mapping[str, bool] | None:
    known = {fact.code for fact in edition.profile}
    profile: dict[str, bool] = {}
    for item in reader.value("profile").split():
        fact, _, stated = item.partition("=")
        if fact not in known or stated not in ("yes", "no"):
            reader.say("grid.origin.unreadable", "profile")
            return None
        profile[fact] = stated == "yes"
    return profile or None


def _selection(reader: _Reader, edition: Edition) -> str | None:
    code = reader.value("selection")
    if code and all(selection.code != code for selection in edition.selections):
        reader.say("grid.origin.unreadable", "selection")
        return None
    return code or None


def _parts(reader: _Reader) -> tuple[str, ...]:
    """The parts of a solution that the grid was asked for; the sheet has no such row where it was asked whole."""
    parts = tuple(reader.value("parts").split())
    if not set(parts) <= set(RESPONDENTS):
        reader.say("grid.origin.unreadable", "parts")
        return ()
    return parts


def _revision(reader: _Reader) -> int | None:
    text = reader.value("revision")
    if text and not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        reader.say("grid.origin.unreadable", "revision")
        return None
    return int(text) if text else None
