"""An edition of a referential, compiled: frozen, indexed, ready to score on.

The names follow interfaces.md §2. `compile_edition` takes data that `problems()` has found sound.
"""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.text import Text

FORMAT = "aplomb/referential/1"
RESPONDENTS = ("requesting_site", "reading_centre", "provider", "site")
WHOEVER = frozenset({"site"})  # whatever part a site plays
MOST_OUTLINES = 64  # kept at a time: profiles are few, and anybody may send one

Profile = Mapping[str, bool]
# Points are whole numbers nearly always, and integers add ten times faster than fractions.
Exact = int | Fraction


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """How an edition treats NA: allowed or not, flagged above which share of criteria."""

    allowed: bool
    flag_above: Fraction
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Scale:
    levels: tuple[Level, ...]
    not_applicable: NotApplicable
    compliant_from: int

    @property
    def max(self) -> int:
        """The highest level's value."""
        return self.levels[-1].value

    def level(self, value: int) -> Level:
        """The level of this value; KeyError where the scale has none."""
        for level in self.levels:
            if level.value == value:
                return level
        raise KeyError(value)


@dataclass(frozen=True, slots=True)
class Rules:
    essential_minimum: int
    ready_overall: Fraction
    ready_family: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and a title: a dimension, a profile fact, a document category."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Selection:
    """A shorter grid: the essential criteria, or those of a list."""

    code: str
    title: Text
    keep: str | frozenset[str]

    def keeps(self, criterion: "Criterion") -> bool:
        return criterion.essential if self.keep == "essential" else criterion.code in self.keep


