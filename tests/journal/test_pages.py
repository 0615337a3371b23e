"""The pages of the journal: who did what, when; what is wrong in the chain; nobody else's business."""

from datetime import timedelta

import pytest
from django.db import connection

from aplomb.apps.accounts import services as accounts
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations import services, trail
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.docs.test_docs import TOOL
from tests.evaluations.cases import NOW, case, op
from tests.support.pages import all_words, of_class, page, words

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def lived():
    made = case()
    made.say(op("1.1.1", score=2), op("1.2.1", comment="Vu avec le cadre."))
    standing = factories.standing(made.anne)
    services.invite(made.site, ["zoe@example.org"], Role.EVALUATOR, standing=standing, origin="", at=LATER)
    return made


def of(site):
    return f"/o/{site.pk}/journal/"


def rows(tree):
    return [[words(cell) for cell in row.xpath("./td | ./th")] for row in tree.xpath("//table//tbody/tr")]


def test_a_quality_manager_reads_each_event_in_words(client, lived):
    client.force_login(lived.anne)
    name = lived.anne.get_full_name()

    found = rows(page(client.get(of(lived.site))))

    assert [(what, who) for _when, what, who, _object, _event in found] == [
        ("Invitation envoyée zoe@example.org · Évaluateur", f"{name} Responsable qualité"),
        ("Critère coté un commentaire", f"{name} Responsable qualité"),
        ("Critère coté cotation : 2", f"{name} Responsable qualité"),
        ("Évaluation commencée essai@2026.1", f"{name} Responsable qualité"),
    ]
    assert all("juin 2026" in when for when, *_ in found)
    assert found[2][3].endswith("1.1.1")


def test_the_filters_live_in_the_address_and_offer_what_happened(client, lived):
    client.force_login(lived.anne)

    tree = page(client.get(of(lived.site) + "?action=entry.written"))

    assert len(rows(tree)) == 2
    chosen = tree.xpath("//select[@name='action']/option[@selected]/@value")
    offered = tree.xpath("//select[@name='action']/option/@value")
    assert chosen == ["entry.written"]
    assert set(offered) == {"", "entry.written", "evaluation.created", "member.invited"}
    assert tree.xpath("//select[@name='person']/option/text()")[1:] == [lived.anne.get_full_name()]
    assert rows(page(client.get(of(lived.site) + "?since=2026-06-02"))) == []


def test_an_address_that_cannot_be_read_filters_nothing_and_says_so(client, lived):
    client.force_login(lived.anne)

    tree = page(client.get(of(lived.site) + "?since=hier&person=x&before=y"))

    assert len(rows(tree)) == 4
    assert all_words(tree, "err")


def test_an_object_is_followed_from_its_row(client, lived):
    client.force_login(lived.anne)
    tree = page(client.get(of(lived.site)))
    (link,) = {href for href in tree.xpath("//tbody//a/@href") if "evaluation/" in href}

    followed = page(client.get(link))

    assert len(rows(followed)) == 3
    assert str(lived.evaluation) in words(followed.xpath("//h2[@id='events']")[0])


def test_pages_go_back_in_time_and_forth(client, lived, monkeypatch):
    monkeypatch.setattr("aplomb.apps.organisations.journal_views.PAGE", 3)
    client.force_login(lived.anne)
    first = page(client.get(of(lived.site) + "?person=" + lived.anne.actor_id))

    (older,) = first.xpath("//a[@rel='next']/@href")
    second = page(client.get(older))

    assert len(rows(first)) == 3
    assert [what for _when, what, *_ in rows(second)] == ["Évaluation commencée essai@2026.1"]
    assert lived.anne.actor_id in older
    assert second.xpath("//a[@rel='next']") == []


def test_the_whole_chain_is_checked_on_demand_and_a_fault_is_named(client, lived):
    client.force_login(lived.anne)
    sound = page(client.get(of(lived.site) + "?check=on"))
    assert "Chaîne intacte : 4 événements vérifiés" in words(of_class(sound, "callout")[0])

    entry = Entry.objects.filter(stream=lived.evaluation.stream, action="entry.written").first()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET role = 'evaluator' WHERE id = %s", [entry.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    broken = page(client.get(of(lived.site) + "?check=on"))

    said = words(of_class(broken, "callout")[0])
    assert "La chaîne est rompue" in said
    assert f"{lived.evaluation.stream.name}, événement 2" in said
    assert len([what for _when, what, *_ in rows(broken) if "altéré" in what]) == 1


def test_too_much_for_a_page_is_left_to_the_command(client, lived, monkeypatch):
    monkeypatch.setattr(trail, "MOST_CHECKED", 3)
    client.force_login(lived.anne)

    tree = page(client.get(of(lived.site) + "?check=on"))

    assert "aplomb verify" in words(of_class(tree, "callout")[0])


def test_each_person_gets_what_the_matrix_says(client, lived):
    stranger = factories.quality_manager(factories.organisation("Ailleurs"))
    found = {}
    for name, person in {
        "nobody": None,
        "stranger": stranger,
        "evaluator": lived.marc,
        "led": lived.anne,
    }.items():
        if person is None:
            client.logout()
        else:
            client.force_login(person)
        found[name] = (client.get(of(lived.site)).status_code, client.get("/journal/").status_code)

    assert found == {"nobody": (302, 302), "stranger": (404, 200), "evaluator": (403, 404), "led": (200, 200)}


def test_the_platform_reads_of_a_site_what_is_about_access_without_its_words(client, lived):
    accounts.signed_in(lived.anne, at=NOW, address="192.0.2.1", methods=["password"])
    client.force_login(factories.administrator())

    of_site = page(client.get(of(lived.site)))
    whole = page(client.get("/journal/"))

    assert [what for _when, what, *_ in rows(of_site)] == ["Invitation envoyée"]
    assert {what for _when, what, *_ in rows(whole)} == {"Invitation envoyée", "Connexion"}
    for tree in (of_site, whole):
        assert "zoe@example.org" not in words(tree)
        assert "192.0.2.1" not in words(tree)


@pytest.mark.parametrize("number", [1, 40])
def test_the_page_takes_as_many_queries_for_forty_events_as_for_one(
    client, number, django_assert_max_num_queries
):
    made = case()
    for index in range(number):
        made.say(op("1.1.1", base=index + 1, comment=f"Fois {index}."))
    client.force_login(made.anne)
    client.get(of(made.site))

    with django_assert_max_num_queries(22):
        assert len(rows(page(client.get(of(made.site))))) == number + 1


def test_every_event_that_an_area_records_has_its_words():
    """Found in the code as the documents find them; the words stand in the `told.py` of each area."""
    recorded = {name for name, _room in TOOL.recorded()}

    assert recorded
    assert recorded - set(trail.actions()) == set()
    assert set(trail.security()) <= set(trail.actions())
