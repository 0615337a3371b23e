"""What people do with the actions of a theme."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aplomb.apps.committees.services import CLOSE, Writing, in_charge, is_mine, refuse
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans.models import Task, Theme
from aplomb.apps.plans.services import WRITE, demand_decides, no_patient, write
from aplomb.domain.plans.lifecycle import OPEN, State
from aplomb.domain.shared.refusal import Refusal


def add(theme: Theme, values: Mapping[str, Any], *, standing: Standing, at: datetime) -> Task:
    """Add an action to a theme."""
    with write(theme.plan, standing, at) as doing:
        _demand_open(doing, theme)
        columns = _columns(doing, values)
        last = Task.objects.filter(theme=theme).order_by("-number").values_list("number", flat=True).first()
        task = Task.objects.create(theme=theme, number=(last or 0) + 1, **columns, **doing.signed)
        doing.record("plan_task.added", _about(task), {"theme": theme.number, **columns})
    return task


def change(task: Task, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime) -> None:
    """Change an action; raises Stale if it changed since the form was shown."""
    with write(task.theme.plan, standing, at) as doing:
        _demand_open(doing, task.theme)
        columns = _columns(doing, values, task.owner_key)
        _update(doing, task, version, columns)
        doing.record("plan_task.changed", _about(task), {"theme": task.theme.number, **columns})


def set_done(task: Task, done_on: date | None, *, version: int, standing: Standing, at: datetime) -> None:
    """Say that an action is done, and on which day; or that it is not, after all. Whoever is in charge may."""
    plan = task.theme.plan
    with write(plan, standing, at, action=CLOSE, named=is_mine(task, standing)) as doing:
        found = [] if task.theme.state in OPEN else [Refusal(f"{WRITE}.theme-closed")]
        if done_on is not None and done_on > doing.day:
            found.append(Refusal(f"{WRITE}.done-tomorrow"))
        refuse(found)
        _update(doing, task, version, {"done_on": done_on})
        action = "plan_task.undone" if done_on is None else "plan_task.done"
        doing.record(
            action, _about(task), {"theme": task.theme.number, "text": task.text, "done_on": _iso(done_on)}
        )


def remove(task: Task, *, version: int, standing: Standing, at: datetime) -> None:
    """Take an action out of a theme; the journal keeps what it said."""
    with write(task.theme.plan, standing, at) as doing:
        _demand_open(doing, task.theme)
        if not Task.objects.filter(pk=task.pk, version=version).delete()[0]:
            raise Stale
        doing.record("plan_task.removed", _about(task), {"theme": task.theme.number, "text": task.text})


def _demand_open(doing: Writing, theme: Theme) -> None:
    if theme.state != State.PROPOSED:
        demand_decides(doing)
    if theme.state not in OPEN:
        refuse([Refusal(f"{WRITE}.theme-closed")])


def _columns(doing: Writing, values: Mapping[str, Any], kept: str = "") -> dict[str, Any]:
    text, starts_on, due_on = values["text"].strip(), values["starts_on"], values["due_on"]
    owner, refusals = in_charge(WRITE, doing, values["owner"], kept)
    refusals = refusals + no_patient(text)
    if not text:
        refusals.append(Refusal(f"{WRITE}.no-text"))
    if starts_on and due_on and due_on < starts_on:
        refusals.append(Refusal(f"{WRITE}.ends-before"))
    refuse(refusals)
    return {"text": text, "starts_on": starts_on, "due_on": due_on, **owner}


def _update(doing: Writing, task: Task, version: int, columns: Mapping[str, Any]) -> None:
    if not Task.objects.filter(pk=task.pk, version=version).update(
        **columns, version=version + 1, **doing.signed
    ):
        raise Stale


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _about(task: Task) -> str:
    return f"plan-task/{task.pk}"
