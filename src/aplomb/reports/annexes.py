"""The annexes: every criterion, where the figures come from, the references still to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.numbers import number_text, percent_text, threshold_text
from aplomb.domain.evaluations.evidence import FIRST_DIGITS, Kind, Proof
from aplomb.domain.evaluations.recipe import Recipe, Row, explain
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.shared.words import words
from aplomb.reports.improvement import exact_score
from aplomb.reports.sections import CriterionRow, criterion_row
from aplomb.reports.typeset import NOT_IN_TYPEFACE, Said, content, numbered, typeset
from aplomb.reports.wording import criteria_text, listed

_SHOWN_SCORE_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """A requirement with its criteria; `family` is the title that comes before the first of a family."""

    family: Said
    title: Said
    rows: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    groups: tuple[AnnexGroup, ...]
    remarks: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the figures come from."""

    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    total: tuple[str, ...]
    statements: tuple[str, ...]
    scale_title: str
    scale_head: tuple[str, ...]
    rules_title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A piece; `code` is the criterion's, before the first of its pieces alone."""

    code: str
    title: Said
    kind: str
    version: str
    digits: str


@dataclass(frozen=True, slots=True)
class Evidence:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    title: str
    url: str
    codes: str


@dataclass(frozen=True, slots=True)
class Sources:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[SourceRow, ...]


def criteria(outcome: Results, lang: str) -> Criteria:
    """Every criterion asked, by family and requirement, with its answer and its points."""
    _ = words(lang).gettext
    rows = {row.criterion.code: row for row in explain(outcome).counted}
    by_requirement: dict[str, list[CriterionRow]] = {}
    for criterion in outcome.asked:
        counted = rows.get(criterion.code)
        points = _points(counted, lang) if counted else "–"
        by_requirement.setdefault(criterion.requirement, []).append(
            criterion_row(outcome, criterion, lang, figures=(points,))
        )
    groups: list[AnnexGroup] = []
    for family in outcome.edition.families:
        title: Said = numbered(family.code, content(family.title, lang))
        for requirement in family.requirements:
            if requirement.code in by_requirement:
                groups.append(
                    AnnexGroup(
                        title,
                        numbered(requirement.code, content(requirement.title, lang)),
                        tuple(by_requirement[requirement.code]),
                    )
                )
                title = ""
    return Criteria(
        title=_("Every criterion"),
        lead=(
            _(
                "Points: those of the criterion, its weight times its level, over its weight times {max}. "
                "A dash where nothing is counted: NA, or no answer."
            ).format(max=outcome.edition.scale.max),
        ),
        head=(_("No."), _("Criterion"), _("Level"), _("Points"), _("Comment and evaluator")),
        groups=tuple(groups),
        remarks=any(row.remark or row.who for group in groups for row in group.rows),
    )


def evidence(outcome: Results, proofs: Sequence[Proof], lang: str) -> Evidence | None:
    """What proves the answers, by criterion in the referential's order; nothing where nothing does."""
    _ = words(lang).gettext
    by_criterion: dict[str, list[Proof]] = {}
    for proof in proofs:
        by_criterion.setdefault(proof.criterion, []).append(proof)
    kinds = {
        Kind.FILE: _("File"),
        Kind.LINK: _("Link"),
        Kind.NOTE: _("Note"),
        Kind.DOCUMENT: _("Document of the inventory"),
    }
    rows = tuple(
        ProofRow(
            code=criterion.code if place == 0 else "",
            title=typeset(proof.title, lang),
            kind=kinds[proof.kind],
            version=str(proof.version) if proof.version else "–",
            digits=proof.digits or "–",
        )
        for criterion in outcome.asked
        for place, proof in enumerate(by_criterion.get(criterion.code, ()))
    )
    if not rows:
        return None
    return Evidence(
        title=_("The evidence"),
        lead=(
            _(
                "Each piece at the version of the day that this report bears. Its fingerprint: the first {n} digits "
                "of the SHA-256 of its file, of its address or of its text."
            ).format(n=FIRST_DIGITS),
        ),
        head=(_("No."), _("Piece of evidence"), _("Kind"), _("Version"), _("Fingerprint")),
        rows=rows,
    )


def figures(outcome: Results, lang: str) -> Figures:
    """The recipe of the scores: what was counted, what was left out, the weights, the rounding, who answered."""
    _, pgettext = words(lang).gettext, words(lang).pgettext
    recipe = explain(outcome)
    return Figures(
        title=_("Where the figures come from"),
        lead=(
            _(
                "The score of a set of criteria is the sum of weight × level over the sum of weight × maximum, "
                "on the criteria that have been scored. NA leave both sums; what is not answered waits."
            ),
        ),
        head=(
            _("Set of criteria"),
            pgettext("criteria", "Asked"),
            pgettext("criteria", "Scored"),
            _("NA"),
            _("Not answered"),
            _("Points"),
            _("Score"),
        ),
        rows=tuple(_set_row(group, lang) for group in outcome.families if group.tally.asked),
        total=(_("All together"), *_set_figures(outcome.tally, lang)),
        statements=_statements(outcome, recipe, lang),
        scale_title=_("The scale"),
        scale_head=(_("Level"), _("Meaning")),
        rules_title=_("The rules of readiness"),
        rules=_rules(outcome, lang),
    )


