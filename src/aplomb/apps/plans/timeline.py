"""The plan in time as its page shows it: bars, milestones, who carries how much, what to watch, the ready day."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from aplomb.apps.plans import queries
from aplomb.apps.plans.board import Card
from aplomb.apps.plans.models import Plan
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.forecast import Chain, Forecast, Step, forecast
from aplomb.domain.plans.lifecycle import State
from aplomb.domain.plans.schedule import Line, Point, load, vigilance

MOST_MONTHS = 36
SHOWN = (State.PLANNED, State.ACTIVE, State.DONE)


@dataclass(frozen=True, slots=True)
class Row:
    """A theme with its bar; shares of the period shown."""

    card: Card
    start: Fraction
    end: Fraction
    done: Fraction
    words: str
    waits_for: Sequence[Any]


@dataclass(frozen=True)
class Timeline:
    rows: Sequence[Row]
    months: Sequence[tuple[Fraction, str]]
    lines: Sequence[Fraction]
    today: Fraction | None
    milestones: Sequence[tuple[Fraction, str]]
    load: Sequence[tuple[str, int, Fraction]]
    points: Sequence[tuple[Point, Card | None, Any]]
    ready: Forecast | None

    @property
    def late(self) -> int:
        return sum(row.card.late for row in self.rows)


def timeline(plan: Plan, cards: Sequence[Card], said: Results, today: date) -> Timeline:
    """No query, the themes having been fetched with their actions."""
    shown = [card for card in cards if card.theme.state in SHOWN and card.theme.due_date]
    spans = {card.theme.pk: _span(card, plan, today) for card in shown}
    days = [day for span in spans.values() for day in span]
    marks = [day for day in (plan.mock_audit_on, plan.audit_on) if day]
    first = min([*days, today]).replace(day=1)
    last = _month_end(min(max([*days, *marks, today]), first + timedelta(days=31 * MOST_MONTHS)))
    length = (last - first).days or 1

    def at(day: date) -> Fraction:
        return min(max(Fraction((day - first).days, length), Fraction(0)), Fraction(1))

    months = list(_months(first, last))
    shown.sort(key=lambda card: (spans[card.theme.pk][0], card.theme.number))
    active = [card for card in cards if card.theme.state == State.ACTIVE]
    carried = load(card.theme.owner_name for card in active)
    most = max((number for _name, number in carried), default=1)
    by_key = {card.theme.pk: card for card in cards}
    return Timeline(
        rows=[
            Row(
                card,
                at(spans[card.theme.pk][0]),
                at(spans[card.theme.pk][1]),
                card.share or Fraction(0),
                _words(*spans[card.theme.pk]),
                list(card.theme.waits_for.all()),
            )
            for card in shown
        ],
        months=[(at(day), _month_name(day, number)) for number, day in enumerate(months)],
        lines=[at(day) for day in months[1:]],
        today=at(today),
        milestones=[
            (at(day), word)
            for day, word in ((plan.mock_audit_on, _("mock audit")), (plan.audit_on, _("official audit")))
            if day
        ],
        load=[(name, number, Fraction(number, most)) for name, number in carried],
        points=[
            (point, by_key.get(point.key), said.edition.by_code.get(point.criterion))
            for point in vigilance(_lines(cards), said.essential_failing, on=today, audit_on=plan.audit_on)
        ],
        ready=ready_on(plan, cards, today),
    )


def ready_on(plan: Plan, cards: Sequence[Card], today: date) -> Forecast | None:
    """When everything that is planned or under way will be done, at the pace so far; no query."""
    chains = [_chain(card, plan, today) for card in cards if card.theme.state != State.DROPPED]
    return forecast([chain for chain in chains if chain.steps], on=today, seed=plan.pk)


def _chain(card: Card, plan: Plan, today: date) -> Chain:
    """A theme's dated actions in their order; one without any is a single action from its start to its deadline."""
    theme = card.theme
    over = theme.state in (State.DONE, State.ASSESSED)
    steps = []
    for task in theme.tasks.all():
        if task.due_on:
            begins = min(task.starts_on or theme.starts_on or plan.starts_on, task.due_on)
            done = task.done_on or (theme.done_on if over else None)
            steps.append(Step(begins, task.due_on, done and max(done, begins)))
    if not steps and theme.due_date:
        begins, ends = _span(card, plan, today)
        steps = [Step(begins, ends, theme.done_on if over else None)]
    return Chain(tuple(sorted(steps, key=lambda step: (step.starts_on, step.due_on))))


def _span(card: Card, plan: Plan, today: date) -> tuple[date, date]:
    """From when to when a theme is drawn: its start, else its first action's, else today."""
    theme = card.theme
    starts = [task.starts_on for task in theme.tasks.all() if task.starts_on]
    begins = theme.starts_on or min(starts, default=today)
    end = theme.due_date or begins
    return min(begins, end), end


def _lines(cards: Sequence[Card]) -> list[Line]:
    return [
        Line(
            card.theme.pk,
            State(card.theme.state),
            card.theme.due_date,
            frozenset(code for code, _level in queries.aims(card.theme)),
        )
        for card in cards
    ]


def _months(first: date, last: date) -> list[date]:
    found, day = [], first
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month_name(day: date, number: int) -> str:
    name = formats.date_format(day, "N")
    return f"{name} {day:%y}" if day.month == 1 or not number else name


def _words(start: date, end: date) -> str:
    return _("from {start} to {end}").format(
        start=formats.date_format(start, "SHORT_DATE_FORMAT"),
        end=formats.date_format(end, "SHORT_DATE_FORMAT"),
    )
