"""The pages of indicators: those of a site, one of them with its chart, its definition."""

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.committees import answers
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.indicators import queries, said, services
from aplomb.apps.indicators.forms import (
    AnnotationForm,
    IndicatorForm,
    MeasureForm,
    RemovalForm,
    known_criteria,
    written,
)
from aplomb.apps.indicators.models import READ, Indicator, Measurement, stored
from aplomb.apps.indicators.queries import Reading
from aplomb.apps.indicators.usual import values_of
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.indicators.control import Kind
from aplomb.domain.organisations.committee import only_proposes
from aplomb.domain.plans.targets import WRITE as PLAN_WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats.indicators import starter_sets
from aplomb.formats.indicators import starters as known_starters
from aplomb.web.templatetags.aplomb import language

UPDATE = services.UPDATE
STATED = (
    "name", "definition", "kind", "unit", "per", "direction", "frequency", "baseline_until",
)  # fmt: skip


# — Those of a site ——————————————————————————————————————————————————————————————


@asks(READ)
def indicators(request: Request, organisation_pk: int) -> HttpResponse:
    """What is followed: a small chart each, the last measure beside the target, the signal in words."""
    over = request.GET.get("archived") == "yes"
    today = day_in_paris(timezone.now())
    found = queries.readings(organisation_pk, archived=over)
    context = {
        **shell(request),
        "rows": [_row(reading, today) for reading in found],
        "over": over,
        "today": today,
    }
    return render(request, "indicators/list.html", context)


def _row(reading: Reading, today: Any) -> dict[str, Any]:
    lang, row = language(), reading.indicator
    words, tone = said.in_short(reading)
    target = row.target_value
    return {
        "row": row,
        "uid": f"i{row.pk}",
        "chart": reading.chart,
        "shown": reading.plotted(lang),
        "last": reading.last,
        "value": reading.text(reading.last.value, lang) if reading.last is not None else "",
        "target": reading.text(target, lang) if target is not None else "",
        "reached": reading.reaches_target,
        "signal": words,
        "tone": tone,
        "late": not row.is_archived and not row.is_proposed and reading.due_on < today,
    }


def shell(request: Request, row: Indicator | None = None) -> dict[str, Any]:
    """What every page of the area needs: where it is, and what the reader may do there.

    `may_write`: define; `may_decide`: as somebody of the site; `may_measure`: write the measures of this one.
    """
    pk, standing = request.organisation.pk, request.standing
    role = standing.role_for(UPDATE, pk)
    proposes = role is not None and only_proposes(role)
    mine = row is not None and row.owner_id == request.user.pk
    own_proposal = row is None or row.is_proposed
    open_to = role is not None and (not proposes or own_proposal)
    measuring = standing.role_for(UPDATE, pk, named=mine)
    return {
        "organisation": request.organisation,
        "nav": "indicators",
        "may_write": open_to,
        "may_decide": role is not None and not proposes,
        "may_measure": row is not None
        and not row.is_archived
        and measuring is not None
        and (not only_proposes(measuring) or own_proposal),
    }


# — One of them ——————————————————————————————————————————————————————————————————


