"""Reminding people: one message a day with everything new that waits for them, never twice of the same thing (§16).

Each area says in its `reminding.py` what calls for a reminder on a day (`due`); whom, never whether they want it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.notices import mails
from aplomb.apps.notices.models import Digest, Reminder
from aplomb.domain.shared.calendar import day_in_paris

# What was said longer ago is forgotten: no area digs up a matter that old.
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody is reminded of.

    `words` says how many of its kind there are; `link` is the page where it is dealt with. `about` (the object), the
    day and the stage are what is never said twice: another day is another matter.
    """

    user: User
    place: str
    words: Callable[[int], str]
    about: str
    due_on: date
    stage: str
    link: str

    @property
    def key(self) -> tuple[int, str, date, str]:
        return (self.user.pk, self.about, self.due_on, self.stage)


@cache
def sources() -> tuple[Callable[[date], Iterable[Due]], ...]:
    """What each area has to remind people of, the lowest room first."""
    names = [
        f"{config.name}.reminding"
        for config in apps.get_app_configs()
        if config.name.startswith("aplomb.apps.")
    ]
    return tuple(import_module(name).due for name in names if find_spec(name))


def send(at: datetime) -> int:
    """Write to everybody who has something new to be reminded of and has not switched reminders off; says to how many.

    Run again, it writes to nobody.
    """
    today = day_in_paris(at)
    found = [one for source in sources() for one in source(today)]
    wanted = [one for one in found if one.user.is_active and one.user.reminders]
    known = set(
        Reminder.objects.filter(user__in={one.user.pk for one in wanted}).values_list(
            "user_id", "about", "due_on", "stage"
        )
    )
    by_person: dict[int, list[Due]] = {}
    for one in wanted:
        if one.key not in known:
            by_person.setdefault(one.user.pk, []).append(one)
    return sum(_write(news, today, at) for news in by_person.values())


@transaction.atomic
def _write(news: list[Due], today: date, at: datetime) -> bool:
    """The message of the day to one person; nothing where there was one today, whoever wrote it."""
    person = news[0].user
    _digest, made = Digest.objects.get_or_create(user=person, on=today)
    if not made:
        return False
    Reminder.objects.bulk_create(
        (
            Reminder(user=person, about=one.about, due_on=one.due_on, stage=one.stage, sent_on=today)
            for one in news
        ),
        ignore_conflicts=True,
    )
    mails.digest(person, len({one.about for one in news}), _by_place(news), at)
    return True


def _by_place(news: Iterable[Due]) -> list[tuple[str, list[mails.Line]]]:
    """By place, what there is of each kind to be dealt with on one page, and its first day."""
    lines: dict[str, dict[tuple[Callable[[int], str], str], mails.Line]] = {}
    for one in news:
        there = lines.setdefault(one.place, {})
        line = there.setdefault((one.words, one.link), mails.Line(one.words, one.link, one.due_on))
        line.number += 1
        line.first = min(line.first, one.due_on)
    return [(place, list(there.values())) for place, there in sorted(lines.items())]


def sweep(at: datetime) -> int:
    """Forget what was said so long ago that it would not be said again."""
    before = day_in_paris(at) - KEPT
    Digest.objects.filter(on__lt=before).delete()
    return Reminder.objects.filter(sent_on__lt=before).delete()[0]
