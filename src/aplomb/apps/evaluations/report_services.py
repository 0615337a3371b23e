"""Reports behind the scenes: asked for, made once, kept; the same file for ever once the evaluation is closed.

A report is made from one reading of the evaluation, typeset outside any transaction, put in its place whole, and
only then said to be ready: a worker killed at any moment leaves no half report.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone, translation

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.queries import Inventory, plain
from aplomb.apps.evaluations import report_files
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.evaluations.proofs import Proofs, current, proofs_of
from aplomb.apps.evaluations.proofs import plain as plain_proofs
from aplomb.apps.evaluations.report_child import Order, typesetter
from aplomb.apps.evaluations.results_queries import inventory_of, outcome_of, subject_of
from aplomb.apps.journal.jobs import AWAITED, IN_ADVANCE, queue
from aplomb.apps.solutions.models import part_words
from aplomb.domain.plans.proposals import proposals
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.formats.sheets import sheet_titles, sheets_by_criterion
from aplomb.web.prepared import Prepared

logger = logging.getLogger(__name__)
TASK = "evaluations.make_report"
READ, LAID_OUT, MADE = 15, 40, 90
LANGUAGES = ("fr", "en")
KEPT_SOURCES = 32


def source_of(evaluation: Evaluation, said: Inventory | None = None, proofs: Proofs | None = None) -> str:
    """What a report of the evaluation is made from, as one hash: what closing froze, or the answers' revision, the
    inventory and the evidence as they are. Two queries while open; what the caller has read is not read again."""
    if evaluation.is_closed:
        return evaluation.frozen_hash
    return _source(
        evaluation.revision,
        _inventory(evaluation) if said is None else said,
        current(evaluation) if proofs is None else proofs,
    )


def _inventory(evaluation: Evaluation) -> Inventory:
    """What holds at this moment: a group's documents hold while the site belongs to it."""
    return inventory_of(evaluation, day_in_paris(timezone.now()))


@lru_cache(maxsize=KEPT_SOURCES)
def _source(revision: int, said: Inventory, proofs: Proofs) -> str:
    """Kept by what it is the hash of, whole: a page asks for it at each visit."""
    evidence = {"evidence": plain_proofs(proofs)} if proofs else {}
    return canonical_hash({"revision": revision, "documents": plain(said), **evidence})


def all_kept(evaluation: Evaluation, lang: str, said: Inventory | None = None) -> list[Report]:
    """The reports of the evaluation's present state, made or under way. Two queries; one once closed, or where the
    caller has read the inventory."""
    found = _KEPT.objects(evaluation=evaluation.pk, lang=lang, source=source_of(evaluation, said))
    return [report for report in found if report.final == evaluation.is_closed]


_KEPT: Prepared[Report] = Prepared(
    lambda evaluation, lang, source: Report.objects.filter(evaluation=evaluation, lang=lang, source=source)
)


def kept(evaluation: Evaluation, kind: str, lang: str) -> Report | None:
    """The one of this kind; nothing where nobody has asked for it yet."""
    return next((report for report in all_kept(evaluation, lang) if report.kind == kind), None)


@transaction.atomic
def ask(
    evaluation: Evaluation,
    kind: str,
    lang: str,
    *,
    by: User,
    at: datetime,
    again: bool = False,
    priority: int = AWAITED,
) -> Report:
    """The report of the evaluation's present state: the one that is kept, else one that the worker is to make.

    `again`: one that failed, or whose file is damaged, is queued anew. The job is a row of this transaction.
    """
    source, final = source_of(evaluation), evaluation.is_closed
    wanted = {"evaluation": evaluation, "kind": kind, "lang": lang, "final": final}
    if final:
        wanted["source"] = source
    first = {"source": source, "revision": evaluation.revision, "asked_at": at, "asked_by": by}
    row, new = Report.objects.get_or_create(**wanted, defaults=first)
    report = Report.objects.select_for_update().get(pk=row.pk)
    stuck = again and report.state in (Report.State.FAILED, Report.State.READY)
    if not new and report.source == source and not stuck:
        return report
    report.source, report.revision = source, evaluation.revision
    report.state, report.progress, report.error = Report.State.WAITING, 0, ""
    report.asked_at, report.asked_by = at, by
    report.save()
    key = f"report-{report.pk}"
    queue(TASK, one_at_a_time=key, once=key, priority=priority, report_id=report.pk)
    return report


def make_in_advance(evaluation: Evaluation, *, by: User, at: datetime) -> None:
    """Queue the reports of an evaluation that has just been closed, in the language of whoever closed it."""
    lang = by.language if by.language in LANGUAGES else LANGUAGES[0]
    for kind in (Report.Kind.PERFORMANCE, Report.Kind.DOCUMENTS):
        ask(evaluation, kind, lang, by=by, at=at, priority=IN_ADVANCE)


