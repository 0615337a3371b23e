"""Two editions laid side by side: what changed between two of one referential, what two referentials share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aplomb.apps.referentials.labels import FIELDS, LISTS, RESPONDENTS
from aplomb.charts.numbers import number_text, percent_text
from aplomb.domain.referentials.differences import (
    CriterionChange,
    Differences,
    ListChange,
    TextChange,
    ValueChange,
)
from aplomb.domain.referentials.edition import Criterion, Edition, Family

# Shares, as percentages; other numbers are levels and weights.
_SHARES = frozenset(("ready.overall", "ready.family", "not_applicable.flag_above"))

# — What changed —————————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Line:
    """A value that changed, as people read it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text that changed: what it is, its language where that is not French, its runs of words."""

    label: str
    change: TextChange


@dataclass(frozen=True, slots=True)
class Changed:
    """A criterion that changed; `codes` are those it comes from where they are not its own."""

    criterion: Criterion
    codes: tuple[str, ...]
    moved: bool
    texts: tuple[Reworded, ...]
    values: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChangedItem:
    code: str
    texts: tuple[Reworded, ...]
    values: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChangedList:
    """A list of the edition that changed: its name, what came, what went, what became different."""

    label: str
    change: ListChange
    items: tuple[ChangedItem, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of two editions, in words and in the order in which they are shown."""

    differences: Differences
    texts: tuple[Reworded, ...]
    settings: tuple[Line, ...]
    criteria: tuple[Changed, ...]
    lists: tuple[ChangedList, ...]

    @property
    def any(self) -> bool:
        return bool(self.differences)

    @property
    def reworded(self) -> int:
        return sum(change.reworded for change in self.differences.changed)


def changes(differences: Differences) -> Changes:
    return Changes(
        differences,
        _texts(differences.header),
        _lines(differences.settings),
        tuple(map(_changed, differences.changed)),
        tuple(
            ChangedList(
                str(LISTS[name]),
                change,
                tuple(
                    ChangedItem(item.code, _texts(item.texts), _lines(item.values)) for item in change.changed
                ),
            )
            for name, change in differences.lists.items()
            if change
        ),
    )


def _changed(change: CriterionChange) -> Changed:
    codes = tuple(item.code for item in change.predecessors)
    return Changed(
        change.criterion,
        () if codes == (change.criterion.code,) else codes,
        change.moved,
        _texts(change.texts),
        _lines(change.values),
    )


def _texts(found: Iterable[TextChange]) -> tuple[Reworded, ...]:
    return tuple(Reworded(str(FIELDS[change.field]), change) for change in found)


def _lines(found: Iterable[ValueChange]) -> tuple[Line, ...]:
    return tuple(
        Line(str(FIELDS[change.field]), _said(change.field, change.old), _said(change.field, change.new))
        for change in found
    )


def _said(field: str, value: object) -> str:
    """A value as people read it: yes or no, a percentage, a list; a dash where there is nothing."""
    lang = (get_language() or "fr")[:2]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field in _SHARES and isinstance(value, Fraction):
        return percent_text(value, lang)
    if isinstance(value, int | Fraction):
        return number_text(value, lang)
    if isinstance(value, Sequence) and not isinstance(value, str):
        named = [str(RESPONDENTS.get(str(item), item)) for item in value]
        return ", ".join(named) or "–"
    return str(value) or "–"


# — What two referentials share ——————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Pair:
    """A criterion of the first referential and its equals in the second."""

    criterion: Criterion
    equals: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class FamilyPairs:
    family: Family
    pairs: tuple[Pair, ...]
    alone: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The first referential's families with their pairs; what has no equal is counted on both sides."""

    families: tuple[FamilyPairs, ...]
    alone_first: int
    alone_second: int

    @property
    def paired(self) -> int:
        return sum(len(family.pairs) for family in self.families)


def side_by_side(first: Edition, second: Edition) -> SideBySide:
    """Each criterion of the first with its equals: either side may say so, and once is enough."""
    families, met = [], set[str]()
    for family in first.families:
        pairs = []
        for criterion in family.criteria:
            equals = _equals(first, criterion, second)
            if equals:
                pairs.append(Pair(criterion, equals))
                met.update(other.code for other in equals)
        families.append(FamilyPairs(family, tuple(pairs), len(family.criteria) - len(pairs)))
    return SideBySide(
        tuple(families),
        sum(family.alone for family in families),
        sum(other.code not in met for other in second.criteria),
    )


def _equals(first: Edition, criterion: Criterion, second: Edition) -> tuple[Criterion, ...]:
    return tuple(
        other
        for other in second.criteria
        if (second.code, other.code) in criterion.equivalent
        or (first.code, criterion.code) in other.equivalent
    )
