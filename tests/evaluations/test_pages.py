"""The pages around the grid, as their reader sees them; and what the grid's own page weighs."""

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.grid_words import grid_words
from aplomb.apps.evaluations.models import Assignment, Conflict, Entry, Evaluation
from aplomb.apps.referentials.services import import_edition
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.formats import library
from tests import factories
from tests.evaluations.cases import NOW, TABLET, Case, case, op, small_edition
from tests.support.pages import content, of_class, of_id, page, words

pytestmark = pytest.mark.django_db
SCRIPTS = Path(__file__).parents[2] / "src/aplomb/web/static/aplomb/js"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c() -> Case:
    return case()


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# — The list —————————————————————————————————————————————————————————————————


def test_a_site_without_evaluation_says_what_goes_here_and_offers_one() -> None:
    site = factories.organisation()
    anne, marc = factories.quality_manager(site), factories.evaluator(site)

    offered = page(as_(anne).get(f"/o/{site.pk}/evaluations/"))
    told = page(as_(marc).get(f"/o/{site.pk}/evaluations/"))

    assert offered.xpath("//a[@href=$to]", to=f"/o/{site.pk}/evaluations/new/")
    assert not told.xpath("//a[@href=$to]", to=f"/o/{site.pk}/evaluations/new/")
    assert "Le responsable qualité du site la commence." in words(of_class(told, "empty")[0])


def test_the_list_says_state_completion_score_and_days(c: Case) -> None:
    c.answer_all(2)
    c.close()
    again = services.create(
        c.site,
        c.evaluation.edition,
        standing=factories.standing(c.anne),
        at=NOW,
        due_on=(NOW + timedelta(days=30)).date(),
    )
    c.evaluation = again
    c.say(op("1.1.1", score=3))
    c.say(op("1.1.1", base=0, score=0), device=TABLET)

    tree = page(as_(c.marc).get(f"/o/{c.site.pk}/evaluations/"))

    rows = [words(row) for row in tree.xpath("//tbody/tr")]
    assert len(rows) == 2
    for said in (
        "Auto-évaluation n° 2",
        "Ouverte",
        "1 à trancher",
        "20 %",
        "4 critères restants",
        "100 %",
    ):
        assert said in rows[0]
    for said in ("Auto-évaluation n° 1", "Close", "67 %", "1er juin 2026", c.anne.get_short_name()):
        assert said in rows[1]


def test_the_list_costs_the_same_for_one_and_for_many(c: Case, django_assert_num_queries: Any) -> None:
    client = as_(c.marc)
    client.get(f"/o/{c.site.pk}/evaluations/")
    with django_assert_num_queries(8):
        client.get(f"/o/{c.site.pk}/evaluations/")
    for _ in range(4):
        services.create(c.site, c.evaluation.edition, standing=factories.standing(c.anne), at=NOW)
    with django_assert_num_queries(8):
        client.get(f"/o/{c.site.pk}/evaluations/")


# — A new one ————————————————————————————————————————————————————————————————


def test_a_new_evaluation_asks_each_fact_and_takes_none_for_granted() -> None:
    edition = small_edition()
    site = factories.organisation(profile={"ct": False})
    client = as_(factories.quality_manager(site))
    address = f"/o/{site.pk}/evaluations/new/"

    shown = page(client.get(address))
    incomplete = client.post(address, {"edition": edition.pk, "fact-ct": "no", "selection": ""})
    made = client.post(
        address, {"edition": edition.pk, "fact-ct": "no", "fact-mri": "yes", "selection": "decouverte"}
    )

    assert shown.xpath("//input[@name='fact-ct'][@checked]/@value") == ["no"]
    assert shown.xpath("//input[@name='fact-mri'][@checked]") == []
    assert incomplete.status_code == 422
    assert "Répondez par oui ou par non." in content(incomplete)
    evaluation = Evaluation.objects.get()
    assert (made.status_code, made.url) == (302, f"/evaluations/{evaluation.pk}/")
    assert (evaluation.profile, evaluation.selection) == ({"ct": False, "mri": True}, "decouverte")


def test_the_facts_are_those_of_the_evaluation_before(c: Case) -> None:
    services.change_profile(
        c.evaluation.pk, {"ct": True, "mri": False}, standing=factories.standing(c.anne), at=NOW
    )

    shown = page(as_(c.anne).get(f"/o/{c.site.pk}/evaluations/new/"))

    assert shown.xpath("//input[starts-with(@name,'fact-')][@checked]/@value") == ["yes", "no"]


def test_several_referentials_are_offered_first() -> None:
    small_edition()
    small_edition(code="autre", edition="2027.1")
    small_edition(code="autre", edition="2026.10")
    site = factories.organisation()
    client = as_(factories.quality_manager(site))

    shown = page(client.get(f"/o/{site.pk}/evaluations/new/"))

    assert [words(card).split(" · ")[0] for card in of_class(shown, "linkcard")] == [
        "EssaiÉdition 2027.1",
        "EssaiÉdition 2026.1",
    ]


