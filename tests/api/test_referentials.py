"""Referentials over the API: open to anybody, kept for ever, taken in by nobody."""

import gzip
import json

import pytest

from aplomb.apps.referentials.services import import_edition
from aplomb.domain.referentials.edition import compile_edition
from tests import factories
from tests.api.calling import browser, nobody, problem_of, program
from tests.support import small

pytestmark = pytest.mark.django_db


def published(code, edition="2026.1", **more):
    return factories.edition(small.data(code=code, edition=edition, **more))


def test_anybody_lists_the_referentials_by_code_each_with_its_newest_edition():
    published("b")
    published("a", "2026.2")
    published("a", "2026.10")
    draft = compile_edition(small.data(code="c"))
    import_edition(draft, at=factories.FIRST_MOMENT)

    answer = nobody().get("/referentials").json()

    assert [(one["code"], one["newest"]["edition"]) for one in answer["items"]] == [
        ("a", "2026.10"),
        ("b", "2026.1"),
    ]
    assert answer["next"] is None


def test_pages_of_the_list_follow_one_another_whatever_comes_meanwhile():
    for code in "bdf":
        published(code)
    caller, seen, cursor = nobody(), [], ""

    for _ in range(3):
        answer = caller.get(f"/referentials?limit=1&cursor={cursor}").json()
        seen += [one["code"] for one in answer["items"]]
        cursor = answer["next"]
        published("ace"[len(seen) - 1])

    assert seen == ["b", "d", "f"]


def test_the_editions_of_a_referential_come_newest_first():
    for edition in ("2026.2", "2026.10", "2025.1"):
        published("a", edition)

    answer = nobody().get("/referentials/a").json()

    assert [one["edition"] for one in answer["items"]] == ["2026.10", "2026.2", "2025.1"]
    assert answer["items"][0]["criteria"] == 2
    problem_of(nobody().get("/referentials/b"), 404)


def test_an_edition_comes_whole_under_its_content_hash_and_is_kept_for_ever():
    row = published("a")

    answer = nobody().get("/referentials/a/editions/2026.1", **{"Accept-Encoding": "identity"})

    assert compile_edition(answer.json()).content_hash == row.content_hash
    assert answer.headers["ETag"] == f'"{row.content_hash}"'
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_an_edition_travels_compressed_and_comes_back_the_same():
    row = published("a")

    answer = nobody().get("/referentials/a/editions/2026.1", **{"Accept-Encoding": "gzip"})

    data = json.loads(gzip.decompress(answer.content))
    assert compile_edition(data).content_hash == row.content_hash


def test_whoever_holds_an_edition_is_told_that_it_is_still_right():
    row = published("a")
    caller, address = nobody(), "/referentials/a/editions/2026.1"

    held = caller.get(address, **{"If-None-Match": f'"{row.content_hash}"'})
    weak = caller.get(address, **{"If-None-Match": f'W/"{row.content_hash}"'})
    other = caller.get(address, **{"If-None-Match": '"another"'})

    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", f'"{row.content_hash}"')
    assert (weak.status_code, other.status_code) == (304, 200)


def test_a_draft_and_an_unknown_edition_are_not_there():
    import_edition(compile_edition(small.data(code="a", edition="2027.1")), at=factories.FIRST_MOMENT)
    published("a")

    for edition in ("2027.1", "1999.1"):
        problem_of(nobody().get(f"/referentials/a/editions/{edition}"), 404)


def test_nobody_takes_a_referential_in_over_the_api_yet_and_is_told_how_it_is_done(anne):
    secretary = factories.member(factories.organisation(kind="association"), "association_secretary")
    body = small.data(code="new")

    problem_of(nobody().post("/referentials", body), 401)
    for person in (anne, secretary, factories.administrator()):
        refused = problem_of(program(person).post("/referentials", body), 403)
        assert refused["code"] == "referential.draft.not-yours"
        assert "aplomb referential import" in refused["title"]


@pytest.mark.parametrize("number", [1, 30])
def test_lists_take_one_query_however_many_there_are(number, django_assert_num_queries, anne):
    for index in range(number):
        published("a", f"2026.{index}")
    caller = browser(anne)
    caller.get("/referentials")

    with django_assert_num_queries(1):
        nobody().get("/referentials")
    with django_assert_num_queries(1):
        nobody().get("/referentials/a")
