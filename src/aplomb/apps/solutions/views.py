"""The pages of solutions: those of an organisation, one of them, who takes part, under which contracts."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import answers
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.solutions import queries, services, week
from aplomb.apps.solutions.forms import ContractForm, HoursForm, ParticipantForm, SolutionForm
from aplomb.apps.solutions.models import READ, Contract, Participant, ReadingHours, Solution
from aplomb.domain.organisations.committee import only_proposes
from aplomb.domain.organisations.solution import Stage, lacking
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence

UPDATE = services.UPDATE
STATED = (
    "name", "stage", "starts_on", "ends_on", "purpose", "hours", "day_from", "evening_from", "night_from",
)  # fmt: skip
READ_HOURS = ("days", "starts_at", "ends_at", "modalities")
# From how many days before its end the page says so beside a contract.
CONTRACT_SOON = 90
PLAYED = ("written_name", "part", "role", "starts_on", "ends_on")
SIGNED = ("reference", "subject", "parties", "starts_on", "ends_on")


# — Those of a place —————————————————————————————————————————————————————————————


@asks(READ)
def solutions(request: Request, organisation_pk: int) -> HttpResponse:
    """What an organisation owns, and what it takes part in."""
    today = day_in_paris(timezone.now())
    rows = [_row(request, row, today) for row in queries.solutions_at(request.organisation, request.standing)]
    context = {
        **_shell(request),
        "mine": [row for row in rows if row["owned"]],
        "others": [row for row in rows if not row["owned"]],
    }
    return render(request, "solutions/list.html", context)


def _row(request: Request, row: Solution, today: Any) -> dict[str, Any]:
    current = [one for one in row.participants.all() if one.is_current(today)]
    return {
        "solution": row,
        "owned": row.organisation_id == request.organisation.pk,
        "modalities": week.modalities_said(row.hours),
        "participants": current,
        "here": [one for one in current if one.organisation_id == request.organisation.pk],
    }


def _shell(request: Request) -> dict[str, Any]:
    role = request.standing.role_for(UPDATE, request.organisation.pk)
    return {
        "organisation": request.organisation,
        "nav": "solutions",
        "may_write": role is not None,
        "may_decide": role is not None and not only_proposes(role),
    }


# — One of them ——————————————————————————————————————————————————————————————————


@asks(READ)
def solution(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """A solution as its owner and whoever takes part see it. Contracts are the owner's."""
    row, today = _seen(request, pk), day_in_paris(timezone.now())
    owned = row.organisation_id == organisation_pk
    people = queries.participants(row)
    current = [one for one in people if one.is_current(today)]
    strips = week.week_of(row, current)
    shell = _shell(request)
    open_to = owned and (shell["may_decide"] or (shell["may_write"] and row.is_proposed))
    missing = lacking({one.part for one in current}) if row.stage != Stage.OVER else []
    context = {
        **shell,
        "solution": row,
        "owned": owned,
        "may_change": open_to,
        "may_accept": owned and shell["may_decide"] and row.is_proposed,
        "current": current,
        "coming": [one for one in people if one.starts_on > today],
        "former": [one for one in people if one.ends_on is not None and one.ends_on < today],
        "contracts": queries.contracts(row) if owned else [],
        "strips": strips,
        "has_gaps": any(strip.gaps for strip in strips),
        "contract_soon": today + timedelta(days=CONTRACT_SOON),
        "days": week.day_marks(),
        "missing": [sentence(refusal) for refusal in missing] if owned else [],
        "today": today,
        "known": _known(request, people),
        "may_evaluate": _may_evaluate(request, row, owned, current),
    }
    return render(request, "solutions/solution.html", context)


