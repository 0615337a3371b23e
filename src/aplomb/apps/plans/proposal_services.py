"""What the site answers to a proposal of its evaluation: take it, as it is or edited; merge it; refuse it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aplomb.apps.committees.services import Writing, refuse
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.plans import queries
from aplomb.apps.plans.models import Plan, ProposalAnswer, Target, Theme
from aplomb.apps.plans.services import WRITE, demand_decides, no_patient, write
from aplomb.apps.plans.theme_services import about, create, locked, set_targets, update
from aplomb.domain.plans.lifecycle import OPEN, Origin, State
from aplomb.domain.plans.proposals import Proposal
from aplomb.domain.shared.refusal import Refusal


def values_of(proposal: Proposal, lang: str) -> dict[str, Any]:
    """The theme that a proposal makes: each of its criteria at the highest level, the documents to put in order."""
    return {
        "title": proposal.requirement.title.in_(lang)[:160],
        "objective": "",
        "owner": "",
        "due_date": None,
        "means": "",
        "effectiveness_measure": "",
        "root_cause": "",
        "targets": targets_of(proposal),
        "documents": list(proposal.missing_documents),
    }


def targets_of(proposal: Proposal) -> dict[str, int]:
    """Its criteria, at the level that the points to win were counted with."""
    tops = {gap.criterion.code: gap.score + int(gap.points / gap.criterion.weight) for gap in proposal.gaps}
    return dict(sorted(tops.items(), key=lambda item: item[0]))


def accept(
    plan: Plan, requirement: str, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Theme:
    """Make a theme of a proposal, with the values that a form gives it."""
    with write(plan, standing, at) as doing:
        _waiting(doing, plan, requirement)
        theme = create(doing, plan, values, origin=Origin.PROPOSAL, reference=requirement)
        _answer(doing, plan, requirement, ProposalAnswer.AnswerChoices.ACCEPTED, theme)
        return theme


def merge(plan: Plan, requirement: str, theme: Theme, *, standing: Standing, at: datetime) -> None:
    """Add what a proposal aims at to a theme that is open already."""
    with write(plan, standing, at) as doing:
        proposal = _waiting(doing, plan, requirement)
        current = locked(theme, theme.version)
        if current.state != State.PROPOSED:
            demand_decides(doing)
        if current.state not in OPEN:
            refuse([Refusal(f"{WRITE}.theme-closed")])
        aimed = {target.criterion: target.level for target in Target.objects.filter(theme=theme)}
        targets = {**targets_of(proposal), **aimed}
        documents = list(dict.fromkeys([*current.documents, *proposal.missing_documents]))
        update(doing, theme, current.version, {"documents": documents})
        set_targets(theme, targets, queries.outcome(plan, doing.day))
        _answer(doing, plan, requirement, ProposalAnswer.AnswerChoices.MERGED, theme)
        said = {"number": theme.number, "of": requirement, "targets": targets, "documents": documents}
        doing.record("proposal.merged", about(theme), said)


def reject(plan: Plan, requirement: str, reason: str, *, standing: Standing, at: datetime) -> None:
    """Say why a proposal is not taken; the plan shows it."""
    with write(plan, standing, at) as doing:
        demand_decides(doing)
        _waiting(doing, plan, requirement)
        refuse(([] if reason.strip() else [Refusal(f"{WRITE}.no-reason")]) + no_patient(reason))
        _answer(doing, plan, requirement, ProposalAnswer.AnswerChoices.REFUSED, None, reason.strip())
        doing.record("proposal.refused", "", {"of": requirement, "reason": reason.strip()})


def take_back(plan: Plan, requirement: str, *, standing: Standing, at: datetime) -> None:
    """Forget that a proposal was refused: it waits for an answer again."""
    with write(plan, standing, at) as doing:
        demand_decides(doing)
        rows = ProposalAnswer.objects.filter(
            plan=plan, evaluation=plan.evaluation_id, requirement=requirement, answer="refused"
        )
        if not rows.delete()[0]:
            refuse([Refusal(f"{WRITE}.not-waiting")])
        doing.record("proposal.taken-back", "", {"of": requirement})


def _waiting(doing: Writing, plan: Plan, requirement: str) -> Proposal:
    """The proposal, which nobody has answered meanwhile."""
    said = queries.outcome(plan, doing.day)
    themes = list(Theme.objects.filter(plan=plan))
    found = queries.waiting_proposals(plan, said, themes)
    proposal = next((one for one in found if one.requirement.code == requirement), None)
    if proposal is None:
        refuse([Refusal(f"{WRITE}.not-waiting")])
    assert proposal is not None  # noqa: S101 -- refused above
    return proposal


def _answer(
    doing: Writing, plan: Plan, requirement: str, answer: str, theme: Theme | None, reason: str = ""
) -> None:
    ProposalAnswer.objects.create(
        plan=plan,
        evaluation=plan.evaluation,
        requirement=requirement,
        answer=answer,
        theme=theme,
        reason=reason,
        at=doing.at,
        by=doing.user,
    )
