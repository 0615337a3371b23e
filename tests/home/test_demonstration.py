"""The demonstration world: plausible, sound, and the same at each making."""

from datetime import date

import pytest

from aplomb.apps.evaluations.integrity import altered_evaluations
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.home.demonstration import answers as plausible
from aplomb.apps.home.demonstration.build import accounts, build, erase
from aplomb.apps.home.demonstration.people import PEOPLE, SITES
from aplomb.apps.journal.queries import faults
from aplomb.apps.referentials.services import load_shipped
from aplomb.domain.evaluations.summary import score
from aplomb.formats.library import find

DAY = date(2026, 11, 24)


@pytest.fixture
def world(db):
    load_shipped()
    return build(DAY, sites=4)


def _answers():
    return list(
        Entry.objects.order_by("evaluation_id", "criterion").values_list(
            "evaluation__number", "criterion", "value", "is_na", "comment"
        )
    )


def test_it_is_made_through_the_services_and_its_journal_is_sound(world):
    assert (world.organisations, world.people) == (9, len(PEOPLE))
    assert world.evaluations == Evaluation.objects.count() == 10
    assert world.entries == Entry.objects.count() > 1_500
    assert list(faults()) == []
    assert list(altered_evaluations()) == []


def test_the_same_world_is_made_again(world):
    first = _answers()
    erase()
    build(DAY, sites=4)
    assert _answers() == first


def test_a_site_improves_from_one_evaluation_to_the_next(world):
    closed = Evaluation.objects.filter(
        organisation__short_name="Clairvaldieu", referential="teleradiologie", status="closed"
    ).order_by("closed_at")
    scores = [score(evaluation.summary["total"]) for evaluation in closed]
    assert len(scores) == 2
    assert 0.3 < scores[0] < scores[1] < 0.9


def test_every_account_printed_exists_and_no_two_sites_share_a_name(world):
    assert {email for email, _role in accounts()} <= {person.email for person in PEOPLE}
    assert len({site.name for site in SITES}) == len(SITES) == 12


def test_no_answer_depends_on_anything_but_the_site_and_the_criterion():
    tree, mood = find("teleradiologie"), plausible.Mood(1.8)
    first = [(c.code, e) for c, e in plausible.answers(tree, "clairvaldieu", mood, {})]
    assert first == [(c.code, e) for c, e in plausible.answers(tree, "clairvaldieu", mood, {})]
    assert first != [(c.code, e) for c, e in plausible.answers(tree, "marennac", mood, {})]
