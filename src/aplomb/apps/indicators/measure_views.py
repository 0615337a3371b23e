"""Measures typed in place, put right, taken back and put back; annotations."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.indicators import services
from aplomb.apps.indicators.forms import AnnotationForm, MeasureForm, RemovalForm
from aplomb.apps.indicators.models import Annotation, Indicator, Measurement, stored
from aplomb.apps.indicators.views import measure_of_place, of_place, page, removal_form, shell
from aplomb.apps.organisations.rights import Request, asks

UPDATE = services.UPDATE


@asks(UPDATE, "POST")
def measure_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Write one measure down."""
    row = of_place(request, pk)
    form = MeasureForm(request.POST, kind=row.kind)
    refused = answers.try_form(
        request,
        form,
        lambda: services.measure(
            row,
            [form.line],
            replace=form.cleaned_data["replace"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: page(request, row, status=status, measuring=form),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The measure is recorded."))
    return redirect(row)


@asks(UPDATE, "GET", "POST")
def measure(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Put a measure right, or take it back."""
    row = _kept(request, pk)
    held = {"on": row.on, "count": stored(row.count), "size": stored(row.size), "note": row.note}
    typed = request.POST if request.method == "POST" else None
    form = MeasureForm(typed, kind=row.indicator.kind, initial={**held, "version": row.version})
    del form.fields["replace"]
    if row.size is None:
        del held["size"]
    if typed is None:
        return _measure_page(request, row, form)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change_measure(
            row,
            form.line,
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _measure_page(request, row, form, status=status),
        stored=held,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The measure is put right."))
    return redirect(row.indicator)


@asks(UPDATE, "POST")
def measure_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take a measure back, with the reason."""
    row = _kept(request, pk)
    removing = RemovalForm(request.POST)
    held = {"on": row.on, "count": stored(row.count), "size": stored(row.size), "note": row.note}
    form = MeasureForm(kind=row.indicator.kind, initial={**held, "version": row.version})
    refused = answers.try_form(
        request,
        removing,
        lambda: services.remove_measure(
            row,
            removing.cleaned_data["reason"],
            version=removing.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _measure_page(request, row, form, removing, status=status),
        stored={},
    )
    if refused is not None:
        return refused
    messages.success(
        request, _("The measure is taken back; it can be put back from the page of the indicator.")
    )
    return redirect(row.indicator)


@asks(UPDATE, "POST")
def measure_restore(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Put a measure back that was taken back."""
    row = measure_of_place(request, pk)
    if row.removed_at is None:
        raise Http404
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.restore_measure(
            row, version=version, standing=request.standing, at=timezone.now()
        ),
        _("The measure is back."),
    )
    return redirect(row.indicator)


def _kept(request: Request, pk: int) -> Measurement:
    """A measure that was not taken back, which this person may change; 404 or 403 else."""
    row = measure_of_place(request, pk)
    if row.removed_at is not None:
        raise Http404
    mine = row.indicator.owner_id == request.user.pk
    request.standing.actor(UPDATE, request.organisation.pk, named=mine)
    return row


def _measure_page(
    request: Request,
    row: Measurement,
    form: MeasureForm,
    removing: RemovalForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form.fields.pop("replace", None)
    context = {
        **shell(request, row.indicator),
        "row": row,
        "form": form,
        "removing": removing or removal_form(row),
    }
    return render(request, "indicators/measure.html", context, status=status)


# — Annotations ——————————————————————————————————————————————————————————————————


@asks(UPDATE, "POST")
def annotation_new(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Note something on a day of the chart."""
    row = of_place(request, pk)
    form = AnnotationForm(request.POST)
    refused = answers.try_form(
        request,
        form,
        lambda: services.annotate(row, **form.cleaned_data, standing=request.standing, at=timezone.now()),
        lambda status: page(request, row, status=status, annotating=form),
    )
    if refused is not None:
        return refused
    messages.success(request, _("It is noted on the chart."))
    return redirect(row)


@asks(UPDATE, "POST")
def annotation_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take an annotation off the chart."""
    readable = Indicator.objects.visible_to(request.standing).filter(organisation=request.organisation)
    notes = Annotation.objects.filter(indicator__in=readable).select_related("indicator__organisation")
    note = get_object_or_404(notes, pk=pk)
    services.remove_annotation(note, standing=request.standing, at=timezone.now())
    messages.success(request, _("The annotation is removed."))
    return redirect(note.indicator)
