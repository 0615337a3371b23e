"""The command line speaks French, English when asked: its own words and those of the library that reads them."""

import argparse
import inspect
import re

import pytest
from django.db import ProgrammingError, connection

from aplomb.cli import shell
from aplomb.cli.library_words import ARGPARSE
from aplomb.cli.program import COMMANDS, main
from aplomb.cli.verify import in_words

ENGLISH = re.compile(
    r"\b(?:show|the|usage:|positional|error|required|argument[s]? are|NAME|ADDRESS|invalid|message)\b"
)


def told(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    read = capsys.readouterr()
    return ended.value.code, read.out + read.err


def test_the_library_s_sentences_are_those_that_it_asks_for():
    source = inspect.getsource(argparse)
    for sentence in ARGPARSE:
        assert f"_({sentence!r})" in source.replace('"', "'"), sentence


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_of_every_command_is_in_french(command, capsys):
    status, said = told(capsys, *filter(None, [command]), "--help")

    assert status == 0
    assert said.startswith("usage\u202f: aplomb")
    assert "afficher cette aide et s’arrêter" in " ".join(said.split())
    assert not ENGLISH.search(said)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ([], "aplomb\u202f: erreur\u202f: il manque\u202f: COMMANDE"),
        (["token"], "aplomb token\u202f: erreur\u202f: il manque\u202f: PERSONNE"),
        (["worker", "--bad"], "aplomb\u202f: erreur\u202f: arguments inconnus\u202f: --bad"),
        (["createadmin", "--email"], "argument --email\u202f: une valeur est attendue"),
        (["token", "a", "--scope", "x"], "'x' n’est pas permis (au choix\u202f: 'read', 'write')"),
        (["token", "a", "--days", "x"], "argument --days\u202f: «\u00a0x\u00a0» n’est pas un nombre entier"),
        (["policy", "--json=1"], "argument --json\u202f: la valeur '1' est de trop"),
    ],
)
def test_a_wrong_use_is_said_in_french(words, end, capsys):
    status, said = told(capsys, *words)

    assert status == 2
    assert said.startswith("usage\u202f: aplomb")
    assert said.strip().endswith(end)


def test_all_of_it_is_in_english_when_asked(monkeypatch, capsys):
    monkeypatch.setenv("APLOMB_LANG", "en")

    status, said = told(capsys, "token")

    assert status == 2
    assert said.startswith("usage: aplomb token")
    assert said.strip().endswith("aplomb token: error: the following arguments are required: USER")
    assert "Quality evaluation" in told(capsys, "--help")[1]


@pytest.mark.parametrize(
    "cause", ["missing", "reordered", "altered", "value missing", "value altered", "shorter", "head altered"]
)
def test_what_verify_finds_is_said_in_either_language(cause, monkeypatch):
    french = in_words(cause)
    monkeypatch.setenv("APLOMB_LANG", "en")

    assert french != in_words(cause)
    assert cause != french


@pytest.mark.django_db
def test_a_database_that_was_not_brought_to_this_release_is_said_with_the_remedy(monkeypatch, capsys):
    monkeypatch.setattr("django.setup", lambda: None)

    def read():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM a_table_to_come")
        return 0

    assert shell.with_shell(read) == 3
    assert "aplomb migrate" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_mistake_of_ours_is_not_taken_for_it(monkeypatch):
    monkeypatch.setattr("django.setup", lambda: None)

    def read():
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM FROM")
        return 0

    with pytest.raises(ProgrammingError):
        shell.with_shell(read)