def test_whoever_may_not_start_one_is_told(c: Case) -> None:
    assert as_(c.marc).get(f"/o/{c.site.pk}/evaluations/new/").status_code == 403
    stranger = factories.quality_manager(factories.organisation())
    assert as_(stranger).get(f"/o/{c.site.pk}/evaluations/new/").status_code == 404
    assert as_(stranger).get(f"/evaluations/{c.evaluation.pk}/").status_code == 404
    for name in ("closure", "assignments", "profile", "reopening"):
        address = f"/evaluations/{c.evaluation.pk}/{name}/"
        assert (as_(stranger).get(address).status_code, as_(c.marc).get(address).status_code) == (404, 403)


# — Facts and parts ——————————————————————————————————————————————————————————


def test_a_fact_that_goes_puts_its_answers_aside_and_brings_them_back(c: Case) -> None:
    c.say(op("2.2.1", score=3))
    client, address = as_(c.anne), f"/evaluations/{c.evaluation.pk}/profile/"

    def state(ct: str) -> None:
        structure = Evaluation.objects.get(pk=c.evaluation.pk).structure
        posted = {"structure": structure, "fact-ct": ct, "fact-mri": "yes"}
        assert client.post(address, posted).status_code == 302

    state("no")
    without = Evaluation.objects.get(pk=c.evaluation.pk).summary["total"]
    state("yes")
    with_it = Evaluation.objects.get(pk=c.evaluation.pk).summary["total"]

    assert (without["asked"], without["answered"]) == (4, 0)
    assert (with_it["asked"], with_it["answered"]) == (5, 1)
    assert Entry.objects.get().value == 3


def test_parts_are_given_and_a_form_made_before_somebody_elses_says_so(c: Case) -> None:
    client, address = as_(c.anne), f"/evaluations/{c.evaluation.pk}/assignments/"
    form = {"structure": c.evaluation.structure, "shown-1": "1", "part-1": [c.marc.pk], "shown-2.1": "1"}
    given = client.post(address, form)
    late = client.post(address, {**form, "part-1": [c.anne.pk]})

    assert given.status_code == 302
    assert [(one.part, one.user) for one in Assignment.objects.all()] == [("1", c.marc)]
    assert late.status_code == 409
    assert "Quelqu’un a modifié l’évaluation" in content(late)
    shown = page(late, 409)
    assert shown.xpath("//input[@name='part-1'][@checked]/@value") == [
        str(c.anne.pk)
    ]  # what was ticked is not lost


def test_giving_nothing_new_leaves_no_event(c: Case) -> None:
    form = {"structure": c.evaluation.structure, "shown-1": "1"}

    as_(c.anne).post(f"/evaluations/{c.evaluation.pk}/assignments/", form)

    assert Evaluation.objects.get(pk=c.evaluation.pk).revision == 1


# — Closing and reopening ————————————————————————————————————————————————————


def test_what_keeps_it_open_is_listed_with_links(c: Case) -> None:
    c.answer_all()
    c.say(op("1.1.2", score=None), op("1.2.1", base=0, score=0))
    c.say(op("1.2.1", base=0, score=3), device=TABLET)
    client = as_(c.anne)

    shown = page(client.get(f"/evaluations/{c.evaluation.pk}/closure/"))
    refused = client.post(f"/evaluations/{c.evaluation.pk}/closure/")

    assert [words(head) for head in shown.xpath("//main//section//h2")] == [
        "Critères sans réponse",
        "Deux réponses, à trancher",
    ]
    links = shown.xpath("//ul[contains(@class,'rows')]//a/@href")
    assert links == [f"/evaluations/{c.evaluation.pk}/#c-{code}" for code in ("1.1.2", "1.2.1")]
    assert refused.status_code == 409
    assert Evaluation.objects.get(pk=c.evaluation.pk).status == Status.OPEN


def test_closing_names_its_consequence_then_locks_and_reopening_asks_why(c: Case) -> None:
    c.answer_all()
    client, pk = as_(c.anne), c.evaluation.pk

    asked = page(client.get(f"/evaluations/{pk}/closure/"))
    assert "Les 5 réponses seront figées." in words(of_id(asked, "h-sure"))
    assert client.post(f"/evaluations/{pk}/closure/").url == f"/evaluations/{pk}/results/"
    locked = client.get(f"/evaluations/{pk}/")
    assert f"par {c.anne.get_full_name()}. Les réponses ne changent plus." in content(locked)
    assert client.post(f"/evaluations/{pk}/reopening/", {"reason": " "}).status_code == 422
    assert client.post(f"/evaluations/{pk}/reopening/", {"reason": "Oubli"}).url == f"/evaluations/{pk}/"

    evaluation = Evaluation.objects.get(pk=pk)
    assert (evaluation.status, evaluation.frozen, evaluation.closed_by) == ("open", None, None)


