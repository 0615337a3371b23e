"""Finding a sheet: French stems without accents, then the nearest words where something was mistyped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection

from aplomb.apps.referentials.services import unaccented
from aplomb.formats.sheets import Sheet, sheets
from aplomb.formats.tools import Tool, tools

NEAR_ENOUGH = 0.35
MOST_WORDS = 12
SHORTEST_BEGINNING = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sheets found, the best first; `instead`: the words looked for in place of mistyped ones."""

    sheets: tuple[Sheet, ...]
    instead: str = ""


@cache
def by_code() -> dict[str, Sheet]:
    return {sheet.code: sheet for sheet in sheets()}


@cache
def tools_by_code() -> dict[str, Tool]:
    return {tool.code: tool for tool in tools()}


def for_criterion(referential: str, criterion: str) -> tuple[Sheet, ...]:
    """The sheets that help with a criterion, in the order of their codes."""
    return tuple(sheet for sheet in sheets() if (referential, criterion) in sheet.criteria)


def search(words: str) -> Outcome:
    """The sheets that hold all these words, the best first; of the last word its beginning is enough."""
    if coded := by_code().get(words.strip().upper()):
        return Outcome((coded,))
    tokens = _WORD.findall(unaccented(words))[:MOST_WORDS]
    if not tokens:
        return Outcome(sheets())
    found = _holding(tokens)
    if found:
        return Outcome(_of(found))
    nearest = _nearest(tokens)
    corrected = [nearest.get(token, token) for token in tokens]
    if corrected == tokens:
        return Outcome(())
    return Outcome(_of(_holding(corrected)), " ".join(corrected))


def _of(codes: Sequence[str]) -> tuple[Sheet, ...]:
    return tuple(by_code()[code] for code in codes if code in by_code())


_HOLDING = """
WITH asked AS (
    SELECT plainto_tsquery('aplomb_french', %(head)s) AS head,
           plainto_tsquery('aplomb_french', %(last)s) AS last,
           plainto_tsquery('aplomb_french', %(all)s) AS whole
)
SELECT code
FROM knowledge_sheettext, asked
WHERE (numnode(head) = 0 OR vector @@ head)
  AND (vector @@ last OR (%(beginning)s <> '' AND words ~ %(beginning)s))
ORDER BY ts_rank_cd(vector, whole) DESC, code
"""


def _holding(tokens: Sequence[str]) -> list[str]:
    *head, last = tokens
    beginning = rf"\m{last}" if len(last) >= SHORTEST_BEGINNING else ""
    asked = {"head": " ".join(head), "last": last, "all": " ".join(tokens), "beginning": beginning}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, asked)
        return [code for (code,) in cursor.fetchall()]


_NEAREST = """
SELECT token, near.word
FROM unnest(%(tokens)s::text[]) AS token,
LATERAL (
    SELECT word
    FROM (SELECT DISTINCT regexp_split_to_table(words, '\\W+') AS word FROM knowledge_sheettext) AS vocabulary
    WHERE similarity(word, token) >= %(enough)s
    ORDER BY similarity(word, token) DESC, word
    LIMIT 1
) AS near
"""


def _nearest(tokens: Sequence[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"tokens": list(tokens), "enough": NEAR_ENOUGH})
        return dict(cursor.fetchall())
