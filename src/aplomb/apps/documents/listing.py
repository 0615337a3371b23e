"""The inventory as the address asks for it: what is shown, in which order, under which heads."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from aplomb.apps.documents.queries import Line
from aplomb.domain.documents.inventory import Status
from aplomb.domain.shared.shares import share
from aplomb.domain.shared.text import Text

ALL, TO_DO, INDISPENSABLE, SOON, MINE = "all", "todo", "indispensable", "soon", "mine"
SHOWS = {
    ALL: pgettext_lazy("documents", "All"),
    TO_DO: gettext_lazy("To do"),
    INDISPENSABLE: pgettext_lazy("documents", "Indispensable"),
    SOON: gettext_lazy("Due within 90 days"),
    MINE: pgettext_lazy("documents", "Mine"),
}
CATEGORY, DEADLINE, FAMILY = "category", "deadline", "family"
ORDERS = {
    CATEGORY: gettext_lazy("By category"),
    DEADLINE: gettext_lazy("By deadline"),
    FAMILY: gettext_lazy("By family"),
}
LONGEST_SEARCH = 80
# How far the bar of validity looks ahead.
AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: which lines, under which heads, and the words sought."""

    show: str = ALL
    order: str = CATEGORY
    search: str = ""
    referential: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Asked":
        """What an address asks; what it cannot ask is as if it were not said."""
        return cls(
            show=said.get("show", ALL) if said.get("show") in SHOWS else ALL,
            order=said.get("by", CATEGORY) if said.get("by") in ORDERS else CATEGORY,
            search=said.get("q", "").strip()[:LONGEST_SEARCH],
            referential=said.get("of", ""),
        )

    def but(self, **other: str) -> str:
        """The address of the same list with something else: `?show=todo&by=deadline`."""
        said = {"show": self.show, "by": self.order, "q": self.search, "of": self.referential, **other}
        default = {"show": ALL, "by": CATEGORY, "q": "", "of": ""}
        kept = {name: value for name, value in said.items() if value != default[name]}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def query(self) -> str:
        return self.but()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter with its count."""

    name: str
    word: str
    count: int
    query: str
    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one head; `ready` of `expected` counts the whole of it, whatever is shown."""

    title: Text | str
    lines: tuple[Line, ...]
    ready: int
    expected: int

    @property
    def share(self) -> Fraction | None:
        return share(self.ready, self.expected)


@dataclass(frozen=True)
class Listing:
    """The list as it is shown."""

    asked: Asked
    groups: tuple[Group, ...]
    chips: tuple[Chip, ...]
    total: int
    shown: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", sum(len(group.lines) for group in self.groups))


def listing(lines: Sequence[Line], asked: Asked, me: int | None, on: date) -> Listing:
    """The lines that the address asks for, under their heads, with the counts of each filter."""
    within = [line for line in lines if not asked.referential or line.referential == asked.referential]
    tests = _tests(me)
    wanted = _terms(asked.search)
    found = [line for line in within if tests[asked.show](line) and _holds(line, wanted)]
    heads = {CATEGORY: _by_category(within), DEADLINE: _by_deadline(on), FAMILY: _by_family}[asked.order]
    return Listing(
        asked=asked,
        groups=tuple(_grouped(found, within, heads, asked.order)),
        chips=tuple(
            Chip(
                name,
                str(word),
                sum(map(tests[name], within)),
                asked.but(show=name),
                name == asked.show,
            )
            for name, word in SHOWS.items()
        ),
        total=len(within),
    )


def _tests(me: int | None) -> dict[str, Callable[[Line], bool]]:
    return {
        ALL: lambda line: True,
        TO_DO: lambda line: line.to_do,
        INDISPENSABLE: lambda line: line.indispensable,
        SOON: lambda line: line.runs_out,
        MINE: lambda line: me is not None and line.owner is not None and line.owner.pk == me,
    }


def _grouped(
    found: Sequence[Line], within: Sequence[Line], head: Callable[[Line], "_Head"], order: str
) -> Iterable[Group]:
    kept: dict[_Head, list[Line]] = {}
    for line in found:
        kept.setdefault(head(line), []).append(line)
    counted: dict[_Head, list[Line]] = {}
    for line in within:
        counted.setdefault(head(line), []).append(line)
    for one in sorted(kept, key=lambda one: one.place):
        expected = [line for line in counted[one] if line.counts]
        lines = sorted(kept[one], key=_soonest) if order == DEADLINE else kept[one]
        yield Group(one.title, tuple(lines), sum(line.in_order for line in expected), len(expected))


@dataclass(frozen=True, slots=True)
class _Head:
    place: tuple[int, str]
    title: Text | str


def _by_category(lines: Iterable[Line]) -> Callable[[Line], _Head]:
    """The categories in their order; two referentials that have the same one share its head."""
    heads: dict[str, _Head] = {}
    editions = {line.referential: line.expectation.edition for line in lines if line.expectation}
    for edition in editions.values():
        for place, category in enumerate(edition.document_categories):
            heads.setdefault(category.code, _Head((place, category.code), category.title))
    others = _Head((10_000, ""), _("Other documents of the site"))
    return lambda line: heads.get(line.category, others)


def _by_family(line: Line) -> _Head:
    family = line.family
    if family is None or line.expectation is None:
        return _Head((10_000, ""), _("Asked by no criterion"))
    edition = line.expectation.edition
    place = [one.code for one in edition.families].index(family.code)
    return _Head((place, edition.code), family.title)


def _by_deadline(on: date) -> Callable[[Line], _Head]:
    def head(line: Line) -> _Head:
        if line.status is Status.EXPIRED:
            return _Head((0, ""), pgettext("documents counted", "Out of date"))
        if line.runs_out:
            return _Head((1, ""), _("Within 90 days"))
        if line.status in (Status.PRESENT, Status.PARTIAL):
            dated = line.valid_until is not None
            return _Head((2, "") if dated else (3, ""), _("Later") if dated else _("No end of validity"))
        if line.status is Status.MISSING:
            return _Head((4, ""), pgettext("documents counted", "Missing"))
        return _Head((5, ""), pgettext("documents counted", "Not applicable"))

    return head


def _soonest(line: Line) -> date:
    return line.valid_until or date.max


def _terms(search: str) -> list[str]:
    return _plain(search).split()


def _holds(line: Line, wanted: Sequence[str]) -> bool:
    """Whether the words stand in what the line shows: number, title, place, version, person, criteria."""
    if not wanted:
        return True
    row = line.record
    said = [line.code, *(words for _lang, words in line.text.languages)]
    if row is not None:
        said += [row.kept_at, row.edition_label, row.owner.get_full_name() if row.owner else ""]
    text = _plain(" ".join(said))
    codes = [criterion.code for criterion in line.criteria]
    return all(word in text or any(code.startswith(word) for code in codes) for word in wanted)


def _plain(text: str) -> str:
    """Lower case without accents, so that “echographie” finds « Échographie »."""
    folded = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def ahead(valid_until: date | None, on: date) -> int:
    """How much of the coming year a document stays valid, in per cent: the length of its bar."""
    if valid_until is None:
        return 100
    left = (valid_until - on) / AHEAD
    return max(0, min(100, round(left * 100)))
