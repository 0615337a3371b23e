"""What people do with solutions: each is one transaction with its event, in the owner's stream."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aplomb.apps.committees.services import Writing, only_of_the_site, patient_data, plain, refuse, write
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.services import Stale
from aplomb.apps.solutions import queries
from aplomb.apps.solutions.models import Contract, Participant, ReadingHours, Solution
from aplomb.domain.organisations.coverage import why_not_read
from aplomb.domain.organisations.solution import (
    ACTION,
    Bounds,
    Part,
    Playing,
    why_not_bounds,
    why_not_play,
)
from aplomb.domain.shared.refusal import Refusal

UPDATE = ACTION


# — The solution —————————————————————————————————————————————————————————————————


def create(owner: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime) -> Solution:
    """Write a solution down, or propose one where it is a consultant who does."""
    with write(UPDATE, owner, standing, at) as doing:
        _check_solution(owner, values, None)
        row = Solution.objects.create(
            organisation=owner, accepted_at=None if doing.proposes else at, **values, **doing.signed
        )
        _tell(doing, "solution.proposed" if doing.proposes else "solution.created", row, values)
    return row


def change(
    row: Solution, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change what is said of a solution; raises Stale if it changed since the form was shown."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _open_to(doing, row)
        _check_solution(row.organisation, values, row)
        _save(doing, row, values, version)
        _tell(doing, "solution.changed", row, values)


def accept(row: Solution, *, version: int, standing: Standing, at: datetime) -> None:
    """The owner takes up a solution that a consultant proposed."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        refuse(only_of_the_site(UPDATE, doing))
        _save(doing, row, {"accepted_at": at}, version)
        _tell(doing, "solution.accepted", row, {})


def remove_proposal(row: Solution, *, version: int, standing: Standing, at: datetime) -> None:
    """Drop a solution that was only proposed: nothing rests on it."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        stored = Solution.objects.filter(pk=row.pk, version=version)
        if not stored.exists():
            raise Stale
        refuse([] if stored.filter(accepted_at=None).exists() else [Refusal(f"{UPDATE}.not-a-proposal")])
        _tell(doing, "solution.dropped", row, {})
        stored.delete()


def _check_solution(owner: Organisation, values: Mapping[str, Any], row: Solution | None) -> None:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    same = Solution.objects.filter(organisation=owner, name__iexact=values["name"])
    refusals = patient_data(UPDATE, values["name"], values["purpose"])
    refusals += why_not_bounds(Bounds(values["day_from"], values["evening_from"], values["night_from"]))
    refusals += [Refusal(f"{UPDATE}.ends-before")] if _backwards(starts, ends) else []
    if same.exclude(pk=row.pk if row is not None else 0).exists():
        refusals.append(Refusal(f"{UPDATE}.same-name"))
    refuse(refusals)


# — Participants —————————————————————————————————————————————————————————————————


def add_participant(
    solution: Solution, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Participant:
    """Somebody takes a part in the solution (`organisation`: a key, or `written_name`)."""
    with write(UPDATE, solution.organisation, standing, at) as doing:
        _open_to(doing, solution)
        columns = _participant(solution, values, None, standing, doing.day)
        row = Participant.objects.create(solution=solution, **columns, **doing.signed)
        _tell(doing, "solution.participant-added", solution, _said(row))
    return row


def change_participant(
    row: Participant, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change the part that somebody plays, or the days on which they do."""
    with write(UPDATE, row.solution.organisation, standing, at) as doing:
        _open_to(doing, row.solution)
        columns = _participant(row.solution, values, row, standing, doing.day)
        _save(doing, row, columns, version)
        _tell(doing, "solution.participant-changed", row.solution, _said(row))


def remove_participant(row: Participant, *, version: int, standing: Standing, at: datetime) -> None:
    """Take a line back that was a mistake. Somebody who leaves has a last day instead."""
    with write(UPDATE, row.solution.organisation, standing, at) as doing:
        _open_to(doing, row.solution)
        _tell(doing, "solution.participant-removed", row.solution, _said(row))
        _delete(row, version)


def _participant(
    solution: Solution, values: Mapping[str, Any], row: Participant | None, standing: Standing, on: date
) -> dict[str, Any]:
    name = " ".join(str(values["written_name"]).split())
    key, place = values["organisation"], None
    if key:
        chosen = queries.known_to(standing, solution.organisation, on)
        place = next((one for one in chosen if str(one.pk) == key), None)
        if place is None and row is not None and str(row.organisation_id) == key:
            place = row.organisation
        if place is None:
            refuse([Refusal(f"{UPDATE}.not-known")])
        name = ""
    if place is None and not name:
        refuse([Refusal(f"{UPDATE}.nobody")])
    wanted = Playing(
        f"o{place.pk}" if place is not None else name.casefold(),
        Part(values["part"]),
        values["starts_on"],
        values["ends_on"],
    )
    others = solution.participants.exclude(pk=row.pk if row is not None else 0)
    refuse(patient_data(UPDATE, name, values["role"]) + why_not_play(wanted, (one.playing for one in others)))
    return {
        "organisation": place,
        "written_name": name,
        "part": wanted.part.value,
        "role": values["role"],
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
    }