def sources(outcome: Results, lang: str) -> Sources | None:
    """The references of the criteria asked that nobody has checked at the source yet."""
    _ = words(lang).gettext
    codes: dict[tuple[str, str], list[str]] = {}
    for criterion in outcome.asked:
        for reference in criterion.references:
            if reference.to_verify:
                codes.setdefault((reference.title, reference.url or ""), []).append(criterion.code)
    if not codes:
        return None
    return Sources(
        title=_("References to check at the source"),
        lead=(
            _(
                "The referential cites these texts from memory: to be checked at the source before anyone relies "
                "on them."
            ),
        ),
        head=(_("Reference"), _("Criteria")),
        rows=tuple(
            SourceRow(typeset(title), typeset(url), ", ".join(cited)) for (title, url), cited in codes.items()
        ),
    )


def _points(row: Row, lang: str) -> str:
    counted = exact_score(row.achieved, row.potential, lang)
    return (
        counted if row.weight == 1 else f"{number_text(row.weight, lang)}\u202f×\u202f{row.score}\n{counted}"
    )


def _set_row(group: Group, lang: str) -> tuple[Said, ...]:
    return (numbered(group.code, content(group.title, lang)), *_set_figures(group.tally, lang))


def _set_figures(tally: Tally, lang: str) -> tuple[str, ...]:
    counts = (tally.asked, tally.answered, tally.na, tally.unanswered)
    return (
        *(str(count) for count in counts),
        exact_score(tally.achieved, tally.potential_answered, lang),
        percent_text(tally.score, lang, decimals=2),
    )


def _statements(outcome: Results, recipe: Recipe, lang: str) -> tuple[str, ...]:
    _ = words(lang).gettext
    tally = outcome.tally
    found = []
    if tally.score is not None:
        found.append(
            _("Overall score: {division} = {exact}, rounded once where it is shown, halves up.").format(
                division=exact_score(tally.achieved, tally.potential_answered, lang),
                exact=percent_text(tally.score, lang, decimals=_SHOWN_SCORE_DECIMALS),
            )
        )
    found.append(_("Where rounding would hide a shortfall, a score shows the decimals that reveal it."))
    found.append(_weights(recipe, lang))
    if tally.unanswered:
        found.append(
            _(
                "Were everything that is missing at 0, out of {potential} points, the score would be {floor}."
            ).format(potential=number_text(tally.potential, lang), floor=percent_text(tally.floor, lang))
        )
    if recipe.not_asked:
        found.append(
            _("Not asked, by the profile or the grid chosen: {criteria}.").format(
                criteria=criteria_text(recipe.not_asked, lang)
            )
        )
    if recipe.evaluators:
        names = [typeset(name, lang) for name in recipe.evaluators]
        found.append(_("Scored by {list}.").format(list=listed(names, lang)))
    if _left_out(outcome, lang):
        found.append(
            _("{mark} stands for characters that the report’s typeface lacks.").format(mark=NOT_IN_TYPEFACE)
        )
    return tuple(found)


def _weights(recipe: Recipe, lang: str) -> str:
    translations = words(lang)
    _ = translations.gettext
    if not recipe.weighted:
        return _("Every criterion counted weighs 1.")
    counts: dict[Fraction | int, int] = {}
    for row in recipe.counted:
        counts[row.weight] = counts.get(row.weight, 0) + 1
    parts = [
        _("{weight} for {criteria}").format(
            weight=number_text(weight, lang), criteria=criteria_text(count, lang)
        )
        for weight, count in sorted(counts.items())
    ]
    return _("Weights of the criteria counted: {list}.").format(list=listed(parts, lang))


def _rules(outcome: Results, lang: str) -> tuple[str, ...]:
    _ = words(lang).gettext
    thresholds = outcome.thresholds
    return (
        _("Answers complete: {share} of the criteria asked.").format(
            share=threshold_text(thresholds.completion, lang)
        ),
        _("Overall score of {share} or above.").format(share=threshold_text(thresholds.overall, lang)),
        _("Each family at {share} or above; a family with nothing applicable is met.").format(
            share=threshold_text(thresholds.family, lang)
        ),
        _("No essential criterion below level {level}.").format(level=thresholds.essential_minimum),
        _("Every indispensable document present and in date."),
        _("NA are looked at one by one above {share} of the criteria asked.").format(
            share=threshold_text(outcome.edition.scale.not_applicable.flag_above, lang)
        ),
    )


def _left_out(outcome: Results, lang: str) -> bool:
    """Whether some comment holds characters that could not be set."""
    return any(
        NOT_IN_TYPEFACE in typeset(text, lang) and NOT_IN_TYPEFACE not in text
        for entry in outcome.entries.values()
        for text in (entry.comment, entry.na_reason, entry.evaluator)
    )
