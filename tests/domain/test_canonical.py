"""Canonical JSON, held against an independent implementation (the package `rfc8785`)."""

from decimal import Decimal
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from aplomb.domain.shared.canonical import canonical_hash, canonical_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_it_is_what_another_implementation_writes(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("number", [1e21, 1e20, 1e-6, 1e-7, 123456789012345680000.0, 5e-324, 0.1 + 0.2, -0.0])
def test_numbers_are_written_as_ecmascript_writes_them(number):
    assert canonical_json(number) == rfc8785.dumps(number)


def test_the_same_number_hashes_the_same_however_it_is_written():
    assert len({canonical_hash(number) for number in (1, 1.0, Decimal("1.00"), Fraction(1))}) == 1
    assert canonical_hash(Decimal("0.10")) == canonical_hash(0.1)


def test_the_order_of_keys_does_not_count():
    assert (
        canonical_json({"b": 1, "a": [2, {"d": None, "c": True}]}) == b'{"a":[2,{"c":true,"d":null}],"b":1}'
    )


def test_what_json_has_not_is_refused():
    with pytest.raises(ValueError, match="no infinity"):
        canonical_json(float("nan"))
    with pytest.raises(TypeError, match="set"):
        canonical_json({"a": {1}})
