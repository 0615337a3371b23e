"""The results page: what it says, where it leads, what it lets one try; who may read it, and at what price."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.evaluations import results_page, services
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.journal.models import Stream
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.evaluations.cases import NOW, Case, op
from tests.support import pages, scored

pytestmark = pytest.mark.django_db


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


def address(c: Case, rest: str = "results/") -> str:
    return f"/evaluations/{c.evaluation.pk}/{rest}"


def page(client: Client, c: Case, query: str = "") -> Any:
    return pages.page(client.get(address(c, f"results/{query}")))


def section(tree: Any, heading: str) -> Any:
    """The panel that this heading names."""
    (found,) = tree.xpath(f"//section[@aria-labelledby='{heading}']")
    return found


def lines(part: Any) -> list[str]:
    """What each line of its tables says."""
    return [pages.words(row) for row in part.xpath(".//tbody/tr")]


def unsay(c: Case, code: str) -> None:
    """Take an answer back."""
    c.say(op(code, score=None, base=Entry.objects.get(evaluation=c.evaluation, criterion=code).revision))


def said(tree: Any, heading: str) -> str:
    return pages.words(section(tree, heading))


def next_one(c: Case, scores: dict[str, int | str]) -> Case:
    """The site closes this evaluation and does another."""
    c.close()
    evaluation = services.create(
        c.site, c.evaluation.edition, standing=factories.standing(c.anne), at=NOW + timedelta(days=200)
    )
    made = Case(c.site, c.anne, c.marc, evaluation)
    scored.answer(made, scores)
    made.evaluation.refresh_from_db()
    return made


# — What it says ———————————————————————————————————————————————————————————————————————


def test_the_head_says_the_score_and_in_one_sentence_what_is_missing(c: Case, client: Client) -> None:
    head = said(page(client, c), "h-score")

    assert head.startswith("Score global 73 % D’où vient ce chiffre : score global")
    assert "renseigné" not in head  # everything is answered
    assert (
        "Il manque 7 points, 1 famille sous son seuil, 1 critère essentiel et 1 document indispensable "
        "pour se présenter à l’audit." in head
    )
    assert "Essentiels conformes 0 sur 1 Non conforme 0 Non applicables 1 20,0 % beaucoup" in head
    assert "Indispensables prêts 0 sur 1 Réponses conformes 75 % au niveau 2 ou plus" in head


def test_a_partial_score_never_stands_alone(client: Client, c: Case) -> None:
    unsay(c, "1.1.2")

    head = said(page(client, c), "h-score")

    # (1 + 4 + 3) / (3 + 6 + 3) = 8/12; over 15, were the rest at 0.
    assert head.startswith("Score global 67 %")
    assert "renseigné à 80 % 53 % si le reste était à 0" in head
    assert "Restent à renseigner 1 sur 5" in head


def test_families_say_their_score_against_the_threshold_and_their_levels(c: Case, client: Client) -> None:
    families = section(page(client, c), "h-families")

    first, second, whole = families.xpath(".//article")
    assert "sous le seuil de 70 % : 67" in pages.words(first)
    assert "sous le seuil" not in pages.words(second)
    assert "100" in pages.words(second)
    assert pages.words(whole).startswith("Ensemble 73")
    assert lines(families) == ["1 Famille 1 0 1 1 1 0 0 67", "2 Famille 2 0 0 0 1 1 0 100"]


def test_a_requirement_all_not_applicable_has_no_score_and_is_not_zero(c: Case, client: Client) -> None:
    scored.answer(c, {"2.1.1": "NA"}, base=c.evaluation.revision)

    heat = section(page(client, c), "h-heat")

    assert [pages.words(cell) for cell in heat.xpath(".//li/a")] == [
        "1.1 67 Exigence 1.1",
        "1.2 67 Exigence 1.2",
        "2.1 NA Exigence 2.1",
    ]


def test_essential_criteria_are_listed_with_what_they_are_worth(c: Case, client: Client) -> None:
    assert said(page(client, c), "h-essential").endswith(
        "1 critère en défaut Critère 1.1.1. 1.1.1 · Anne Royèvre 1 , Passable"
    )

    scored.answer(c, {"1.1.1": 2}, base=c.evaluation.revision)
    assert "en défaut" not in said(page(client, c), "h-essential")


def test_gaps_come_by_points_lost_in_the_order_of_the_grid_where_they_cost_the_same(
    c: Case, client: Client
) -> None:
    assert lines(section(page(client, c), "h-gaps")) == [
        "Critère 1.1.1. 1.1.1 · Essentiel 1 , Passable +13,3",
        "Critère 1.2.1. 1.2.1 2 , Bon +13,3",
    ]


def test_what_is_not_applicable_gives_its_reason_and_too_many_are_flagged(c: Case, client: Client) -> None:
    assert said(page(client, c), "h-na").startswith("Non applicables 20 % des critères plus de 10 %")
    assert "2.1.2 · Anne Royèvre Activité absente du site." in said(page(client, c), "h-na")


def test_the_rules_of_readiness_say_which_are_met_and_what_stands_in_the_way(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001")

    conditions = section(page(client, c), "h-ready")

    assert [pages.words(line) for line in conditions.xpath(".//ul/li")] == [
        "Rempli : Tous les critères renseignés 100 %",
        "Non rempli : Score global de 80 % au moins 73 %",
        "Non rempli : Chaque famille à 70 % au moins 1 sur 2 1 · 67 %",
        "Non rempli : Aucun critère essentiel sous le niveau 2 1 en dessous 1.1.1",
        "Rempli : Documents indispensables présents et à jour 1 sur 1",
    ]
    assert "3 conditions ne sont pas remplies." in pages.words(conditions)


def test_the_shortest_way_raises_the_fewest_criteria_by_the_fewest_levels(c: Case, client: Client) -> None:
    way = section(page(client, c), "h-verdict")

    # 1.1.1 from 1 to 2: 12/15 is 80 %, family 1 is at 9/12, the essential criterion is met.
    assert lines(way) == ["Critère 1.1.1. 1.1.1 · Essentiel 1 , Passable 2 , Bon +6,7"]
    assert "1 critère à relever, 1 niveau à gagner" in pages.words(way)
    (tries,) = way.xpath(".//footer/a/@href")
    then = pages.of_id(page(client, c, tries), "what-if")
    assert "le score global serait de 80 %" in pages.words(then)


def test_proposals_come_with_their_reasons_their_documents_and_the_sheets_that_help(
    c: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_page, "sheets_by_criterion", lambda code: {"1.1.1": ("F-003",)})

    themes = section(page(client, c), "h-themes")

    first, second = themes.xpath("./ol/li")
    assert pages.words(first).startswith(
        "1.1 Exigence 1.1 +13,3 1 critère essentiel en défaut · 1 critère sous le maximum · "
        "2 documents à mettre en ordre"
    )
    assert "Documents : Convention · Planning" in pages.words(first)
    assert first.xpath(".//a[@href='/sheets/F-003/']")
    assert pages.words(second).startswith("1.2 Exigence 1.2 +13,3")


def test_nothing_answered_shows_the_way_to_the_grid_and_no_figure(client: Client) -> None:
    empty = scored.case({})
    client.force_login(empty.anne)

    tree = page(client, empty)

    assert "Rien n’est encore coté" in pages.words(tree)
    assert pages.of_class(tree, "hero-score") == []
    assert tree.xpath(f"//main//a[@href='/evaluations/{empty.evaluation.pk}/']")


def test_only_not_applicable_gives_no_score_and_no_error(client: Client) -> None:
    none = scored.case(dict.fromkeys(scored.SCORES, "NA"))
    client.force_login(none.anne)

    assert said(page(client, none), "h-score").startswith("Score global –")


def test_a_closed_evaluation_bears_its_day_and_its_figures_do_not_move(c: Case, client: Client) -> None:
    scored.paper(c, "DOC-001", "present", NOW.date() + timedelta(days=1))
    c.close()
    Entry.objects.filter(evaluation=c.evaluation).update(comment="changed behind it")
    Entry.objects.filter(evaluation=c.evaluation, criterion="1.1.1").update(value=3)
    scored.paper(c, "DOC-001", "missing")

    tree = page(client, c)

    assert "close le 1er juin 2026" in pages.words(tree.xpath("//main//h1/..")[0])
    assert said(tree, "h-score").startswith("Score global 73 %")
    assert "Indispensables prêts 1 sur 1" in said(tree, "h-score")  # it was in date that day


def test_the_page_is_in_english_too(c: Case, client: Client) -> None:
    client.cookies["language"] = "en"

    tree = page(client, c)

    assert tree.get("lang") == "en"
    assert said(tree, "h-score").startswith("Overall score 73% Where this figure comes from: overall score")
    assert "7 points, 1 family below its threshold, 1 essential criterion" in said(tree, "h-score")


# — Since before ———————————————————————————————————————————————————————————————————————


def test_the_change_since_the_closed_one_before_is_told_everywhere(c: Case, client: Client) -> None:
    after = next_one(c, {**scored.SCORES, "1.1.1": 2})

    tree = page(client, after)

    assert "+7 depuis le 1er juin 2026" in said(tree, "h-score")
    assert lines(section(tree, "h-radar")) == ["Une 73 80 +7", "Deux 100 100 = inchangé"]
    assert "+8" in pages.words(section(tree, "h-families").xpath(".//article")[0])  # 67 then, 75 now
    assert said(tree, "h-progress").startswith("Progrès par dimension")


def test_another_previous_one_may_be_chosen(c: Case, client: Client) -> None:
    second = next_one(c, {**scored.SCORES, "1.1.1": 0})
    third = next_one(second, {**scored.SCORES, "1.1.1": 2})

    latest = page(client, third)
    chosen = page(client, third, f"?previous={c.evaluation.pk}")

    assert [o.get("value") for o in latest.xpath("//select[@name='previous']/option")] == [
        str(second.evaluation.pk),
        str(c.evaluation.pk),
    ]
    # 10/15 then, 12/15 now: from 67 to 80; 11/15 before it: from 73 to 80.
    assert "13" in pages.words(latest.xpath("//p[contains(., 'depuis le')]")[0])
    assert "7" in pages.words(chosen.xpath("//p[contains(., 'depuis le')]")[0])
    assert page(client, third, "?previous=999999").xpath(
        "//select[@name='previous']/option[@selected]/@value"
    ) == [str(second.evaluation.pk)]


def test_what_the_person_may_not_read_is_not_compared_with(c: Case, client: Client) -> None:
    """A consultant's draft elsewhere, an evaluation of another site: neither is ever a `previous`."""
    other = scored.case(of=c.evaluation.edition)
    other.close()

    assert page(client, c, f"?previous={other.evaluation.pk}").xpath("//select[@name='previous']") == []
    assert client.get(address(c, f"compare/?with={other.evaluation.pk}")).status_code == 404


