"""What a control chart says, in sentences: what is seen, since when, what chance alone would do, what to look for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.indicators.queries import Reading
from aplomb.domain.indicators.control import IN_A_ROW, LEAST, ON_ONE_SIDE, SETTLED, Sign, Signal


@dataclass(frozen=True, slots=True)
class Told:
    """A signal explained. `still`: the last measure is part of it."""

    what: str
    chance: str
    look_for: str
    is_good: bool
    still: bool


def signals(reading: Reading, lang: str) -> list[Told]:
    """The signals of a chart, the latest first."""
    last = len(reading.chart.points) - 1
    return [
        Told(
            _what(reading, signal, lang),
            _chance(signal),
            _look_for(signal, signal.is_good(reading.direction)),
            signal.is_good(reading.direction),
            signal.last == last,
        )
        for signal in reversed(reading.chart.signals)
    ]


def in_short(reading: Reading) -> tuple[str, str]:
    """A chart in a few words for a list, with its tone: `ok`, `danger`, or nothing."""
    if not reading.measures:
        return _("no measure yet"), ""
    if reading.chart.phases[-1].centre is None:
        wanting = reading.chart.phases[-1].missing
        said = ngettext("{n} more measure for limits", "{n} more measures for limits", wanting)
        return said.format(n=wanting), ""
    if not reading.current:
        return _("no signal"), ""
    signal = reading.current[0]
    words = {
        (Sign.BEYOND, True): _("above the limit"),
        (Sign.BEYOND, False): _("below the limit"),
        (Sign.SIDE, True): _("lastingly higher"),
        (Sign.SIDE, False): _("lastingly lower"),
        (Sign.TREND, True): _("rising"),
        (Sign.TREND, False): _("falling"),
    }
    return words[signal.sign, signal.upwards], "ok" if signal.is_good(reading.direction) else "danger"


def limits(reading: Reading) -> str:
    """On how many measures the limits in force rest, or how many are still wanted."""
    phase = reading.chart.phases[-1]
    if phase.centre is None:
        said = ngettext(
            "Limits come with {least} measures: {n} more.",
            "Limits come with {least} measures: {n} more.",
            phase.missing,
        )
        return said.format(n=phase.missing, least=LEAST)
    if phase.is_provisional:
        return _(
            "The limits rest on {n} measures: they are provisional, and settle with {settled}. "
            "Until then a signal is a hint rather than a proof."
        ).format(n=phase.baseline, settled=SETTLED)
    return _("The limits rest on {n} measures, and no longer move.").format(n=phase.baseline)


def _what(reading: Reading, signal: Signal, lang: str) -> str:
    first, last = reading.chart.points[signal.first], reading.chart.points[signal.last]
    facts = {
        "first": f"{first.on:%d/%m/%Y}",
        "last": f"{last.on:%d/%m/%Y}",
        "n": signal.last - signal.first + 1,
        "value": reading.text(last.value, lang),
        "from_value": reading.text(first.value, lang),
        "mean": reading.text(last.centre or 0.0, lang),
    }
    if signal.sign == Sign.BEYOND:
        limit = last.upper if signal.upwards else last.lower
        facts["limit"] = reading.text(limit or 0.0, lang)
        if signal.upwards:
            said = _("On {last}, {value}: above the upper limit of that day ({limit}).")
        else:
            said = _("On {last}, {value}: below the lower limit of that day ({limit}).")
    elif signal.sign == Sign.SIDE:
        if signal.upwards:
            said = _("From {first} to {last}, {n} measures in a row lie above the mean ({mean}).")
        else:
            said = _("From {first} to {last}, {n} measures in a row lie below the mean ({mean}).")
    elif signal.upwards:
        said = _("From {first} to {last}, {n} measures in a row rise, from {from_value} to {value}.")
    else:
        said = _("From {first} to {last}, {n} measures in a row fall, from {from_value} to {value}.")
    return said.format(**facts)


def _chance(signal: Signal) -> str:
    """How often chance alone would do it: of a normal process beyond 3 sigma 0.27 %; 2 × (1/2)⁸; 2/6!."""
    if signal.sign == Sign.BEYOND:
        return _("By chance alone, about 3 measures in 1,000 fall outside the limits.")
    if signal.sign == Sign.SIDE:
        return _("By chance alone, {n} measures in a row fall on the same side about once in 128.").format(
            n=ON_ONE_SIDE
        )
    return _("By chance alone, {n} measures in a row rise or fall about once in 360.").format(n=IN_A_ROW)


def _look_for(signal: Signal, is_good: bool) -> str:
    if signal.sign == Sign.BEYOND and is_good:
        return _("Look for what was particular at that time; if it helped, make it last.")
    if signal.sign == Sign.BEYOND:
        return _(
            "Look for what was particular at that time: a breakdown, an absence, an unusual load, a miscount."
        )
    if signal.sign == Sign.SIDE and is_good:
        return _(
            "Something lasting has changed for the better: find what, note it on the chart, and reckon limits anew "
            "from there."
        )
    if signal.sign == Sign.SIDE:
        return _(
            "Something lasting has changed about the first of these days: a device, a team, a rule, a software."
        )
    if is_good:
        return _("Something improves little by little: find what, so that it goes on.")
    return _(
        "Something drifts little by little: a load that grows, a device that ages, a habit that is lost."
    )
