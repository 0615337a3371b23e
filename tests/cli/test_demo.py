"""`aplomb demo`: a demonstration is known by its mark, and nothing real is ever touched."""

import pytest

from aplomb.apps.accounts.models import User
from aplomb.apps.home.demonstration.mark import is_demonstration
from aplomb.apps.home.demonstration.people import PEOPLE
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.queries import faults
from aplomb.apps.referentials.services import load_shipped
from aplomb.cli import createadmin, serve
from aplomb.cli.demo import demo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    load_shipped()
    assert demo(1, 0, if_empty=False) == 0


def test_a_demonstration_says_what_it_is_in_its_journal(world):
    made = Entry.objects.select_related("value").get(action="demonstration.made")

    assert made.value.data == {"sites": 1, "seed": 0}
    assert is_demonstration()
    assert list(faults()) == []


def test_a_demonstration_that_somebody_real_joined_is_still_made_again(world, capsys):
    factories.user("ada@example.org")

    assert demo(1, 1, if_empty=False) == 0
    assert User.objects.count() == len(PEOPLE)
    assert Entry.objects.filter(action="demonstration.made").count() == 1


def test_an_installation_is_refused_and_left_alone(capsys):
    createadmin.create("ada@example.org", "Ada", "Lambert")

    assert demo(1, 0, if_empty=False) == 2
    assert demo(1, 0, if_empty=True) == 2
    assert User.objects.get().email == "ada@example.org"
    assert "APLOMB_VAR" in capsys.readouterr().err


def test_a_demonstration_of_before_the_mark_is_known_by_its_reserved_addresses():
    assert not is_demonstration()
    factories.user("anne@demo.example")
    assert is_demonstration()
    factories.user("ada@notdemo.example")
    assert not is_demonstration()


def test_a_demonstration_is_not_served_on_an_installation_s_data(capsys, monkeypatch):
    monkeypatch.setattr("django.db.connection.close_pool", lambda: None, raising=False)
    assert serve._refuse_real_data() == 0, "data without anybody are nothing yet"
    factories.user("anne@demo.example")
    assert serve._refuse_real_data() == 0
    factories.user("ada@example.org")

    assert serve._refuse_real_data() == 2
    assert "démonstration" in capsys.readouterr().err
