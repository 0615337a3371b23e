"""Two rows for one organisation: which are likely, and why two may not become one."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from operator import attrgetter

from aplomb.domain.shared.refusal import Refusal

ACTION = "organisation.merge"
# From this share of common letters on, two names in one town are told as near.
NEAR = 0.82
# Words that half of the names of the field have: they tell nobody apart.
COMMON = frozenset(
    (
        "centre", "cabinet", "clinique", "hopital", "service", "imagerie", "medicale", "medical", "radiologie",
        "scanner", "irm", "site", "groupe", "de", "du", "des", "d", "l", "la", "le", "les", "et", "a", "au",
    )
)  # fmt: skip


class Reason(StrEnum):
    """What makes two rows look like one."""

    SIRET = "siret"
    FINESS = "finess"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation as far as its likeness goes; kinds are never mixed."""

    key: int
    kind: str
    name: str
    city: str
    siret: str
    finess: str


def letters(text: str) -> str:
    """A text without its accents, capitals and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one))


def telling(name: str) -> str:
    """The words of a name that tell it apart, in order; all of them where none does."""
    words = letters(name).split()
    return " ".join(sorted(word for word in words if word not in COMMON)) or " ".join(words)


def near(one: str, other: str) -> bool:
    """Whether two names may be of the same place."""
    first, second = telling(one), telling(other)
    return first == second or SequenceMatcher(None, first, second).ratio() >= NEAR


def doubles(known: Iterable[Known]) -> list[tuple[Known, Known, tuple[Reason, ...]]]:
    """The pairs that look like one organisation, the surest first.

    A number in common tells; a near name in the same town too, unless their numbers tell them apart.
    """
    rows = sorted(known, key=lambda row: row.key)
    found: dict[tuple[int, int], set[Reason]] = defaultdict(set)
    by_key = {row.key: row for row in rows}
    for reason in (Reason.SIRET, Reason.FINESS):
        for first, second in _pairs(rows, attrgetter(reason.value)):
            found[first.key, second.key].add(reason)
    for first, second in _pairs(rows, lambda row: letters(row.city).strip()):
        if not _told_apart(first, second) and near(first.name, second.name):
            found[first.key, second.key].add(Reason.NAME)
    pairs = [
        (by_key[one], by_key[other], tuple(reason for reason in Reason if reason in reasons))
        for (one, other), reasons in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-len(pair[2]), pair[2], letters(pair[0].name), pair[0].key))


def _pairs(rows: Sequence[Known], mark: Callable[[Known], str]) -> Iterator[tuple[Known, Known]]:
    """The pairs of one kind that share a mark; an empty one is none."""
    alike: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for row in rows:
        if value := mark(row):
            alike[row.kind, value].append(row)
    for group in alike.values():
        yield from combinations(group, 2)


def _told_apart(one: Known, other: Known) -> bool:
    numbers = ((one.siret, other.siret), (one.finess, other.finess))
    return any(first and second and first != second for first, second in numbers)


def why_not_merge(one: Known, other: Known, *, tied: bool) -> list[Refusal]:
    """Why two may not become one; `tied`: one belongs to the other, or works for it."""
    if one.key == other.key:
        return [Refusal(f"{ACTION}.itself")]
    if one.kind != other.kind:
        return [Refusal(f"{ACTION}.other-kind")]
    return [Refusal(f"{ACTION}.tied")] if tied else []
