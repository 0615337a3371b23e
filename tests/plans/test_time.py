"""The plan in time and the what-if: what the page says is what the rules say; circles are refused."""

import pytest
from django.utils import timezone

from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.plans import theme_services
from aplomb.apps.plans.models import Task, Theme
from aplomb.domain.plans.lifecycle import State
from tests import factories
from tests.plans.cases import Case, days
from tests.plans.test_pages import as_, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings):
    settings.DEMO = True
    return Case()


def test_the_gantt_shows_bars_milestones_load_and_what_to_watch(c):
    c.plan.audit_on = days(30)
    c.plan.save()
    late = c.active(title="En retard", due_date=days(-4))
    c.active(title="Trop tard", due_date=days(45), waits_for=[late.pk])
    c.theme(title="Sans date", due_date=None)
    shown = words(as_(c.anne).get(c.url("gantt/")))

    assert "Le thème 1 a 4 jours de retard" in shown
    assert "Le critère 1.1.1 n’a pas de thème" in shown
    assert "Le thème 2 finit après l’audit officiel" in shown
    assert "audit officiel" in shown
    assert "Encore à dater" in shown
    assert shown.count('class="gbar soft"') == 2
    assert "neuf chances sur dix" in shown


def test_two_themes_cannot_wait_for_each_other(c):
    first = c.theme()
    second = c.theme(waits_for=[first.pk])
    third = c.theme(waits_for=[second.pk])

    with pytest.raises(NotAllowed) as error:
        theme_services.change(
            first,
            c.values(waits_for=[third.pk]),
            version=1,
            standing=factories.standing(c.anne),
            at=timezone.now(),
        )

    assert [one.code for one in error.value.refusals] == ["plan.write.circle"]
    assert list(Theme.objects.get(pk=first.pk).waits_for.all()) == []


def test_themes_ticked_move_the_score_the_families_and_readiness(c):
    """8 of 18 today. 1.1.1 to 3: 10 of 18, the essential criterion fails no more. With 1.2.1 to 3 too: 14 of 18."""
    one = c.theme(title="Essentiel", targets={"1.1.1": 3})
    two = c.theme(title="Lourd", targets={"1.2.1": 3})
    client = as_(c.anne)

    first = words(client.get(c.url("what-if/") + f"?set=1&theme={one.pk}", headers={"HX-Request": "true"}))
    both = words(client.get(c.url("what-if/") + f"?set=1&theme={one.pk}&theme={two.pk}"))
    none = words(client.get(c.url("what-if/") + "?set=1"))

    assert "de 44\u202f% à 56\u202f%" in first
    assert "1 critère essentiel ne serait plus en échec" in first
    assert "<html" not in first
    assert "de 44\u202f% à 78\u202f%" in both
    assert "de 44\u202f% à 44\u202f%" in none


def test_what_was_found_effective_counts_in_the_what_if_as_on_the_board(c):
    theme = c.move(c.active(targets={"1.1.1": 3}), State.DONE)
    c.move(theme, State.ASSESSED, reason="28 dossiers sur 30", effective=True)
    client = as_(c.anne)

    assert "de 44\u202f% à 56\u202f%" in words(client.get(c.url("what-if/") + "?set=1"))
    assert "55,6" in words(client.get(c.url()))


@pytest.mark.parametrize("page", ["gantt/", "what-if/"])
def test_the_views_in_time_cost_the_same_with_one_theme_and_with_six(c, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(c.anne)
    c.active(targets={"1.2.1": 3})
    client.get(c.url(page))
    with CaptureQueriesContext(connection) as one:
        client.get(c.url(page))
    for number in range(5):
        theme = c.active(title=f"Thème {number}", targets={"1.1.1": 3})
        Task.objects.create(
            theme=theme,
            number=1,
            text="Écrire",
            due_on=days(9),
            changed_at=theme.changed_at,
            changed_by=c.anne,
        )
    with CaptureQueriesContext(connection) as six:
        client.get(c.url(page))

    assert len(six) == len(one) <= 13
