"""REST of results, reports, grid and documents of an evaluation (interfaces.md §5)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from aplomb.apps.documents import expected, queries
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.queries import Line
from aplomb.apps.documents.services import Stale, write
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.evaluations import exchange, report_services
from aplomb.apps.evaluations.exchange_views import grid_response
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.evaluations.report_files import Altered
from aplomb.apps.evaluations.report_models import PDF_SUFFIX
from aplomb.apps.evaluations.report_views import ask_within_limits, file_response, known, lang_of
from aplomb.apps.evaluations.results_queries import (
    day_of,
    inventory_of,
    outcome_of,
    subject_of,
    visible,
)  # fmt: skip
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import asks_api
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.documents.inventory import Line as Paper
from aplomb.domain.documents.inventory import State
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.evaluations.results import Results
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.refusal import Refusal
from aplomb.formats.archive import MOST_BYTES
from aplomb.formats.problems import BadFile, describe
from aplomb.formats.problems import Problem as Fault
from aplomb.formats.results_json import results_json
from aplomb.web.refusals import sentence
from aplomb.web.rest import NO_STORE, Problem, Strict, not_modified, problem

router = Router(tags=["results"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RETRY_SECONDS, RETRY_FAILED_SECONDS = 1, 60
TRY_AGAIN_AFTER = timedelta(seconds=RETRY_FAILED_SECONDS)
KEPT_NOWHERE = {"Cache-Control": NO_STORE}
ASKED_AGAIN = {"Cache-Control": "private, no-cache"}


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


# — Results ——————————————————————————————————————————————————————————————————————


@router.get(
    "/{int:pk}/results",
    response={200: dict[str, Any], 404: Problem},
    summary="Results of an evaluation (results.json)",
    operation_id="evaluation_results",
)
@asks_api("evaluation.read")
def evaluation_results(request: HttpRequest, pk: int, lang: str = "") -> Any:
    """`results.json` of the contract, with an ETag: of what closing froze, or of the answers, inventory and day."""
    evaluation = visible(_standing(request), pk)
    lang, today = lang_of(lang), day_in_paris(timezone.now())
    said = inventory_of(evaluation, today)
    made_of = [
        report_services.source_of(evaluation, said, proofs=()),
        str(day_of(evaluation, today)),
        evaluation.status,
        lang,
    ]
    etag = f'"{canonical_hash(made_of)[:32]}"'
    if kept := not_modified(request, etag, ASKED_AGAIN):
        return kept
    data = results_json(outcome_of(evaluation, today, said), subject_of(evaluation), evaluation.status, lang)
    return JsonResponse(data, headers={"ETag": etag, **ASKED_AGAIN})


# — Reports ——————————————————————————————————————————————————————————————————————


class Progress(Schema):
    """How far a report is."""

    kind: str
    lang: str
    state: str
    progress: int


@router.get(
    "/{int:pk}/reports/{slug:kind}.pdf",
    response={200: bytes, 202: Progress, 404: Problem, 503: Problem},
    summary="A report as PDF: the kept file, or how far it is",
    operation_id="evaluation_report",
)
@asks_api("evaluation.read")
def evaluation_report(request: HttpRequest, pk: int, kind: str, lang: str = "") -> Any:
    """200 with the file kept for this state of the evaluation; 202 while the worker makes it, with `Retry-After`."""
    evaluation = visible(_standing(request), pk)
    report = ask_within_limits(evaluation, known(kind, PDF_SUFFIX), lang_of(lang), _standing(request))
    if report.state == Report.State.FAILED and timezone.now() - report.asked_at > TRY_AGAIN_AFTER:
        report = ask_within_limits(evaluation, kind, lang_of(lang), _standing(request), again=True)
    if report.is_ready:
        try:
            return file_response(evaluation, report, _standing(request))
        except Altered:
            report_services.damaged(report)
            report.refresh_from_db()
    if report.state == Report.State.FAILED:
        failed = problem(503, "report.failed", _("The report could not be made."), reference=report.error)
        failed["Retry-After"] = str(RETRY_FAILED_SECONDS)
        return failed
    return JsonResponse(
        report.as_data(), status=202, headers={"Retry-After": str(RETRY_SECONDS), **KEPT_NOWHERE}
    )


# — The grid as Excel ————————————————————————————————————————————————————————————


@router.get(
    "/{int:pk}/grid.xlsx",
    response={200: bytes, 404: Problem},
    summary="The grid as Excel",
    operation_id="evaluation_grid_file",
)
@asks_api("evaluation.read")
def evaluation_grid_file(request: HttpRequest, pk: int, lang: str = "") -> Any:
    """The grid with its answers, to fill in and bring back."""
    return grid_response(visible(_standing(request), pk), _standing(request), lang_of(lang))


@router.put(
    "/{int:pk}/grid.xlsx",
    response={200: dict[str, Any], 404: Problem, 409: Problem, 422: Problem},
    summary="Bring a filled grid back, as an off-line device",
    operation_id="evaluation_grid_take",
    openapi_extra={"requestBody": {"required": True, "content": {WORKBOOK: {}, "text/csv": {}}}},
)
@asks_api("evaluation.read")
def evaluation_grid_take(request: HttpRequest, pk: int, dry_run: bool = False) -> Any:
    """The body is the file. What changed since it left becomes a conflict; `dry_run` only says what would differ."""
    standing = _standing(request)
    evaluation = visible(standing, pk)
    name = "grid.csv" if "csv" in request.headers.get("Content-Type", "") else "grid.xlsx"
    try:
        # Not `body`: its limit is that of forms, and one byte more than a grid may have is enough to refuse it.
        found = exchange.differences(evaluation, request.read(MOST_BYTES + 1), name, standing)
        taken = exchange.take(evaluation, found.parcel, standing=standing, at=timezone.now(), dry_run=dry_run)
    except BadFile as bad:
        errors = [_error(fault) for fault in bad.problems if not fault.warning]
        return problem(422, "bad_file", _("Nothing was taken: the file has cells to mend."), errors=errors)
    except Stale:
        return problem(409, "stale", _("The inventory has changed meanwhile: nothing was taken."))
    return JsonResponse(
        {
            "dry_run": dry_run,
            "revision": evaluation.revision if dry_run else taken.revision,
            "base": found.revision,
            "differences": [_difference(one) for one in found.answers],
            "documents": [_paper(one) for one in found.papers],
            "results": [_result(one) for one in taken.results],
            "warnings": [_error(fault) for fault in found.warnings],
        },
        headers=KEPT_NOWHERE,
    )


def _difference(one: exchange.Difference) -> dict[str, Any]:
    return {
        "criterion": one.criterion.code,
        "now": _answer(one.now),
        "file": _answer(one.wanted),
        "fields": [name for name, changed in (("score", one.score), ("comment", one.comment)) if changed],
        "conflict": one.conflict,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    score = answer.score if answer.score is None or isinstance(answer.score, int) else "NA"
    return {"score": score, "na_reason": answer.na_reason, "comment": answer.comment}


def _paper(paper: exchange.Paper) -> dict[str, Any]:
    return {
        "code": paper.document.code,
        "now": {
            "state": paper.now.state,
            "kept_at": paper.now.reference,
            "valid_until": paper.now.valid_until,
        },
        "file": {
            "state": paper.wanted.state,
            "kept_at": paper.wanted.reference,
            "valid_until": paper.wanted.valid_until,
        },
        "taken": not paper.newer and not paper.refused,
    }


def _result(result: Any) -> dict[str, Any]:
    """A result of `sync` as the wire says it: its refusal in words."""
    plain = {name: value for name, value in result.items() if name != "refusal"}
    if refusal := result.get("refusal"):
        plain["reason"] = sentence(refusal)
    return plain


def _error(fault: Fault) -> dict[str, Any]:
    what, mend = describe(fault, lang_of(""))
    place = fault.place
    return {
        "code": fault.code,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "value": fault.facts.get("value"),
        "reason": what,
        "mend": mend,
    }


# — Documents ————————————————————————————————————————————————————————————————————


class Person(Schema):
    id: UUID
    name: str


class DocumentOut(Schema):
    """An expected document, with what the site says of it. `base` is the version to send back with a change."""

    code: str
    title: str
    category: str
    indispensable: bool
    state: State | None
    status: str
    kept_at: str
    version: str
    approved_on: date | None
    valid_until: date | None
    owner: Person | None
    criteria: list[str]
    base: int


class DocumentIn(Strict):
    """A change of one document. What is not said is not touched; `base`, where given, refuses a stale change."""

    code: str = Field(max_length=64)
    state: State | None = None
    kept_at: str | None = Field(None, max_length=300)
    version: str | None = Field(None, max_length=40)
    approved_on: date | None = None
    valid_until: date | None = None
    owner: UUID | None = None
    base: int | None = Field(None, ge=0)


class DocumentsIn(Strict):
    items: list[DocumentIn] = Field(min_length=1, max_length=500)


class DocumentsOut(Schema):
    items: list[DocumentOut]
    next: str | None = None


@router.get(
    "/{int:pk}/documents",
    response={200: DocumentsOut, 404: Problem},
    summary="The documents that the evaluation expects",
    operation_id="evaluation_documents",
)
@asks_api("document.read")
def evaluation_documents(request: HttpRequest, pk: int, lang: str = "") -> Any:
    """The inventory of the site for this evaluation's referential: of the day of closing, once closed."""
    evaluation = visible(_standing(request), pk)
    return JsonResponse({"items": _documents(evaluation, lang_of(lang)), "next": None}, headers=KEPT_NOWHERE)