def _said(row: Participant) -> dict[str, Any]:
    """A participant as the journal keeps it: an organisation by its opaque identifier."""
    return {
        "place": str(row.organisation.public_id) if row.organisation is not None else "",
        "written_name": row.written_name,
        "part": row.part,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


# — Hours of a reading centre ————————————————————————————————————————————————————


def add_hours(
    participant: Participant, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> ReadingHours:
    """A reading centre reads on these days (`days`, 0 is Monday), at these hours, these modalities."""
    solution = participant.solution
    with write(UPDATE, solution.organisation, standing, at) as doing:
        _open_to(doing, solution)
        refuse(why_not_read(participant.part))
        row = ReadingHours.objects.create(participant=participant, **values, **doing.signed)
        _tell(doing, "solution.hours-added", solution, {**_said(participant), **values})
    return row


def change_hours(
    row: ReadingHours, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    solution = row.participant.solution
    with write(UPDATE, solution.organisation, standing, at) as doing:
        _open_to(doing, solution)
        _save(doing, row, values, version)
        _tell(doing, "solution.hours-changed", solution, {**_said(row.participant), **values})


def remove_hours(row: ReadingHours, *, version: int, standing: Standing, at: datetime) -> None:
    """They no longer read then."""
    solution = row.participant.solution
    with write(UPDATE, solution.organisation, standing, at) as doing:
        _open_to(doing, solution)
        _tell(doing, "solution.hours-removed", solution, _said(row.participant))
        _delete(row, version)


# — Contracts ————————————————————————————————————————————————————————————————————


def add_contract(
    solution: Solution, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Contract:
    with write(UPDATE, solution.organisation, standing, at) as doing:
        _open_to(doing, solution)
        columns = _contract(solution, values, None, doing.day)
        row = Contract.objects.create(solution=solution, **columns, **doing.signed)
        _tell(doing, "solution.contract-added", solution, _terms(row))
    return row


def change_contract(
    row: Contract, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    with write(UPDATE, row.solution.organisation, standing, at) as doing:
        _open_to(doing, row.solution)
        _save(doing, row, _contract(row.solution, values, row, doing.day), version)
        _tell(doing, "solution.contract-changed", row.solution, _terms(row))


def remove_contract(row: Contract, *, version: int, standing: Standing, at: datetime) -> None:
    """Take a contract's line back; the document that keeps it stays in the inventory."""
    with write(UPDATE, row.solution.organisation, standing, at) as doing:
        _open_to(doing, row.solution)
        _tell(doing, "solution.contract-removed", row.solution, _terms(row))
        _delete(row, version)


def _contract(
    solution: Solution, values: Mapping[str, Any], row: Contract | None, on: date
) -> dict[str, Any]:
    refusals = patient_data(UPDATE, values["reference"], values["subject"], values["parties"])
    refusals += (
        [Refusal(f"{UPDATE}.ends-before")] if _backwards(values["starts_on"], values["ends_on"]) else []
    )
    same = solution.contracts.filter(reference__iexact=values["reference"])
    if same.exclude(pk=row.pk if row is not None else 0).exists():
        refusals.append(Refusal(f"{UPDATE}.same-reference"))
    key = values["document"]
    known = {str(pk) for pk, _title in queries.documents_of(solution.organisation)}
    if key and key not in known:
        refusals.append(Refusal(f"{UPDATE}.document-not-here"))
    owner = values["owner"]
    here = {str(person.pk) for person in people_of(solution.organisation_id, on)}
    if owner and owner not in here and owner != str(row.owner_id if row is not None else ""):
        refusals.append(Refusal(f"{UPDATE}.owner-not-here"))
    refuse(refusals)
    kept = {name: values[name] for name in ("reference", "subject", "parties", "starts_on", "ends_on")}
    return {**kept, "document_id": int(key) if key else None, "owner_id": int(owner) if owner else None}


def _terms(row: Contract) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "parties": row.parties,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "owner": row.owner,
    }


# — What they share ——————————————————————————————————————————————————————————————


def _open_to(doing: Writing, solution: Solution) -> None:
    """A consultant changes what is only proposed; once accepted, a solution is its owner's to change."""
    if not Solution.objects.filter(pk=solution.pk, accepted_at=None).exists():
        refuse(only_of_the_site(UPDATE, doing))


def _backwards(starts: date | None, ends: date | None) -> bool:
    return starts is not None and ends is not None and ends < starts


def _save(doing: Writing, row: Any, columns: Mapping[str, Any], version: int) -> None:
    stored = type(row).objects.filter(pk=row.pk, version=version)
    if not stored.update(**columns, version=version + 1, **doing.signed):
        raise Stale
    row.refresh_from_db()


def _delete(row: Any, version: int) -> None:
    if not type(row).objects.filter(pk=row.pk, version=version).delete()[0]:
        raise Stale


def _tell(doing: Writing, action: str, solution: Solution, data: Mapping[str, Any]) -> None:
    doing.record(action, f"solution/{solution.pk}", plain({"solution": solution.name, **data}))
