"""The body of the performance report: dimensions, families, requirements, essentials, gaps, NA, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.heat import Cell, HeatRow, heat
from aplomb.charts.numbers import (
    number_text,
    percent_sign,
    percent_text,
    threshold_text,
)
from aplomb.charts.radar import Spoke, radar
from aplomb.charts.ranked import Gain, gain_text, gaps, points_text
from aplomb.charts.shares import dumbbell
from aplomb.charts.stacks import stack
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.referentials.edition import Criterion, Exact
from aplomb.domain.shared.shares import share
from aplomb.domain.shared.words import words
from aplomb.reports.face import BREADTH, Picture, level_counts, picture, sign_key
from aplomb.reports.summary import family_against, na_sentence
from aplomb.reports.typeset import Said, content, numbered, plain, typeset
from aplomb.reports.wording import criteria_text

_RADAR_BOX = 680.0
_DUMBBELL_WIDTH = 140.0
_SMALL_STACK_WIDTH = 140.0
MOST_GAP_BARS = 10
MOST_GAP_ROWS = 20
MOST_UNANSWERED_IN_FULL = 40
LONG_ROW = 700


@dataclass(frozen=True, slots=True)
class DimensionRow:
    code: str
    title: Said
    score: str
    answered: str
    weak: str
    dots: Picture


@dataclass(frozen=True, slots=True)
class Dimensions:
    title: str
    lead: tuple[str, ...]
    radar: Picture
    head: tuple[str, ...]
    rows: tuple[DimensionRow, ...]


@dataclass(frozen=True, slots=True)
class FamilyBlock:
    title: Said
    score: str
    against: str
    stands: str
    stack: Picture
    facts: str


@dataclass(frozen=True, slots=True)
class Families:
    title: str
    lead: tuple[str, ...]
    legend: tuple[str, ...]
    blocks: tuple[FamilyBlock, ...]
    table_title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    total: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementRow:
    code: str
    title: Said
    score: str
    answered: str
    points: str
    stack: Picture


@dataclass(frozen=True, slots=True)
class RequirementGroup:
    title: Said
    rows: tuple[RequirementRow, ...]


@dataclass(frozen=True, slots=True)
class Requirements:
    title: str
    lead: tuple[str, ...]
    heat: Picture
    table_title: str
    head: tuple[str, ...]
    groups: tuple[RequirementGroup, ...]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as a table shows it; `long` when the row may have to go on over a page."""

    code: str
    text: Said
    essential: bool
    level: str
    remark: str
    who: str
    figures: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True)
