"""What a theme's page shows beside its words: criteria from level to level, documents, sheets, what was won."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aplomb.apps.accounts.models import User
from aplomb.apps.knowledge.queries import by_code
from aplomb.apps.plans.board import Card, card
from aplomb.apps.plans.models import Task, Theme
from aplomb.apps.plans.rules import plan_rules
from aplomb.charts.palette import step_of
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.targets import Promise, promises
from aplomb.domain.referentials.edition import Criterion
from aplomb.formats.sheets import Sheet, sheets_by_criterion
from aplomb.web.templatetags.aplomb import language


@dataclass(frozen=True, slots=True)
class Mark:
    """A level as the templates draw it."""

    step: str
    word: str
    value: int


@dataclass(frozen=True, slots=True)
class Aim:
    """A criterion that the theme lifts: where it stood, where it goes, where it has come."""

    criterion: Criterion
    then: Mark | None
    to: Mark
    now: Mark | None
    promise: Promise


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to produce, and whether the inventory has it in order."""

    code: str
    title: str
    in_order: bool


@dataclass(frozen=True, slots=True)
class Page:
    card: Card
    aims: Sequence[Aim]
    papers: Sequence[Paper]
    sheets: Sequence[Sheet]
    # Each action, whether it is late, whether it is the reader's own.
    tasks: Sequence[tuple[Task, bool, bool]]
    promised: object
    won: object
    scored_since: bool


def page_of(theme: Theme, said: Results, today: date, reader: User) -> Page:
    """No query, the theme's targets and actions having been fetched."""
    full = theme.plan.active_count >= plan_rules().max_active_themes
    aims = [(target.criterion, target.level, target.then) for target in theme.targets.all()]
    # The evaluation that the plan rests on tells of what was won only where it was closed after the theme began.
    closed = theme.plan.evaluation.closed_at
    since = said.scores if _scored_since(theme, closed and closed.date()) else None
    found = promises(said.edition, aims, since)
    helping = sheets_by_criterion(said.edition.code)
    codes = dict.fromkeys(code for one in found for code in helping.get(one.code, ()))
    sheets = by_code()
    in_order = {line.document.code: line.in_order for line in said.documents.lines}
    documents = said.edition.documents_by_code
    return Page(
        card=card(theme, said, today, full=full),
        aims=[_aim(said, one) for one in found],
        papers=[
            Paper(code, documents[code].title.in_(language()), in_order.get(code, False))
            for code in theme.documents
            if code in documents
        ],
        sheets=[sheets[code] for code in codes if code in sheets],
        tasks=[(task, task.is_late(today), task.owner_id == reader.pk) for task in theme.tasks.all()],
        promised=sum(one.promised_points for one in found),
        won=sum(one.won_points or 0 for one in found),
        scored_since=since is not None,
    )


def _scored_since(theme: Theme, closed_on: date | None) -> bool:
    return theme.done_on is not None and closed_on is not None and closed_on > theme.done_on


def _aim(said: Results, promise: Promise) -> Aim:
    return Aim(
        said.edition.by_code[promise.code],
        mark_of(said, promise.then),
        mark_of(said, promise.level) or Mark("", str(promise.level), promise.level),
        mark_of(said, promise.now),
        promise,
    )


def mark_of(said: Results, value: int | None) -> Mark | None:
    scale = said.edition.scale
    level = next((one for one in scale.levels if one.value == value), None)
    if level is None:
        return None
    return Mark(
        step_of(level.value, [one.value for one in scale.levels]), level.label.in_(language()), level.value
    )
