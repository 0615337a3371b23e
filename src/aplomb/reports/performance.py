"""The performance report (*bilan de performance*): its data, gathered from `Results`, and the PDF made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aplomb.domain.evaluations.evidence import Proof
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.proposals import Proposal
from aplomb.domain.shared.words import words
from aplomb.reports import annexes, improvement, sections
from aplomb.reports.engine import compile_pdf
from aplomb.reports.face import Face, Sign, face, french_only, signs
from aplomb.reports.subject import Subject
from aplomb.reports.summary import Summary, summary
from aplomb.reports.wording import completion_text

TEMPLATE = "performance.typ"


@dataclass(frozen=True, slots=True)
class Guide:
    """How to read the report, on the page of its contents."""

    title: str
    levels_title: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """All that the template lays out; every text is ready in the report's language."""

    face: Face
    signs: Mapping[str, Sign]
    mark_word: str
    annex_word: str
    no_reason_word: str
    guide: Guide
    summary: Summary
    dimensions: sections.Dimensions | None
    families: sections.Families
    requirements: sections.Requirements
    essentials: sections.CriterionTable
    gaps: sections.Gaps
    proposals: improvement.Proposals
    way_out: improvement.WayOut
    not_applicable: sections.CriterionTable | None
    unanswered: sections.Unanswered | None
    criteria: annexes.Criteria
    evidence: annexes.Evidence | None
    figures: annexes.Figures
    sources: annexes.Sources | None


def performance_data(
    outcome: Results,
    subject: Subject,
    proposals: Sequence[Proposal],
    sheets: Mapping[str, str],
    lang: str,
    proofs: Sequence[Proof] = (),
) -> Performance:
    """What the performance report says."""
    _ = words(lang).gettext
    tally = outcome.tally
    progress = completion_text(tally, lang)
    return Performance(
        face=face(
            outcome,
            subject,
            _("Performance report"),
            lang,
            progress=progress,
            thread=tally.completion,
            warning="" if tally.completion == 1 else progress,
        ),
        signs=signs(outcome.edition.scale, lang),
        mark_word=_("Essential"),
        annex_word=_("Annex"),
        no_reason_word=_("no justification"),
        guide=_guide(outcome, lang),
        summary=summary(outcome, lang),
        dimensions=sections.dimensions(outcome, lang),
        families=sections.families(outcome, lang),
        requirements=sections.requirements(outcome, lang),
        essentials=sections.essentials(outcome, lang),
        gaps=sections.gap_section(outcome, lang),
        proposals=improvement.proposal_section(outcome, proposals, sheets, lang),
        way_out=improvement.way_out_section(outcome, lang),
        not_applicable=sections.not_applicable(outcome, lang),
        unanswered=sections.unanswered(outcome, lang),
        criteria=annexes.criteria(outcome, lang),
        evidence=annexes.evidence(outcome, proofs, lang),
        figures=annexes.figures(outcome, lang),
        sources=annexes.sources(outcome, lang),
    )


def performance_pdf(
    results: Results,
    subject: Subject,
    *,
    proposals: Sequence[Proposal],
    sheets: Mapping[str, str],
    proofs: Sequence[Proof] = (),
    lang: str = "fr",
) -> bytes:
    """The performance report (*bilan de performance*).

    `proposals` are those of `domain.plans.proposals`, `sheets` the titles of the best-practice sheets by code,
    `proofs` what proves the answers.
    """
    data = performance_data(results, subject, proposals, sheets, lang, proofs)
    return compile_pdf(TEMPLATE, data, subject.on)


def _guide(outcome: Results, lang: str) -> Guide:
    _ = words(lang).gettext
    notes = (
        _("A score is computed on what has been scored: NA and missing answers are left out, and said."),
        _(
            "A level is a glyph and a digit; colour only confirms it, and the report holds in black and white."
        ),
        french_only(outcome, lang),
    )
    return Guide(
        title=_("How to read this report"),
        levels_title=_("The levels"),
        notes=tuple(note for note in notes if note),
    )
