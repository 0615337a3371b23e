"""What people do with indicators: each is one transaction with its event, in the site's stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aplomb.apps.committees.services import Writing, only_of_the_site, patient_data, refuse, write
from aplomb.apps.indicators import queries
from aplomb.apps.indicators.models import Annotation, Indicator, Measurement
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.services import Stale
from aplomb.domain.indicators.control import Kind
from aplomb.domain.indicators.measuring import ACTION, doubled, why_not_define, why_not_measure
from aplomb.domain.shared.refusal import Refusal
from aplomb.formats.measures import Line

UPDATE = ACTION
DEFINED = (
    "name", "definition", "kind", "unit", "per", "direction", "target", "frequency", "baseline_until", "criteria",
)  # fmt: skip


# — The definition ———————————————————————————————————————————————————————————————


def create(
    organisation: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Indicator:
    """Define an indicator, or propose one where it is a consultant who does."""
    with write(UPDATE, organisation, standing, at) as doing:
        return _create(doing, values)


def create_several(
    organisation: Organisation, chosen: Sequence[Mapping[str, Any]], *, standing: Standing, at: datetime
) -> list[Indicator]:
    """Take several indicators of the starter set (`starter` names each), those that are followed already left out."""
    with write(UPDATE, organisation, standing, at) as doing:
        taken = queries.starters_taken(organisation.pk)
        wanted = [values for values in chosen if values["starter"] not in taken]
        if not wanted:
            refuse([Refusal(f"{UPDATE}.nothing-chosen")])
        return [_create(doing, values) for values in wanted]


def change(
    row: Indicator, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change a definition; raises Stale if it changed since the form was shown. With measures, its kind stays."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_open(doing, row)
        columns = _columns(doing, values, row)
        if columns["kind"] != row.kind and Measurement.objects.filter(indicator=row).exists():
            refuse([Refusal(f"{UPDATE}.kind-is-measured")])
        _save(doing, row, version, columns)
        doing.record("indicator.changed", _about(row), _said(columns))


def accept(row: Indicator, *, version: int, standing: Standing, at: datetime) -> None:
    """The site takes up an indicator that its consultant proposed."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        refuse(only_of_the_site(UPDATE, doing))
        _save(doing, row, version, {"accepted_at": at, "begins_on": doing.day})
        doing.record("indicator.added", _about(row), {"name": row.name})


def archive(row: Indicator, *, over: bool, version: int, standing: Standing, at: datetime) -> None:
    """Stop following an indicator, or follow it again; its measures stay."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_mine(doing, row)
        if not over and row.starter and row.starter in queries.starters_taken(row.organisation_id):
            refuse([Refusal(f"{UPDATE}.followed-already")])
        _save(doing, row, version, {"archived_at": at if over else None})
        doing.record("indicator.archived" if over else "indicator.resumed", _about(row), {"name": row.name})


def _create(doing: Writing, values: Mapping[str, Any]) -> Indicator:
    columns = _columns(doing, values, None)
    row = Indicator.objects.create(
        organisation=doing.organisation,
        begins_on=doing.day,
        starter=values.get("starter", ""),
        accepted_at=None if doing.proposes else doing.at,
        **columns,
        **doing.signed,
    )
    doing.record("indicator.proposed" if doing.proposes else "indicator.added", _about(row), _said(columns))
    return row


def _columns(doing: Writing, values: Mapping[str, Any], row: Indicator | None) -> dict[str, Any]:
    columns = {name: values[name] for name in DEFINED}
    if columns["kind"] != Kind.RATE:
        columns["per"] = 1
    columns["owner"], refusals = _owner(doing, str(values.get("owner") or ""), row)
    refusals += why_not_define(Kind(columns["kind"]), columns["target"], columns["per"])
    refusals += patient_data(UPDATE, columns["name"], columns["definition"])
    same = Indicator.objects.filter(
        organisation=doing.organisation, name__iexact=columns["name"], archived_at__isnull=True
    )
    if same.exclude(pk=row.pk if row is not None else 0).exists():
        refusals.append(Refusal(f"{UPDATE}.same-name"))
    refuse(refusals)
    return columns


def _owner(doing: Writing, key: str, row: Indicator | None) -> tuple[Any, list[Refusal]]:
    """Who is in charge, by their key. Somebody who has left since stays where they already were."""
    if not key:
        return None, []
    if row is not None and str(row.owner_id) == key:
        return row.owner, []
    people = {str(person.pk): person for person in people_of(doing.organisation.pk, doing.day)}
    return people.get(key), [] if key in people else [Refusal(f"{UPDATE}.owner-not-of-the-site")]


# — Measures —————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Brought:
    """What a list of measures did: how many are new, took another's place, were there already as they are."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0


