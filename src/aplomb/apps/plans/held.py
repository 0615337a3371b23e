"""What somebody can leave behind in a plan: the themes and actions in their charge that are not over."""

from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.services import plain
from aplomb.apps.journal.services import lock_stream
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.plans.models import Plan, Task, Theme
from aplomb.domain.plans.lifecycle import OPEN


def _themes(organisation: Organisation, person: User) -> QuerySet[Theme]:
    return Theme.objects.filter(plan__organisation=organisation, owner=person, state__in=OPEN)


def _tasks(organisation: Organisation, person: User) -> QuerySet[Task]:
    return Task.objects.filter(
        theme__plan__organisation=organisation, owner=person, done_on__isnull=True, theme__state__in=OPEN
    )


def _themes_words(number: int) -> str:
    return ngettext(
        "%(count)d theme of the improvement plan", "%(count)d themes of the improvement plan", number
    ) % {"count": number}


def _tasks_words(number: int) -> str:
    return ngettext(
        "%(count)d action of the improvement plan", "%(count)d actions of the improvement plan", number
    ) % {"count": number}


def _hand_themes(handing: Handing) -> int:
    rows = list(_themes(handing.organisation, handing.person).order_by("pk"))
    return _hand(handing, Theme, rows, "theme.handed", lambda row: {"title": row.title})


def _hand_tasks(handing: Handing) -> int:
    rows = list(_tasks(handing.organisation, handing.person).order_by("pk"))
    return _hand(handing, Task, rows, "plan_task.handed", lambda row: {"text": row.text})


def _hand(handing: Handing, model: type[Model], rows: list[Any], event: str, said: Any) -> int:
    """Pass these rows on, each told in the plan's stream, which is locked after the organisation's."""
    if not rows:
        return 0
    pen = lock_stream(Plan.objects.get(organisation=handing.organisation).stream_id)
    for row in rows:
        data = plain({"owner": handing.heir, **said(row)})
        about = f"{event.partition('.')[0].replace('_', '-')}/{row.pk}"
        pen.record(event, by=handing.by, at=handing.at, about=about, data=data)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
        owner=handing.heir,
        version=F("version") + 1,
        changed_at=handing.at,
        changed_by=handing.user,
    )
    pen.save()
    return len(rows)


HOLDINGS = (
    Holding(
        "themes",
        _themes_words,
        lambda organisation, person: _themes(organisation, person).count(),
        _hand_themes,
    ),
    Holding(
        "plan-tasks",
        _tasks_words,
        lambda organisation, person: _tasks(organisation, person).count(),
        _hand_tasks,
    ),
)
