"""The first page that a board reads: the score, what is missing, the figures, the rules one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.numbers import (
    number_text,
    percent_number,
    percent_sign,
    percent_text,
    points_missing,
    threshold_text,
)
from aplomb.charts.shares import dumbbell, rule
from aplomb.charts.stacks import stack
from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.shared.words import words
from aplomb.reports.face import BREADTH, Picture, level_counts, picture
from aplomb.reports.typeset import Said, content, numbered
from aplomb.reports.wording import (
    answers_text,
    completion_text,
    criteria_text,
    essentials_text,
    indispensables_text,
    listed,
    short_points_text,
)

MET, UNMET, WAITING = "met", "unmet", "waiting"
_RULE_WIDTH = 420.0
_DOTS_WIDTH = 150.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to remember; `alert` marks one that people should look at."""

    label: str
    value: str
    unit: str
    note: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class FamilyLine:
    title: Said
    dots: Picture
    score: str
    against: str
    stands: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule of readiness: what it asks, what there is, what is missing; `detail` names what.

    `stands` is `met`, `unmet`, or `waiting` where nothing can be said yet.
    """

    name: Said
    needs: str
    has: str
    missing: str
    detail: str
    stands: str


@dataclass(frozen=True, slots=True)
class Summary:
    title: str
    score: str
    unit: str
    score_label: str
    completion: str
    floor: str
    rule: Picture
    sentence: str
    more: tuple[str, ...]
    figures: tuple[Figure, ...]
    distribution: Picture
    distribution_title: str
    families_title: str
    families_head: tuple[str, ...]
    families: tuple[FamilyLine, ...]
    conditions_title: str
    conditions_head: tuple[str, ...]
    conditions: tuple[Condition, ...]
    state_words: Mapping[str, str]


def summary(outcome: Results, lang: str) -> Summary:
    """The summary page of the performance report."""
    _, pgettext = words(lang).gettext, words(lang).pgettext
    tally, threshold = outcome.tally, outcome.thresholds.overall
    complete = tally.completion == 1
    return Summary(
        title=_("Summary"),
        score=percent_number(tally.score, lang, against=threshold),
        unit="" if tally.score is None else percent_sign(lang),
        score_label=_("Overall score"),
        completion="" if complete else completion_text(tally, lang),
        floor="" if complete or tally.score is None else _floor(outcome, lang),
        rule=picture(
            rule("summary-rule", tally.score, threshold=threshold, lang=lang, width=_RULE_WIDTH), _RULE_WIDTH
        ),
        sentence=missing_sentence(outcome, lang),
        more=_more(outcome, lang),
        figures=_figures(outcome, lang),
        distribution=picture(
            stack(
                "summary-levels",
                level_counts(tally, outcome.edition.scale),
                na=tally.na,
                unanswered=tally.unanswered,
                lang=lang,
                width=BREADTH,
            ),
            BREADTH,
        ),
        distribution_title=_("Criteria by level"),
        families_title=_("Families and their threshold of {threshold}").format(
            threshold=threshold_text(outcome.thresholds.family, lang)
        ),
        families_head=(_("Family"), _("0 to 100"), _("Score"), _("Against the threshold")),
        families=tuple(_family_line(outcome, group, lang) for group in outcome.families if group.tally.asked),
        conditions_title=_("Ready for the audit? The edition’s rules, one by one")
        if outcome.thresholds.source == "edition"
        else _("Ready for the audit? The label’s rules, one by one"),
        conditions_head=(
            _("Rule"),
            pgettext("rule", "Asked"),
            pgettext("rule", "Found"),
            pgettext("rule", "Missing"),
            "",
        ),
        conditions=_conditions(outcome, lang),
        state_words={
            MET: pgettext("rule", "met"),
            UNMET: pgettext("rule", "not met"),
            WAITING: pgettext("rule", "to be completed"),
        },
    )


def missing_sentence(outcome: Results, lang: str) -> str:
    """What is missing, in one sentence: « Il manque 8 points et 5 critères essentiels. »"""
    _ = words(lang).gettext
    if outcome.ready:
        return _("Every rule is met: the evaluation is ready for the audit.")
    tally, threshold = outcome.tally, outcome.thresholds.overall
    if not outcome.asked:
        return _("No criterion is asked: there is nothing to evaluate.")
    if tally.answered == 0:
        return _("Nothing has been scored yet.")
    parts = []
    if tally.score is not None and tally.score < threshold:
        parts.append(short_points_text(points_missing(tally.score, threshold), lang))
    if outcome.essential_failing:
        parts.append(essentials_text(len(outcome.essential_failing), lang))
    if outcome.documents.indispensable_unmet:
        parts.append(indispensables_text(len(outcome.documents.indispensable_unmet), lang))
    if tally.unanswered:
        parts.append(answers_text(tally.unanswered, lang))
    if not parts:
        return _("The overall score is reached, but not in every family.")
    return _("Missing: {list}.").format(list=listed(parts, lang))


def family_against(tally: Tally, threshold: Fraction, lang: str) -> tuple[str, str]:
    """Where a family stands against its threshold, in words and as a `stands`."""
    _ = words(lang).gettext
    if not tally.applicable:
        return _("nothing applicable: the rule is met"), MET
    if tally.score is None:
        return _("nothing scored yet"), WAITING
    if tally.score >= threshold:
        return _("threshold reached"), MET
    missing = short_points_text(points_missing(tally.score, threshold), lang)
    return _("{points} short").format(points=missing), UNMET


def _floor(outcome: Results, lang: str) -> str:
    _ = words(lang).gettext
    return _("{floor} if everything that is missing were at 0").format(
        floor=percent_text(outcome.tally.floor, lang, against=outcome.thresholds.overall)
    )


def _more(outcome: Results, lang: str) -> tuple[str, ...]:
    """What deserves a sentence of its own: families below their threshold, too many NA."""
    translations = words(lang)
    below = [unmet for unmet in outcome.unmet if unmet.rule == "family" and unmet.has is not None]
    sentences = []
    if below:
        sentences.append(
            translations.ngettext(
                "{n} family of {total} is below its threshold of {threshold}.",
                "{n} families of {total} are below their threshold of {threshold}.",
                len(below),
            ).format(
                n=len(below),
                total=len(outcome.families),
                threshold=threshold_text(outcome.thresholds.family, lang),
            )
        )
    if outcome.na_flagged:
        sentences.append(na_sentence(outcome, lang))
    return tuple(sentences)


def na_sentence(outcome: Results, lang: str) -> str:
    """How many NA there are, and whether that is more than the scale finds normal."""
    translations = words(lang)
    _ = translations.gettext
    limit = outcome.edition.scale.not_applicable.flag_above
    counted = translations.ngettext(
        "{n} criterion not applicable, {rate} of the criteria asked",
        "{n} criteria not applicable, {rate} of the criteria asked",
        outcome.tally.na,
    ).format(n=outcome.tally.na, rate=percent_text(outcome.tally.na_rate, lang, against=limit))
    pattern = (
        _("{counted}: more than the {limit} beyond which NA are looked at one by one.")
        if outcome.na_flagged
        else _("{counted}; up to {limit} is usual.")
    )
    return pattern.format(counted=counted, limit=threshold_text(limit, lang))


def _figures(outcome: Results, lang: str) -> tuple[Figure, ...]:
    _ = words(lang).gettext
    tally, edition = outcome.tally, outcome.edition
    minimum = outcome.thresholds.essential_minimum
    satisfied = sum(
        isinstance(score := outcome.scores.get(criterion.code), int) and score >= minimum
        for criterion in outcome.asked
        if criterion.essential
    )
    lowest = edition.scale.levels[0].value
    papers = outcome.documents
    indispensable = [line for line in papers.lines if line.document.indispensable]
    of = _("of {total}")
    failing = len(outcome.essential_failing)
    return (
        Figure(
            _("Essential criteria satisfied"),
            str(satisfied),
            of.format(total=outcome.essential_total),
            _("{n} failing").format(n=failing) if failing else "",
            alert=bool(failing),
        ),
        Figure(
            _("Criteria at level {level}").format(level=lowest),
            str(tally.levels[lowest]),
            "",
            _("of {n} scored").format(n=number_text(tally.answered, lang)),
        ),
        Figure(
            _("Compliance"),
            percent_number(tally.compliance, lang),
            "" if tally.compliance is None else percent_sign(lang),
            _("level {level} or above").format(level=edition.scale.compliant_from),
        ),
        Figure(
            _("Not applicable"),
            str(tally.na),
            "",
            percent_text(tally.na_rate, lang, against=edition.scale.not_applicable.flag_above),
            alert=outcome.na_flagged,
        ),
        Figure(
            _("Indispensable documents in order"),
            str(sum(line.in_order for line in indispensable)),
            of.format(total=len(indispensable)),
            "",
        ),
    )


def _conditions(outcome: Results, lang: str) -> tuple[Condition, ...]:
    """Every rule, met or not."""
    return (
        _completion_condition(outcome, lang),
        _overall_condition(outcome, lang),
        _family_condition(outcome, lang),
        _essential_condition(outcome, lang),
        _document_condition(outcome, lang),
    )


def _completion_condition(outcome: Results, lang: str) -> Condition:
    _ = words(lang).gettext
    completion, needs = outcome.tally.completion, outcome.thresholds.completion
    return Condition(
        name=_("Answers complete"),
        needs=threshold_text(needs, lang),
        has=percent_text(completion, lang, against=needs),
        missing=answers_text(outcome.tally.unanswered, lang) if outcome.tally.unanswered else "",
        detail="",
        stands=MET if completion is not None and completion >= needs else UNMET,
    )


def _overall_condition(outcome: Results, lang: str) -> Condition:
    _ = words(lang).gettext
    return _share_condition(_("Overall score"), outcome.tally.score, outcome.thresholds.overall, lang)


def _family_condition(outcome: Results, lang: str) -> Condition:
    """One line for all families: the table above says which."""
    translations = words(lang)
    _ = translations.gettext
    below = [rule.code for rule in outcome.unmet if rule.rule == "family" and rule.code]
    total = len(outcome.families)
    return Condition(
        name=_("Every family"),
        needs=threshold_text(outcome.thresholds.family, lang),
        has=_("{n} of {total}").format(n=total - len(below), total=total),
        missing=translations.ngettext("{n} family", "{n} families", len(below)).format(n=len(below))
        if below
        else "",
        detail="",
        stands=UNMET if below else MET,
    )


def _family_line(outcome: Results, group: Group, lang: str) -> FamilyLine:
    threshold, tally = outcome.thresholds.family, group.tally
    against, stands = family_against(tally, threshold, lang)
    dots = dumbbell(
        f"summary-family-{group.code}", tally.score, threshold=threshold, lang=lang, width=_DOTS_WIDTH
    )
    return FamilyLine(
        title=numbered(group.code, content(group.title, lang)),
        dots=picture(dots, _DOTS_WIDTH),
        score=percent_text(tally.score, lang, against=threshold),
        against=against,
        stands=stands,
    )


def _share_condition(name: Said, share: Fraction | None, threshold: Fraction, lang: str) -> Condition:
    met = share is not None and share >= threshold
    return Condition(
        name=name,
        needs=threshold_text(threshold, lang),
        has=percent_text(share, lang, against=threshold),
        missing="" if met or share is None else short_points_text(points_missing(share, threshold), lang),
        detail="",
        stands=MET if met else WAITING if share is None else UNMET,
    )


def _essential_condition(outcome: Results, lang: str) -> Condition:
    _ = words(lang).gettext
    failing = outcome.essential_failing
    minimum = outcome.thresholds.essential_minimum
    scored = sum(
        criterion.essential and isinstance(outcome.scores.get(criterion.code), int)
        for criterion in outcome.asked
    )
    exempt = sum(
        criterion.essential and outcome.scores.get(criterion.code) is NA for criterion in outcome.asked
    )
    left = outcome.essential_total - scored - exempt
    return Condition(
        name=_("No essential criterion below level {level}").format(level=minimum),
        needs="0",
        has=str(len(failing)),
        missing=criteria_text(len(failing), lang) if failing else "",
        detail=", ".join(failing) if failing else _essentials_left(left, lang),
        stands=UNMET if failing else WAITING if left else MET,
    )


def _essentials_left(count: int, lang: str) -> str:
    """Essential criteria that nobody has answered: they do not fail, and could."""
    if not count:
        return ""
    ngettext = words(lang).ngettext
    return ngettext("{n} not answered yet", "{n} not answered yet", count).format(n=count)


def _document_condition(outcome: Results, lang: str) -> Condition:
    _ = words(lang).gettext
    unmet = outcome.documents.indispensable_unmet
    total = sum(line.document.indispensable for line in outcome.documents.lines)
    return Condition(
        name=_("Indispensable documents present and in date"),
        needs=str(total),
        has=str(total - len(unmet)),
        missing=_documents_missing(len(unmet), lang) if unmet else "",
        detail="",
        stands=UNMET if unmet else MET,
    )


def _documents_missing(count: int, lang: str) -> str:
    return words(lang).ngettext("{n} document", "{n} documents", count).format(n=count)
