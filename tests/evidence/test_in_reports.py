"""Evidence in reports: which pieces, at which version; frozen with the evaluation, the same bytes for ever."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.evaluations import proofs, report_child, report_services, services
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evidence.models import Evidence, Use
from aplomb.domain.evaluations.evidence import Kind, Proof
from aplomb.reports.performance import performance_data
from tests import factories
from tests.evaluations.cases import NOW, Case
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
SEEN = sha256(b"Vu").hexdigest()


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True  # the second factor has its own tests
    settings.VAR, settings.CLAMD = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def client(c: Case) -> Client:
    client = Client()
    client.force_login(c.anne)
    return client


def fresh(c: Case) -> Evaluation:
    return Evaluation.objects.select_related("organisation", "solution").get(pk=c.evaluation.pk)


def way(c: Case, rest: str = "") -> str:
    return f"/evaluations/{c.evaluation.pk}/evidence/{rest}"


def send(client: Client, c: Case, code: str = "1.1.1", data: bytes = b"Vu", rest: str = "add/") -> None:
    sent = SimpleUploadedFile("photo.txt", data, "text/plain")
    answer = client.post(way(c, rest), {"criterion": code, "kind": "file", "file": sent, "checked": "1"})
    assert answer.status_code == 302


def note(client: Client, c: Case, code: str = "2.1.1") -> None:
    said = {"criterion": code, "kind": "note", "title": "Constat", "text": "Affiché en salle."}
    assert client.post(way(c, "add/"), said).status_code == 302


def told(c: Case, kind: str = "performance") -> Any:
    order = report_services.order_for(fresh(c), kind, "fr")
    return performance_data(order.outcome, order.subject, order.proposals, order.sheets, "fr", order.proofs)


def test_the_annex_lists_each_piece_with_its_version_and_fingerprint(c: Case, client: Client) -> None:
    assert told(c).evidence is None
    send(client, c)
    note(client, c)
    piece = Evidence.objects.get(kind="file")
    send(client, c, data=b"Revu", rest=f"{piece.pk}/version/")

    rows = [(row.code, row.title, row.kind, row.version, row.digits) for row in told(c).evidence.rows]

    assert rows == [
        ("1.1.1", "photo.txt", "Fichier", "2", sha256(b"Revu").hexdigest()[:12]),
        ("2.1.1", "Constat", "Note", "–", sha256("Affiché en salle.".encode()).hexdigest()[:12]),
    ]


def test_a_closed_evaluation_says_the_pieces_of_that_day_for_ever(c: Case, client: Client) -> None:
    send(client, c)
    scored.closed(c)
    piece = Evidence.objects.get()
    frozen = (Proof("1.1.1", piece.pk, Kind.FILE, "photo.txt", 1, SEEN),)
    before = report_child.typeset(report_services.order_for(fresh(c), "performance", "fr"))

    removed = client.post(way(c, f"{piece.pk}/removal/"), {"reason": "Doublon"})

    assert removed.status_code == 302
    assert proofs.current(fresh(c)) == ()
    assert proofs.proofs_of(fresh(c)) == frozen
    assert fresh(c).frozen["evidence"] == [
        {
            "criterion": "1.1.1",
            "piece": piece.pk,
            "kind": "file",
            "title": "photo.txt",
            "version": 1,
            "sha256": SEEN,
        }
    ]
    assert report_child.typeset(report_services.order_for(fresh(c), "performance", "fr")) == before


def test_what_closed_before_evidence_was_frozen_is_read_as_it_is(c: Case) -> None:
    closed = scored.closed(c)
    closed.frozen.pop("evidence")

    assert proofs.proofs_of(closed) == ()


def test_new_evidence_makes_the_report_of_an_open_evaluation_an_old_one(c: Case, client: Client) -> None:
    before = report_services.source_of(fresh(c))

    send(client, c)

    assert report_services.source_of(fresh(c)) != before


def test_the_detail_of_a_figure_shows_what_proves_each_answer(c: Case, client: Client) -> None:
    send(client, c)

    text = pages.words(pages.page(client.get(f"/evaluations/{c.evaluation.pk}/results/recipe/")))

    assert f"photo.txt, version 1 {SEEN[:12]}" in text


def test_the_pieces_are_read_by_one_query_whatever_their_number(c: Case, client: Client) -> None:
    send(client, c)
    evaluation = fresh(c)
    proofs.current(evaluation)
    for code in ("1.1.2", "1.2.1", "2.1.1"):
        send(client, c, code, code.encode())
        note(client, c, code)

    with CaptureQueriesContext(connection) as found:
        assert len(proofs.current(evaluation)) == 7

    assert len(found) == 1


def follows(c: Case) -> Evaluation:
    """The site's next evaluation, to which the answers of the closed one are proposed."""
    later = NOW + timedelta(days=30)
    return services.create(c.site, c.evaluation.edition, standing=factories.standing(c.anne), at=later)


def confirm(client: Client, evaluation: Evaluation, **said: Any) -> None:
    assert client.post(f"/evaluations/{evaluation.pk}/earlier/confirmation/", said).status_code == 302


def test_earlier_evidence_is_proposed_and_comes_only_with_what_is_confirmed(c: Case, client: Client) -> None:
    for code in ("1.1.1", "1.1.2", "2.1.1"):
        note(client, c, code)
    scored.closed(c)
    first, second, third = Evidence.objects.order_by("pk")
    client.post(way(c, f"{third.pk}/removal/"), {"reason": "Doublon"})
    new = follows(c)
    page = pages.page(client.get(f"/evaluations/{new.pk}/earlier/"))
    ticks = [one.get("value") for one in page.xpath("//input[@name='proof']")]
    assert ticks == [f"1.1.1/{first.pk}", f"1.1.2/{second.pk}"]
    assert not Use.objects.filter(evaluation=new).exists()

    confirm(client, new, all="1.1", proof=ticks[:1])

    uses = Use.objects.filter(evaluation=new).values_list("criterion", "evidence_id")
    assert list(uses) == [("1.1.1", first.pk)]


def test_evidence_of_what_is_not_confirmed_or_was_never_proposed_stays_away(c: Case, client: Client) -> None:
    note(client, c, "1.1.1")
    note(client, c, "2.1.1")
    scored.closed(c)
    first, second = Evidence.objects.order_by("pk")
    new = follows(c)

    confirm(
        client,
        new,
        criterion="1.1.1",
        proof=[f"1.1.1/{second.pk}", f"2.1.1/{second.pk}", "x", f"9/{first.pk}"],
    )

    assert not Use.objects.filter(evaluation=new).exists()