def measure(
    row: Indicator, lines: Sequence[Line], *, replace: bool, standing: Standing, at: datetime
) -> Brought:
    """Write measures down, all or none; a day that has another figure already is refused unless `replace`.

    The same lines again change nothing.
    """
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        _check(doing, row, lines)
        there = {
            one.on: one
            for one in Measurement.objects.filter(
                indicator=row, removed_at__isnull=True, on__in=[line.on for line in lines]
            )
        }
        fresh = [line for line in lines if line.on not in there]
        other = [
            (there[line.on], line) for line in lines if line.on in there and not _same(there[line.on], line)
        ]
        if other and not replace:
            days = [f"{line.on:%d/%m/%Y}" for _stored, line in other]
            refuse([Refusal(f"{UPDATE}.same-day", {"days": ", ".join(days[:8]), "n": len(days)})])
        Measurement.objects.bulk_create(
            Measurement(
                indicator=row, on=one.on, count=one.count, size=one.size, note=one.note, **doing.signed
            )
            for one in fresh
        )
        for stored, line in other:
            stored.count, stored.size, stored.note = line.count, line.size, line.note
            stored.version += 1
            stored.changed_at, stored.changed_by = doing.at, doing.user
        Measurement.objects.bulk_update(
            [stored for stored, _line in other],
            ["count", "size", "note", "version", "changed_at", "changed_by"],
        )
        if fresh or other:
            said = {
                "added": [_line(one) for one in fresh],
                "replaced": [_line(one) for _stored, one in other],
            }
            doing.record("indicator.measured", _about(row), {"name": row.name, **said})
    return Brought(len(fresh), len(other), len(lines) - len(fresh) - len(other))


def change_measure(
    stored: Measurement, line: Line, *, version: int, standing: Standing, at: datetime
) -> None:
    """Put a measure right; raises Stale if it changed since the form was shown."""
    row = stored.indicator
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        _check(doing, row, [line])
        others = Measurement.objects.filter(indicator=row, removed_at__isnull=True, on=line.on)
        if others.exclude(pk=stored.pk).exists():
            refuse([Refusal(f"{UPDATE}.day-taken", {"day": f"{line.on:%d/%m/%Y}"})])
        found = {"on": line.on, "count": line.count, "size": line.size, "note": line.note}
        _save_measure(doing, stored, version, found)
        was = _line(Line(stored.on, stored.count, stored.size, stored.note))
        doing.record("indicator.remeasured", _about(row), {"name": row.name, "was": was, "is": _line(line)})


def remove_measure(
    stored: Measurement, reason: str, *, version: int, standing: Standing, at: datetime
) -> None:
    """Take a measure back, and say why; it stays as one that was taken back."""
    row, reason = stored.indicator, " ".join(reason.split())
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        refuse(([] if reason else [Refusal(f"{UPDATE}.no-reason")]) + patient_data(UPDATE, reason))
        _save_measure(doing, stored, version, {"removed_at": doing.at, "removal_reason": reason[:200]})
        was = _line(Line(stored.on, stored.count, stored.size, stored.note))
        doing.record(
            "indicator.measure-removed", _about(row), {"name": row.name, "was": was, "reason": reason}
        )


