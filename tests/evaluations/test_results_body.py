"""The body of the results page is kept by what it is made of: never a stale figure, never drawn twice for nothing."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from aplomb.apps.evaluations import results_body
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.evaluations.results_queries import Before, outcome_of
from aplomb.domain.evaluations.results import Results
from aplomb.web.public import Kept
from tests.evaluations.cases import Case, op
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 6, 1), date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _nothing_kept(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    forget(monkeypatch)


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def client(c: Case, client: Client) -> Client:
    client.force_login(c.anne)
    return client


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_body, "kept", Kept())


def shown(client: Client, c: Case) -> str:
    """The body as the page shows it, between its head and what follows."""
    answer = pages.content(client.get(f"/evaluations/{c.evaluation.pk}/results/"))
    start = answer.index('<section class="panel bilan"')
    return answer[start : answer.index("</results-page>")]


def test_a_second_visit_draws_nothing_and_shows_the_same(
    c: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(client, c)

    monkeypatch.delattr(results_body, "part")

    assert shown(client, c) == first


def rescore(c: Case) -> None:
    c.say(op("1.1.1", score=3, base=kept_at(c, "1.1.1")))


def give_another_reason(c: Case) -> None:
    c.say(op("2.1.2", score="NA", na_reason="Appareil arrêté.", base=kept_at(c, "2.1.2")))


def kept_at(c: Case, code: str) -> int:
    return Entry.objects.get(evaluation=c.evaluation, criterion=code).revision


def rename_who_scored(c: Case) -> None:
    c.anne.last_name = "Autrenom"
    c.anne.save()


def find_a_document(c: Case) -> None:
    scored.paper(c, "DOC-001")


def ask_less(c: Case) -> None:
    Evaluation.objects.filter(pk=c.evaluation.pk).update(selection="decouverte")


@pytest.mark.parametrize(
    "change", [rescore, give_another_reason, rename_who_scored, find_a_document, ask_less]
)
def test_whatever_changes_is_seen_at_the_next_visit(
    c: Case, client: Client, change: Callable[[Case], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(client, c)

    change(c)
    seen = shown(client, c)

    assert seen != before
    forget(monkeypatch)
    assert seen == shown(client, c)


def test_another_language_is_another_body(c: Case, client: Client) -> None:
    french = shown(client, c)
    client.cookies["language"] = "en"
    english = shown(client, c)

    assert "Costliest gaps" in english
    assert "Costliest gaps" not in french


def test_a_question_in_the_address_is_answered_anew(c: Case, client: Client) -> None:
    shown(client, c)

    raised = pages.page(client.get(f"/evaluations/{c.evaluation.pk}/results/?raise=1.1.1"))

    assert raised.xpath("//input[@name='raise'][@checked]/@value") == ["1.1.1:3"]
    assert " checked>" not in shown(client, c)


def test_what_the_key_is_made_of_covers_all_that_the_results_are(c: Case) -> None:
    """What `results` is given is in the key, the rest of `Results` follows from it: a new member has to choose."""
    given = {"edition", "profile", "selection", "parts", "entries", "documents", "thresholds"}
    follows = {
        "asked", "scores", "tally", "families", "requirements", "dimensions", "essential_total",
        "essential_failing", "unmet",
    }  # fmt: skip
    assert {one.name for one in fields(Results)} == given | follows

    outcome = outcome_of(c.evaluation, TODAY)
    scored.paper(c, "DOC-001", until=date(2027, 2, 28))
    others = [
        replace(outcome, profile={"ct": True}),
        replace(outcome, selection="decouverte"),
        replace(outcome, parts=("reading_centre",)),
        replace(outcome, thresholds=replace(outcome.thresholds, essential_minimum=3)),
        replace(outcome, entries={}),
        replace(outcome, edition=replace(outcome.edition, edition="2026.2")),
        outcome_of(c.evaluation, TODAY),
        outcome_of(c.evaluation, LATER),
    ]

    keys = {results_body.key_of(c.evaluation, one, None, [], TODAY) for one in (outcome, *others)}

    assert len(keys) == 1 + len(others)


def test_what_is_compared_and_where_links_lead_are_in_the_key(c: Case) -> None:
    outcome = outcome_of(c.evaluation, TODAY)
    elsewhere = scored.case(of=c.evaluation.edition).evaluation
    c.close()
    c.evaluation.refresh_from_db()
    before = Before.of(c.evaluation)
    asked = [
        (c.evaluation, None, [], TODAY),
        (c.evaluation, before, [before], TODAY),
        (c.evaluation, before, [before, replace(before, number=7)], TODAY),
        (c.evaluation, replace(before, score=None), [before], TODAY),
        (c.evaluation, None, [], LATER),
        (elsewhere, None, [], TODAY),
    ]

    keys = {results_body.key_of(where, outcome, *rest) for where, *rest in asked}

    assert len(keys) == len(asked)


def test_the_page_leaves_compressed_unless_it_repeats_words_of_its_address(c: Case, client: Client) -> None:
    address = f"/evaluations/{c.evaluation.pk}/results/"

    plain = client.get(address, headers={"accept-encoding": "gzip, br"})
    asked = client.get(f"{address}?x=guess", headers={"accept-encoding": "gzip, br"})

    assert plain["Content-Encoding"] == "gzip"
    assert not asked.has_header("Content-Encoding")