class CriterionTable:
    """A section that is a list of criteria; without rows, its lead says why."""

    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[CriterionRow, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    table: CriterionTable
    chart: Picture
    chart_title: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    title: Said
    count: str
    codes: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Every criterion in full while they are few, else their numbers by requirement."""

    table: CriterionTable
    by_requirement_head: tuple[str, ...]
    by_requirement: tuple[CodeRow, ...]


def dimensions(outcome: Results, lang: str) -> Dimensions | None:
    """The second axis, the weakest first; None where the edition has none."""
    groups = [group for group in outcome.dimensions if group.tally.asked]
    if not groups:
        return None
    translations = words(lang)
    _, pgettext = translations.gettext, translations.pgettext
    threshold = outcome.thresholds.overall
    spokes = [Spoke(plain(content(group.title, lang)), group.tally.score) for group in groups]
    ordered = sorted(groups, key=_weakest_first)
    without = sum(group.tally.score is None for group in groups)
    lead = [_("A dimension runs across the families; a criterion may belong to several.")]
    if without:
        lead.append(
            translations.ngettext(
                "{n} dimension has no score: a gap in the line, not a zero.",
                "{n} dimensions have no score: gaps in the line, not zeros.",
                without,
            ).format(n=without)
        )
    lead.append(
        _("The black line is the threshold of the overall score, {threshold}.").format(
            threshold=threshold_text(threshold, lang)
        )
    )
    return Dimensions(
        title=_("Dimensions"),
        lead=tuple(lead),
        radar=picture(radar("dimensions", spokes, threshold=threshold, lang=lang, printed=True), _RADAR_BOX),
        head=(
            _("No."),
            _("Dimension, the weakest first"),
            _("Score"),
            _("0 to 100"),
            pgettext("criteria", "Scored"),
            _("Below level {level}").format(level=outcome.edition.scale.compliant_from),
        ),
        rows=tuple(_dimension_row(outcome, group, lang) for group in ordered),
    )


def families(outcome: Results, lang: str) -> Families:
    """Each family with the distribution of its levels, in bars and in figures."""
    _ = words(lang).gettext
    scale, tally = outcome.edition.scale, outcome.tally
    groups = [group for group in outcome.families if group.tally.asked]
    labels = [str(level.value) for level in scale.levels]
    return Families(
        title=_("Families"),
        lead=(
            _(
                "Each bar counts the family’s criteria by level. A family is expected at {threshold} or above."
            ).format(threshold=threshold_text(outcome.thresholds.family, lang)),
        ),
        legend=(*labels, "na", "u"),
        blocks=tuple(_family_block(outcome, group, lang) for group in groups),
        table_title=_("The same in figures"),
        head=(
            _("Family"),
            *(_("Level {level}").format(level=label) for label in labels),
            _("NA"),
            _("Not answered"),
            _("Criteria"),
        ),
        rows=tuple(
            (numbered(group.code, content(group.title, lang)), *_counts(outcome, group.tally))
            for group in groups
        ),
        total=(_("All together"), *_counts(outcome, tally)),
    )


def requirements(outcome: Results, lang: str) -> Requirements:
    """The heat map of the requirements, then each with its title and figures."""
    _, pgettext = words(lang).gettext, words(lang).pgettext
    tallies = {group.code: group for group in outcome.requirements}
    rows, groups = [], []
    for family in outcome.edition.families:
        asked = [
            tallies[requirement.code]
            for requirement in family.requirements
            if tallies[requirement.code].tally.asked
        ]
        if not asked:
            continue
        title = numbered(family.code, content(family.title, lang))
        cells = tuple(
            Cell(typeset(group.code, lang), group.tally.score, group.tally.applicable > 0) for group in asked
        )
        rows.append(HeatRow(plain(title), cells))
        groups.append(
            RequirementGroup(title, tuple(_requirement_row(outcome, group, lang) for group in asked))
        )
    return Requirements(
        title=_("Requirements"),
        lead=(_("One tile per requirement: its number, and its score in per cent on what has been scored."),),
        heat=picture(heat("requirements", rows, lang=lang, width=BREADTH), BREADTH),
        table_title=_("Requirement by requirement"),
        head=(
            _("No."),
            _("Requirement"),
            _("Score"),
            _("Levels"),
            pgettext("criteria", "Scored"),
            _("Points to win"),
        ),
        groups=tuple(groups),
    )


def essentials(outcome: Results, lang: str) -> CriterionTable:
    """The essential criteria that fail, with their level and what was said of them."""
    translations = words(lang)
    _ = translations.gettext
    minimum = outcome.thresholds.essential_minimum
    failing = [outcome.edition.by_code[code] for code in outcome.essential_failing]
    open_ones = [criterion.code for criterion in outcome.unanswered if criterion.essential]
    lead = [
        _("An essential criterion fails below level {level}, and one is enough to stand in the way.").format(
            level=minimum
        )
    ]
    if not failing and len(open_ones) < outcome.essential_total:
        lead.append(_("None of the essential criteria that have been scored fails."))
    after = []
    if open_ones:
        after.append(
            translations.ngettext(
                "{n} essential criterion has no answer yet: {codes}.",
                "{n} essential criteria have no answer yet: {codes}.",
                len(open_ones),
            ).format(n=len(open_ones), codes=", ".join(open_ones))
        )
    return CriterionTable(
        title=_("Essential criteria that fail"),
        lead=tuple(lead),
        head=(_("No."), _("Criterion"), _("Level"), _("Comment and evaluator")),
        rows=tuple(criterion_row(outcome, criterion, lang) for criterion in failing),
        after=tuple(after),
    )


def gap_section(outcome: Results, lang: str) -> Gaps:
    """Where the points are: requirements as bars, then criteria ranked."""
    translations = words(lang)
    _ = translations.gettext
    found = outcome.gaps
    total: Exact = sum(gap.points for gap in found)
    whole = outcome.tally.potential_answered
    by_requirement: dict[str, Exact] = {}
    for gap in found:
        code = gap.criterion.requirement
        by_requirement[code] = by_requirement.get(code, 0) + gap.points
    costly = sorted(by_requirement.items(), key=lambda item: -item[1])
    titles = {group.code: group.title for group in outcome.requirements}
    bars = [
        Gain(plain(numbered(code, content(titles[code], lang))), points, share(points, whole) or Fraction(0))
        for code, points in costly[:MOST_GAP_BARS]
    ]
    rows = [
        criterion_row(
            outcome,
            gap.criterion,
            lang,
            figures=(
                number_text(gap.points, lang),
                gain_text(share(gap.points, whole) or Fraction(0), lang) + percent_sign(lang),
            ),
        )
        for gap in found[:MOST_GAP_ROWS]
    ]
    left = len(found) - len(rows)
    after = []
    if left:
        after.append(
            translations.ngettext(
                "{n} other criterion is below the maximum: see annex A.",
                "{n} other criteria are below the maximum: see annex A.",
                left,
            ).format(n=left)
        )
    return Gaps(
        table=CriterionTable(
            title=_("Gaps, the costliest first"),
            lead=_gap_lead(costly, total, whole, lang),
            head=(_("No."), _("Criterion"), _("Level"), _("Points"), _("Gain")),
            rows=tuple(rows),
            after=tuple(after),
        ),
        chart=picture(gaps("gaps", bars, lang=lang, width=BREADTH), BREADTH),
        chart_title=_("The requirements with the most points to win"),
    )


def not_applicable(outcome: Results, lang: str) -> CriterionTable | None:
    """The NA answers, each with its justification or the word that there is none; None without any."""
    translations = words(lang)
    _ = translations.gettext
    found = outcome.not_applicable
    if not found:
        return None
    bare = [criterion for criterion in found if not outcome.entries[criterion.code].na_reason.strip()]
    lead = [na_sentence(outcome, lang)]
    if bare:
        lead.append(
            translations.ngettext(
                "{n} has no justification: an NA without one does not hold.",
                "{n} have no justification: an NA without one does not hold.",
                len(bare),
            ).format(n=len(bare))
        )
    return CriterionTable(
        title=_("Not applicable, and why"),
        lead=tuple(lead),
        head=(_("No."), _("Criterion"), _("Justification")),
        rows=tuple(criterion_row(outcome, criterion, lang) for criterion in found),
    )


def unanswered(outcome: Results, lang: str) -> Unanswered | None:
    """What nobody has answered yet; None where everything is."""
    translations = words(lang)
    _ = translations.gettext
    found = outcome.unanswered
    if not found:
        return None
    in_full = len(found) <= MOST_UNANSWERED_IN_FULL
    lead = translations.ngettext(
        "{n} criterion of {total} has no answer; it counts neither as 0 nor as NA.",
        "{n} criteria of {total} have no answer; they count neither as 0 nor as NA.",
        len(found),
    ).format(n=len(found), total=len(outcome.asked))
    return Unanswered(
        table=CriterionTable(
            title=_("Not answered yet"),
            lead=(lead,),
            head=(_("No."), _("Criterion")),
            rows=tuple(criterion_row(outcome, criterion, lang) for criterion in found) if in_full else (),
        ),
        by_requirement_head=(_("Requirement"), _("Criteria"), _("Their numbers")),
        by_requirement=() if in_full else _codes_by_requirement(outcome, found, lang),
    )


def criterion_row(
    outcome: Results, criterion: Criterion, lang: str, figures: tuple[str, ...] = ()
) -> CriterionRow:
    """A criterion with its answer: level, what was said (the justification of an NA), who answered."""
    entry = outcome.entries.get(criterion.code)
    said = [entry.na_reason, entry.comment] if entry else []
    remark = "\n".join(typeset(text, lang) for text in said if text.strip())
    return CriterionRow(
        code=typeset(criterion.code, lang),
        text=content(criterion.text, lang),
        essential=criterion.essential,
        level=sign_key(outcome.scores.get(criterion.code)),
        remark=remark,
        who=typeset(entry.evaluator, lang) if entry else "",
        figures=figures,
        long=len(remark) > LONG_ROW or len(str(criterion.text)) > LONG_ROW,
    )


def answered_text(tally: Tally) -> str:
    """How many criteria are scored, of those that are applicable."""
    return f"{tally.answered}\u202f/\u202f{tally.applicable}"


def _weakest_first(group: Group) -> tuple[bool, Fraction]:
    score = group.tally.score
    return score is None, score if score is not None else Fraction(0)


def _dimension_row(outcome: Results, group: Group, lang: str) -> DimensionRow:
    threshold = outcome.thresholds.overall
    tally = group.tally
    dots = dumbbell(
        f"dimension-{group.code}", tally.score, threshold=threshold, lang=lang, width=_DUMBBELL_WIDTH
    )
    return DimensionRow(
        code=typeset(group.code, lang),
        title=content(group.title, lang),
        score=percent_text(tally.score, lang, against=threshold),
        answered=answered_text(tally),
        weak=str(tally.answered - tally.compliant),
        dots=picture(dots, _DUMBBELL_WIDTH),
    )


def _family_block(outcome: Results, group: Group, lang: str) -> FamilyBlock:
    threshold, tally = outcome.thresholds.family, group.tally
    against, stands = family_against(tally, threshold, lang)
    bar = stack(
        f"family-{group.code}",
        level_counts(tally, outcome.edition.scale),
        na=tally.na,
        unanswered=tally.unanswered,
        lang=lang,
        width=BREADTH,
    )
    return FamilyBlock(
        title=numbered(group.code, content(group.title, lang)),
        score=percent_text(tally.score, lang, against=threshold),
        against=against,
        stands=stands,
        stack=picture(bar, BREADTH),
        facts=_family_facts(tally, lang),
    )


def _family_facts(tally: Tally, lang: str) -> str:
    """The figures under a family's bar."""
    _ = words(lang).gettext
    facts = [
        criteria_text(tally.asked, lang),
        _("{achieved} points of {potential}").format(
            achieved=number_text(tally.achieved, lang), potential=number_text(tally.potential_answered, lang)
        ),
    ]
    if tally.completion != 1:
        facts.append(
            _("completed at {share}").format(share=percent_text(tally.completion, lang, against=Fraction(1)))
        )
    return " · ".join(facts)


def _counts(outcome: Results, tally: Tally) -> tuple[str, ...]:
    levels = level_counts(tally, outcome.edition.scale).values()
    return tuple(str(count) for count in (*levels, tally.na, tally.unanswered, tally.asked))


def _requirement_row(outcome: Results, group: Group, lang: str) -> RequirementRow:
    tally = group.tally
    bar = stack(
        f"requirement-{group.code}",
        level_counts(tally, outcome.edition.scale),
        na=tally.na,
        unanswered=tally.unanswered,
        lang=lang,
        width=_SMALL_STACK_WIDTH,
        height=16,
    )
    return RequirementRow(
        code=typeset(group.code, lang),
        title=content(group.title, lang),
        score=percent_text(tally.score, lang),
        answered=answered_text(tally),
        points=number_text(tally.potential_answered - tally.achieved, lang),
        stack=picture(bar, _SMALL_STACK_WIDTH),
    )


def _gap_lead(costly: Sequence[tuple[str, Exact]], total: Exact, whole: Exact, lang: str) -> tuple[str, ...]:
    """What the gaps amount to, and how few requirements hold half of them."""
    translations = words(lang)
    _ = translations.gettext
    if not whole:
        return (_("Nothing has been scored yet."),)
    if not total:
        return (_("No scored criterion is below the maximum."),)
    held: Exact = 0
    few = 0
    while held * 2 < total:
        held += costly[few][1]
        few += 1
    concentration = translations.ngettext(
        "{n} requirement of {all} holds half of them.", "{n} requirements of {all} hold half of them.", few
    ).format(n=few, all=len(costly))
    return (
        _(
            "A gap is what a criterion wins by reaching the maximum: its weight times the missing levels. "
            "All together {points} of {whole} are missing."
        ).format(points=points_text(total, lang), whole=number_text(whole, lang)),
        concentration,
    )


def _codes_by_requirement(outcome: Results, found: Sequence[Criterion], lang: str) -> tuple[CodeRow, ...]:
    codes: dict[str, list[str]] = {}
    for criterion in found:
        codes.setdefault(criterion.requirement, []).append(typeset(criterion.code, lang))
    return tuple(
        CodeRow(
            numbered(group.code, content(group.title, lang)),
            f"{len(codes[group.code])}\u202f/\u202f{group.tally.asked}",
            ", ".join(codes[group.code]),
        )
        for group in outcome.requirements
        if group.code in codes
    )
