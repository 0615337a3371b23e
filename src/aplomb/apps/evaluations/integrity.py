"""Is what was frozen still what it was? Closed evaluations against the hash that the journal committed to."""

from collections.abc import Iterator
from dataclasses import dataclass

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.models import Entry
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.shared.canonical import canonical_hash

BATCH = 100


@dataclass(frozen=True, slots=True)
class Altered:
    """A closed evaluation that is no longer what was closed, and in what."""

    evaluation: str
    cause: str


def altered_evaluations() -> Iterator[Altered]:
    """Every closed evaluation whose frozen data, or their hash, differ from the last closing in its journal."""
    closed = Evaluation.objects.filter(status=Status.CLOSED).select_related("organisation").order_by("pk")
    for evaluation in closed.iterator(BATCH):
        committed = (
            Entry.objects.filter(stream=evaluation.stream_id, action="evaluation.closed")
            .select_related("value")
            .order_by("-seq")
            .first()
        )
        if committed is None:
            yield Altered(str(evaluation), "never closed in its journal")
        elif committed.value.data.get("hash") != evaluation.frozen_hash:
            yield Altered(str(evaluation), "hash altered")
        elif canonical_hash(evaluation.frozen) != evaluation.frozen_hash:
            yield Altered(str(evaluation), "frozen data altered")
