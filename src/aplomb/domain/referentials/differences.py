"""What changed from one edition to another: criteria by where they come from, the rest by code, texts by word."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

from aplomb.domain.referentials.edition import Criterion, Edition
from aplomb.domain.referentials.succession import predecessors
from aplomb.domain.shared.text import Text


class Fate(Enum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one fate. Same and removed give the old text, same and added the new one."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text reworded in one language; one that was not there, or is not any more, is all added or all removed."""

    field: str
    language: str
    segments: tuple[Segment, ...]

    @property
    def only_blanks(self) -> bool:
        """Whether no word changed: only spaces, such as one that became a no-break space."""
        old, new = (
            "".join(segment.text for segment in self.segments if segment.fate is not fate)
            for fate in (Fate.ADDED, Fate.REMOVED)
        )
        return same_words(old, new)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """Anything but a text: numbers, yes or no, codes (as sorted tuples: their order says nothing)."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What changed in something with a code: a document, a dimension, a family, a level …"""

    code: str
    texts: tuple[TextChange, ...]
    values: tuple[ValueChange, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """What changed in a list of the edition: codes with their titles, then the items changed."""

    added: tuple[tuple[str, Text], ...]
    removed: tuple[tuple[str, Text], ...]
    changed: tuple[ItemChange, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion that differs from what it comes from. Texts and values are compared with the first of these."""

    criterion: Criterion
    predecessors: tuple[Criterion, ...]
    texts: tuple[TextChange, ...]
    values: tuple[ValueChange, ...]

    @property
    def reworded(self) -> bool:
        return bool(self.texts)

    @property
    def moved(self) -> bool:
        """Whether it stands under another requirement, or bears another code."""
        before = self.predecessors[0]
        return (before.requirement, before.code) != (self.criterion.requirement, self.criterion.code)

    @property
    def merged(self) -> bool:
        """Whether several criteria became this one."""
        return len(self.predecessors) > 1


@dataclass(frozen=True)
class Differences:
    """Everything that differs between two editions.

    `header` and `settings` are about the whole (title; publisher, licence, rules, thresholds of the scale);
    `lists` holds levels, dimensions, profile, selections, document_categories, documents, families and
    requirements, all of them, changed or not; the criteria come apart.
    """

    old: Edition
    new: Edition
    header: tuple[TextChange, ...]
    settings: tuple[ValueChange, ...]
    lists: Mapping[str, ListChange]
    added: tuple[Criterion, ...]
    removed: tuple[Criterion, ...]
    changed: tuple[CriterionChange, ...]
    unchanged: tuple[Criterion, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference (the order of codes in a list and the names of editions are none)."""
        about_the_whole = self.header or self.settings or any(self.lists.values())
        return bool(about_the_whole or self.added or self.removed or self.changed)


def compare(old: Edition, new: Edition) -> Differences:
    """What changed from one edition to the other.

    Two editions of one referential are matched by `supersedes`; two referentials by what the new one says to be
    equivalent in the old one.
    """
    added, changed, unchanged, gone_on = [], [], [], set[str]()
    for criterion in new.criteria:
        before = _origins(old, new, criterion)
        gone_on.update(item.code for item in before)
        if not before:
            added.append(criterion)
            continue
        texts, values = _compared(_of_criterion(before[0]), _of_criterion(criterion))
        change = CriterionChange(criterion, before, texts, values)
        if texts or values or change.moved or change.merged:
            changed.append(change)
        else:
            unchanged.append(criterion)
    old_whole, new_whole = _of_edition(old), _of_edition(new)
    header, settings = _compared(old_whole, new_whole)
    old_lists, new_lists = _lists(old), _lists(new)
    return Differences(
        old=old,
        new=new,
        header=header,
        settings=settings,
        lists={name: _list_change(old_lists[name], new_lists[name]) for name in old_lists},
        added=tuple(added),
        removed=tuple(criterion for criterion in old.criteria if criterion.code not in gone_on),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
    )


def _origins(old: Edition, new: Edition, criterion: Criterion) -> tuple[Criterion, ...]:
    if old.code == new.code:
        return predecessors(old, criterion)
    codes = (code for referential, code in criterion.equivalent if referential == old.code)
    return tuple(old.by_code[code] for code in codes if code in old.by_code)


# --- things with texts and values --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """What two things are compared by, whatever they are; `texts` begins with the title."""

    code: str
    texts: Mapping[str, Text]
    values: Mapping[str, object]


def _of_criterion(criterion: Criterion) -> _Item:
    return _Item(
        criterion.code,
        {"text": criterion.text, "guidance": criterion.guidance},
        {
            "essential": criterion.essential,
            "weight": criterion.weight,
            "na_allowed": criterion.na_allowed,
            "applies_if": tuple(sorted(criterion.applies_if)),
            "dimensions": tuple(sorted(criterion.dimensions)),
            "documents": tuple(sorted(criterion.documents)),
            "answered_by": tuple(sorted(criterion.answered_by)),
            "references": tuple(
                _reference(item.title, item.url, item.to_verify) for item in criterion.references
            ),
            "equivalent": tuple(
                sorted(f"{code}@{referential}" for referential, code in criterion.equivalent)
            ),
        },
    )


def _reference(title: str, url: str | None, to_verify: bool) -> str:
    return title + (f" <{url}>" if url else "") + (" (?)" if to_verify else "")


def _of_edition(edition: Edition) -> _Item:
    scale, rules = edition.scale, edition.rules
    return _Item(
        edition.code,
        {
            "title": edition.title,
            "not_applicable.label": scale.not_applicable.label,
            "not_applicable.definition": scale.not_applicable.definition,
        },
        {
            "publisher": edition.publisher,
            "licence": edition.licence,
            "compliant_from": scale.compliant_from,
            "not_applicable.allowed": scale.not_applicable.allowed,
            "not_applicable.flag_above": scale.not_applicable.flag_above,
            "essential_minimum": rules.essential_minimum,
            "ready.overall": rules.ready_overall,
            "ready.family": rules.ready_family,
        },
    )


def _lists(edition: Edition) -> dict[str, list[_Item]]:
    return {
        "levels": [
            _Item(str(level.value), {"label": level.label, "definition": level.definition}, {})
            for level in edition.scale.levels
        ],
        "dimensions": [_Item(item.code, {"title": item.title}, {}) for item in edition.dimensions],
        "profile": [_Item(item.code, {"title": item.title}, {}) for item in edition.profile],
        "selections": [
            _Item(
                item.code,
                {"title": item.title},
                {"keep": item.keep if isinstance(item.keep, str) else tuple(sorted(item.keep))},
            )
            for item in edition.selections
        ],
        "document_categories": [
            _Item(item.code, {"title": item.title}, {}) for item in edition.document_categories
        ],
        "documents": [
            _Item(
                item.code,
                {"title": item.title},
                {"category": item.category, "indispensable": item.indispensable},
            )
            for item in edition.documents
        ],
        "families": [_Item(item.code, {"title": item.title}, {}) for item in edition.families],
        "requirements": [
            _Item(item.code, {"title": item.title}, {"family": item.family}) for item in edition.requirements
        ],
    }


def _list_change(old: Sequence[_Item], new: Sequence[_Item]) -> ListChange:
    before, after = ({item.code: item for item in items} for items in (old, new))
    changed = []
    for code in after:
        if code in before:
            texts, values = _compared(before[code], after[code])
            if texts or values:
                changed.append(ItemChange(code, texts, values))
    return ListChange(
        added=tuple(_titled(item) for item in new if item.code not in before),
        removed=tuple(_titled(item) for item in old if item.code not in after),
        changed=tuple(changed),
    )


def _titled(item: _Item) -> tuple[str, Text]:
    return item.code, next(iter(item.texts.values()))


def _compared(old: _Item, new: _Item) -> tuple[tuple[TextChange, ...], tuple[ValueChange, ...]]:
    texts = tuple(
        TextChange(field, language, words_between(old.texts[field].get(language) or "", words or ""))
        for field, text in new.texts.items()
        for language, words in _languages(old.texts[field], text)
        if (old.texts[field].get(language) or "") != (words or "")
    )
    values = tuple(
        ValueChange(field, old.values[field], value)
        for field, value in new.values.items()
        if old.values[field] != value
    )
    return texts, values


def _languages(old: Text, new: Text) -> Iterator[tuple[str, str | None]]:
    """The languages of either text, the new one's first, with what the new text says in them."""
    for language in dict.fromkeys(code for text in (new, old) for code, _ in text.languages):
        yield language, new.get(language)


# --- words -------------------------------------------------------------------------------------------------

# A word, or a mark of punctuation, with the blanks that follow it.
_WORD = re.compile(r"\w[\w’'-]*\s*|[^\w\s]\s*|\s+")
# A lone short word between two changes ("de", "et") is noise: one longer change is easier to read.
_NOISE = 3
_PATIENCE = 1_000_000


def words_between(old: str, new: str) -> tuple[Segment, ...]:
    """The words kept, removed and added between two texts, in reading order; what went before what came."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) * len(after) > _PATIENCE)
    steps = matcher.get_opcodes()
    kinds = [kind for kind, *_ in steps]
    pieces: list[Segment] = []
    for index, (kind, i1, i2, j1, j2) in enumerate(steps):
        kept = "".join(before[i1:i2])
        noise = len(kept.strip()) <= _NOISE and kinds[index - 1 : index + 2] == [
            "replace",
            "equal",
            "replace",
        ]
        if kind == "equal" and not noise:
            pieces.append(Segment(Fate.SAME, kept))
        else:
            pieces += [Segment(Fate.REMOVED, kept), Segment(Fate.ADDED, "".join(after[j1:j2]))]
    return tuple(_joined(pieces))


def same_words(old: str, new: str) -> bool:
    """Whether two texts differ by their blanks alone."""
    return "".join(old.split()) == "".join(new.split())


def _joined(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Neighbouring changes as one: all that was removed, then all that was added."""
    for same, run in groupby(pieces, key=lambda piece: piece.fate is Fate.SAME):
        texts = {Fate.SAME: "", Fate.REMOVED: "", Fate.ADDED: ""}
        for piece in run:
            texts[piece.fate] += piece.text
        for fate in (Fate.SAME,) if same else (Fate.REMOVED, Fate.ADDED):
            if texts[fate]:
                yield Segment(fate, texts[fate])
