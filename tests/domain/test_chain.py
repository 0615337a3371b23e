"""The journal's chain, recomputed by hand."""

import hashlib

import rfc8785

from aplomb.domain.shared.chain import commitment, leaf, new_salt

ENTRY = {
    "v": 1, "epoch": 1, "stream": "evaluation/12", "seq": 3, "at": "2026-03-02T10:11:12.000001+00:00",
    "actor": "5f0c", "role": "evaluator", "action": "entry.written", "object": "evaluation/12#1.1.1",
    "object_version": 3, "commit": "ab", "prev": "cd",
}  # fmt: skip


def test_a_leaf_is_the_hash_of_the_canonical_entry_behind_a_zero_byte():
    assert leaf(ENTRY) == hashlib.sha256(b"\0" + rfc8785.dumps(ENTRY)).hexdigest()


def test_what_is_not_part_of_an_entry_does_not_count_and_every_part_does():
    assert leaf({**ENTRY, "leaf": "x"}) == leaf(ENTRY)
    assert len({leaf({**ENTRY, name: "other"}) for name in ENTRY} | {leaf(ENTRY)}) == len(ENTRY) + 1


def test_a_commitment_hides_a_value_behind_its_salt():
    salt = new_salt()
    assert commitment(salt, {"score": 2}) == hashlib.sha256(salt + b'{"score":2}').hexdigest()
    assert commitment(salt, {"score": 2}) != commitment(new_salt(), {"score": 2})
