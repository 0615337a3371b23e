"""What a person sees first: what waits for them, their sites, their dashboard; each under a constant cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from aplomb.apps.committees import meeting_services
from aplomb.apps.evaluations import services
from tests import factories
from tests.evaluations import cases
from tests.support import scored

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    assert response.status_code == 200
    return " ".join(html.fromstring(response.content).xpath("//main")[0].text_content().split())


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Second factors are offered, not demanded: these pages are about what comes after."""
    settings.DEMO = True


def test_what_waits_names_the_criteria_left_and_leads_there():
    case = cases.case()
    case.say(cases.op("1.1.1", score=2))
    page = signed_in(case.anne).get("/home/")
    assert "Coter 4 critères" in text_of(page)
    assert case.evaluation.get_absolute_url() in page.content.decode()


def test_an_evaluator_is_asked_for_what_is_given_to_them_alone():
    case = cases.case()
    assert "Rien ne vous attend" in text_of(signed_in(case.marc).get("/home/"))
    case.assign(_1=[case.marc])
    assert "Coter 3 critères" in text_of(signed_in(case.marc).get("/home/"))  # of 5 in all
    assert "Coter 5 critères" in text_of(signed_in(case.anne).get("/home/"))


def test_what_an_evaluator_has_to_answer_falls_with_answers_to_their_own_part_alone():
    case = cases.case()
    case.assign(_1_1=[case.marc], _2=[case.anne])
    case.say(cases.op("2.1.1", score=1))
    case.say(cases.op("1.1.1", score=3), by=case.marc)
    assert "Coter 1 critère Centre" in text_of(signed_in(case.marc).get("/home/"))
    case.say(cases.op("1.1.2", score=0), by=case.marc)
    assert "Rien ne vous attend" in text_of(signed_in(case.marc).get("/home/"))


def test_a_dispute_waits_for_those_whose_part_it_is_in():
    case = cases.case()
    case.assign(_1=[case.marc])
    case.say(cases.op("1.1.1", score=3), by=case.marc)
    case.say(cases.op("1.1.1", score=1))
    case.say(cases.op("2.1.1", score=1))
    case.say(cases.op("2.1.1", score=2), device=cases.TABLET)
    assert "Trancher 1 " in text_of(signed_in(case.marc).get("/home/"))
    assert "Trancher 2 " in text_of(signed_in(case.anne).get("/home/"))


def test_an_evaluation_in_review_waits_for_its_lead_alone():
    case = cases.case()
    case.assign(_1=[case.marc])
    services.move(case.evaluation.pk, "review", standing=factories.standing(case.anne), at=cases.NOW)
    assert "Rien ne vous attend" in text_of(signed_in(case.marc).get("/home/"))
    assert "Coter 5 critères" in text_of(signed_in(case.anne).get("/home/"))


def test_a_site_without_an_evaluation_is_shown_and_asked_to_begin():
    site = factories.organisation("Centre du Lac")
    said = text_of(signed_in(factories.quality_manager(site)).get("/home/"))
    assert "Commencer la première évaluation" in said
    assert "unknown variable" not in said
    assert "Centre du Lac — — — — —" in said


def test_a_whole_evaluation_waits_to_be_closed():
    case = cases.case()
    case.answer_all()
    assert "clore l’évaluation" in text_of(signed_in(case.anne).get("/home/"))


def test_the_dashboard_of_a_closed_evaluation_shows_its_score():
    case = cases.case()
    case.answer_all(score=2)
    case.close()
    said = text_of(signed_in(case.anne).get(f"/o/{case.site.pk}/"))
    assert "67" in said  # every level at 2 of 3
    assert "1 critère" not in said


def test_the_change_since_last_time_is_the_difference_of_what_is_printed_in_points():
    """5 of 18 points then 8: 27.8 % and 44.4 % print as 28 and 44, the change as 16 on both pages."""
    case = cases.case()
    case.say(cases.op("1.1.1", score=3), cases.op("1.1.2", score=2))
    case.say(*(cases.op(code, score=0) for code in ("1.2.1", "2.1.1", "2.2.1")))
    case.close()
    later = services.create(
        case.site, case.evaluation.edition, standing=factories.standing(case.anne), at=cases.NOW
    )
    again = cases.Case(case.site, case.anne, case.marc, later)
    again.say(cases.op("1.1.1", score=3), cases.op("1.1.2", score=2), cases.op("2.1.1", score=3))
    again.say(*(cases.op(code, score=0) for code in ("1.2.1", "2.2.1")))
    services.close(later.pk, standing=factories.standing(case.anne), at=cases.NOW + timedelta(days=1))
    client = signed_in(case.anne)
    dashboard = text_of(client.get(f"/o/{case.site.pk}/"))
    results = text_of(client.get(f"/evaluations/{later.pk}/results/"))
    assert "Depuis la précédente+16 pts" in dashboard
    assert "+16 depuis" in results


