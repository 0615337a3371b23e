"""Actions and themes that come due are recalled to whoever carries them; they wait on one's own page."""

import pytest
from django.utils import timezone

from aplomb.apps.plans import task_services
from aplomb.apps.plans.models import Task
from aplomb.apps.plans.reminding import due
from tests import factories
from tests.plans.cases import Case, days, today
from tests.plans.test_pages import as_, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings):
    settings.DEMO = True
    return Case()


def an_action(c, theme, owner, end):
    said = {"text": "Écrire le protocole", "owner": f"u{owner.pk}", "starts_on": None, "due_on": end}
    return task_services.add(theme, said, standing=factories.standing(c.anne), at=timezone.now())


def test_who_is_in_charge_is_reminded_of_what_comes_due_and_of_what_is_late(c):
    theme = c.active(due_date=days(3))
    soon, late = an_action(c, theme, c.marc, days(2)), an_action(c, theme, c.marc, days(-2))
    an_action(c, theme, c.marc, days(40))

    found = [(one.user, one.about, one.stage) for one in due(today())]

    assert found == [
        (c.marc, f"plan-task/{soon.pk}", "soon"),
        (c.marc, f"plan-task/{late.pk}", "late"),
        (c.anne, f"theme/{theme.pk}", "soon"),
    ]


def test_an_action_waits_on_one_s_own_page_and_is_closed_from_there(c):
    an_action(c, c.active(), c.marc, days(-2))
    client = as_(c.marc)
    shown = words(client.get("/home/"))
    assert "Écrire le protocole" in shown

    task = Task.objects.get()
    answer = client.post(c.url(f"actions/{task.pk}/done/"), {"version": 1, "done": "yes", "from": "home"})

    assert answer.url == "/home/"
    task.refresh_from_db()
    assert task.done_on == today()