# — Down to the criteria ———————————————————————————————————————————————————————————————


def test_every_figure_leads_to_the_criteria_it_is_made_of(c: Case, client: Client) -> None:
    tree = page(client, c)

    assert ways(section(tree, "h-families")) >= {
        (("q", "1."),),
        (("level", "1"), ("q", "1.")),
        (("level", "3"), ("q", "2.")),
    }
    assert ways(section(tree, "h-heat")) == {(("q", "1.1."),), (("q", "1.2."),), (("q", "2.1."),)}
    assert ways(section(tree, "h-score")) >= {(("show", "essential"),), (("level", "0"),), (("show", "na"),)}
    assert ways(section(tree, "h-gaps")) == {(("q", "1.1.1"),), (("q", "1.2.1"),)}


def ways(part: Any) -> set[tuple[tuple[str, str], ...]]:
    """The filters of the grid that the links of a part of the page ask for."""
    found = set()
    for link in part.xpath(".//a/@href"):
        parts = urlsplit(link)
        if parts.query and "/results/" not in parts.path:
            found.add(tuple((name, values[0]) for name, values in sorted(parse_qs(parts.query).items())))
    return found


def test_a_figure_explains_itself_as_a_page_and_as_a_piece_of_one(c: Case, client: Client) -> None:
    link = "results/recipe/?of=family:1"

    whole = pages.page(client.get(address(c, link)))
    piece = pages.fragment(client.get(address(c, link), headers={"HX-Request": "true"}))

    for tree in (whole, piece):
        assert pages.all_words(tree, "sum") == ["8 / 12 = 66,6667 % → 67 %"]
        assert lines(tree) == [
            "1.1.1 Critère 1.1.1. 1 , Passable 1 / 3 Anne Royèvre 1er juin 2026",
            "1.1.2 Critère 1.1.2. 3 , Très bon 3 / 3 Anne Royèvre 1er juin 2026",
            "1.2.1 Critère 1.2.1. 2 , Bon 2 × 2 = 4 / 6 Anne Royèvre 1er juin 2026",
        ]


