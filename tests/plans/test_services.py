"""What people do with a plan: the story of each act, and that a refusal leaves no trace."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from aplomb.apps.organisations.handover import Handing, holdings
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans import proposal_services, queries, services, task_services, theme_services
from aplomb.apps.plans.models import Plan, ProposalAnswer, Target, Task, Theme
from aplomb.domain.plans.lifecycle import State
from tests import factories
from tests.plans.cases import Case, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return Case()


def refused(act):
    with pytest.raises(NotAllowed) as error:
        act()
    return [refusal.code for refusal in error.value.refusals]


def waiting(c):
    said = queries.outcome(c.plan, today())
    return [
        one.requirement.code for one in queries.waiting_proposals(c.plan, said, queries.themes_of(c.plan))
    ]


def accept(c, code, by=None):
    said = queries.outcome(c.plan, today())
    found = queries.waiting_proposals(c.plan, said, [])
    proposal = next(one for one in found if one.requirement.code == code)
    return proposal_services.accept(
        c.plan,
        code,
        proposal_services.values_of(proposal, "fr"),
        standing=factories.standing(by or c.anne),
        at=timezone.now(),
    )


def test_a_plan_is_made_once_from_a_closed_evaluation(c):
    def again():
        return services.make(c.site, c.evaluation, standing=factories.standing(c.anne), at=timezone.now())

    assert refused(again) == ["plan.write.there-already"]
    assert c.events() == ["plan.made"]
    assert Plan.objects.count() == 1


def test_proposals_come_with_the_failing_essential_first_and_leave_once_answered(c):
    assert waiting(c) == ["1.1", "1.2", "2.2"]

    theme = accept(c, "1.1")

    assert (theme.state, theme.origin, theme.origin_ref) == ("planned", "proposal", "1.1")
    assert queries.aims(theme) == [("1.1.1", 3), ("1.1.2", 3)]
    assert list(Target.objects.order_by("criterion").values_list("criterion", "then")) == [
        ("1.1.1", 1),
        ("1.1.2", 2),
    ]
    assert waiting(c) == ["1.2", "2.2"]
    assert refused(
        lambda: proposal_services.reject(
            c.plan, "1.1", "non", standing=factories.standing(c.anne), at=timezone.now()
        )
    ) == ["plan.write.not-waiting"]


def test_a_proposal_is_merged_into_a_theme_which_then_aims_at_both(c):
    theme = accept(c, "1.1")

    proposal_services.merge(c.plan, "1.2", theme, standing=factories.standing(c.anne), at=timezone.now())

    assert sorted(queries.aims(theme)) == [("1.1.1", 3), ("1.1.2", 3), ("1.2.1", 3)]
    assert waiting(c) == ["2.2"]
    assert c.events() == ["plan.made", "theme.added", "proposal.merged"]


def test_a_refusal_has_its_reason_and_can_be_taken_back(c):
    standing, at = factories.standing(c.anne), timezone.now()
    assert refused(lambda: proposal_services.reject(c.plan, "2.2", " ", standing=standing, at=at)) == [
        "plan.write.no-reason"
    ]
    assert ProposalAnswer.objects.count() == 0

    proposal_services.reject(c.plan, "2.2", "Pas de scanner avant 2028", standing=standing, at=at)
    assert waiting(c) == ["1.1", "1.2"]

    proposal_services.take_back(c.plan, "2.2", standing=standing, at=at)
    assert waiting(c) == ["1.1", "1.2", "2.2"]
    assert c.events() == ["plan.made", "proposal.refused", "proposal.taken-back"]


def test_a_theme_starts_with_its_five_parts_and_not_before(c):
    theme = c.theme(objective="", owner="", due_date=None, means="", effectiveness_measure="")

    assert refused(lambda: c.move(theme, State.ACTIVE)) == [
        "plan.move.no-objective",
        "plan.move.no-owner",
        "plan.move.no-due-date",
        "plan.move.no-means",
        "plan.move.no-effectiveness-measure",
    ]
    assert c.events() == ["plan.made", "theme.added"]


def test_the_whole_life_of_a_theme_is_in_the_journal(c):
    theme = c.active()
    assert (theme.starts_on, Plan.objects.get().active_count) == (today(), 1)

    c.move(theme, State.DONE)
    assert (theme.done_on, Plan.objects.get().active_count) == (today(), 0)

    c.move(theme, State.ASSESSED, reason="28 dossiers sur 30", effective=True)
    assert (theme.effective, theme.closing, theme.assessed_on) == (True, "28 dossiers sur 30", today())

    c.move(theme, State.ACTIVE)
    assert (theme.effective, theme.closing, theme.done_on) == (None, "", None)
    assert c.events() == [
        "plan.made",
        "theme.added",
        "theme.started",
        "theme.done",
        "theme.assessed",
        "theme.started",
    ]


def test_a_running_theme_keeps_its_five_parts(c):
    theme = c.active()

    def change(**more):
        return theme_services.change(
            theme,
            c.values(**more),
            version=theme.version,
            standing=factories.standing(c.anne),
            at=timezone.now(),
        )

    assert refused(lambda: change(means="")) == ["plan.move.no-means"]
    assert refused(lambda: change(owner="")) == ["plan.move.no-owner"]

    change(means="Un logiciel", targets={"1.2.1": 3})
    theme.refresh_from_db()
    assert (theme.means, theme.version, queries.aims(theme)) == ("Un logiciel", 3, [("1.2.1", 3)])


def test_two_who_change_one_theme_do_not_overwrite_each_other(c):
    theme = c.theme()
    c.move(theme, State.DROPPED, reason="doublon")

    with pytest.raises(Stale):
        theme_services.change(
            theme, c.values(), version=1, standing=factories.standing(c.anne), at=timezone.now()
        )


def test_the_eleventh_theme_needs_a_reason_that_the_plan_shows(c):
    for _ in range(10):
        c.active()
    theme = c.theme()

    assert refused(lambda: c.move(theme, State.ACTIVE)) == ["plan.move.limit-reached"]
    c.move(theme, State.ACTIVE, reason="L’audit est en mars")

    assert theme.above_reason == "L’audit est en mars"
    assert Plan.objects.get().active_count == Theme.objects.filter(state="active").count() == 11


def test_a_consultant_proposes_and_the_site_accepts(c):
    theme = c.theme(by=c.hugo)
    assert theme.state == "proposed"
    assert refused(lambda: c.move(theme, State.PLANNED, by=c.hugo)) == ["plan.move.only-proposes"]

    c.move(theme, State.PLANNED)

    def with_hugo():
        return theme_services.change(
            theme, c.values(), version=theme.version, standing=factories.standing(c.hugo), at=timezone.now()
        )

    assert refused(with_hugo) == ["plan.write.only-proposes"]


def test_an_evaluator_closes_their_own_action_and_no_other(c):
    theme, at = c.active(), timezone.now()
    said = {"text": "Écrire le protocole", "starts_on": today(), "due_on": days(10)}
    standing = factories.standing(c.anne)
    mine = task_services.add(theme, {**said, "owner": f"u{c.marc.pk}"}, standing=standing, at=at)
    other = task_services.add(theme, {**said, "owner": f"u{c.anne.pk}"}, standing=standing, at=at)

    task_services.set_done(mine, today(), version=1, standing=factories.standing(c.marc), at=at)

    mine.refresh_from_db()
    assert mine.done_on == today()
    assert refused(
        lambda: task_services.set_done(other, today(), version=1, standing=factories.standing(c.marc), at=at)
    ) == ["task.close.not-yours"]
    assert refused(lambda: task_services.set_done(other, days(1), version=1, standing=standing, at=at)) == [
        "plan.write.done-tomorrow"
    ]
    assert refused(
        lambda: task_services.add(theme, {**said, "owner": "", "due_on": days(-1)}, standing=standing, at=at)
    ) == ["plan.write.ends-before"]


def test_the_work_of_whoever_leaves_passes_on_with_its_events(c):
    theme = c.active(owner=f"u{c.marc.pk}")
    task_services.add(
        theme,
        {"text": "Écrire", "owner": f"u{c.marc.pk}", "starts_on": None, "due_on": None},
        standing=factories.standing(c.anne),
        at=timezone.now(),
    )
    ours = [one for one in holdings() if one.code in ("themes", "plan-tasks")]
    assert [one.count(c.site, c.marc) for one in ours] == [1, 1]

    with services.write(c.plan, factories.standing(c.anne), timezone.now()) as doing:
        handing = Handing(c.site, c.marc, c.anne, doing.pen, doing.actor, c.anne, timezone.now())
    assert [one.hand(handing) for one in ours] == [1, 1]

    assert (Theme.objects.get().owner, Task.objects.get().owner) == (c.anne, c.anne)
    assert c.events()[-2:] == ["theme.handed", "plan_task.handed"]


def test_the_plan_s_days_are_in_their_order(c):
    days_said = {"mock_audit_on": days(90), "audit_on": days(80), "validated_on": days(1)}

    def act():
        return services.set_days(
            c.plan, days_said, version=1, standing=factories.standing(c.anne), at=timezone.now()
        )

    assert refused(act) == ["plan.write.validated-tomorrow", "plan.write.mock-audit-after"]


def test_no_social_security_number_enters_a_theme(c):
    assert refused(lambda: c.theme(objective="Patient 1 85 05 78 006 084 91")) == ["plan.write.patient-data"]


@pytest.mark.django_db(transaction=True)
def test_two_who_start_the_tenth_theme_at_once_do_not_both():
    """Nine run; two connections start one each at the same moment: one is the tenth, the other is told why not."""
    c = Case()
    for _ in range(9):
        c.active()
    themes = [c.theme(), c.theme()]
    barrier = threading.Barrier(2)

    def start(theme):
        try:
            connection.ensure_connection()
            barrier.wait()
            theme_services.move(
                theme,
                State.ACTIVE,
                version=theme.version,
                standing=factories.standing(c.anne),
                at=timezone.now() + timedelta(seconds=1),
            )
            return "started"
        except NotAllowed as error:
            return error.refusals[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(start, themes))

    assert said == ["plan.move.limit-reached", "started"]
    assert Plan.objects.get().active_count == Theme.objects.filter(state="active").count() == 10
