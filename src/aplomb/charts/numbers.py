"""Figures as people read them: a comma in French, a narrow space before the sign, rounded once, here."""

from decimal import Decimal
from fractions import Fraction

from aplomb.domain.shared.shares import half_up, percent, percent_against

NARROW = "\u202f"
MINUS = "\u2212"
NOTHING = "–"
_THRESHOLD_DECIMALS = 4


def colon(lang: str) -> str:
    """What stands between a word and its figure."""
    return "\u00a0: " if lang == "fr" else ": "


def semicolon(lang: str) -> str:
    """What stands between two items of a list that hold commas."""
    return f"{NARROW}; " if lang == "fr" else "; "


def number_text(value: Decimal | Fraction | int, lang: str, decimals: int | None = None) -> str:
    """A number with the decimals asked for, or those that it has (a fraction shows two at most)."""
    if decimals is not None:
        shown = half_up(Fraction(value), decimals)
    elif isinstance(value, Fraction):
        shown = _trimmed(half_up(value, 2))
    else:
        shown = Decimal(value)
    whole, _, rest = f"{abs(shown):,f}".partition(".")
    grouped = whole.replace(",", NARROW) if lang == "fr" else whole
    point = "," if lang == "fr" else "."
    sign = MINUS if shown < 0 else ""
    return f"{sign}{grouped}{point}{rest}" if rest else f"{sign}{grouped}"


def percent_sign(lang: str) -> str:
    return f"{NARROW}%" if lang == "fr" else "%"


def percent_number(
    value: Fraction | None, lang: str, *, against: Fraction | None = None, decimals: int = 0
) -> str:
    """A share as a percentage without its sign; a dash where there is none.

    Printed beside a threshold (`against`), it takes the decimals that show on which side it is.
    """
    if value is None:
        return NOTHING
    return number_text(_rounded(value, against, decimals), lang)


def percent_text(
    value: Fraction | None, lang: str, *, against: Fraction | None = None, decimals: int = 0
) -> str:
    """A share as a percentage, `72 %`; a dash where there is none."""
    figure = percent_number(value, lang, against=against, decimals=decimals)
    return figure if value is None else figure + percent_sign(lang)


def threshold_text(threshold: Fraction, lang: str) -> str:
    """A threshold as somebody wrote it: `80 %`, `72,5 %`."""
    return number_text(threshold_percent(threshold), lang) + percent_sign(lang)


def threshold_percent(threshold: Fraction) -> Decimal:
    """A threshold in per cent, with the decimals that it has and no more."""
    return _trimmed(half_up(threshold * 100, _THRESHOLD_DECIMALS))


def points_missing(value: Fraction, threshold: Fraction) -> Decimal:
    """How many points of percentage a share lacks to reach its threshold: the difference of what is printed.

    72.26 % against 80 % prints as 72, so 8 are missing; 79.6 % prints as 79.6, so 0.4 are. Zero when reached.
    """
    if value >= threshold:
        return Decimal(0)
    return threshold_percent(threshold) - percent_against(value, threshold)


def how_many(value: Decimal | Fraction | int, lang: str) -> int:
    """The whole number that chooses between singular and plural: French says 1,5 point, English 1.5 points."""
    if value == int(value):
        return int(value)
    return int(value) if lang == "fr" else 2


def _trimmed(value: Decimal) -> Decimal:
    """The same number without zeros after its decimals."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _rounded(value: Fraction, against: Fraction | None, decimals: int) -> Decimal:
    if against is not None:
        return percent_against(value, against, decimals)
    shown = percent(value, decimals)
    assert shown is not None  # noqa: S101 -- a share gives a percentage
    return shown
