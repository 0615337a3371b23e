"""What is wrong in a file, where, and how to mend it.

A reader collects problems as codes and facts; `describe` turns them into sentences. A problem is either an
error (nothing of the file is taken) or a warning (the file is taken, and the person should know).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from aplomb.domain.shared.words import words
from aplomb.formats import sentences


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a line of a text file, or a cell of a workbook (rows from 1, columns by letter or by title)."""

    file: str
    line: int | None = None
    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a stable code, its place, and the facts that its sentences need."""

    code: str
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False


class BadFile(Exception):
    """A file that cannot be taken; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(problem.code for problem in self.problems))


@cache
def all_sentences() -> Mapping[str, tuple[str, str]]:
    """Every problem code with its two sentences (what, mend), gathered from `formats.sentences`."""
    found: dict[str, tuple[str, str]] = {}
    for module in iter_modules(sentences.__path__):
        found |= import_module(f"{sentences.__name__}.{module.name}").SENTENCES
    return found


def describe(problem: Problem, lang: str) -> tuple[str, str]:
    """What is wrong and how to mend it, in this language."""
    what, mend = all_sentences()[problem.code]
    _ = words(lang).gettext
    return _(what).format(**problem.facts), _(mend).format(**problem.facts) if mend else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as people read it: where, what is wrong, how to mend it."""

    place: str
    what: str
    mend: str
    warning: bool


def told(problem: Problem, lang: str) -> Told:
    """A problem in this language."""
    what, mend = describe(problem, lang)
    return Told(place_text(problem.place, lang), what, mend, problem.warning)


def place_text(place: Place, lang: str) -> str:
    """The place as people read it: `file.yaml, line 12` or `sheet Grille, row 14, column Score actuel`."""
    _ = words(lang).gettext
    parts = [place.file]
    if place.line is not None:
        parts.append(_("line {n}").format(n=place.line))
    if place.sheet:
        parts.append(_("sheet {name}").format(name=place.sheet))
    if place.row is not None:
        parts.append(_("row {n}").format(n=place.row))
    if place.column:
        parts.append(_("column {name}").format(name=place.column))
    return ", ".join(parts)
