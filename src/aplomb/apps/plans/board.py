"""What the plan's pages show of it: the summary at their head, the cards, the rows of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from aplomb.apps.plans import queries
from aplomb.apps.plans.models import Plan, Theme
from aplomb.apps.plans.rules import plan_rules
from aplomb.charts.numbers import percent_number
from aplomb.charts.ranked import gain_text
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import ARROWS, COLUMN_OF, Column, State
from aplomb.domain.plans.schedule import progress
from aplomb.domain.plans.targets import gain, projected
from aplomb.web.templatetags.aplomb import language

# What is closed is seldom looked for: the latest of it is enough on the board.
CLOSED_SHOWN = 5
# The next step of each state: what its page offers first.
FORWARD = {
    State.PROPOSED: State.PLANNED,
    State.PLANNED: State.ACTIVE,
    State.ACTIVE: State.DONE,
    State.DONE: State.ASSESSED,
}


@dataclass(frozen=True, slots=True)
class Move:
    """A way for a theme: the state that it leads to, its column, whether words are asked for, whether it goes on."""

    to: State
    column: Column
    asks: bool
    forward: bool


@dataclass(frozen=True)
class Card:
    """A theme as the board, the list and the Gantt show it."""

    theme: Theme
    column: Column
    gain: str
    won: Fraction
    essentials: int
    done: int
    total: int
    share: Fraction | None
    late: bool
    moves: tuple[Move, ...]

    @property
    def uid(self) -> str:
        return f"bar-{self.theme.pk}"

    @property
    def gantt(self) -> str:
        return f"gantt-{self.theme.pk}"

    @property
    def initials(self) -> str:
        words = [word for word in self.theme.owner_name.replace("-", " ").split() if word[0].isupper()]
        names = [word for word in words if not word.endswith(".") and word not in ("Dr", "Pr")]
        return "".join(word[0] for word in (names[:1] + names[-1:] if len(names) > 1 else names))


@dataclass(frozen=True)
class Summary:
    """The head of the plan: how many themes run, today's score, the one that they lead to."""

    plan: Plan
    now: Results
    then: Results
    active: int
    limit: int
    counted: int
    ready_on: date | None
    above: Sequence[Theme]

    @property
    def score(self) -> str:
        return percent_number(self.now.tally.score, language(), decimals=1)

    @property
    def projected(self) -> str:
        return percent_number(self.then.tally.score, language(), decimals=1)

    @property
    def slots(self) -> list[bool]:
        return [number < self.active for number in range(max(self.limit, self.active))]

    @property
    def full(self) -> bool:
        return self.active >= self.limit


def moves_of(state: State, *, full: bool) -> tuple[Move, ...]:
    """Where a theme may go; dropping, assessing, and starting above the limit ask for words."""
    found = []
    for to in State:
        if to in ARROWS[state]:
            asks = to in (State.DROPPED, State.ASSESSED) or (to is State.ACTIVE and full)
            found.append(Move(to, COLUMN_OF[to], asks, FORWARD.get(state) is to))
    return tuple(sorted(found, key=lambda move: not move.forward))


def card(theme: Theme, said: Results, today: date, *, full: bool) -> Card:
    """A theme with its figures; no query, its targets and actions having been fetched."""
    tasks = list(theme.tasks.all())
    done = sum(task.done_on is not None for task in tasks)
    aims = queries.aims(theme)
    won = gain(said, aims)
    state = State(theme.state)
    by_code = said.edition.by_code
    return Card(
        theme=theme,
        column=COLUMN_OF[state],
        gain=gain_text(won, language()),
        won=won,
        essentials=sum(code in by_code and by_code[code].essential for code, _level in aims),
        done=done,
        total=len(tasks),
        share=progress(done, len(tasks), state),
        late=theme.is_late(today),
        moves=moves_of(state, full=full),
    )


def summary(plan: Plan, themes: Sequence[Theme], said: Results) -> Summary:
    """The head of the plan; no query."""
    counted = [theme for theme in themes if theme.state in (State.ACTIVE, State.DONE)]
    ends = [theme.due_date for theme in counted if theme.due_date]
    return Summary(
        plan=plan,
        now=said,
        then=projected(said, queries.promised(themes)),
        active=plan.active_count,
        limit=plan_rules().max_active_themes,
        counted=len(counted),
        ready_on=max(ends, default=None),
        above=[theme for theme in themes if theme.above_reason],
    )


def cards(plan: Plan, themes: Iterable[Theme], said: Results, today: date) -> list[Card]:
    """Every theme with its figures; no query."""
    full = plan.active_count >= plan_rules().max_active_themes
    return [card(theme, said, today, full=full) for theme in themes]


def columns(found: Iterable[Card]) -> list[tuple[Column, list[Card]]]:
    """The four columns: by deadline, those without one last; what is closed, the latest first."""
    by_column: dict[Column, list[Card]] = {column: [] for column in Column}
    for one in found:
        by_column[one.column].append(one)
    for column, rows in by_column.items():
        if column is Column.CLOSED:
            rows.sort(key=lambda one: one.theme.changed_at, reverse=True)
        else:
            rows.sort(key=lambda one: (one.theme.due_date or date.max, one.theme.number))
    return list(by_column.items())
