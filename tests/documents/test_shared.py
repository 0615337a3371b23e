"""Documents that a group keeps for its sites: counted while the site belongs to it and says nothing of its own."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from aplomb.apps.documents import services
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.documents.queries import inventory_data, records
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.evaluations.results_queries import outcome_of
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.evaluations.cases import Case
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
FIRST, SECOND = "essai/DOC-001", "essai/DOC-002"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True  # the second factor has its own tests


def now() -> Any:
    return timezone.now()


def today() -> date:
    return day_in_paris(now())


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def group(c: Case) -> Organisation:
    place = factories.organisation("Groupe Sorvane", Kind.GROUP)
    factories.affiliation(c.site, place)
    return place


def keeper(place: Organisation) -> Any:
    return factories.member(place, Role.QUALITY_MANAGER)


def share(place: Organisation, key: str = FIRST, by: Any = None, **values: Any) -> DocumentRecord:
    """What the quality manager of a group says of a document that holds for its sites."""
    said = {"state": "present", "shared": True, **values}
    standing = factories.standing(by or keeper(place), today())
    return services.write(place, [Wanted(key, said)], standing=standing, at=now())[0]


def say(c: Case, key: str, **values: Any) -> DocumentRecord:
    standing = factories.standing(c.anne, today())
    return services.write(c.site, [Wanted(key, values, 0)], standing=standing, at=now())[0]


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def held(c: Case) -> dict[str, State | None]:
    """What counts of each expected document, the same in the rules, the inventory and the results."""
    found = {code: record.state for code, record in records(c.site.pk, "essai", today()).items()}
    lines = inventory_data(c.site.pk, today())
    assert {line["code"]: line["state"] for line in lines if line["code"]} == found
    counted = outcome_of(c.evaluation, today()).documents
    papers = (*counted.lines, *counted.not_applicable)
    assert {one.document.code: one.record.state for one in papers if one.record.state} == found
    return found


def test_what_a_group_shares_holds_for_its_sites(c: Case, group: Organisation) -> None:
    until = today() + timedelta(days=200)

    share(group, kept_at="Armoire du groupe", valid_until=until)
    share(group, SECOND, shared=False)

    assert held(c) == {"DOC-001": State.PRESENT}
    record = records(c.site.pk, "essai", today())["DOC-001"]
    assert record == Record(State.PRESENT, "Armoire du groupe", until)
    assert record.shared_by == "Groupe Sorvane"


def test_what_the_site_says_itself_goes_first_until_it_leaves_it_to_the_group(
    c: Case, group: Organisation
) -> None:
    share(group)
    row = say(c, FIRST, state="partial")
    assert held(c) == {"DOC-001": State.PARTIAL}

    services.follow_group(c.site, FIRST, row.version, standing=factories.standing(c.anne, today()), at=now())

    assert held(c) == {"DOC-001": State.PRESENT}
    event = Event.objects.filter(stream=c.site.stream).latest("seq")
    assert event.action == "document.left-to-group"
    assert list(faults()) == []


@pytest.mark.parametrize("ends", ["over", "stopped", "not accepted", "not yet"])
def test_it_holds_only_while_the_site_belongs_to_the_group(c: Case, ends: str) -> None:
    place = factories.organisation("Groupe Sorvane", Kind.GROUP)
    yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
    dates: dict[str, Any] = {
        "over": {"until": yesterday},
        "stopped": {"until": today()},
        "not accepted": {"accepted": False},
        "not yet": {"since": tomorrow},
    }[ends]
    link = factories.affiliation(c.site, place, **dates)
    if ends == "stopped":
        link.stop(today())
    row = DocumentRecord.objects.create(
        organisation=place,
        referential="essai",
        code="DOC-001",
        title="Convention",
        state="present",
        shared=True,
        changed_at=now(),
        changed_by=c.anne,
    )

    assert held(c) == {}
    assert of(c.anne).get(f"/o/{c.site.pk}/documents/shared/{row.pk}/").status_code == 404


def test_the_nearest_goes_first(c: Case, group: Organisation) -> None:
    network = factories.organisation("Réseau", Kind.NETWORK)
    factories.affiliation(group, network)
    for place, code, state in (
        (network, "DOC-001", "present"), (network, "DOC-002", "present"), (group, "DOC-001", "partial"),
    ):  # fmt: skip
        share(place, f"essai/{code}", state=state)

    assert held(c) == {"DOC-001": State.PARTIAL, "DOC-002": State.PRESENT}


def test_a_closed_evaluation_keeps_what_was_shared_that_day(c: Case, group: Organisation) -> None:
    share(group)
    closed = c.close()

    Affiliation.objects.get(child=c.site).stop(today())

    line = closed.frozen["documents"][0]
    assert (line["code"], line["state"], line["shared_by"]) == ("DOC-001", "present", "Groupe Sorvane")
    record = outcome_of(closed, today()).documents.lines[0].record
    assert (record.state, record.shared_by) == (State.PRESENT, "Groupe Sorvane")


def test_only_a_group_shares_and_only_its_own_people_change_what_it_shares(
    c: Case, group: Organisation
) -> None:
    own = services.add_own(
        group,
        {"title": "Convention type", "state": "present", "shared": True},
        standing=factories.standing(keeper(group), today()),
        at=now(),
    )

    with pytest.raises(NotAllowed) as alone:
        say(c, FIRST, state="present", shared=True)
    with pytest.raises(NotAllowed) as theirs:
        say(c, f"own/{own.pk}", state="missing")
    with pytest.raises(NotAllowed) as stranger:
        share(group, by=c.anne)

    assert alone.value.refusals[0].code == "document.write.not-a-group"
    assert theirs.value.refusals[0].code == "document.write.of-the-group"
    assert stranger.value.refusals[0].code == "document.write.not-yours"
    assert [event.action for event in Event.objects.filter(stream=group.stream)] == ["document.changed"]


def test_a_site_sees_it_as_shared_counts_it_and_reads_its_file(c: Case, group: Organisation) -> None:
    boss = keeper(group)
    row = share(group, by=boss)
    sent = SimpleUploadedFile("convention.txt", b"Convention du groupe.", "text/plain")
    kept = of(boss).post(
        f"/o/{group.pk}/documents/expected/essai/DOC-001/files/upload/", {"file": sent, "checked": "1"}
    )
    assert kept.status_code == 302
    file = DocumentFile.objects.get()
    address = f"/o/{c.site.pk}/documents/"

    tree = pages.page(of(c.anne).get(address))
    first = pages.words(pages.of_class(tree, "doc")[0])
    shared = pages.words(pages.page(of(c.marc).get(f"{address}shared/{row.pk}/")))
    given = of(c.marc).get(f"{address}shared/{row.pk}/files/{file.pk}/")
    book = load_workbook(BytesIO(of(c.anne).get(f"{address}inventory.xlsx").content))["Documents"]

    assert "partagé par Groupe Sorvane · 1 fichier" in first
    assert pages.all_words(tree, "fig")[0] == "Existent 1"
    assert "Partagé par Groupe Sorvane" in shared
    assert (
        b"".join(given.streaming_content if given.streaming else [given.content]) == b"Convention du groupe."
    )
    assert (book.cell(5, 6).value, book.cell(5, 14).value) == ("existe", "Groupe Sorvane")


def test_what_is_reported_or_of_another_group_is_given_to_nobody(c: Case, group: Organisation) -> None:
    boss = keeper(group)
    row = share(group, by=boss)
    sent = SimpleUploadedFile("convention.txt", b"Convention du groupe.", "text/plain")
    of(boss).post(
        f"/o/{group.pk}/documents/expected/essai/DOC-001/files/upload/", {"file": sent, "checked": "1"}
    )
    file = DocumentFile.objects.select_related("file").get()
    stranger = factories.quality_manager(factories.organisation("Ailleurs"))
    path = f"shared/{row.pk}/files/{file.pk}/"

    assert of(stranger).get(f"/o/{c.site.pk}/documents/{path}").status_code == 404
    assert (
        of(stranger).get(f"/o/{stranger.memberships.get().organisation_id}/documents/{path}").status_code
        == 404
    )
    file.file.reported_at = now()
    file.file.save(update_fields=["reported_at"])
    assert of(c.anne).get(f"/o/{c.site.pk}/documents/{path}").status_code == 404


def test_the_group_sees_its_inventory_and_which_sites_have_each(c: Case, group: Organisation) -> None:
    boss = keeper(group)
    row = share(group, by=boss)
    other = factories.organisation("Centre du Lac")
    factories.affiliation(other, group)
    say(c, FIRST, state="partial")

    listed = pages.words(pages.page(of(boss).get(f"/o/{group.pk}/documents/")))
    whole = pages.page(of(boss).get(f"/o/{group.pk}/documents/shared/{row.pk}/"))

    assert "vaut pour 1 site sur 2" in listed
    rows = [pages.words(one) for one in whole.xpath("//tbody/tr")]
    assert rows == ["Centre de Clairvaldieu le site indique le sien", "Centre du Lac a celui du groupe"]


def test_a_form_of_the_group_says_that_it_holds_and_the_site_s_leaves_it_again(
    c: Case, group: Organisation
) -> None:
    boss = keeper(group)
    form = {
        "version": "0",
        "state": "present",
        "kept_at": "",
        "edition_label": "v1",
        "owner": "",
        "shared": "on",
    }
    of(boss).post(f"/o/{group.pk}/documents/{'expected/essai/DOC-001/'}", form)
    assert DocumentRecord.objects.get().shared
    line = f"/o/{c.site.pk}/documents/expected/essai/DOC-001/"
    mine = of(c.anne)
    mine.post(line, {**form, "shared": "", "state": "missing"})
    assert held(c) == {"DOC-001": State.MISSING}

    answer = mine.post(f"{line}group/", {"version": "1"})

    assert answer.status_code == 302
    assert held(c) == {"DOC-001": State.PRESENT}
    assert mine.post(f"{line}group/", {"version": "1"}).status_code == 409


def test_queries_do_not_grow_with_sites_and_documents(c: Case, group: Organisation) -> None:
    boss = keeper(group)
    share(group, by=boss)
    address, mine = f"/o/{c.site.pk}/documents/", f"/o/{group.pk}/documents/"
    site, theirs = of(c.anne), of(boss)
    site.get(address), theirs.get(mine)  # plans are made once

    def count(client: Client, where: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(where).status_code == 200
        return len(found)

    before = (count(site, address), count(theirs, mine))
    share(group, SECOND, by=boss)
    share(group, "essai/DOC-003", by=boss)
    for name in ("Un", "Deux", "Trois"):
        factories.affiliation(factories.organisation(name), group)

    assert (count(site, address), count(theirs, mine)) == before