def test_review_is_sent_and_taken_back(c: Case) -> None:
    client, address = as_(c.anne), f"/evaluations/{c.evaluation.pk}/status/"
    states = []
    for to in ("review", "open"):
        client.post(address, {"to": to})
        states.append(Evaluation.objects.get(pk=c.evaluation.pk).status)

    assert states == ["review", "open"]
    assert client.post(address, {"to": "closed"}).status_code == 404
    assert as_(c.marc).post(address, {"to": "review"}).status_code == 403


# — The grid's own page ——————————————————————————————————————————————————————


def part(response: Any, name: str) -> Any:
    (script,) = page(response).xpath("//script[@data-part=$name]", name=name)
    return json.loads(script.text)


def test_the_page_holds_its_data_and_nothing_of_it_ends_the_element_that_holds_it(c: Case) -> None:
    c.say(op("1.1.1", score=1, comment="</script><script>alert(1)</script> & « suite »"))

    response = as_(c.anne).get(f"/evaluations/{c.evaluation.pk}/")

    assert part(response, "data")["entries"]["1.1.1"]["comment"].startswith("</script><script>")
    assert "</script><script>alert" not in content(response)


def test_every_word_that_the_grid_says_is_there(c: Case) -> None:
    known = set(grid_words())
    said = set()
    for file in SCRIPTS.glob("elements/score-grid*.js"):
        said |= set(re.findall(r'words\.say\("([a-z_-]+)"', file.read_text()))

    assert said - known == set()
    assert len(said) > 80


def test_the_grid_costs_the_same_whatever_it_holds(django_assert_num_queries: Any) -> None:
    c = case(import_edition(library.find("teleradiologie"), publish=True, at=NOW)[0])
    client = as_(c.anne)
    address = f"/evaluations/{c.evaluation.pk}/"
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    c.answer_all(1)
    c.assign(_1=[c.marc], _2=[c.marc, c.anne])
    with django_assert_num_queries(9):
        client.get(address)
    c.say(op("1.1.1", base=0, score=3), op("1.1.2", base=0, score=3), device=TABLET)
    assert Conflict.objects.count() == 2
    with django_assert_num_queries(13):  # conflicts are read where there are some
        client.get(address)


def test_the_grid_weighs_what_it_may(c: Case) -> None:
    """150 kB over the wire on a first visit, 25 kB later (architecture.md); half answered, with comments."""
    c = case(import_edition(library.find("teleradiologie"), publish=True, at=NOW)[0])
    edition = library.find("teleradiologie")
    texts = [one.guidance.in_("fr")[:120] for one in edition.criteria]
    c.say(*(op(one.code, score=n % 4, comment=texts[n]) for n, one in enumerate(edition.criteria) if n % 2))

    response = as_(c.anne).get(f"/evaluations/{c.evaluation.pk}/", headers={"Accept-Encoding": "gzip"})

    later = len(response.content)
    tree = page(response)
    files = [*tree.xpath("//link[@rel='stylesheet']/@href"), *tree.xpath("//script/@src"), *modules()]
    first = later + sum(len(gzip.compress(file(name), 6)) for name in sorted(set(files)))
    guidance = as_(c.anne).get(part(response, "data")["content"], headers={"Accept-Encoding": "gzip"})
    spoken = as_(c.anne).get(tree.xpath("//score-grid/@data-words")[0], headers={"Accept-Encoding": "gzip"})
    assert spoken.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert later < 25_000
    assert first + len(guidance.content) + len(spoken.content) <= 160_000
    assert first + len(spoken.content) <= 150_000


def modules() -> list[str]:
    """Every module that the grid's own imports, one from the other."""
    found, waiting = set[Path](), [SCRIPTS / "elements/score-grid.js"]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        imports = re.findall(r'from "(\.[^"]+)"', module.read_text())
        waiting += [(module.parent / name).resolve() for name in imports]
    return [f"/static/aplomb/js/{module.resolve().relative_to(SCRIPTS.resolve())}" for module in found]


def file(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), address
    return Path(found).read_bytes()


def test_the_guidance_is_kept_for_a_year_and_for_people_of_the_house(c: Case) -> None:
    c.evaluation.edition.refresh_from_db()
    client = as_(c.anne)
    address = part(client.get(f"/evaluations/{c.evaluation.pk}/"), "data")["content"]

    response = client.get(address)

    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert json.loads(response.content)["criteria"]["1.1.1"]["guidance"] == ""
    assert client.get(address.replace(".fr.", ".en.")).status_code in (200, 404)
    assert client.get("/referentials/content/0123456789abcdef.fr.json").status_code == 404
    assert Client().get(address).status_code == 404
