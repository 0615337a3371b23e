"""What to do next: the first themes to propose, and the shortest way to the thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.numbers import number_text, percent_sign, percent_text, threshold_text
from aplomb.charts.ranked import gain_text, points_text
from aplomb.domain.evaluations.results import Results, score_if
from aplomb.domain.evaluations.verdict import Raise, way_out
from aplomb.domain.plans.proposals import Proposal
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.words import words
from aplomb.reports.face import sign_key
from aplomb.reports.typeset import Said, content, numbered, typeset
from aplomb.reports.wording import answers_text, criteria_text, essentials_text, indispensables_text, listed

# The plan's own limit of themes at work at a time (domain.md §6).
MOST_PROPOSALS = 10


@dataclass(frozen=True, slots=True)
class Graded:
    """A criterion of a proposal: its number and its level."""

    code: str
    level: str


@dataclass(frozen=True, slots=True)
class Card:
    rank: int
    title: Said
    gain: str
    reasons: str
    criteria: tuple[Graded, ...]
    documents: tuple[Said, ...]
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    title: str
    lead: tuple[str, ...]
    gain_word: str
    criteria_word: str
    documents_word: str
    sheets_word: str
    cards: tuple[Card, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion to raise."""

    code: str
    text: Said
    essential: bool
    from_level: str
    to_level: str
    points: str


@dataclass(frozen=True, slots=True)
class WayOut:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    steps: tuple[Step, ...]
    after: tuple[str, ...]


def proposal_section(
    outcome: Results, proposals: Sequence[Proposal], sheets: Mapping[str, str], lang: str
) -> Proposals:
    """The first themes, each with its reasons and what helps."""
    translations = words(lang)
    _ = translations.gettext
    shown = proposals[:MOST_PROPOSALS]
    left = len(proposals) - len(shown)
    after = []
    if left:
        after.append(
            translations.ngettext(
                "{n} other requirement has points to win.", "{n} other requirements have points to win.", left
            ).format(n=left)
        )
    nothing = (
        _("No scored criterion is below the maximum: there is nothing to propose.")
        if outcome.tally.answered
        else _("Nothing has been scored yet.")
    )
    lead = (
        _(
            "Requirements where an essential criterion fails come first, then those with the most points to win. "
            "These are proposals: the committee chooses its themes."
        )
        if shown
        else nothing
    )
    return Proposals(
        title=_("First themes proposed"),
        lead=(lead,),
        gain_word=_("gain on the score"),
        criteria_word=_("Criteria"),
        documents_word=_("Documents to put in order"),
        sheets_word=_("Sheets that help"),
        cards=tuple(_card(outcome.edition, proposal, sheets, lang) for proposal in shown),
        after=tuple(after),
    )


def way_out_section(outcome: Results, lang: str) -> WayOut:
    """The fewest criteria to raise so that no essential fails and every share reaches its threshold."""
    _ = words(lang).gettext
    raises = way_out(outcome)
    return WayOut(
        title=_("The shortest way to the thresholds"),
        lead=_way_lead(outcome, raises, lang),
        head=(_("No."), _("Criterion"), _("From level"), _("To level"), _("Points")),
        steps=tuple(
            Step(
                code=typeset(step.criterion.code, lang),
                text=content(step.criterion.text, lang),
                essential=step.criterion.essential,
                from_level=sign_key(step.from_level),
                to_level=sign_key(step.to_level),
                points=f"+{number_text(step.points, lang)}",
            )
            for step in raises
        ),
        after=_beyond_raises(outcome, lang),
    )


def _card(edition: Edition, proposal: Proposal, sheets: Mapping[str, str], lang: str) -> Card:
    _ = words(lang).gettext
    reasons = []
    if proposal.failing:
        reasons.append(
            _("{essentials} failing ({codes})").format(
                essentials=essentials_text(len(proposal.failing), lang), codes=", ".join(proposal.failing)
            )
        )
    reasons.append(_("{points} to win").format(points=points_text(proposal.points, lang)))
    reasons.append(_("{criteria} below the maximum").format(criteria=criteria_text(len(proposal.gaps), lang)))
    if proposal.sites_share < 1:
        reasons.append(_("{share} of sites concerned").format(share=percent_text(proposal.sites_share, lang)))
    return Card(
        rank=proposal.rank,
        title=numbered(proposal.requirement.code, content(proposal.requirement.title, lang)),
        gain=gain_text(proposal.gain, lang) + percent_sign(lang),
        reasons=" · ".join(reasons),
        criteria=tuple(
            Graded(typeset(gap.criterion.code, lang), sign_key(gap.score)) for gap in proposal.gaps
        ),
        documents=tuple(
            content(edition.documents_by_code[code].title, lang) for code in proposal.missing_documents
        ),
        sheets=tuple(_sheet(code, sheets, lang) for code in proposal.sheets),
    )


def _sheet(code: str, sheets: Mapping[str, str], lang: str) -> str:
    title = sheets.get(code, "")
    return typeset(f"{code}\u00a0 {title}" if title else code, lang)


def _way_lead(outcome: Results, raises: Sequence[Raise], lang: str) -> tuple[str, ...]:
    translations = words(lang)
    _ = translations.gettext
    if not outcome.tally.answered:
        return (_("Nothing has been scored yet: there is nothing to raise."),)
    if not raises:
        return (_("On what has been scored, no essential criterion fails and every threshold is reached."),)
    levels = sum(step.levels for step in raises)
    target = {step.criterion.code: step.to_level for step in raises}
    reached = score_if(outcome, target)
    return (
        translations.ngettext(
            "Raising {criteria} by {n} level in all would be enough: the overall score would reach {score}.",
            "Raising {criteria} by {n} levels in all would be enough: the overall score would reach {score}.",
            levels,
        ).format(
            criteria=criteria_text(len(raises), lang),
            n=levels,
            score=percent_text(reached, lang, against=outcome.thresholds.overall),
        ),
        _(
            "It is the fewest criteria, then the fewest levels, after which no essential criterion fails, "
            "each family reaches {family} and the whole {overall}. Others could serve as well."
        ).format(
            family=threshold_text(outcome.thresholds.family, lang),
            overall=threshold_text(outcome.thresholds.overall, lang),
        ),
    )


def _beyond_raises(outcome: Results, lang: str) -> tuple[str, ...]:
    """What no raise mends."""
    _ = words(lang).gettext
    parts = []
    if outcome.tally.unanswered:
        parts.append(answers_text(outcome.tally.unanswered, lang))
    papers = len(outcome.documents.indispensable_unmet)
    if papers:
        parts.append(indispensables_text(papers, lang))
    if not parts:
        return ()
    return (_("Still missing besides: {list}.").format(list=listed(parts, lang)),)


def exact_score(numerator: Fraction | int, denominator: Fraction | int, lang: str) -> str:
    """A score as the division that it is: `284 / 393`."""
    return f"{number_text(numerator, lang)}\u202f/\u202f{number_text(denominator, lang)}"
