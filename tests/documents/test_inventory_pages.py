"""The inventory as its readers see it: counts, filters, heads; changed in place, with and without scripts."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from aplomb.apps.documents import services
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.evaluations.cases import NOW, Case
from tests.support import pages, scored
from tests.support.small import criterion, fr

pytestmark = pytest.mark.django_db
FORM = {"version": "0", "state": "present", "kept_at": "Qualiscope", "edition_label": "v2", "owner": ""}


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True  # the second factor has its own tests


def today() -> date:
    return day_in_paris(timezone.now())


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def client(c: Case, client: Client) -> Client:
    client.force_login(c.anne)
    return client


def address(c: Case, rest: str = "") -> str:
    return f"/o/{c.site.pk}/documents/{rest}"


def line(c: Case, code: str = "DOC-001") -> str:
    return address(c, f"expected/essai/{code}/")


def shown(client: Client, c: Case, query: str = "") -> list[str]:
    """The titles that the list shows, in its order."""
    return titles(pages.page(client.get(address(c, query))))


def titles(tree: Any) -> list[str]:
    heads = [row.xpath(".//th")[0] for row in pages.of_class(tree, "doc")]
    for small in (small for head in heads for small in head.xpath(".//small")):
        small.drop_tree()
    return [pages.words(head) for head in heads]


def figures(tree: Any) -> list[str]:
    return pages.all_words(tree, "fig")


def test_every_expected_document_is_there_with_what_it_counts_as(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present", today() - timedelta(days=1), kept_at="Classeur 3")
    scored.paper(c, "DOC-002", "partial")

    tree = pages.page(client.get(address(c)))

    assert figures(tree) == [
        "Existent 0",
        "Partiels 1",
        "Périmés 1",
        "Manquent 1",
        "Indispensables prêts 0 sur 1",
    ]
    first, second, third = (pages.words(row) for row in pages.of_class(tree, "doc"))
    assert first.startswith("Indispensable : Convention Classeur 3 1.1.1, 1.1.2 Périmé")
    assert second.startswith("Planning 1.1.2 Partiel")
    assert third.startswith("Charte Manque")


def test_heads_count_the_whole_of_them_whatever_is_shown(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present")

    tree = pages.page(client.get(address(c, "?show=todo")))

    assert pages.all_words(tree, "grp") == ["Conventions 50 % 1 sur 2 prêts", "Chartes 0 % 0 sur 1 prêts"]
    assert titles(tree) == ["Planning", "Charte"]


def test_each_filter_says_how_many_and_shows_them(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present", today() + timedelta(days=90), owner=c.anne.pk)
    scored.paper(c, "DOC-002", "present", today() + timedelta(days=91))

    chips = pages.all_words(pages.page(client.get(address(c))), "chip")

    assert chips == [
        "Tous 3",
        "À traiter 1",
        "Indispensables 1",
        "Échéance sous 90 jours 1",
        "Les miens 1",
    ]
    assert shown(client, c, "?show=todo") == ["Charte"]
    assert shown(client, c, "?show=indispensable") == ["Indispensable : Convention"]
    assert shown(client, c, "?show=soon") == ["Indispensable : Convention"]
    assert shown(client, c, "?show=mine") == ["Indispensable : Convention"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("PLANNING", ["Planning"]),
        ("quâliscope", ["Planning"]),
        ("1.1.2", ["Indispensable : Convention", "Planning"]),
        ("doc-003", ["Charte"]),
        ("rien de tel", []),
    ],
)
def test_words_are_sought_in_titles_places_and_numbers(
    c: Case, client: Client, words: str, found: list[str]
) -> None:
    scored.paper(c, "DOC-002", kept_at="Qualiscope")

    assert shown(client, c, f"?q={words}") == found


def test_by_deadline_the_nearest_comes_first(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present", today() + timedelta(days=200))
    scored.paper(c, "DOC-002", "present", today() + timedelta(days=20))
    scored.paper(c, "DOC-003", "present", today() - timedelta(days=20))

    tree = pages.page(client.get(address(c, "?by=deadline")))

    assert [text.split(" ", 1)[0] for text in pages.all_words(tree, "grp")] == ["Périmés", "Sous", "Plus"]
    assert shown(client, c, "?by=deadline") == ["Charte", "Planning", "Indispensable : Convention"]


def test_by_family_a_document_stands_with_the_first_criterion_that_asks_for_it(
    c: Case, client: Client
) -> None:
    tree = pages.page(client.get(address(c, "?by=family")))

    assert pages.all_words(tree, "grp") == [
        "Famille 1 0 % 0 sur 2 prêts",
        "Demandés par aucun critère 0 % 0 sur 1 prêts",
    ]


def test_an_address_that_asks_what_cannot_be_asked_shows_everything(c: Case, client: Client) -> None:
    assert len(shown(client, c, "?show=%00&by=nothing&of=essai")) == 3
    assert shown(client, c, "?of=imagerie") == []


def test_a_site_that_evaluates_nothing_is_told_where_to_begin(client: Client) -> None:
    site = factories.organisation()
    client.force_login(factories.quality_manager(site))

    tree = pages.page(client.get(f"/o/{site.pk}/documents/"))

    assert "Aucun document n’est encore attendu" in pages.words(tree)
    assert pages.of_class(tree, "doc") == []


def test_documents_that_the_profile_does_not_call_for_are_not_expected() -> None:
    families = {
        "1.1": [
            criterion("1.1.1", documents=["DOC-001"], applies_if=["ct"]),
            criterion("1.1.2", documents=["DOC-002"]),
        ]
    }
    c = scored.case({}, of=scored.edition(families=families), profile={"ct": False})
    client = Client()
    client.force_login(c.anne)

    assert shown(client, c) == ["Planning", "Charte"]


def test_the_latest_evaluation_says_what_is_expected() -> None:
    first = scored.case({}, of=scored.edition())
    more = [*scored.DOCUMENTS, {"code": "DOC-004", "title": fr("Registre"), "category": "charter"}]
    scored.case({}, place=first.site, of=scored.edition("2026.2", documents=more))
    client = Client()
    client.force_login(first.anne)

    assert shown(client, first)[-1] == "Registre"


# — Changing ———————————————————————————————————————————————————————————————————————————————————————————————


def test_without_scripts_a_line_is_changed_on_a_page_and_back_to_its_place(c: Case, client: Client) -> None:
    form = pages.page(client.get(line(c) + "?show=todo"))
    assert form.xpath("//input[@name='version']/@value") == ["0"]

    answer = client.post(line(c) + "?show=todo", FORM)

    assert answer.status_code == 302
    assert answer.headers["Location"] == address(c, "?show=todo#d-essai-DOC-001")
    row = DocumentRecord.objects.get()
    assert (row.code, row.state, row.kept_at, row.edition_label) == ("DOC-001", "present", "Qualiscope", "v2")


def test_a_row_that_is_recorded_leaves_the_page_as_a_reload_would(c: Case, client: Client) -> None:
    answer = client.post(line(c) + "?show=todo", FORM, headers={"HX-Request": "true"})

    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#inventory", "outerHTML")
    swapped = pages.of_id(pages.fragment(answer), "inventory")
    reloaded = pages.of_id(pages.page(client.get(address(c, "?show=todo"))), "inventory")
    said = "Convention : enregistré."
    assert pages.words(swapped) == f"{said} {pages.words(reloaded)}".strip()


def test_what_is_wrong_comes_back_beside_what_was_typed(c: Case, client: Client) -> None:
    wrong = {**FORM, "approved_on": "2026-05-02", "valid_until": "2026-05-01"}

    answer = client.post(line(c), wrong)

    tree = pages.page(answer, status=422)
    assert "Le document serait périmé avant d’être approuvé." in pages.words(tree)
    assert tree.xpath("//input[@name='kept_at']/@value") == ["Qualiscope"]
    assert not DocumentRecord.objects.exists()


def test_a_day_that_does_not_exist_is_told_at_its_field(c: Case, client: Client) -> None:
    tree = pages.page(client.post(line(c), {**FORM, "valid_until": "2026-02-30"}), status=422)

    field = tree.xpath("//input[@name='valid_until']")[0]
    assert field.get("aria-invalid") == "true"
    assert pages.of_class(tree, "err")


def test_two_people_at_once_see_both_versions_and_the_second_chooses(c: Case, client: Client) -> None:
    services.write(
        c.site,
        [Wanted("essai/DOC-001", {"state": "partial", "kept_at": "Intranet"})],
        standing=factories.standing(c.anne),
        at=NOW,
    )

    tree = pages.page(client.post(line(c), FORM), status=409)

    text = pages.words(tree)
    assert "Anne Royèvre a modifié cette ligne" in text
    assert "Partiel Intranet" in text
    assert tree.xpath("//input[@name='kept_at']/@value") == ["Qualiscope"]
    assert tree.xpath("//input[@name='version']/@value") == ["1"]
    assert DocumentRecord.objects.get().kept_at == "Intranet"

    client.post(line(c), {**FORM, "version": "1"})

    assert DocumentRecord.objects.get().kept_at == "Qualiscope"


def test_several_lines_take_a_state_at_once_or_none_does(c: Case, client: Client) -> None:
    ticked = {"state": "present", "line": ["essai/DOC-001@0", "essai/DOC-002@0"]}

    client.post(address(c, "states/"), ticked)
    client.post(address(c, "states/"), {"state": "missing", "line": ["essai/DOC-001@1", "essai/DOC-002@0"]})

    assert list(DocumentRecord.objects.values_list("code", "state")) == [
        ("DOC-001", "present"),
        ("DOC-002", "present"),
    ]
    assert Event.objects.filter(action="document.changed").count() == 1


def test_a_document_of_ones_own_stands_after_the_others_and_counts_in_nothing(
    c: Case, client: Client
) -> None:
    form = {
        "version": "0",
        "title": "Livret d’accueil",
        "state": "missing",
        "referential": "essai",
        "criteria": "2.1.1, 1.1.1",
    }

    client.post(address(c, "own/"), form)

    tree = pages.page(client.get(address(c)))
    assert pages.words(pages.of_class(tree, "doc")[-1]).startswith(
        "Livret d’accueil ajouté par le site 2.1.1, 1.1.1"
    )
    assert figures(tree)[3] == "Manquent 3"
    own = DocumentRecord.objects.get()
    removed = client.post(address(c, f"own/{own.pk}/removal/"), {"version": "1"})
    assert removed.status_code == 302
    assert not DocumentRecord.objects.exists()


# — Who —————————————————————————————————————————————————————————————————————————————————————————————————————


def test_an_evaluator_reads_all_and_changes_what_is_in_their_charge(c: Case) -> None:
    scored.paper(c, "DOC-002", "missing", owner=c.marc.pk)
    client = Client()
    client.force_login(c.marc)

    tree = pages.page(client.get(address(c)))

    assert [box.get("value") for box in tree.xpath("//input[@name='line']")] == ["essai/DOC-002@1"]
    assert client.get(line(c, "DOC-002")).status_code == 200
    assert client.get(line(c, "DOC-001")).status_code == 403
    assert client.post(line(c, "DOC-001"), FORM).status_code == 403
    assert client.get(address(c, "own/")).status_code == 403


def test_for_a_stranger_and_for_whoever_supervises_there_is_no_inventory(c: Case) -> None:
    group = factories.organisation(kind=Kind.GROUP)
    factories.affiliation(c.site, group)
    neighbour = factories.quality_manager(factories.organisation())
    client = Client()

    client.force_login(neighbour)
    found = [client.get(path).status_code for path in (address(c), line(c), address(c, "inventory.xlsx"))]
    assert found == [404, 404, 404]

    client.force_login(factories.member(group, Role.READER))
    assert client.get(address(c)).status_code == 403
    assert client.get(address(c, "inventory.xlsx")).status_code == 403


def test_a_consultant_whom_the_site_engaged_keeps_the_inventory_with_it(c: Case) -> None:
    firm = factories.organisation(kind=Kind.CONSULTANCY)
    factories.engagement(firm, c.site)
    client = Client()
    client.force_login(factories.member(firm, Role.CONSULTANT))

    assert client.post(line(c), FORM).status_code == 302

    assert DocumentRecord.objects.get().state == "present"


# — Speed, and files ————————————————————————————————————————————————————————————————————————————————————————


@pytest.mark.parametrize("count", [3, 120])
def test_the_list_asks_as_much_of_the_database_for_three_documents_as_for_a_hundred(
    django_assert_num_queries: Any, count: int
) -> None:
    client = Client()
    documents = [
        {"code": f"DOC-{n:03}", "title": fr(f"Document {n}"), "category": "convention"} for n in range(count)
    ]
    families = {"1.1": [criterion("1.1.1", documents=[one["code"] for one in documents])]}
    c = scored.case({}, of=scored.edition(documents=documents, families=families))
    for document in documents:
        scored_row(c, document["code"])
    client.force_login(c.anne)
    client.get(address(c))

    # Session, person, roles, the place, what the site answers, the lines, the places of the side bar, the bell.
    with django_assert_num_queries(9):
        client.get(address(c))


def scored_row(c: Case, code: str) -> None:
    DocumentRecord.objects.create(
        organisation=c.site,
        referential="essai",
        code=code,
        title=code,
        state="present",
        owner=c.marc,
        changed_at=NOW,
        changed_by=c.anne,
    )


def test_the_workbook_holds_every_line_and_the_journal_says_who_took_it(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present", date(2030, 1, 2), kept_at="=cmd()", owner=c.marc.pk)

    answer = client.get(address(c, "inventory.xlsx"))

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="documents-')
    sheet = load_workbook(BytesIO(answer.content))["Documents"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[1] for row in rows] == ["DOC-001", "DOC-002", "DOC-003"]
    assert rows[0][2:7] == ["Convention", "Conventions", "oui", "existe", "=cmd()"]
    assert sheet.cell(5, 7).data_type == "s"
    assert (rows[0][9], rows[0][10].date()) == (None, date(2030, 1, 2))
    event = Event.objects.select_related("value").get(action="content.exported")
    assert (event.stream_id, event.actor) == (c.anne.stream_id, c.anne.actor_id)
    assert event.value.data == {"file": "inventory.xlsx"}
