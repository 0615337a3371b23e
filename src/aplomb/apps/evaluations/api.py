"""Evaluations for programs and for the grid page itself (interfaces.md §5)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status as Created
from pydantic import Field, WithJsonSchema

from aplomb.apps.accounts import limits
from aplomb.apps.evaluations import history, queries, services
from aplomb.apps.evaluations.grid import grid_data
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.sync import MOST_OPERATIONS, sync
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.rights import asks_api
from aplomb.apps.referentials.models import Edition
from aplomb.apps.solutions.queries import Subject, subject_at
from aplomb.domain.evaluations.lifecycle import Kind, Status
from aplomb.domain.evaluations.merge import NOTE_FIELDS
from aplomb.domain.referentials.edition import edition_order
from aplomb.domain.shared.calendar import PARIS, day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.domain.shared.shares import rounded_share, share
from aplomb.web.compression import compressed
from aplomb.web.prepared import Prepared
from aplomb.web.refusals import sentence
from aplomb.web.rest import PAGE, Limit, Page, Problem, Strict, page_of, problem

MOST_BYTES = 2 * 1024 * 1024
CALLS_A_MINUTE = 600  # of one device, sync and changes together
router = Router(tags=["evaluations"])


ERRORS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
REFUSED_HERE: dict[int, Any] = {413: Problem, 429: Problem, **ERRORS}


# — Evaluations ——————————————————————————————————————————————————————————————


class NewEvaluation(Strict):
    referential: str = Field(max_length=60, examples=["teleradiologie"])
    edition: str | None = Field(
        default=None,
        max_length=30,
        description="the newest published one without it",
        examples=["2026.1"],
    )
    organisation: int = Field(description="the site", examples=[3])
    kind: Literal["self", "consultant"] = "self"
    solution: int | None = Field(
        default=None,
        ge=1,
        le=2_147_483_647,
        description="a solution of teleradiology that the site owns or takes part in: it is asked the criteria of "
        "the parts that it plays there",
        examples=[4],
    )
    whole: bool = Field(
        default=False, description="of a solution that the site owns: every criterion, whoever answers it"
    )
    profile: dict[str, bool] = Field(
        default_factory=dict,
        max_length=200,
        description="facts of the site; one that is not said counts as yes",
        examples=[{"ct": True, "mri": False}],
    )
    selection: str = Field(default="", max_length=60)
    status: Literal["open", "draft"] = "open"
    due_on: date | None = None


class Change(Strict):
    profile: dict[str, bool] | None = Field(default=None, max_length=200)
    status: Literal["open", "review"] | None = None


class Reopening(Strict):
    reason: str = Field(max_length=2_000, examples=["Une preuve est arrivée après la clôture."])


class SiteName(Schema):
    id: int = Field(examples=[3])
    name: str = Field(examples=["Centre de Clairvaldieu"])


class SolutionName(Schema):
    id: int = Field(examples=[4])
    name: str = Field(examples=["Permanence de nuit Armélie"])


class EvaluationOut(Schema):
    id: int = Field(examples=[12])
    public_id: UUID
    organisation: SiteName
    solution: SolutionName | None = Field(description="the solution that it is about; null: the site itself")
    parts: list[str] = Field(
        description="what the site does in the solution; empty where everything is asked",
        examples=[["requesting_site"]],
    )
    referential: str = Field(examples=["teleradiologie"])
    edition: str = Field(examples=["2026.1"])
    kind: str = Field(examples=["self"])
    number: int
    status: str = Field(examples=["open"])
    profile: dict[str, bool]
    selection: str = Field(description="a shorter grid; empty for the whole", examples=[""])
    revision: int = Field(description="rises with each answer", examples=[42])
    score: float | None = Field(description="of what is answered; null where nothing is", examples=[0.7226])
    completion: float | None = Field(examples=[0.8])
    open_conflicts: int
    due_on: date | None
    created_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    hash: str = Field(description="of what closing froze; empty before")


# The columns that `out` reads.
SHOWN = (
    "public_id", "organisation", "solution", "parts", "referential", "edition", "kind", "number", "status",
    "profile", "selection", "revision", "summary", "open_conflicts", "due_on", "created_at", "changed_at", "closed_at",
    "frozen_hash",
)  # fmt: skip


def out(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as programs read it; its figures are those of its summary."""
    total = evaluation.summary["total"]
    return {
        "id": evaluation.pk,
        "public_id": evaluation.public_id,
        "organisation": {"id": evaluation.organisation_id, "name": evaluation.organisation.name},
        "solution": _solution(evaluation),
        "parts": evaluation.parts,
        "referential": evaluation.referential,
        "edition": evaluation.edition.edition,
        "kind": evaluation.kind,
        "number": evaluation.number,
        "status": evaluation.status,
        "profile": evaluation.profile,
        "selection": evaluation.selection,
        "revision": evaluation.revision,
        "score": rounded_share(queries.share_of(total, "achieved", "potential_answered")),
        "completion": rounded_share(share(total["answered"] + total["na"], total["asked"])),
        "open_conflicts": evaluation.open_conflicts,
        "due_on": evaluation.due_on,
        "created_at": evaluation.created_at,
        "changed_at": evaluation.changed_at,
        "closed_at": evaluation.closed_at,
        "hash": evaluation.frozen_hash,
    }