def restore_measure(stored: Measurement, *, version: int, standing: Standing, at: datetime) -> None:
    """Put back a measure that was taken back, where its day is free."""
    row = stored.indicator
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        if Measurement.objects.filter(indicator=row, removed_at__isnull=True, on=stored.on).exists():
            refuse([Refusal(f"{UPDATE}.day-taken", {"day": f"{stored.on:%d/%m/%Y}"})])
        _save_measure(doing, stored, version, {"removed_at": None, "removal_reason": ""})
        again = _line(Line(stored.on, stored.count, stored.size, stored.note))
        doing.record("indicator.measured", _about(row), {"name": row.name, "added": [again], "replaced": []})


def _check(doing: Writing, row: Indicator, lines: Sequence[Line]) -> None:
    kind = Kind(row.kind)
    refusals = [
        refusal
        for line in lines
        for refusal in why_not_measure(kind, line.on, line.count, line.size, today=doing.day)
    ]
    if twice := doubled(line.on for line in lines):
        refusals.append(Refusal(f"{UPDATE}.twice", {"day": f"{twice[0]:%d/%m/%Y}"}))
    refuse(refusals + patient_data(UPDATE, *(line.note for line in lines)))


def _same(stored: Measurement, line: Line) -> bool:
    return (stored.count, stored.size, stored.note) == (line.count, line.size, line.note)


def _line(line: Line) -> list[Any]:
    """A measure as the journal keeps it: the day, the figures as text, the note."""
    return [line.on.isoformat(), _figure(line.count), _figure(line.size), line.note]


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure.normalize():f}"


def _save_measure(doing: Writing, stored: Measurement, version: int, columns: Mapping[str, Any]) -> None:
    current = Measurement.objects.filter(pk=stored.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


# — Annotations ——————————————————————————————————————————————————————————————————


def annotate(
    row: Indicator, on: date, text: str, *, restarts: bool, standing: Standing, at: datetime
) -> Annotation:
    """Note something on a day of the chart; `restarts`: from that day on, limits are reckoned anew."""
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        text = " ".join(text.split())
        refusals = [Refusal(f"{UPDATE}.to-come")] if on > doing.day else []
        refuse(refusals + patient_data(UPDATE, text))
        note = Annotation.objects.create(
            indicator=row, on=on, text=text, restarts=restarts, made_at=at, made_by=doing.user
        )
        doing.record("indicator.annotated", _about(row), {"name": row.name, **_noted(note)})
    return note


def remove_annotation(note: Annotation, *, standing: Standing, at: datetime) -> None:
    """Take an annotation off the chart; where it began a phase, both phases are one again. The journal keeps it."""
    row = note.indicator
    with write(UPDATE, row.organisation, standing, at, named=_is_mine(row, standing)) as doing:
        _demand_open(doing, row)
        if not Annotation.objects.filter(pk=note.pk).delete()[0]:
            raise Stale
        doing.record("indicator.annotation-removed", _about(row), {"name": row.name, **_noted(note)})


def _noted(note: Annotation) -> dict[str, Any]:
    return {"on": note.on, "text": note.text, "restarts": note.restarts}


# — Shared ———————————————————————————————————————————————————————————————————————


def _is_mine(row: Indicator, standing: Standing) -> bool:
    return standing.user is not None and row.owner_id == standing.user.pk


def _demand_mine(doing: Writing, row: Indicator) -> None:
    """A consultant changes what still waits as a proposal, and nothing that the site has accepted."""
    if not row.is_proposed:
        refuse(only_of_the_site(UPDATE, doing))


def _demand_open(doing: Writing, row: Indicator) -> None:
    _demand_mine(doing, row)
    refuse([Refusal(f"{UPDATE}.archived")] if row.is_archived else [])


def _save(doing: Writing, row: Indicator, version: int, columns: Mapping[str, Any]) -> None:
    current = Indicator.objects.filter(pk=row.pk, version=version)
    if not current.update(**columns, version=version + 1, **doing.signed):
        raise Stale


def _said(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as the journal keeps it."""
    target = columns["target"]
    return {**columns, "target": None if target is None else _figure(target)}


def _about(row: Indicator) -> str:
    return f"indicator/{row.pk}"
