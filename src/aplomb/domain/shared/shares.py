"""Exact shares, and the one place where they are rounded.

Shares are `Fraction`; nothing is rounded before it is shown (domain.md §2: once, half up).
"""

from decimal import Context, Decimal
from fractions import Fraction

_WIDE = Context(prec=60)
MOST_DECIMALS = 12


def share(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    """`part / whole`; `None` where there is no whole: never 0, never a division error."""
    # `Fraction` divides two whole numbers by itself; it does so much faster than it divides two fractions.
    return Fraction(part, whole) if whole else None


def half_up(value: Fraction | int, decimals: int) -> Decimal:
    """The exact value rounded once to so many decimals, halves away from below (0.5 → 1, −0.5 → −1)."""
    # In whole numbers: a page rounds hundreds of figures, and fractions reduce themselves at each step.
    scaled, whole = value.numerator * 10**decimals, value.denominator
    magnitude = (2 * abs(scaled) + whole) // (2 * whole)
    return Decimal(magnitude if scaled >= 0 else -magnitude).scaleb(-decimals, context=_WIDE)


def percent(value: Fraction | None, decimals: int = 0) -> Decimal | None:
    """A share as a rounded percentage: 7226/10000 → 72, or 72.3 with one decimal."""
    return None if value is None else half_up(value * 100, decimals)


def percent_against(value: Fraction, threshold: Fraction, decimals: int = 0) -> Decimal:
    """A percentage to print beside its threshold: as many decimals as it takes to show on which side it is.

    69.6 % against 70 % would round to 70 and hide the shortfall; it shows as 69.6 (domain.md §2).
    """
    for places in range(decimals, MOST_DECIMALS + 1):
        shown, bound = half_up(value * 100, places), half_up(threshold * 100, places)
        if (shown < bound) == (value < threshold) and (shown > bound) == (value > threshold):
            return shown
    # Closer to its threshold than twelve decimals can tell: floor it, so that the side stays true.
    return Decimal(int(value * 100 * 10**MOST_DECIMALS // 1)).scaleb(-MOST_DECIMALS, context=_WIDE)


def plain(value: Fraction | int, decimals: int = 4) -> int | float:
    """A number for a file read by programs: an integer where it is one, else four decimals, half up."""
    value = Fraction(value)
    return int(value) if value.denominator == 1 else float(half_up(value, decimals))


def rounded_share(value: Fraction | None, decimals: int = 4) -> float | None:
    """A share for a file read by programs: four decimals, half up, `None` where there is none."""
    return None if value is None else float(half_up(value, decimals))
