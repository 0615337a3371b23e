"""A list of sites: a table that somebody keeps, or the public FINESS extract; in, to create sites in one go.

The extract (data.gouv.fr, “FINESS, extraction du fichier des établissements”, structure `etalab`) has no titles: its
lines that begin with `structureet` hold the establishments, `;` between 32 fields, in Windows-1252.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO

from aplomb.domain.organisations.identifiers import is_finess, is_siret, plain
from aplomb.formats.archive import MOST_BYTES, Unreadable
from aplomb.formats.cells import Sheet
from aplomb.formats.grid_csv import csv_sheet
from aplomb.formats.grid_table import Columns, Table, shown
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.workbook import OLE, ZIP, read_workbook

NAME, CITY, SHORT, SIRET, FINESS = "Nom", "Ville", "Nom court", "SIRET", "FINESS"
COLUMNS = Columns(read=(NAME, CITY), shown=(SHORT, SIRET, FINESS))
MOST_SITES = 500
# Lengths that an organisation's fields hold.
MOST_IN = {NAME: 160, SHORT: 40, CITY: 80}
EXTRACT_MARKS = (b"finess;etalab", b"structureet;")
# Places in a line of the extract, from 0: structureet comes first.
E_FINESS, E_NAME, E_LONG_NAME, E_POST, E_SIRET = 1, 3, 4, 15, 22


@dataclass(frozen=True, slots=True)
class ListedSite:
    """One site as the list tells it; `row` is its line in the file. Numbers are without spaces, or empty."""

    row: int
    name: str
    city: str
    short_name: str = ""
    siret: str = ""
    finess: str = ""


def read_sites(data: bytes, name: str) -> list[ListedSite]:
    """The sites of a list (`.xlsx`, `.ods`, `.csv`) or of a FINESS extract. Raises BadFile with all that is wrong."""
    problems: list[Problem] = []
    try:
        sites = list(_extract(data, name, problems) if _is_extract(data) else _table(data, name, problems))
    except Unreadable as stop:
        raise BadFile([Problem(stop.code, Place(name, row=stop.row), stop.facts)]) from stop
    errors = [problem for problem in problems if not problem.warning]
    if not errors:
        errors += _doubles(sites, name)
        if not sites:
            errors.append(Problem("sites.none", Place(name)))
        if len(sites) > MOST_SITES:
            errors.append(Problem("sites.too-many", Place(name), {"n": len(sites), "most": MOST_SITES}))
    if errors:
        raise BadFile(errors)
    return sites


def _is_extract(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").startswith(EXTRACT_MARKS)


# — A table with titles —————————————————————————————————————————————————————


def _table(data: bytes, name: str, problems: list[Problem]) -> Iterator[ListedSite]:
    table = Table(name, _sheet(data, name, problems), COLUMNS, problems)
    for row in table.rows():
        cells = {title: " ".join(table.text(row, title).split()) for title in table.index}
        site = ListedSite(
            row,
            cells[NAME],
            cells[CITY],
            cells.get(SHORT, ""),
            plain(cells.get(SIRET, "")),
            plain(cells.get(FINESS, "")),
        )
        if site.name or site.city or site.siret or site.finess:
            _check(table, row, cells, site)
            yield site


def _sheet(data: bytes, name: str, problems: list[Problem]) -> Sheet:
    if not data.startswith((ZIP, OLE)):
        return csv_sheet(data, name, problems, titles=COLUMNS.all, key=NAME)
    sheets = read_workbook(data).sheets
    # Of several sheets, the first that has the titles; the first of all where none does, for its message.
    loaded = [load() for load in sheets.values()]
    for sheet in loaded:
        if Table(name, sheet, COLUMNS, []).index:
            return sheet
    return loaded[0]


def _check(table: Table, row: int, cells: dict[str, str], site: ListedSite) -> None:
    if not site.name:
        table.say("sites.no-name", row, NAME)
    for title, most in MOST_IN.items():
        if len(cells.get(title, "")) > most:
            table.say("sites.too-long", row, title, most=most)
    if site.siret and not is_siret(site.siret):
        table.say("sites.siret", row, SIRET, value=shown(cells[SIRET]))
    if site.finess and not is_finess(site.finess):
        table.say("sites.finess", row, FINESS, value=shown(cells[FINESS]))


# — The public extract ——————————————————————————————————————————————————————


def _extract(data: bytes, name: str, problems: list[Problem]) -> Iterator[ListedSite]:
    if len(data) > MOST_BYTES:
        raise Unreadable("sites.extract-too-large", most=MOST_BYTES // 1024 // 1024)
    for row, fields in enumerate(csv.reader(StringIO(_text(data), newline=""), delimiter=";"), start=1):
        if not fields or fields[0] != "structureet":
            continue
        if len(fields) <= E_SIRET:
            problems.append(Problem("sites.extract-short", Place(name, row=row), {"fields": len(fields)}))
            continue
        site = _establishment(row, fields)
        for code, number, is_right in (("siret", site.siret, is_siret), ("finess", site.finess, is_finess)):
            if number and not is_right(number):
                problems.append(Problem(f"sites.{code}", Place(name, row=row), {"value": shown(number)}))
        yield site


def _establishment(row: int, fields: Sequence[str]) -> ListedSite:
    return ListedSite(
        row,
        (fields[E_LONG_NAME] or fields[E_NAME]).strip(),
        _town(fields[E_POST]),
        fields[E_NAME].strip()[: MOST_IN[SHORT]],
        plain(fields[E_SIRET]),
        plain(fields[E_FINESS]),
    )


def establishment(lines: Iterable[bytes], finess: str) -> ListedSite | None:
    """The establishment of this number in the lines of an extract, of any size: one line is held at a time.

    A SIRET that is none is left out; nothing where the number is not there, or where its line is cut.
    """
    start = f"structureet;{finess};".encode()
    for row, line in enumerate(lines, start=1):
        if not line.removeprefix(b"\xef\xbb\xbf").startswith(start):
            continue
        fields = next(csv.reader(StringIO(_text(line)), delimiter=";"))
        if len(fields) > E_SIRET:
            site = _establishment(row, fields)
            return site if is_siret(site.siret) else replace(site, siret="")
    return None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _town(line: str) -> str:
    """The town of a postal line: `01440 VIRIAT` is Viriat, without its CEDEX."""
    words = line.split()
    if words and words[0].isdigit():
        words = words[1:]
    if "CEDEX" in words:
        words = words[: words.index("CEDEX")]
    return " ".join(words).title()


# — Twice the same ——————————————————————————————————————————————————————————


def _doubles(sites: Sequence[ListedSite], name: str) -> Iterable[Problem]:
    """A number that two lines bear: one of them is wrong, or the same site stands twice."""
    for title in (SIRET, FINESS):
        rows: dict[str, list[int]] = defaultdict(list)
        for site in sites:
            if number := site.siret if title == SIRET else site.finess:
                rows[number].append(site.row)
        for number, found in rows.items():
            for row in found[1:]:
                place = Place(name, row=row, column=title)
                yield Problem("sites.doubled", place, {"value": number, "first": found[0]})
