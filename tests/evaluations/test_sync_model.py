"""Random work of several devices: batches lost and repeated end where they should, with everything said (S1–S3)."""

import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation, Operation
from aplomb.apps.evaluations.queries import answers, summary, sums_of
from aplomb.apps.journal.queries import first_fault
from tests.evaluations.cases import Case, case

pytestmark = pytest.mark.django_db
CODES = ("1.1.1", "1.2.1", "2.1.1")
DEVICES = ("desk", "tablet", "phone")


class Device:
    """What a device believes: revisions that it has seen, and operations that it has not been answered about."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: dict[str, int] = {}
        self.seq = 0
        self.queue: list[dict[str, Any]] = []
        self.answered: dict[str, str] = {}

    def write(self, code: str, field: str, value: Any) -> None:
        self.seq += 1
        self.queue.append(
            {
                "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.name}/{self.seq}")),
                "criterion": code,
                "base": self.seen.get(code, 0),
                "seq": self.seq,
                field: value,
            }
        )

    def send(self, c: Case, *, lost: bool, twice: bool) -> None:
        """Send what waits, in order; a lost reply leaves the queue as it was."""
        for _ in range(2 if twice else 1):
            answer = c.say(*self.queue, device=self.name)
        if lost:
            return
        for result in answer.results:
            self.answered[result["id"]] = result["status"]
        self.queue = []
        for change in answer.news.changes:
            self.seen[change["criterion"]] = change["revision"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("score"), st.sampled_from(DEVICES), st.sampled_from(CODES), st.integers(0, 3)),
        st.tuples(
            st.just("comment"), st.sampled_from(DEVICES), st.sampled_from(CODES), st.sampled_from("abcd")
        ),
        st.tuples(st.just("send"), st.sampled_from(DEVICES), st.booleans(), st.booleans()),
    ),
    max_size=25,
)


def play(steps: list[tuple[Any, ...]]) -> None:
    c = case()
    devices = {name: Device(name) for name in DEVICES}
    written: dict[tuple[str, str], set[Any]] = {}
    for kind, name, third, fourth in steps:
        device = devices[name]
        if kind == "send":
            device.send(c, lost=third, twice=fourth)
        else:
            device.write(third, kind, fourth)
            written.setdefault((third, kind), set()).add(fourth)
    for device in devices.values():
        device.send(c, lost=False, twice=False)

    check(c, devices, written)


def check(c: Case, devices: dict[str, Device], written: dict[tuple[str, str], set[Any]]) -> None:
    evaluation = Evaluation.objects.select_related("stream").get(pk=c.evaluation.pk)
    entries = {entry.criterion: entry for entry in Entry.objects.filter(evaluation=evaluation)}
    conflicts = list(Conflict.objects.filter(evaluation=evaluation, resolved_at__isnull=True))
    # Every operation counts once, whatever was lost or repeated on the way.
    assert Operation.objects.filter(evaluation=evaluation).count() == sum(d.seq for d in devices.values())
    assert evaluation.revision == evaluation.stream.seq
    for (code, field), values in written.items():
        stored = getattr(entries[code], "value" if field == "score" else "comment")
        assert stored in values  # somebody said it: no merge makes an answer up
        kept = [conflict for conflict in conflicts if (conflict.target, conflict.field) == (code, field)]
        assert len({conflict.device for conflict in kept}) == len(kept)
        for conflict in kept:
            version = conflict.value["score"] if field == "score" else conflict.value
            assert version in values - {stored}  # two versions that agree are no conflict
    assert evaluation.open_conflicts == len({conflict.target for conflict in conflicts})
    assert evaluation.summary == summary(sums_of(answers(evaluation), evaluation))
    assert first_fault(evaluation.stream) is None


@pytest.mark.drill
def test_any_work_of_any_devices_ends_with_everything_said(request: pytest.FixtureRequest) -> None:
    examples = 2_000 if request.config.getoption("--full") else 40
    prove = settings(max_examples=examples, deadline=None)(given(steps=STEPS)(play))

    prove()
