"""Looking for words in an edition: stems without accents, the beginning of the last word, then typing errors.

"protocoles" finds "protocole", "protege" finds "protégé", and "injectio" finds "injection" while it is being typed.
Where nothing is found, each word is taken for the nearest one of the edition, and the page says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from aplomb.apps.referentials.services import unaccented
from aplomb.domain.referentials.edition import Edition

MOST_WORDS = 12
SHORTEST_BEGINNING = 2
NEAR_ENOUGH = 0.35
_START, _STOP = "\x02", "\x03"  # around what was found; no text of an edition holds them
_WHOLE = f"HighlightAll=true, StartSel={_START}, StopSel={_STOP}"
_PIECE = f"MaxFragments=1, MinWords=8, MaxWords=26, StartSel={_START}, StopSel={_STOP}"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand in a criterion: its text with them marked, and pieces of what else holds them."""

    text: SafeString
    pieces: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, by criterion; `instead`: the words that were looked for in place of mistyped ones."""

    found: Mapping[str, Found]
    instead: str = ""


def look_for(edition_id: int, edition: Edition, words: str) -> Outcome:
    """The criteria that hold all these words. Two queries at most, three where nothing is found at first."""
    coded = _by_code(edition, words)
    if coded:
        return Outcome(coded)
    tokens = _WORD.findall(words.lower())[:MOST_WORDS]
    if not tokens:
        return Outcome({})
    found = _holding(edition_id, tokens, beginning=True)
    if found:
        return Outcome(found)
    plain = [unaccented(token) for token in tokens]
    nearest = _nearest(edition_id, plain)
    corrected = [nearest.get(token, token) for token in plain]
    if corrected == plain:
        return Outcome({})
    return Outcome(_holding(edition_id, corrected, beginning=False), _as_written(edition, corrected))


def _by_code(edition: Edition, words: str) -> dict[str, Found]:
    """The criteria whose number begins so: `3.2` gives the whole requirement."""
    if words in edition.by_code or any(f"{words}." == code[: len(words) + 1] for code in edition.by_code):
        return {
            code: Found(mark_safe(escape(str(criterion.text))), ())  # noqa: S308 -- escaped
            for code, criterion in edition.by_code.items()
            if code == words or code.startswith(f"{words}.")
        }
    return {}


_HOLDING = """
WITH asked AS (
    SELECT plainto_tsquery('aplomb_french', %(head)s) AS head, plainto_tsquery('french', %(head)s) AS head_fr,
           plainto_tsquery('english', %(head)s) AS head_en,
           plainto_tsquery('aplomb_french', %(last)s) || plainto_tsquery('french', %(last)s)
               || plainto_tsquery('english', %(last)s) AS last,
           plainto_tsquery('aplomb_french', %(all)s) || plainto_tsquery('french', %(all)s)
               || plainto_tsquery('english', %(all)s) AS marked
)
SELECT criterion,
       ts_headline('aplomb_french', text, marked, %(whole)s),
       ts_headline('aplomb_french', guidance, marked, %(piece)s),
       ts_headline('aplomb_french', sources, marked, %(piece)s)
FROM referentials_criteriontext, asked
WHERE edition_id = %(edition)s
  AND (numnode(head) = 0 OR vector @@ head OR vector @@ head_fr OR vector @@ head_en)
  AND (vector @@ last OR (%(beginning)s <> '' AND words ~ %(beginning)s))
ORDER BY position
"""


def _holding(edition_id: int, tokens: Sequence[str], *, beginning: bool) -> dict[str, Found]:
    """The criteria that hold all these words; of the last, its beginning is enough where `beginning` says so."""
    *head, last = tokens
    begins = unaccented(last) if beginning and len(last) >= SHORTEST_BEGINNING else ""
    asked: dict[str, Any] = {
        "edition": edition_id,
        "head": " ".join(head),
        "last": last,
        "all": " ".join(tokens),
        "beginning": rf"\m{begins}" if begins else "",
        "whole": _WHOLE,
        "piece": _PIECE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, asked)
        rows = cursor.fetchall()
    return {
        criterion: Found(_marked(text, begins), _elsewhere(text, pieces, begins))
        for criterion, text, *pieces in rows
    }


def _elsewhere(text: str, pieces: Sequence[str], beginning: str) -> tuple[SafeString, ...]:
    """Where the words stand when the criterion's own text does not hold them: a piece of what does."""
    if _holds(text, beginning):
        return ()
    return tuple(_marked(piece, beginning) for piece in pieces if _holds(piece, beginning))


def _holds(text: str, beginning: str) -> bool:
    return _START in text or bool(beginning and _begun(text, beginning))


def _begun(text: str, beginning: str) -> bool:
    return any(word.startswith(beginning) for word in _WORD.findall(unaccented(text)))


def _marked(text: str, beginning: str) -> SafeString:
    """The text with what was found in <mark>: words of the same stem, and those that begin as the last one does."""
    # PostgreSQL takes "l’identité" for one word, whose stem has no article: the mark leaves the article out too.
    text = re.sub(f"{_START}((?:\\w+[’'])+)", f"\\1{_START}", text).replace("\n", " · ")
    pieces = []
    inside = False
    for piece in re.split(f"([{_START}{_STOP}])|(\\w+)", text):
        if piece in (_START, _STOP):
            inside = piece == _START
            pieces.append("<mark>" if inside else "</mark>")
        elif piece:
            shown = str(escape(piece))
            found = beginning and not inside and unaccented(piece).startswith(beginning)
            pieces.append(f"<mark>{shown}</mark>" if found else shown)
    return mark_safe("".join(pieces))  # noqa: S308 -- every piece escaped


_NEAREST = """
SELECT token, near.word
FROM unnest(%(tokens)s::text[]) AS token,
LATERAL (
    SELECT word
    FROM (
        SELECT DISTINCT regexp_split_to_table(words, '\\W+') AS word
        FROM referentials_criteriontext WHERE edition_id = %(edition)s
    ) AS vocabulary
    WHERE similarity(word, token) >= %(enough)s
    ORDER BY similarity(word, token) DESC, word
    LIMIT 1
) AS near
"""


def _nearest(edition_id: int, tokens: Sequence[str]) -> dict[str, str]:
    """For each word, the nearest one that the edition holds, by the groups of three letters that they share."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"tokens": list(tokens), "edition": edition_id, "enough": NEAR_ENOUGH}
        cursor.execute(_NEAREST, asked)
        return dict(cursor.fetchall())


def _as_written(edition: Edition, tokens: Sequence[str]) -> str:
    """The words with the accents that the edition writes them with."""
    wanted, written = set(tokens), dict[str, str]()
    for criterion in edition.criteria:
        for word in _WORD.findall(f"{criterion.text} {criterion.guidance}".lower()):
            plain = unaccented(word)
            if plain in wanted:
                written.setdefault(plain, word)
        if len(written) == len(wanted):
            break
    return " ".join(written.get(token, token) for token in tokens)
