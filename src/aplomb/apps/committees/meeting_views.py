"""Meetings: called, held, told in minutes; what they decided, and who does it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aplomb.apps.accounts import limits
from aplomb.apps.committees import answers, queries, typesetting
from aplomb.apps.committees import meeting_services as services
from aplomb.apps.committees.forms import DecisionForm, MeetingForm, MinutesForm, VersionForm
from aplomb.apps.committees.models import Attendance, CommitteeMember, Decision, Meeting
from aplomb.apps.committees.services import UPDATE
from aplomb.apps.committees.views import READ, shell
from aplomb.apps.organisations.exports import note_export
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.organisations.committee import Presence, only_proposes, why_not_write_minutes
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

MOST_AN_HOUR = 60
COLLEGES = dict(CommitteeMember.CollegeChoices.choices)
PRESENCES = dict(Attendance.PresenceChoices.choices)


@asks(READ)
def meetings(request: Request, organisation_pk: int) -> HttpResponse:
    """Every meeting, the latest first, and the tasks that are open."""
    today = day_in_paris(timezone.now())
    rows = queries.meetings(organisation_pk)
    context = {
        **shell(request, "meetings"),
        "coming": sorted((row for row in rows if row.held_on > today), key=lambda row: (row.held_on, row.pk)),
        "held": [_held(row) for row in rows if row.held_on <= today],
        "tasks": [(task, task.progress(today)) for task in queries.tasks(organisation_pk)],
        "today": today,
    }
    return render(request, "committees/meetings.html", context)


def _held(row: Meeting) -> dict[str, Any]:
    attendances = row.attendances.all()
    return {
        "row": row,
        "present": sum(one.presence == Presence.PRESENT for one in attendances),
        "decisions": len(row.decisions.all()),
        "has_minutes": bool(row.minutes and attendances),
    }


@asks(READ)
def meeting(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """One meeting: agenda, who was there, what was said, what was decided."""
    row = _meeting(request, pk, READ)
    today = day_in_paris(timezone.now())
    minutes = typesetting.minutes_of(row)
    present = [one for one in minutes.attendance if one.presence is Presence.PRESENT]
    refusals = why_not_write_minutes(row.held_on, len(present), today)
    context = {
        **shell(request, "meetings"),
        "row": row,
        "minutes": minutes,
        "seats": [
            (one, COLLEGES[one.college], PRESENCES.get(one.presence or "", "")) for one in minutes.attendance
        ],
        "decisions": [(one, one.progress(today)) for one in queries.decisions(row)],
        "lacking": [sentence(refusal) for refusal in refusals],
        "is_held": row.held_on <= today,
        "today": today,
    }
    return render(request, "committees/meeting.html", context)


@asks(UPDATE, "GET", "POST")
def meeting_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Call a meeting, or record one that was held."""
    _only_of_the_site(request)
    form = _meeting_form(request, {})
    if request.method != "POST":
        return _meeting_page(request, form)
    made: list[Meeting] = []
    refused = answers.try_form(
        request,
        form,
        lambda: made.append(
            services.call(request.organisation, form.values(), standing=request.standing, at=timezone.now())
        ),
        lambda status: _meeting_page(request, form, status=status),
    )
    return refused if refused is not None else redirect(made[0])


