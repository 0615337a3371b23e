"""What people do with a plan as a whole: each is one transaction with its event, in the plan's own stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from aplomb.apps.committees.services import Writing, patient_data, plain, refuse
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.services import lock_stream, new_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans.models import Plan
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

DAYS = ("mock_audit_on", "audit_on", "validated_on")


@contextmanager
def write(
    plan: Plan, standing: Standing, at: datetime, *, action: str = WRITE, named: bool = False
) -> Iterator[Writing]:
    """Hold the plan's stream while something of it is written. `named`: it is in the charge of whoever writes."""
    actor = standing.actor(action, plan.organisation_id, named=named)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    with transaction.atomic():
        pen = lock_stream(plan.stream_id)
        yield Writing(plan.organisation, pen, actor, standing.user, at)
        pen.save()


def demand_decides(doing: Writing) -> None:
    """A consultant proposes; a member of the site decides."""
    if doing.proposes:
        refuse([Refusal(f"{WRITE}.only-proposes")])


@transaction.atomic
def make(organisation: Organisation, evaluation: Evaluation, *, standing: Standing, at: datetime) -> Plan:
    """Open the plan of a site on one of its closed evaluations; its proposals wait for an answer."""
    by = standing.actor(WRITE, organisation.pk)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    # The organisation's row is locked so that two people never open two plans.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse(_why_not_rest_on(organisation, evaluation))
    if Plan.objects.filter(organisation=organisation).exists():
        refuse([Refusal(f"{WRITE}.there-already")])
    pen = new_stream("plan")
    plan = Plan.objects.create(
        organisation=organisation,
        evaluation=evaluation,
        referential=evaluation.referential,
        starts_on=day_in_paris(at),
        stream=pen.stream,
        created_at=at,
        created_by=standing.user,
        changed_at=at,
        changed_by=standing.user,
    )
    pen.record("plan.made", by=by, at=at, data={"evaluation": evaluation.number, **_about(evaluation)})
    pen.save()
    return plan


def rest_on(plan: Plan, evaluation: Evaluation, *, version: int, standing: Standing, at: datetime) -> None:
    """Take a later closed evaluation as the ground of the plan: its scores, its proposals."""
    with write(plan, standing, at) as doing:
        demand_decides(doing)
        refuse(_why_not_rest_on(plan.organisation, evaluation))
        if evaluation.referential != plan.referential:
            refuse([Refusal(f"{WRITE}.other-referential")])
        _update(plan, version, doing, {"evaluation": evaluation})
        doing.record("plan.rests-on", "", {"evaluation": evaluation.number, **_about(evaluation)})


def set_days(
    plan: Plan, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Say when the audits are, and when the committee validated the plan."""
    with write(plan, standing, at) as doing:
        demand_decides(doing)
        days = {name: values[name] for name in DAYS}
        found = []
        if days["validated_on"] and days["validated_on"] > doing.day:
            found.append(Refusal(f"{WRITE}.validated-tomorrow"))
        if days["mock_audit_on"] and days["audit_on"] and days["mock_audit_on"] >= days["audit_on"]:
            found.append(Refusal(f"{WRITE}.mock-audit-after"))
        refuse(found)
        _update(plan, version, doing, days)
        doing.record("plan.days-set", "", days)


def _why_not_rest_on(organisation: Organisation, evaluation: Evaluation) -> list[Refusal]:
    if evaluation.organisation_id != organisation.pk or not evaluation.is_closed:
        return [Refusal(f"{WRITE}.not-closed")]
    return []


def _about(evaluation: Evaluation) -> dict[str, str]:
    return {"kind": evaluation.kind, "referential": evaluation.referential}


def _update(plan: Plan, version: int, doing: Writing, columns: Mapping[str, Any]) -> None:
    current = Plan.objects.filter(pk=plan.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def no_patient(*texts: str) -> list[Refusal]:
    """No text may hold a social-security number."""
    return patient_data(WRITE, *texts)


__all__ = [
    "WRITE",
    "Writing",
    "demand_decides",
    "make",
    "no_patient",
    "plain",
    "refuse",
    "rest_on",
    "set_days",
    "write",
]