@router.post(
    "/{int:pk}/documents",
    response={200: DocumentsOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    summary="Say what there is of some documents",
    operation_id="evaluation_documents_write",
)
@asks_api("document.write")
def evaluation_documents_write(request: HttpRequest, pk: int, payload: DocumentsIn, lang: str = "") -> Any:
    """All the changes, or none; 409 where a line is no longer what `base` names, with the line as it is."""
    standing = _standing(request)
    evaluation = visible(standing, pk)
    if evaluation.is_closed:
        raise NotAllowed([Refusal("document.write.evaluation-closed")])
    people = {
        person.public_id: person.pk
        for person in people_of(evaluation.organisation_id, day_in_paris(timezone.now()))
    }
    wanted = [_wanted(evaluation, item, people) for item in payload.items]
    if len({one.key for one in wanted}) < len(wanted):
        raise HttpError(422, _("The same document is said twice."))
    try:
        write(evaluation.organisation, wanted, standing=standing, at=timezone.now())
    except Stale as stale:
        codes = {record.code for record in stale.changed}
        current = [one for one in _documents(evaluation, lang_of(lang)) if one["code"] in codes]
        return problem(
            409, "stale", _("Somebody changed this meanwhile: nothing was recorded."), current=current
        )
    asked = {item.code for item in payload.items}
    items = [one for one in _documents(evaluation, lang_of(lang)) if one["code"] in asked]
    return JsonResponse({"items": items, "next": None}, headers=KEPT_NOWHERE)


NAMES = {"version": "edition_label"}


def _wanted(evaluation: Evaluation, item: DocumentIn, people: dict[UUID, int]) -> Wanted:
    said = item.model_dump(exclude_unset=True, exclude={"code", "base"})
    values: dict[str, Any] = {NAMES.get(name, name): value for name, value in said.items()}
    for name in ("kept_at", "edition_label"):
        if name in values:
            values[name] = (values[name] or "").strip()
    if "owner" in values and values["owner"] is not None:
        values["owner"] = people.get(values["owner"], 0)
    if "state" in values:
        values["state"] = (values["state"] or State.MISSING).value
    return Wanted(f"{evaluation.referential}/{item.code}", values, item.base)


def _documents(evaluation: Evaluation, lang: str) -> list[dict[str, Any]]:
    today = day_in_paris(timezone.now())
    if evaluation.is_closed:
        return _frozen_documents(evaluation, lang)
    expectation = expected.Expectation(
        compiled(evaluation.edition_id),
        evaluation.facts,
        evaluation.selection or None,
        evaluation.pk,
        tuple(evaluation.parts),
    )
    lines = queries.lines(evaluation.organisation_id, [expectation], today)
    return [_document(line, lang) for line in lines if line.document is not None]


def _document(line: Line, lang: str) -> dict[str, Any]:
    row: DocumentRecord | None = line.record
    return {
        "code": line.code,
        "title": line.text.in_(lang),
        "category": line.category,
        "indispensable": line.indispensable,
        "state": row.state if row else None,
        "status": line.status.value,
        "kept_at": row.kept_at if row else "",
        "version": row.edition_label if row else "",
        "approved_on": row.approved_on if row else None,
        "valid_until": row.valid_until if row else None,
        "owner": {"id": str(row.owner.public_id), "name": row.owner.get_full_name()}
        if row and row.owner
        else None,
        "criteria": [criterion.code for criterion in line.criteria],
        "base": line.version,
    }


def _frozen_documents(evaluation: Evaluation, lang: str) -> list[dict[str, Any]]:
    """The inventory as closing froze it: its people by their opaque identifiers alone."""
    outcome = outcome_of(evaluation, day_in_paris(timezone.now()))
    frozen = {
        line["code"]: line
        for line in (evaluation.frozen or {})["documents"]
        if line["referential"] == evaluation.referential
    }
    lines = (*outcome.documents.lines, *outcome.documents.not_applicable)
    place = {document.code: index for index, document in enumerate(outcome.edition.documents)}
    return [
        _frozen_document(line, frozen.get(line.document.code, {}), outcome, lang)
        for line in sorted(lines, key=lambda line: place[line.document.code])
    ]


def _frozen_document(line: Paper, said: dict[str, Any], outcome: Results, lang: str) -> dict[str, Any]:
    asked = {criterion.code for criterion in outcome.asked}
    criteria = outcome.edition.criteria_by_document[line.document.code]
    owner = said.get("owner")
    return {
        "code": line.document.code,
        "title": line.document.title.in_(lang),
        "category": line.document.category,
        "indispensable": line.document.indispensable,
        "state": said.get("state"),
        "status": line.status.value,
        "kept_at": said.get("kept_at", ""),
        "version": said.get("version", ""),
        "approved_on": said.get("approved_on"),
        "valid_until": said.get("valid_until"),
        "owner": {"id": owner, "name": ""} if owner else None,
        "criteria": [criterion.code for criterion in criteria if criterion.code in asked],
        "base": 0,
    }
