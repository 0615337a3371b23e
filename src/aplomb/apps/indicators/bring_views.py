"""Measures in number, pasted or from a file: shown first, then confirmed; nothing is written when one line is bad."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.committees import answers
from aplomb.apps.indicators import queries, services
from aplomb.apps.indicators.forms import BringForm, written
from aplomb.apps.indicators.models import Indicator, Measurement
from aplomb.apps.indicators.views import of_place, shell
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.indicators.control import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats.measures import Line, pasted_measures, read_measures
from aplomb.formats.problems import BadFile, told
from aplomb.web.templatetags.aplomb import language

UPDATE = services.UPDATE
TEMPLATE = "indicators/bring.html"
SECONDS_TO_CONFIRM = 3600


@asks(UPDATE, "GET", "POST")
def bring(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Paste lines or choose a file; then each measure beside what is here, or each bad line with its mend."""
    row = of_place(request, pk)
    _demand(request, row)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    context: dict[str, Any] = {
        **shell(request, row),
        "row": row,
        "form": form,
        "of_value": row.kind == Kind.VALUE,
    }
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=answers.INVALID)
    try:
        lines = _read(form, Kind(row.kind))
    except BadFile as bad:
        context["problems"] = [told(problem, language()) for problem in bad.problems]
        return render(request, TEMPLATE, context, status=answers.INVALID)
    context |= _compared(row, lines)
    context["parcel"] = signing.dumps(
        [_plain(line) for line in lines], salt=_salt(request, row), compress=True
    )
    return render(request, TEMPLATE, context)


@asks(UPDATE, "POST")
def take(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Write the measures down that have just been shown."""
    row = of_place(request, pk)
    try:
        plain = signing.loads(
            request.POST.get("parcel", ""), salt=_salt(request, row), max_age=SECONDS_TO_CONFIRM
        )
    except signing.BadSignature:
        messages.error(request, _("The measures were shown too long ago: bring them in again."))
        return redirect("indicators:bring", organisation_pk, pk)
    replace = request.POST.get("replace") == "yes"
    lines = [_line(one) for one in plain]
    try:
        done = services.measure(row, lines, replace=replace, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        for sentence in answers.said(error):
            messages.error(request, sentence)
        return redirect("indicators:bring", organisation_pk, pk)
    number = done.added + done.replaced
    said = ngettext("{n} measure recorded.", "{n} measures recorded.", number).format(n=number)
    messages.success(request, said if number else _("These measures were here already: nothing has changed."))
    return redirect(row)


def _demand(request: Request, row: Indicator) -> None:
    request.standing.actor(UPDATE, request.organisation.pk, named=row.owner_id == request.user.pk)


def _read(form: BringForm, kind: Kind) -> list[Line]:
    today = day_in_paris(timezone.now())
    if upload := form.cleaned_data["file"]:
        return read_measures(upload.read(), upload.name, kind, today)
    return pasted_measures(form.cleaned_data["lines"], _("pasted lines"), kind, today)


def _compared(row: Indicator, lines: list[Line]) -> dict[str, Any]:
    """Each measure beside the one of its day that is here already."""
    reading = queries.reading(row)
    here = {one.on: one for one in reading.measures}
    compared = [_beside(line, here.get(line.on), reading) for line in lines]
    return {
        "compared": compared,
        "new": sum(one["state"] == "new" for one in compared),
        "other": sum(one["state"] == "other" for one in compared),
        "same": sum(one["state"] == "same" for one in compared),
    }


def _beside(line: Line, stored: Measurement | None, reading: queries.Reading) -> dict[str, Any]:
    if stored is None:
        state = "new"
    else:
        alike = (stored.count, stored.size, stored.note) == (line.count, line.size, line.note)
        state = "same" if alike else "other"
    lang = language()
    value = Measurement(on=line.on, count=line.count, size=line.size).value
    return {
        "line": line,
        "count": written(line.count),
        "size": written(line.size),
        "value": reading.text(value, lang),
        "state": state,
        "stored": reading.text(stored.value, lang) if stored is not None else "",
    }


def _plain(line: Line) -> dict[str, Any]:
    return {name: str(value) if value is not None else None for name, value in asdict(line).items()}


def _line(plain: dict[str, Any]) -> Line:
    size = Decimal(plain["size"]) if plain["size"] is not None else None
    return Line(date.fromisoformat(plain["on"]), Decimal(plain["count"]), size, plain["note"])


def _salt(request: Request, row: Indicator) -> str:
    """So that a parcel serves the person who saw it for this indicator, and nothing else."""
    return f"measures/{row.pk}/{request.user.public_id}"
