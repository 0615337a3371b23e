"""Reading the journal: histories, and the verification of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from aplomb.apps.journal.models import Entry, Stream
from aplomb.domain.shared.chain import NOTHING_BEFORE, commitment

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in a stream: where, and what (altered, missing, reordered, shorter, erased)."""

    stream: str
    seq: int
    cause: str


def faults() -> Iterator[Fault]:
    """Check every stream from its first event to its head; yields the first fault of each that has one."""
    for stream in Stream.objects.order_by("pk").iterator(BATCH):
        fault = first_fault(stream)
        if fault:
            yield fault


def first_fault(stream: Stream) -> Fault | None:
    """The first event of this stream that is not what its chain commits to; nothing if it is sound."""
    prev, expected = NOTHING_BEFORE, 0
    entries = Entry.objects.filter(stream=stream).select_related("value").order_by("seq")
    for entry in entries.iterator(BATCH):
        expected += 1
        if entry.seq != expected:
            return Fault(stream.name, expected, "missing")
        if entry.prev != prev:
            return Fault(stream.name, entry.seq, "reordered")
        if entry.computed_leaf(stream.name) != entry.leaf:
            return Fault(stream.name, entry.seq, "altered")
        if not hasattr(entry, "value"):
            return Fault(stream.name, entry.seq, "value missing")
        if commitment(bytes(entry.value.salt), entry.value.data) != entry.commit:
            return Fault(stream.name, entry.seq, "value altered")
        prev = entry.leaf
    if stream.seq != expected:
        return Fault(stream.name, expected + 1, "shorter")
    if stream.head != prev:
        return Fault(stream.name, expected, "head altered")
    return None
