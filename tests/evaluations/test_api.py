"""Evaluations over REST: what the grid page and programs rely on (interfaces.md §5)."""

import gzip
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from aplomb.apps.accounts.models import Limit
from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.evaluations.sync import sync
from tests import factories
from tests.evaluations.cases import DEVICE, NOW, TABLET, Case, case, note, op, small_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c() -> Case:
    return case()


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, path: str, body: Any, method: str = "post") -> Any:
    return getattr(client, method)(f"/api/v1/evaluations{path}", json.dumps(body), "application/json")


def batch(*operations: Any, **more: Any) -> dict[str, Any]:
    return {"device": DEVICE, "since": 0, "operations": list(operations), **more}


def read(response: Any) -> Any:
    packed = response.headers.get("Content-Encoding") == "gzip"
    return json.loads(gzip.decompress(response.content) if packed else response.content)


# — Sync —————————————————————————————————————————————————————————————————————


def test_a_batch_is_answered_operation_by_operation_in_words(c: Case) -> None:
    first, second = op("1.1.1", score=2), op("1.1.2", score="NA", na_reason="sans objet")

    response = send(as_(c.anne), f"/{c.evaluation.pk}/sync", batch(first, second, {"id": "?"}))

    told = response.json()
    assert response.status_code == 200
    assert (told["revision"], told["epoch"], told["status"], told["conflicts"]) == (2, 1, "open", [])
    assert told["results"] == [
        {"id": first["id"], "status": "applied", "revision": 2},
        {
            "id": second["id"],
            "status": "rejected",
            "code": "invalid",
            "reason": "Le critère 1.1.2 ne se cote pas NA.",
            "refusal": "sync.na-not-allowed",
            "facts": {"criterion": "1.1.2"},
        },
        {
            "id": "?",
            "status": "rejected",
            "code": "invalid",
            "reason": "La réponse n’a pas d’identifiant propre.",
            "refusal": "sync.bad-id",
            "facts": {},
        },
    ]
    assert [(change["criterion"], change["score"]) for change in told["changes"]] == [("1.1.1", 2)]


@pytest.mark.parametrize(
    "body",
    [
        {"since": 0, "operations": []},
        {"device": "d", "operations": "none"},
        {"device": "d", "operations": [], "more": 1},
        {"device": "not a device", "operations": []},
        {"device": "d", "since": -1, "operations": []},
        {"device": "d", "operations": [{}] * 501},
    ],
)
def test_a_batch_that_is_not_one_is_refused_whole(c: Case, body: dict[str, Any]) -> None:
    response = send(as_(c.anne), f"/{c.evaluation.pk}/sync", body)

    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_a_batch_beyond_two_mebibytes_is_refused_and_says_to_send_less(c: Case) -> None:
    heavy = [op("1.1.1", comment="é" * 19_000) for _ in range(60)]

    response = send(as_(c.anne), f"/{c.evaluation.pk}/sync", batch(*heavy))

    assert response.status_code == 413
    assert Entry.objects.count() == 0


def test_a_queue_that_is_somebody_elses_is_not_taken(c: Case) -> None:
    body = batch(op("1.1.1", score=2), account=c.marc.actor_id)

    response = send(as_(c.anne), f"/{c.evaluation.pk}/sync", body)

    assert (response.status_code, response.json()["code"]) == (409, "other_account")
    assert Entry.objects.count() == 0


def test_a_device_that_calls_too_often_is_told_to_wait(c: Case) -> None:
    client = as_(c.anne)
    send(client, f"/{c.evaluation.pk}/sync", batch())
    Limit.objects.filter(key__startswith="sync").update(count=600)

    response = send(client, f"/{c.evaluation.pk}/sync", batch(op("1.1.1", score=2)))

    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert Entry.objects.count() == 0


def test_the_statements_of_a_batch_do_not_grow_with_it(c: Case, django_assert_num_queries: Any) -> None:
    """Rows that are there and new ones, entries and notes: a statement each, for four operations or five hundred."""
    c.say(op("1.1.1", score=0), note("1.1", strengths="-"))
    c.evaluation.refresh_from_db()
    few = [note("1.1", strengths="…"), note("2.1", strengths="…"), op("1.1.1", score=1), op("2.2.1", score=1)]
    many = [op(code, score=n % 4, seq=n) for n in range(100) for code in ("1.1.1", "1.1.2", "1.2.1", "2.1.1")]
    many += [note(code, strengths=str(n)) for n in range(50) for code in ("1.1", "1.2")]
    standing = factories.standing(c.anne)

    for operations in (few, many):
        with django_assert_num_queries(9 + 2):
            answer = sync(
                c.evaluation.pk,
                operations,
                standing=standing,
                device=DEVICE,
                since=c.evaluation.revision,
                at=NOW,
            )
        assert {result["status"] for result in answer.results} == {"applied"}
        c.evaluation.refresh_from_db()