def _seen(request: Request, pk: int) -> Solution:
    """The solution that this place owns or takes part in, or 404."""
    rows = Solution.objects.visible_to(request.standing).at(request.organisation)
    found = rows.select_related("organisation", "changed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _known(request: Request, people: list[Participant]) -> set[int]:
    """The participants that the reader may go to."""
    readable = request.standing.organisations_for("organisation.read")
    places = {one.organisation_id for one in people if one.organisation_id is not None}
    return places if readable is None else places & readable


def _may_evaluate(request: Request, row: Solution, owned: bool, current: list[Participant]) -> bool:
    """Whether this person may start an evaluation of it here; the page of a new evaluation says the rest."""
    place = request.organisation
    plays = any(one.organisation_id == place.pk for one in current)
    starts = ("evaluation.create", "consultant_evaluation.create")
    may = any(request.standing.may(action, place.pk) for action in starts)
    return may and (owned or plays) and not row.is_proposed and row.stage != Stage.OVER


@asks(UPDATE, "GET", "POST")
def solution_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Write a solution down, or propose one."""
    empty = Solution()
    form = _solution_form(request, {"version": 0, **{name: getattr(empty, name) for name in STATED}})
    if request.method != "POST":
        return _solution_page(request, form)
    made: list[Solution] = []
    refused = answers.try_form(
        request,
        form,
        lambda: made.append(
            services.create(request.organisation, form.values(), standing=request.standing, at=timezone.now())
        ),
        lambda status: _solution_page(request, form, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The solution is written down: now say who takes part."))
    return redirect(made[0])


@asks(UPDATE, "GET", "POST")
def solution_change(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change what is said of a solution."""
    row = answers.of_site(request, Solution.objects.select_related("organisation"), pk, UPDATE)
    stored = {name: getattr(row, name) for name in STATED}
    form = _solution_form(request, {**stored, "version": row.version})
    if request.method != "POST":
        return _solution_page(request, form, row)
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
        lambda status: _solution_page(request, form, row, status=status),
        stored={name: value for name, value in stored.items() if name != "hours"},
        back=request.path,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The solution is up to date."))
    return redirect(row)


def _solution_form(request: Request, initial: dict[str, Any]) -> SolutionForm:
    return SolutionForm(request.POST if request.method == "POST" else None, initial=initial)


def _solution_page(
    request: Request, form: SolutionForm, row: Solution | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **_shell(request),
        "form": form,
        "row": row,
        "week": week.rows_to_tick(form.ticked()),
        "periods": list(week.PERIODS.values()),
        "back": row.get_absolute_url() if row else reverse("solutions:list", args=[request.organisation.pk]),
    }
    return render(request, "solutions/form.html", context, status=status)


@asks(UPDATE, "POST")
def solution_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take up a solution that the consultant proposed."""
    row = answers.of_site(request, Solution.objects.select_related("organisation"), pk, UPDATE)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.accept(row, version=version, standing=request.standing, at=timezone.now()),
        _("The solution is yours."),
    )
    return redirect(row)


@asks(UPDATE, "POST")
def solution_drop(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Drop what was only proposed."""
    row = answers.of_site(request, Solution.objects.select_related("organisation"), pk, UPDATE)
    done = answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove_proposal(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("The proposed solution is dropped."),
    )
    return redirect("solutions:list", organisation_pk) if done else redirect(row)


# — Participants —————————————————————————————————————————————————————————————————


def _owned(request: Request, pk: int) -> Solution:
    """The solution that this place owns and that the reader may change today, or why not."""
    row: Solution = answers.of_site(request, Solution.objects.select_related("organisation"), pk, UPDATE)
    shell = _shell(request)
    if not shell["may_decide"] and not row.is_proposed:
        raise NotAllowed([Refusal(f"{UPDATE}.only-proposes")])
    return row


def _line(request: Request, rows: Any, pk: int) -> Any:
    """A participant or a contract of a solution that this place owns."""
    found = rows.visible_to(request.standing, UPDATE).filter(solution__organisation=request.organisation)
    row = found.select_related("solution__organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    _owned(request, row.solution_id)
    return row


@asks(UPDATE, "GET", "POST")
def participant_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Somebody takes a part."""
    owner, today = _owned(request, pk), day_in_paris(timezone.now())
    form = _participant_form(
        request,
        owner,
        {
            "version": 0,
            "part": request.GET.get("part", ""),
            "starts_on": owner.starts_on or today,
        },
    )
    return _line_page(
        request,
        owner,
        form,
        None,
        "solutions/participant.html",
        lambda: services.add_participant(owner, form.values(), standing=request.standing, at=timezone.now()),
    )


@asks(UPDATE, "GET", "POST")
def participant(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change who plays a part, and on which days."""
    row = _line(request, Participant.objects, pk)
    stored = {name: getattr(row, name) for name in PLAYED} | {"organisation": str(row.organisation_id or "")}
    form = _participant_form(request, row.solution, {**stored, "version": row.version}, row)
    return _line_page(
        request,
        row.solution,
        form,
        row,
        "solutions/participant.html",
        lambda: services.change_participant(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        stored,
    )


def _participant_form(
    request: Request, owner: Solution, initial: dict[str, Any], row: Participant | None = None
) -> ParticipantForm:
    places = list(queries.known_to(request.standing, owner.organisation, day_in_paris(timezone.now())))
    if row is not None and row.organisation is not None and row.organisation not in places:
        places.append(row.organisation)
    return ParticipantForm(request.POST if request.method == "POST" else None, places=places, initial=initial)


@asks(UPDATE, "POST")
def participant_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take a line back that was a mistake."""
    row = _line(request, Participant.objects, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove_participant(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("{name} is no longer listed.").format(name=row.name),
    )
    return redirect(row.solution)


# — Hours of a reading centre ————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def hours_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """A reading centre reads on these days, at these hours."""
    row = _line(request, Participant.objects, pk)
    owner = row.solution
    first = {"days": [0, 1, 2, 3, 4], "starts_at": owner.day_from, "ends_at": owner.evening_from}
    form = HoursForm(
        request.POST if request.method == "POST" else None,
        initial={"version": 0, "modalities": list(owner.hours), **first},
    )
    return _line_page(
        request,
        owner,
        form,
        None,
        "solutions/hours.html",
        lambda: services.add_hours(row, _read(form), standing=request.standing, at=timezone.now()),
        participant=row,
        groups=[form["days"], form["modalities"]],
    )


@asks(UPDATE, "GET", "POST")
def hours(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change when a reading centre reads."""
    row = _hours_row(request, pk)
    stored = {name: getattr(row, name) for name in READ_HOURS}
    form = HoursForm(
        request.POST if request.method == "POST" else None, initial={**stored, "version": row.version}
    )
    return _line_page(
        request,
        row.participant.solution,
        form,
        row,
        "solutions/hours.html",
        lambda: services.change_hours(
            row,
            _read(form),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        {name: stored[name] for name in ("starts_at", "ends_at")},
        participant=row.participant,
        groups=[form["days"], form["modalities"]],
    )


@asks(UPDATE, "POST")
def hours_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """They no longer read then."""
    row = _hours_row(request, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove_hours(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("These hours of {name} are no longer listed.").format(name=row.participant.name),
    )
    return redirect(row.participant.solution)


def _hours_row(request: Request, pk: int) -> ReadingHours:
    """Hours of a reading centre of a solution that this place owns."""
    rows = ReadingHours.objects.select_related(
        "participant__solution__organisation", "participant__organisation"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    _line(request, Participant.objects, row.participant_id)
    return row


def _read(form: HoursForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in READ_HOURS}


# — Contracts ————————————————————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def contract_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Write a contract down."""
    owner = _owned(request, pk)
    form = _contract_form(request, owner, {"version": 0, "starts_on": owner.starts_on})
    return _line_page(
        request,
        owner,
        form,
        None,
        "solutions/contract.html",
        lambda: services.add_contract(owner, form.values(), standing=request.standing, at=timezone.now()),
    )


@asks(UPDATE, "GET", "POST")
def contract(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change what is written of a contract."""
    row = _line(request, Contract.objects, pk)
    stored = {name: getattr(row, name) for name in SIGNED}
    stored |= {"document": str(row.document_id or ""), "owner": str(row.owner_id or "")}
    form = _contract_form(request, row.solution, {**stored, "version": row.version}, row.owner)
    return _line_page(
        request,
        row.solution,
        form,
        row,
        "solutions/contract.html",
        lambda: services.change_contract(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        stored,
    )


def _contract_form(
    request: Request, owner: Solution, initial: dict[str, Any], in_charge: User | None = None
) -> ContractForm:
    people = people_of(owner.organisation_id, day_in_paris(timezone.now()))
    if in_charge is not None and in_charge not in people:
        people.append(in_charge)
    return ContractForm(
        request.POST if request.method == "POST" else None,
        documents=queries.documents_of(owner.organisation),
        people=people,
        initial=initial,
    )


@asks(UPDATE, "POST")
def contract_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take a contract's line back."""
    row = _line(request, Contract.objects, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove_contract(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("The contract {reference} is no longer listed.").format(reference=row.reference),
    )
    return redirect(row.solution)


def _line_page(
    request: Request,
    owner: Solution,
    form: django_forms.Form,
    row: Participant | ReadingHours | Contract | None,
    template: str,
    act: Any,
    stored: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """The form of a participant or of a contract: shown, then done, or shown again with what is wrong."""

    def page(status: int = 200) -> HttpResponse:
        context = {**_shell(request), "solution": owner, "form": form, "row": row, **more}
        return render(request, template, context, status=status)

    if request.method != "POST":
        return page()
    refused = answers.try_form(request, form, act, page, stored=stored, back=request.path)
    if refused is not None:
        return refused
    messages.success(request, _("The solution is up to date."))
    return redirect(owner)
