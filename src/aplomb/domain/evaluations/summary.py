"""The summary that an evaluation keeps beside it: exact points as plain data, and the shares read back from them.

Lists, dashboards and consolidation read it without the answers. Points that are not whole are written as
fractions (`"7/2"`), so that nothing is rounded on the way.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aplomb.domain.shared.shares import share

Summary = Mapping[str, Any]


def score(tally: Summary) -> Fraction | None:
    """Achieved over potential of what is answered; `None` where nothing is."""
    return share(Fraction(tally["achieved"]), Fraction(tally["potential_answered"]))


def completion(tally: Summary) -> Fraction | None:
    return share(tally["answered"] + tally["na"], tally["asked"])


def unanswered(tally: Summary) -> int:
    return int(tally["asked"] - tally["answered"] - tally["na"])
