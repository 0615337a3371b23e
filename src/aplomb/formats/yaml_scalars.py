"""What an unquoted word of YAML means: null, true, false, an exact number, or the text that it is."""

import re
from decimal import Decimal
from typing import Any

MAX_DIGITS = 15  # a double holds any fifteen figures exactly, so that every reader finds the same number
LONGEST = 40  # no number, date or hour that somebody means is longer; a pattern may be slow on what is

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS = re.compile(
    r"""yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N|=|<<
      | [-+]?0[0-9_]+ | [-+]?0[bxo][0-9a-fA-F_]+ | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | [-+]?[0-9][0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)? | [-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?
      | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?""",
    re.VERBOSE,
)


class TooPrecise(ValueError):
    """A number that not every reader would find the same."""


def plain(written: str) -> tuple[Any, bool]:
    """What an unquoted scalar means, and whether other readers of YAML may take it for something else."""
    if written in _NULLS:
        return None, False
    if written in _BOOLEANS:
        return _BOOLEANS[written], False
    if _NUMBER.fullmatch(written):
        # Some readers want a point and a signed exponent before they see a number in 1e3.
        return _number(written), "e" in written or "E" in written
    return written, len(written) <= LONGEST and _AMBIGUOUS.fullmatch(written) is not None


def reads_as_itself(text: str) -> bool:
    """Whether an unquoted text is read as this very text by every reader."""
    return plain_key(text) == (text, False)


def _number(written: str) -> int | Decimal:
    """The exact number; a whole one written without point or exponent is an integer."""
    figures, _, exponent = written.lower().partition("e")
    digits = figures.lstrip("-").replace(".", "").strip("0")
    if len(digits) > MAX_DIGITS or len(exponent) > 3 or len(figures) > LONGEST:
        raise TooPrecise(written)
    return int(written) if not exponent and "." not in figures else Decimal(written)


def plain_key(written: str) -> tuple[Any, bool]:
    """What an unquoted key means; one that is no sound number means nothing."""
    try:
        return plain(written)
    except TooPrecise:
        return None, False
