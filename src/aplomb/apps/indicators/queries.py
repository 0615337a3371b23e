"""What is read of indicators; each function says how many queries it takes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Max, Q

from aplomb.apps.accounts.models import User
from aplomb.apps.indicators.models import Annotation, Indicator, Measurement
from aplomb.charts.control import Flag, Plotted, Scale, decimals_of, scale_of
from aplomb.domain.indicators.control import Chart, Direction, Kind, Signal, chart
from aplomb.domain.indicators.measuring import GRACE, SHORTEST, Frequency, due_on


@dataclass(frozen=True)
class Reading:
    """An indicator with its measures and annotations, as its chart reads them."""

    indicator: Indicator
    measures: Sequence[Measurement]
    annotations: Sequence[Annotation]

    @cached_property
    def chart(self) -> Chart:
        """The control chart; the first measure from a change of process on begins a phase."""
        changes = [one.on for one in self.annotations if one.restarts]
        found, before = [], date.min
        for row in self.measures:
            restarts = any(before < change <= row.on for change in changes) and before != date.min
            found.append(row.as_measure(restarts=restarts))
            before = row.on
        return chart(Kind(self.indicator.kind), found, baseline_until=self.indicator.baseline_until)

    @cached_property
    def direction(self) -> Direction:
        return Direction(self.indicator.direction)

    def scale(self, lang: str) -> Scale:
        return scale_of(Kind(self.indicator.kind), self.indicator.unit, self.indicator.per, lang)

    def plotted(self, lang: str) -> Plotted:
        flags = [Flag(number, one.on, one.restarts) for number, one in enumerate(self.annotations, start=1)]
        return Plotted(self.direction, self.scale(lang), self.indicator.target_value, flags)

    def text(self, value: float, lang: str) -> str:
        """A value as people read it, with its unit."""
        shown = self.plotted(lang)
        figure = shown.scale.text(value, lang, decimals_of(self.chart, shown))
        unit = self.indicator.unit if self.indicator.kind != Kind.SHARE else ""
        return f"{figure}\u00a0{unit}" if unit else figure

    @property
    def last(self) -> Measurement | None:
        return self.measures[-1] if self.measures else None

    @property
    def reaches_target(self) -> bool | None:
        """Whether the last measure reaches the target; None without one or the other."""
        target = self.indicator.target_value
        if self.last is None or target is None:
            return None
        return self.last.value >= target if self.direction == Direction.HIGHER else self.last.value <= target

    @cached_property
    def current(self) -> list[Signal]:
        """The signals that still hold: those of which the last measure is part, the gravest way of saying it first."""
        last = len(self.chart.points) - 1
        return [signal for signal in self.chart.signals if signal.last == last]

    @property
    def due_on(self) -> date:
        """By when the next measure is waited for."""
        return next_due(self.indicator, self.last.on if self.last is not None else None)


def next_due(indicator: Indicator, last: date | None) -> date:
    return due_on(Frequency(indicator.frequency), last, indicator.begins_on)


def readings(organisation_id: int, *, archived: bool = False) -> list[Reading]:
    """The indicators of a site with all that their charts need; three queries."""
    rows = list(
        Indicator.objects.filter(organisation=organisation_id, archived_at__isnull=not archived)
        .select_related("owner", "changed_by")
        .order_by("name", "pk")
    )
    return _read(rows)


def reading(indicator: Indicator) -> Reading:
    """One indicator with its measures and annotations; two queries."""
    return _read([indicator])[0]


def _read(rows: Sequence[Indicator]) -> list[Reading]:
    measures: dict[int, list[Measurement]] = defaultdict(list)
    kept = Measurement.objects.filter(indicator__in=rows, removed_at__isnull=True)
    for measure in kept.select_related("changed_by").order_by("on"):
        measures[measure.indicator_id].append(measure)
    notes: dict[int, list[Annotation]] = defaultdict(list)
    for note in Annotation.objects.filter(indicator__in=rows).order_by("on", "pk"):
        notes[note.indicator_id].append(note)
    return [Reading(row, measures[row.pk], notes[row.pk]) for row in rows]


def removed(indicator: Indicator) -> list[Measurement]:
    """The measures that were taken back, the latest first; one query."""
    rows = Measurement.objects.filter(indicator=indicator, removed_at__isnull=False)
    return list(rows.select_related("changed_by").order_by("-removed_at", "-pk"))


def starters_taken(organisation_id: int) -> frozenset[str]:
    """Which indicators of the starter set the site follows already; one query."""
    rows = Indicator.objects.filter(organisation=organisation_id, archived_at__isnull=True).exclude(
        starter=""
    )
    return frozenset(rows.values_list("starter", flat=True))


def overdue(
    organisations: Iterable[int], today: date, person: User | None = None, leading: Iterable[int] = ()
) -> list[tuple[Indicator, date]]:
    """The indicators of these places whose measure is late, with the day by which it was due; one query.

    `person`: those in this person's own charge, and at the places that they are `leading` those in nobody's.
    """
    rows = Indicator.objects.filter(
        organisation__in=organisations, accepted_at__isnull=False, archived_at__isnull=True
    )
    if person is not None:
        rows = rows.filter(Q(owner=person) | Q(owner__isnull=True, organisation__in=leading))
    kept = Q(measurements__removed_at__isnull=True)
    found = rows.annotate(last_on=Max("measurements__on", filter=kept)).filter(_long_ago(today))
    dues = [
        (row, next_due(row, row.last_on))
        for row in found.select_related("organisation", "owner").order_by("pk")
    ]
    return sorted(((row, due) for row, due in dues if due < today), key=lambda pair: (pair[1], pair[0].pk))


def _long_ago(today: date) -> Q:
    """Every indicator that can be late, and few others: from a measure to the day of the next, a period and its grace
    pass at the least."""
    found = Q(last_on__isnull=True)
    for frequency, shortest in SHORTEST.items():
        least = today - timedelta(days=shortest + GRACE[frequency])
        found |= Q(frequency=frequency, last_on__lt=least)
    return found