@asks(READ)
def indicator(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """One indicator: chart, signals explained, measures, annotations, definition."""
    return page(request, of_place(request, pk))


def page(
    request: Request,
    row: Indicator,
    *,
    status: int = 200,
    measuring: django_forms.Form | None = None,
    annotating: django_forms.Form | None = None,
) -> HttpResponse:
    """The page of an indicator, with a form as it was typed where something is wrong with it."""
    lang, today = language(), day_in_paris(timezone.now())
    reading = queries.reading(row)
    last, target = reading.last, row.target_value
    criteria = known_criteria() if row.criteria else {}
    context = {
        **shell(request, row),
        "row": row,
        "reading": reading,
        "uid": f"i{row.pk}",
        "shown": reading.plotted(lang),
        "limits": said.limits(reading) if reading.measures else "",
        "signals": said.signals(reading, lang),
        "last": last,
        "value": reading.text(last.value, lang) if last is not None else "",
        "target": reading.text(target, lang) if target is not None else "",
        "reached": reading.reaches_target,
        "measures": [_measure_line(reading, place, lang) for place in reversed(range(len(reading.measures)))],
        "removed": queries.removed(row),
        "annotations": list(enumerate(reading.annotations, start=1)),
        "criteria": [(code, criteria.get(code)) for code in row.criteria],
        "may_begin_theme": not row.is_archived and request.standing.role_for(PLAN_WRITE, row.organisation_id),
        "due_on": reading.due_on,
        "late": not row.is_archived and not row.is_proposed and reading.due_on < today,
        "measuring": measuring or MeasureForm(kind=row.kind, initial={"on": today}),
        "annotating": annotating or AnnotationForm(initial={"on": today}),
        "of_value": row.kind == Kind.VALUE,
        "today": today,
    }
    return render(request, "indicators/indicator.html", context, status=status)


def _measure_line(reading: Reading, place: int, lang: str) -> dict[str, Any]:
    """A measure as the table tells it: the same figures as the chart, and how it stands."""
    row, point = reading.measures[place], reading.chart.points[place]
    signs = [signal for signal in reading.chart.signals if signal.first <= place <= signal.last]
    return {
        "row": row,
        "count": written(stored(row.count)),
        "size": written(stored(row.size)),
        "value": reading.text(row.value, lang),
        "mean": reading.text(point.centre, lang) if point.centre is not None else "",
        "lower": reading.text(point.lower, lang) if point.lower is not None else "",
        "upper": reading.text(point.upper, lang) if point.upper is not None else "",
        "signal": bool(signs),
        "beyond": point.is_beyond,
    }


def of_place(request: Request, pk: int) -> Indicator:
    """The indicator of this number that the reader may see here, or 404."""
    rows = Indicator.objects.visible_to(request.standing).filter(organisation=request.organisation)
    found = rows.select_related("organisation", "owner", "changed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def measure_of_place(request: Request, pk: int) -> Measurement:
    """The measure of this number, of an indicator of this place, or 404."""
    rows = Measurement.objects.filter(
        indicator__in=Indicator.objects.visible_to(request.standing),
        indicator__organisation=request.organisation,
    )
    found = rows.select_related("indicator__organisation", "indicator__owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# — The definition ———————————————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def indicator_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Define an indicator, or propose one."""
    request.standing.actor(UPDATE, organisation_pk)
    form = _form(request, {"version": 0})
    if request.method != "POST":
        return _form_page(request, form)
    made: list[Indicator] = []
    refused = answers.try_form(
        request,
        form,
        lambda: made.append(
            services.create(request.organisation, form.values(), standing=request.standing, at=timezone.now())
        ),
        lambda status: _form_page(request, form, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The indicator is defined: its measures come next."))
    return redirect(made[0])


@asks(UPDATE, "GET", "POST")
def indicator_change(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change a definition."""
    row = of_place(request, pk)
    request.standing.actor(UPDATE, organisation_pk)
    held = {
        **{name: getattr(row, name) for name in STATED},
        "target": stored(row.target),
        "owner": str(row.owner_id or ""),
    }
    form = _form(request, {**held, "criteria": ", ".join(row.criteria), "version": row.version}, row)
    if request.method != "POST":
        return _form_page(request, form, row)
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
        lambda status: _form_page(request, form, row, status=status),
        stored=held,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The indicator is up to date."))
    return redirect(row)


@asks(UPDATE, "GET", "POST")
def starters(request: Request, organisation_pk: int) -> HttpResponse:
    """The indicators that ship: those that are ticked are followed, or proposed."""
    request.standing.actor(UPDATE, organisation_pk)
    ticked, refused = request.POST.getlist("code"), list[str]()
    if request.method == "POST":
        chosen = [
            values_of(known_starters()[code], language()) for code in ticked if code in known_starters()
        ]
        try:
            made = services.create_several(
                request.organisation, chosen, standing=request.standing, at=timezone.now()
            )
        except NotAllowed as error:
            refused = answers.said(error)
        else:
            word = ngettext("{n} indicator to measure.", "{n} indicators to measure.", len(made))
            messages.success(request, word.format(n=len(made)))
            return redirect("indicators:list", organisation_pk)
    context = {
        **shell(request),
        "sets": starter_sets(),
        "taken": queries.starters_taken(organisation_pk),
        "ticked": ticked,
        "refused": refused,
    }
    return render(request, "indicators/starters.html", context, status=answers.INVALID if refused else 200)


def _form(request: Request, initial: Mapping[str, Any], row: Indicator | None = None) -> IndicatorForm:
    people = people_of(request.organisation.pk, day_in_paris(timezone.now()))
    if row is not None and row.owner is not None and row.owner not in people:
        people = [*people, row.owner]  # they left the site since: the line still names them
    return IndicatorForm(request.POST if request.method == "POST" else None, people=people, initial=initial)


def _form_page(
    request: Request, form: IndicatorForm, row: Indicator | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **shell(request, row),
        "form": form,
        "row": row,
        "back": row.get_absolute_url() if row else reverse("indicators:list", args=[request.organisation.pk]),
    }
    return render(request, "indicators/form.html", context, status=status)


@asks(UPDATE, "POST")
def indicator_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take up an indicator that the consultant proposed."""
    row = of_place(request, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.accept(row, version=version, standing=request.standing, at=timezone.now()),
        _("The site now follows this indicator."),
    )
    return redirect(row)


@asks(UPDATE, "POST")
def indicator_archive(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Stop following an indicator, or follow it again."""
    row, over = of_place(request, pk), request.POST.get("over") == "yes"
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.archive(
            row, over=over, version=version, standing=request.standing, at=timezone.now()
        ),
        _("The indicator is no longer followed; its measures are kept.")
        if over
        else _("The indicator is followed again."),
    )
    return redirect(row)


def removal_form(row: Measurement) -> RemovalForm:
    return RemovalForm(initial={"version": row.version})