def damaged(report: Report) -> None:
    """Show a report as failed: its file is missing or is not what was kept. A person has it made anew."""
    reference = secrets.token_hex(4).upper()
    logger.error(
        "report %s, reference %s: the file kept as %s is damaged", report.pk, reference, report.sha256
    )
    Report.objects.filter(pk=report.pk, sha256=report.sha256).update(
        state=Report.State.FAILED, error=reference
    )


def make(report_id: int, at: datetime | None = None) -> None:
    """Make a report that is asked for and publish it all at once; nothing is done where it is ready already.

    What fails is shown as failed, and raised, so that the queue tries again later.
    """
    taken = Report.objects.filter(pk=report_id).exclude(state=Report.State.READY)
    if not taken.update(state=Report.State.MAKING, progress=0, error=""):
        return
    try:
        reading = _read(report_id)
        if reading is None:
            return
        _step(report_id, LAID_OUT)
        data = typesetter.make(reading.order)
        _step(report_id, MADE)
        _publish(report_id, data, reading, at or timezone.now())
    except Exception:
        reference = secrets.token_hex(4).upper()
        logger.exception("report %s, reference %s", report_id, reference)
        Report.objects.filter(pk=report_id).update(state=Report.State.FAILED, error=reference)
        raise


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a report is to say, with the hash that was asked for, and hash and revision of what was read."""

    order: Order
    asked: str
    source: str
    revision: int


def _read(report_id: int) -> _Reading | None:
    """The evaluation in one state of the database; nothing where its final report has lost its ground."""
    _step(report_id, READ)
    with transaction.atomic():
        _read_one_state()
        report = Report.objects.select_related("evaluation__organisation", "evaluation__solution").get(
            pk=report_id
        )
        evaluation = report.evaluation
        opened_again = report.final and report.source != evaluation.frozen_hash
        if not opened_again:
            said = _inventory(evaluation)
            proofs = proofs_of(evaluation)
            order = order_for(evaluation, report.kind, report.lang, said, proofs)
            return _Reading(order, report.source, source_of(evaluation, said, proofs), evaluation.revision)
    Report.objects.filter(pk=report_id, sha256="").delete()
    return None


def _read_one_state() -> None:
    """All that this transaction reads is of one moment, whatever is saved meanwhile."""
    if connection.savepoint_ids:  # inside a caller's transaction (tests), whose moment it shares
        return
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def order_for(
    evaluation: Evaluation,
    kind: str,
    lang: str,
    said: Inventory | None = None,
    proofs: Proofs | None = None,
) -> Order:
    """All that a report says: results, whom it is about, what to improve first, what proves the answers.

    `said` and `proofs`: the inventory and the evidence, where the caller has read them.

    It bears the day of closing, or of the last change while open: never that of printing.
    """
    from aplomb.reports.subject import Subject  # loads the typesetting, which only the worker needs

    on = day_in_paris(evaluation.closed_at or evaluation.changed_at)
    outcome = outcome_of(evaluation, on, _inventory(evaluation) if said is None else said)
    return Order(
        kind=kind,
        lang=lang,
        outcome=outcome,
        subject=Subject(
            name=subject_of(evaluation),
            on=on,
            status=evaluation.status,
            detail=_detail(evaluation, lang),
            content_hash=evaluation.frozen_hash,
        ),
        proposals=proposals([outcome], sheets_by_criterion(evaluation.referential)),
        sheets=dict(sheet_titles()),
        proofs=proofs_of(evaluation) if proofs is None else proofs,
    )


def _detail(evaluation: Evaluation, lang: str) -> str:
    with translation.override(lang):
        named = f"{evaluation.get_kind_display()} n° {evaluation.number}"
        return " · ".join((named, *map(str, part_words(evaluation.parts))))


@transaction.atomic
def _publish(report_id: int, data: bytes, reading: _Reading, at: datetime) -> None:
    """The file first, whole and under its hash; then, and only then, the row that says where it is."""
    digest = report_files.put(data, reading.order.kind)
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.source != reading.asked:
        # Somebody has asked for a later state meanwhile: its job waits in the queue, and makes that one.
        report.state, report.progress = Report.State.WAITING, 0
        report.save(update_fields=["state", "progress"])
        return
    if report.final and report.sha256 and report.sha256 != digest:
        # Another release laid the same frozen data out anew: the loss of the first file is not passed over.
        logger.warning("report %s: remade as %s, was %s", report_id, digest, report.sha256)
    report.state, report.progress = Report.State.READY, 100
    report.source, report.revision = reading.source, reading.revision
    report.sha256, report.size = digest, len(data)
    report.template, report.made_at = report_files.template_version(), at
    report.save()
    if report.final:
        # While open, the latest only; closed, what was made before says less than this one.
        Report.objects.filter(
            evaluation=report.evaluation_id, kind=report.kind, lang=report.lang, final=False
        ).delete()


def _step(report_id: int, progress: int) -> None:
    Report.objects.filter(pk=report_id, progress__lt=progress).update(progress=progress)
