"""Organisations over the API: known to those whose they are, changed from the version that was read."""

import pytest

from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.models import Affiliation, Invitation, Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.api.calling import browser, confirmed, nobody, problem_of, program

pytestmark = pytest.mark.django_db
SIRET = "73282932000074"


@pytest.fixture
def secretary():
    return factories.member(factories.organisation("Association", kind=Kind.ASSOCIATION), Role.SECRETARY)


def events(place):
    return list(Entry.objects.filter(stream=place.stream_id).order_by("seq").values_list("action", flat=True))


def names(answer):
    return [one["name"] for one in answer.json()["items"]]


# — Reading ———————————————————————————————————————————————————————————————————————


def test_each_person_lists_the_organisations_that_they_know(site, anne, stranger, secretary):
    group = factories.organisation("Groupe", kind=Kind.GROUP)
    consultancy = factories.organisation("Conseil", kind=Kind.CONSULTANCY)
    factories.affiliation(site, group)
    factories.engagement(consultancy, site)
    reader = factories.member(group, Role.READER)
    consultant = factories.member(consultancy, Role.CONSULTANT)

    listed = {
        person: names(program(person, "read").get("/organisations"))
        for person in (anne, stranger, reader, consultant, secretary)
    }

    assert listed[anne] == ["Centre de Clairvaldieu"]
    assert listed[stranger] == ["Ailleurs"]
    assert set(listed[reader]) == {"Groupe", "Centre de Clairvaldieu"}
    assert set(listed[consultant]) == {"Conseil", "Centre de Clairvaldieu"}
    assert len(listed[secretary]) == Organisation.objects.count()


def test_a_list_is_narrowed_by_kind_and_by_words_of_the_name(secretary, site):
    factories.organisation("Région de l’Étang", kind=Kind.REGION)
    factories.organisation("Étang-sur-Mer")
    caller = program(secretary, "read")

    assert names(caller.get("/organisations?kind=region")) == ["Région de l’Étang"]
    assert set(names(caller.get("/organisations?q=etang"))) == {"Région de l’Étang", "Étang-sur-Mer"}
    problem_of(caller.get("/organisations?kind=planet"), 422)


def test_pages_of_the_list_follow_one_another_whatever_comes_meanwhile(secretary):
    for number in range(5):
        factories.organisation(f"Site {number}")
    caller = program(secretary, "read")
    whole = [one["id"] for one in caller.get("/organisations").json()["items"]]
    seen, cursor = [], 0

    while cursor is not None:
        page = caller.get(f"/organisations?limit=2&cursor={cursor}").json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if len(seen) == 2:
            whole.append(factories.organisation("Entre-temps").pk)

    assert seen == whole


@pytest.mark.parametrize("number", [1, 30])
def test_a_list_takes_as_many_queries_for_thirty_as_for_one(number, secretary, django_assert_num_queries):
    for _ in range(number):
        factories.organisation()
    caller = program(secretary, "read")
    caller.get("/organisations")

    with django_assert_num_queries(3):  # the key, the person's standing, the list
        caller.get("/organisations")


def test_one_s_own_is_read_and_somebody_else_s_is_not_there(site, anne, marc, stranger):
    address = f"/organisations/{site.pk}"

    assert program(anne, "read").get(address).json() == {
        "id": site.pk,
        "kind": "site",
        "name": "Centre de Clairvaldieu",
        "short_name": "",
        "city": "Valdieu",
        "siret": "",
        "finess": "",
        "version": 1,
        "created_at": program(marc, "read").get(address).json()["created_at"],
    }
    theirs = program(stranger, "read").get(address)
    missing = program(stranger, "read").get("/organisations/999999")
    problem_of(theirs, 404)
    assert theirs.content == missing.content
    problem_of(nobody().get(address), 401)


def test_moments_are_said_in_utc(site, anne):
    assert program(anne).get(f"/organisations/{site.pk}").json()["created_at"].endswith("Z")


# — Making and changing ———————————————————————————————————————————————————————————


def test_the_association_makes_an_organisation_with_a_key_and_nobody_is_invited(secretary):
    body = {"kind": "site", "name": "  Nouveau   centre ", "siret": "732 829 320 00074", "city": "Valdor"}

    made = program(secretary).post("/organisations", body)

    assert made.status_code == 201
    row = Organisation.objects.get(pk=made.json()["id"])
    assert (row.name, row.siret, row.city) == ("Nouveau centre", SIRET, "Valdor")
    assert events(row) == ["organisation.created"]
    assert not Invitation.objects.exists()


def test_naming_who_will_run_it_grants_a_role_so_it_takes_a_person(secretary):
    body = {"kind": "site", "name": "Nouveau centre", "manager": "Nina@example.org"}

    assert problem_of(program(secretary).post("/organisations", body), 403)["code"] == "session_only"
    assert problem_of(browser(secretary).post("/organisations", body), 403)["code"] == "step_up"
    assert not Organisation.objects.filter(name="Nouveau centre").exists()

    made = confirmed(secretary).post("/organisations", body)

    assert made.status_code == 201
    invited = Invitation.objects.get(organisation=made.json()["id"])
    assert (invited.email, invited.role) == ("nina@example.org", Role.QUALITY_MANAGER)


def test_a_consultant_makes_a_client_s_site_with_whoever_will_run_it(site):
    consultancy = factories.organisation("Conseil", kind=Kind.CONSULTANCY)
    consultant = factories.member(consultancy, Role.CONSULTANT)
    body = {"kind": "site", "name": "Client"}

    refused = problem_of(program(consultant).post("/organisations", body), 409)
    assert refused["code"] == "organisation.create.needs-manager"
    assert not Organisation.objects.filter(name="Client").exists()

    made = confirmed(consultant).post("/organisations", {**body, "manager": "client@example.org"})
    assert made.status_code == 201
    problem_of(program(consultant).get(f"/organisations/{made.json()['id']}"), 404)