@dataclass(frozen=True, slots=True)
class ExpectedDocument:
    code: str
    title: Text
    category: str
    indispensable: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A legal or professional source; `to_verify` says that nobody has checked it at the source yet."""

    title: str
    url: str | None
    to_verify: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    text: Text
    guidance: Text
    essential: bool
    weight: Exact
    na_allowed: bool
    applies_if: tuple[str, ...]
    dimensions: tuple[str, ...]
    documents: tuple[str, ...]
    answered_by: tuple[str, ...]
    references: tuple[Reference, ...]
    supersedes: tuple[str, ...] | None
    equivalent: tuple[tuple[str, str], ...]
    family: str
    requirement: str
    position: int
    wording_hash: str

    def asked_of(self, profile: Profile | None) -> bool:
        """Whether a subject with this profile is asked it; a fact that nobody stated counts as yes."""
        if not self.applies_if or profile is None:
            return True
        return any(profile.get(fact, True) for fact in self.applies_if)

    def asked_of_parts(self, parts: Collection[str]) -> bool:
        """Whether who plays these parts of a solution is asked it; without parts, everything is asked."""
        return (
            not parts
            or not self.answered_by
            or not WHOEVER.isdisjoint(self.answered_by)
            or any(part in self.answered_by for part in parts)
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    code: str
    title: Text
    family: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Family:
    code: str
    title: Text
    requirements: tuple[Requirement, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for requirement in self.requirements for criterion in requirement.criteria)


@dataclass(frozen=True)
class Outline:
    """The criteria that a subject is asked, in the referential's order, and their groups: the same at each answer."""

    criteria: tuple[Criterion, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def by_requirement(self) -> Mapping[str, Sequence[Criterion]]:
        found: dict[str, list[Criterion]] = {}
        for criterion in self.criteria:
            found.setdefault(criterion.requirement, []).append(criterion)
        return found

    @cached_property
    def by_dimension(self) -> Mapping[str, Sequence[Criterion]]:
        found: dict[str, list[Criterion]] = {}
        for criterion in self.criteria:
            for dimension in criterion.dimensions:
                found.setdefault(dimension, []).append(criterion)
        return found

    @cached_property
    def essential(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.essential)


@dataclass(frozen=True)
class Edition:
    """One immutable published state of a referential."""

    code: str
    edition: str
    title: Text
    publisher: str
    licence: str
    scale: Scale
    rules: Rules
    dimensions: tuple[Named, ...]
    profile: tuple[Named, ...]
    selections: tuple[Selection, ...]
    document_categories: tuple[Named, ...]
    documents: tuple[ExpectedDocument, ...]
    families: tuple[Family, ...]
    content_hash: str
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """How people and commands name it: `teleradiologie@2026.1`."""
        return f"{self.code}@{self.edition}"

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(requirement for family in self.families for requirement in family.requirements)

    @cached_property
    def requirements_by_code(self) -> Mapping[str, Requirement]:
        return {requirement.code: requirement for requirement in self.requirements}

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in the referential's order."""
        return tuple(criterion for requirement in self.requirements for criterion in requirement.criteria)

    @cached_property
    def by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def documents_by_code(self) -> Mapping[str, ExpectedDocument]:
        return {document.code: document for document in self.documents}

    @cached_property
    def criteria_by_document(self) -> Mapping[str, tuple[Criterion, ...]]:
        """For each expected document, the criteria that name it (none: an empty tuple)."""
        found: dict[str, list[Criterion]] = {document.code: [] for document in self.documents}
        for criterion in self.criteria:
            for code in criterion.documents:
                found[code].append(criterion)
        return {code: tuple(criteria) for code, criteria in found.items()}

    def selection(self, code: str | None) -> Selection | None:
        """The selection of this code; KeyError where the edition has none."""
        if code is None:
            return None
        for selection in self.selections:
            if selection.code == code:
                return selection
        raise KeyError(code)

    def asked(
        self,
        profile: Profile | None = None,
        selection: str | None = None,
        parts: Collection[str] = (),
    ) -> tuple[Criterion, ...]:
        """The criteria that a subject is asked, in the referential's order (domain.md §2).

        `profile` maps facts to yes or no; without one everything is asked. `selection` names a shorter grid.
        `parts` are those that a participant plays in a solution: it is asked their criteria only.
        """
        return self.outline(profile, selection, parts).criteria

    def outline(
        self,
        profile: Profile | None = None,
        selection: str | None = None,
        parts: Collection[str] = (),
    ) -> Outline:
        """The same criteria, grouped as figures need them. Kept, since each save asks for it again."""
        key = (None if profile is None else frozenset(profile.items()), selection, frozenset(parts))
        found = self._outlines.get(key)
        if found is None:
            kept = self.selection(selection)
            found = Outline(
                tuple(
                    criterion
                    for criterion in self.criteria
                    if criterion.asked_of(profile)
                    and (kept is None or kept.keeps(criterion))
                    and criterion.asked_of_parts(parts)
                )
            )
            if len(self._outlines) >= MOST_OUTLINES:
                self._outlines.clear()
            self._outlines[key] = found
        return found

    @cached_property
    def _outlines(self) -> dict[Hashable, Outline]:
        return {}

    def expected_documents(self, asked: Sequence[Criterion]) -> tuple[ExpectedDocument, ...]:
        """The documents that an asked criterion names, or that none names at all (interfaces.md §4)."""
        named = {code for criterion in asked for code in criterion.documents}
        return tuple(
            document
            for document in self.documents
            if document.code in named or not self.criteria_by_document[document.code]
        )


def edition_order(edition: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that sorts editions as people number them: 2026.2 before 2026.10, 2026.1 before 2026.1b."""
    parts = re.findall(r"[0-9]+|[^0-9._-]+", edition)
    return tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def wording_hash(criterion: Mapping[str, Any]) -> str:
    """SHA-256 of a criterion's text and guidance: the same hash, the same question (interfaces.md §2)."""
    return canonical_hash({key: criterion[key] for key in ("text", "guidance") if key in criterion})


def compile_edition(data: Mapping[str, Any]) -> Edition:
    """The edition that these data describe; they must be free of problems (see `checks.problems`)."""
    families, position = [], 0
    for family in data["families"]:
        requirements = []
        for requirement in family["requirements"]:
            criteria = []
            for criterion in requirement["criteria"]:
                criteria.append(_criterion(criterion, family["code"], requirement["code"], position))
                position += 1
            requirements.append(
                Requirement(
                    requirement["code"], Text.of(requirement["title"]), family["code"], tuple(criteria)
                )
            )
        families.append(Family(family["code"], Text.of(family["title"]), tuple(requirements)))
    rules = data["rules"]
    return Edition(
        code=data["code"],
        edition=data["edition"],
        title=Text.of(data["title"]),
        publisher=data.get("publisher", ""),
        licence=data.get("licence", ""),
        scale=_scale(data["scale"]),
        rules=Rules(
            essential_minimum=int(rules.get("essential_minimum", 2)),
            ready_overall=_exact(rules["ready"]["overall"]),
            ready_family=_exact(rules["ready"]["family"]),
        ),
        dimensions=_named(data.get("dimensions")),
        profile=_named(data.get("profile")),
        selections=tuple(_selection(item) for item in data.get("selections") or ()),
        document_categories=_named(data.get("document_categories")),
        documents=tuple(
            ExpectedDocument(
                item["code"], Text.of(item["title"]), item["category"], item.get("indispensable", False)
            )
            for item in data.get("documents") or ()
        ),
        families=tuple(families),
        content_hash=canonical_hash(data),
        data=data,
    )


def _criterion(data: Mapping[str, Any], family: str, requirement: str, position: int) -> Criterion:
    supersedes = data.get("supersedes")
    return Criterion(
        code=data["code"],
        text=Text.of(data["text"]),
        guidance=Text.of(data.get("guidance")),
        essential=data.get("essential", False),
        weight=_points(data.get("weight", 1)),
        na_allowed=data.get("na_allowed", True),
        applies_if=tuple(data.get("applies_if") or ()),
        dimensions=tuple(data.get("dimensions") or ()),
        documents=tuple(data.get("documents") or ()),
        answered_by=tuple(data.get("answered_by") or ()),
        references=tuple(
            Reference(item["title"], item.get("url"), item.get("to_verify", False))
            for item in data.get("references") or ()
        ),
        supersedes=None if supersedes is None else tuple(supersedes),
        equivalent=tuple((item["referential"], item["code"]) for item in data.get("equivalent") or ()),
        family=family,
        requirement=requirement,
        position=position,
        wording_hash=wording_hash(data),
    )


def _scale(data: Mapping[str, Any]) -> Scale:
    levels = tuple(
        Level(int(item["value"]), Text.of(item["label"]), Text.of(item.get("definition")))
        for item in data["levels"]
    )
    na = data.get("not_applicable") or {}
    return Scale(
        levels=levels,
        not_applicable=NotApplicable(
            allowed=na.get("allowed", True),
            flag_above=_exact(na.get("flag_above", Decimal("0.10"))),
            label=Text.of(na.get("label")),
            definition=Text.of(na.get("definition")),
        ),
        compliant_from=int(data.get("compliant_from", 2)),
    )


def _selection(data: Mapping[str, Any]) -> Selection:
    keep = data["keep"]
    return Selection(data["code"], Text.of(data["title"]), keep if isinstance(keep, str) else frozenset(keep))


def _named(items: Sequence[Mapping[str, Any]] | None) -> tuple[Named, ...]:
    return tuple(Named(item["code"], Text.of(item["title"])) for item in items or ())


def _exact(number: int | Decimal | float) -> Fraction:
    """The number as somebody wrote it: a float is read by its shortest decimal, 0.8 is 4/5."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _points(number: int | Decimal | float) -> Exact:
    exact = _exact(number)
    return exact.numerator if exact.denominator == 1 else exact
