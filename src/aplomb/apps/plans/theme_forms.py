"""What the form of a theme offers: the criteria of its own requirement first, then all others that can be won."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from aplomb.apps.committees import queries as committees
from aplomb.apps.organisations.rights import Request
from aplomb.apps.plans import queries
from aplomb.apps.plans.forms import TaskForm, ThemeForm
from aplomb.apps.plans.models import Plan, Task, Theme
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import OPEN
from aplomb.domain.referentials.edition import Criterion
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language

FIELDS = ("title", "objective", "means", "effectiveness_measure", "root_cause", "due_date", "documents")


def stored(theme: Theme) -> dict[str, Any]:
    """What a theme says, as its form holds it; the targets one by one."""
    return {
        **{name: getattr(theme, name) for name in FIELDS},
        "owner": theme.owner_key,
        "waits_for": [str(one.pk) for one in theme.waits_for.all()],
        **{f"level_{code}": str(level) for code, level in queries.aims(theme)},
    }


def theme_form(
    request: Request,
    plan: Plan,
    said: Results,
    values: Mapping[str, Any],
    *,
    theme: Theme | None = None,
    requirement: str = "",
) -> ThemeForm:
    """The form with these values; `requirement` is whose criteria are listed even where none is aimed at."""
    today = day_in_paris(timezone.now())
    aimed = {name.removeprefix("level_") for name in values if name.startswith("level_")}
    listed = [one for one in said.asked if one.code in aimed or one.requirement == requirement]
    return ThemeForm(
        request.POST if request.method == "POST" else None,
        candidates=committees.candidates(plan.organisation_id, today).keeping(theme),
        criteria=listed,
        others=[gap.criterion for gap in said.gaps if gap.criterion not in listed],
        documents=_documents(said, listed, values),
        scale=said.edition.scale,
        themes=[
            (str(pk), f"{number}. {title}")
            for pk, number, title in Theme.objects.filter(plan=plan, state__in=OPEN)
            .exclude(pk=theme.pk if theme else 0)
            .order_by("number")
            .values_list("pk", "number", "title")
        ],
        initial=dict(values),
    )


def _documents(said: Results, listed: list[Criterion], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The documents that the criteria name, those that are not in order, and those that are chosen already."""
    named = {code for one in listed for code in one.documents} | set(values.get("documents", ()))
    absent = {line.document.code for line in said.documents.lines if not line.in_order}
    wanted = named | (absent if not listed else set())
    return [
        (code, document.title.in_(language()))
        for code, document in said.edition.documents_by_code.items()
        if code in wanted
    ]


def task_form(request: Request, values: Mapping[str, Any], task: Task | None = None) -> TaskForm:
    """The form of an action."""
    today = day_in_paris(timezone.now())
    people = committees.candidates(request.organisation.pk, today)
    data = request.POST if request.method == "POST" else None
    return TaskForm(data, candidates=people.keeping(task), initial=dict(values))
