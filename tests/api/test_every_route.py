"""Every operation × everybody: nobody, a stranger, a reader, the owner by session, by a key that reads, that writes.

An operation without its line here fails the first test. A line says the status for each; the body is one that the
owner's call takes.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from aplomb.apps.indicators.models import Indicator
from aplomb.apps.indicators.services import create as create_indicator
from aplomb.apps.plans import services as plans
from aplomb.apps.plans.models import Plan, Theme
from aplomb.config.openapi import document
from tests import factories
from tests.api.calling import API, browser, nobody, problem_of, program
from tests.evaluations.cases import NOW, Case, case
from tests.indicators.cases import DEFINED

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Line:
    """What each gets. `owner` by session; `reads` and `writes`: the owner's keys."""

    nobody: int
    stranger: int
    reader: int
    owner: int
    reads: int
    writes: int
    body: dict[str, Any] | None = None
    query: str = ""
    named: dict[str, str] = field(default_factory=dict)


OPERATION = {"id": str(uuid.UUID(int=1)), "criterion": "1.1.1", "base": 0, "comment": "Vu."}
# What anybody may read; what each reads of their own; what is only the site's.
OPEN = (200, 200, 200, 200, 200, 200)
OWN = (401, 200, 200, 200, 200, 200)
OF_THE_SITE = (401, 404, 200, 200, 200, 200)
# What the quality manager alone does: the evaluator is told why not.
LED = (401, 404, 403, 200, 403, 200)
LINES = {
    ("get", "/me"): Line(*OWN),
    ("get", "/referentials"): Line(*OPEN),
    ("post", "/referentials"): Line(401, 403, 403, 403, 403, 403, body={}),
    ("get", "/referentials/{code}"): Line(*OPEN),
    ("get", "/referentials/{code}/editions/{edition}"): Line(*OPEN),
    ("get", "/organisations"): Line(*OWN),
    ("post", "/organisations"): Line(401, 403, 403, 403, 403, 403, body={"kind": "site", "name": "Neuf"}),
    ("get", "/organisations/{pk}"): Line(*OF_THE_SITE),
    ("patch", "/organisations/{pk}"): Line(*LED, body={"version": 1, "city": "Valdor"}),
    ("get", "/organisations/{pk}/affiliations"): Line(*OF_THE_SITE),
    # A session must have just proved its person (403 here); a key never does, whatever the object.
    ("post", "/organisations/{pk}/affiliations"): Line(
        401, 403, 403, 403, 403, 403, body={"parent": 999_999}
    ),
    ("patch", "/organisations/{pk}/affiliations/{affiliation}"): Line(
        401, 403, 403, 403, 403, 403, body={"shares_detail": True}
    ),
    ("delete", "/organisations/{pk}/affiliations/{affiliation}"): Line(401, 404, 403, 204, 403, 204),
    ("get", "/evaluations"): Line(*OWN),
    ("post", "/evaluations"): Line(401, 404, 403, 201, 403, 201, body={"referential": "essai"}),
    ("get", "/evaluations/{pk}"): Line(*OF_THE_SITE),
    ("patch", "/evaluations/{pk}"): Line(*LED, body={"profile": {"ct": False}}),
    ("get", "/evaluations/{pk}/grid"): Line(*OF_THE_SITE),
    ("get", "/evaluations/{pk}/history"): Line(*OF_THE_SITE, query="?criterion=1.1.1"),
    # The evaluator's batch is taken; each answer of it is judged on its own.
    ("post", "/evaluations/{pk}/sync"): Line(
        401, 404, 200, 200, 403, 200, body={"device": "essai", "operations": [OPERATION]}
    ),
    ("get", "/evaluations/{pk}/changes"): Line(*OF_THE_SITE),
    ("post", "/evaluations/{pk}/close"): Line(*LED),
    ("post", "/evaluations/{pk}/reopen"): Line(401, 404, 403, 409, 403, 409, body={"reason": "Une preuve."}),
    ("get", "/evaluations/{pk}/results"): Line(*OF_THE_SITE),
    ("get", "/evaluations/{pk}/reports/{kind}.pdf"): Line(401, 404, 202, 202, 202, 202),
    ("get", "/evaluations/{pk}/grid.xlsx"): Line(*OF_THE_SITE),
    ("put", "/evaluations/{pk}/grid.xlsx"): Line(401, 404, 422, 422, 403, 422),
    ("get", "/evaluations/{pk}/documents"): Line(*OF_THE_SITE),
    ("post", "/evaluations/{pk}/documents"): Line(
        401, 404, 409, 409, 403, 409, body={"items": [{"code": "DOC-999", "state": "present"}]}
    ),
    ("get", "/evaluations/{pk}/evidence"): Line(*OF_THE_SITE),
    # It takes a form (see tests/evidence/test_api.py): what is no form is told so, whoever sends it.
    ("post", "/evaluations/{pk}/evidence"): Line(401, 422, 422, 422, 403, 422),
    ("get", "/indicators/{pk}/measurements"): Line(*OF_THE_SITE),
    ("post", "/indicators/{pk}/measurements"): Line(
        *LED, body={"items": [{"on": "2026-03-01", "number": 3}]}
    ),
    ("get", "/plans"): Line(*OWN),
    ("get", "/plans/{pk}/themes"): Line(*OF_THE_SITE),
    ("get", "/plans/{pk}/projection"): Line(*OF_THE_SITE),
    ("get", "/themes/{pk}"): Line(*OF_THE_SITE),
    ("get", "/sheets"): Line(*OWN),
    ("get", "/sheets/{code}"): Line(*OWN),
    ("get", "/journal"): Line(401, 200, 403, 200, 200, 200),
}


