"""Canonical JSON (RFC 8785) and its SHA-256: what two people must find equal when they hash the same data."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

_quoted = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes an encoder for each text
_NOT_JSON = "canonical JSON holds objects, arrays, texts, numbers, booleans and null, not {0}"


def canonical_json(data: object) -> bytes:
    """The data as canonical JSON, UTF-8.

    Accepts mappings with text keys, lists and tuples, texts, booleans, `None`, integers, decimals and floats.
    Numbers are written as ECMAScript does (RFC 8785 §3.2.2.3), so 1, 1.0 and Decimal("1.00") are the same.
    Raises TypeError on anything else, ValueError on a number that JSON has not.
    """
    return _written(data).encode()


def canonical_hash(data: object) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def _written(data: object) -> str:
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, int | float | Decimal | Fraction):
        return _number(data)
    if isinstance(data, Mapping):
        # Sorted by UTF-16 code units (RFC 8785 §3.2.3), which code points do not follow above U+FFFF.
        keys = sorted(data, key=lambda key: key.encode("utf-16-be"))
        members = (f"{_quoted(key)}:{_written(data[key])}" for key in keys)
        return "{" + ",".join(members) + "}"
    if isinstance(data, list | tuple):
        return "[" + ",".join(map(_written, data)) + "]"
    raise TypeError(_NOT_JSON.format(type(data).__name__))


def _number(value: int | float | Decimal | Fraction) -> str:
    """ECMAScript's Number::toString for the double nearest to the value."""
    double = float(value)
    if double != double or double in (float("inf"), float("-inf")):
        raise ValueError("canonical JSON has no infinity and no NaN")
    if double == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(double)).normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 -- finite, checked above
    figures = "".join(map(str, digits))
    point = len(figures) + exponent  # where the decimal point stands, counted from the first figure
    minus = "-" if sign else ""
    if 0 < point <= 21:
        if point >= len(figures):
            return minus + figures + "0" * (point - len(figures))
        return f"{minus}{figures[:point]}.{figures[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{figures}"
    power = point - 1
    mantissa = figures if len(figures) == 1 else f"{figures[0]}.{figures[1:]}"
    return f"{minus}{mantissa}e{'+' if power > 0 else '-'}{abs(power)}"
