"""An edition as its page shows it: families, requirements and criteria that the filters keep, figures, lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aplomb.apps.referentials.filters import Filters
from aplomb.apps.referentials.fragments import Fragment, anchor
from aplomb.apps.referentials.labels import RESPONDENTS
from aplomb.apps.referentials.search import Outcome
from aplomb.charts.numbers import threshold_text
from aplomb.charts.palette import step_of
from aplomb.domain.referentials.edition import (
    Criterion,
    Edition,
    ExpectedDocument,
    Family,
    Named,
    Requirement,
    Selection,
)
from aplomb.domain.shared.text import FRENCH, Text


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion of the list: its markup, its text (with what was found marked), pieces of the rest that hold it."""

    before: SafeString
    text: Text
    found: SafeString | None
    between: SafeString
    pieces: tuple[SafeString, ...]
    after: SafeString


@dataclass(frozen=True, slots=True)
class RequirementRows:
    requirement: Requirement
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FamilyRows:
    family: Family
    anchor: str
    requirements: tuple[RequirementRows, ...]

    @property
    def count(self) -> int:
        return sum(len(item.rows) for item in self.requirements)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the list shows, and how much of the whole it is."""

    families: tuple[FamilyRows, ...]
    count: int
    total: int


def kept(edition: Edition, filters: Filters, outcome: Outcome | None) -> tuple[Criterion, ...]:
    """The criteria that the filters and the words keep, in the referential's order."""
    return tuple(
        criterion
        for criterion in edition.criteria
        if filters.keeps(criterion) and (outcome is None or criterion.code in outcome.found)
    )


def reading(
    edition: Edition,
    criteria: Sequence[Criterion],
    outcome: Outcome | None,
    made: Mapping[str, Fragment],
) -> Reading:
    """The list of these criteria under their families and requirements; those left without any are left out.

    `made` has the markup of each criterion.
    """
    rows: dict[str, list[Row]] = {}
    for criterion in criteria:
        fragment = made[criterion.code]
        found = outcome.found.get(criterion.code) if outcome else None
        rows.setdefault(criterion.requirement, []).append(
            Row(
                fragment.before,
                criterion.text,
                found.text if found else None,
                fragment.between,
                found.pieces if found else (),
                fragment.after,
            )
        )
    families = tuple(
        FamilyRows(
            family,
            f"f-{anchor(family.code)}",
            tuple(
                RequirementRows(item, f"r-{anchor(item.code)}", tuple(rows[item.code]))
                for item in family.requirements
                if item.code in rows
            ),
        )
        for family in edition.families
    )
    return Reading(
        tuple(family for family in families if family.requirements), len(criteria), len(edition.criteria)
    )


# — Figures and lists ————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Figures:
    criteria: int
    essential: int
    families: int
    requirements: int
    dimensions: int
    documents: int
    indispensable: int
    to_verify: int


def figures(edition: Edition) -> Figures:
    return Figures(
        criteria=len(edition.criteria),
        essential=sum(criterion.essential for criterion in edition.criteria),
        families=len(edition.families),
        requirements=len(edition.requirements),
        dimensions=len(edition.dimensions),
        documents=len(edition.documents),
        indispensable=sum(document.indispensable for document in edition.documents),
        to_verify=sum(Filters(to_verify=True).keeps(criterion) for criterion in edition.criteria),
    )


@dataclass(frozen=True, slots=True)
class ShownLevel:
    step: str
    digit: str
    label: Text
    definition: Text


def levels(edition: Edition) -> list[ShownLevel]:
    """The scale, NA last where it has it."""
    scale = edition.scale
    values = [level.value for level in scale.levels]
    shown = [
        ShownLevel(step_of(level.value, values), str(level.value), level.label, level.definition)
        for level in scale.levels
    ]
    if scale.not_applicable.allowed:
        na = scale.not_applicable
        label = na.label or Text.of({"fr": "Non applicable", "en": "Not applicable"})
        shown.append(ShownLevel("na", _("NA"), label, na.definition))
    return shown


def thresholds(edition: Edition) -> dict[str, str]:
    """The rules' shares as people read them."""
    lang = (get_language() or FRENCH)[:2]
    shares = {
        "overall": edition.rules.ready_overall,
        "family": edition.rules.ready_family,
        "flag_above": edition.scale.not_applicable.flag_above,
    }
    return {name: threshold_text(share, lang) for name, share in shares.items()}


