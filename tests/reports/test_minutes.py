"""The minutes of a meeting: what they say, and the file that they make."""

import io
import json
import sys
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from aplomb.domain.organisations.committee import College, Presence
from aplomb.domain.organisations.minutes import Attended, Decided, Minutes, as_plain
from aplomb.reports import minutes as report
from aplomb.reports.minutes import minutes_data, minutes_pdf
from tests.reports.conftest import as_read, words_of

DAY = date(2026, 11, 12)
MINUTES = Minutes(
    site="Centre d’imagerie de l’Œuvre",
    city="Clairvaldieu",
    held_on=DAY,
    on=date(2026, 11, 13),
    starts_at="12:30",
    place="Salle de réunion",
    agenda=("Avancement", "Documents"),
    attendance=(
        Attended("Dr Anne Royèvre", "Radiologue", College.MEDICAL, Presence.PRESENT),
        Attended("Gaspard Vellion", "", College.LOGISTIC, Presence.EXCUSED),
    ),
    guests="Hugo Destrel",
    said=("Le plan est adopté ; l’affiche est à relire.",),
    decisions=(
        Decided(1, "Relire la famille 4", "Anne Royèvre", date(2026, 12, 1)),
        Decided(2, "Un point par quinzaine"),
        Decided(3, "Afficher", "Gaspard Vellion", date(2026, 11, 20), date(2026, 11, 18)),
    ),
)


def test_the_minutes_say_who_was_there_and_what_was_decided():
    data = as_read(minutes_data(MINUTES, "fr"))

    assert [(row.term, row.said) for row in data.facts] == [
        ("Date", "12 novembre 2026"),
        ("Heure", "12 h 30"),
        ("Lieu", "Salle de réunion"),
        ("Présents", "1 sur 2 membres"),
    ]
    assert [(seat.name, seat.college, seat.presence) for seat in data.attendance] == [
        ("Dr Anne Royèvre", "Médical", "Présent"),
        ("Gaspard Vellion", "Logistique", "Excusé"),
    ]
    assert [(row.number, row.owner, row.due) for row in data.decisions] == [
        ("1", "Anne Royèvre", "1er décembre 2026"),
        ("2", "", ""),
        ("3", "Gaspard Vellion", "20 novembre 2026, fait le 18 novembre 2026"),
    ]
    assert (data.guests, data.decisions_lead) == ("Invités : Hugo Destrel", "")


def test_a_meeting_that_decided_nothing_says_so_and_leaves_out_what_nobody_gave():
    data = as_read(minutes_data(replace(MINUTES, decisions=(), starts_at="", place="", guests=""), "fr"))

    assert data.decisions_lead == "La réunion n’a pris aucune décision."
    assert [row.term for row in data.facts] == ["Date", "Présents"]
    assert data.guests == ""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_file_is_accessible_and_the_same_for_the_same_minutes(lang):
    made = minutes_pdf(MINUTES, lang=lang)

    reader = PdfReader(io.BytesIO(made))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith(lang)
    assert made == minutes_pdf(MINUTES, lang=lang)


def test_whatever_people_wrote_is_set_as_text():
    nasty = '#set page(fill: red) $x$ *gras* _it_ @ref [c] `code` = titre #eval("1+1")'

    said = words_of(minutes_pdf(replace(MINUTES, said=(nasty,), agenda=(nasty,), guests=nasty)))

    assert said.count("*gras* _it_ @ref") == 3


def test_the_module_alone_makes_the_same_file(monkeypatch):
    asked = json.dumps({"lang": "fr", "minutes": as_plain(MINUTES)})
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(asked))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))

    report.main()

    assert out.getvalue() == minutes_pdf(MINUTES)
