"""The committee, its meetings and its plan as their readers see them: with and without the right to change them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.committees import services
from aplomb.apps.committees.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommunicationAction,
    Decision,
    Meeting,
)  # fmt: skip
from aplomb.apps.journal.models import Entry
from tests import factories
from tests.committees.cases import Case, days, today
from tests.support import pages

pytestmark = pytest.mark.django_db
MEMBER = {"version": "0", "person": "", "written_name": "Léa Vasseur", "function": "", "college": "medical"}
ACTION = {"version": "0", "audience": "Patients", "message": "Un message", "channel": "Affiche", "owner": ""}


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True  # the second factor has its own tests


@pytest.fixture
def c() -> Case:
    return Case()


@pytest.fixture
def client(c, client) -> Client:
    client.force_login(c.anne)
    return client


def at(c, rest: str = "") -> str:
    return f"/o/{c.site.pk}/committee/{rest}"


def seen(tree, name: str) -> str:
    return pages.words(pages.of_id(tree, name))


# — The committee ————————————————————————————————————————————————————————————————


def test_a_new_committee_says_all_that_it_lacks(c, client):
    tree = pages.page(client.get(at(c)))

    assert seen(tree, "lacking") == (
        "Le comité n’est pas complet : 4 points"
        " Aucun membre médical : ajoutez un radiologue."
        " Aucun membre paramédical : ajoutez un manipulateur ou une manipulatrice."
        " Aucun membre administratif : ajoutez une secrétaire ou une personne de la direction."
        " Aucun membre logistique : ajoutez-en un, ou dites pourquoi le site n’a pas ce personnel."
    )


def test_a_complete_committee_shows_its_members_by_college(c, client):
    c.complete()

    tree = pages.page(client.get(at(c)))

    assert seen(tree, "lacking").startswith("Le comité est complet")
    assert [pages.words(part.xpath(".//li//b")[0]) for part in pages.of_class(tree, "college")] == [
        "Léa Vasseur",
        "Noé Ozanne",
        "Inès Morvan",
        "Tom Salvert",
    ]


def test_a_member_is_added_and_changed_by_forms(c, client):
    assert client.post(at(c, "members/new/"), MEMBER).status_code == 302
    row = CommitteeMember.objects.get()
    changed = {**MEMBER, "version": "1", "function": "Radiologue"}

    assert client.post(at(c, f"members/{row.pk}/"), changed).status_code == 302

    assert "Léa Vasseur Radiologue · sans compte" in seen(pages.page(client.get(at(c))), f"member-{row.pk}")


def test_a_form_with_a_fault_says_it_and_keeps_what_was_typed(c, client):
    tree = pages.page(client.post(at(c, "members/new/"), {**MEMBER, "written_name": ""}), 422)

    assert "Choisissez une personne ou saisissez un nom." in pages.words(tree)
    assert not CommitteeMember.objects.exists()


def test_two_people_who_change_the_same_member_see_both_versions(c, client):
    row = c.member()
    services.change_member(
        row,
        {"person": "", "written_name": "Léa Vasseur", "function": "Cheffe de service", "college": "medical"},
        version=1,
        standing=factories.standing(c.anne),
        at=timezone.now(),
    )

    tree = pages.page(client.post(at(c, f"members/{row.pk}/"), {**MEMBER, "version": "1"}), 409)

    assert "Cheffe de service" in pages.words(tree)
    assert CommitteeMember.objects.get().function == "Cheffe de service"


def test_logistic_staff_is_declared_absent_on_the_page(c, client):
    assert client.post(at(c, "logistic/"), {"version": "0", "absent": "yes", "reason": ""}).status_code == 422
    assert not Committee.objects.exists()

    client.post(at(c, "logistic/"), {"version": "0", "absent": "yes", "reason": "Clinique voisine"})

    text = pages.words(pages.page(client.get(at(c))))
    assert "Le site n’a pas de personnel logistique : Clinique voisine" in text
    assert "3 points" in text
    stale = client.post(at(c, "logistic/"), {"version": "0", "absent": "yes", "reason": "Autre"})
    assert "Clinique voisine" in pages.words(pages.page(stale, 409))


def test_a_consultant_s_proposal_waits_for_the_site(c, client):
    row = c.member(by=c.hugo)
    tree = pages.page(client.get(at(c)))
    assert "proposé par Hugo Destrel" in seen(tree, f"member-{row.pk}")
    assert "Aucun membre médical" in seen(tree, "lacking")

    client.post(at(c, f"members/{row.pk}/acceptance/"), {"version": "1"})

    assert "Aucun membre médical" not in seen(pages.page(client.get(at(c))), "lacking")


def test_an_evaluator_reads_and_changes_nothing(c):
    row, action, meeting = c.member(), c.action(), c.meeting()
    marc = Client()
    marc.force_login(c.marc)

    for rest in ("", "communication/", "meetings/", f"meetings/{meeting.pk}/"):
        tree = pages.page(marc.get(at(c, rest)))
        assert not tree.xpath("//form[contains(@action, '/committee/')]")
        assert not tree.xpath("//main//a[contains(@class, 'solid')]")
    for rest in (f"members/{row.pk}/", f"communication/{action.pk}/", f"meetings/{meeting.pk}/minutes/"):
        assert marc.get(at(c, rest)).status_code == 403
    before = Entry.objects.count()
    assert marc.post(at(c, f"members/{row.pk}/removal/"), {"version": "1"}).status_code == 403
    assert Entry.objects.count() == before


def test_a_stranger_finds_nothing_and_one_s_own_site_gives_no_way_to_another_s_rows(c):
    row, action, meeting = c.member(), c.action(), c.meeting()
    decision = c.decision(meeting)
    zoe = Client()
    zoe.force_login(c.zoe)
    own = c.zoe.memberships.get().organisation.pk
    rests = (
        f"members/{row.pk}/",
        f"communication/{action.pk}/",
        f"meetings/{meeting.pk}/",
        f"meetings/{meeting.pk}/minutes.pdf",
        f"decisions/{decision.pk}/",
    )

    for rest in ("", "communication/", "meetings/", *rests):
        assert zoe.get(at(c, rest)).status_code == 404
    for rest in rests:
        assert zoe.get(f"/o/{own}/committee/{rest}").status_code == 404


# — The plan —————————————————————————————————————————————————————————————————————


def test_an_empty_plan_says_what_to_do(c, client):
    assert "Commencez par les actions usuelles" in pages.words(
        pages.page(client.get(at(c, "communication/")))
    )


def test_the_usual_actions_are_proposed_and_those_ticked_enter(c, client):
    tree = pages.page(client.get(at(c, "communication/usual/")))
    assert len(tree.xpath("//input[@name='code'][@checked]")) == 8

    client.post(at(c, "communication/usual/"), {"code": ["commitment", "patients"]})

    assert list(CommunicationAction.objects.order_by("due_on").values_list("audience", flat=True)) == [
        "Toute l’équipe",
        "Patients",
    ]
    assert len(pages.page(client.get(at(c, "communication/usual/"))).xpath("//input[@name='code']")) == 6
    refused = pages.page(client.post(at(c, "communication/usual/"), {}), 422)
    assert "Cochez les actions à mettre au plan." in pages.words(refused)


def test_what_is_late_is_said_and_counted(c, client):
    late, coming = c.action(due_on=days(-1)), c.action(due_on=today())

    tree = pages.page(client.get(at(c, "communication/")))

    assert pages.all_words(tree, "fig") == ["Actions 2", "Réalisées 0", "En retard 1"]
    assert "En retard" in seen(tree, f"action-{late.pk}")
    assert "Bientôt" in seen(tree, f"action-{coming.pk}")


def test_an_action_done_leaves_the_head_of_the_list(c, client):
    first, second = c.action(due_on=days(1)), c.action(due_on=days(2), audience="Correspondants")
    address = at(c, f"communication/{first.pk}/done/")

    assert client.post(address, {"version": "1", "done": "yes"}).status_code == 302

    tree = pages.page(client.get(at(c, "communication/")))
    assert tree.xpath("//tr[starts-with(@id, 'action-')]/@id") == [
        f"action-{second.pk}",
        f"action-{first.pk}",
    ]
    assert "fait le" in seen(tree, f"action-{first.pk}")


def test_with_scripts_the_list_is_put_back_as_a_reload_would_show_it(c, client):
    row = c.action()
    address = at(c, f"communication/{row.pk}/done/")

    answer = client.post(address, {"version": "1", "done": "yes"}, headers={"HX-Request": "true"})

    piece = pages.fragment(answer)
    assert pages.words(piece.xpath("//*[@role='status']")[0]) == "Patients : fait."
    whole = pages.page(client.get(at(c, "communication/")))
    assert pages.words(piece.xpath("//table")[0]) == pages.words(whole.xpath("//table")[0])


def test_an_action_is_written_by_a_form_and_refused_without_its_date(c, client):
    refused = client.post(at(c, "communication/new/"), ACTION)
    assert refused.status_code == 422

    client.post(
        at(c, "communication/new/"), {**ACTION, "due_on": days(3).isoformat(), "owner": f"u{c.marc.pk}"}
    )

    row = CommunicationAction.objects.get()
    assert (row.owner, row.due_on) == (c.marc, days(3))
    stale = {**ACTION, "due_on": days(9).isoformat(), "version": "7"}
    tree = pages.page(client.post(at(c, f"communication/{row.pk}/"), stale), 409)
    assert "Marc Barthély" in pages.words(tree)


# — Meetings —————————————————————————————————————————————————————————————————————


def test_a_meeting_from_its_call_to_its_minutes(c, client):
    row = c.member()
    called = {"version": "0", "held_on": days(-1).isoformat(), "agenda": "Le label\nLe calendrier"}
    client.post(at(c, "meetings/new/"), called)
    meeting = Meeting.objects.get()
    page = at(c, f"meetings/{meeting.pk}/")
    assert "Dites qui était présent" in pages.words(pages.page(client.get(page)))
    assert client.get(f"{page}minutes.pdf").status_code == 409

    written = {"version": "1", "minutes": "Le label est présenté.", f"member_{row.pk}": "present"}
    assert client.post(f"{page}minutes/", written).status_code == 302
    task = {"version": "0", "text": "Afficher le plan", "owner": f"m{row.pk}", "due_on": days(9).isoformat()}
    assert client.post(f"{page}decisions/", task).status_code == 302

    tree = pages.page(client.get(page))
    assert "Compte rendu, PDF" in pages.words(tree)
    assert "Afficher le plan Léa Vasseur, échéance" in pages.words(tree)
    assert "Afficher le plan" in pages.words(pages.page(client.get(at(c))))  # the committee follows its tasks
    assert Attendance.objects.get().presence == "present"
    decision = Decision.objects.get()
    client.post(at(c, f"decisions/{decision.pk}/done/"), {"version": "1", "done": "yes"})
    decision.refresh_from_db()
    assert decision.done_on == today()


def test_the_minutes_come_as_a_pdf_and_the_journal_says_who_took_them(c, client):
    meeting = c.meeting()
    c.record(meeting, {c.member().pk: "present"})

    answer = client.get(at(c, f"meetings/{meeting.pk}/minutes.pdf"))

    assert answer.content[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "private, no-store"
    assert "compte-rendu" in answer["Content-Disposition"]
    assert Entry.objects.filter(stream=c.anne.stream, action="content.exported").count() == 1


def test_a_half_task_is_refused_with_its_reason(c, client):
    meeting = c.meeting()
    half = {"version": "0", "text": "Afficher", "owner": f"u{c.marc.pk}"}

    tree = pages.page(client.post(at(c, f"meetings/{meeting.pk}/decisions/"), half), 422)

    assert "Donnez une échéance à la tâche." in pages.words(tree)
    assert not Decision.objects.exists()


# — Cost —————————————————————————————————————————————————————————————————————————


@pytest.mark.parametrize(("rest", "queries"), [("", 5), ("communication/", 1), ("meetings/", 4)])
def test_each_list_asks_as_much_for_many_as_for_few(c, client, rest, queries):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(at(c, rest))
        return len([one for one in captured if "committees_" in (one["sql"] or "")])

    def fill(n: int) -> None:
        row = c.member(written_name=f"Personne {n}")
        c.action(owner=f"m{row.pk}", audience=f"Public {n}")
        meeting = c.meeting(days(-n))
        c.record(meeting, {row.pk: "present"})
        c.decision(meeting, owner=f"m{row.pk}")

    fill(1)
    few = asked()
    for n in range(2, 6):
        fill(n)

    assert asked() == few <= queries