def test_a_recipe_says_what_is_left_out_and_why(c: Case, client: Client) -> None:
    unsay(c, "2.1.1")

    words = pages.words(pages.page(client.get(address(c, "results/recipe/?of=dimension:D02"))))

    assert "2.1.1 Critère 2.1.1. sans réponse" in words
    assert "2.1.2 Critère 2.1.2. Activité absente du site." in words
    assert "1 critère est non applicable" in words


@pytest.mark.parametrize("of", ["family:9", "family", "all:1", "nothing:1", "dimension:", "\0"])
def test_a_figure_that_does_not_exist_is_not_found(c: Case, client: Client, of: str) -> None:
    assert client.get(address(c, "results/recipe/"), {"of": of}).status_code == 404


# — What if ————————————————————————————————————————————————————————————————————————————


def test_ticking_criteria_shows_the_score_they_would_give_and_records_nothing(
    c: Case, client: Client
) -> None:
    before, events = Evaluation.objects.get(pk=c.evaluation.pk).revision, Event.objects.count()

    answer = client.get(
        address(c, "results/"),
        {"raise": ["1.1.1:2", "1.2.1:3"]},
        headers={"HX-Request": "true", "HX-Target": "what-if"},
    )

    then = pages.of_id(pages.fragment(answer), "what-if")
    # 14 points of 15.
    assert "le score global serait de 93 %" in pages.words(then)
    assert "rien n’est enregistré" in pages.words(then)
    assert then.xpath(".//input[@name='raise'][@checked]/@value") == ["1.1.1:2", "1.2.1:3"]
    assert "Rempli : Aucun critère essentiel sous le niveau 2" in pages.words(then)
    assert Evaluation.objects.get(pk=c.evaluation.pk).revision == before
    assert Event.objects.count() == events


