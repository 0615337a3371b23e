"""What is read of a plan; each function says how many queries it takes, whatever the number of themes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.results_queries import outcome_of
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.plans.models import Plan, ProposalAnswer, Task, Theme
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import OPEN, State
from aplomb.domain.plans.proposals import Proposal, proposals
from aplomb.formats.sheets import sheets_by_criterion

PEOPLE = ("owner", "owner_member", "owner_member__user")


def plan_of(organisation_id: int) -> Plan | None:
    """The site's plan with the evaluation that its figures rest on; one query."""
    return (
        Plan.objects.filter(organisation=organisation_id).select_related("organisation", "evaluation").first()
    )


def themes_of(plan: Plan) -> list[Theme]:
    """Its themes in their order, with who is in charge, targets, actions, what they wait for; four queries."""
    rows = Theme.objects.filter(plan=plan).select_related(*PEOPLE, "changed_by")
    found = list(rows.prefetch_related("targets", "tasks", "waits_for").order_by("number"))
    for theme in found:
        theme.plan = plan
    return found


def outcome(plan: Plan, today: date) -> Results:
    """What the site scored in the evaluation that the plan rests on; no query, the evaluation being there."""
    return outcome_of(plan.evaluation, today)


def aims(theme: Theme) -> list[tuple[str, int]]:
    """The theme's targets as the rules read them; no query where they were fetched."""
    return [(target.criterion, target.level) for target in theme.targets.all()]


def promised(themes: Iterable[Theme]) -> list[tuple[str, int]]:
    """The targets that the projection counts: of themes that are active or done, or were found effective."""
    counted = (State.ACTIVE, State.DONE)
    return [aim for theme in themes if theme.state in counted or theme.effective for aim in aims(theme)]


def closed_evaluations(organisation_id: int, standing: Standing) -> QuerySet[Evaluation]:
    """The closed evaluations of the site as a whole that this person may read, the latest first."""
    rows = Evaluation.objects.visible_to(standing).filter(
        organisation=organisation_id, status=Status.CLOSED, solution__isnull=True
    )
    return rows.defer("frozen", "summary", "frozen_names").order_by("-closed_at", "-pk")


def waiting_proposals(plan: Plan, said: Results, themes: Iterable[Theme]) -> tuple[Proposal, ...]:
    """What the evaluation proposes that has no answer yet and no open theme; one query."""
    answered = set(
        ProposalAnswer.objects.filter(plan=plan, evaluation=plan.evaluation_id).values_list(
            "requirement", flat=True
        )
    )
    taken = {theme.origin_ref for theme in themes if theme.state in OPEN and theme.origin == "proposal"}
    found = proposals([said], sheets_by_criterion(said.edition.code))
    return tuple(one for one in found if one.requirement.code not in answered | taken)


def answers_of(plan: Plan) -> list[ProposalAnswer]:
    """What was said of the present evaluation's proposals, the latest first; one query."""
    rows = ProposalAnswer.objects.filter(plan=plan, evaluation=plan.evaluation_id)
    return list(rows.select_related("theme", "by").order_by("-at", "-pk"))


def open_tasks_of(person: User, organisations: Iterable[int]) -> list[Task]:
    """The actions in somebody's own charge at these places, the nearest due first; one query."""
    rows = Task.objects.filter(
        owner=person, theme__plan__organisation__in=organisations, done_on__isnull=True, theme__state__in=OPEN
    )
    return list(rows.select_related("theme__plan__organisation").order_by("due_on", "pk"))


def next_number(plan: Plan) -> int:
    """The number of its next theme, under the plan's lock; one query."""
    last = Theme.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
