"""What people do with a theme: add, change, start, finish, assess, drop."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aplomb.apps.committees.services import Writing, in_charge, refuse
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans import queries
from aplomb.apps.plans.models import Plan, Target, Theme
from aplomb.apps.plans.rules import plan_rules
from aplomb.apps.plans.services import WRITE, demand_decides, no_patient, write
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import (
    COMPLETE,
    MovingFacts,
    Origin,
    State,
    lacking,
    missing_parts,
    why_not_move,
)
from aplomb.domain.plans.schedule import would_circle
from aplomb.domain.plans.targets import why_not_target
from aplomb.domain.shared.refusal import Refusal

TEXTS = ("title", "objective", "means", "effectiveness_measure", "root_cause")
EVENTS = {
    State.PLANNED: "theme.planned",
    State.ACTIVE: "theme.started",
    State.DONE: "theme.done",
    State.ASSESSED: "theme.assessed",
    State.DROPPED: "theme.dropped",
}


def add(
    plan: Plan,
    values: Mapping[str, Any],
    *,
    standing: Standing,
    at: datetime,
    origin: Origin = Origin.OWN,
    reference: str = "",
) -> Theme:
    """Put a theme in the plan; what a consultant adds is proposed until the site accepts it."""
    with write(plan, standing, at) as doing:
        return create(doing, plan, values, origin=origin, reference=reference)


def create(doing: Writing, plan: Plan, values: Mapping[str, Any], *, origin: Origin, reference: str) -> Theme:
    """The row and its event, in the transaction of whoever calls."""
    said = queries.outcome(plan, doing.day)
    columns = _columns(doing, values, said)
    theme = Theme.objects.create(
        plan=plan,
        number=queries.next_number(plan),
        state=State.PROPOSED if doing.proposes else State.PLANNED,
        origin=origin,
        origin_ref=reference,
        **columns,
        **doing.signed,
    )
    set_targets(theme, values["targets"], said)
    set_waits(theme, values.get("waits_for", ()))
    action = "theme.proposed" if doing.proposes else "theme.added"
    doing.record(
        action,
        about(theme),
        {**columns, "number": theme.number, "targets": values["targets"], "origin": origin, "of": reference},
    )
    return theme


def change(
    theme: Theme, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change what a theme says and aims at; raises Stale if it changed since the form was shown."""
    with write(theme.plan, standing, at) as doing:
        if theme.state != State.PROPOSED:
            demand_decides(doing)
        said = queries.outcome(theme.plan, doing.day)
        columns = _columns(doing, values, said, theme.owner_key)
        current = locked(theme, version)
        if current.state in COMPLETE:
            owner = current.owner_key if "owner" not in columns else values["owner"]
            refuse(lacking(missing_parts({**columns, "owner": owner})))
        update(doing, theme, version, columns)
        set_targets(theme, values["targets"], said)
        waits = set_waits(theme, values.get("waits_for", ()))
        said_of = {**columns, "targets": values["targets"], "waits_for": waits}
        doing.record("theme.changed", about(theme), said_of)


def move(
    theme: Theme,
    to: State,
    *,
    version: int,
    standing: Standing,
    at: datetime,
    reason: str = "",
    effective: bool | None = None,
) -> None:
    """Take a theme to another state: all that stands in the way is judged under the plan's lock.

    `reason`: why it is dropped, why it starts above the limit, what was found when it was assessed.
    """
    with write(theme.plan, standing, at) as doing:
        # Read again now that the plan is held: the count of active themes is nobody else's to change.
        plan = Plan.objects.get(pk=theme.plan_id)
        current = locked(theme, version)
        facts = MovingFacts(
            state=State(current.state),
            to=to,
            decides=not doing.proposes,
            missing=current.missing,
            active=plan.active_count,
            limit=plan_rules().max_active_themes,
            reason=reason,
            effective=effective,
        )
        refuse(why_not_move(facts) + no_patient(reason))
        columns = _moved(doing, current, facts)
        update(doing, theme, version, {"state": to, **columns})
        shift = (to is State.ACTIVE) - (facts.state is State.ACTIVE)
        if shift:
            Plan.objects.filter(pk=plan.pk).update(active_count=plan.active_count + shift)
        said = {"number": theme.number, "from": facts.state, "to": to, "reason": reason.strip()}
        doing.record(
            EVENTS[to], about(theme), said | ({"effective": effective} if effective is not None else {})
        )


