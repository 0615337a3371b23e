"""Merging what several people and devices write: nothing is lost, nobody is overwritten (domain.md §4)."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.domain.evaluations.merge import Change, FieldState, Merge, after, merge

ANNE, JEAN = ("anne", "tablet-1"), ("jean", "tablet-2")


def change(base, value, source=ANNE, *, name="score", seq=None):
    return Change(base, {name: value}, *source, seq)


def state(value, revision, source=ANNE, *, seq=None, other=0):
    return FieldState(value, revision, *source, seq=seq, other_revision=other)


def test_an_untouched_field_takes_the_value():
    assert merge(change(0, 2), {}, 0) == Merge(applied={"score": 2})


def test_a_field_changed_by_somebody_else_since_the_base_is_a_conflict():
    stored = {"score": state(1, 5, JEAN)}
    assert merge(change(4, 2), stored, 6) == Merge(conflicts={"score": 2})
    assert merge(change(5, 2), stored, 6) == Merge(applied={"score": 2})


def test_two_edits_that_agree_are_no_conflict():
    assert merge(change(0, 1), {"score": state(1, 5, JEAN)}, 6) == Merge(applied={"score": 1})


def test_score_and_comment_never_conflict_with_one_another():
    both = Change(4, {"score": 2, "comment": "vu"}, *ANNE)
    assert merge(both, {"score": state(1, 5, JEAN)}, 6) == Merge({"comment": "vu"}, {"score": 2})


def test_a_device_continues_its_own_chain_on_an_old_base():
    stored = {"score": state(1, 5, ANNE, other=3)}
    assert merge(change(3, 2), stored, 6) == Merge(applied={"score": 2})
    assert merge(change(2, 2), stored, 6) == Merge(conflicts={"score": 2})  # somebody wrote at 3, unseen


def test_the_same_person_on_another_device_is_somebody_else():
    assert merge(change(0, 2, ("anne", "phone")), {"score": state(1, 5)}, 6) == Merge(conflicts={"score": 2})


def test_an_older_operation_of_the_device_that_arrives_late_changes_nothing():
    stored = {"score": state(3, 5, seq=8)}
    assert merge(change(0, 1, seq=7), stored, 5) == Merge(superseded={"score": 1})
    assert merge(change(0, 1, seq=9), stored, 5) == Merge(applied={"score": 1})


def test_a_base_that_the_server_never_reached_overwrites_nothing():
    assert merge(change(9, 2), {"score": state(1, 5)}, 6) == Merge(conflicts={"score": 2})


def test_clearing_a_text_that_somebody_else_edited_is_a_conflict():
    stored = {"comment": state("revu en équipe", 5, JEAN)}
    assert merge(change(4, "", name="comment"), stored, 5) == Merge(conflicts={"comment": ""})


# — A model: devices that lose, repeat and reorder ————————————————————————————


@dataclass
class Server:
    revision: int = 0
    stored: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    done: dict = field(default_factory=dict)

    def take(self, identifier, operation):
        if identifier in self.done:
            return
        self.done[identifier] = operation
        decision = merge(operation, self.stored, self.revision)
        self.revision += 1
        for name, value in decision.applied.items():
            self.stored[name] = after(operation, self.stored.get(name, FieldState()), value, self.revision)
        self.kept += [(name, value, operation.by) for name, value in decision.conflicts.items()]
        self.kept += [(name, value, operation.by) for name, value in decision.superseded.items()]


@settings(max_examples=300)
@given(st.data())
def test_every_value_that_a_person_wrote_is_current_replaced_knowingly_or_kept(data):
    """Devices write on what they last saw; batches are lost, repeated and reordered on the way."""
    server, waiting, seen, wrote = Server(), [], {}, []
    devices = [("anne", "a1"), ("anne", "a2"), ("jean", "j1")]
    seq = dict.fromkeys(devices, 0)
    for number in range(data.draw(st.integers(1, 14))):
        step = data.draw(st.sampled_from(["write", "write", "deliver", "repeat", "look"]))
        source = data.draw(st.sampled_from(devices))
        if step == "write":
            seq[source] += 1
            base = seen.get(source, 0)
            value = data.draw(st.integers(0, 3))
            waiting.append((number, Change(base, {"score": value}, *source, seq[source])))
            wrote.append((number, value, source))
        elif step == "deliver" and waiting:
            server.take(*waiting.pop(data.draw(st.integers(0, len(waiting) - 1))))
        elif step == "repeat" and server.done:
            identifier = data.draw(st.sampled_from(sorted(server.done)))
            before = (server.revision, dict(server.stored), list(server.kept))
            server.take(identifier, server.done[identifier])
            assert (server.revision, server.stored, server.kept) == before
        elif step == "look":
            seen[source] = server.revision
    for item in waiting:
        server.take(*item)
    overwritten = _replaced_unseen(server)
    assert not overwritten


def _replaced_unseen(server):
    """Values of somebody else that were replaced by an operation whose base had not seen them."""
    replay, lost = Server(), []
    for identifier, operation in server.done.items():
        current = replay.stored.get("score")
        replay.take(identifier, operation)
        new = replay.stored.get("score")
        if current and new != current and new.value != current.value:
            other = (current.by, current.device) != (operation.by, operation.device)
            if other and current.revision > operation.base:
                lost.append((current, operation))
    return lost
