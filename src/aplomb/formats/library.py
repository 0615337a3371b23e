"""The referentials that ship with the program, and those of a path: found by name, compiled once a process.

A caller with a database asks here first: `Unknown` means that the shipped content does not have it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aplomb.domain.referentials.edition import Edition, edition_order
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.referential import Checked, check_referential

FOLDER = Path(__file__).resolve().parents[1] / "content" / "referentials"
WORKBOOKS = frozenset((".xlsx", ".xlsm", ".ods"))
FILES = frozenset((".yaml", ".yml", ".json")) | WORKBOOKS
_HEAD = 4096  # code and edition stand at the top of a shipped file


@dataclass(frozen=True, slots=True)
class Shipped:
    """A referential of the shipped content: what its name is and where it is, without reading all of it."""

    code: str
    edition: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.code}@{self.edition}"


class Unknown(BadFile):
    """No shipped referential bears this name; the problem lists those that there are."""


@cache
def shipped() -> tuple[Shipped, ...]:
    """The referentials that ship, by code, the newest edition first."""
    found = [_headed(path) for path in FOLDER.glob("*.yaml")]
    found.sort(key=lambda item: edition_order(item.edition), reverse=True)
    return tuple(sorted(found, key=lambda item: item.code))


def find(name: str) -> Edition:
    """The edition that a person names: `teleradiologie` (its newest), `teleradiologie@2026.1`, or a file's path.

    Raises `Unknown` where the shipped content has none of that name, BadFile where a file has errors.
    """
    if is_path(name):
        return read(name)
    code, _, edition = name.partition("@")
    of_code = [item for item in shipped() if item.code == code]
    for item in of_code:
        if edition in ("", item.edition):
            return _compiled(item.path)
    known = ", ".join(item.name for item in of_code or shipped())
    problem = "library.edition" if of_code else "library.code"
    raise Unknown([Problem(problem, Place(name), {"code": code, "edition": edition, "known": known})])


def is_path(name: str) -> bool:
    """Whether a name is that of a file rather than of a referential (whose codes have no slash)."""
    return "/" in name or "\\" in name or Path(name).suffix.lower() in FILES


def read(path: str | Path) -> Edition:
    """The edition of a YAML, JSON or Excel file; BadFile with all its problems."""
    checked = check(path)
    if checked.edition is None:
        raise BadFile(checked.problems)
    return checked.edition


def check(path: str | Path) -> Checked:
    """Everything wrong in a YAML, JSON or Excel file, and its edition where nothing is."""
    if Path(path).suffix.lower() in WORKBOOKS:
        from aplomb.formats.referential_xlsx_in import check_workbook  # YAML needs no workbook

        return check_workbook(path, previous=codes_before)
    return check_referential(path, previous=codes_before)


def codes_before(code: str, edition: str) -> Collection[str] | None:
    """The criteria's codes of the newest shipped edition that is older than this one; `None` without any."""
    for item in shipped():
        if item.code == code and edition_order(item.edition) < edition_order(edition):
            return _compiled(item.path).by_code
    return None


@cache
def _compiled(path: Path) -> Edition:
    """A shipped file's edition: it never changes while the program runs, so it is read once."""
    checked = check_referential(path, path.name)
    if checked.edition is None:
        raise BadFile(checked.problems)
    return checked.edition


def _headed(path: Path) -> Shipped:
    """Code and edition from the head of a shipped file (a test holds them to what the whole file says)."""
    with path.open(encoding="utf-8") as file:
        head = file.read(_HEAD)
    code, edition = (_value(head, key) for key in ("code", "edition"))
    return Shipped(code, edition, path)


def _value(head: str, key: str) -> str:
    found = re.search(rf'^{key}: *"?([^"\s]+)"?', head, re.MULTILINE)
    if found is None:
        raise ValueError(f"{key} is missing at the head of a shipped referential")
    return found[1]
