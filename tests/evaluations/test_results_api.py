"""Results, reports, grid and documents of an evaluation over the API (interfaces.md §5)."""

from datetime import timedelta
from typing import Any

import pytest

from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.evaluations import exchange, report_child, tasks
from aplomb.apps.evaluations.models import Entry, Evaluation, Report
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats.archive import MOST_BYTES
from aplomb.formats.grid_csv import grid_csv
from tests import factories
from tests.api.calling import API, Caller, nobody, problem_of, program
from tests.evaluations.cases import NOW, Case, op
from tests.evaluations.test_results_exchange import SCORE, edited
from tests.support import scored

pytestmark = pytest.mark.django_db
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(report_child.typesetter, "make", report_child.typeset)


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def caller(c: Case) -> Caller:
    return program(c.anne)


def path(c: Case, rest: str) -> str:
    return f"/evaluations/{c.evaluation.pk}/{rest}"


def fresh(c: Case) -> Evaluation:
    return Evaluation.objects.select_related("organisation").get(pk=c.evaluation.pk)


def put(caller: Caller, c: Case, data: bytes, query: str = "", content_type: str = WORKBOOK) -> Any:
    address = API + path(c, f"grid.xlsx{query}")
    return caller.client.generic("PUT", address, data, content_type=content_type, headers=caller.headers)


@pytest.mark.parametrize("rest", ["results", "reports/performance.pdf", "grid.xlsx", "documents"])
def test_nobody_and_strangers_learn_nothing(c: Case, rest: str) -> None:
    stranger = program(factories.quality_manager(factories.organisation()))

    problem_of(nobody().get(path(c, rest)), 401)
    assert problem_of(stranger.get(path(c, rest)), 404) == problem_of(
        stranger.get(f"/evaluations/999999/{rest}"), 404
    )


# — Results ————————————————————————————————————————————————————————————————————————————


def test_results_are_those_of_the_contract(caller: Caller, c: Case) -> None:
    found = caller.get(path(c, "results")).json()

    assert (found["format"], found["status"], found["subject"]) == (
        "aplomb/results/1",
        "open",
        "Centre de Clairvaldieu",
    )
    assert (found["score"], found["completion"], found["achieved"]) == (0.7333, 1.0, 11)
    assert found["essentials"] == {"total": 1, "failing": ["1.1.1"]}
    assert [group["score"] for group in found["families"]] == [0.6667, 1.0]


