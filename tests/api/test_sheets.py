"""Best-practice sheets over the API."""

import pytest

from aplomb.apps.knowledge.services import index_sheets
from aplomb.formats.sheets import sheets
from tests.api.calling import nobody, problem_of, program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _indexed():
    index_sheets()


def codes(answer):
    return [one["code"] for one in answer.json()["items"]]


def test_a_search_forgives_accents_and_slips_and_says_what_it_looked_for(anne):
    caller = program(anne, "read")
    first = sheets()[0]

    assert first.code in codes(caller.get(f"/sheets?q={first.title}"))
    slip = caller.get("/sheets?q=reclamasion").json()
    assert slip["items"]
    assert slip["instead"]
    assert caller.get("/sheets?q=zzzzzzzz").json() == {"items": [], "next": None, "instead": ""}


def test_all_the_sheets_come_page_by_page(anne):
    caller, seen, cursor = program(anne, "read"), [], 0

    while cursor is not None:
        page = caller.get(f"/sheets?limit=7&cursor={cursor}")
        seen += codes(page)
        cursor = page.json()["next"]

    assert seen == [sheet.code for sheet in sheets()]


def test_a_sheet_comes_with_its_text_and_its_criteria(anne):
    sheet = sheets()[0]

    answer = program(anne, "read").get(f"/sheets/{sheet.code}").json()

    assert (answer["title"], answer["body"]) == (sheet.title, sheet.body)
    assert answer["criteria"] == [{"referential": r, "criterion": c} for r, c in sheet.criteria]
    assert answer["url"] == f"/sheets/{sheet.code}/"
    problem_of(program(anne).get("/sheets/F-999"), 404)


def test_sheets_are_for_those_who_sign_in():
    problem_of(nobody().get("/sheets"), 401)