def test_a_site_s_people_make_no_organisation(anne, marc):
    for person in (anne, marc):
        refused = problem_of(program(person).post("/organisations", {"kind": "site", "name": "X"}), 403)
        assert refused["code"] == "organisation.create.not-yours"


def test_a_change_touches_what_it_says_and_nothing_else(site, anne):
    changed = program(anne).patch(f"/organisations/{site.pk}", {"version": 1, "short_name": "Clairvaldieu"})

    assert (changed.json()["version"], changed.json()["short_name"]) == (2, "Clairvaldieu")
    site.refresh_from_db()
    assert (site.name, site.city, site.short_name) == ("Centre de Clairvaldieu", "Valdieu", "Clairvaldieu")
    assert events(site) == ["organisation.updated"]


def test_a_change_from_an_older_version_is_refused_with_what_there_is_now(site, anne):
    caller = program(anne)
    caller.patch(f"/organisations/{site.pk}", {"version": 1, "city": "Valdor"})

    refused = problem_of(caller.patch(f"/organisations/{site.pk}", {"version": 1, "city": "Ailleurs"}), 409)

    assert (refused["code"], refused["current"]["city"], refused["current"]["version"]) == (
        "stale",
        "Valdor",
        2,
    )
    assert events(site) == ["organisation.updated"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 1, "kind": "group"}, "kind"),
        ({"version": 1, "stream": 4}, "stream"),
        ({"version": 1, "public_id": "x"}, "public_id"),
        ({"version": 1, "name": "   "}, "name"),
        ({"version": 1, "name": "x" * 161}, "name"),
        ({"version": 1, "finess": "12"}, "finess"),
        ({"version": 0}, "version"),
        ({"city": "Valdor"}, "version"),
    ],
)
def test_fields_that_are_not_its_own_or_not_right_are_refused(site, anne, body, field):
    errors = problem_of(program(anne).patch(f"/organisations/{site.pk}", body), 422)["errors"]

    assert [one["field"] for one in errors] == [field]
    assert events(site) == []


def test_an_evaluator_may_not_change_and_is_told_why_a_stranger_sees_nothing(site, marc, stranger):
    body = {"version": 1, "city": "Valdor"}

    refused = problem_of(program(marc).patch(f"/organisations/{site.pk}", body), 403)
    assert refused["code"] == "organisation.update.not-yours"
    problem_of(program(stranger).patch(f"/organisations/{site.pk}", body), 404)


# — Affiliations ——————————————————————————————————————————————————————————————————


@pytest.fixture
def group():
    return factories.organisation("Groupe", kind=Kind.GROUP)


def test_affiliations_are_listed_from_either_end(site, anne, group, stranger):
    factories.affiliation(site, group, shares_detail=True)
    reader = factories.member(group, Role.READER)

    (own,) = program(anne).get(f"/organisations/{site.pk}/affiliations").json()["items"]
    (theirs,) = program(reader).get(f"/organisations/{group.pk}/affiliations").json()["items"]

    assert own == theirs
    assert (own["child"]["name"], own["parent"]["name"], own["shares_detail"]) == (site.name, "Groupe", True)
    problem_of(program(stranger).get(f"/organisations/{site.pk}/affiliations"), 404)


def test_a_site_enters_a_group_by_a_person_who_has_just_proved_it(site, anne, group):
    address, body = f"/organisations/{site.pk}/affiliations", {"parent": group.pk, "shares_detail": True}

    assert problem_of(program(anne).post(address, body), 403)["code"] == "session_only"
    assert problem_of(browser(anne).post(address, body), 403)["code"] == "step_up"

    made = confirmed(anne).post(address, body)
    assert (made.status_code, made.json()["shares_detail"]) == (201, True)
    again = problem_of(confirmed(anne).post(address, body), 409)
    assert again["code"] == "affiliation.accept.already"
    assert events(site) == ["affiliation.accepted"]


def test_what_a_group_sees_is_said_anew_and_ended(site, anne, marc, group):
    link = factories.affiliation(site, group)
    address = f"/organisations/{site.pk}/affiliations/{link.pk}"

    changed = confirmed(anne).patch(address, {"shares_detail": True})
    assert changed.json()["shares_detail"] is True
    problem_of(program(marc).delete(address), 403)

    left = program(anne).delete(address)
    assert (left.status_code, left.content) == (204, b"")
    assert program(anne).get(f"/organisations/{site.pk}/affiliations").json()["items"] == []
    problem_of(program(anne).delete(address), 404)
    assert Affiliation.objects.get().stopped_on


def test_only_a_group_a_network_or_a_region_is_entered(site, anne):
    other = factories.organisation("Voisin")

    refused = problem_of(
        confirmed(anne).post(f"/organisations/{site.pk}/affiliations", {"parent": other.pk}), 409
    )

    assert refused["code"] == "affiliation.accept.not-a-supervisor"
    problem_of(confirmed(anne).post(f"/organisations/{site.pk}/affiliations", {"parent": 999_999}), 404)


@pytest.mark.parametrize("number", [1, 30])
def test_affiliations_take_as_many_queries_for_thirty_as_for_one(number, group, django_assert_num_queries):
    for _ in range(number):
        factories.affiliation(factories.organisation(), group)
    caller = program(factories.member(group, Role.READER))
    address = f"/organisations/{group.pk}/affiliations"
    caller.get(address)

    with django_assert_num_queries(5):  # key, standing in two, the organisation, its affiliations
        assert len(caller.get(address).json()["items"]) == number
