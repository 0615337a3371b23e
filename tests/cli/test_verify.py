"""`aplomb verify`: sound data pass, a change behind the program's back is named."""

import json

import pytest
from django.db import connection

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.models import Entry, Stream
from aplomb.cli.verify import verify
from tests.evaluations import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    case = cases.case()
    case.answer_all()
    return case.close()


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_sound_data_pass(closed, capsys):
    assert verify(as_json=True) == 0
    answer = told(capsys)
    assert answer["faults"] == []
    assert answer["entries"] == Entry.objects.count() > 0


def _as_intruder(statement, *values):
    """Change a row as somebody with the database's password would: its guard rails taken off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.parametrize(
    ("statement", "cause"),
    [
        ("UPDATE journal_entry SET actor = 'somebody else' WHERE id = %s", "altered"),
        ("UPDATE journal_value SET data = '{\"score\": 3}' WHERE entry_id = %s", "value altered"),
        ("UPDATE journal_entry SET at = at + interval '1 day' WHERE id = %s", "altered"),
    ],
)
def test_an_event_changed_afterwards_is_named(closed, capsys, statement, cause):
    entry = Entry.objects.filter(stream=closed.stream).order_by("seq")[1]
    _as_intruder(statement, entry.pk)
    assert verify(as_json=True) == 1
    assert told(capsys)["faults"] == [
        {"what": f"evaluation/{closed.stream_id}", "seq": entry.seq, "cause": cause}
    ]


def test_a_tail_cut_off_is_named(closed, capsys):
    last = Entry.objects.filter(stream=closed.stream).order_by("-seq").first()
    _as_intruder("DELETE FROM journal_value WHERE entry_id = %s", last.pk)
    _as_intruder("DELETE FROM journal_entry WHERE id = %s", last.pk)
    assert verify(as_json=True) == 1
    causes = [fault["cause"] for fault in told(capsys)["faults"]]
    assert causes[0] == "shorter"


def test_a_closed_evaluation_changed_afterwards_is_named(closed, capsys):
    frozen = closed.frozen
    frozen["entries"][0]["score"] = 3
    Evaluation.objects.filter(pk=closed.pk).update(frozen=frozen)
    assert verify(as_json=True) == 1
    assert [fault["cause"] for fault in told(capsys)["faults"]] == ["frozen data altered"]


def test_a_head_moved_back_is_named(closed, capsys):
    Stream.objects.filter(pk=closed.stream_id).update(seq=closed.revision - 1)
    assert verify(as_json=True) == 1
    assert told(capsys)["faults"]
