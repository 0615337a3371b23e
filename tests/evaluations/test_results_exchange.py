"""The grid out and back in: every difference shown, merged like an off-line device, and all or nothing."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.evaluations import exchange
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation
from aplomb.apps.journal.models import Entry as Event
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.formats.grid import read_grid
from aplomb.formats.grid_csv import grid_csv
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.problems import BadFile
from tests import factories
from tests.evaluations.cases import NOW, Case, op
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
DAY = NOW.date()
SCORE, COMMENT, REASON = "Score actuel", "Commentaires", "Justification NA"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c() -> Case:
    return scored.case()


@pytest.fixture
def client(c: Case, client: Client) -> Client:
    client.force_login(c.anne)
    return client


def address(c: Case, rest: str) -> str:
    return f"/evaluations/{c.evaluation.pk}/{rest}"


def fresh(c: Case) -> Evaluation:
    return Evaluation.objects.select_related("organisation").get(pk=c.evaluation.pk)


def exported(c: Case) -> bytes:
    return exchange.grid_file(fresh(c), DAY, "fr")


def edited(data: bytes, changes: Mapping[tuple[str, str], Any], sheet: str = "Grille") -> bytes:
    """The file once somebody has typed these values, by line (its first cell) and title of column."""
    book = openpyxl.load_workbook(BytesIO(data))
    table = book[sheet]
    titles = {cell.value: cell.column for row in table.iter_rows(max_row=1) for cell in row}
    lines = {str(row[0].value): row[0].row for row in table.iter_rows(min_row=2) if row[0].value}
    for (line, title), value in changes.items():
        table.cell(lines[line], titles[title]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def differences(c: Case, data: bytes, name: str = "g.xlsx", by: Any = None) -> exchange.Differences:
    return exchange.differences(fresh(c), data, name, factories.standing(by or c.anne))


def told(found: exchange.Differences) -> dict[str, tuple[Any, Any, bool]]:
    """Each answer that changes: from, to, in conflict."""
    return {one.criterion.code: (one.now.score, one.wanted.score, one.conflict) for one in found.answers}


def take(c: Case, data: bytes, *, dry_run: bool = False, by: Any = None) -> exchange.Taken:
    standing = factories.standing(by or c.anne)
    parcel = exchange.differences(fresh(c), data, "g.xlsx", standing).parcel
    return exchange.take(fresh(c), parcel, standing=standing, at=LATER, dry_run=dry_run)


def score(c: Case, code: str) -> Any:
    return Entry.objects.get(evaluation=c.evaluation, criterion=code).score


# — Out ————————————————————————————————————————————————————————————————————————————————


def test_the_file_holds_the_answers_the_documents_and_what_it_was_exported_from(c: Case) -> None:
    scored.paper(c, "DOC-001", "present", DAY, kept_at="Classeur 3")

    grid = read_grid(exported(c), "g.xlsx", edition=exchange.compiled(c.evaluation.edition_id))

    assert {code: entry.score for code, entry in grid.entries.items()} == {
        **{code: value for code, value in scored.SCORES.items() if value != "NA"},
        "2.1.2": exchange.NA,
    }
    assert grid.documents["DOC-001"].reference == "Classeur 3"
    assert (grid.evaluation, grid.revision) == (str(c.evaluation.public_id), fresh(c).revision)
    assert grid.organisation == "Centre de Clairvaldieu"


def test_a_file_taken_away_leaves_a_trace_with_the_person(c: Case, client: Client) -> None:
    answer = client.get(address(c, "grid.xlsx"))

    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    event = Event.objects.select_related("value").get(action="content.exported")
    assert event.value.data["file"] == "grid.xlsx"
    assert event.value.data["evaluation"] == str(c.evaluation.public_id)


# — What differs ———————————————————————————————————————————————————————————————————————


def test_a_file_that_comes_back_untouched_changes_nothing(c: Case) -> None:
    found = differences(c, exported(c))

    assert not found
    assert found.agreed == 5


def test_what_somebody_typed_is_told_from_what_they_left_alone(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3, ("1.2.1", COMMENT): "Vu au comité."})
    c.say(op("1.1.2", score=0, base=fresh(c).revision))  # meanwhile, elsewhere in the grid

    found = differences(c, data)

    assert told(found) == {"1.1.1": (1, 3, False), "1.2.1": (2, 2, False)}
    assert [(one.score, one.comment) for one in found.answers] == [(True, False), (False, True)]


def test_what_has_changed_since_the_file_left_is_a_conflict(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3})
    c.say(op("1.1.1", score=2, base=fresh(c).revision), by=c.anne, device="tablet")

    found = differences(c, data)

    assert told(found) == {"1.1.1": (2, 3, True)}
    assert found.conflicts == 1


def test_both_sides_that_came_to_the_same_answer_differ_in_nothing(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3})
    c.say(op("1.1.1", score=3, base=fresh(c).revision), device="tablet")

    assert not differences(c, data)


def test_an_answer_wiped_in_the_file_is_wiped(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): None})

    assert told(differences(c, data)) == {"1.1.1": (1, None, False)}
    take(c, data)
    assert score(c, "1.1.1") is None


def test_not_applicable_travels_with_its_reason(c: Case) -> None:
    data = edited(exported(c), {("1.1.2", SCORE): "NA", ("1.1.2", REASON): "Pas de garde."})

    take(c, data)

    entry = Entry.objects.get(evaluation=c.evaluation, criterion="1.1.2")
    assert (entry.score, entry.na_reason) == ("NA", "Pas de garde.")


def test_a_grid_filled_without_having_been_exported_only_adds_and_never_overwrites(c: Case) -> None:
    edition = exchange.compiled(c.evaluation.edition_id)
    unsaid = "2.1.1"
    c.say(op(unsaid, score=None, base=fresh(c).revision))
    Entry.objects.filter(evaluation=c.evaluation, criterion=unsaid).delete()
    data = edited(write_grid(edition), {("1.1.1", SCORE): 3, (unsaid, SCORE): 2})

    found = differences(c, data)

    assert told(found) == {"1.1.1": (1, 3, True), unsaid: (None, 2, False)}


def test_a_text_file_does_as_well(c: Case) -> None:
    edition = exchange.compiled(c.evaluation.edition_id)
    text = grid_csv(edition, entries={"1.1.1": exchange.Answer(2)})

    assert told(differences(c, text, "g.csv")) == {"1.1.1": (1, 2, True)}


def test_the_grid_of_another_evaluation_is_refused_whole(c: Case) -> None:
    other = scored.case(of=c.evaluation.edition)

    with pytest.raises(BadFile) as refused:
        differences(c, exported(other))

    assert [problem.code for problem in refused.value.problems] == ["exchange.other-evaluation"]


# — Taking —————————————————————————————————————————————————————————————————————————————


def test_taking_a_file_records_each_answer_as_its_bearer_and_twice_is_once(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3, ("1.2.1", SCORE): 3})

    first, events = take(c, data), Event.objects.count()
    again = take(c, data)

    assert first.count("applied") == 2
    assert (score(c, "1.1.1"), score(c, "1.2.1")) == (3, 3)
    assert not again.results
    assert Event.objects.count() == events


def test_a_conflict_keeps_both_answers_and_the_one_that_stands(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3})
    c.say(op("1.1.1", score=2, base=fresh(c).revision), device="tablet")

    taken = take(c, data)

    assert taken.count("conflict") == 1
    assert score(c, "1.1.1") == 2
    assert Conflict.objects.filter(evaluation=c.evaluation).count() == 1


def test_a_trial_answers_the_same_and_leaves_no_trace(c: Case) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3})
    data = edited(data, {("DOC-003", "État"): "existe"}, "Documents")
    before = (fresh(c).revision, Event.objects.count())

    tried = take(c, data, dry_run=True)

    assert (tried.count("applied"), tried.papers) == (1, 1)
    assert (fresh(c).revision, Event.objects.count()) == before
    assert score(c, "1.1.1") == 1
    assert not DocumentRecord.objects.filter(organisation=c.site).exists()


def test_an_evaluator_s_file_changes_only_what_was_given_to_them(c: Case) -> None:
    c.assign(_2=[c.marc])
    data = edited(exported(c), {("1.1.1", SCORE): 3, ("2.1.1", SCORE): 0})

    taken = take(c, data, by=c.marc)

    assert [(one["status"], "refusal" in one) for one in taken.results] == [
        ("rejected", True),
        ("applied", False),
    ]
    assert (score(c, "1.1.1"), score(c, "2.1.1")) == (1, 0)


def test_documents_come_with_the_grid_unless_the_site_changed_them_since(c: Case) -> None:
    changes = {
        ("DOC-001", "État"): "existe",
        ("DOC-002", "État"): "partiel",
        ("DOC-002", "Référence"): "GED",
    }
    data = edited(exported(c), changes, "Documents")
    DocumentRecord.objects.filter(organisation=c.site).delete()
    scored.paper(c, "DOC-001", "missing")
    DocumentRecord.objects.filter(organisation=c.site).update(changed_at=LATER)

    found = differences(c, data)
    taken = take(c, data)

    assert {one.document.code: one.newer for one in found.papers} == {"DOC-001": True, "DOC-002": False}
    assert taken.papers == 1
    kept = dict(DocumentRecord.objects.filter(organisation=c.site).values_list("code", "state"))
    assert kept == {"DOC-001": "missing", "DOC-002": "partial"}


# — The pages ——————————————————————————————————————————————————————————————————————————


def send(client: Client, c: Case, data: bytes, name: str = "grille.xlsx") -> Any:
    return client.post(address(c, "import/"), {"grid": SimpleUploadedFile(name, data)})


def test_every_difference_is_shown_before_anything_is_taken(c: Case, client: Client) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3, ("1.2.1", COMMENT): "Vu."})
    before = fresh(c).revision

    tree = pages.page(send(client, c, data))

    rows = [pages.words(row) for row in tree.xpath("//section[@aria-labelledby='h-answers']//tbody/tr")]
    assert rows == [
        "1.1.1 Critère 1.1.1. 1 , Passable 3 , Très bon",
        "1.2.1 Critère 1.2.1. 2 , Bon même niveau Vu.",
    ]
    assert fresh(c).revision == before


def test_only_what_is_ticked_is_taken(c: Case, client: Client) -> None:
    tree = pages.page(send(client, c, edited(exported(c), {("1.1.1", SCORE): 3, ("1.2.1", SCORE): 0})))
    (parcel,) = tree.xpath("//input[@name='parcel']/@value")

    answer = client.post(address(c, "import/acceptance/"), {"parcel": parcel, "take": ["1.1.1"]}, follow=True)

    assert "1 réponse reprise du fichier." in pages.content(answer)
    assert (score(c, "1.1.1"), score(c, "1.2.1")) == (3, 2)


def test_what_was_shown_to_somebody_serves_nobody_else(c: Case, client: Client) -> None:
    tree = pages.page(send(client, c, edited(exported(c), {("1.1.1", SCORE): 3})))
    (parcel,) = tree.xpath("//input[@name='parcel']/@value")
    client.force_login(factories.quality_manager(c.site))

    for sent in (parcel, parcel[:-1], "", "x"):
        answer = client.post(address(c, "import/acceptance/"), {"parcel": sent, "take": ["1.1.1"]})
        assert (answer.status_code, answer.url) == (302, address(c, "import/"))
    assert score(c, "1.1.1") == 1


def test_bad_cells_are_listed_with_their_place_and_how_to_mend_them_and_nothing_is_taken(
    c: Case, client: Client
) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 7, ("1.2.1", SCORE): "NA", ("2.1.1", SCORE): 0})
    before = fresh(c).revision

    tree = pages.page(send(client, c, data), status=422)

    rows = [pages.words(row) for row in tree.xpath("//section[@aria-labelledby='h-problems']//tbody/tr")]
    assert len(rows) == 2
    assert all("grille.xlsx, feuille Grille, ligne" in row for row in rows)
    assert tree.xpath("//input[@name='parcel']") == []
    assert fresh(c).revision == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"%PDF-1.7", b"\x00" * 100], ids=len)
def test_what_is_no_grid_is_refused_in_words(c: Case, client: Client, data: bytes) -> None:
    answer = send(client, c, data)

    assert answer.status_code == 422
    assert "Traceback" not in pages.content(answer)


def test_a_page_without_a_file_asks_for_one(c: Case, client: Client) -> None:
    answer = client.post(address(c, "import/"), {})

    assert "Choisissez le fichier" in pages.content(answer)
    assert answer.status_code == 422


def test_a_consultant_may_look_and_brings_nothing_back(c: Case, client: Client) -> None:
    client.force_login(consultant(c))
    tree = pages.page(send(client, c, edited(exported(c), {("1.1.1", SCORE): 3})))
    (parcel,) = tree.xpath("//input[@name='parcel']/@value")

    client.post(address(c, "import/acceptance/"), {"parcel": parcel, "take": ["1.1.1"]})

    assert score(c, "1.1.1") == 1


def consultant(c: Case) -> Any:
    """Somebody who reads the site's evaluation and answers nothing in it."""
    firm = factories.organisation(kind=Kind.CONSULTANCY)
    factories.engagement(firm, c.site)
    return factories.member(firm, Role.CONSULTANT)


def test_nothing_comes_back_into_a_closed_evaluation(c: Case, client: Client) -> None:
    data = edited(exported(c), {("1.1.1", SCORE): 3})
    c.close()

    taken = take(c, data)

    assert [one["status"] for one in taken.results] == ["rejected"]
    assert score(c, "1.1.1") == 1
