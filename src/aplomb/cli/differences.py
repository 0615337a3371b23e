"""The differences between two editions, as lines for a person and as JSON for a program."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from aplomb.domain.referentials.differences import (
    CriterionChange,
    Differences,
    Fate,
    ListChange,
    Segment,
    TextChange,
    ValueChange,
    same_words,
)
from aplomb.domain.referentials.edition import Criterion
from aplomb.domain.shared.shares import plain
from aplomb.domain.shared.words import gettext_noop as _
from aplomb.domain.shared.words import words

LISTS = {
    "levels": _("Levels of the scale"),
    "profile": _("Profile facts"),
    "dimensions": _("Dimensions"),
    "selections": _("Selections"),
    "document_categories": _("Document categories"),
    "documents": _("Expected documents"),
    "families": _("Families"),
    "requirements": _("Requirements"),
}
FIELDS = {
    "title": _("title"),
    "text": _("text"),
    "guidance": _("guidance"),
    "label": _("label"),
    "definition": _("definition"),
    "essential": _("essential"),
    "weight": _("weight"),
    "na_allowed": _("NA allowed"),
    "applies_if": _("asked if"),
    "dimensions": _("dimensions"),
    "documents": _("documents"),
    "answered_by": _("answered by"),
    "references": _("references"),
    "equivalent": _("equivalent"),
    "keep": _("keeps"),
    "category": _("category"),
    "indispensable": _("indispensable"),
    "family": _("family"),
    "publisher": _("publisher"),
    "licence": _("licence"),
    "compliant_from": _("compliant from"),
    "not_applicable.allowed": _("NA allowed"),
    "not_applicable.flag_above": _("NA flagged above"),
    "not_applicable.label": _("NA: label"),
    "not_applicable.definition": _("NA: definition"),
    "essential_minimum": _("minimum of an essential criterion"),
    "ready.overall": _("ready: overall"),
    "ready.family": _("ready: each family"),
}
BOLD, RED, GREEN, FAINT, END = "\x1b[1m", "\x1b[31;9m", "\x1b[32;4m", "\x1b[2m", "\x1b[0m"
# How much of an unchanged stretch is kept on either side of a change.
KEPT = 40
NOTHING = "—"


def as_json(differences: Differences) -> dict[str, Any]:
    """Everything that differs; texts as segments with their fate (same, removed, added)."""
    return {
        "old": _named(differences.old.code, differences.old.edition, differences.old.content_hash),
        "new": _named(differences.new.code, differences.new.edition, differences.new.content_hash),
        "identical": differences.old.content_hash == differences.new.content_hash,
        "header": [_text_json(change) for change in differences.header],
        "settings": [_value_json(change) for change in differences.settings],
        "lists": {name: _list_json(change) for name, change in differences.lists.items() if change},
        "added": [_criterion_json(criterion) for criterion in differences.added],
        "removed": [_criterion_json(criterion) for criterion in differences.removed],
        "changed": [_change_json(change) for change in differences.changed],
        "unchanged": [criterion.code for criterion in differences.unchanged],
    }


def _named(code: str, edition: str, content_hash: str) -> dict[str, str]:
    return {"code": code, "edition": edition, "content_hash": content_hash}


def _text_json(change: TextChange) -> dict[str, Any]:
    segments = [{"fate": segment.fate.value, "text": segment.text} for segment in change.segments]
    return {"field": change.field, "language": change.language, "segments": segments}


def _value_json(change: ValueChange) -> dict[str, Any]:
    return {"field": change.field, "old": _bare(change.old), "new": _bare(change.new)}


def _bare(value: object) -> object:
    if isinstance(value, Fraction):
        return plain(value, 6)
    return list(value) if isinstance(value, tuple) else value


def _list_json(change: ListChange) -> dict[str, Any]:
    return {
        "added": [{"code": code, "title": dict(title.languages)} for code, title in change.added],
        "removed": [{"code": code, "title": dict(title.languages)} for code, title in change.removed],
        "changed": [
            {
                "code": item.code,
                "texts": [_text_json(text) for text in item.texts],
                "values": [_value_json(value) for value in item.values],
            }
            for item in change.changed
        ],
    }


def _criterion_json(criterion: Criterion) -> dict[str, Any]:
    requirement, text = criterion.requirement, dict(criterion.text.languages)
    return {"code": criterion.code, "requirement": requirement, "text": text}


def _change_json(change: CriterionChange) -> dict[str, Any]:
    return {
        "code": change.criterion.code,
        "predecessors": [criterion.code for criterion in change.predecessors],
        "moved": change.moved,
        "texts": [_text_json(text) for text in change.texts],
        "values": [_value_json(value) for value in change.values],
    }


def lines(differences: Differences, lang: str, coloured: bool) -> Iterator[str]:
    """The differences for a person, in the order of an edition: the whole, the lists, the criteria."""
    return _Teller(lang, coloured).all(differences)


class _Teller:
    """Says differences in one language, with colours or without; signs say the same as colours do."""

    def __init__(self, lang: str, coloured: bool) -> None:
        self.lang, self.coloured = lang, coloured
        self.words = words(lang)
        self.colon = "\u202f: " if lang == "fr" else ": "

    def all(self, differences: Differences) -> Iterator[str]:
        _ = self.words.gettext
        yield self.painted(BOLD, f"{differences.old.name} → {differences.new.name}")
        yield self.counts(differences)
        if not differences:
            yield _("No difference.") if self.same(differences) else _("Only the order or the names differ.")
        if differences.header or differences.settings:
            yield from self.headed(_("The whole"))
            yield from self.details(differences.header, differences.settings, "  ")
        for name, title in LISTS.items():
            yield from self.listed(_(title), differences.lists[name])
        yield from self.criteria(_("Criteria added"), "+", GREEN, differences.added)
        yield from self.criteria(_("Criteria removed"), "−", RED, differences.removed)
        if differences.changed:
            yield from self.headed(_("Criteria changed"))
            for change in differences.changed:
                yield from self.changed(change)

    def same(self, differences: Differences) -> bool:
        return differences.old.content_hash == differences.new.content_hash

    def counts(self, differences: Differences) -> str:
        ngettext = self.words.ngettext
        changed = len(differences.changed)
        reworded = sum(change.reworded for change in differences.changed)
        added, removed, kept = (
            len(found) for found in (differences.added, differences.removed, differences.unchanged)
        )
        return " · ".join(
            (
                ngettext("{n} criterion unchanged", "{n} criteria unchanged", kept).format(n=kept),
                ngettext("{n} changed", "{n} changed", changed).format(n=changed),
                ngettext("{n} of them reworded", "{n} of them reworded", reworded).format(n=reworded),
                ngettext("{n} added", "{n} added", added).format(n=added),
                ngettext("{n} removed", "{n} removed", removed).format(n=removed),
            )
        )

    def headed(self, title: str) -> Iterator[str]:
        yield ""
        yield self.painted(BOLD, title)

    def listed(self, title: str, change: ListChange) -> Iterator[str]:
        if not change:
            return
        yield from self.headed(title)
        for code, name in change.added:
            yield f"  {self.painted(GREEN, f'+ {code}')}  {name.in_(self.lang)}"
        for code, name in change.removed:
            yield f"  {self.painted(RED, f'− {code}')}  {name.in_(self.lang)}"
        for item in change.changed:
            yield f"  ~ {item.code}"
            yield from self.details(item.texts, item.values, "      ")

    def criteria(self, title: str, sign: str, colour: str, criteria: Iterable[Criterion]) -> Iterator[str]:
        criteria = list(criteria)
        if not criteria:
            return
        yield from self.headed(title)
        for criterion in criteria:
            code = self.painted(colour, f"{sign} {criterion.code}")
            yield f"  {code}  {criterion.text.in_(self.lang)}"

    def changed(self, change: CriterionChange) -> Iterator[str]:
        _ = self.words.gettext
        origins = ", ".join(criterion.code for criterion in change.predecessors)
        comes_from = _("comes from {codes}").format(codes=origins) if change.moved or change.merged else ""
        yield f"  ~ {change.criterion.code}" + (f"  ({comes_from})" if comes_from else "")
        yield from self.details(change.texts, change.values, "      ")

    def details(
        self, texts: Iterable[TextChange], values: Iterable[ValueChange], indent: str
    ) -> Iterator[str]:
        _ = self.words.gettext
        for text in texts:
            told = _("spaces only") if text.only_blanks else "".join(self.segments(text.segments))
            yield f"{indent}{_(FIELDS[text.field])} ({text.language}){self.colon}{told}"
        for value in values:
            yield f"{indent}{_(FIELDS[value.field])}{self.colon}{self.became(value)}"

    def segments(self, segments: tuple[Segment, ...]) -> Iterator[str]:
        """The words of a text with what was removed and added; what is far from any change is left out."""
        last = len(segments) - 1
        for index, segment in enumerate(segments):
            following = segments[index + 1] if index < last else None
            before = segments[index - 1] if index else None
            if segment.fate is Fate.SAME:
                yield _shortened(segment.text, first=index == 0, last=index == last)
            elif following and _only_blanks(segment, following):
                continue
            elif before and _only_blanks(before, segment):
                yield segment.text
            else:
                yield self.marked(segment.fate, segment.text)
                if following and following.fate is Fate.ADDED and segment.text == segment.text.rstrip():
                    yield " "

    def marked(self, fate: Fate, text: str) -> str:
        """Something removed or added, by colour or between signs; the blanks at its ends stay outside."""
        bare = text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if bare else ""
        if self.coloured:
            return f"{before}{self.painted(GREEN if fate is Fate.ADDED else RED, bare)}{after}"
        left, right = ("{+", "+}") if fate is Fate.ADDED else ("[-", "-]")
        return f"{before}{left}{bare}{right}{after}"

    def became(self, change: ValueChange) -> str:
        """A value before and after; of a list, what left it and what came into it."""
        if not (isinstance(change.old, tuple) and isinstance(change.new, tuple)):
            return f"{self.value(change.old)} → {self.value(change.new)}"
        gone = (self.marked(Fate.REMOVED, str(item)) for item in change.old if item not in change.new)
        come = (self.marked(Fate.ADDED, str(item)) for item in change.new if item not in change.old)
        return "  ".join((*gone, *come))

    def value(self, value: object) -> str:
        _ = self.words.gettext
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, tuple):
            return ", ".join(value) or NOTHING
        if isinstance(value, Fraction):
            told = str(plain(value, 6))
            return told.replace(".", ",") if self.lang == "fr" else told
        return str(value) or NOTHING

    def painted(self, colour: str, text: str) -> str:
        return f"{colour}{text}{END}" if self.coloured else text


def _only_blanks(removed: Segment, added: Segment) -> bool:
    """Whether two neighbours are the same words with other spaces between them."""
    pair = (removed.fate, added.fate) == (Fate.REMOVED, Fate.ADDED)
    return pair and same_words(removed.text, added.text)


def _shortened(text: str, first: bool, last: bool) -> str:
    """An unchanged stretch cut down to the words next to the changes."""
    if len(text) <= 2 * KEPT + 5:
        return text
    head = "" if first else text[: text.rfind(" ", 0, KEPT) + 1]
    tail = "" if last else text[text.find(" ", len(text) - KEPT) :]
    return f"{head}…{tail}"