def selections(edition: Edition) -> list[tuple[Selection, int]]:
    """The shorter grids, with how many criteria each keeps."""
    return [(item, len(edition.asked(selection=item.code))) for item in edition.selections]


@dataclass(frozen=True, slots=True)
class Counted:
    """Something with a code and a title, how many criteria bear it, and how many essential ones."""

    item: Named
    count: int
    essential: int
    width: int  # per cent of the longest bar


def dimensions(edition: Edition) -> list[Counted]:
    return _counted(edition, edition.dimensions, "dimensions")


def facts(edition: Edition) -> list[Counted]:
    return _counted(edition, edition.profile, "applies_if")


def _counted(edition: Edition, items: Sequence[Named], key: str) -> list[Counted]:
    counts: Counter[str] = Counter()
    essential: Counter[str] = Counter()
    for criterion in edition.criteria:
        counts.update(getattr(criterion, key))
        if criterion.essential:
            essential.update(getattr(criterion, key))
    most = max(counts.values(), default=1)
    return [
        Counted(item, counts[item.code], essential[item.code], counts[item.code] * 100 // most)
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    document: ExpectedDocument
    criteria: tuple[tuple[str, str], ...]  # code and anchor of each criterion that asks for it


@dataclass(frozen=True, slots=True)
class CategoryLines:
    category: Named
    lines: tuple[DocumentLine, ...]


def documents(edition: Edition) -> list[CategoryLines]:
    """The expected documents by category, the indispensable ones first; empty categories are left out."""
    found = []
    for category in edition.document_categories:
        inside = [document for document in edition.documents if document.category == category.code]
        inside.sort(key=lambda document: not document.indispensable)
        lines = tuple(
            DocumentLine(
                document,
                tuple(
                    (criterion.code, anchor(criterion.code))
                    for criterion in edition.criteria_by_document[document.code]
                ),
            )
            for document in inside
        )
        if lines:
            found.append(CategoryLines(category, lines))
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter offers."""

    value: str
    title: Text | str
    count: int


def choices(edition: Edition) -> dict[str, list[Choice]]:
    """What each list of the filters offers, with how many criteria it would keep of the whole edition."""
    offered: dict[str, list[tuple[str, Text | str]]] = {
        "family": [(family.code, family.title) for family in edition.families],
        "dimension": [(item.code, item.title) for item in edition.dimensions],
        "respondent": [(code, str(RESPONDENTS[code])) for code in RESPONDENTS],
        "fact": [(item.code, item.title) for item in edition.profile],
    }
    made = {
        name: [Choice(value, title, len(kept(edition, _only(name, value), None))) for value, title in values]
        for name, values in offered.items()
    }
    return {name: [choice for choice in values if choice.count] for name, values in made.items()}


def _only(name: str, value: str) -> Filters:
    asked: dict[str, Any] = {name: value}
    return Filters(**asked)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A filter that is on: its title, and the address's query without it."""

    title: Text | str
    query: str


def asked(edition: Edition, filters: Filters) -> list[AskedFor]:
    """The filters that are on, so that each can be taken off."""
    titles: dict[str, Text | str] = {}
    if filters.words:
        titles["words"] = _("“%(words)s”") % {"words": filters.words}
    if filters.essential:
        titles["essential"] = _("Essential")
    if filters.to_verify:
        titles["to_verify"] = _("To verify at the source")
    if filters.family:
        titles["family"] = _title(edition.families, filters.family)
    if filters.dimension:
        titles["dimension"] = _title(edition.dimensions, filters.dimension)
    if filters.fact:
        titles["fact"] = _title(edition.profile, filters.fact)
    if filters.respondent:
        titles["respondent"] = str(RESPONDENTS[filters.respondent])
    if filters.document:
        titles["document"] = edition.documents_by_code[filters.document].title
    return [AskedFor(title, filters.without(name).query) for name, title in titles.items()]


def _title(items: Sequence[Named | Family], code: str) -> Text:
    return next(item.title for item in items if item.code == code)


def french_only(edition: Edition) -> int:
    """How many criteria have no wording in the page's language, and are shown in French."""
    lang = (get_language() or FRENCH)[:2]
    return 0 if lang == FRENCH else sum(not criterion.text.has(lang) for criterion in edition.criteria)
