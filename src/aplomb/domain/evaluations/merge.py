"""What becomes of an operation: applied, superseded or in conflict, field by field (domain.md §4).

Nobody overwrites anybody: a field that somebody else changed since the operation's base keeps its value, and the
other version is kept beside it. The device's clock decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# {score, reason of NA} is one field, so that no merge gives a score a reason that nobody meant.
SCORE, COMMENT = "score", "comment"
ENTRY_FIELDS = (SCORE, COMMENT)
NOTE_FIELDS = ("what_we_do", "how_we_progress", "how_we_measure", "strengths", "to_improve")


@dataclass(frozen=True, slots=True)
class FieldState:
    """The stored value of a field and its last change.

    `other_revision` is the last revision at which somebody or something other than the last author's device
    changed it: what that device has not necessarily seen.
    """

    value: Any = None
    revision: int = 0
    by: str = ""
    device: str = ""
    seq: int | None = None
    other_revision: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """An operation as the merge sees it: the fields that it sets (`None` clears), and where it comes from."""

    base: int
    values: Mapping[str, Any]
    by: str
    device: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The decision: fields to set, fields to keep as conflicts, fields older than what the device sent since."""

    applied: Mapping[str, Any] = field(default_factory=dict)
    conflicts: Mapping[str, Any] = field(default_factory=dict)
    superseded: Mapping[str, Any] = field(default_factory=dict)


def merge(change: Change, stored: Mapping[str, FieldState], revision: int) -> Merge:
    """Decide each field of an operation against what is stored. `revision` is the evaluation's own.

    A base above that revision means that the server was restored from an older copy: nothing is overwritten.
    """
    applied, conflicts, superseded = {}, {}, {}
    for name, value in change.values.items():
        state = stored.get(name, FieldState())
        same_source = (state.by, state.device) == (change.by, change.device)
        if same_source and _is_older(change.seq, state.seq):
            superseded[name] = value
        elif value == state.value or (_has_seen(change, state, same_source) and change.base <= revision):
            applied[name] = value
        else:
            conflicts[name] = value
    return Merge(applied, conflicts, superseded)


def after(change: Change, state: FieldState, value: Any, revision: int) -> FieldState:
    """The field once this change of it is applied at this revision."""
    same_source = (state.by, state.device) == (change.by, change.device)
    return FieldState(
        value=value,
        revision=revision,
        by=change.by,
        device=change.device,
        seq=change.seq if change.seq is not None else (state.seq if same_source else None),
        other_revision=state.other_revision if same_source else state.revision,
    )


def _has_seen(change: Change, state: FieldState, same_source: bool) -> bool:
    """Whether the base covers the last change by anybody else; a device's own chain goes on."""
    return change.base >= (state.other_revision if same_source else state.revision)


def _is_older(seq: int | None, stored: int | None) -> bool:
    return seq is not None and stored is not None and seq < stored
