"""The plan's pages as their readers see them; their queries; who may."""

import pytest
from django.test import Client

from aplomb.apps.plans.models import Plan, Task, Theme
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.plans.lifecycle import State
from tests import factories
from tests.plans.cases import Case, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings):
    settings.DEMO = True  # the second factor has its own tests
    return Case()


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def words(answer):
    return answer.content.decode()


def test_a_site_without_a_plan_makes_it_from_its_closed_evaluation(c):
    Plan.objects.all().delete()
    client = as_(c.anne)

    assert "Faire le plan" in words(client.get(c.url()))
    answer = client.post(c.url("make/"), {"evaluation": c.evaluation.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == c.url("proposals/")
    assert Plan.objects.get().evaluation == c.evaluation


def test_proposals_are_accepted_edited_merged_and_refused_from_their_page(c):
    client = as_(c.anne)
    shown = words(client.get(c.url("proposals/")))
    assert shown.index("1.1 Exigence") < shown.index("1.2 Exigence") < shown.index("2.2 Exigence")

    client.post(c.url("proposals/acceptance/"), {"requirement": "1.1"})
    theme = Theme.objects.get()
    form = words(client.get(c.url("themes/new/") + "?proposal=1.2"))
    assert "Exigence 1.2" in form
    client.post(c.url("proposals/merger/"), {"requirement": "1.2", "theme": theme.pk})
    client.post(c.url("proposals/refusal/"), {"requirement": "2.2", "reason": "Pas de scanner"})

    shown = words(client.get(c.url("proposals/")))
    assert "Chaque proposition a sa réponse." in shown
    assert "Pas de scanner" in shown
    assert theme.targets.count() == 3


def test_a_proposal_edited_first_becomes_a_theme_with_what_was_typed(c):
    said = {
        "version": 0,
        "title": "Rôles",
        "objective": "Tenus",
        "owner": f"u{c.marc.pk}",
        "due_date": days(30).isoformat(),
        "means": "",
        "effectiveness_measure": "",
        "root_cause": "",
        "level_1.1.1": "2",
        "level_1.1.2": "",
        "more_0": "1.2.1",
        "more_level_0": "3",
    }
    answer = as_(c.anne).post(c.url("themes/new/") + "?proposal=1.1", said)

    assert answer.status_code == 302
    theme = Theme.objects.get()
    assert (theme.title, theme.owner, theme.origin_ref) == ("Rôles", c.marc, "1.1")
    assert list(theme.targets.order_by("criterion").values_list("criterion", "level")) == [
        ("1.1.1", 2),
        ("1.2.1", 3),
    ]


def test_another_criterion_without_its_level_comes_back_with_what_is_wrong(c):
    said = {"version": 0, "title": "Rôles", "more_0": "1.2.1", "more_level_0": ""}
    answer = as_(c.anne).post(c.url("themes/new/"), said)

    assert answer.status_code == 422
    assert "Choisissez le niveau visé." in words(answer)
    assert not Theme.objects.exists()


def test_the_board_has_four_columns_and_the_score_that_its_themes_lead_to(c):
    """8 of 18 today; with 1.2.1 (weight 2) from 1 to 3, 12 of 18: 44,4 then 66,7."""
    c.active(title="Injection", targets={"1.2.1": 3})
    c.theme(title="Accès")
    shown = words(as_(c.anne).get(c.url()))

    for column in ("À lancer", "En cours", "À évaluer", "Clos"):
        assert column in shown
    assert "66,7" in shown
    assert "+22,2" in shown
    assert '<span class="count">1</span>' in shown


def test_a_card_moves_from_the_board_and_the_fragment_is_the_page_s_own(c):
    theme = c.theme()
    client = as_(c.anne)
    said = {"version": theme.version, "to": "active", "from": "board", "reason": ""}
    piece = client.post(c.url(f"themes/{theme.pk}/move/"), said, headers={"HX-Request": "true"})

    assert Theme.objects.get().state == "active"
    assert 'id="board"' in words(piece)
    assert "<html" not in words(piece)


def test_from_the_board_what_stands_in_the_way_leads_to_a_page_that_says_it(c):
    theme = c.theme(means="")
    client = as_(c.anne)
    said = {"version": theme.version, "to": "active", "from": "board", "reason": ""}
    piece = client.post(c.url(f"themes/{theme.pk}/move/"), said, headers={"HX-Request": "true"})

    assert piece.headers["HX-Redirect"] == c.url(f"themes/{theme.pk}/move/") + "?to=active"
    answer = client.post(
        c.url(f"themes/{theme.pk}/move/"), {"version": theme.version, "to": "active", "reason": ""}
    )
    assert answer.status_code == 422
    assert "Les moyens du thème ne sont pas encore dits" in words(answer)


def test_a_theme_is_assessed_by_its_own_method(c):
    theme = c.move(c.active(), State.DONE)
    client = as_(c.anne)
    address = c.url(f"themes/{theme.pk}/move/")

    assert "30 dossiers tirés au sort" in words(client.get(address + "?to=assessed"))
    client.post(
        address, {"version": theme.version, "to": "assessed", "effective": "no", "reason": "12 sur 30"}
    )

    theme.refresh_from_db()
    assert (theme.state, theme.effective) == ("assessed", False)
    assert "12 sur 30" in words(client.get(c.url(f"themes/{theme.pk}/")))


def test_actions_are_added_done_and_removed_from_the_theme_s_page(c):
    theme = c.active()
    client = as_(c.anne)
    said = {
        "version": 0,
        "text": "Écrire le protocole",
        "owner": f"u{c.marc.pk}",
        "starts_on": "",
        "due_on": days(-1).isoformat(),
    }
    client.post(c.url(f"themes/{theme.pk}/actions/new/"), said)
    task = Task.objects.get()
    assert "en retard" in words(client.get(c.url(f"themes/{theme.pk}/")))

    client.post(c.url(f"actions/{task.pk}/done/"), {"version": 1, "done": "yes"})
    task.refresh_from_db()
    assert task.done_on == today()

    client.post(c.url(f"actions/{task.pk}/removal/"), {"version": task.version})
    assert not Task.objects.exists()


def test_an_evaluator_reads_the_plan_and_ticks_their_own_action_alone(c):
    theme = c.active()
    mine = Task.objects.create(
        theme=theme, number=1, text="Mienne", owner=c.marc, changed_at=theme.changed_at, changed_by=c.anne
    )
    other = Task.objects.create(
        theme=theme, number=2, text="Autre", owner=c.anne, changed_at=theme.changed_at, changed_by=c.anne
    )
    client = as_(c.marc)

    assert client.get(c.url(f"themes/{theme.pk}/")).status_code == 200
    assert client.get(c.url(f"themes/{theme.pk}/change/")).status_code == 403
    client.post(c.url(f"actions/{mine.pk}/done/"), {"version": 1, "done": "yes"})
    assert client.post(c.url(f"actions/{other.pk}/done/"), {"version": 1, "done": "yes"}).status_code == 404
    assert list(Task.objects.filter(done_on__isnull=False)) == [mine]


def test_somebody_else_s_theme_does_not_exist(c):
    other = Case()
    theme = other.theme()

    assert as_(c.anne).get(c.url(f"themes/{theme.pk}/")).status_code == 404
    assert as_(c.anne).get(other.url()).status_code == 404


@pytest.mark.parametrize(("agreed", "sees"), [(True, True), (False, False)])
def test_a_network_s_reader_sees_themes_where_the_site_agreed_else_the_figures(c, agreed, sees):
    group = factories.organisation("Groupe", Kind.GROUP)
    factories.affiliation(c.site, group, shares_detail=agreed)
    reader = as_(factories.member(group, Role.READER))
    theme = c.active(title="Injection de contraste")

    shown = words(reader.get(c.url()))
    assert ("Injection de contraste" in shown) is sees
    assert "Thèmes actifs" in shown
    assert reader.get(c.url(f"themes/{theme.pk}/")).status_code == (200 if sees else 409)
    assert reader.get(c.url(f"themes/{theme.pk}/change/")).status_code == 403


def test_the_list_is_sorted_and_filtered_by_its_address(c):
    c.active(title="Zinc", targets={"1.2.1": 3})
    c.theme(title="Argent", owner=f"u{c.marc.pk}", due_date=days(3))
    client = as_(c.anne)

    by_gain = words(client.get(c.url("list/") + "?sort=gain"))
    by_day = words(client.get(c.url("list/") + "?sort=due"))
    assert by_gain.index("Zinc") < by_gain.index("Argent")
    assert by_day.index("Argent") < by_day.index("Zinc")
    assert "Argent" not in words(client.get(c.url("list/") + "?state=active"))
    assert "Zinc" not in words(client.get(c.url("list/") + "?q=argént"))


@pytest.mark.parametrize("page", ["", "list/", "proposals/"])
def test_pages_cost_the_same_with_one_theme_and_with_eight(c, page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(c.anne)
    c.active(targets={"1.2.1": 3})
    client.get(c.url(page))
    with CaptureQueriesContext(connection) as one:
        client.get(c.url(page))
    for number in range(7):
        theme = c.theme(title=f"Thème {number}", targets={"1.1.1": 3})
        Task.objects.create(
            theme=theme, number=1, text="Écrire", changed_at=theme.changed_at, changed_by=c.anne
        )
    with CaptureQueriesContext(connection) as eight:
        client.get(c.url(page))

    assert len(eight) == len(one)
    assert len(one) <= 14


def test_the_side_bar_counts_the_active_themes_at_no_query_of_its_own(c):
    c.active()
    c.active()

    shown = words(as_(c.anne).get(f"/o/{c.site.pk}/"))

    assert f'href="{c.url()}"' in shown
    assert '<span class="count">2</span>' in shown
