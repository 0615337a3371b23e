"""What the journal tells of an evaluation: who answered what and when, and how it stood on another day."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations import queries
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.merge import NOTE_FIELDS, SCORE
from aplomb.domain.referentials.succession import Standing as Worth
from aplomb.domain.referentials.succession import successions

WRITTEN = ("entry.written", "note.written")
TOLD = (*WRITTEN, "conflict.kept")
MOST = 200
# A device's clock that differs by more is told: what it noted was not when it says.
DRIFT = timedelta(minutes=5)


def of_target(evaluation: Evaluation, target: str) -> list[dict[str, Any]]:
    """What was said of a criterion or a requirement, the latest first; two queries."""
    events = list(
        Event.objects.filter(
            stream=evaluation.stream_id, object=queries.about(evaluation, target), action__in=TOLD
        )
        .select_related("value")
        .order_by("-seq")[:MOST]
    )
    names = _names(events)
    return [_told(event, names) for event in events]


def _told(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    # A value may have been erased with its person's data; that somebody answered remains.
    said: dict[str, Any] = event.value.data if hasattr(event, "value") else {}
    noted = said.get("noted_at") or ""
    drifts = bool(noted) and abs(datetime.fromisoformat(noted) - event.at) > DRIFT
    return {
        "revision": event.seq,
        "at": event.at.isoformat(),
        "by": names.get(event.actor, ""),
        "kept_aside": event.action == "conflict.kept",
        "settled": "resolves" in said,
        "noted_at": noted if drifts else None,
        "values": said.get("values", {}),
        "superseded": said.get("superseded", {}),
    }


def _names(events: Iterable[Event]) -> dict[str, str]:
    actors = {event.actor for event in events}
    return {user.actor_id: user.get_short_name() for user in User.objects.filter(public_id__in=actors)}


def before(evaluation: Evaluation, criterion: str, lang: str) -> list[dict[str, Any]]:
    """The earlier criteria from which this one comes, with their answers, in the evaluation before; one query."""
    previous = evaluation.previous
    if previous is None or not previous.is_closed:
        return []
    old, new = compiled(previous.edition_id), compiled(evaluation.edition_id)
    answers = queries.full_answers(previous)
    found = next((one for one in successions(old, new) if one.criterion.code == criterion), None)
    if found is None:
        return []
    same_words = found.standing is Worth.TO_CONFIRM
    told = []
    for item in found.predecessors:
        answer = answers.get(item.code)
        told.append(
            {
                "criterion": item.code,
                "text": "" if same_words else item.text.in_(lang),
                "score": None if answer is None or answer.score is None else _score(answer.score),
                "comment": answer.comment if answer else "",
                "na_reason": answer.na_reason if answer else "",
            }
        )
    return told


def _score(score: Any) -> Any:
    return score if isinstance(score, int) else str(score)


# — Time travel ——————————————————————————————————————————————————————————————


def as_it_stood(evaluation: Evaluation, until: datetime) -> dict[str, Any]:
    """The answers and notes as they stood at a moment, replayed from the journal; two queries."""
    events = list(
        Event.objects.filter(stream=evaluation.stream_id, at__lte=until)
        .select_related("value")
        .order_by("seq")
    )
    names = _names(events)
    found: dict[str, Any] = {"revision": 0, "status": "", "profile": {}, "entries": {}, "notes": {}}
    for event in events:
        found["revision"] = event.seq
        said = event.value.data if hasattr(event, "value") else {}
        if event.action in WRITTEN:
            _replay(found, event, said, names)
        else:
            _follow(found, event.action, said)
    return found


def _replay(found: dict[str, Any], event: Event, said: Mapping[str, Any], names: Mapping[str, str]) -> None:
    target = event.object.partition("#")[2]
    values: Mapping[str, Any] = said.get("values", {})
    if event.action == "note.written":
        blank: dict[str, Any] = dict.fromkeys(NOTE_FIELDS, "")
        found["notes"].setdefault(target, blank).update(values, revision=event.seq)
        return
    empty = {"score": None, "na_reason": "", "comment": "", "evaluator": "", "at": None}
    entry = found["entries"].setdefault(target, empty)
    if "comment" in values:
        entry["comment"] = values["comment"]
    if SCORE in values:
        scored = values[SCORE] or {"score": None, "na_reason": ""}
        who = (names.get(event.actor, ""), event.at.isoformat()) if values[SCORE] else ("", None)
        entry |= {**scored, "evaluator": who[0], "at": who[1]}
    entry["revision"] = event.seq


def _follow(found: dict[str, Any], action: str, said: Mapping[str, Any]) -> None:
    """What an event that is no answer changes: the profile, the status."""
    if "profile" in said:
        found["profile"] = said["profile"]
    if action == "evaluation.closed":
        found["status"] = "closed"
    found["status"] = said.get("to") or said.get("status") or found["status"]