def test_somebody_elses_site_does_not_exist():
    case, other = cases.case(), cases.case()
    assert signed_in(case.anne).get(f"/o/{other.site.pk}/").status_code == 404


def test_a_reader_sees_scores_and_no_content():
    case = cases.case()
    case.answer_all()
    case.close()
    region = factories.organisation(kind="region")
    factories.affiliation(case.site, region, shares_detail=True)
    reader = factories.member(region, "reader")
    said = text_of(signed_in(reader).get(f"/o/{case.site.pk}/"))
    assert "67" in said
    assert "1 Famille 1" in said
    assert "Essentiels à corriger" not in said
    assert signed_in(reader).get(f"/evaluations/{case.evaluation.pk}/").status_code == 404


def _another(case):
    """One more closed evaluation of the same site."""
    evaluation = services.create(
        case.site, case.evaluation.edition, standing=factories.standing(case.anne), at=cases.NOW
    )
    again = cases.Case(case.site, case.anne, case.marc, evaluation)
    again.answer_all()
    again.close()


@pytest.mark.parametrize("address", ["/home/", "/o/{site}/"])
def test_pages_cost_the_same_with_one_evaluation_and_with_four(address, django_assert_num_queries):
    case = cases.case()
    case.answer_all()
    case.close()
    client, path = signed_in(case.anne), address.format(site=case.site.pk)
    client.get(path)
    counted = _queries(client, path)
    for _ in range(3):
        _another(case)
    assert _queries(client, path) == counted


def _queries(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_search_finds_places_sheets_and_criteria_that_one_may_see():
    from aplomb.apps.knowledge.services import index_sheets

    index_sheets()
    case = cases.case()
    case.site.name = "Imagerie de l’Étang"
    case.site.save()
    client = signed_in(case.anne)
    assert "Imagerie de l’Étang" in text_of(client.get("/search/?q=etang"))
    assert "F-014" in text_of(client.get("/search/?q=identité"))
    other = cases.case()
    assert "Étang" not in text_of(signed_in(other.anne).get("/search/?q=etang"))


def _groups(response):
    """What the dialog of the search shows: the titles of each group's entries."""
    assert response.status_code == 200
    sections = html.fragments_fromstring(response.content.decode().strip())
    return {one.get("aria-label"): one.xpath(".//a/text()") for one in sections}


def _dialog(client, **query):
    return client.get("/search/", query, headers={"HX-Request": "true", "HX-Target": "find-results"})


def test_the_dialog_offers_what_one_may_start_and_where_one_may_go_before_a_word_is_typed():
    case = cases.case()
    leading, evaluating = _groups(_dialog(signed_in(case.anne))), _groups(_dialog(signed_in(case.marc)))
    assert leading["Actions"] == ["Créer une évaluation", "Inviter quelqu’un"]
    assert "Actions" not in evaluating
    assert {"Tableau de bord", "Évaluations", "Équipe"} <= set(evaluating["Aller à"])


def test_the_dialog_narrows_as_one_types_whatever_the_accents():
    case = cases.case()
    found = _groups(_dialog(signed_in(case.anne), q="EVALUATION"))
    assert found["Actions"] == ["Créer une évaluation"]
    assert found["Aller à"] == ["Évaluations"]
    assert not any("Inviter" in title for titles in found.values() for title in titles)


def test_the_dialog_puts_first_the_place_where_it_was_opened_and_no_other_that_one_may_not_see():
    anne = factories.user()
    first, second = factories.organisation("Alizé"), factories.organisation("Bise")
    for site in (first, second):
        factories.membership(anne, site, "quality_manager")
    client, elsewhere = signed_in(anne), factories.organisation("Zéphyr")
    there = _dialog(client, at=second.pk).content.decode()
    assert there.index("Bise") < there.index("Alizé")
    assert f"/o/{second.pk}/evaluations/" in there
    assert "Zéphyr" not in _dialog(client, at=elsewhere.pk).content.decode()


def test_the_page_of_the_search_offers_nothing_before_a_word_is_typed():
    case = cases.case()
    assert "Aller à" not in text_of(signed_in(case.anne).get("/search/"))


def test_what_comes_up_is_that_of_today_the_late_first_not_that_of_the_last_closing():
    made, today = scored.case(), timezone.localdate()
    for number, after in enumerate((20, -9, 300), start=1):
        scored.paper(made, f"DOC-00{number}", until=today + timedelta(days=after))
    made.close()
    for after in (5, -5):
        said = {"held_on": today + timedelta(days=after), "starts_at": None, "place": "", "agenda": "Label"}
        meeting_services.call(made.site, said, standing=factories.standing(made.anne), at=timezone.now())

    page = html.fromstring(signed_in(made.anne).get(f"/o/{made.site.pk}/").content)

    days = page.xpath("//section[@aria-labelledby='h-deadlines']//time/@datetime")
    assert days == [(today + timedelta(days=after)).isoformat() for after in (-9, 5, 20)]
    assert len(page.xpath("//section[@aria-labelledby='h-deadlines']//*[@class='late']")) == 1
