"""What is sealed is read with the same key, for the same purpose, unaltered; and nothing else."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aplomb.apps.accounts.sealing import Unreadable, seal, unseal


@given(st.text(), st.text(max_size=20))
def test_what_is_sealed_is_read_back(text, purpose):
    assert unseal(seal(text, purpose), purpose) == text


def test_the_same_text_is_never_sealed_the_same():
    assert seal("x", "p") != seal("x", "p")


def test_another_purpose_does_not_read_it():
    with pytest.raises(Unreadable):
        unseal(seal("x", "factor"), "message")


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_changed_byte_is_seen(place):
    sealed = bytearray(seal("x", "p"))
    sealed[place] ^= 1

    with pytest.raises(Unreadable):
        unseal(bytes(sealed), "p")


def test_another_key_does_not_read_it(settings):
    sealed = seal("x", "p")
    settings.FIELD_KEYS = SimpleNamespace(read=lambda: ("another",))

    with pytest.raises(Unreadable):
        unseal(sealed, "p")
