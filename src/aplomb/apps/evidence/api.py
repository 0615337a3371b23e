"""The evidence of an evaluation for programs and for the grid page (interfaces.md §5)."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from aplomb.apps.evaluations.results_queries import visible
from aplomb.apps.evidence import queries, services
from aplomb.apps.evidence.queries import Piece, Rights
from aplomb.apps.evidence.said import Said
from aplomb.apps.files import services as files
from aplomb.apps.files.refusals import in_words
from aplomb.apps.files.services import NotKept
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.rights import asks_api
from aplomb.domain.evaluations.evidence import Kind
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence
from aplomb.web.rest import NO_STORE, Problem, problem

router = Router(tags=["evidence"])
KEPT_NOWHERE = {"Cache-Control": NO_STORE}
# What is wrong with the piece itself, as against a right or the state of the evaluation.
WRONG = frozenset(
    f"evidence.upload.{why}"
    for why in (
        "not-asked", "no-title", "too-long", "not-an-address", "empty-note", "patient-data", "no-file",
    )
)  # fmt: skip
FIELDS = {
    "evidence.upload.not-asked": "criterion",
    "evidence.upload.no-title": "title",
    "evidence.upload.not-an-address": "url",
    "evidence.upload.empty-note": "text",
    "evidence.upload.no-file": "file",
}


class FileOut(Schema):
    """A version of a file; `address` gives it out, `state` says whether the antivirus has looked at it."""

    version: int
    name: str
    size: int = Field(description="in bytes")
    sha256: str
    state: str = Field(examples=["not_asked"])
    received_at: datetime
    received_by: str
    address: str


class EvidenceOut(Schema):
    """A piece, with all the criteria that it serves in this evaluation; its files, the latest first."""

    id: int
    kind: str = Field(description="file, link, note or document (of the inventory)", examples=["note"])
    title: str
    url: str
    text: str
    document: str = Field(description="the line of the inventory; empty for the other kinds")
    criteria: list[str]
    files: list[FileOut]
    may_download: bool
    added_at: datetime
    added_by: str
    address: str = Field(description="the page of the piece")


class EvidencesOut(Schema):
    items: list[EvidenceOut]
    next: str | None = None
    may_attach: list[str] = Field(description="the criteria with which you may put evidence now")


class EvidenceIn(Schema):
    """A new piece: `file` goes with kind file, `url` with link, `text` with note."""

    criterion: str = Field(max_length=40, examples=["1.1.1"])
    kind: Literal["file", "link", "note"]
    title: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=500)
    text: str = Field(default="", max_length=4_000)


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


@router.get(
    "/{int:pk}/evidence",
    response={200: EvidencesOut, 404: Problem, 422: Problem},
    summary="The evidence of an evaluation",
    operation_id="evaluation_evidence",
)
@asks_api("evaluation.read")
def evaluation_evidence(request: HttpRequest, pk: int, criterion: str = "") -> Any:
    """Every piece, the oldest first; those of one criterion where it is named."""
    evaluation = visible(_standing(request), pk)
    rights = Rights.of(_standing(request), evaluation)
    asked = [] if evaluation.is_closed else evaluation.asked(rights.edition)
    return JsonResponse(
        {
            "items": [_out(rights, piece) for piece in queries.pieces(rights, criterion)],
            "next": None,
            "may_attach": [one.code for one in asked if rights.may_attach(one.code)],
        },
        headers=KEPT_NOWHERE,
    )


@router.post(
    "/{int:pk}/evidence",
    response={201: EvidenceOut, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    summary="Put a piece of evidence with a criterion",
    operation_id="evaluation_evidence_add",
)
@asks_api("evidence.upload")
def evaluation_evidence_add(
    request: HttpRequest,
    pk: int,
    payload: Form[EvidenceIn],
    file: UploadedFile | None = File(None),  # noqa: B008 -- how the framework is told
) -> Any:
    """A multipart form. Whoever sends a file says by it that they have checked: no patient data, in pictures either.

    422 says why a file is not kept: each finding with its rule and its place, never what was found.
    """
    standing, at = _standing(request), timezone.now()
    evaluation = visible(standing, pk)
    said = Said(payload.criterion, Kind(payload.kind), payload.title, payload.url, payload.text)
    accepted = None
    try:
        if said.kind is Kind.FILE:
            if file is None:
                raise NotAllowed([Refusal("evidence.upload.no-file")])
            assert standing.user is not None  # noqa: S101 -- nobody sees no evaluation
            files.count(standing.user.pk)
            accepted = files.accept(file, holder=evaluation.organisation.stream_id)
        evidence = services.add(evaluation, said, accepted, standing=standing, at=at)
    except NotKept as refused:
        services.note_refused(evaluation, said.criterion, refused, standing=standing, at=at)
        return _not_kept(refused)
    except NotAllowed as error:
        if not {refusal.code for refusal in error.refusals} <= WRONG:
            raise
        return problem(
            422,
            error.refusals[0].code,
            _("Some fields are not what they should be."),
            errors=[_field(refusal) for refusal in error.refusals],
        )
    rights = Rights.of(standing, evaluation)
    made = next(one for one in queries.pieces(rights, said.criterion) if one.evidence.pk == evidence.pk)
    return JsonResponse(_out(rights, made), status=201, headers=KEPT_NOWHERE)


def _not_kept(refused: NotKept) -> Any:
    errors = [
        {"place": "body", "field": "file", "code": f"file.{finding.rule}", "message": in_words(finding)}
        for finding in refused.findings
    ]
    return problem(422, "file.refused", _("The file is not kept."), errors=errors)


def _field(refusal: Refusal) -> dict[str, Any]:
    field = FIELDS.get(refusal.code, "title")
    return {"place": "body", "field": field, "code": refusal.code, "message": sentence(refusal)}


def _out(rights: Rights, piece: Piece) -> dict[str, Any]:
    evidence, evaluation = piece.evidence, rights.evaluation
    return {
        "id": evidence.pk,
        "kind": evidence.kind,
        "title": evidence.title,
        "url": evidence.url,
        "text": evidence.text,
        "document": evidence.line,
        "criteria": piece.criteria,
        "files": [
            {
                "version": row.number,
                "name": row.file.name if rights.may_remove or not row.file.reported_at else "",
                "size": row.file.size,
                "sha256": row.file.sha256,
                "state": "set_aside" if row.file.reported_at else row.file.scan,
                "received_at": row.file.received_at.isoformat(),
                "received_by": row.file.received_by.get_full_name(),
                "address": reverse("evidence:file", args=[evaluation.pk, evidence.pk, row.pk]),
            }
            for row in piece.files
            if row.removed_at is None
        ],
        "may_download": piece.may_download,
        "added_at": evidence.added_at.isoformat(),
        "added_by": evidence.added_by.get_full_name(),
        "address": reverse("evidence:piece", args=[evaluation.pk, evidence.pk]),
    }
