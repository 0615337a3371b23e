"""What people do with meetings of the committee: each is one transaction with its event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from aplomb.apps.committees import queries
from aplomb.apps.committees.models import Attendance, Decision, Meeting
from aplomb.apps.committees.services import (
    CLOSE,
    UPDATE,
    Writing,
    in_charge,
    is_mine,
    only_of_the_site,
    patient_data,
    refuse,
    write,
)
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.services import Stale
from aplomb.domain.organisations.committee import Presence, why_not_decide
from aplomb.domain.shared.refusal import Refusal

CALLED = ("held_on", "starts_at", "place", "agenda")


def call(
    organisation: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Meeting:
    """Call a meeting: its day, place and agenda; one held already can be recorded in the same way."""
    with write(UPDATE, organisation, standing, at) as doing:
        columns = _called(doing, values)
        meeting = Meeting.objects.create(organisation=organisation, **columns, **doing.signed)
        doing.record("meeting.called", _about(meeting), columns)
    return meeting


def change(
    meeting: Meeting, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change a meeting's day, place or agenda; raises Stale if it changed since the form was shown."""
    with write(UPDATE, meeting.organisation, standing, at) as doing:
        columns = _called(doing, values, meeting.owner_key)
        decided = Decision.objects.filter(meeting=meeting, due_on__lt=columns["held_on"])
        if decided.exists():
            refuse([Refusal("committee.decision.due-before-meeting")])
        _update(doing, meeting, version, columns)
        doing.record("meeting.changed", _about(meeting), columns)


def record_minutes(
    meeting: Meeting,
    values: Mapping[str, Any],
    presences: Mapping[int, str],
    *,
    version: int,
    standing: Standing,
    at: datetime,
) -> None:
    """Say who was there and what was said; `presences` by member. Raises Stale as every edit does."""
    with write(UPDATE, meeting.organisation, standing, at) as doing:
        refusals = only_of_the_site(UPDATE, doing) + patient_data(UPDATE, values["minutes"], values["guests"])
        if meeting.held_on > doing.day:
            refusals.append(Refusal("committee.minutes.not-held", {"day": meeting.held_on.isoformat()}))
        refuse(refusals)
        columns = {"minutes": values["minutes"].strip(), "guests": values["guests"].strip()}
        _update(doing, meeting, version, columns)
        Attendance.objects.filter(meeting=meeting).delete()
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, member_id=member, presence=Presence(presence))
            for member, presence in sorted(presences.items())
        )
        attended = {f"committee-member/{member}": presence for member, presence in presences.items()}
        doing.record("meeting.minutes-recorded", _about(meeting), {**columns, "attendance": attended})


def decide(meeting: Meeting, values: Mapping[str, Any], *, standing: Standing, at: datetime) -> Decision:
    """Record what the meeting decided, after what it had decided before."""
    with write(UPDATE, meeting.organisation, standing, at) as doing:
        columns = _decided(doing, meeting, values)
        last = Decision.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
        decision = Decision.objects.create(
            organisation=meeting.organisation, meeting=meeting, number=last + 1, **columns, **doing.signed
        )
        doing.record("meeting.decided", _about_decision(decision), columns)
    return decision


def change_decision(
    decision: Decision, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Put a decision right: its words, who is in charge, its due date."""
    with write(UPDATE, decision.organisation, standing, at) as doing:
        columns = _decided(doing, decision.meeting, values, decision.owner_key)
        if columns["due_on"] is None and decision.done_on is not None:
            refuse([Refusal("committee.decision.done-already")])
        _update_decision(doing, decision, version, columns)
        doing.record("meeting.decision-changed", _about_decision(decision), columns)


def set_done(
    decision: Decision, done_on: date | None, *, version: int, standing: Standing, at: datetime
) -> None:
    """Say that a task was carried out, and on which day; or that it was not, after all."""
    named = is_mine(decision, standing)
    with write(CLOSE, decision.organisation, standing, at, named=named) as doing:
        refusals = []
        if not decision.is_task:
            refusals.append(Refusal("committee.decision.not-a-task"))
        if done_on is not None and done_on > doing.day:
            refusals.append(Refusal("committee.decision.done-tomorrow"))
        refuse(refusals)
        _update_decision(doing, decision, version, {"done_on": done_on})
        action = "meeting.task-undone" if done_on is None else "meeting.task-done"
        doing.record(action, _about_decision(decision), {"done_on": done_on})


def _called(doing: Writing, values: Mapping[str, Any], kept: str = "") -> dict[str, Any]:
    owner = values.get("owner", "")
    columns, refusals = in_charge(UPDATE, doing, owner, kept)
    person = columns.get("owner")
    if person is not None and person not in queries.who_may_hold(doing.organisation.pk, doing.day).people:
        refusals.append(Refusal("committee.meeting.owner-does-not-write"))
    refusals += only_of_the_site(UPDATE, doing) + patient_data(UPDATE, values["place"], values["agenda"])
    refuse(refusals)
    return {**{name: values[name] for name in CALLED}, **columns}


def _decided(doing: Writing, meeting: Meeting, values: Mapping[str, Any], kept: str = "") -> dict[str, Any]:
    owner, refusals = in_charge(UPDATE, doing, values["owner"], kept)
    refusals += only_of_the_site(UPDATE, doing) + patient_data(UPDATE, values["text"])
    refusals += why_not_decide(
        values["text"],
        has_owner=bool(values["owner"]),
        due_on=values["due_on"],
        decided_on=meeting.held_on,
    )
    if meeting.held_on > doing.day:
        refusals.append(Refusal("committee.minutes.not-held", {"day": meeting.held_on.isoformat()}))
    refuse(refusals)
    return {"text": values["text"].strip(), "due_on": values["due_on"], **owner}


def _update(doing: Writing, meeting: Meeting, version: int, columns: Mapping[str, Any]) -> None:
    current = Meeting.objects.filter(pk=meeting.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def _update_decision(doing: Writing, decision: Decision, version: int, columns: Mapping[str, Any]) -> None:
    current = Decision.objects.filter(pk=decision.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def _about(meeting: Meeting) -> str:
    return f"meeting/{meeting.pk}"


def _about_decision(decision: Decision) -> str:
    return f"decision/{decision.pk}"
