"""Solutions as their readers see them: at their owner's, at a participant's, with and without the right to change."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.solutions.models import Contract, Participant, Solution
from tests import factories
from tests.evaluations.cases import small_edition
from tests.solutions.cases import Case
from tests.support import pages
from tests.support.small import criterion, data

pytestmark = pytest.mark.django_db
FORM = {
    "version": "0", "name": "Permanence de nuit", "stage": "running", "starts_on": "2026-01-01", "ends_on": "",
    "purpose": "", "hours": ["ct:week_night", "mri:"], "day_from": "08:00", "evening_from": "18:00",
    "night_from": "22:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True  # the second factor has its own tests


@pytest.fixture
def c() -> Case:
    return Case()


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(place, rest: str = "") -> str:
    return f"/o/{place.pk}/solutions/{rest}"


def text(response, status=200) -> str:
    return pages.words(pages.page(response, status))


def test_a_solution_is_made_shown_and_changed_by_forms(c):
    anne = as_(c.anne)
    assert "Aucune solution" in text(anne.get(at(c.site)))

    assert anne.post(at(c.site, "new/"), FORM).status_code == 302
    row = Solution.objects.get()
    tree = pages.page(anne.get(at(c.site, f"{row.pk}/")))

    assert row.hours == {"ct": ["week_night"], "mri": []}
    assert pages.words(pages.of_id(tree, "hours-ct")) == "Scanner en semaine : nuit 50 h"
    assert pages.words(pages.of_id(tree, "hours-mri")) == "IRM pas encore d’horaires 0 h"
    assert "Aucun centre de lecture" in pages.words(pages.of_id(tree, "missing"))
    ticked = pages.page(anne.get(at(c.site, f"{row.pk}/change/"))).xpath("//input[@checked]/@value")
    assert {"ct:week_night", "ct:", "mri:"} <= set(ticked)
    assert (
        anne.post(at(c.site, f"{row.pk}/change/"), {**FORM, "version": "1", "stage": "over"}).status_code
        == 302
    )
    assert "Terminée" in text(anne.get(at(c.site)))


def test_participants_and_contracts_come_and_go_by_forms(c):
    row, anne = c.solution(), as_(c.anne)
    played = {
        "version": "0", "organisation": str(c.centre.pk), "written_name": "", "part": "reading_centre",
        "role": "La nuit", "starts_on": "2026-01-01", "ends_on": "",
    }  # fmt: skip
    signed = {
        "version": "0", "reference": "CONV-1", "subject": "", "parties": "Nous, eux", "starts_on": "2026-01-01",
        "ends_on": "", "document": "",
    }  # fmt: skip
    assert anne.post(at(c.site, f"{row.pk}/participants/new/"), played).status_code == 302
    assert anne.post(at(c.site, f"{row.pk}/contracts/new/"), signed).status_code == 302
    one, paper = Participant.objects.get(), Contract.objects.get()

    tree = pages.page(anne.get(at(c.site, f"{row.pk}/")))
    assert "Centre de Ternoy Centre de lecture · La nuit · depuis le" in pages.words(
        pages.of_id(tree, f"participant-{one.pk}")
    )
    assert "CONV-1" in pages.words(pages.of_id(tree, f"contract-{paper.pk}"))

    left = {**played, "version": "1", "ends_on": "2026-02-01"}
    assert anne.post(at(c.site, f"participants/{one.pk}/"), left).status_code == 302
    assert "1 ancien participant" in text(anne.get(at(c.site, f"{row.pk}/")))
    assert anne.post(at(c.site, f"contracts/{paper.pk}/removal/"), {"version": "1"}).status_code == 302
    assert anne.post(at(c.site, f"participants/{one.pk}/removal/"), {"version": "2"}).status_code == 302
    assert not Participant.objects.exists()
    assert not Contract.objects.exists()


def test_a_fault_is_said_and_what_was_typed_stays(c):
    tree = pages.page(as_(c.anne).post(at(c.site, "new/"), {**FORM, "evening_from": "07:00"}), 422)

    assert "La journée commence avant la soirée" in pages.words(tree)
    assert "ct:week_night" in tree.xpath("//input[@checked]/@value")


def test_two_people_who_change_it_see_both_versions(c):
    row, anne = c.solution(), as_(c.anne)
    anne.post(at(c.site, f"{row.pk}/change/"), {**FORM, "version": "1", "name": "Celle d’Anne"})

    stale = anne.post(at(c.site, f"{row.pk}/change/"), {**FORM, "version": "1", "name": "Une autre"})

    assert "Celle d’Anne" in text(stale, 409)


def test_whoever_takes_part_reads_it_at_home_without_its_contracts(c):
    row, leo = c.full(), as_(c.leo)

    assert "Centre de Clairvaldieu · Centre de lecture" in text(leo.get(at(c.centre)))
    seen = text(leo.get(at(c.centre, f"{row.pk}/")))
    assert "Passerelle SA" in seen
    assert "CONV-2026-04" not in seen
    assert leo.get(at(c.site, f"{row.pk}/")).status_code == 404
    assert leo.get(at(c.centre, f"{row.pk}/change/")).status_code == 404
    assert as_(c.zoe).get(at(c.centre, f"{row.pk}/")).status_code == 404


def test_an_evaluator_reads_and_changes_nothing(c):
    row, marc = c.full(), as_(c.marc)

    tree = pages.page(marc.get(at(c.site, f"{row.pk}/")))

    assert not tree.xpath("//form[contains(@action, '/solutions/')]")
    assert not tree.xpath("//main//a[contains(@href, 'change') or contains(@href, 'new')]")
    for rest in ("new/", f"{row.pk}/change/", f"{row.pk}/participants/new/"):
        assert marc.get(at(c.site, rest)).status_code == 403


def test_the_site_accepts_what_its_consultant_proposes(c):
    row, anne = c.solution(by=c.hugo), as_(c.anne)
    assert "Hugo Destrel propose cette solution" in text(anne.get(at(c.site, f"{row.pk}/")))

    assert anne.post(at(c.site, f"{row.pk}/acceptance/"), {"version": "1"}).status_code == 302

    row.refresh_from_db()
    assert not row.is_proposed


def test_the_pages_ask_the_same_queries_for_one_and_for_many(c):
    anne, row = as_(c.anne), c.full()
    addresses = [at(c.site), at(c.site, f"{row.pk}/")]

    def counted() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                anne.get(address)
            found.append(len(queries))
        return found

    counted()  # what a first visit alone asks
    few = counted()
    for number in range(5):
        c.solution(name=f"Autre {number}")
        c.participant(row, "provider", written_name=f"Prestataire {number}")
        c.contract(row, reference=f"C-{number}")

    assert counted() == few


# — Evaluated ————————————————————————————————————————————————————————————————————


@pytest.fixture
def edition():
    return factories.edition(
        data(
            {
                "1.1": [
                    criterion("1.1.1", answered_by=["requesting_site"]),
                    criterion("1.1.2", answered_by=["reading_centre"]),
                    criterion("1.1.3"),
                ]
            }
        )
    )


def start(client, place, **more):
    body = {"referential": "essai", "organisation": place.pk, "kind": "self", **more}
    return client.post("/api/v1/evaluations", json.dumps(body), "application/json")


def asked(client, answer) -> list[str]:
    grid = client.get(f"/api/v1/evaluations/{answer.json()['id']}/grid").json()
    return [
        one["code"]
        for family in grid["families"]
        for requirement in family["requirements"]
        for one in requirement["criteria"]
    ]


def test_each_participant_is_asked_its_own_part_and_the_owner_may_ask_all(c, edition):
    row = c.full()
    anne, leo = as_(c.anne), as_(c.leo)

    mine = start(anne, c.site, solution=row.pk)
    theirs = start(leo, c.centre, solution=row.pk)
    whole = start(anne, c.site, solution=row.pk, whole=True)
    alone = start(anne, c.site)

    assert [one.status_code for one in (mine, theirs, whole, alone)] == [201] * 4
    assert mine.json()["solution"] == {"id": row.pk, "name": "Permanence de nuit"}
    assert mine.json()["parts"] == ["requesting_site"]
    assert alone.json()["solution"] is None
    assert asked(anne, mine) == ["1.1.1", "1.1.3"]
    assert asked(leo, theirs) == ["1.1.2", "1.1.3"]
    assert asked(anne, whole) == asked(anne, alone) == ["1.1.1", "1.1.2", "1.1.3"]


def test_a_solution_is_not_evaluated_where_it_is_not(c, edition):
    row, zoe = c.full(), as_(c.zoe)
    elsewhere = c.zoe.memberships.get().organisation

    refused = start(zoe, elsewhere, solution=row.pk)
    missing = start(zoe, elsewhere, solution=999_999)

    assert refused.status_code == missing.status_code == 409
    assert refused.json() == missing.json()
    assert start(as_(c.leo), c.centre, solution=row.pk, whole=True).status_code == 409
    assert not Evaluation.objects.exists()


def test_the_page_of_a_new_evaluation_offers_the_solution_and_its_name_is_shown(c, edition):
    row, anne = c.full(), as_(c.anne)
    new = f"/o/{c.site.pk}/evaluations/new/"

    tree = pages.page(anne.get(f"{new}?solution={row.pk}"))
    assert tree.xpath("//input[@name='subject'][@checked]/@value") == [f"{row.pk}:part"]
    made = anne.post(
        new,
        {"edition": edition.pk, "subject": f"{row.pk}:part", "fact-ct": "yes", "fact-mri": "yes"},
    )

    assert made.status_code == 302
    one = Evaluation.objects.get()
    assert (one.solution, one.parts) == (row, ["requesting_site"])
    assert one.subject == "Permanence de nuit · Centre de Clairvaldieu"
    for address in (
        f"/o/{c.site.pk}/evaluations/",
        f"/evaluations/{one.pk}/",
        f"/evaluations/{one.pk}/results/",
    ):
        assert "Permanence de nuit" in pages.content(anne.get(address))


def test_the_site_s_own_figures_are_not_those_of_a_solution(c):
    edition = small_edition()
    row = c.full()
    start(as_(c.anne), c.site, solution=row.pk)

    board = text(as_(c.anne).get(f"/o/{c.site.pk}/"))

    assert edition.code not in board
    assert "Permanence de nuit" not in board


# — Who reads when ———————————————————————————————————————————————————————————————


def test_reading_hours_are_said_by_forms_and_what_nobody_reads_is_seen(c):
    anne, row = as_(c.anne), c.full()
    reader = Participant.objects.get(part="reading_centre")
    page = at(c.site, f"{row.pk}/")
    # Nothing is known of who reads: no gap is claimed.
    assert "Personne ne lit" not in text(anne.get(page))
    new = at(c.site, f"participants/{reader.pk}/hours/new/")
    form = {
        "version": "0", "days": ["0", "1", "2", "3", "4"], "starts_at": "22:00", "ends_at": "08:00",
        "modalities": ["ct"],
    }  # fmt: skip
    assert "Heures de lecture de Centre de Ternoy" in text(anne.get(new))

    assert "obligatoire" in text(anne.post(new, {**form, "days": []}), 422)
    assert anne.post(new, form).status_code == 302

    tree = pages.page(anne.get(page))
    said = pages.words(pages.of_id(tree, "hours-ct"))
    assert "Personne ne lit : samedi, dimanche, de 22 h 00 à 8 h 00" in said
    assert len(pages.of_id(tree, "hours-ct").xpath(".//*[@class='gap']")) == 3
    reading = pages.words(pages.of_id(tree, f"participant-{reader.pk}"))
    assert "du lundi au vendredi, de 22 h 00 à 8 h 00 · Scanner" in reading

    hours = reader.readings.get()
    line = at(c.site, f"hours/{hours.pk}/")
    assert "22:00" in pages.of_id(pages.page(anne.get(line)), "id_starts_at").get("value")
    everyday = {**form, "version": "1", "days": [str(day) for day in range(7)]}
    assert anne.post(line, everyday).status_code == 302
    assert anne.post(line, everyday).status_code == 409
    assert "Personne ne lit" not in text(anne.get(page))
    assert anne.post(f"{line}removal/", {"version": "2"}).status_code == 302
    assert not reader.readings.exists()
    assert c.events()[-3:] == ["solution.hours-added", "solution.hours-changed", "solution.hours-removed"]


def test_nobody_else_says_when_they_read_and_only_a_reading_centre_has_hours(c):
    row = c.full()
    reader = Participant.objects.get(part="reading_centre")
    hours = c.hours(reader, [0], 8, 18)
    provider = Participant.objects.get(part="provider")
    form = {"version": "0", "days": ["0"], "starts_at": "08:00", "ends_at": "18:00", "modalities": ["ct"]}

    assert as_(c.leo).get(at(c.site, f"hours/{hours.pk}/")).status_code == 404
    assert as_(c.marc).get(at(c.site, f"hours/{hours.pk}/")).status_code == 403
    refused = as_(c.anne).post(at(c.site, f"participants/{provider.pk}/hours/new/"), form)
    assert "Seul un centre de lecture" in text(refused, 422)
    # Whoever takes part reads them too.
    assert "lundi, de 8 h 00 à 18 h 00" in text(as_(c.leo).get(at(c.centre, f"{row.pk}/")))


def test_who_has_left_no_longer_covers_anything(c):
    row = c.full()
    reader = Participant.objects.get(part="reading_centre")
    c.hours(reader, list(range(7)), 20, 9)
    other = c.participant(row, written_name="Lecture Orzane")
    c.hours(other, [0], 22, 8)
    page = at(c.site, f"{row.pk}/")
    assert "Personne ne lit" not in text(as_(c.anne).get(page))

    Participant.objects.filter(pk=reader.pk).update(ends_on="2026-01-02")

    assert "Personne ne lit : du mardi au dimanche" in text(as_(c.anne).get(page))