def test_the_score_itself_does_not_move_while_one_tries(c: Case, client: Client) -> None:
    tree = page(client, c, "?raise=1.1.1&raise=1.2.1")

    assert said(tree, "h-score").startswith("Score global 73 %")
    assert "100 %" in said(tree, "h-if")


@pytest.mark.parametrize(
    "wanted", ["1.1.1:0", "1.1.1:9", "9.9.9", "2.1.2:3", "1.1.2:3", ":", "1.1.1:x", "1.1.1:²"]
)
def test_what_cannot_be_raised_is_ignored(c: Case, client: Client, wanted: str) -> None:
    tree = pages.page(client.get(address(c), {"raise": wanted}))

    assert tree.xpath("//input[@name='raise'][@checked]") == []


# — Who, and at what price —————————————————————————————————————————————————————————————


LINKS = [
    "results/",
    "results/recipe/",
    "compare/",
    "reports/performance.pdf",
    "reports/performance/",
    "grid.xlsx",
    "import/",
    "earlier/",
]


@pytest.mark.parametrize("link", LINKS)
def test_nobody_learns_that_an_evaluation_of_somebody_else_exists(c: Case, client: Client, link: str) -> None:
    client.force_login(factories.quality_manager(factories.organisation()))

    stranger = client.get(address(c, link))
    nowhere = client.get(f"/evaluations/999999/{link}")

    assert (stranger.status_code, nowhere.status_code) == (404, 404)


@pytest.mark.parametrize("kind", [Kind.REGION, Kind.NETWORK])
def test_who_sees_scores_by_family_alone_does_not_see_this_page(c: Case, client: Client, kind: Kind) -> None:
    above = factories.organisation(kind=kind)
    factories.affiliation(c.site, above)
    c.close()
    client.force_login(factories.member(above, Role.READER))

    assert client.get(address(c)).status_code == 404


def test_members_of_the_site_read_it(c: Case, client: Client) -> None:
    client.force_login(c.marc)

    assert client.get(address(c)).status_code == 200


def queries(client: Client, link: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(link).status_code == 200
    return len(caught)


@pytest.mark.parametrize("link", ["results/", "results/?raise=1.1.1", "results/recipe/", "compare/"])
def test_the_number_of_queries_does_not_grow_with_the_evaluations_of_the_site(
    c: Case, client: Client, link: str
) -> None:
    after = next_one(c, scored.SCORES)
    queries(client, address(after, link))
    few = queries(client, address(after, link))
    closed = Evaluation.objects.get(pk=c.evaluation.pk)
    for number in range(200):
        more = Evaluation.objects.get(pk=c.evaluation.pk)
        more.pk, more._state.adding = None, True
        more.public_id, more.number = uuid.uuid4(), 1000 + number
        more.stream = Stream.objects.create(kind="evaluation")
        more.save()
    assert closed.is_closed

    assert queries(client, address(after, link)) == few
    assert few <= 16
