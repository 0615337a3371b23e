"""The rows of the sheet `Grille`: each criterion's answer, or what is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aplomb.domain.evaluations.answers import NA, Entry, Score
from aplomb.domain.referentials.edition import Criterion, Edition, Family, Requirement
from aplomb.formats.cells import Cell, Kind, plain_number
from aplomb.formats.grid_table import BLANKS, Columns, Table, listed, nearest, plain, shown

GRID = "Grille"
NUMBER, CRITERION, EVALUATOR = "N°", "Critère", "Évaluateur"
POTENTIAL, SCORE = "Score potentiel", "Score actuel"
COMMENTS, NA_REASON = "Commentaires", "Justification NA"
# In the order of interfaces.md §3.
TITLES = (NUMBER, CRITERION, EVALUATOR, POTENTIAL, SCORE, COMMENTS, NA_REASON)
GRID_COLUMNS = Columns(read=(NUMBER, EVALUATOR, SCORE, COMMENTS, NA_REASON), shown=(CRITERION, POTENTIAL))
# A calculation such as 3 × 2/3 may leave a hair beside the whole number that the cell shows.
HAIR = Decimal("1e-9")
DATE_LIKE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}", re.ASCII)
WHOLE_LIKE = re.compile(r"\+?(\d{1,3})([.,]0+)?", re.ASCII)
OTHER_SPELLINGS = frozenset(
    {"n/a", "n.a.", "n.a", "n a", "#n/a", "na.", "non applicable", "sans objet", "s.o.", "so"}
)


def grid_lines(edition: Edition, asked: Sequence[Criterion]) -> Iterator[Family | Requirement | Criterion]:
    """What the grid's rows show, in the referential's order: titles, each above the criteria asked under it."""
    family = requirement = ""
    families = {found.code: found for found in edition.families}
    requirements = {found.code: found for found in edition.requirements}
    for criterion in asked:
        if criterion.family != family:
            family = criterion.family
            yield families[family]
        if criterion.requirement != requirement:
            requirement = criterion.requirement
            yield requirements[requirement]
        yield criterion


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a cell: a problem's code and facts."""

    code: str
    facts: dict[str, object]


def read_rows(
    table: Table, edition: Edition, asked: Sequence[Criterion]
) -> tuple[dict[str, Entry], frozenset[str]]:
    """The entries by criterion, and the criteria that have a row, whatever the order of the rows.

    Everything that is wrong or worth a warning goes to the table's problems.
    """
    if not table.index:
        return {}, frozenset()
    first_row: dict[str, int] = {}
    entries: dict[str, Entry] = {}
    for row in table.rows():
        code = _code(table, row, edition)
        if code is None:
            continue
        if code in first_row:
            _doubled(table, row, edition, code, first_row[code])
            continue
        first_row[code] = row
        entry = _entry(table, row, edition, edition.by_code[code])
        if entry != Entry():
            entries[code] = entry
    _check_merged(table, {row: code for code, row in first_row.items()})
    _warn_of_rows(table, asked, first_row, entries)
    return entries, frozenset(first_row)


def _code(table: Table, row: int, edition: Edition) -> str | None:
    """The criterion of a row; `None` for a title, and where the number is a problem."""
    cell = table.cell(row, NUMBER)
    if cell.kind is Kind.NO_VALUE:
        table.say("grid.cell.no-value", row, NUMBER)
        return None
    if not cell.text.strip(BLANKS):
        _check_title(table, row)
        return None
    if cell.kind is Kind.NUMBER and isinstance(cell.value, Decimal):
        return _numeric_code(table, row, edition, cell.value)
    text = cell.text.strip(BLANKS).strip()
    if cell.kind is Kind.TEXT and text in edition.by_code:
        return text
    if plain(text) == plain(NUMBER):  # the header, repeated further down
        return None
    if cell.kind is Kind.DATE or DATE_LIKE.fullmatch(text):
        table.say("grid.number.date", row, NUMBER, value=shown(text))
    elif cell.kind is Kind.ERROR:
        table.say("grid.cell.error", row, NUMBER, value=shown(text))
    else:
        _unknown(table, row, edition, text)
    return None


def _numeric_code(table: Table, row: int, edition: Edition, value: Decimal) -> str | None:
    """The criterion whose number a spreadsheet took for a decimal: 1.10 became 1.1."""
    written = plain_number(value)
    longer = [code for code in edition.by_code if _same_number(code, value) and code != written]
    if written in edition.by_code and not longer:
        return written
    if written not in edition.by_code and not longer:
        _unknown(table, row, edition, written)
        return None
    codes = [code for code in (written, *longer) if code in edition.by_code]
    table.say("grid.number.ambiguous", row, NUMBER, value=written, codes=listed(codes))
    return None