def operations():
    return {
        (method, path.removeprefix(API))
        for path, methods in document()["paths"].items()
        for method in methods
    }


def test_every_operation_has_its_line():
    assert operations() == set(LINES)


@pytest.fixture
def made() -> Case:
    made = case()
    made.answer_all()
    return made


def planned(made: Case) -> tuple[Plan, Theme]:
    """The site's plan, made from its evaluation, with a theme."""
    plan = Plan.objects.filter(organisation=made.site).first()
    if plan is None:
        standing = factories.standing(made.anne)
        plan = plans.make(made.site, made.close(), standing=standing, at=NOW)
        Theme.objects.create(plan=plan, number=1, title="Rôles", changed_at=NOW, changed_by=made.anne)
    return plan, plan.themes.get()


def address_of(path: str, made: Case) -> str:
    place: Any = made.site if path.startswith("/organisations") else made.evaluation
    if path.startswith("/indicators"):
        place = measured(made)
    if path.startswith(("/plans/", "/themes/")):
        plan, theme = planned(made)
        place = plan if path.startswith("/plans/") else theme
    group = factories.organisation("Groupe", kind="group")
    link = factories.affiliation(made.site, group)
    code = "essai" if path.startswith("/referentials") else "F-001"
    named = {"pk": place.pk, "affiliation": link.pk, "code": code, "edition": "2026.1", "kind": "performance"}
    return path.format(**named)


def measured(made: Case) -> Indicator:
    there = Indicator.objects.filter(organisation=made.site).first()
    return there or create_indicator(
        made.site, DEFINED, standing=factories.standing(made.anne), at=timezone.now()
    )


def body_of(path: str, line: Line, made: Case) -> dict[str, Any] | None:
    if path == "/evaluations" and line.body is not None:
        return {**line.body, "organisation": made.site.pk}
    return line.body


@pytest.mark.parametrize("who", ["nobody", "stranger", "reader", "owner", "reads", "writes"])
@pytest.mark.parametrize(("method", "path"), sorted(LINES), ids=lambda value: str(value))
def test_each_operation_answers_each_person_as_its_line_says(method, path, who, made):
    line = LINES[method, path]
    stranger = factories.quality_manager(factories.organisation("Ailleurs"))
    caller = {
        "nobody": nobody,
        "stranger": lambda: program(stranger),
        "reader": lambda: program(made.marc),
        "owner": lambda: browser(made.anne),
        "reads": lambda: program(made.anne, "read"),
        "writes": lambda: program(made.anne),
    }[who]()

    answer = caller.send(method.upper(), address_of(path, made) + line.query, body_of(path, line, made))

    expected = getattr(line, who)
    assert answer.status_code == expected, answer.content
    if expected >= 400:
        problem_of(answer, expected)


@pytest.mark.parametrize(("method", "path"), sorted(key for key in LINES if "{pk}" in key[1]), ids=str)
def test_somebody_else_s_object_looks_exactly_like_a_missing_one(method, path, made):
    line = LINES[method, path]
    caller = program(factories.quality_manager(factories.organisation("Ailleurs")))
    theirs = address_of(path, made) + line.query
    missing = address_of(path.replace("{pk}", "999999"), made) + line.query

    answers = [caller.send(method.upper(), address, line.body) for address in (theirs, missing)]

    assert [one.status_code for one in answers] == [line.stranger, line.stranger]
    assert answers[0].content == answers[1].content