def test_one_score_costs_six_statements(c: Case, django_assert_num_queries: Any) -> None:
    """Lock, row, operation known, answers for the summary; two writes. Two more mark the test's own transaction."""
    standing = factories.standing(c.anne)

    with django_assert_num_queries(6 + 2):
        sync(
            c.evaluation.pk,
            [op("1.1.1", score=1)],
            standing=standing,
            device=DEVICE,
            since=c.evaluation.revision,
            at=NOW,
        )


def test_whoever_may_not_see_it_gets_404_and_whoever_may_not_write_is_told(c: Case) -> None:
    stranger = factories.quality_manager(factories.organisation())
    path = f"/api/v1/evaluations/{c.evaluation.pk}"
    for address in (path, f"{path}/grid", f"{path}/changes", f"{path}/history?criterion=1.1.1"):
        assert as_(stranger).get(address).status_code == 404
        assert Client().get(address).status_code == 401
    for address, body in (("sync", batch(op("1.1.1", score=1))), ("close", {}), ("reopen", {"reason": "…"})):
        assert send(as_(stranger), f"/{c.evaluation.pk}/{address}", body).status_code == 404
    refused = send(as_(c.marc), f"/{c.evaluation.pk}/close", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.close.not-yours")


def test_changes_are_those_since_a_revision(c: Case, django_assert_max_num_queries: Any) -> None:
    first = c.say(op("1.1.1", score=2)).revision
    c.say(op("1.1.2", score=3), note("1.1", strengths="Équipe"))
    client = as_(c.marc)

    told = client.get(f"/api/v1/evaluations/{c.evaluation.pk}/changes?since={first}").json()

    assert [change.get("criterion") or change["requirement"] for change in told["changes"]] == [
        "1.1.2",
        "1.1",
    ]
    again = client.get(f"/api/v1/evaluations/{c.evaluation.pk}/changes?since={told['revision']}").json()
    assert (again["changes"], again["revision"]) == ([], told["revision"])


# — The grid —————————————————————————————————————————————————————————————————


def test_the_grid_holds_tree_answers_and_rights(c: Case) -> None:
    c.assign(_1=[c.marc])
    c.say(op("1.1.1", score=0, comment="…"), note("1.2", what_we_do="Nous…"))

    data = read(as_(c.marc).get(f"/api/v1/evaluations/{c.evaluation.pk}/grid"))

    assert [family["code"] for family in data["families"]] == ["1", "2"]
    criteria = data["families"][0]["requirements"][0]["criteria"]
    assert criteria[0] == {"code": "1.1.1", "text": "Critère 1.1.1.", "essential": True}
    assert criteria[1]["na"] is False
    assert data["families"][0]["requirements"][1]["criteria"][0]["weight"] == 2
    assert data["entries"]["1.1.1"]["score"] == 0
    assert data["notes"]["1.2"]["what_we_do"] == "Nous…"
    assert (data["me"]["leads"], data["me"]["parts"]) == (False, ["1"])
    assert data["locked"] == dict.fromkeys(("2.1", "2.2"), "entry.write.not-assigned")
    assert data["assignments"] == {"1": [c.marc.actor_id]}
    assert data["actions"] == {}
    assert data["evaluation"]["title"] == "Auto-évaluation n° 1"


def test_what_the_profile_does_not_ask_is_not_in_the_grid() -> None:
    c = case(profile={"ct": False})

    data = read(as_(c.anne).get(f"/api/v1/evaluations/{c.evaluation.pk}/grid"))

    codes = [one["code"] for family in data["families"] for one in family["requirements"]]
    assert codes == ["1.1", "1.2", "2.1"]


def test_an_unchanged_grid_is_not_sent_again(c: Case) -> None:
    client = as_(c.anne)
    path = f"/api/v1/evaluations/{c.evaluation.pk}/grid"
    tag = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"}).status_code == 304
    c.say(op("1.1.1", score=1))
    assert client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"}).status_code == 200


def test_the_grid_as_it_stood_on_a_day(c: Case) -> None:
    later = NOW + timedelta(days=3)
    c.say(op("1.1.1", score=1), note("1.1", strengths="avant"))
    sync(
        c.evaluation.pk,
        [op("1.1.1", score=3), op("1.1.2", score=2), note("1.1", strengths="après")],
        standing=factories.standing(c.anne),
        device=DEVICE,
        since=0,
        at=later,
    )
    client = as_(c.anne)

    then = read(client.get(f"/api/v1/evaluations/{c.evaluation.pk}/grid?at={NOW.date()}"))
    now = read(client.get(f"/api/v1/evaluations/{c.evaluation.pk}/grid?at={later.date()}"))

    assert {code: entry["score"] for code, entry in then["entries"].items()} == {"1.1.1": 1}
    assert (then["notes"]["1.1"]["strengths"], then["evaluation"]["revision"]) == ("avant", 3)
    assert {code: entry["score"] for code, entry in now["entries"].items()} == {"1.1.1": 3, "1.1.2": 2}
    assert then["entries"]["1.1.1"]["evaluator"] == c.anne.get_short_name()
    assert client.get(f"/api/v1/evaluations/{c.evaluation.pk}/grid?at=2020-01-01").status_code == 404


def test_a_day_before_reopening_shows_it_closed(c: Case) -> None:
    c.answer_all()
    c.close()
    services.move(
        c.evaluation.pk,
        services.Status.OPEN,
        standing=factories.standing(c.anne),
        at=NOW + timedelta(days=2),
        reason="Une preuve est arrivée.",
    )

    then = read(as_(c.anne).get(f"/api/v1/evaluations/{c.evaluation.pk}/grid?at={NOW.date()}"))

    assert then["evaluation"]["status"] == "closed"


def test_the_history_tells_who_said_what_and_when_the_device_disagreed(c: Case) -> None:
    c.assign(_1=[c.marc])
    base = c.say(op("1.1.1", score=1, at="2026-06-01T07:00:00Z")).revision
    c.say(op("1.1.1", base=base, score=2, at="2026-06-01T08:01:00Z"), by=c.marc, device=TABLET)
    c.say(op("1.1.1", base=0, score=3), device="elsewhere")

    told = as_(c.anne).get(f"/api/v1/evaluations/{c.evaluation.pk}/history?criterion=1.1.1").json()

    assert [(event["by"], event["values"]["score"]["score"]) for event in told["events"]] == [
        (c.anne.get_short_name(), 3),
        (c.marc.get_short_name(), 2),
        (c.anne.get_short_name(), 1),
    ]
    assert [event["kept_aside"] for event in told["events"]] == [True, False, False]
    assert [bool(event["noted_at"]) for event in told["events"]] == [False, False, True]
    assert told["before"] == []


def test_the_history_shows_the_evaluation_before_and_what_was_reworded(c: Case) -> None:
    c.answer_all(1)
    c.say(op("1.1.1", base=99, comment="vu"), op("1.1.1", base=99, comment="vu"))
    c.evaluation.refresh_from_db()
    Evaluation.objects.update(open_conflicts=0)
    c.evaluation.conflicts.all().delete()
    c.close()
    from tests.support.small import criterion, data, fr

    reworded = {**criterion("1.1.1", essential=True), "text": fr("Critère 1.1.1, précisé.")}
    newer = factories.edition(data({"1.1": [reworded, criterion("1.1.2")]}, edition="2027.1"))
    again = services.create(c.site, newer, standing=factories.standing(c.anne), at=NOW)

    client = as_(c.anne)
    grid = read(client.get(f"/api/v1/evaluations/{again.pk}/grid"))
    told = client.get(f"/api/v1/evaluations/{again.pk}/history?criterion=1.1.1").json()

    assert grid["previous"]["scores"]["1.1.1"] == {"score": 1, "step": "1", "standing": "changed"}
    assert grid["previous"]["scores"]["1.1.2"]["standing"] == "to_confirm"
    assert told["before"][0]["text"] == "Critère 1.1.1."
    assert told["before"][0]["score"] == 1


# — Evaluations ——————————————————————————————————————————————————————————————


def test_an_evaluation_is_made_followed_closed_and_reopened() -> None:
    edition = small_edition()
    site = factories.organisation()
    anne = factories.quality_manager(site)
    client = as_(anne)
    wanted = {
        "referential": edition.code,
        "organisation": site.pk,
        "profile": {"ct": False},
        "status": "draft",
    }

    made = send(client, "", wanted)
    pk = made.json()["id"]
    opened = send(client, f"/{pk}", {"status": "open", "profile": {"ct": True}}, "patch").json()
    too_soon = send(client, f"/{pk}/close", {})
    codes = ["1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.2.1"]
    send(client, f"/{pk}/sync", batch(*(op(code, score=2) for code in codes)))
    closed = send(client, f"/{pk}/close", {}).json()
    without_reason = send(client, f"/{pk}/reopen", {"reason": " "})
    reopened = send(client, f"/{pk}/reopen", {"reason": "Une preuve est arrivée."}).json()

    assert (made.status_code, made.json()["status"], made.json()["completion"]) == (201, "draft", 0.0)
    assert (opened["status"], opened["profile"]) == ("open", {"ct": True})
    assert (too_soon.status_code, too_soon.json()["code"]) == (409, "evaluation.close.unanswered")
    assert too_soon.json()["refusals"][0]["facts"] == {"criteria": codes}
    assert (closed["status"], closed["score"], closed["completion"]) == ("closed", 0.6667, 1.0)
    assert len(closed["hash"]) == 64
    assert (without_reason.status_code, without_reason.json()["code"]) == (409, "evaluation.reopen.no-reason")
    assert (reopened["status"], reopened["closed_at"], reopened["hash"]) == ("open", None, "")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"profile": {"nothing": True}}, 409, "evaluation.create.unknown-facts"),
        ({"selection": "nothing"}, 409, "evaluation.create.unknown-selection"),
        ({"edition": "1900.1"}, 404, "not_found"),
        ({"organisation": 999_999}, 404, "not_found"),
        ({"kind": "official_audit"}, 422, "invalid"),
        ({"number": 7}, 422, "invalid"),
    ],
)
def test_an_evaluation_that_cannot_be_is_not_made(change: dict[str, Any], status: int, code: str) -> None:
    edition, site = small_edition(), factories.organisation()
    anne = factories.quality_manager(site)
    wanted = {"referential": edition.code, "organisation": site.pk, **change}

    response = send(as_(anne), "", wanted)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Evaluation.objects.count() == 0