def _same_number(code: str, value: Decimal) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", code, re.ASCII)) and Decimal(code) == value


def _unknown(table: Table, row: int, edition: Edition, text: str) -> None:
    near = nearest(text, list(edition.by_code))
    code = "grid.number.unknown-near" if near else "grid.number.unknown"
    table.say(code, row, NUMBER, value=shown(text), edition=edition.name, near=near)


def _doubled(table: Table, row: int, edition: Edition, code: str, first: int) -> None:
    """The same number twice; where the edition has it with a further 0, a program probably dropped that 0."""
    longer = f"{code}0"
    problem = "grid.number.doubled-zero" if longer in edition.by_code else "grid.number.doubled"
    table.say(problem, row, NUMBER, value=code, first=first, longer=longer)


def _check_title(table: Table, row: int) -> None:
    """A row without a number is a title: an answer there belongs to nobody."""
    score = table.cell(row, SCORE)
    if score.kind is not Kind.EMPTY:
        table.say("grid.number.missing", row, NUMBER, value=shown(score.text))
    elif any(table.cell(row, title).kind is not Kind.EMPTY for title in (COMMENTS, NA_REASON)):
        table.warn("grid.number.missing-text", row, NUMBER)


def _entry(table: Table, row: int, edition: Edition, criterion: Criterion) -> Entry:
    answer = score_of(table.cell(row, SCORE), edition, criterion)
    comment = table.text(row, COMMENTS)
    evaluator = table.text(row, EVALUATOR)
    reason = table.text(row, NA_REASON)
    if isinstance(answer, _Fault):
        table.say(answer.code, row, SCORE, **answer.facts)
        return Entry()
    if answer is NA and not reason:
        table.say("grid.na.unjustified", row, NA_REASON, criterion=criterion.code)
    if answer is not NA and reason:
        code = "grid.na.reason-alone" if answer is None else "grid.na.reason-with-level"
        table.warn(code, row, NA_REASON, criterion=criterion.code, score=answer)
    return Entry(score=answer, comment=comment, na_reason=reason if answer is NA else "", evaluator=evaluator)


def score_of(cell: Cell, edition: Edition, criterion: Criterion) -> Score | _Fault | None:
    """The level, NA, nothing, or what is wrong."""
    levels = [level.value for level in edition.scale.levels]
    may_na = criterion.na_allowed and edition.scale.not_applicable.allowed
    facts: dict[str, object] = {
        "value": shown(cell.text),
        "answers": ", ".join([*map(str, levels), *(["NA"] if may_na else [])]),
        "criterion": criterion.code,
    }
    if cell.kind is Kind.EMPTY:
        return None
    if cell.kind is Kind.NUMBER and isinstance(cell.value, Decimal):
        return _level(cell.value, levels, facts)
    if cell.kind is not Kind.TEXT:
        return _Fault(f"grid.score.{cell.kind.value.replace(' ', '-')}", facts)
    text = cell.text.strip(BLANKS).strip()
    if not text:
        return None
    if text.casefold() == "na":
        return NA if may_na else _Fault("grid.na.forbidden", facts)
    if match := WHOLE_LIKE.fullmatch(text):
        return _level(Decimal(match[1]), levels, facts)
    if text.casefold() in OTHER_SPELLINGS:
        return _Fault("grid.score.other-na" if may_na else "grid.na.forbidden", facts)
    if DATE_LIKE.fullmatch(text):
        return _Fault("grid.score.date", facts)
    return _Fault("grid.score.percent" if text.endswith("%") else "grid.score.not-a-level", facts)


def _level(value: Decimal, levels: Sequence[int], facts: dict[str, object]) -> int | _Fault:
    whole = round(value)
    if abs(value - whole) > HAIR:
        return _Fault("grid.score.decimal", facts)
    return whole if whole in levels else _Fault("grid.score.outside", facts)


def _check_merged(table: Table, code_of: dict[int, str]) -> None:
    """A score in a merged block stands for one row only, and nobody can tell which was meant."""
    for name, rows in table.blocks(SCORE):
        concerned = [row for row in sorted(code_of) if row in rows]
        if concerned:
            criteria = listed([code_of[row] for row in concerned])
            table.say("grid.score.merged", concerned[0], SCORE, block=name, criteria=criteria)


def _warn_of_rows(
    table: Table, asked: Sequence[Criterion], first_row: dict[str, int], entries: dict[str, Entry]
) -> None:
    codes = [criterion.code for criterion in asked]
    if missing := [code for code in codes if code not in first_row]:
        table.warn("grid.rows.missing", count=len(missing), criteria=listed(missing))
    if aside := [code for code, entry in entries.items() if code not in codes and entry.score is not None]:
        table.warn("grid.rows.not-asked", count=len(aside), criteria=listed(aside))