def _moved(doing: Writing, theme: Theme, facts: MovingFacts) -> dict[str, Any]:
    """What changes with the state: days, the verdict, the reasons that the plan shows."""
    to, reason = facts.to, facts.reason.strip()
    columns: dict[str, Any] = {
        "effective": facts.effective if to is State.ASSESSED else None,
        "assessed_on": doing.day if to is State.ASSESSED else None,
        "closing": reason if to in (State.ASSESSED, State.DROPPED) else "",
    }
    if to is State.ACTIVE:
        above = facts.active >= facts.limit
        columns |= {
            "starts_on": theme.starts_on or doing.day,
            "done_on": None,
            "above_reason": reason if above else "",
        }
    elif to is State.DONE:
        columns |= {"done_on": doing.day, "above_reason": ""}
    elif to in (State.PLANNED, State.DROPPED):
        columns["above_reason"] = ""
    return columns


def locked(theme: Theme, version: int) -> Theme:
    """The row as it is now that the plan is held; Stale where somebody changed it meanwhile."""
    current = Theme.objects.filter(pk=theme.pk, version=version).first()
    if current is None:
        raise Stale
    return current


def update(doing: Writing, theme: Theme, version: int, columns: Mapping[str, Any]) -> None:
    """Write these columns on this version of the row, and no other."""
    current = Theme.objects.filter(pk=theme.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def _columns(doing: Writing, values: Mapping[str, Any], said: Results, kept: str = "") -> dict[str, Any]:
    """What a form says of a theme, as columns; refused with all that is wrong."""
    texts = {name: values[name].strip() for name in TEXTS}
    owner, refusals = in_charge(WRITE, doing, values["owner"], kept)
    refusals = refusals + why_not_target(said.edition, values["targets"]) + no_patient(*texts.values())
    if not texts["title"]:
        refusals.append(Refusal(f"{WRITE}.no-title"))
    unknown = [code for code in values["documents"] if code not in said.edition.documents_by_code]
    if unknown:
        refusals.append(Refusal(f"{WRITE}.document-unknown", {"documents": unknown}))
    refuse(refusals)
    return {**texts, "due_date": values["due_date"], "documents": list(values["documents"]), **owner}


def about(theme: Theme) -> str:
    """How the journal names a theme."""
    return f"theme/{theme.pk}"


def set_targets(theme: Theme, levels: dict[str, int], said: Results) -> None:
    """Replace what a theme aims at; the score of the day is kept with each aim that is new."""
    before = {target.criterion: target for target in Target.objects.filter(theme=theme)}
    Target.objects.filter(theme=theme).exclude(criterion__in=levels).delete()
    for code, level in levels.items():
        score = said.scores.get(code)
        if code not in before:
            then = score if isinstance(score, int) else None
            Target.objects.create(theme=theme, criterion=code, level=level, then=then)
        elif before[code].level != level:
            Target.objects.filter(pk=before[code].pk).update(level=level)


def set_waits(theme: Theme, wanted: Iterable[Any]) -> list[int]:
    """Say which other themes of the plan this one waits for, by key; returns their numbers. A circle is refused."""
    keys = {int(key) for key in wanted}
    others = {one.pk: one.number for one in Theme.objects.filter(plan=theme.plan_id).exclude(pk=theme.pk)}
    links = Theme.waits_for.through.objects.filter(from_theme__plan=theme.plan_id).exclude(
        from_theme=theme.pk
    )
    waits: dict[int, list[int]] = {}
    for waiting, awaited in links.values_list("from_theme", "to_theme"):
        waits.setdefault(waiting, []).append(awaited)
    if circles := [others[key] for key in keys & others.keys() if would_circle(waits, theme.pk, key)]:
        refuse([Refusal(f"{WRITE}.circle", {"themes": sorted(circles)})])
    theme.waits_for.set(keys & others.keys())
    return sorted(others[key] for key in keys & others.keys())
