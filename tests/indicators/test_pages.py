"""The pages of indicators as their readers see them: with and without the right to write."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.indicators import services
from aplomb.apps.indicators.models import Annotation, Indicator, Measurement
from tests import factories
from tests.committees.cases import today
from tests.indicators.cases import Case, past_months
from tests.support import pages

pytestmark = pytest.mark.django_db
FORM = {
    "version": "0", "name": "Discordances", "definition": "", "kind": "share", "unit": "", "per": "1000",
    "direction": "lower", "target": "2,5", "frequency": "month", "owner": "", "baseline_until": "", "criteria": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True  # the second factor has its own tests


@pytest.fixture
def c() -> Case:
    return Case()


@pytest.fixture
def client(c, client) -> Client:
    client.force_login(c.anne)
    return client


def at(c, rest: str = "") -> str:
    return f"/o/{c.site.pk}/indicators/{rest}"


def text(response, status: int = 200) -> str:
    return pages.words(pages.page(response, status)).replace("\u00a0", " ").replace("\u202f", " ")


def test_an_indicator_is_defined_measured_and_read(c, client):
    assert "Pas encore d’indicateur" in text(client.get(at(c)))
    client.post(at(c, "new/"), FORM)
    row = Indicator.objects.get()
    assert (row.name, row.per, row.target) == ("Discordances", 1, 2.5)

    answer = client.post(
        at(c, f"{row.pk}/measures/"), {"on": today().isoformat(), "count": "3", "size": "120", "version": "0"}
    )

    assert answer.status_code == 302
    said = text(client.get(at(c, f"{row.pk}/")))
    assert "dernière mesure 2,50 %" in said
    assert "≤ 2,50 % atteinte" in said
    assert "Les limites viennent avec 6 mesures : encore 5." in said
    listed = text(client.get(at(c)))
    assert "encore 5 mesures pour les limites" in listed


def test_a_signal_is_explained_in_sentences_by_its_direction(c, client):
    row = c.indicator()
    c.months(row, 50, 52, 49, 51, 50, 52, 49, 51, 50, 52, 95)

    said = text(client.get(at(c, f"{row.pk}/")))

    assert "Mauvaise nouvelle" in said
    assert "au-dessus de la limite haute de ce jour" in said
    assert "3 mesures sur 1 000" in said
    assert "une panne, une absence" in said
    assert "au-dessus de la limite" in text(client.get(at(c)))
    Indicator.objects.update(direction="higher")
    assert "Bonne nouvelle" in text(client.get(at(c, f"{row.pk}/")))


def test_the_same_day_asks_before_it_replaces(c, client):
    row = c.indicator()
    c.measure(row, (today(), 50))
    form = {"on": today().isoformat(), "count": "40", "note": "", "version": "0"}

    said = text(client.post(at(c, f"{row.pk}/measures/"), form), 422)
    assert "cochez « Remplacer »" in said
    assert Measurement.objects.get().count == 50
    client.post(at(c, f"{row.pk}/measures/"), {**form, "replace": "on"})
    assert Measurement.objects.get().count == 40


def test_a_figure_that_is_none_is_refused_beside_its_field(c, client):
    row = c.indicator()
    form = {"on": today().isoformat(), "count": "beaucoup", "version": "0"}

    assert "Écrivez des chiffres seuls" in text(client.post(at(c, f"{row.pk}/measures/"), form), 422)
    assert not Measurement.objects.exists()


def test_pasted_lines_are_shown_then_taken(c, client):
    row = c.indicator()
    first, second = past_months(2)
    c.measure(row, (first, 44))
    lines = f"Date ; Délai\n{first:%d/%m/%Y} ; 45,5\n{second.isoformat()} ; 47"

    tree = pages.page(client.post(at(c, f"{row.pk}/bring/"), {"lines": lines}))
    said = pages.words(tree)
    assert "remplace" in said
    assert Measurement.objects.count() == 1
    [parcel] = tree.xpath("//input[@name='parcel']/@value")
    take = at(c, f"{row.pk}/bring/take/")
    client.post(take, {"parcel": parcel})  # without the tick, nothing is replaced, and nothing else written
    assert Measurement.objects.count() == 1
    client.post(take, {"parcel": parcel, "replace": "yes"})
    assert [float(one.count) for one in Measurement.objects.order_by("on")] == [45.5, 47]
    again = client.post(take, {"parcel": parcel}, follow=True)
    assert "rien n’a changé" in text(again)


def test_one_bad_line_of_a_file_keeps_all_out_and_is_told_with_its_place(c, client):
    row = c.indicator(kind="share", unit="", target=None)
    data = "01/01/2026;3;120\nfévrier;4;118\n"
    file = SimpleUploadedFile("mesures.csv", data.encode())

    said = text(client.post(at(c, f"{row.pk}/bring/"), {"lines": "", "file": file}), 422)

    assert "mesures.csv, ligne 2" in said
    assert "« février » n’est pas une date" in said
    assert not Measurement.objects.exists()
    assert "Collez des lignes" not in said
    assert text(client.post(at(c, f"{row.pk}/bring/"), {"lines": " "}), 422)


def test_a_parcel_serves_its_indicator_alone(c, client):
    row, other = c.indicator(), c.indicator(name="Autre")
    tree = pages.page(client.post(at(c, f"{row.pk}/bring/"), {"lines": f"{today().isoformat()};4"}))
    [parcel] = tree.xpath("//input[@name='parcel']/@value")

    client.post(at(c, f"{other.pk}/bring/take/"), {"parcel": parcel})

    assert not Measurement.objects.exists()


def test_a_measure_is_changed_taken_back_and_put_back_on_pages(c, client):
    row = c.indicator()
    c.measure(row, (today(), 50))
    stored = Measurement.objects.get()
    page = at(c, f"measures/{stored.pk}/")
    form = {"on": today().isoformat(), "count": "51", "note": "recompté", "version": "1"}

    assert client.post(page, form).status_code == 302
    assert "Saisi par vous" in text(client.post(page, {**form, "count": "52"}), 409)
    assert "retirée" in text(client.post(page + "removal/", {"version": "2", "reason": ""}), 422)
    client.post(page + "removal/", {"version": "2", "reason": "Doublon"})
    assert "1 mesure retirée" in text(client.get(at(c, f"{row.pk}/")))
    assert client.get(page).status_code == 404
    client.post(page + "return/", {"version": "3"})
    assert Measurement.objects.get().removed_at is None


def test_a_change_of_process_is_noted_and_removed(c, client):
    row = c.indicator()
    c.months(row, *[50, 52] * 4, *[30, 31] * 4)
    change = past_months(8)[0]
    form = {"on": change.isoformat(), "text": "Nouveau logiciel", "restarts": "on"}

    client.post(at(c, f"{row.pk}/annotations/"), form)

    tree = pages.page(client.get(at(c, f"{row.pk}/")))
    assert tree.xpath("//*[contains(@class, 'ctl-phase')]")
    assert "Nouvelles limites à partir de ce jour." in pages.words(tree)
    client.post(at(c, f"annotations/{Annotation.objects.get().pk}/removal/"))
    assert not pages.page(client.get(at(c, f"{row.pk}/"))).xpath("//*[contains(@class, 'ctl-phase')]")


def test_what_each_may_do_is_what_is_offered(c, client):
    row = c.indicator(owner=str(c.marc.pk))
    other = c.indicator(name="Autre")
    marc, hugo, zoe = Client(), Client(), Client()
    for one, person in ((marc, c.marc), (hugo, c.hugo), (zoe, c.zoe)):
        one.force_login(person)

    def offers(who, pk):
        actions = pages.page(who.get(at(c, f"{pk}/"))).xpath("//form/@action")
        return [action for action in actions if "/indicators/" in action]

    assert at(c, f"{row.pk}/measures/") in offers(marc, row.pk)
    assert not offers(marc, other.pk)
    assert not offers(hugo, row.pk)
    assert marc.get(at(c, "new/")).status_code == 403
    assert marc.get(at(c, f"{row.pk}/change/")).status_code == 403
    assert marc.get(at(c, f"{other.pk}/bring/")).status_code == 403
    assert zoe.get(at(c, f"{row.pk}/")).status_code == 404
    assert hugo.post(at(c, "new/"), FORM).status_code == 302
    proposed = Indicator.objects.get(name="Discordances")
    assert "Proposé par Hugo Destrel" in text(client.get(at(c, f"{proposed.pk}/")))
    client.post(at(c, f"{proposed.pk}/acceptance/"), {"version": "1"})
    assert not Indicator.objects.get(name="Discordances").is_proposed


def test_a_definition_changed_by_two_people_shows_both(c, client):
    row = c.indicator()
    form = {**FORM, "name": "Délai", "kind": "value", "version": "1"}
    client.post(at(c, f"{row.pk}/change/"), form)

    assert "Saisi par vous" in text(client.post(at(c, f"{row.pk}/change/"), {**form, "unit": "h"}), 409)


def test_criteria_must_exist(c, client):
    said = text(client.post(at(c, "new/"), {**FORM, "criteria": "teleradiologie/99.9"}), 422)
    assert "Aucun référentiel publié n’a teleradiologie/99.9" in said


def test_several_usual_indicators_are_taken_at_once_and_only_once(c, client):
    chosen = {"code": ["discordances", "reclamations", "unknown"]}

    client.post(at(c, "usual/"), chosen)

    rows = Indicator.objects.order_by("starter")
    assert [(row.name, row.kind, row.per, row.target) for row in rows] == [
        ("Discordances entre lectures", "share", 1, None),
        ("Réclamations", "rate", 1000, None),
    ]
    assert "Parmi : Toutes les relectures du mois" in rows[0].definition.replace("\u00a0", " ")
    assert "Cochez les indicateurs à suivre." in text(client.post(at(c, "usual/"), chosen), 422)
    tree = pages.page(client.get(at(c, "usual/")))
    assert sorted(tree.xpath("//input[@name='code'][@disabled]/@value")) == ["discordances", "reclamations"]
    assert Indicator.objects.count() == 2


def test_an_archived_indicator_leaves_the_list_and_comes_back(c, client):
    row = c.indicator()
    client.post(at(c, f"{row.pk}/archive/"), {"version": "1", "over": "yes"})
    assert row.name not in text(client.get(at(c)))
    assert row.name in text(client.get(at(c) + "?archived=yes"))
    client.post(at(c, f"{row.pk}/archive/"), {"version": "2", "over": "no"})
    assert row.name in text(client.get(at(c)))


def test_pages_ask_the_database_the_same_whatever_there_is(c, client):
    row = c.indicator()
    c.months(row, 1, 2, 3)

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    before = asked(at(c)), asked(at(c, f"{row.pk}/"))
    for number in range(4):
        c.months(c.indicator(name=f"Autre {number}"), *range(9))
    old = past_months(20)[0]
    c.measure(row, *((old - timedelta(days=number), 3) for number in range(12)))
    for number in range(3):
        services.annotate(
            row, old, f"Note {number}", restarts=False, standing=factories.standing(c.anne), at=timezone.now()
        )
    assert (asked(at(c)), asked(at(c, f"{row.pk}/"))) == before


def test_a_late_measure_waits_on_the_page_of_whoever_measures(c, client):
    row = c.indicator(owner=str(c.marc.pk))
    c.measure(row, (past_months(3)[0], 50))
    marc = Client()
    marc.force_login(c.marc)

    assert "Mesurer Délai des urgences" in text(marc.get("/home/"))
    assert "Mesurer Délai des urgences" not in text(client.get("/home/"))
    Indicator.objects.update(owner=None)
    assert "Mesurer Délai des urgences" in text(client.get("/home/"))
    assert "Mesurer Délai des urgences" not in text(marc.get("/home/"))
