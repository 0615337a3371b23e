"""The committee's page: who is there by college, what is missing and why; members come and go."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers, queries, services
from aplomb.apps.committees.forms import LogisticForm, MemberForm, VersionForm
from aplomb.apps.committees.models import CommitteeMember
from aplomb.apps.organisations.queries import managers_of, people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.organisations.committee import College, only_proposes, why_not_complete
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.refusals import sentence

READ, UPDATE = "committee.read", services.UPDATE


@asks(READ)
def committee(request: Request, organisation_pk: int) -> HttpResponse:
    """Who leads quality, who is on the committee, what it lacks."""
    return _page(request)


def _page(request: Request, status: int = 200, form: LogisticForm | None = None) -> HttpResponse:
    pk, today = request.organisation.pk, day_in_paris(timezone.now())
    rows, managers = queries.members(pk), managers_of(pk, today)
    written = queries.committee_of(pk)
    refusals = why_not_complete(queries.make_up(rows, managers, written))
    initial = {"version": written.version, "reason": written.logistic_absent}
    context = {
        **shell(request, "committee"),
        "managers": managers,
        "colleges": _colleges(rows),
        "committee": written,
        "lacking": [sentence(refusal) for refusal in refusals],
        "no_logistic": any(refusal.code.endswith("no-logistic") for refusal in refusals),
        "former": queries.former_members(pk),
        "tasks": [(task, task.progress(today)) for task in queries.tasks(pk)],
        "logistic": form or LogisticForm(initial=initial),
        "may_invite": request.standing.may("member.invite", pk),
        "today": today,
    }
    return render(request, "committees/committee.html", context, status=status)


def _colleges(rows: list[CommitteeMember]) -> list[tuple[str, str, list[CommitteeMember]]]:
    words = dict(CommitteeMember.CollegeChoices.choices)
    return [
        (college.value, str(words[college]), [row for row in rows if row.college == college])
        for college in College
    ]


def shell(request: Request, part: str) -> dict[str, Any]:
    """What every page of the area needs: where it is, and what the reader may do there."""
    role = request.standing.role_for(UPDATE, request.organisation.pk)
    return {
        "organisation": request.organisation,
        "nav": "committee",
        "part": part,
        "may_write": role is not None,
        "may_decide": role is not None and not only_proposes(role),
    }


# — Members ——————————————————————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def member_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Take somebody into the committee."""
    form = _member_form(request, {"version": 0, "college": request.GET.get("college", "")})
    if request.method != "POST":
        return _member_page(request, form)
    refused = answers.try_form(
        request,
        form,
        lambda: services.add_member(
            request.organisation, form.values(), standing=request.standing, at=timezone.now()
        ),
        lambda status: _member_page(request, form, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The committee is up to date."))
    return redirect("committees:committee", organisation_pk)


@asks(UPDATE, "GET", "POST")
def member(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change what is said of a member."""
    row = answers.of_site(request, _current(), pk, UPDATE)
    stored = {
        "person": str(row.user_id or ""),
        "written_name": row.written_name,
        "function": row.function,
        "college": row.college,
    }
    form = _member_form(request, {**stored, "version": row.version}, row)
    if request.method != "POST":
        return _member_page(request, form, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change_member(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _member_page(request, form, row, status=status),
        stored=stored,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The committee is up to date."))
    return redirect("committees:committee", organisation_pk)


@asks(UPDATE, "POST")
def member_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take in somebody whom the consultant proposed."""
    row = answers.of_site(request, _current(), pk, UPDATE)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.accept_member(row, standing=request.standing, at=timezone.now()),
        _("{name} is on the committee.").format(name=row.name),
    )
    return redirect("committees:committee", organisation_pk)


@asks(UPDATE, "POST")
def member_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Somebody leaves the committee."""
    row = answers.of_site(request, _current(), pk, UPDATE)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove_member(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("{name} is no longer on the committee.").format(name=row.name),
    )
    return redirect("committees:committee", organisation_pk)


def _current() -> Any:
    rows = CommitteeMember.objects.filter(ends_on__isnull=True)
    return rows.select_related("user", "organisation")


def _member_form(request: Request, initial: dict[str, Any], row: CommitteeMember | None = None) -> MemberForm:
    people = people_of(request.organisation.pk, day_in_paris(timezone.now()))
    if row is not None and row.user is not None and row.user not in people:
        people = [*people, row.user]  # they left the site since: the line still names them
    return MemberForm(request.POST if request.method == "POST" else None, people=people, initial=initial)


def _member_page(
    request: Request, form: MemberForm, row: CommitteeMember | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **shell(request, "committee"),
        "form": form,
        "row": row,
        "back": reverse("committees:committee", args=[request.organisation.pk]),
    }
    return render(request, "committees/member.html", context, status=status)


# — Logistic staff ———————————————————————————————————————————————————————————————


@asks(UPDATE, "POST")
def logistic(request: Request, organisation_pk: int) -> HttpResponse:
    """Say that the site has no logistic staff, and why; or take it back."""
    form = LogisticForm(request.POST)
    absent = request.POST.get("absent") == "yes"
    refused = answers.try_form(
        request,
        form,
        lambda: services.declare_logistic(
            request.organisation,
            form.cleaned_data["reason"],
            absent=absent,
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _page(request, status, form),
        stored={"reason": queries.committee_of(organisation_pk).logistic_absent},
        back=reverse("committees:committee", args=[organisation_pk]),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The committee is up to date."))
    return redirect("committees:committee", organisation_pk)
