"""The actions of a theme: added and changed from its page, said to be done there or on one's own."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.committees.services import CLOSE
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.plans import task_services as services
from aplomb.apps.plans.access import plan_for, shell, theme_for
from aplomb.apps.plans.forms import TaskForm
from aplomb.apps.plans.models import Task, Theme
from aplomb.apps.plans.queries import PEOPLE
from aplomb.apps.plans.theme_forms import task_form
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris


@asks(WRITE, "GET", "POST")
def task_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Add an action to a theme."""
    theme = theme_for(request, pk)
    form = task_form(request, {"version": 0, "owner": theme.owner_key})
    if request.method != "POST":
        return _page(request, theme, form)
    refused = answers.try_form(
        request,
        form,
        lambda: services.add(theme, form.values(), standing=request.standing, at=timezone.now()),
        lambda status: _page(request, theme, form, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The action is in the theme."))
    return redirect(f"{theme.get_absolute_url()}#actions")


@asks(WRITE, "GET", "POST")
def task_edit(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change an action."""
    task = _task(request, pk)
    stored = {
        "text": task.text,
        "owner": task.owner_key,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
    }
    form = task_form(request, {**stored, "version": task.version}, task)
    if request.method != "POST":
        return _page(request, task.theme, form, task)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change(
            task,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _page(request, task.theme, form, task, status=status),
        stored=stored,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The action is up to date."))
    return redirect(f"{task.theme.get_absolute_url()}#actions")


@asks(WRITE, "POST")
def task_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take an action out of its theme."""
    task = _task(request, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove(task, version=version, standing=request.standing, at=timezone.now()),
        _("The action has left the theme."),
    )
    return redirect(f"{task.theme.get_absolute_url()}#actions")


@asks(CLOSE, "POST")
def task_done(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Done today, or not after all: one's own, or any of the site for whoever keeps its plan."""
    mine = Q() if request.standing.may(CLOSE, organisation_pk) else Q(owner=request.user)
    task = _task(request, pk, mine)
    at = timezone.now()
    done = request.POST.get("done") == "yes"
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.set_done(
            task, day_in_paris(at) if done else None, version=version, standing=request.standing, at=at
        ),
        (_("Done: {name}") if done else _("To be done again: {name}")).format(name=task.text),
    )
    if request.POST.get("from") == "home":
        return redirect("home:mine")
    return redirect(f"{task.theme.get_absolute_url()}#actions")


def _task(request: Request, pk: int, mine: Q | None = None) -> Task:
    plan = plan_for(request)
    rows = Task.objects.filter(mine or Q(), theme__plan=plan, pk=pk)
    task = rows.select_related("theme", *PEOPLE).first()
    if task is None:
        raise Http404
    task.theme.plan = plan
    return task


def _page(
    request: Request, theme: Theme, form: TaskForm, task: Task | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        **shell(request, "board"),
        "theme": theme,
        "task": task,
        "form": form,
        "back": f"{theme.get_absolute_url()}#actions",
    }
    return render(request, "plans/task.html", context, status=status)
