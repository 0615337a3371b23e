"""`aplomb createadmin` and `aplomb token`: no known password, a key printed once, all of it told."""

import pytest
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts import tokens
from aplomb.apps.accounts.models import Message, Token, User
from aplomb.apps.journal.models import Entry
from aplomb.cli import createadmin, token
from aplomb.cli.program import main
from tests import factories

pytestmark = pytest.mark.django_db


def actions(person):
    return list(Entry.objects.filter(stream=person.stream_id).order_by("seq").values_list("action", "actor"))


def test_an_administrator_is_made_with_a_link_and_no_password(capsys, settings):
    settings.PUBLIC_ADDRESS = "https://aplomb.example"

    assert createadmin.create("ada@example.org", "Ada", "Lambert") == 0

    ada = User.objects.get()
    link = capsys.readouterr().out.strip()
    assert ada.is_administrator
    assert not ada.has_usable_password()
    assert link.startswith("https://aplomb.example/login/forgotten/")
    assert actions(ada) == [("account.created", "system"), ("account.new-password-asked", "system")]

    path = link.removeprefix("https://aplomb.example")
    assert Client().post(path, {"password": "quinze signes !"}).status_code == 422
    assert Client().post(path, {"password": "seize signes au moins"}).status_code == 302
    assert User.objects.get().check_password("seize signes au moins")


@pytest.mark.parametrize(
    ("email", "first_name", "last_name"),
    [("ada", "Ada", "Lambert"), ("ada@example.org", "", "Lambert"), ("ada@example.org", "Ada", "")],
)
def test_what_is_missing_is_said_and_nothing_is_made(capsys, email, first_name, last_name):
    assert createadmin.create(email, first_name, last_name) == 2
    assert capsys.readouterr().err
    assert not User.objects.exists()


def test_an_address_that_has_an_account_is_refused(capsys):
    factories.user("ada@example.org")

    assert createadmin.create("ada@example.org", "Ada", "Lambert") == 2
    assert "ada@example.org" in capsys.readouterr().err
    assert not User.objects.get().is_administrator


def test_what_is_not_said_is_asked(monkeypatch, capsys):
    answers = iter(["Ada@Example.org", "Ada", "Lambert"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))

    assert main(["createadmin"]) == 0
    assert User.objects.get().email == "ada@example.org"


def test_a_key_is_printed_once_its_person_told_and_the_host_named(capsys):
    anne = factories.user("anne@example.org")

    assert token.make("anne@example.org", "tableau", "write", 10) == 0

    key = capsys.readouterr().out.strip()
    kept = Token.objects.get()
    assert tokens.find(key, timezone.now()) == kept
    assert (kept.name, kept.scope, (kept.expires_at - timezone.now()).days) == ("tableau", "write", 9)
    assert Message.objects.get().to == "anne@example.org"
    assert actions(anne) == [("token.created", "host")]


def test_nobody_s_key_is_not_made(capsys):
    assert token.make("nobody@example.org", "", "read", 10) == 2
    assert "nobody@example.org" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "91"])
def test_a_key_lasts_ninety_days_at_most(days, capsys):
    factories.user("anne@example.org")

    assert main(["token", "anne@example.org", "--days", days]) == 2
    assert not Token.objects.exists()
