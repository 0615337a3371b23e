"""Where a figure comes from: the criteria counted, those left out and why, the arithmetic, who scored and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.evaluations.proofs import by_criterion
from aplomb.apps.evaluations.results_page import Mark, Ways, mark
from aplomb.charts.numbers import number_text, percent_text
from aplomb.domain.evaluations.evidence import Proof
from aplomb.domain.evaluations.recipe import Recipe, explain
from aplomb.domain.evaluations.results import Results
from aplomb.domain.referentials.edition import Criterion
from aplomb.domain.shared.text import Text
from aplomb.web.templatetags.aplomb import language

ALL, FAMILY, REQUIREMENT, DIMENSION = "all", "family", "requirement", "dimension"
SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Counted:
    """One criterion that counts: weight × level over weight × maximum."""

    criterion: Criterion
    mark: Mark | None
    points: str
    who: str
    on: date | None
    url: str
    proofs: Sequence[Proof] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    criterion: Criterion
    why: str
    url: str


@dataclass(frozen=True)
class Explained:
    """The recipe of one figure, worded."""

    of: str
    code: str
    title: Text | None
    score: str
    exact: str
    division: str
    statements: Sequence[str]
    counted: Sequence[Counted]
    left_out: Sequence[LeftOut]


def explained(
    outcome: Results, of: str, days: Mapping[str, date], evaluation: int, proofs: Sequence[Proof] = ()
) -> Explained:
    """The recipe of the figure that an address names: `all`, `family:2`, `requirement:2.3`, `dimension:D01`."""
    proved = by_criterion(proofs)
    kind, _colon, code = of.partition(":")
    title, criteria = _part(outcome, kind, code)
    recipe = explain(outcome, criteria)
    lang, tally, ways = language(), recipe.tally, Ways(evaluation)
    scale = outcome.edition.scale
    return Explained(
        of=kind,
        code=code,
        title=title,
        score=percent_text(tally.score, lang),
        exact=percent_text(tally.score, lang, decimals=SHOWN_DECIMALS),
        division=f"{number_text(tally.achieved, lang)} / {number_text(tally.potential_answered, lang)}",
        statements=_statements(recipe, lang),
        counted=[
            Counted(
                row.criterion,
                mark(scale, row.score),
                _points(row.weight, row.score, row.achieved, row.potential, lang),
                row.evaluator,
                days.get(row.criterion.code),
                ways.criterion(row.criterion.code),
                proved.get(row.criterion.code, ()),
            )
            for row in recipe.counted
        ],
        left_out=[
            *(
                LeftOut(one, outcome.entries[one.code].na_reason, ways.criterion(one.code))
                for one in recipe.not_applicable
            ),
            *(LeftOut(one, _("not answered yet"), ways.criterion(one.code)) for one in recipe.unanswered),
        ],
    )


def _part(outcome: Results, kind: str, code: str) -> tuple[Text | None, Sequence[Criterion]]:
    edition = outcome.edition
    if kind == ALL and not code:
        return None, edition.criteria
    if kind == FAMILY:
        for family in edition.families:
            if family.code == code:
                return family.title, family.criteria
    if kind == REQUIREMENT:
        for requirement in edition.requirements:
            if requirement.code == code:
                return requirement.title, requirement.criteria
    if kind == DIMENSION:
        for dimension in edition.dimensions:
            if dimension.code == code:
                return dimension.title, [one for one in edition.criteria if code in one.dimensions]
    raise Http404


def _points(weight: Fraction | int, score: int, won: Fraction | int, most: Fraction | int, lang: str) -> str:
    counted = f"{number_text(won, lang)} / {number_text(most, lang)}"
    return counted if weight == 1 else f"{number_text(weight, lang)} × {score} = {counted}"


def _statements(recipe: Recipe, lang: str) -> list[str]:
    """The rules that made it, in sentences."""
    tally = recipe.tally
    said = [
        _(
            "The score is the sum of weight × level over the sum of weight × maximum, on what has been scored."
        ),
        _("It is exact until it is shown, and rounded once, halves up."),
    ]
    if not recipe.weighted and recipe.counted:
        said.append(_("Every criterion counted weighs 1."))
    if tally.na:
        word = ngettext(
            "{n} criterion is not applicable: it leaves both sums.",
            "{n} criteria are not applicable: they leave both sums.",
            tally.na,
        )
        said.append(word.format(n=tally.na))
    if tally.unanswered:
        word = ngettext(
            "{n} criterion is not answered yet: were it at 0, the score would be {floor}.",
            "{n} criteria are not answered yet: were they at 0, the score would be {floor}.",
            tally.unanswered,
        )
        said.append(word.format(n=tally.unanswered, floor=percent_text(tally.floor, lang)))
    if recipe.not_asked:
        word = ngettext(
            "{n} criterion is not asked, by the site’s profile or the grid chosen.",
            "{n} criteria are not asked, by the site’s profile or the grid chosen.",
            recipe.not_asked,
        )
        said.append(word.format(n=recipe.not_asked))
    if recipe.evaluators:
        said.append(_("Scored by {list}.").format(list=", ".join(recipe.evaluators)))
    return said
