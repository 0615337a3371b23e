"""One operation as a device sends it (interfaces.md §5), read strictly: what is wrong with it, or what it says.

A batch is answered operation by operation, so nothing here is an error of the request.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aplomb.apps.evaluations.models import TEXT_LENGTH
from aplomb.domain.evaluations.merge import NOTE_FIELDS
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.patient_data import holds_nir

CRITERION_FIELDS = ("score", "na_reason", "comment")
COMMON = frozenset({"id", "base", "seq", "at", "resolves"})
LARGEST = 2**53 - 1  # what a browser counts exactly
LONGEST_CODE = 40
# A device's clock decides nothing; what it says is kept where a calendar can hold it.
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class Rejected(Exception):
    """An operation that cannot be taken: its code on the wire, and its reason with the facts of its sentence."""

    def __init__(self, code: str, reason: str, **facts: Any) -> None:
        self.code, self.reason, self.facts = code, reason, facts
        super().__init__(reason)


def invalid(reason: str, **facts: Any) -> Rejected:
    return Rejected("invalid", reason, **facts)


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation says, its form being right. `values` are the fields that it sets; None clears one."""

    id: uuid.UUID
    digest: str
    criterion: str | None
    requirement: str | None
    base: int
    seq: int | None
    noted_at: datetime | None
    resolves: uuid.UUID | None
    values: Mapping[str, Any] = field(default_factory=dict)


def identifier(raw: Any) -> uuid.UUID | None:
    """The operation's identifier, as far as it has one."""
    return _uuid(raw.get("id")) if isinstance(raw, Mapping) else None


def digest(raw: Any) -> str:
    """What an operation says, as one hash: the same identifier with another hash is another operation."""
    try:
        return canonical_hash(raw)
    except (
        TypeError,
        ValueError,
        RecursionError,
    ) as error:  # not a number, half a character, a pit of brackets
        raise invalid("sync.bad-operation") from error


def read(raw: Any) -> Operation:
    """The operation that these data say; Rejected where their form is wrong."""
    if not isinstance(raw, Mapping):
        raise invalid("sync.bad-operation")
    name = identifier(raw)
    if name is None:
        raise invalid("sync.bad-id")
    said = digest(raw)
    criterion, requirement = _target(raw, "criterion"), _target(raw, "requirement")
    if (criterion is None) == (requirement is None):
        raise invalid("sync.one-target")
    own = CRITERION_FIELDS if criterion is not None else NOTE_FIELDS
    unknown = sorted(set(raw) - COMMON - set(own) - {"criterion", "requirement"})
    if unknown:
        raise invalid("sync.unknown-field", field=str(unknown[0])[:LONGEST_CODE])
    resolves = _uuid(raw.get("resolves"))
    if raw.get("resolves") is not None and resolves is None:
        raise invalid("sync.bad-operation")
    return Operation(
        id=name,
        digest=said,
        criterion=criterion,
        requirement=requirement,
        base=_base(raw),
        seq=_seq(raw),
        noted_at=_moment(raw),
        resolves=resolves,
        values={key: _value(key, raw[key]) for key in own if key in raw},
    )


def _target(raw: Mapping[str, Any], key: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value or len(value) > LONGEST_CODE:
        raise invalid(f"sync.unknown-{key}", **{key: str(value)[:LONGEST_CODE]})
    return value


def _base(raw: Mapping[str, Any]) -> int:
    if not _is_whole(raw.get("base")):
        raise invalid("sync.bad-base")
    return int(raw["base"])


def _seq(raw: Mapping[str, Any]) -> int | None:
    if raw.get("seq") is None:
        return None
    if not _is_whole(raw["seq"]):
        raise invalid("sync.bad-operation")
    return int(raw["seq"])


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _moment(raw: Mapping[str, Any]) -> datetime | None:
    value = raw.get("at")
    if value is None:
        return None
    if not isinstance(value, str):
        raise invalid("sync.bad-operation")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise invalid("sync.bad-operation") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A day off, so that no time zone leads out of the calendar while they are compared.
    inside = EARLIEST.year < moment.year < LATEST.year and abs(moment.utcoffset() or timedelta()) < timedelta(
        1
    )
    return moment.astimezone(UTC) if inside else None


def _value(key: str, value: Any) -> Any:
    return value if key == "score" else _text(value)


def _text(value: Any) -> str | None:
    """A text as it will be kept, or None where it is to be cleared."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise invalid("sync.text-not-text")
    text = value.strip()
    if len(text) > TEXT_LENGTH:
        raise invalid("sync.text-too-long", most=TEXT_LENGTH)
    if "\0" in text:
        raise invalid("sync.text-not-text")
    if holds_nir(text):
        raise Rejected("patient_data", "sync.patient-data")
    return text


def _uuid(value: Any) -> uuid.UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
