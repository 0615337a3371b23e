"""How a save reaches the tables: the answers, what the device is told again, where the evaluation stands.

One statement, since each save pays for it (`architecture.md`, budgets). What it does not name keeps its value.
"""

import json
from collections.abc import Iterable
from typing import Any

from aplomb.apps.evaluations.models import Entry, Evaluation, Operation
from aplomb.web.prepared import planned_cursor

_WRITE = """
WITH answered AS (
    INSERT INTO evaluations_entry (
        evaluation_id, criterion, value, is_na, na_reason, comment, evaluator_id, scored_at, revision, fields
    )
    SELECT
        %(evaluation)s, criterion, value, is_na, na_reason, comment, evaluator_id, scored_at, revision, fields
    FROM jsonb_to_recordset(%(entries)s::jsonb) AS new(
        criterion text, value smallint, is_na bool, na_reason text, comment text, evaluator_id bigint,
        scored_at timestamptz, revision bigint, fields jsonb
    )
    ON CONFLICT (evaluation_id, criterion) DO UPDATE SET
        value = excluded.value, is_na = excluded.is_na, na_reason = excluded.na_reason,
        comment = excluded.comment, evaluator_id = excluded.evaluator_id, scored_at = excluded.scored_at,
        revision = excluded.revision, fields = excluded.fields
), taken AS (
    INSERT INTO evaluations_operation (evaluation_id, operation_id, digest, result)
    SELECT %(evaluation)s, operation_id, digest, result
    FROM jsonb_to_recordset(%(operations)s::jsonb) AS new(operation_id uuid, digest text, result jsonb)
)
UPDATE evaluations_evaluation
SET summary = %(summary)s::jsonb, revision = %(revision)s, changed_at = %(changed_at)s,
    open_conflicts = %(open_conflicts)s
WHERE id = %(evaluation)s
"""


def write_answers(evaluation: Evaluation, entries: Iterable[Entry], operations: Iterable[Operation]) -> None:
    """Put new and changed answers, the operations that made them, and the evaluation's state in the database."""
    values: dict[str, Any] = {
        "evaluation": evaluation.pk,
        "entries": json.dumps([_entry(entry) for entry in entries]),
        "operations": json.dumps([_operation(operation) for operation in operations]),
        "summary": json.dumps(evaluation.summary),
        "revision": evaluation.revision,
        "changed_at": evaluation.changed_at,
        "open_conflicts": evaluation.open_conflicts,
    }
    with planned_cursor() as cursor:
        cursor.execute(_WRITE, values)


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "criterion": entry.criterion,
        "value": entry.value,
        "is_na": entry.is_na,
        "na_reason": entry.na_reason,
        "comment": entry.comment,
        "evaluator_id": entry.evaluator_id,
        "scored_at": entry.scored_at.isoformat() if entry.scored_at else None,
        "revision": entry.revision,
        "fields": entry.fields,
    }


def _operation(operation: Operation) -> dict[str, object]:
    return {
        "operation_id": str(operation.operation_id),
        "digest": operation.digest,
        "result": operation.result,
    }
