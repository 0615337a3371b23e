"""A filled grid: what an Excel, OpenDocument or CSV file says of an evaluation (interfaces.md §3)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aplomb.domain.documents.inventory import Record
from aplomb.domain.evaluations.answers import Entry
from aplomb.domain.referentials.edition import Criterion, Edition, Profile
from aplomb.formats.archive import MOST_BYTES, Unreadable
from aplomb.formats.cells import Sheet, Workbook
from aplomb.formats.grid_csv import csv_sheet
from aplomb.formats.grid_documents import DOCUMENT_COLUMNS, DOCUMENTS, read_documents
from aplomb.formats.grid_origin import ORIGIN, Origin, read_origin
from aplomb.formats.grid_rows import GRID, GRID_COLUMNS, read_rows
from aplomb.formats.grid_table import Table, listed, nearest
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.workbook import ZIP, read_workbook

Find = Callable[[str], Edition]
TEXT_NAMES = (".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class Grid:
    """What a file says. `entries` holds the criteria that have an answer or a text; `rows`, those that have a row.

    `profile` is `None` where everything is asked. `evaluation` and `revision` name the evaluation that the file
    was exported from, and its state then.
    """

    edition: Edition
    entries: Mapping[str, Entry]
    documents: Mapping[str, Record]
    profile: Profile | None = None
    selection: str | None = None
    evaluation: str | None = None
    revision: int | None = None
    organisation: str = ""
    rows: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def asked(self) -> tuple[Criterion, ...]:
        return self.edition.asked(self.profile, self.selection, self.parts)


class UnknownFacts(ValueError):
    """Facts that an edition's profile does not have."""

    def __init__(self, edition: Edition, unknown: Iterable[str]) -> None:
        self.edition = edition
        self.unknown = tuple(unknown)
        super().__init__(", ".join(self.unknown))


def profile_of(edition: Edition, facts: Iterable[str]) -> Profile:
    """The profile in which these facts are yes and all others no. Raises UnknownFacts."""
    yes = set(facts)
    known = [fact.code for fact in edition.profile]
    if unknown := sorted(yes.difference(known)):
        raise UnknownFacts(edition, unknown)
    return {code: code in yes for code in known}


def read_grid(
    source: Path | bytes,
    name: str,
    *,
    edition: Edition | None = None,
    find: Find | None = None,
    facts: Iterable[str] | None = None,
) -> Grid:
    """The grid that a file holds.

    `name` is how problems name the file; its ending tells a CSV. `edition` is the one that the person asks for:
    a CSV needs it, a workbook says its own and must agree. `find` gives the edition named `code@edition`, and
    raises `library.Unknown` where there is none. `facts`, where given, replace the file's profile: these are yes, the
    others no.

    Raises BadFile with every bad cell, UnknownFacts, and OSError where the file cannot be read.
    """
    data = source if isinstance(source, bytes) else _content(source)
    problems: list[Problem] = []
    try:
        workbook, sheet = _opened(data, name, problems)
        origin = read_origin(workbook, name, edition, find, problems)
        sheet = sheet or _sheet(workbook, GRID, name, problems)
        if origin is None or sheet is None:
            raise BadFile(problems)
        return _grid(name, sheet, workbook, origin, facts, problems)
    except Unreadable as error:
        raise BadFile([Problem(error.code, Place(name, row=error.row), error.facts)]) from error


def _content(path: Path) -> bytes:
    """The file's bytes; one byte more than is taken is enough to know that it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _opened(data: bytes, name: str, problems: list[Problem]) -> tuple[Workbook | None, Sheet | None]:
    """The workbook, or the one sheet of a CSV. The content decides; a name that says otherwise is refused."""
    ending = re.sub(r"^.*(?=\.)", "", name.lower())
    if ending in TEXT_NAMES and not data.startswith(ZIP):
        return None, csv_sheet(data, name, problems)
    if ending in TEXT_NAMES:
        raise Unreadable("workbook.named-as-text")
    return read_workbook(data), None


def _sheet(workbook: Workbook | None, wanted: str, name: str, problems: list[Problem]) -> Sheet | None:
    sheet = workbook.named(wanted) if workbook else None
    if workbook and sheet is None:
        names = [found for found in workbook.sheets if not found.startswith("_")]
        near = nearest(wanted, names)
        code = "grid.sheet.renamed" if near else "grid.sheet.missing"
        facts = {"wanted": wanted, "found": near, "sheets": listed(names)}
        problems.append(Problem(code, Place(name), facts))
    return sheet


def _grid(
    name: str,
    sheet: Sheet,
    workbook: Workbook | None,
    origin: Origin,
    facts: Iterable[str] | None,
    problems: list[Problem],
) -> Grid:
    edition = origin.edition
    profile = origin.profile if facts is None else profile_of(edition, facts)
    asked = edition.asked(profile, origin.selection, origin.parts)
    entries, rows = read_rows(Table(name, sheet, GRID_COLUMNS, problems), edition, asked)
    documents: Mapping[str, Record] = {}
    documents_sheet = workbook.named(DOCUMENTS) if workbook else None
    if documents_sheet is not None:
        documents = read_documents(Table(name, documents_sheet, DOCUMENT_COLUMNS, problems), edition)
    elif edition.documents:
        code = "grid.documents.no-sheet" if workbook else "grid.documents.csv"
        problems.append(Problem(code, Place(name), {"sheet": DOCUMENTS}, warning=True))
    if any(not problem.warning for problem in problems):
        raise BadFile(problems)
    return Grid(
        edition=edition,
        entries=entries,
        documents=documents,
        profile=profile,
        selection=origin.selection,
        evaluation=origin.evaluation,
        revision=origin.revision,
        organisation=origin.organisation,
        rows=rows,
        parts=origin.parts,
        warnings=tuple(problems),
    )


__all__ = ["DOCUMENTS", "GRID", "ORIGIN", "Find", "Grid", "UnknownFacts", "profile_of", "read_grid"]