def test_results_that_one_holds_already_are_not_sent_again_until_something_changes(
    caller: Caller, c: Case
) -> None:
    tag = caller.get(path(c, "results")).headers["ETag"]

    same = caller.get(path(c, "results"), **{"If-None-Match": tag})
    scored.paper(c, "DOC-001")
    document = caller.get(path(c, "results"), **{"If-None-Match": tag})
    c.say(op("1.1.1", score=3, base=fresh(c).revision))
    answer = caller.get(path(c, "results"), **{"If-None-Match": document.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert (document.status_code, answer.status_code) == (200, 200)


def test_results_of_a_closed_evaluation_never_change(caller: Caller, c: Case) -> None:
    scored.paper(c, "DOC-001", "present", NOW.date() + timedelta(days=3))
    c.close()
    first = caller.get(path(c, "results"))

    Entry.objects.filter(evaluation=c.evaluation, criterion="1.1.1").update(value=3)
    scored.paper(c, "DOC-001", "missing")
    c.site.name = "Autre nom"
    c.site.save()
    later = caller.get(path(c, "results"))

    assert first.json()["status"] == "closed"
    assert first.json()["documents"]["present"] == 1
    assert (later.content, later.headers["ETag"]) == (first.content, first.headers["ETag"])


def test_titles_come_in_the_language_asked_for(caller: Caller, c: Case) -> None:
    assert caller.get(path(c, "results?lang=en")).json()["families"][0]["title"] == "Famille 1"  # French only
    assert caller.get(path(c, "results?lang=xx")).status_code == 200


# — Reports ————————————————————————————————————————————————————————————————————————————


def test_a_report_not_made_yet_is_promised_then_given(caller: Caller, c: Case) -> None:
    promised = caller.get(path(c, "reports/performance.pdf?lang=fr"))
    tasks.make_report(report_id=Report.objects.get().pk)
    given = caller.get(path(c, "reports/performance.pdf?lang=fr"))

    assert (promised.status_code, promised.headers["Retry-After"]) == (202, "1")
    assert promised.json() == {"kind": "performance", "lang": "fr", "state": "waiting", "progress": 0}
    assert (given.status_code, given.headers["Content-Type"]) == (200, "application/pdf")
    assert given.content.startswith(b"%PDF-")
    assert "attachment" in given.headers["Content-Disposition"]


def test_a_closed_evaluation_gives_the_same_bytes_for_ever(caller: Caller, c: Case) -> None:
    c.close()
    caller.get(path(c, "reports/documents.pdf?lang=fr"))
    for report in Report.objects.filter(state="waiting"):
        tasks.make_report(report_id=report.pk)

    first = caller.get(path(c, "reports/documents.pdf?lang=fr"))
    scored.paper(c, "DOC-001")
    later = caller.get(path(c, "reports/documents.pdf?lang=fr"))

    assert (first.status_code, later.content) == (200, first.content)


def test_a_report_that_could_not_be_made_says_so_and_may_be_asked_again(
    caller: Caller, c: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.get(path(c, "reports/performance.pdf"))
    Report.objects.update(state="failed", error="a1b2c3")

    told = caller.get(path(c, "reports/performance.pdf"))
    Report.objects.update(asked_at=NOW)
    again = caller.get(path(c, "reports/performance.pdf"))

    assert problem_of(told, 503)["code"] == "report.failed"
    assert told.headers["Retry-After"] == "60"
    assert again.status_code == 202


def test_there_is_no_other_report(caller: Caller, c: Case) -> None:
    problem_of(caller.get(path(c, "reports/synthesis.pdf")), 404)


# — The grid ———————————————————————————————————————————————————————————————————————————


def grid(caller: Caller, c: Case) -> bytes:
    answer = caller.get(path(c, "grid.xlsx?lang=fr"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, WORKBOOK)
    data: bytes = answer.content
    return data


def test_a_filled_grid_is_taken_as_a_device_that_was_away(caller: Caller, c: Case) -> None:
    data = edited(grid(caller, c), {("1.1.1", SCORE): 3, ("1.2.1", SCORE): 0})
    c.say(op("1.2.1", score=3, base=fresh(c).revision), device="tablet")

    told = put(caller, c, data).json()

    assert [(one["criterion"], one["now"]["score"], one["file"]["score"]) for one in told["differences"]] == [
        ("1.1.1", 1, 3),
        ("1.2.1", 3, 0),
    ]
    assert [one["conflict"] for one in told["differences"]] == [False, True]
    assert [one["status"] for one in told["results"]] == ["applied", "conflict"]
    assert told["revision"] == fresh(c).revision
    assert Entry.objects.get(evaluation=c.evaluation, criterion="1.1.1").score == 3


def test_a_dry_run_tells_and_writes_nothing(caller: Caller, c: Case) -> None:
    data = edited(grid(caller, c), {("1.1.1", SCORE): 3})
    before = (fresh(c).revision, Event.objects.count())

    told = put(caller, c, data, "?dry_run=true").json()

    assert (told["dry_run"], told["revision"]) == (True, before[0])
    assert [one["status"] for one in told["results"]] == ["applied"]
    assert (fresh(c).revision, Event.objects.count()) == before


def test_bad_cells_come_with_place_value_reason_and_mend(caller: Caller, c: Case) -> None:
    data = edited(grid(caller, c), {("1.1.1", SCORE): 7, ("1.2.1", SCORE): 0})
    before = fresh(c).revision

    told = problem_of(put(caller, c, data), 422)

    assert told["code"] == "bad_file"
    (error,) = told["errors"]
    assert (error["sheet"], error["row"], error["column"], str(error["value"])) == (
        "Grille",
        4,
        "Score actuel (E)",
        "7",
    )
    assert error["reason"]
    assert error["mend"]
    assert fresh(c).revision == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00" * 1000])
def test_what_is_no_grid_is_refused(caller: Caller, c: Case, data: bytes) -> None:
    problem_of(put(caller, c, data), 422)


def test_a_body_larger_than_a_grid_may_be_is_refused(caller: Caller, c: Case) -> None:
    assert put(caller, c, b"x" * (MOST_BYTES + 1)).status_code in (413, 422)


def test_a_grid_of_three_mebibytes_is_read_and_refused_for_what_it_holds(caller: Caller, c: Case) -> None:
    """A sound grid of many comments may be that large: its size alone refuses nothing."""
    assert problem_of(put(caller, c, b"x" * 3 * 1024 * 1024), 422)["code"] == "bad_file"


def test_text_is_taken_too(caller: Caller, c: Case) -> None:
    edition = exchange.compiled(c.evaluation.edition_id)
    text = grid_csv(edition, entries={"1.1.1": exchange.Answer(2)})

    told = put(caller, c, text, "?dry_run=true", "text/csv").json()

    assert [one["criterion"] for one in told["differences"]] == ["1.1.1"]


def test_a_key_that_reads_writes_nothing(c: Case) -> None:
    reader = program(c.anne, "read")

    problem_of(put(reader, c, grid(reader, c)), 403)
    problem_of(reader.post(path(c, "documents"), {"items": [{"code": "DOC-001"}]}), 403)


# — Documents ——————————————————————————————————————————————————————————————————————————


def documents(caller: Caller, c: Case) -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in caller.get(path(c, "documents")).json()["items"]}


def test_expected_documents_come_with_what_the_site_says_of_them(caller: Caller, c: Case) -> None:
    scored.paper(c, "DOC-001", "present", NOW.date() + timedelta(days=9000), kept_at="GED", owner=c.anne.pk)

    found = documents(caller, c)

    assert list(found) == ["DOC-001", "DOC-002", "DOC-003"]
    assert found["DOC-001"] == {
        "code": "DOC-001",
        "title": "Convention",
        "category": "convention",
        "indispensable": True,
        "state": "present",
        "status": "present",
        "kept_at": "GED",
        "version": "",
        "approved_on": None,
        "valid_until": str(NOW.date() + timedelta(days=9000)),
        "owner": {"id": str(c.anne.public_id), "name": "Anne Royèvre"},
        "criteria": ["1.1.1", "1.1.2"],
        "base": 1,
    }
    assert (found["DOC-003"]["state"], found["DOC-003"]["status"], found["DOC-003"]["base"]) == (
        None,
        "missing",
        0,
    )


def test_documents_are_changed_together_or_not_at_all(caller: Caller, c: Case) -> None:
    changes = [
        {"code": "DOC-001", "state": "present", "version": "v2", "owner": str(c.marc.public_id), "base": 0},
        {"code": "DOC-002", "state": "partial", "kept_at": "  GED  "},
    ]

    told = caller.post(path(c, "documents"), {"items": changes})
    bad = caller.post(
        path(c, "documents"), {"items": [{"code": "DOC-001", "state": "missing"}, {"code": "DOC-999"}]}
    )

    assert [(one["code"], one["state"], one["base"]) for one in told.json()["items"]] == [
        ("DOC-001", "present", 1),
        ("DOC-002", "partial", 1),
    ]
    assert documents(caller, c)["DOC-002"]["kept_at"] == "GED"
    assert problem_of(bad, 409)["code"] == "document.write.unknown"
    assert documents(caller, c)["DOC-001"]["state"] == "present"


def test_a_stale_change_is_refused_with_the_line_as_it_is(caller: Caller, c: Case) -> None:
    scored.paper(c, "DOC-001", "partial", kept_at="Classeur 3")

    told = problem_of(
        caller.post(
            path(c, "documents"), {"items": [{"code": "DOC-001", "kept_at": "Classeur 9", "base": 0}]}
        ),
        409,
    )

    assert told["code"] == "stale"
    assert [(one["code"], one["kept_at"], one["base"]) for one in told["current"]] == [
        ("DOC-001", "Classeur 3", 1)
    ]
    assert DocumentRecord.objects.get().kept_at == "Classeur 3"


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"code": "DOC-001", "state": "lost"}],
        [{"code": "DOC-001", "unknown": 1}],
        [{"code": "DOC-001", "kept_at": "x" * 301}],
        [{"code": "DOC-001"}, {"code": "DOC-001"}],
        [{"state": "present"}],
    ],
)
def test_what_is_no_change_is_refused(caller: Caller, c: Case, items: list[dict[str, Any]]) -> None:
    problem_of(caller.post(path(c, "documents"), {"items": items}), 422)
    assert not DocumentRecord.objects.exists()


def test_who_is_in_charge_of_no_document_changes_none(c: Case) -> None:
    told = program(c.marc).post(path(c, "documents"), {"items": [{"code": "DOC-001", "state": "present"}]})

    problem_of(told, 403)
    assert not DocumentRecord.objects.exists()


def test_a_closed_evaluation_shows_the_inventory_of_its_day_and_changes_it_no_more(
    caller: Caller, c: Case
) -> None:
    scored.paper(c, "DOC-001", "present", day_in_paris(NOW), kept_at="GED")
    c.close()
    scored.paper(c, "DOC-001", "missing", kept_at="")

    found = documents(caller, c)["DOC-001"]
    told = caller.post(path(c, "documents"), {"items": [{"code": "DOC-001", "state": "partial"}]})

    assert (found["state"], found["status"], found["kept_at"]) == ("present", "present", "GED")
    assert problem_of(told, 409)["code"] == "document.write.evaluation-closed"
