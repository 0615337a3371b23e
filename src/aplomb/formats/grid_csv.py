"""The grid as CSV: the columns of the sheet `Grille`, for those who work without a spreadsheet program.

Read as UTF-8 or Windows-1252, with `;`, `,` or tab between the columns. Written as UTF-8 with its mark, `;`,
every field quoted; a text that a spreadsheet would take for a formula gets an apostrophe in front, which
reading takes off again (reliability-security.md §11).
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from aplomb.domain.evaluations.answers import NA, Entries, Entry
from aplomb.domain.referentials.edition import Criterion, Edition, Profile
from aplomb.formats.archive import MOST_BYTES, Unreadable
from aplomb.formats.cells import MOST_CHARACTERS, MOST_ROWS, Sheet, text_cell
from aplomb.formats.grid_rows import NUMBER, TITLES, grid_lines
from aplomb.formats.grid_table import plain
from aplomb.formats.problems import Place, Problem

SEPARATORS = ";,\t"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# What a spreadsheet takes for a formula: these signs, full width too, after any blank or invisible character;
# behind apostrophes as well, so that taking one off always gives back what was there.
FORMULA_LIKE = re.compile("'*[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@\t\r\n\0＝＋－＠]")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def csv_sheet(
    data: bytes,
    name: str,
    problems: list[Problem],
    *,
    titles: Sequence[str] = TITLES,
    key: str = NUMBER,
) -> Sheet:
    """The one sheet of a CSV file, a grid unless its `titles` are said. Raises Unreadable with what stands in the way.

    A row that has not as many fields as the header has lost something, or split it: noted as a problem, but for
    a row that holds nothing under `key`, the title without which nothing is read of it.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("workbook.too-large", most=MOST_BYTES // 1024 // 1024)
    text = _decoded(data)
    if not text.strip():
        raise Unreadable("workbook.empty")
    if stated := SEPARATOR_LINE.match(text):
        text = text[stated.end() :]  # spreadsheet programs obey this line and show it to nobody
    sheet = Sheet("")
    header: list[str] = []
    separator = stated[1] if stated else _separator(text, titles)
    for row, fields in enumerate(_records(text, separator), start=1):
        for column, field in enumerate(fields, start=1):
            sheet.put(row, column, text_cell(_unguarded(field)))
        if not header:
            found = [plain(field) for field in fields]
            header = found if plain(key) in found else []
        elif not _fits(fields, header, plain(key)):
            facts = {"fields": len(fields), "titles": len(header)}
            problems.append(Problem("csv.columns", Place(name, row=row), facts))
    return sheet


def csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV, safe to open in a spreadsheet program."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_guarded(field) for field in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _decoded(data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        raise Unreadable("csv.encoding")
    if b"\0" in data:
        raise Unreadable("csv.nul")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable("csv.encoding") from error


def _separator(text: str, titles: Sequence[str]) -> str:
    """The separator under which the first lines hold most of the titles."""
    known = {plain(title) for title in titles}

    def held(separator: str) -> int:
        lines = csv.reader(text[:MOST_CHARACTERS].splitlines()[:20], delimiter=separator)
        return max(len({plain(field) for field in line} & known) for line in lines)

    return max(SEPARATORS, key=held)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    for row in range(1, MOST_ROWS + 2):
        if row > MOST_ROWS:
            raise Unreadable("workbook.too-many-rows", most=MOST_ROWS)
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # Where the trouble begins: all that follows was read as one field.
            raise Unreadable("csv.quotes", row) from error
        yield fields


def _fits(fields: Sequence[str], header: Sequence[str], key: str) -> bool:
    """Whether a row has the header's columns; a title, which has no number, may have more or fewer."""
    place = header.index(key)
    return len(fields) == len(header) or not "".join(fields[place : place + 1]).strip()


def _guarded(text: str) -> str:
    return f"'{text}" if FORMULA_LIKE.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA_LIKE.match(text[1:]) else text


def grid_csv(
    edition: Edition,
    *,
    entries: Entries | None = None,
    profile: Profile | None = None,
    selection: str | None = None,
    lang: str = "fr",
) -> bytes:
    """The sheet `Grille` as CSV, with the answers that there are; it has room for nothing else."""
    rows: list[Sequence[str]] = [TITLES]
    for line in grid_lines(edition, edition.asked(profile, selection)):
        if isinstance(line, Criterion):
            rows.append(_fields(edition, line, (entries or {}).get(line.code, Entry()), lang))
        else:
            rows.append(["", f"{line.code} – {line.title.in_(lang)}", *[""] * (len(TITLES) - 2)])
    return csv_text(rows)


def _fields(edition: Edition, criterion: Criterion, entry: Entry, lang: str) -> list[str]:
    most = 0 if entry.score is NA else criterion.weight * edition.scale.max
    potential = str(most) if most == int(most) else f"{float(most):g}"
    score = "" if entry.score is None else str(entry.score)
    wording = criterion.text.in_(lang)
    return [criterion.code, wording, entry.evaluator, potential, score, entry.comment, entry.na_reason]
