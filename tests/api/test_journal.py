"""The journal over the API: each reads what they may follow, the latest first, checked against the chain."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from aplomb.apps.accounts import services as accounts
from aplomb.apps.journal.models import Entry, Value
from aplomb.apps.organisations import services
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.api.calling import nobody, problem_of, program
from tests.evaluations.cases import NOW, case, op

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def lived():
    """A site whose evaluation was answered in part, and whose facts changed."""
    made = case()
    made.say(op("1.1.1", score=2), op("1.2.1", comment="Vu avec le cadre."), by=made.anne)
    standing = factories.standing(made.anne)
    services.update(made.site, {"city": "Valdor"}, version=1, standing=standing, at=LATER)
    return made


def told(answer):
    assert answer.status_code == 200, answer.content
    return [
        (one["action"], one["actor"]["name"], one["object"] and one["object"]["kind"])
        for one in answer.json()["items"]
    ]


def test_the_quality_manager_reads_who_did_what_on_their_site_the_latest_first(lived):
    name = lived.anne.get_full_name()

    listed = told(program(lived.anne, "read").get("/journal"))

    assert listed == [
        ("organisation.updated", name, "organisation"),
        ("entry.written", name, "evaluation"),
        ("entry.written", name, "evaluation"),
        ("evaluation.created", name, "evaluation"),
    ]


def test_an_event_names_its_object_as_addresses_do_and_shows_no_text_that_people_wrote(lived):
    answer = program(lived.anne).get(f"/journal?object=evaluation/{lived.evaluation.pk}&action=entry.written")

    comment, score = answer.json()["items"]
    assert score["object"] == {
        "kind": "evaluation",
        "id": str(lived.evaluation.pk),
        "name": str(lived.evaluation),
        "part": "1.1.1",
    }
    assert (score["details"], comment["details"]) == ("cotation\u00a0: 2", "un commentaire")
    assert (score["role"], score["stream"], score["seq"], score["sound"]) == (
        Role.QUALITY_MANAGER,
        lived.evaluation.stream.name,
        2,
        True,
    )
    assert "cadre" not in answer.content.decode()


def test_events_are_narrowed_by_object_action_person_and_day(lived):
    lived.say(op("2.1.1", score=1), by=lived.marc)
    caller, day = program(lived.anne), NOW.date().isoformat()

    def count(query):
        return len(told(caller.get(f"/journal?{query}")))

    assert count(f"object=organisation/{lived.site.pk}") == 1
    assert count(f"person={lived.marc.public_id}") == 0  # refused: nothing was assigned to him
    assert count(f"person={lived.anne.public_id}") == 4
    assert count("action=evaluation.created") == 1
    assert count(f"since={day}&until={day}") == 4
    assert count("since=2026-06-02") == 0
    assert count("until=2026-05-31") == 0


def test_pages_follow_one_another_whatever_comes_meanwhile(lived):
    caller, seen, cursor = program(lived.anne), [], ""
    standing = factories.standing(lived.anne)

    for version in range(2, 6):
        answer = caller.get(f"/journal?limit=1{cursor}").json()
        seen += [one["action"] for one in answer["items"]]
        cursor = f"&cursor={answer['next']}"
        later = LATER + timedelta(minutes=version)
        services.update(lived.site, {"city": "Ailleurs"}, version=version, standing=standing, at=later)

    assert seen == ["organisation.updated", "entry.written", "entry.written", "evaluation.created"]
    assert answer["next"] is None


def test_events_of_two_streams_come_in_the_order_of_their_moments_not_of_their_writing(lived):
    """A demonstration writes the past: the order of rows says nothing of the order of days."""
    earlier = datetime(2025, 3, 2, 9, 0, tzinfo=UTC)
    place = factories.organisation("Ancien")
    factories.membership(lived.anne, place, Role.QUALITY_MANAGER)
    standing = factories.standing(lived.anne)
    services.update(place, {"city": "Valdieu"}, version=1, standing=standing, at=earlier)

    items = program(lived.anne).get("/journal").json()["items"]

    moments = [datetime.fromisoformat(one["at"]) for one in items]
    assert moments == sorted(moments, reverse=True)
    assert moments[-1] == earlier


def test_who_leads_no_site_is_told_so_and_a_stranger_finds_no_object(lived, stranger):
    refused = problem_of(program(lived.marc).get("/journal"), 403)
    assert refused["code"] == "event_log.read.not-yours"
    problem_of(nobody().get("/journal"), 401)
    assert told(program(stranger).get("/journal")) == []
    for name in (f"evaluation/{lived.evaluation.pk}", f"organisation/{lived.site.pk}", "evaluation/999999"):
        problem_of(program(stranger).get(f"/journal?object={name}"), 404)
    for name in ("planet/1", f"account/{lived.anne.public_id}"):
        problem_of(program(lived.anne).get(f"/journal?object={name}"), 404)
    problem_of(program(lived.anne).get("/journal?object=x'y"), 422)


def test_a_quality_manager_who_leaves_reads_nothing_more(lived):
    membership = lived.anne.memberships.get()
    caller = program(lived.anne)
    membership.stop(NOW.date())

    problem_of(caller.get("/journal"), 403)


def test_the_platform_reads_events_about_access_everywhere_and_no_content(lived):
    admin = factories.administrator()
    at = NOW
    accounts.signed_in(lived.anne, at=at, address="192.0.2.1", methods=["password"])
    accounts.sign_in_failed("nobody@example.org", at=at, address="192.0.2.2")
    standing = factories.standing(lived.anne)
    services.invite(lived.site, ["zoe@example.org"], Role.EVALUATOR, standing=standing, origin="", at=at)
    caller = program(admin)

    answer = caller.get("/journal")

    assert {action for action, _name, _kind in told(answer)} == {
        "account.signed-in",
        "account.sign-in-failed",
        "member.invited",
    }
    body = answer.content.decode()
    for secret in ("192.0.2", "zoe@example.org", "Valdor", "cadre"):
        assert secret not in body
    assert {one["details"] for one in answer.json()["items"]} == {""}
    refused = next(one for one in answer.json()["items"] if one["action"] == "account.sign-in-failed")
    assert refused["object"] is None
    # By object: nothing of an evaluation, of a site what is about access.
    assert told(caller.get(f"/journal?object=evaluation/{lived.evaluation.pk}")) == []
    (invited,) = told(caller.get(f"/journal?object=organisation/{lived.site.pk}"))
    assert invited[0] == "member.invited"
    (signed,) = told(caller.get(f"/journal?object=account/{lived.anne.public_id}"))
    assert signed == ("account.signed-in", lived.anne.get_full_name(), "account")


def test_the_association_reads_its_own_and_nothing_of_a_site(lived):
    association = factories.organisation("Association", kind=Kind.ASSOCIATION)
    secretary = factories.member(association, Role.SECRETARY)
    standing = factories.standing(secretary)
    services.invite(association, ["b@example.org"], Role.SECRETARY, standing=standing, origin="", at=NOW)
    caller = program(secretary)

    assert told(caller.get("/journal")) == [("member.invited", secretary.get_full_name(), "organisation")]
    problem_of(caller.get(f"/journal?object=evaluation/{lived.evaluation.pk}"), 404)


def without_triggers(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_what_was_altered_behind_the_program_s_back_shows(lived):
    entry = Entry.objects.filter(stream=lived.evaluation.stream, action="entry.written").first()
    without_triggers("UPDATE journal_entry SET actor = 'somebody-else' WHERE id = %s", entry.pk)
    other = Entry.objects.filter(stream=lived.evaluation.stream, action="entry.written").last()
    without_triggers("UPDATE journal_value SET data = '{}' WHERE entry_id = %s", other.pk)

    found = program(lived.anne).get("/journal").json()["items"]

    assert {one["seq"] for one in found if not one["sound"]} == {entry.seq, other.seq}


def test_values_that_were_erased_are_told_and_break_nothing(lived):
    entry = Entry.objects.get(stream=lived.site.stream_id)
    Value.objects.filter(pk=entry.pk).delete()

    event = program(lived.anne).get(f"/journal?object=organisation/{lived.site.pk}").json()["items"][0]

    assert (event["erased"], event["sound"], event["details"]) == (True, True, "")


@pytest.mark.parametrize("number", [1, 30])
def test_the_journal_takes_as_many_queries_for_thirty_events_as_for_one(number, django_assert_num_queries):
    made = case()
    for index in range(number):
        made.say(op("1.1.1", base=index + 1, comment=f"Fois {index}."))
    caller = program(made.anne)
    caller.get("/journal")

    with django_assert_num_queries(12):
        # key, standing; streams of each of three kinds; events; their objects by kind (4); people, organisations
        assert len(told(caller.get(f"/journal?limit={number}"))) == number
