"""Reminders by mail: who is told of what, once, by a real server; and what waits on one's own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import User
from aplomb.apps.committees.models import CommunicationAction, Decision, Meeting
from aplomb.apps.home import desk
from aplomb.apps.notices import digests
from aplomb.apps.notices.models import Reminder
from aplomb.apps.notices.tasks import remind
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.reminders import Stage, stage_of_meeting, stage_of_task
from tests import factories
from tests.committees.cases import Case, days, today
from tests.support import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def c() -> Case:
    return Case()


def sent(mailbox, day: int = 0) -> list[tuple[str, str]]:
    """What goes out on a day, so many days from now: to whom, and its text."""
    before = len(mailbox.received)
    at = timezone.now() + timedelta(days=day)
    digests.send(at)
    outbox.send_waiting(at)
    new = range(before, len(mailbox.received))
    return sorted((str(mailbox.received[one]["To"]), mailbox.text_of(one)) for one in new)


@pytest.mark.parametrize(
    ("due", "task", "meeting"),
    [
        (8, None, None),
        (7, Stage.SOON, Stage.SOON),
        (0, Stage.SOON, Stage.SOON),
        (-1, Stage.LATE, None),
        (-30, Stage.LATE, None),
        (-31, None, None),
    ],
)
def test_what_is_said_on_which_day(due, task, meeting):
    assert stage_of_task(days(due), today()) is task
    assert stage_of_meeting(days(due), today()) is meeting


def test_a_meeting_is_told_once_to_who_meets(c, mailbox):
    ines = factories.member(c.site, Role.COMMITTEE_MEMBER)
    c.member(person=str(c.marc.pk), written_name="")
    meeting = c.meeting(days(5))

    told = sent(mailbox)

    assert [to for to, _text in told] == sorted([c.anne.email, ines.email, c.marc.email])
    assert "1 chose vous attend" in str(mailbox.received[-1]["Subject"])
    for words in (c.site.name, "1 réunion du comité", meeting.get_absolute_url(), "/account/"):
        assert words in told[0][1]
    assert sent(mailbox) == []
    assert sent(mailbox, 1) == []


def test_a_meeting_moved_to_another_day_is_told_anew(c, mailbox):
    c.meeting(days(5))
    sent(mailbox)
    Meeting.objects.update(held_on=days(6))

    assert [to for to, _text in sent(mailbox, 1)] == [c.anne.email]


def test_a_task_is_told_when_it_comes_due_and_when_it_is_late(c, mailbox):
    c.decision(c.meeting(), due_on=days(9))

    assert sent(mailbox) == []
    [(to, text)] = sent(mailbox, 2)
    assert to == c.marc.email
    assert "1 tâche à votre charge" in text
    assert sent(mailbox, 5) == []
    [(to, text)] = sent(mailbox, 10)
    assert "1 tâche en retard" in text
    # What it is, the page says: a mail travels further than its reader.
    assert "Afficher le plan" not in text
    assert sent(mailbox, 11) == []


def test_what_is_done_proposed_or_of_nobody_is_not_told(c, mailbox):
    done = c.decision(c.meeting(), due_on=days(2))
    Decision.objects.filter(pk=done.pk).update(done_on=today())
    c.action(due_on=days(2))
    c.action(due_on=days(2), owner=f"u{c.marc.pk}", by=c.hugo)

    assert sent(mailbox) == []


def test_everything_of_a_day_is_one_message_by_place(c, mailbox):
    c.meeting(days(5))
    c.action(due_on=days(2), owner=f"u{c.anne.pk}")
    c.action(due_on=days(4), owner=f"u{c.anne.pk}")
    other = factories.organisation("Autre centre")
    Membership.objects.create(user=c.anne, organisation=other, role=Role.QUALITY_MANAGER, starts_on=days(-1))
    meeting = c.meeting(days(3))
    Meeting.objects.filter(pk=meeting.pk).update(organisation=other)

    [(_to, text)] = sent(mailbox)

    assert "4 choses vous attendent" in str(mailbox.received[-1]["Subject"])
    assert text.index(other.name) < text.index("1 réunion") < text.index(c.site.name) < text.index("2 tâches")


def test_who_switched_reminders_off_or_has_left_is_not_written_to(c, mailbox):
    c.action(due_on=days(2), owner=f"u{c.marc.pk}")
    c.action(due_on=days(2), owner=f"u{c.anne.pk}")
    User.objects.filter(pk=c.anne.pk).update(reminders=False)
    Membership.objects.filter(user=c.marc).update(ends_on=days(-1))

    assert sent(mailbox) == []
    assert not Reminder.objects.exists()


def test_each_reads_it_in_their_language(c, mailbox):
    User.objects.filter(pk=c.marc.pk).update(language="en")
    c.action(due_on=days(2), owner=f"u{c.marc.pk}")

    [(_to, text)] = sent(mailbox)
    assert "1 task in your charge" in text


def test_the_worker_writes_nothing_where_no_mail_can_go(c, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    c.meeting(days(5))

    remind(0)

    assert not Reminder.objects.exists()


def test_the_worker_writes_them_where_mail_goes(c, mailbox):
    c.meeting(days(5))

    remind(0)
    remind(0)
    outbox.send_waiting()

    assert [str(mail["To"]) for mail in mailbox.received] == [c.anne.email]


def test_old_reminders_are_forgotten(c):
    for ago in (-401, -399):
        Reminder.objects.create(
            user=c.marc, about="meeting/1", stage="soon", due_on=days(ago), sent_on=days(ago)
        )

    assert digests.sweep(timezone.now()) == 1


# — One's own page ——————————————————————————————————————————————————————————————


def waiting(person) -> list[tuple[str, str, bool]]:
    found = desk.waiting_for(factories.standing(person, today()), today())
    return [(item.what, item.title, item.late) for item in found if item.what not in ("start", "organise")]


def test_what_is_in_my_charge_waits_for_me_by_its_date(c):
    c.decision(c.meeting(), due_on=days(3))
    c.action(due_on=days(1), owner=f"u{c.marc.pk}")
    CommunicationAction.objects.update(due_on=days(-1))

    assert waiting(c.marc) == [
        ("action", "Patients · Affiche", True),
        ("task", "Afficher le plan", False),
    ]
    assert waiting(c.zoe) == []


def test_meetings_wait_for_who_meets_and_their_minutes_after(c):
    c.meeting(days(-7))
    c.meeting(days(7))
    c.meeting(days(30))

    assert [what for what, _title, _late in waiting(c.anne)] == ["minutes", "meeting"]
    assert waiting(c.marc) == []


def test_an_evaluator_closes_their_own_task_and_nobody_else_s(client, c, settings):
    settings.DEMO = True
    mine = c.decision(c.meeting())
    hers = c.decision(c.meeting(), owner=f"u{c.anne.pk}")
    action = c.action(owner=f"u{c.marc.pk}")
    client.force_login(c.marc)
    page = client.get("/home/").content.decode()
    base = f"/o/{c.site.pk}/committee/tasks"

    assert f"{base}/{mine.pk}/done/" in page
    assert client.post(f"{base}/{mine.pk}/done/", {"version": 1, "done": "yes"}).url == "/home/"
    assert client.post(f"{base}/{hers.pk}/done/", {"version": 1, "done": "yes"}).status_code == 404
    client.post(f"{base}/communication/{action.pk}/done/", {"version": 1, "done": "yes"})

    assert Decision.objects.get(pk=mine.pk).done_on == today()
    assert Decision.objects.get(pk=hers.pk).done_on is None
    assert CommunicationAction.objects.get().done_on == today()
    assert c.events()[-2:] == ["meeting.task-done", "communication.done"]
    assert waiting(c.marc) == []


def test_a_consultant_and_a_stranger_close_nothing(client, c, settings):
    settings.DEMO = True
    task = c.decision(c.meeting())
    address = f"/o/{c.site.pk}/committee/tasks/{task.pk}/done/"

    client.force_login(c.hugo)
    assert client.post(address, {"version": 1, "done": "yes"}).status_code == 403
    client.force_login(c.zoe)
    assert client.post(address, {"version": 1, "done": "yes"}).status_code == 404


# — Who is in charge of a meeting ———————————————————————————————————————————————


def test_whoever_is_in_charge_prepares_the_meeting_and_writes_its_minutes(c, mailbox):
    ines = factories.member(c.site, Role.COMMITTEE_MEMBER)
    c.meeting(days(5), owner=f"u{ines.pk}")

    texts = dict(sent(mailbox))
    assert "1 réunion à votre charge, à préparer" in texts[ines.email]
    assert "1 réunion du comité" in texts[c.anne.email]

    [(to, text)] = sent(mailbox, 6)
    assert to == ines.email
    assert "1 compte rendu de réunion à rédiger" in text
    Meeting.objects.update(held_on=days(-1))
    assert [what for what, _title, _late in waiting(ines)] == ["minutes"]
    assert waiting(c.anne) == []

    Meeting.objects.update(minutes="Le label est présenté.", held_on=days(-2))
    assert sent(mailbox, 7) == []


def test_an_evaluator_is_not_in_charge_of_minutes_that_they_may_not_write(c):
    with pytest.raises(NotAllowed) as error:
        c.meeting(days(5), owner=f"u{c.marc.pk}")

    assert [one.code for one in error.value.refusals] == ["committee.meeting.owner-does-not-write"]


def test_the_form_says_who_is_in_charge_and_the_page_shows_it(client, c, settings):
    settings.DEMO = True
    seat = c.member("medical", written_name="Léa Vasseur")
    client.force_login(c.anne)
    base = f"/o/{c.site.pk}/committee/meetings/"
    form = {"version": "0", "held_on": days(5).isoformat(), "starts_at": "", "place": "", "agenda": "Plan"}

    choices = pages.page(client.get(f"{base}new/")).xpath("//select[@name='owner']/option/@value")
    assert choices == ["", f"u{c.anne.pk}", f"m{seat.pk}"]
    address = client.post(f"{base}new/", {**form, "owner": f"m{seat.pk}"}).url
    assert "responsable : Léa Vasseur" in pages.words(pages.page(client.get(address)))
    client.post(f"{address}change/", {**form, "version": "1", "owner": ""})
    assert "responsable" not in pages.words(pages.page(client.get(address)))


def test_who_leaves_hands_their_meetings_over(c):
    ines = factories.member(c.site, Role.COMMITTEE_MEMBER)
    c.meeting(days(5), owner=f"u{ines.pk}")
    told = c.meeting(days(-5), owner=f"u{ines.pk}")
    Meeting.objects.filter(pk=told.pk).update(minutes="Dit.")

    services.end_membership(
        Membership.objects.get(user=ines),
        standing=factories.standing(c.anne),
        at=timezone.now(),
        heirs={"meetings": c.anne.pk},
    )

    owners = dict(Meeting.objects.values_list("held_on", "owner"))
    assert owners == {days(5): c.anne.pk, days(-5): ines.pk}
    assert "meeting.handed" in c.events()