@asks(UPDATE, "GET", "POST")
def meeting_change(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change a meeting's day, place or agenda."""
    row = _meeting(request, pk, UPDATE)
    _only_of_the_site(request)
    stored = {**{name: getattr(row, name) for name in services.CALLED}, "owner": row.owner_key}
    form = _meeting_form(request, {**stored, "version": row.version}, row)
    if request.method != "POST":
        return _meeting_page(request, form, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _meeting_page(request, form, row, status=status),
        stored=stored,
    )
    return refused if refused is not None else redirect(row)


@asks(UPDATE, "GET", "POST")
def minutes(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Say who was there and what was said."""
    row = _meeting(request, pk, UPDATE)
    _only_of_the_site(request)
    presences = {one.member_id: one.presence for one in row.attendances.all()}
    stored = {
        "guests": row.guests,
        "minutes": row.minutes,
        **{f"member_{member}": presence for member, presence in presences.items()},
    }
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        members=queries.members_at(row),
        initial={**stored, "version": row.version},
    )
    if request.method != "POST":
        return _minutes_page(request, form, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.record_minutes(
            row,
            form.values(),
            form.presences(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _minutes_page(request, form, row, status=status),
        stored=stored,
    )
    return refused if refused is not None else redirect(row)


@asks(READ)
def minutes_file(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """The minutes as a PDF."""
    row = _meeting(request, pk, READ)
    at = timezone.now()
    told = typesetting.minutes_of(row)
    present = sum(one.presence is Presence.PRESENT for one in told.attendance)
    if refusals := why_not_write_minutes(row.held_on, present, day_in_paris(at)):
        raise NotAllowed(refusals)
    limits.demand(limits.named("minutes", str(request.user.pk)), MOST_AN_HOUR, limits.HOUR, at)
    data = typesetting.pdf_of(told, language())
    note_export(READ, organisation_pk, "minutes.pdf", standing=request.standing, at=at, meeting=row.pk)
    name = _("minutes-{site}-{day}.pdf").format(site=slugify(request.organisation.label), day=row.held_on)
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )


# — Decisions ————————————————————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def decision_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Record what a meeting decided."""
    row = _meeting(request, pk, UPDATE)
    _only_of_the_site(request)
    form = _decision_form(request, {"version": 0})
    if request.method != "POST":
        return _decision_page(request, form, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.decide(row, form.values(), standing=request.standing, at=timezone.now()),
        lambda status: _decision_page(request, form, row, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("Decision recorded."))
    return redirect(f"{row.get_absolute_url()}#decisions")


@asks(UPDATE, "GET", "POST")
def decision(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Put a decision right."""
    row = _decision(request, pk)
    _only_of_the_site(request)
    stored = {"text": row.text, "owner": row.owner_key, "due_on": row.due_on}
    form = _decision_form(request, {**stored, "version": row.version}, row)
    if request.method != "POST":
        return _decision_page(request, form, row.meeting, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change_decision(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _decision_page(request, form, row.meeting, row, status=status),
        stored=stored,
    )
    return refused if refused is not None else redirect(f"{row.meeting.get_absolute_url()}#decisions")


@asks(UPDATE, "POST")
def decision_done(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """A task is done today, or not after all."""
    row = _decision(request, pk)
    today = day_in_paris(timezone.now())
    done = request.POST.get("done") == "yes"
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.set_done(
            row,
            today if done else None,
            version=version,
            standing=request.standing,
            at=timezone.now(),
        ),
        _("Task done.") if done else _("Task open again."),
    )
    return redirect(f"{row.meeting.get_absolute_url()}#decisions")


# — Small things —————————————————————————————————————————————————————————————————


def _only_of_the_site(request: Request) -> None:
    """A consultant proposes members and actions; meetings are the committee's own."""
    role = request.standing.role_for(UPDATE, request.organisation.pk)
    if role is not None and only_proposes(role):
        raise NotAllowed([Refusal(f"{UPDATE}.only-proposes")])


def _meeting(request: Request, pk: int, action: str) -> Meeting:
    rows = Meeting.objects.select_related("organisation", "owner", "owner_member", "owner_member__user")
    found: Meeting = answers.of_site(request, rows, pk, action)
    return found


def _decision(request: Request, pk: int) -> Decision:
    rows = Decision.objects.select_related(
        "organisation", "meeting", "owner", "owner_member", "owner_member__user"
    )
    found: Decision = answers.of_site(request, rows, pk, UPDATE)
    return found


def _meeting_form(request: Request, initial: dict[str, Any], row: Meeting | None = None) -> MeetingForm:
    people = queries.who_may_hold(request.organisation.pk, day_in_paris(timezone.now()))
    data = request.POST if request.method == "POST" else None
    return MeetingForm(data, candidates=people.keeping(row), initial=initial)


def _meeting_page(
    request: Request, form: MeetingForm, row: Meeting | None = None, *, status: int = 200
) -> HttpResponse:
    back = row.get_absolute_url() if row else reverse("committees:meetings", args=[request.organisation.pk])
    context = {**shell(request, "meetings"), "form": form, "row": row, "back": back}
    return render(request, "committees/meeting_form.html", context, status=status)


def _minutes_page(request: Request, form: MinutesForm, row: Meeting, *, status: int = 200) -> HttpResponse:
    context = {**shell(request, "meetings"), "form": form, "row": row, "back": row.get_absolute_url()}
    return render(request, "committees/minutes.html", context, status=status)


def _decision_form(request: Request, initial: dict[str, Any], row: Decision | None = None) -> DecisionForm:
    people = queries.candidates(request.organisation.pk, day_in_paris(timezone.now()))
    data = request.POST if request.method == "POST" else None
    return DecisionForm(data, candidates=people.keeping(row), initial=initial)


def _decision_page(
    request: Request, form: DecisionForm, row: Meeting, of: Decision | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **shell(request, "meetings"),
        "form": form,
        "row": row,
        "decision": of,
        "back": f"{row.get_absolute_url()}#decisions",
    }
    return render(request, "committees/decision.html", context, status=status)
