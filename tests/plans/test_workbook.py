"""The plan as Excel, read back with another library."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from aplomb.apps.journal.models import Entry
from aplomb.apps.plans import task_services
from tests import factories
from tests.plans.cases import Case, days
from tests.plans.test_pages import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings):
    settings.DEMO = True
    return Case()


def rows(book, sheet):
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=5)]


def test_the_workbook_holds_themes_actions_and_criteria_and_the_journal_says_who_took_it(c):
    theme = c.active(title="=cmd()", due_date=days(-2), targets={"1.1.1": 3})
    c.theme(title="Plus tard", due_date=None)
    said = {"text": "Écrire le protocole", "owner": f"u{c.anne.pk}", "starts_on": None, "due_on": days(3)}
    task_services.add(theme, said, standing=factories.standing(c.anne), at=timezone.now())

    answer = as_(c.anne).get(c.url("plan.xlsx"))

    assert answer.headers["Cache-Control"] == "private, no-store"
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Thèmes", "Actions", "Critères"]
    first, second = rows(book, "Thèmes")
    assert first[:3] == [1, "=cmd()", "En cours"]
    assert book["Thèmes"].cell(5, 2).data_type == "s"
    assert first[3].date() == days(-2)
    assert (first[5], second[3]) == (c.anne.get_full_name(), None)
    assert rows(book, "Actions")[0][:4] == [1, "=cmd()", "Écrire le protocole", c.anne.get_full_name()]
    (aim,) = rows(book, "Critères")
    assert (aim[2].split()[0], aim[4], aim[5]) == ("1.1.1", c.scores["1.1.1"], 3)
    event = Entry.objects.select_related("value").get(action="content.exported")
    assert (event.actor, event.value.data) == (c.anne.actor_id, {"file": "plan.xlsx"})


def test_the_same_plan_and_day_give_the_same_bytes(c):
    c.theme(due_date=date(2027, 3, 1))
    client = as_(c.anne)

    assert client.get(c.url("plan.xlsx")).content == client.get(c.url("plan.xlsx")).content


def test_a_neighbour_finds_nothing(c):
    neighbour = factories.quality_manager(factories.organisation("Ailleurs"))

    assert as_(neighbour).get(c.url("plan.xlsx")).status_code == 404
