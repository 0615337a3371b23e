"""The sheet `Documents`: what exists, where it is kept, until when it is valid."""

import re
from collections.abc import Sequence
from datetime import date

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.referentials.edition import Edition
from aplomb.formats.cells import Kind
from aplomb.formats.grid_table import BLANKS, Columns, Table, nearest, plain, shown

DOCUMENTS = "Documents"
CODE, TITLE, CATEGORY = "Code", "Titre", "Catégorie"
STATE, REFERENCE, VALID_UNTIL = "État", "Référence", "Valable jusqu’au"
# In the order of interfaces.md §3.
DOCUMENT_TITLES = (CODE, TITLE, CATEGORY, STATE, REFERENCE, VALID_UNTIL)
DOCUMENT_COLUMNS = Columns(read=(CODE, STATE, REFERENCE, VALID_UNTIL), shown=(TITLE, CATEGORY))
STATE_WORDS = {
    State.PRESENT: "existe",
    State.PARTIAL: "partiel",
    State.MISSING: "manque",
    State.NOT_APPLICABLE: "sans objet",
}
STATES = {plain(word): state for state, word in STATE_WORDS.items()}
# A year typed alone in a cell of dates becomes a day of 1905.
EARLIEST = date(1990, 1, 1)
FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ].*)?", re.ASCII)


def read_documents(table: Table, edition: Edition) -> dict[str, Record]:
    """The records by document code, those of which something is said. Problems go to the table's list."""
    if not table.index:
        return {}
    first_row: dict[str, int] = {}
    records: dict[str, Record] = {}
    for row in table.rows():
        code = _code(table, row, edition)
        if code is None:
            continue
        if code in first_row:
            table.say("grid.document.doubled", row, CODE, value=code, first=first_row[code])
            continue
        first_row[code] = row
        record = Record(_state(table, row), table.text(row, REFERENCE), _valid_until(table, row))
        if record != Record():
            records[code] = record
    return records


def _code(table: Table, row: int, edition: Edition) -> str | None:
    text = table.text(row, CODE).strip(BLANKS).strip()
    if text in edition.documents_by_code:
        return text
    if not text:
        if any(table.cell(row, title).kind is not Kind.EMPTY for title in (STATE, REFERENCE, VALID_UNTIL)):
            table.say("grid.document.missing-code", row, CODE)
        return None
    if plain(text) != plain(CODE):  # the header, repeated further down
        codes: Sequence[str] = list(edition.documents_by_code)
        near = nearest(text, codes)
        problem = "grid.document.unknown-near" if near else "grid.document.unknown"
        table.say(problem, row, CODE, value=shown(text), edition=edition.name, near=near)
    return None


def _state(table: Table, row: int) -> State | None:
    text = table.text(row, STATE)
    if not text:
        return None
    state = STATES.get(plain(text))
    if state is None:
        table.say(
            "grid.document.state", row, STATE, value=shown(text), states=", ".join(STATE_WORDS.values())
        )
    return state


def _valid_until(table: Table, row: int) -> date | None:
    cell = table.cell(row, VALID_UNTIL)
    text = table.text(row, VALID_UNTIL)
    if not text:
        return None
    if cell.kind is Kind.DATE and isinstance(cell.value, date):
        day: date | None = cell.value
    else:
        day = _day(text) if cell.kind is Kind.TEXT else None
    if day is None:
        table.say("grid.document.date", row, VALID_UNTIL, value=shown(text))
    elif day < EARLIEST:
        table.say("grid.document.old-date", row, VALID_UNTIL, value=f"{day:%d/%m/%Y}", year=EARLIEST.year)
        return None
    return day


def _day(text: str) -> date | None:
    if match := FRENCH_DAY.fullmatch(text):
        parts = match[3], match[2], match[1]
    elif match := ISO_DAY.fullmatch(text):
        parts = match[1], match[2], match[3]
    else:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