def _solution(evaluation: Evaluation) -> dict[str, Any] | None:
    found = evaluation.solution
    return {"id": found.pk, "name": found.name} if found is not None else None


def _visible(request: Any) -> QuerySet[Evaluation]:
    return _shown(Evaluation.objects.visible_to(_standing(request)))


def _shown(found: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    found = found.select_related("organisation", "solution", "edition")
    return found.only(*SHOWN, "organisation__name", "solution__name", "edition__edition")


_ONE: Prepared[Evaluation] = Prepared(lambda pk: _shown(Evaluation.objects.filter(pk=pk)))


def _standing(request: Any) -> Standing:
    standing: Standing = request.standing
    return standing


@router.get("", response={200: Page[EvaluationOut], **ERRORS}, summary="The evaluations that you may read")
@asks_api("evaluation.read")
def evaluations(
    request: HttpRequest,
    organisation: int | None = None,
    referential: str | None = None,
    status: Status | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE,
) -> dict[str, Any]:
    """The evaluations that you may read, the newest first."""
    wanted = {"organisation": organisation, "referential": referential, "status": status, "pk__lt": cursor}
    named = {key: value for key, value in wanted.items() if value is not None}
    return page_of(list(_visible(request).filter(**named).order_by("-pk")[: limit + 1]), limit, out)


@router.post("", response={201: EvaluationOut, **ERRORS}, summary="Start an evaluation")
@asks_api("evaluation.create")
def create(request: HttpRequest, payload: NewEvaluation) -> Created[dict[str, Any]]:
    """Start an evaluation of a site. It is open at once unless `status` says draft."""
    standing = _standing(request)
    visible = Organisation.objects.visible_to(standing, services.CREATING[Kind(payload.kind)])
    known = Organisation.objects.visible_to(standing)
    organisation = (visible | known).filter(pk=payload.organisation).first()
    if organisation is None:
        raise Http404
    at = timezone.now()
    edition = edition_named(payload.referential, payload.edition)
    evaluation = services.create(
        organisation,
        edition,
        standing=standing,
        at=at,
        kind=Kind(payload.kind),
        subject=_subject(payload.solution, organisation, standing, day_in_paris(at)),
        whole=payload.whole,
        profile=payload.profile,
        selection=payload.selection,
        due_on=payload.due_on,
        draft=payload.status == "draft",
    )
    return Created(201, out(evaluation))


def _subject(
    solution: int | None, organisation: Organisation, standing: Standing, on: date
) -> Subject | None:
    """The solution that is to be evaluated; refused alike where it is not known and where it is elsewhere."""
    if solution is None:
        return None
    found = subject_at(solution, organisation, standing, on)
    if found is None:
        raise NotAllowed([Refusal("evaluation.create.solution-not-here")])
    return found


def edition_named(code: str, edition: str | None) -> Edition:
    """A published edition by its name, the newest of the code without one; 404 where there is none."""
    published = Edition.objects.published().filter(code=code).defer("data")
    if edition is not None:
        return get_object_or_404(published, edition=edition)
    found = max(published, key=lambda one: edition_order(one.edition), default=None)
    if found is None:
        raise Http404
    return found


@router.get("/{int:pk}", response={200: EvaluationOut, **ERRORS}, summary="An evaluation")
@asks_api("evaluation.read")
def evaluation(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = _ONE.first(pk=pk)
    if found is None or not found.is_readable_by(_standing(request)):
        raise Http404
    return out(found)


@router.patch(
    "/{int:pk}", response={200: EvaluationOut, **ERRORS}, summary="State its facts anew, or move it"
)
@asks_api("evaluation.assign")
def change(request: HttpRequest, pk: int, payload: Change) -> dict[str, Any]:
    """State the site's facts anew, open a draft, send to review or take back from it."""
    standing, at = _standing(request), timezone.now()
    if payload.profile is not None:
        services.change_profile(pk, payload.profile, standing=standing, at=at)
    if payload.status is not None:
        services.move(pk, Status(payload.status), standing=standing, at=at)
    return out(get_object_or_404(_visible(request), pk=pk))


@router.post("/{int:pk}/close", response={200: EvaluationOut, **ERRORS}, summary="Close")
@asks_api("evaluation.close")
def close(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Freeze the evaluation. 409 with everything that is missing where something is."""
    services.close(pk, standing=_standing(request), at=timezone.now())
    return out(get_object_or_404(_visible(request), pk=pk))


@router.post("/{int:pk}/reopen", response={200: EvaluationOut, **ERRORS}, summary="Reopen, with a reason")
@asks_api("evaluation.reopen")
def reopen(request: HttpRequest, pk: int, payload: Reopening) -> dict[str, Any]:
    services.move(pk, Status.OPEN, standing=_standing(request), at=timezone.now(), reason=payload.reason)
    return out(get_object_or_404(_visible(request), pk=pk))


# — The grid —————————————————————————————————————————————————————————————————


@router.get(
    "/{int:pk}/grid", response={200: dict[str, Any], **ERRORS}, summary="The grid: the tree and the answers"
)
@asks_api("entry.read")
def grid(
    request: HttpRequest,
    pk: int,
    at: Annotated[date | None, Field(description="as it stood at the end of that day")] = None,
) -> HttpResponseBase:
    """The tree and the answers in one; with an ETag."""
    standing, lang = _standing(request), language()
    evaluation = queries.for_grid(pk, standing)
    if at is None:
        data = grid_data(evaluation, standing, lang, timezone.now())
    else:
        data = _grid_on(evaluation, standing, lang, at)
    return compressed(request, JsonResponse(data))


def _grid_on(evaluation: Evaluation, standing: Standing, lang: str, day: date) -> dict[str, Any]:
    until = datetime.combine(day, time.max, PARIS)
    stood = history.as_it_stood(evaluation, until)
    if not stood["revision"]:
        raise Http404
    evaluation.profile = stood["profile"]
    data = grid_data(evaluation, standing, lang, until)
    said = {name: stood[name] for name in ("revision", "status")}
    data["evaluation"] |= {**said, "at": day.isoformat()}
    for name in ("conflicts", "locked", "why", "actions", "me", "assignments", "documents"):
        del data[name]
    return data | {"entries": stood["entries"], "notes": stood["notes"]}


@router.get(
    "/{int:pk}/history", response={200: dict[str, Any], **ERRORS}, summary="Who said what of a criterion"
)
@asks_api("entry.read")
def target_history(
    request: HttpRequest, pk: int, criterion: str | None = None, requirement: str | None = None
) -> dict[str, Any]:
    """Who said what of a criterion or of a requirement, the latest first; what the evaluation before said of it."""
    if (criterion is None) == (requirement is None):
        raise HttpError(422, _("Name a criterion or a requirement."))
    found = get_object_or_404(
        Evaluation.objects.visible_to(_standing(request))
        .select_related("stream", "previous")
        .defer("frozen"),
        pk=pk,
    )
    target = str(criterion or requirement)
    before = history.before(found, target, language()) if criterion else []
    return {"events": history.of_target(found, target), "before": before}


# — Sync —————————————————————————————————————————————————————————————————————


OPERATION = {
    "type": "object",
    "examples": [
        {"id": "8a6e0804-2bd0-4672-b79d-d97027f9071a", "criterion": "1.1.1", "base": 0, "score": 2},
    ],
    "required": ["id", "base"],
    "additionalProperties": False,
    "description": "about one criterion, or about one requirement; a field that is absent is not touched, null clears",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "criterion": {"type": "string"},
        "requirement": {"type": "string"},
        "base": {"type": "integer", "minimum": 0},
        "seq": {"type": "integer", "minimum": 0},
        "at": {"type": "string", "format": "date-time"},
        "resolves": {"type": "string", "format": "uuid"},
        "score": {"anyOf": [{"type": "integer", "minimum": 0}, {"const": "NA"}, {"type": "null"}]},
        **{
            name: {"type": ["string", "null"], "maxLength": 20_000}
            for name in ("na_reason", "comment", *NOTE_FIELDS)
        },
    },
}


class Batch(Strict):
    """What a device sends. An operation that is wrong is answered, and the others go on."""

    device: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$", examples=["import-nuit"])
    since: int | None = Field(default=None, ge=0)
    account: str | None = Field(default=None, max_length=40, description="whose answers these are")
    operations: list[Annotated[Any, WithJsonSchema(OPERATION)]] = Field(max_length=MOST_OPERATIONS)


class News(Schema):
    revision: int
    epoch: int
    status: str
    structure: int
    changes: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]


class SyncOut(News):
    results: list[dict[str, Any]]


@router.post("/{int:pk}/sync", response={200: SyncOut, **REFUSED_HERE}, summary="Send answers")
@asks_api("entry.read")
def sync_batch(request: HttpRequest, pk: int, payload: Batch) -> HttpResponse:
    """Take a batch of operations and answer each of them; what others changed since `since` comes with it."""
    if len(request.body) > MOST_BYTES:
        return problem(413, "too_large", _("Too much at once: send fewer answers at a time."))
    standing = _standing(request)
    assert standing.user is not None  # noqa: S101 -- the API lets nobody in without an account
    _count(standing, payload.device)
    if payload.account is not None and payload.account != standing.user.actor_id:
        return other_account()
    answer = sync(
        pk,
        payload.operations,
        standing=standing,
        device=payload.device,
        since=payload.since,
        at=timezone.now(),
    )
    return JsonResponse({**_news(answer.news), "results": [_worded(one) for one in answer.results]})


@router.get(
    "/{int:pk}/changes", response={200: News, **REFUSED_HERE}, summary="What has changed since a revision"
)
@asks_api("entry.read")
def changes(request: HttpRequest, pk: int, since: int = 0, device: str = "") -> HttpResponse:
    """What has changed since a revision; cheap where nothing has."""
    standing = _standing(request)
    _count(standing, device[:40])
    evaluation = get_object_or_404(
        Evaluation.objects.visible_to(standing)
        .select_related("stream")
        .only("status", "structure", "revision", "open_conflicts", "stream", "kind", "organisation"),
        pk=pk,
    )
    return JsonResponse(_news(queries.news(evaluation, since, standing)))


def other_account() -> HttpResponse:
    """The queue is one person's and the session another's: nothing is taken, nothing is shown (S8)."""
    return problem(409, "other_account", _("Another person is signed in on this device."))


def _news(news: queries.News) -> dict[str, Any]:
    return {name: getattr(news, name) for name in News.model_fields}


def _worded(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result as the device reads it: a refusal has its sentence."""
    refusal = result.get("refusal")
    if refusal is None:
        return dict(result)
    said = {"reason": sentence(refusal), "refusal": refusal.code, "facts": dict(refusal.facts)}
    return {**result, **said}


def _count(standing: Standing, device: str) -> None:
    assert standing.user is not None  # noqa: S101 -- as above
    limits.demand(limits.named("sync", f"{standing.user.pk}/{device}"), CALLS_A_MINUTE, limits.MINUTE)


def language() -> str:
    return (get_language() or "fr")[:2]
