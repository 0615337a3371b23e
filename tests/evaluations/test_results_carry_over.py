"""Earlier answers in a new evaluation: shown for what they are worth, confirmed by somebody, never by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.carry_over import CarryOver, carry_over, confirmations
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.referentials.models import Edition
from tests import factories
from tests.evaluations.cases import NOW, Case, op
from tests.evaluations.test_results_exchange import consultant
from tests.support import pages, scored
from tests.support.small import criterion, fr

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=200)


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


def newer_edition() -> Edition:
    """1.1.2 in other words, 2.1.1 made of two, 2.1.2 new under its old number, 1.1.1 and 1.2.1 as they were."""
    families = {
        "1.1": [
            criterion("1.1.1", essential=True, documents=["DOC-001"]),
            criterion("1.1.2", text=fr("Critère 1.1.2 relu."), documents=["DOC-001", "DOC-002"]),
        ],
        "1.2": [criterion("1.2.1", weight=2)],
        "2.1": [
            criterion("2.1.1", dimensions=["D01", "D02"], supersedes=["2.1.1", "2.1.2"]),
            criterion("2.1.2", text=fr("Un tout autre critère."), dimensions=["D02"], supersedes=[]),
        ],
    }
    return scored.edition("2027.1", families=families)


def after(made: Case, edition: Edition | None = None) -> Case:
    """The evaluation that the site makes once this one is closed."""
    made.close()
    evaluation = services.create(
        made.site, edition or made.evaluation.edition, standing=factories.standing(made.anne), at=LATER
    )
    return Case(made.site, made.anne, made.marc, evaluation)


@pytest.fixture
def c() -> Case:
    return after(scored.case())


@pytest.fixture
def other() -> Case:
    """An evaluation on the next edition."""
    return after(scored.case(), newer_edition())


def worth(c: Case, by: Any = None) -> CarryOver:
    evaluation = Evaluation.objects.get(pk=c.evaluation.pk)
    previous = Evaluation.objects.get(pk=evaluation.previous_id)
    return carry_over(evaluation, previous, factories.standing(by or c.anne), "fr")


def codes(found: CarryOver, what: str) -> list[str]:
    return [one.criterion.code for part in found.parts for one in getattr(part, what)]


def scores(c: Case) -> dict[str, Any]:
    rows = Entry.objects.filter(evaluation=c.evaluation)
    return {row.criterion: row.score for row in rows if row.score is not None}


def address(c: Case, rest: str = "") -> str:
    return f"/evaluations/{c.evaluation.pk}/earlier/{rest}"


def confirm(client: Client, c: Case, *criteria: str, **headers: str) -> Any:
    return client.post(address(c, "confirmation/"), {"criterion": list(criteria)}, headers=headers)


# — What earlier answers are worth —————————————————————————————————————————————————————


def test_within_one_edition_each_answer_waits_for_its_confirmation_and_none_counts(c: Case) -> None:
    found = worth(c)

    assert codes(found, "to_confirm") == ["1.1.1", "1.1.2", "1.2.1", "2.1.1", "2.1.2"]
    assert (found.changed, found.added, found.done, found.total) == (0, 0, 0, 5)
    assert found.same_edition
    assert scores(c) == {}


def test_on_another_edition_only_the_same_words_may_be_confirmed(other: Case) -> None:
    found = worth(other)

    assert codes(found, "to_confirm") == ["1.1.1", "1.2.1"]
    assert codes(found, "changed") == ["1.1.2", "2.1.1"]
    assert codes(found, "new") == ["2.1.2"]
    assert not found.same_edition


def test_several_criteria_made_one_show_their_lowest_level_and_where_it_comes_from(other: Case) -> None:
    (merged,) = [one for part in worth(other).parts for one in part.changed if one.criterion.code == "2.1.1"]

    assert merged.from_codes == ("2.1.1", "2.1.2")
    assert merged.lowest is not None
    assert merged.lowest.digit == "3"  # 2.1.2 was NA: no level, so not the lowest
    assert merged.answer is None


def test_a_rewording_shows_the_words_that_came_and_went(other: Case, client: Client) -> None:
    client.force_login(other.anne)

    tree = pages.page(client.get(address(other)))

    (diff,) = pages.of_class(tree, "diff")[:1]
    assert [pages.words(one) for one in diff.xpath(".//ins")] == ["2 relu"]
    assert "Texte Critère 1.1.2" in pages.words(diff)


# — Confirming —————————————————————————————————————————————————————————————————————————


def test_confirming_one_answer_records_it_as_the_person_s_own_act(c: Case, client: Client) -> None:
    client.force_login(c.anne)

    answer = confirm(client, c, "1.1.1")

    assert (answer.status_code, answer.url) == (302, address(c))
    assert scores(c) == {"1.1.1": 1}
    event = Event.objects.filter(action="entry.written").order_by("id").last()
    assert event is not None
    assert (event.actor, event.object.split("#")[-1]) == (str(c.anne.public_id), "1.1.1")
    assert codes(worth(c), "to_confirm") == ["1.1.2", "1.2.1", "2.1.1", "2.1.2"]


def test_confirming_a_requirement_takes_its_answers_with_their_comments_and_reasons(client: Client) -> None:
    first = scored.case()
    first.say(op("1.2.1", comment="Vu au comité.", base=0))
    c = after(first)
    client.force_login(c.anne)

    confirm(client, c, "1.2.1", "2.1.1", "2.1.2")

    assert scores(c) == {"1.2.1": 2, "2.1.1": 3, "2.1.2": "NA"}
    kept = {row.criterion: row for row in Entry.objects.filter(evaluation=c.evaluation)}
    assert kept["1.2.1"].comment == "Vu au comité."
    assert kept["2.1.2"].na_reason == "Activité absente du site."


def test_the_same_confirmation_sent_twice_is_one(c: Case, client: Client) -> None:
    client.force_login(c.anne)
    confirm(client, c, "1.1.1")
    events = Event.objects.count()

    confirm(client, c, "1.1.1")

    assert Event.objects.count() == events
    assert scores(c) == {"1.1.1": 1}


def test_a_confirmation_prepared_before_somebody_answered_overwrites_nothing(c: Case) -> None:
    evaluation = Evaluation.objects.get(pk=c.evaluation.pk)
    previous = Evaluation.objects.get(pk=evaluation.previous_id)
    operations = confirmations(evaluation, previous, worth(c), ["1.1.1"])
    c.say(op("1.1.1", score=3), by=c.anne, device="tablet")

    results = c.say(*operations, device="confirm").results

    assert [one["status"] for one in results] == ["conflict"]
    assert scores(c)["1.1.1"] == 3
    assert Conflict.objects.filter(evaluation=c.evaluation).count() == 1


def test_what_may_not_be_confirmed_is_not_even_when_asked_for(other: Case, client: Client) -> None:
    client.force_login(other.anne)

    confirm(client, other, "1.1.2", "2.1.1", "2.1.2", "9.9.9")

    assert scores(other) == {}


def test_an_evaluator_confirms_what_was_given_to_them(c: Case, client: Client) -> None:
    c.assign(_2=[c.marc])
    client.force_login(c.marc)
    parts = {part.requirement.code: bool(part.refusals) for part in worth(c, c.marc).parts}
    shown = pages.page(client.get(address(c)))

    confirm(client, c, "1.1.1", "2.1.1")

    assert parts == {"1.1": True, "1.2": True, "2.1": False}
    assert shown.xpath("//button[@name='criterion']/@value") == ["2.1.1", "2.1.2"]
    assert scores(c) == {"2.1.1": 3}


def test_a_consultant_sees_and_confirms_nothing(c: Case, client: Client) -> None:
    client.force_login(consultant(c))

    assert pages.page(client.get(address(c))).xpath("//button[@name='criterion']") == []
    confirm(client, c, "1.1.1")

    assert scores(c) == {}


def test_confirmed_in_place_the_list_comes_back_shorter_and_says_so(c: Case, client: Client) -> None:
    client.force_login(c.anne)

    piece = pages.fragment(confirm(client, c, "1.1.1", **{"HX-Request": "true"}))

    assert "1 réponse confirmée." in pages.words(piece)
    assert "À confirmer 4" in pages.words(piece)
    assert "Critère 1.1.1." not in pages.words(piece)


def test_once_all_is_answered_nothing_is_left_to_confirm(c: Case, client: Client) -> None:
    client.force_login(c.anne)
    confirm(client, c, *scored.SCORES)

    assert "Plus rien à confirmer" in pages.words(pages.page(client.get(address(c))))
    assert scores(c) == dict(scored.SCORES)


def test_a_first_evaluation_has_nothing_before_it(client: Client) -> None:
    first = scored.case()
    client.force_login(first.anne)

    assert "Aucune évaluation antérieure" in pages.words(pages.page(client.get(address(first))))
    assert confirm(client, first, "1.1.1").status_code == 404


# — Side by side ———————————————————————————————————————————————————————————————————————


def compared(client: Client, c: Case, query: str = "") -> Any:
    client.force_login(c.anne)
    return pages.page(client.get(f"/evaluations/{c.evaluation.pk}/compare/{query}"))


def lines(tree: Any, heading: str) -> list[str]:
    return [pages.words(row) for row in tree.xpath(f"//section[@aria-labelledby='{heading}']//tbody/tr")]


def test_two_evaluations_side_by_side_show_what_rose_and_what_fell(c: Case, client: Client) -> None:
    scored.answer(c, {**scored.SCORES, "1.1.1": 3, "1.1.2": 1})

    tree = compared(client, c)

    changed = lines(tree, "h-changed")
    assert changed == [
        "1.1.1 Critère 1.1.1. Essentiel 1 , Passable 3 , Très bon en hausse",
        "1.1.2 Critère 1.1.2. 3 , Très bon 1 , Passable en baisse",
    ]
    assert "1 en hausse · 1 en baisse · 3 identiques" in pages.words(tree)


def test_on_two_editions_each_criterion_stands_beside_those_it_replaces(other: Case, client: Client) -> None:
    scored.answer(other, {"1.1.1": 1, "1.1.2": 3, "1.2.1": 2, "2.1.1": 2, "2.1.2": 0})

    tree = compared(client, other)

    assert lines(tree, "h-changed") == [
        "2.1.1 Critère 2.1.1. 3 , Très bon 2 , Bon en baisse",
        "2.1.2 Un tout autre critère. sans réponse 0 , Non conforme",
    ]


def test_with_nothing_to_compare_with_the_page_says_so(client: Client) -> None:
    first = scored.case()

    assert "Il n’y a encore rien à comparer" in pages.words(compared(client, first))


def test_the_order_on_the_page_is_that_of_time_whichever_is_asked_from(c: Case, client: Client) -> None:
    scored.answer(c, {**scored.SCORES, "1.1.1": 3})
    before = Case(c.site, c.anne, c.marc, Evaluation.objects.get(pk=c.evaluation.previous_id))

    assert lines(compared(client, c), "h-changed") == lines(
        compared(client, before, f"?with={c.evaluation.pk}"), "h-changed"
    )
