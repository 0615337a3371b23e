"""The measures of an indicator for programs (interfaces.md §5)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.indicators import queries, services
from aplomb.apps.indicators.models import READ, Indicator, Measurement
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.rights import asks_api
from aplomb.domain.indicators.measuring import DECIMALS, LARGEST
from aplomb.formats.measures import LONGEST_NOTE, MOST_LINES, Line
from aplomb.web.refusals import sentence
from aplomb.web.rest import NO_STORE, ONE_LINE, Problem, problem

router = Router(tags=["indicators"])
KEPT_NOWHERE = {"Cache-Control": NO_STORE}
# What is wrong with a measure itself, as against a right or the state of the indicator.
WRONG = {
    f"{services.UPDATE}.{why}": field
    for why, field in (
        ("to-come", "on"), ("too-old", "on"), ("twice", "on"), ("too-large", "number"), ("negative", "number"),
        ("more-than-all", "number"), ("no-size", "out_of"), ("size-not-positive", "out_of"), ("patient-data", "note"),
    )
}  # fmt: skip
Number = Annotated[Decimal, Field(gt=-LARGEST, lt=LARGEST, max_digits=14, decimal_places=DECIMALS)]


class MeasurementIn(Schema):
    """A measure: its day, the figure, and of a share or a rate what it is out of."""

    on: date = Field(examples=["2026-03-01"])
    number: Number = Field(examples=[3])
    out_of: Number | None = Field(default=None, examples=[120])
    note: Annotated[str, Field(max_length=LONGEST_NOTE), ONE_LINE] = ""


class MeasurementsIn(Schema):
    """Measures to write down, all or none. `replace`: a day that has another figure takes the new one."""

    items: list[MeasurementIn] = Field(min_length=1, max_length=MOST_LINES)
    replace: bool = False


class MeasurementOut(Schema):
    """A measure; `value` is the figure itself, or `number` divided by `out_of`."""

    on: date
    number: float
    out_of: float | None
    value: float
    note: str
    changed_at: str
    changed_by: str


class MeasurementsOut(Schema):
    items: list[MeasurementOut]
    next: str | None = None


class BroughtOut(Schema):
    """What was done: how many measures are new, took another's place, were there already as they are."""

    added: int
    replaced: int
    unchanged: int


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _visible(request: HttpRequest, pk: int) -> Indicator:
    rows = Indicator.objects.visible_to(_standing(request)).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


@router.get(
    "/{int:pk}/measurements",
    response={200: MeasurementsOut, 404: Problem},
    summary="The measures of an indicator",
    operation_id="indicator_measurements",
)
@asks_api(READ)
def indicator_measurements(request: HttpRequest, pk: int) -> Any:
    """Every measure that holds, by day."""
    reading = queries.reading(_visible(request, pk))
    return JsonResponse(
        {"items": [_out(row) for row in reading.measures], "next": None}, headers=KEPT_NOWHERE
    )


@router.post(
    "/{int:pk}/measurements",
    response={200: BroughtOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    summary="Write measures of an indicator down",
    operation_id="indicator_measure",
)
@asks_api(services.UPDATE)
def indicator_measure(request: HttpRequest, pk: int, payload: MeasurementsIn) -> Any:
    """The same measures sent again change nothing. 409: a day has another figure, and `replace` was not asked."""
    row = _visible(request, pk)
    lines = [Line(one.on, one.number, one.out_of, one.note) for one in payload.items]
    try:
        done = services.measure(
            row, lines, replace=payload.replace, standing=_standing(request), at=timezone.now()
        )
    except NotAllowed as error:
        if not {refusal.code for refusal in error.refusals} <= set(WRONG):
            raise
        return problem(
            422,
            error.refusals[0].code,
            _("Some fields are not what they should be."),
            errors=[
                {"place": "body", "field": WRONG[one.code], "code": one.code, "message": sentence(one)}
                for one in error.refusals
            ],
        )
    said = {"added": done.added, "replaced": done.replaced, "unchanged": done.unchanged}
    return JsonResponse(said, headers=KEPT_NOWHERE)


def _out(row: Measurement) -> dict[str, Any]:
    return {
        "on": row.on.isoformat(),
        "number": float(row.count),
        "out_of": None if row.size is None else float(row.size),
        "value": row.value,
        "note": row.note,
        "changed_at": row.changed_at.isoformat(),
        "changed_by": row.changed_by.get_full_name(),
    }
