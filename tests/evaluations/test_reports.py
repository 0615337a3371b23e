"""Reports behind the scenes: made once, published whole, and the same file for ever once the evaluation is closed."""

import os
import signal
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from aplomb.apps.evaluations import report_child, report_files, report_services, tasks
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.evaluations.report_child import Order, Typesetter, TypesettingFailed
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.evaluations.cases import NOW, Case, op
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=400)


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of each test's own: the same bytes, made or swept by another process of the run, would be these."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path


@pytest.fixture(autouse=True)
def _typeset_here(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """In this process, unless a test asks for the child: the bytes are the same, and it is a second sooner."""
    settings.DEMO = True
    monkeypatch.setattr(report_child.typesetter, "make", report_child.typeset)


def fresh(c: Case) -> Evaluation:
    return Evaluation.objects.select_related("organisation").get(pk=c.evaluation.pk)


def ask(c: Case, kind: str = "performance", lang: str = "fr", **more: Any) -> Report:
    return report_services.ask(fresh(c), kind, lang, by=c.anne, at=NOW, **more)


def made(c: Case, kind: str = "performance", lang: str = "fr") -> Report:
    report = ask(c, kind, lang)
    tasks.make_report(report_id=report.pk)
    report.refresh_from_db()
    return report


def queued() -> list[dict[str, Any]]:
    return list(
        ProcrastinateJob.objects.filter(task_name="evaluations.make_report", status="todo")
        .order_by("id")
        .values_list("args", flat=True)
    )


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# — Asked for, made, kept ———————————————————————————————————————————————————————————————————————————————————


def test_asking_queues_one_job_and_asking_again_none(c: Case) -> None:
    first, again = ask(c), ask(c)

    assert (first.pk, first.state) == (again.pk, "waiting")
    assert queued() == [{"report_id": first.pk}]


def test_a_report_is_kept_under_its_own_hash_outside_what_the_web_serves(c: Case, files: Path) -> None:
    report = made(c)

    data = report_files.read(report)
    assert data.startswith(b"%PDF-")
    assert (report.state, report.progress, report.size) == ("ready", 100, len(data))
    assert report.sha256 == sha256(data).hexdigest()
    place = files / report.path
    assert place.read_bytes() == data
    assert [name for name in os.listdir(place.parent) if name.startswith(".draft")] == []
    assert report.template == report_files.template_version()


def test_a_report_that_is_ready_is_not_made_again(c: Case) -> None:
    report = made(c)

    tasks.make_report(report_id=report.pk)

    assert Report.objects.get(pk=report.pk).made_at == report.made_at


def test_while_open_a_new_answer_calls_for_a_new_report_and_the_latest_only_is_kept(c: Case) -> None:
    first = made(c)
    c.say(op("1.1.1", base=fresh(c).revision, score=3))

    assert report_services.kept(fresh(c), "performance", "fr") is None
    second = made(c)

    assert Report.objects.count() == 1
    assert (second.pk, second.revision) == (first.pk, fresh(c).revision)
    assert second.sha256 != first.sha256


def test_while_open_a_document_put_in_order_calls_for_a_new_report_too(c: Case) -> None:
    made(c, "documents")

    scored.paper(c, "DOC-001")

    assert report_services.kept(fresh(c), "documents", "fr") is None


def test_each_kind_and_language_has_its_own(c: Case) -> None:
    reports = [made(c), made(c, "documents"), made(c, lang="en")]

    assert len({report.pk for report in reports}) == 3
    assert len({report.sha256 for report in reports}) == 3


def test_what_changed_while_it_was_made_is_not_passed_off_as_made(
    c: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(c)
    typeset = report_child.typesetter.make

    def meanwhile(order: Order) -> bytes:
        c.say(op("1.1.1", base=fresh(c).revision, score=3))
        ask(c)
        return typeset(order)

    monkeypatch.setattr(report_child.typesetter, "make", meanwhile)
    tasks.make_report(report_id=report.pk)

    report.refresh_from_db()
    assert (report.state, report.sha256) == ("waiting", "")
    monkeypatch.setattr(report_child.typesetter, "make", typeset)
    tasks.make_report(report_id=report.pk)
    assert report_services.kept(fresh(c), "performance", "fr").is_ready  # type: ignore[union-attr]


# — Closed: the same bytes for ever —————————————————————————————————————————————————————————————————————————


def test_closing_queues_both_reports_in_its_own_transaction(c: Case) -> None:
    scored.closed(c)

    kinds = Report.objects.filter(final=True).values_list("kind", "lang", "state")
    assert sorted(kinds) == [("documents", "fr", "waiting"), ("performance", "fr", "waiting")]
    assert len(queued()) == 2


def test_a_closing_that_is_refused_queues_nothing() -> None:
    c = scored.case({"1.1.1": 2})

    with pytest.raises(Exception, match="unanswered"):
        scored.closed(c)

    assert queued() == []
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", ["performance", "documents", "word"])
def test_a_closed_evaluation_gives_the_same_bytes_whatever_has_changed_since(c: Case, kind: str) -> None:
    scored.paper(c, "DOC-001", "present", NOW.date() + timedelta(days=30))
    scored.closed(c)
    report = made(c, kind)
    before = report_files.read(report)

    # A year later: a document ran out, another came, somebody bears another name, the site too.
    scored.paper(c, "DOC-002")
    c.anne.last_name = "Royèvre-Lacaze"
    c.anne.save()
    c.site.name = "Centre renommé"
    c.site.save()
    again = report_services.ask(fresh(c), kind, "fr", by=c.anne, at=LATER)
    assert (again.pk, again.state) == (report.pk, "ready")

    order = report_services.order_for(fresh(c), kind, "fr")
    assert report_child.typeset(order) == before
    assert order.subject.on == NOW.date()


def test_a_final_report_that_is_remade_is_the_very_same_file(c: Case, files: Path) -> None:
    scored.closed(c)
    report = made(c)
    (files / report.path).unlink()

    report_services.damaged(report)
    ask(c, again=True)
    tasks.make_report(report_id=report.pk)

    assert Report.objects.get(pk=report.pk).sha256 == report.sha256
    assert sha256(report_files.read(report)).hexdigest() == report.sha256


def test_a_final_report_replaces_those_of_the_time_when_it_was_open(c: Case) -> None:
    made(c)
    scored.closed(c)

    report = made(c)

    assert list(Report.objects.filter(kind="performance")) == [report]


def test_a_final_report_of_an_evaluation_that_was_opened_again_is_dropped(c: Case) -> None:
    from aplomb.apps.evaluations import services
    from aplomb.domain.evaluations.lifecycle import Status

    scored.closed(c)
    waiting = Report.objects.get(kind="performance")
    services.move(
        c.evaluation.pk, Status.OPEN, standing=factories.standing(c.anne), at=NOW, reason="Oubli à corriger"
    )

    tasks.make_report(report_id=waiting.pk)

    assert not Report.objects.filter(pk=waiting.pk).exists()


# — What goes wrong —————————————————————————————————————————————————————————————————————————————————————————


def test_what_fails_is_shown_with_a_reference_and_tried_again_by_the_queue(
    c: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(order: Order) -> bytes:
        raise TypesettingFailed("no room")

    monkeypatch.setattr(report_child.typesetter, "make", broken)
    report = ask(c)

    with pytest.raises(TypesettingFailed):
        tasks.make_report(report_id=report.pk)

    report.refresh_from_db()
    assert (report.state, report.sha256, len(report.error)) == ("failed", "", 8)
    tree = pages.page(client_of(c.anne).get(f"/evaluations/{c.evaluation.pk}/reports/performance/"))
    assert f"Non établi, référence {report.error}" in pages.words(tree)
    assert [
        button.text_content().strip() for button in tree.xpath("//form//button[contains(., 'Réessayer')]")
    ]


def test_a_person_has_a_report_that_failed_made_anew(c: Case) -> None:
    report = ask(c)
    Report.objects.filter(pk=report.pk).update(state="failed", error="ABCD1234")
    client = client_of(c.anne)

    client.post(f"/evaluations/{c.evaluation.pk}/reports/performance/request/", {"again": "1"})
    tasks.make_report(report_id=report.pk)

    answer = client.get(f"/evaluations/{c.evaluation.pk}/reports/performance.pdf")
    assert answer.status_code == 200


def test_a_damaged_file_is_never_served(c: Case, files: Path) -> None:
    report = made(c)
    place = files / report.path
    place.write_bytes(place.read_bytes()[:-1])

    answer = client_of(c.anne).get(f"/evaluations/{c.evaluation.pk}/reports/performance.pdf")

    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == "failed"


def test_a_cut_before_publication_leaves_no_report_that_can_be_fetched(
    c: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(data: bytes, kind: str) -> str:
        raise SystemExit

    report = ask(c)
    monkeypatch.setattr(report_files, "put", cut)
    with pytest.raises(SystemExit):
        tasks.make_report(report_id=report.pk)

    report.refresh_from_db()
    assert (report.state, report.sha256) == ("making", "")
    answer = client_of(c.anne).get(f"/evaluations/{c.evaluation.pk}/reports/performance.pdf")
    assert answer.status_code == 302

    monkeypatch.undo()
    monkeypatch.setattr(report_child.typesetter, "make", report_child.typeset)
    tasks.make_report(report_id=report.pk)
    report.refresh_from_db()
    assert report.state == "ready"


def test_files_that_no_report_names_are_collected_after_a_day(c: Case, files: Path) -> None:
    report = made(c)
    orphan = files / Report(sha256="0" * 64).path
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"%PDF-")

    assert report_files.sweep() == 0
    removed = report_files.sweep(report.made_at + timedelta(days=2))  # type: ignore[operator]

    assert removed == 1
    assert not orphan.exists()
    assert report_files.read(report)


# — The child ———————————————————————————————————————————————————————————————————————————————————————————————


@pytest.fixture
def typesetter() -> Any:
    made = Typesetter()
    yield made
    made.close()


def test_the_child_makes_the_same_bytes_and_is_renewed_every_so_often(
    c: Case, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_child, "DOCUMENTS_A_CHILD", 2)
    order = report_services.order_for(fresh(c), "documents", "fr")
    children = set()
    made = []
    for _time in range(3):
        made.append(typesetter.make(order))
        children.add(typesetter._child.pid if typesetter._child else None)

    assert set(made) == {report_child.typeset(order)}
    # The second document was its last: then a fresh one, alive, made the third.
    assert None in children
    assert len(children) == 3


def test_a_child_that_is_killed_is_replaced_and_nothing_is_lost(c: Case, typesetter: Typesetter) -> None:
    order = report_services.order_for(fresh(c), "documents", "fr")
    first = typesetter.make(order)
    assert typesetter._child is not None
    assert typesetter._child.pid is not None

    os.kill(typesetter._child.pid, signal.SIGKILL)
    typesetter._child.join()

    assert typesetter.make(order) == first


def test_a_document_that_takes_too_long_is_given_up(
    c: Case, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_child, "SECONDS_A_DOCUMENT", 0)
    begun = time.monotonic()

    with pytest.raises(TypesettingFailed, match="not made in 0 s"):
        typesetter.make(report_services.order_for(fresh(c), "performance", "fr"))

    assert typesetter._child is None
    assert time.monotonic() - begun < 10


def test_a_document_that_cannot_be_made_says_why(c: Case, typesetter: Typesetter) -> None:
    order = report_services.order_for(fresh(c), "performance", "fr")

    with pytest.raises(TypesettingFailed, match="AttributeError"):
        typesetter.make(Order(order.kind, order.lang, None, order.subject, (), {}))  # type: ignore[arg-type]


# — Pages and rights ————————————————————————————————————————————————————————————————————————————————————————


def test_from_the_button_to_the_file_without_scripts(c: Case) -> None:
    client = client_of(c.anne)
    base = f"/evaluations/{c.evaluation.pk}/reports/performance"

    assert client.get(f"{base}.pdf").headers["Location"] == f"{base}/"
    asked = client.post(f"{base}/request/", follow=True)
    assert "En file d’attente" in pages.words(pages.page(asked))
    assert asked.headers["Refresh"] == "2"
    tasks.make_report(report_id=Report.objects.get().pk)
    ready = pages.page(client.get(f"{base}/"))
    (link,) = ready.xpath("//a[contains(@href, '.pdf')]/@href")
    answer = client.get(link)

    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert (
        "bilan-de-performance-centre-de-clairvaldieu-2026-06-01.pdf" in answer.headers["Content-Disposition"]
    )


def test_the_report_to_edit_is_a_word_document_under_an_address_of_its_own(c: Case) -> None:
    client, base = client_of(c.anne), f"/evaluations/{c.evaluation.pk}/reports/word"
    made(c, "word")

    (link,) = pages.page(client.get(f"{base}/")).xpath("//a[contains(@href, '.docx')]/@href")
    answer = client.get(link)

    assert answer.content.startswith(b"PK")
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    assert "bilan-de-performance-centre-de-clairvaldieu-2026-06-01.docx" in str(
        answer.headers["Content-Disposition"]
    )
    assert client.get(f"{base}.pdf").status_code == 404
    assert client.get(f"/evaluations/{c.evaluation.pk}/reports/performance.docx").status_code == 404


def test_progress_shows_in_the_piece_that_asks_again(c: Case) -> None:
    report = ask(c)
    Report.objects.filter(pk=report.pk).update(state="making", progress=40)

    piece = pages.fragment(
        client_of(c.anne).get(
            f"/evaluations/{c.evaluation.pk}/reports/performance/", headers={"HX-Request": "true"}
        )
    )

    state = pages.of_id(piece, "report-performance")
    assert "En préparation, 40 %" in pages.words(state)
    assert state.get("hx-trigger") == "every 800ms"
    assert state.get("role") == "status"


def test_who_takes_a_report_away_is_told_by_the_journal_and_the_revision_stays(c: Case) -> None:
    report = made(c)
    revision = fresh(c).revision

    client_of(c.marc).get(f"/evaluations/{c.evaluation.pk}/reports/performance.pdf")

    event = Event.objects.select_related("value").get(action="content.exported")
    assert (event.stream_id, event.actor, event.role) == (c.marc.stream_id, c.marc.actor_id, "evaluator")
    assert event.value.data == {
        "file": "performance.pdf",
        "evaluation": str(c.evaluation.public_id),
        "revision": revision,
        "sha256": report.sha256,
    }
    assert fresh(c).revision == revision


def test_for_strangers_and_supervisors_there_is_no_report(c: Case) -> None:
    made(c)
    group = factories.organisation(kind=Kind.GROUP)
    factories.affiliation(c.site, group, shares_detail=True)
    people = [
        factories.quality_manager(factories.organisation()),
        factories.member(group, Role.READER),
        factories.administrator(),
    ]
    base = f"/evaluations/{c.evaluation.pk}"
    before = queued()

    for person in people:
        client = client_of(person)
        found = [
            client.get(f"{base}/reports/performance.pdf").status_code,
            client.get(f"{base}/reports/performance/").status_code,
            client.post(f"{base}/reports/performance/request/").status_code,
            client.get(f"{base}/results/").status_code,
            client.get(f"{base}/grid.xlsx").status_code,
        ]
        assert found == [404] * 5
    assert queued() == before


def test_an_unknown_report_is_a_page_that_does_not_exist(c: Case) -> None:
    assert client_of(c.anne).get(f"/evaluations/{c.evaluation.pk}/reports/nothing/").status_code == 404


def test_the_sixty_first_report_of_an_hour_waits(c: Case) -> None:
    from aplomb.apps.accounts import limits

    for _report in range(60):
        limits.hit(limits.named("reports", str(c.anne.pk)), 60, limits.HOUR)

    answer = client_of(c.anne).post(f"/evaluations/{c.evaluation.pk}/reports/performance/request/")

    assert answer.status_code == 429
    assert queued() == []


def test_a_report_that_is_kept_costs_nothing(c: Case) -> None:
    from aplomb.apps.accounts.models import Limit

    made(c)
    client_of(c.anne).post(f"/evaluations/{c.evaluation.pk}/reports/performance/request/")

    assert not Limit.objects.filter(key__startswith="reports:").exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_transaction_is_undone_was_never_queued(c: Case) -> None:
    waiting = queued()

    with transaction.atomic():
        ask(c)
        transaction.set_rollback(True)

    assert queued() == waiting
    assert not Report.objects.exists()
