"""The committee, its meetings and its plan before somebody's eyes: every look, keyboard, phone, no scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aplomb.apps.committees.models import CommitteeMember, CommunicationAction
from tests.committees.cases import Case, days, today
from tests.journeys.conftest import Visit, in_every_look, overflow, violations
from tests.journeys.people import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    case = Case()
    open_session(context, live_server.url, case.anne)
    return case


def at(c: Case, rest: str = "") -> str:
    return f"/o/{c.site.pk}/committee/{rest}"


def filled(c: Case) -> dict[str, int]:
    """Members of three colleges, one proposed; a plan with a late line; a meeting with minutes and a task."""
    row = c.member()
    c.member("paramedical", person=str(c.marc.pk), written_name="")
    c.member("administrative", written_name="Inès Morvan", by=c.hugo)
    action = c.action(due_on=days(-3), owner=f"u{c.marc.pk}")
    c.action(audience="Médecins demandeurs", by=c.hugo)
    meeting = c.meeting()
    c.record(meeting, {row.pk: "present"})
    decision = c.decision(meeting)
    c.meeting(days(5))
    return {"member": row.pk, "action": action.pk, "meeting": meeting.pk, "decision": decision.pk}


def test_every_page_is_open_to_everybody_in_every_look(c: Case, visit: Visit) -> None:
    empty = ["", "communication/", "communication/usual/", "meetings/"]
    for rest in empty:
        assert (rest, in_every_look(visit(at(c, rest)))) == (rest, [])
    pks = filled(c)
    full = [
        "",
        "members/new/?college=logistic",
        "members/{member}/",
        "communication/",
        "communication/{action}/",
        "communication/{action}/leaflet/",
        "meetings/",
        "meetings/new/",
        "meetings/{meeting}/",
        "meetings/{meeting}/minutes/",
        "meetings/{meeting}/decisions/",
        "decisions/{decision}/",
    ]
    for rest in full:
        assert (rest, in_every_look(visit(at(c, rest.format(**pks))))) == (rest, [])


def test_an_action_is_done_in_its_place_by_the_keyboard(c: Case, visit: Visit) -> None:
    action = c.action(due_on=days(-3))
    page = visit(at(c, "communication/"))

    page.locator(f"#done-{action.pk}").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#plan [role=status]")).to_have_text("Patients : fait.")
    expect(page.locator(f"#action-{action.pk}")).to_contain_text("fait le")
    expect(page.locator(f"#done-{action.pk}")).to_be_focused()
    assert CommunicationAction.objects.get().done_on == today()


def test_without_scripts_the_first_member_and_the_usual_plan(
    c: Case, plain_page: Page, live_server: Any
) -> None:
    open_session(plain_page.context, live_server.url, c.anne)
    plain_page.goto(at(c))
    plain_page.get_by_role("link", name="Ajouter un membre").click()
    plain_page.get_by_label("Ou une personne sans compte").fill("Léa Vasseur")
    plain_page.get_by_label("Médical", exact=True).check()
    plain_page.get_by_role("button", name="Enregistrer").click()
    expect(plain_page.locator("#lacking")).to_contain_text("3 points")

    plain_page.get_by_role("link", name="Communication").click()
    plain_page.get_by_role("link", name="Voir les actions usuelles").click()
    plain_page.get_by_role("button", name="Les mettre au plan").click()

    expect(plain_page.locator("body")).to_contain_text("8 actions mises au plan.")
    assert CommitteeMember.objects.get().name == "Léa Vasseur"


def test_a_task_is_done_from_one_s_own_page_by_the_mouse(c: Case, visit: Visit) -> None:
    decision = c.decision(c.meeting(), owner=f"u{c.anne.pk}", due_on=days(2))
    page = visit("/home/", width=390)

    page.get_by_role("button", name="Fait").click()

    expect(page.get_by_role("status")).to_contain_text("Fait")
    decision.refresh_from_db()
    assert decision.done_on == today()
    assert violations(page) == []
    assert overflow(page) <= 0


def test_the_list_of_a_new_site_shuts_nobody_out(c: Case, visit: Visit) -> None:
    for theme, width in (("light", 1440), ("dark", 390)):
        page = visit(f"/o/{c.site.pk}/start/", theme=theme, width=width)
        assert (violations(page), max(0, overflow(page))) == ([], 0)
