"""Two rows of one organisation become one, with everything that hung on them; or nothing changes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.evaluations import services as evaluations
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations import merging, services, trail
from aplomb.apps.organisations.models import Affiliation, Membership, Organisation
from aplomb.apps.organisations.policy import NotAllowed, standing_of
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.api.calling import confirmed
from tests.evaluations.cases import small_edition
from tests.support.pages import page, words

NO_FILTER = trail.Filters()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True


@pytest.fixture
def boss():
    return factories.administrator()


@pytest.fixture
def pair() -> tuple[Organisation, Organisation]:
    kept = factories.organisation("Centre du Lac", city="Ternoy", siret="73282932000074")
    return kept, factories.organisation("CENTRE DU LAC", city="Ternoy", finess="750712184")


def merge(boss, kept, double, **values: Any) -> Organisation:
    return merging.merge(
        kept, double, values, standing=standing_of(boss, timezone.localdate()), at=timezone.now()
    )


def refused(act) -> list[str]:
    with pytest.raises(NotAllowed) as error:
        act()
    return [refusal.code for refusal in error.value.refusals]


def events(place) -> list[str]:
    return list(Entry.objects.filter(stream=place.stream_id).order_by("seq").values_list("action", flat=True))


def record(place, code="DOC-001"):
    return DocumentRecord.objects.create(
        organisation=place, referential="essai", code=code, title="Convention", state="present",
        changed_at=timezone.now(), changed_by=factories.user(),
    )  # fmt: skip


def evaluate(place, edition):
    anne = factories.quality_manager(place)
    return evaluations.create(place, edition, standing=factories.standing(anne), at=timezone.now())


def test_everything_of_the_double_goes_to_the_one_that_is_kept(boss, pair):
    kept, double = pair
    edition = small_edition()
    group = factories.organisation("Groupe", Kind.GROUP)
    done = evaluate(double, edition)
    paper, link = record(double), factories.affiliation(double, group)

    merge(boss, kept, double, finess="750712184")

    for row in (done, paper):
        row.refresh_from_db()
        assert row.organisation_id == kept.pk
    link.refresh_from_db()
    assert link.child_id == kept.pk
    kept.refresh_from_db()
    assert (kept.name, kept.siret, kept.finess, kept.version) == (
        "Centre du Lac",
        "73282932000074",
        "750712184",
        2,
    )
    assert Membership.objects.get().organisation == kept
    assert not Organisation.objects.filter(pk=double.pk).exists()
    assert (events(kept), events(double)) == (["organisation.merged"], ["organisation.merged-into"])


def test_what_both_have_stays_once(boss, pair):
    kept, double = pair
    group = factories.organisation("Groupe", Kind.GROUP)
    anne = factories.user()
    for place in pair:
        factories.membership(anne, place, Role.QUALITY_MANAGER)
        factories.affiliation(place, group)

    merge(boss, kept, double)

    today = timezone.localdate()
    assert Membership.objects.filter(Membership.current(today), organisation=kept).count() == 1
    assert Affiliation.objects.filter(Affiliation.current(today), child=kept).count() == 1
    assert Membership.objects.filter(organisation=kept).count() == 2


def test_what_can_only_be_there_once_refuses_the_whole_and_leaves_all_as_it_was(boss, pair):
    kept, double = pair
    edition = small_edition()
    for place in pair:
        record(place)
        evaluate(place, edition)

    with pytest.raises(NotAllowed) as error:
        merge(boss, kept, double)

    (refusal,) = error.value.refusals
    assert refusal.facts == {"what": "lignes de l’inventaire, évaluations"}
    assert Organisation.objects.filter(pk=double.pk).exists()
    assert DocumentRecord.objects.filter(organisation=double).exists()
    assert Membership.objects.filter(organisation=double).exists()
    assert (events(kept), events(double)) == ([], [])


def test_two_that_are_tied_or_of_two_kinds_are_not_one(boss, pair):
    group, network = (factories.organisation(kind=kind) for kind in (Kind.GROUP, Kind.NETWORK))
    other = factories.organisation(kind=Kind.GROUP)
    factories.affiliation(group, other)

    assert refused(lambda: merge(boss, group, network)) == ["organisation.merge.other-kind"]
    assert refused(lambda: merge(boss, group, other)) == ["organisation.merge.tied"]
    assert refused(lambda: merge(boss, group, group)) == ["organisation.merge.itself"]


def test_merged_twice_is_merged_once(boss, pair):
    kept, double = pair
    merge(boss, kept, double)

    assert refused(lambda: merge(boss, kept, double)) == ["organisation.merge.itself"]
    assert events(kept) == ["organisation.merged"]


def test_a_quality_manager_merges_nothing(pair):
    kept, double = pair
    anne = factories.quality_manager(kept)

    assert refused(lambda: merge(anne, kept, double)) == ["organisation.merge.not-yours"]


# — The pages ——————————————————————————————————————————————————————————————————————


def test_likely_doubles_are_listed_compared_and_merged(boss, pair):
    kept, double = pair
    anne = factories.quality_manager(double)
    client = confirmed(boss).client
    shown = page(client.get("/organisations/doubles/"))
    assert "nom et ville" in words(shown)
    (address,) = shown.xpath("//main//a[contains(@href, 'merging')]/@href")

    tree = page(client.get(address))
    assert tree.xpath("//input[@name='finess'][@checked]/@value") == [str(double.pk)]
    assert "Rôles : 1" in words(tree).replace("\u00a0", " ")
    answer = client.post(
        "/organisations/doubles/merging/",
        {"one": kept.pk, "other": double.pk, "keep": kept.pk, "name": kept.pk, "finess": double.pk},
    )

    assert (answer.status_code, answer.url) == (302, f"/o/{kept.pk}/settings/")
    assert "CENTRE DU LAC fait désormais partie de Centre du Lac." in words(page(client.get(answer.url)))
    assert "Aucun doublon probable" in words(page(client.get("/organisations/doubles/")))
    hers = Client()
    hers.force_login(anne)
    moved = hers.get(f"/o/{double.pk}/team/?x=1")
    assert (moved.status_code, moved.url) == (302, f"/o/{kept.pk}/team/?x=1")
    assert "fait désormais partie de Centre du Lac" in words(page(hers.get(moved.url)))


def test_the_old_address_leads_nobody_where_they_may_not_go(boss, pair):
    kept, double = pair
    merge(boss, kept, double)
    stranger = Client()
    stranger.force_login(factories.quality_manager(factories.organisation()))

    assert stranger.get(f"/o/{double.pk}/team/").status_code == 404
    assert confirmed(boss).client.post(f"/o/{double.pk}/team/invitations/", {}).status_code == 404
    assert confirmed(boss).client.get(f"/api/v1/organisations/{double.pk}").status_code == 404


def test_the_double_s_journal_is_read_under_the_one_that_is_kept_and_both_chains_hold(boss, pair):
    kept, double = pair
    anne, zoe = factories.quality_manager(kept), factories.quality_manager(double)
    for place, person, town in ((kept, anne, "Ternoy"), (double, zoe, "Ternoy-le-Lac")):
        services.update(
            place, {"city": town}, version=1, standing=factories.standing(person), at=timezone.now()
        )
    merge(boss, kept, double)
    client = Client()
    client.force_login(anne)
    both = len(events(kept)) + len(events(double))

    for address in (f"/o/{kept.pk}/journal/", f"/o/{kept.pk}/journal/?object=organisation/{kept.pk}"):
        told = words(page(client.get(address)))
        # Once as a choice of the filter, then once for each event.
        assert told.count("Fiche de la structure modifiée") == 3
        assert told.count("Réunie à une autre structure") == 2
    checked = trail.check(trail.visible(trail.scope_of(standing_of(anne, timezone.localdate())), NO_FILTER))
    assert (checked.streams, checked.entries, checked.faults) == (2, both, [])
    assert f"{both} événements" in words(page(client.get(f"/o/{kept.pk}/journal/?check=on")))
    # A double of a double is followed too, and nobody else reads any of it.
    other = factories.organisation("Centre du lac", city="Ternoy")
    merge(boss, other, Organisation.objects.get(pk=kept.pk))
    client.force_login(anne)
    assert words(page(client.get(f"/o/{other.pk}/journal/"))).count("Réunie à une autre structure") == 3
    client.force_login(factories.quality_manager(factories.organisation("Ailleurs")))
    for key in (kept.pk, double.pk, other.pk):
        assert client.get(f"/journal/?object=organisation/{key}").status_code == 404


def test_a_refusal_is_told_on_the_page(boss, pair):
    kept, double = pair
    record(kept)
    record(double)

    answer = confirmed(boss).client.post(
        "/organisations/doubles/merging/", {"one": kept.pk, "other": double.pk, "keep": double.pk}
    )

    assert "lignes de l’inventaire" in words(page(answer, 422))
    assert Organisation.objects.filter(pk__in=(kept.pk, double.pk)).count() == 2


def test_two_that_are_not_there_are_a_missing_page(boss, pair):
    client = confirmed(boss).client

    for query in ("", "?one=1", f"?one={pair[0].pk}&other={pair[0].pk}", "?one=x&other=y"):
        assert client.get(f"/organisations/doubles/merging/{query}").status_code == 404


def test_the_list_of_doubles_asks_the_same_queries_for_one_and_for_many(boss, pair):
    client = confirmed(boss).client
    client.get("/organisations/doubles/")

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/organisations/doubles/")
        return len(queries)

    few = counted()
    for _number in range(5):
        factories.organisation("Centre du Lac", city="Ternoy")

    assert counted() == few
