"""The fields of an answer: their values as the merge compares them, and who changed each last, from where, when.

A row keeps the values in its columns, and the rest by field in `fields`, as plain data.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Entry, RequirementNote
from aplomb.domain.evaluations.merge import COMMENT, SCORE, FieldState

Row = Entry | RequirementNote
NA = "NA"


def value_of(row: Row, name: str) -> Any:
    """What a field holds: a text, or {score, na_reason} (nothing: unanswered)."""
    if name != SCORE or not isinstance(row, Entry):
        return getattr(row, name)
    return None if row.score is None else {"score": row.score, "na_reason": row.na_reason}


def states_of(row: Row) -> dict[str, FieldState]:
    """Each field that somebody has written, with its last change."""
    return {
        name: FieldState(
            value=value_of(row, name),
            revision=kept["revision"],
            by=kept["by"],
            device=kept["device"],
            seq=kept["seq"],
            other_revision=kept["other"],
        )
        for name, kept in row.fields.items()
    }


def write(row: Row, name: str, state: FieldState, *, by: User, at: datetime) -> None:
    """Put a field's new value and its last change in the row."""
    row.fields[name] = {
        "revision": state.revision,
        "by": state.by,
        "device": state.device,
        "seq": state.seq,
        "other": state.other_revision,
        "at": at.isoformat(),
    }
    row.revision = state.revision
    if name == SCORE and isinstance(row, Entry):
        _write_score(row, state.value, by, at)
    else:
        setattr(row, name, state.value)


def _write_score(row: Entry, value: Mapping[str, Any] | None, by: User, at: datetime) -> None:
    row.is_na = value is not None and value["score"] == NA
    row.value = None if value is None or row.is_na else value["score"]
    row.na_reason = value["na_reason"] if value else ""
    # Who takes an answer back is not its evaluator: nobody is.
    row.evaluator, row.scored_at = (by, at) if value else (None, None)


def last_change(row: Row, name: str) -> tuple[str, str | None]:
    """Who changed this field last (an opaque identifier) and when; empty where nobody did."""
    kept = row.fields.get(name)
    return (kept["by"], kept["at"]) if kept else ("", None)


__all__ = ["COMMENT", "NA", "SCORE", "Row", "last_change", "states_of", "value_of", "write"]
