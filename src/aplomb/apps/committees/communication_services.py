"""What people do with the communication plan: each is one transaction with its event."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aplomb.apps.committees import queries
from aplomb.apps.committees.models import CommunicationAction
from aplomb.apps.committees.services import (
    CLOSE,
    Writing,
    in_charge,
    is_mine,
    only_of_the_site,
    patient_data,
    refuse,
    write,
)
from aplomb.apps.committees.usual import usual
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.services import Stale
from aplomb.domain.organisations.communication import starters
from aplomb.domain.shared.refusal import Refusal

UPDATE = "communication.update"
TEXTS = ("audience", "message", "channel")


def add(
    organisation: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> CommunicationAction:
    """Put an action in the plan, or propose it."""
    with write(UPDATE, organisation, standing, at) as doing:
        return _create(doing, _columns(doing, values))


def add_usual(
    organisation: Organisation, codes: Sequence[str], *, standing: Standing, at: datetime
) -> list[CommunicationAction]:
    """Put the usual actions that are named in the plan, those that it has already left out."""
    with write(UPDATE, organisation, standing, at) as doing:
        taken = queries.starters_taken(organisation.pk)
        wanted = [(code, due) for code, due in starters(taken, doing.day) if code in codes]
        if not wanted:
            refuse([Refusal(f"{UPDATE}.nothing-chosen")])
        return [_create(doing, {**usual(code), "due_on": due, "starter": code}) for code, due in wanted]


def change(
    row: CommunicationAction, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change an action; raises Stale if it changed since the form was shown."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_mine(doing, row)
        columns = _columns(doing, values, row.owner_key)
        _update(doing, row, version, columns)
        doing.record("communication.changed", _about(row), columns)


def set_done(
    row: CommunicationAction, done_on: date | None, *, version: int, standing: Standing, at: datetime
) -> None:
    """Say that an action was carried out, and on which day; or that it was not, after all."""
    with write(CLOSE, row.organisation, standing, at, named=is_mine(row, standing)) as doing:
        refusals = [Refusal(f"{UPDATE}.only-a-proposal")] if row.is_proposed else []
        if done_on is not None and done_on > doing.day:
            refusals.append(Refusal(f"{UPDATE}.done-tomorrow"))
        refuse(refusals)
        _update(doing, row, version, {"done_on": done_on})
        action = "communication.undone" if done_on is None else "communication.done"
        doing.record(action, _about(row), {"audience": row.audience, "done_on": done_on})


def accept(row: CommunicationAction, *, version: int, standing: Standing, at: datetime) -> None:
    """The site takes in an action that its consultant proposed."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        refuse(only_of_the_site(UPDATE, doing))
        _update(doing, row, version, {"accepted_at": at})
        doing.record("communication.added", _about(row), {"audience": row.audience, "channel": row.channel})


def remove(row: CommunicationAction, *, version: int, standing: Standing, at: datetime) -> None:
    """Take an action out of the plan; the journal keeps what it said."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_mine(doing, row)
        if not CommunicationAction.objects.filter(pk=row.pk, version=version).delete()[0]:
            raise Stale
        said = {name: getattr(row, name) for name in (*TEXTS, "due_on", "done_on")}
        doing.record("communication.removed", _about(row), said)


def _create(doing: Writing, columns: Mapping[str, Any]) -> CommunicationAction:
    row = CommunicationAction.objects.create(
        organisation=doing.organisation,
        accepted_at=None if doing.proposes else doing.at,
        **columns,
        **doing.signed,
    )
    action = "communication.proposed" if doing.proposes else "communication.added"
    doing.record(action, _about(row), columns)
    return row


def _update(doing: Writing, row: CommunicationAction, version: int, columns: Mapping[str, Any]) -> None:
    current = CommunicationAction.objects.filter(pk=row.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def _columns(doing: Writing, values: Mapping[str, Any], kept: str = "") -> dict[str, Any]:
    texts = {name: values[name].strip() for name in TEXTS}
    owner, refusals = in_charge(UPDATE, doing, values["owner"], kept)
    refuse(refusals + patient_data(UPDATE, *texts.values()))
    return {**texts, "due_on": values["due_on"], **owner}


def _demand_mine(doing: Writing, row: CommunicationAction) -> None:
    if not row.is_proposed:
        refuse(only_of_the_site(UPDATE, doing))


def _about(row: CommunicationAction) -> str:
    return f"communication/{row.pk}"