def test_a_consultant_makes_their_own_kind_and_the_site_reads_it() -> None:
    edition, site = small_edition(), factories.organisation()
    anne = factories.quality_manager(site)
    consultancy = factories.organisation("Conseil", kind=factories.Kind.CONSULTANCY)
    consultant = factories.member(consultancy, factories.Role.CONSULTANT)
    factories.engagement(consultancy, site)
    wanted = {"referential": edition.code, "organisation": site.pk}

    as_self = send(as_(consultant), "", wanted)
    made = send(as_(consultant), "", {**wanted, "kind": "consultant"})
    pk = made.json()["id"]
    scored = send(as_(consultant), f"/{pk}/sync", batch(op("1.1.1", score=2))).json()
    by_site = send(as_(anne), f"/{pk}/sync", batch(op("1.1.1", score=3))).json()

    assert (as_self.status_code, as_self.json()["code"]) == (403, "evaluation.create.not-yours")
    assert (made.status_code, made.json()["kind"]) == (201, "consultant")
    assert scored["results"][0]["status"] == "applied"
    assert by_site["results"][0]["code"] == "forbidden"
    assert as_(anne).get(f"/api/v1/evaluations/{pk}").status_code == 200


def test_the_list_is_paged_and_filtered_and_costs_the_same_whatever_its_length(
    django_assert_num_queries: Any,
) -> None:
    edition = small_edition()
    site = factories.organisation()
    anne = factories.quality_manager(site)
    client = as_(anne)
    standing = factories.standing(anne)
    counts = []
    for number in range(6):
        services.create(site, edition, standing=standing, at=datetime(2026, 1, 1 + number, tzinfo=UTC))
        if number in (0, 5):
            with django_assert_num_queries(4):
                counts.append(len(client.get("/api/v1/evaluations").json()["items"]))

    first = client.get("/api/v1/evaluations?limit=4").json()
    rest = client.get(f"/api/v1/evaluations?limit=4&cursor={first['next']}").json()

    assert counts == [1, 6]
    assert [one["number"] for one in first["items"] + rest["items"]] == [6, 5, 4, 3, 2, 1]
    assert (len(first["items"]), rest["next"]) == (4, None)
    assert client.get("/api/v1/evaluations?status=closed").json()["items"] == []


def test_the_same_batch_of_a_program_with_a_key(c: Case) -> None:
    from aplomb.apps.accounts import tokens
    from aplomb.apps.accounts.models import Token

    for scope, status in ((Token.Scope.READ, 403), (Token.Scope.WRITE, 200)):
        key, prefix, digest = tokens.draw()
        Token.objects.create(
            user=c.anne,
            name=scope,
            scope=scope,
            prefix=prefix,
            digest=digest,
            expires_at=datetime(2100, 1, 1, tzinfo=UTC),
        )
        response = Client().post(
            f"/api/v1/evaluations/{c.evaluation.pk}/sync",
            json.dumps(batch({**op("1.1.1", score=2), "id": str(uuid.uuid4())})),
            "application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        assert response.status_code == status
