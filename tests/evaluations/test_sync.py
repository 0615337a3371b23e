"""The only door to the answers: each row of the table of reliability-security.md §6.2, and what is left behind."""

from typing import Any

import pytest

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation, Operation, RequirementNote
from aplomb.apps.evaluations.sync import sync
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.journal.queries import faults
from aplomb.domain.evaluations.lifecycle import Status
from tests import factories
from tests.evaluations.cases import DEVICE, NOW, TABLET, Case, case, note, op

pytestmark = pytest.mark.django_db


@pytest.fixture
def c() -> Case:
    return case()


def statuses(answer: Any) -> list[str]:
    return [result["status"] for result in answer.results]


def row(c: Case, code: str = "1.1.1") -> Entry:
    return Entry.objects.get(evaluation=c.evaluation, criterion=code)


def fresh(c: Case) -> Evaluation:
    return Evaluation.objects.get(pk=c.evaluation.pk)


def traces(c: Case) -> tuple[int, int, int, int]:
    """What a write would leave: answers, operations, conflicts, events."""
    mine = {"evaluation": c.evaluation}
    return (
        Entry.objects.filter(**mine).count(),
        Operation.objects.filter(**mine).count(),
        Conflict.objects.filter(**mine).count(),
        Event.objects.filter(stream=c.evaluation.stream).count(),
    )


def test_an_answer_is_stored_with_who_and_when_and_told_by_the_journal(c: Case) -> None:
    answer = c.say(op("1.1.1", score=2, comment="  vu sur place "))

    kept = row(c)
    assert statuses(answer) == ["applied"]
    assert (kept.value, kept.is_na, kept.comment) == (2, False, "vu sur place")
    assert (kept.evaluator, kept.scored_at) == (c.anne, NOW)
    assert kept.revision == answer.revision == fresh(c).revision == 2
    event = Event.objects.select_related("value").get(stream=c.evaluation.stream, seq=2)
    assert (event.action, event.actor, event.role) == ("entry.written", c.anne.actor_id, "quality_manager")
    assert event.object == f"{c.evaluation.stream.name}#1.1.1"
    assert event.value.data["values"] == {"score": {"score": 2, "na_reason": ""}, "comment": "vu sur place"}


def test_zero_is_an_answer(c: Case) -> None:
    c.say(op("1.1.1", score=0))

    assert row(c).value == 0
    assert fresh(c).summary["total"]["answered"] == 1


def test_the_summary_follows_each_answer(c: Case) -> None:
    c.say(op("1.1.1", score=3), op("1.2.1", score=1), op("2.1.1", score="NA", na_reason="sans objet"))

    total = fresh(c).summary["total"]
    assert (total["asked"], total["answered"], total["na"]) == (5, 2, 1)
    assert (total["achieved"], total["potential"], total["potential_answered"]) == (5, 15, 9)


# — The table ————————————————————————————————————————————————————————————————


def test_the_same_operation_again_is_replayed_and_leaves_no_trace(c: Case) -> None:
    first = op("1.1.1", score=2)
    told = c.say(first).results[0]
    before = traces(c), fresh(c).revision

    again = c.say(first).results[0]

    assert again == {**told, "status": "replayed", "first": "applied"}
    assert (traces(c), fresh(c).revision) == before


def test_the_same_identifier_with_another_content_is_refused(c: Case) -> None:
    first = op("1.1.1", score=2)
    c.say(first)

    told = c.say({**first, "score": 3}).results[0]

    assert (told["status"], told["code"]) == ("rejected", "id_reused")
    assert row(c).value == 2


def test_the_same_operation_twice_in_a_batch_counts_once(c: Case) -> None:
    twice = op("1.1.1", score=2)

    assert statuses(c.say(twice, twice)) == ["applied", "replayed"]
    assert Operation.objects.count() == 1


def test_a_change_of_another_field_is_no_conflict(c: Case) -> None:
    c.assign(_1=[c.marc])
    c.say(op("1.1.1", score=2))

    answer = c.say(op("1.1.1", base=0, comment="à revoir"), by=c.marc, device=TABLET)

    assert statuses(answer) == ["applied"]
    assert (row(c).value, row(c).comment, row(c).evaluator) == (2, "à revoir", c.anne)


def test_two_edits_that_agree_are_no_conflict(c: Case) -> None:
    c.assign(_1=[c.marc])
    c.say(op("1.1.1", score=2))

    assert statuses(c.say(op("1.1.1", score=2), by=c.marc, device=TABLET)) == ["applied"]


def test_the_same_field_changed_by_somebody_else_keeps_both(c: Case) -> None:
    c.assign(_1=[c.marc])
    base = c.say(op("1.1.1", score=2)).revision

    told = c.say(op("1.1.1", base=0, score=3), by=c.marc, device=TABLET).results[0]

    conflict = Conflict.objects.get()
    assert (told["status"], told["kept"], told["current"]["score"]) == (
        "conflict",
        str(conflict.public_id),
        2,
    )
    assert (row(c).value, row(c).revision) == (2, base)
    assert (conflict.target, conflict.field, conflict.value) == (
        "1.1.1",
        "score",
        {"score": 3, "na_reason": ""},
    )
    assert (conflict.by, conflict.device, conflict.base) == (c.marc, TABLET, 0)
    assert fresh(c).open_conflicts == 1


def test_one_person_on_two_devices_may_disagree_with_herself(c: Case) -> None:
    c.say(op("1.1.1", score=2))

    assert statuses(c.say(op("1.1.1", base=0, score=3), device=TABLET)) == ["conflict"]


def test_a_device_goes_on_from_its_own_answers(c: Case) -> None:
    answer = c.say(op("1.1.1", score=1), op("1.1.1", base=0, score=2), op("1.1.1", base=0, score=3))

    assert statuses(answer) == ["applied"] * 3
    assert row(c).value == 3


def test_deleting_a_text_that_somebody_else_changed_is_a_conflict(c: Case) -> None:
    c.assign(_1=[c.marc])
    base = c.say(op("1.1.1", comment="un")).revision
    c.say(op("1.1.1", base=base, comment="un deux"), by=c.marc, device=TABLET)

    assert statuses(c.say(op("1.1.1", base=base, comment=None))) == ["conflict"]
    assert (row(c).comment, Conflict.objects.get().value) == ("un deux", "")


def test_an_older_operation_that_arrives_late_changes_nothing(c: Case) -> None:
    c.say(op("1.1.1", score=3, seq=8))

    told = c.say(op("1.1.1", score=1, seq=5)).results[0]

    assert (told["status"], told["superseded"]) == ("applied", True)
    assert row(c).value == 3
    event = Event.objects.select_related("value").order_by("-seq").first()
    assert event is not None
    assert event.value.data["superseded"] == {"score": {"score": 1, "na_reason": ""}}


def test_a_base_from_the_future_never_overwrites(c: Case) -> None:
    c.say(op("1.1.1", score=2))

    told = c.say(op("1.1.1", base=900, score=3)).results[0]

    assert (told["status"], told["current"]["score"], row(c).value) == ("conflict", 2, 2)


@pytest.mark.parametrize("base", [None, -1, "7", 1.5, True, 2**60])
def test_a_base_that_is_no_revision_is_refused(c: Case, base: Any) -> None:
    told = c.say({**op("1.1.1", score=1), "base": base}).results[0]

    assert (told["status"], told["code"], told["refusal"].code) == ("rejected", "invalid", "sync.bad-base")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"score": 4}, "sync.score-out-of-scale"),
        ({"score": -1}, "sync.score-out-of-scale"),
        ({"score": True}, "sync.score-out-of-scale"),
        ({"score": 1.5}, "sync.score-out-of-scale"),
        ({"score": "2"}, "sync.score-out-of-scale"),
        ({"score": [2]}, "sync.score-out-of-scale"),
        ({"score": "NA"}, "sync.na-needs-reason"),
        ({"score": "NA", "na_reason": "  "}, "sync.na-needs-reason"),
        ({"comment": "x" * 20_001}, "sync.text-too-long"),
        ({"comment": 12}, "sync.text-not-text"),
        ({"comment": "a\0b"}, "sync.text-not-text"),
        ({"comment": "\ud800"}, "sync.bad-operation"),
        ({"score": float("nan")}, "sync.bad-operation"),
        ({}, "sync.nothing-to-write"),
        ({"strengths": "…"}, "sync.unknown-field"),
        ({"evaluator": "me", "score": 1}, "sync.unknown-field"),
        ({"score": 1, "at": "hier"}, "sync.bad-operation"),
        ({"score": 1, "seq": -3}, "sync.bad-operation"),
        ({"score": 1, "resolves": "nothing"}, "sync.bad-operation"),
        ({"score": 1, "requirement": "1.1"}, "sync.one-target"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_rest_goes_on(
    c: Case, values: dict[str, Any], reason: str
) -> None:
    answer = c.say({**op("1.1.1"), **values}, op("2.1.1", score=1))

    refused, taken = answer.results
    assert (refused["status"], refused["code"], refused["refusal"].code) == ("rejected", "invalid", reason)
    assert taken["status"] == "applied"
    assert list(Entry.objects.values_list("criterion", flat=True)) == ["2.1.1"]


def test_a_social_security_number_never_enters(c: Case) -> None:
    told = c.say(op("1.1.1", comment="patient 2 69 05 49 588 157 80")).results[0]

    assert (told["code"], told["refusal"].code) == ("patient_data", "sync.patient-data")
    assert traces(c) == (0, 0, 0, 1)


def test_na_is_refused_where_the_criterion_does_not_allow_it(c: Case) -> None:
    told = c.say(op("1.1.2", score="NA", na_reason="sans objet")).results[0]

    assert told["refusal"].code == "sync.na-not-allowed"


@pytest.mark.parametrize("raw", [None, 3, "x", [], {}, {"id": "not-one", "criterion": "1.1.1", "base": 0}])
def test_what_is_no_operation_is_answered_all_the_same(c: Case, raw: Any) -> None:
    answer = c.say(raw, op("1.1.1", score=1))

    assert statuses(answer) == ["rejected", "applied"]


def test_a_criterion_that_is_not_asked_takes_no_answer() -> None:
    c = case(profile={"ct": False})

    told = [c.say(op(code, score=1)).results[0]["refusal"].code for code in ("2.2.1", "9.9.9", "1.1")]

    assert told == ["sync.unknown-criterion"] * 3


def test_a_score_takes_away_the_reason_of_an_na_and_a_reason_alone_changes_only_itself(c: Case) -> None:
    c.say(op("1.1.1", score="NA", na_reason="pas d’injection ici"))
    c.say(op("1.1.1", na_reason="aucune injection"))
    assert (row(c).score, row(c).na_reason) == ("NA", "aucune injection")

    c.say(op("1.1.1", score=1))
    assert (row(c).score, row(c).na_reason) == (1, "")


def test_an_answer_taken_back_is_nobodys(c: Case) -> None:
    c.say(op("1.1.1", score=2))
    c.say(op("1.1.1", score=None))

    assert (row(c).score, row(c).evaluator, row(c).scored_at) == (None, None, None)
    assert fresh(c).summary["total"]["answered"] == 0


def test_the_devices_clock_decides_nothing(c: Case) -> None:
    c.say(op("1.1.1", score=1, at="2036-01-01T00:00:00Z"))
    c.say(op("1.1.1", score=2, at="2016-01-01T00:00:00+02:00"))
    c.say(op("1.1.1", score=3, at="9999-12-31T23:59:59-12:00"))

    assert row(c).value == 3
    assert row(c).scored_at == NOW


# — Rights and states ————————————————————————————————————————————————————————


def test_an_evaluator_answers_what_is_assigned_and_nothing_else(c: Case) -> None:
    c.assign(_1_1=[c.marc], _2=[c.marc])

    answer = c.say(
        op("1.1.1", score=1),
        op("1.2.1", score=1),
        op("2.2.1", score=1),
        note("1.2", strengths="…"),
        by=c.marc,
    )

    assert statuses(answer) == ["applied", "rejected", "applied", "rejected"]
    refused = [one for one in answer.results if one["status"] == "rejected"]
    assert [(one["code"], one["refusal"].code) for one in refused] == [
        ("forbidden", "entry.write.not-assigned")
    ] * 2


def test_what_is_taken_away_from_an_evaluator_is_refused_from_then_on(c: Case) -> None:
    c.assign(_1=[c.marc])
    c.say(op("1.1.1", score=1), by=c.marc)
    c.assign(_1=[])

    told = c.say(op("1.1.1", base=9, score=2), by=c.marc).results[0]

    assert told["refusal"].code == "entry.write.not-assigned"


def test_nobody_answers_a_draft_and_only_who_leads_answers_in_review() -> None:
    c = case(draft=True)
    leading = factories.standing(c.anne)
    c.assign(_1=[c.marc])
    drafted = c.say(op("1.1.1", score=1)).results[0]
    services.move(c.evaluation.pk, Status.OPEN, standing=leading, at=NOW)
    services.move(c.evaluation.pk, Status.REVIEW, standing=leading, at=NOW)

    by_marc = c.say(op("1.1.1", score=1), by=c.marc).results[0]
    by_anne = c.say(op("1.1.1", score=1)).results[0]

    assert (drafted["code"], drafted["refusal"].code) == ("closed", "entry.write.draft")
    assert (by_marc["code"], by_marc["refusal"].code) == ("forbidden", "entry.write.in-review")
    assert by_anne["status"] == "applied"


def test_a_closed_evaluation_takes_nothing_and_answers_each_operation(c: Case) -> None:
    c.answer_all()
    c.close()
    before = traces(c)

    answer = c.say(op("1.1.1", score=0), op("1.1.2", comment="trop tard"))

    assert [(one["code"], one["refusal"].code) for one in answer.results] == [
        ("closed", "entry.write.closed")
    ] * 2
    assert traces(c) == before


def test_a_reader_of_the_evaluation_does_not_write_in_it(c: Case) -> None:
    consultancy = factories.organisation("Conseil", kind=factories.Kind.CONSULTANCY)
    consultant = factories.member(consultancy, factories.Role.CONSULTANT)
    factories.engagement(consultancy, c.site)

    told = c.say(op("1.1.1", score=1), by=consultant).results[0]

    assert (told["code"], told["refusal"].code) == ("forbidden", "entry.write.not-yours")


def test_an_evaluation_that_one_may_not_see_is_not_there(c: Case) -> None:
    stranger = factories.quality_manager(factories.organisation())

    with pytest.raises(Evaluation.DoesNotExist):
        c.say(op("1.1.1", score=1), by=stranger)


# — Notes ————————————————————————————————————————————————————————————————————


def test_the_analysis_of_a_requirement_is_written_field_by_field(c: Case) -> None:
    c.assign(_1=[c.marc])
    c.say(note("1.1", what_we_do="Nous vérifions.", strengths="Équipe."))

    answer = c.say(
        note("1.1", to_improve="Le soir."), note("1.1", strengths="Autre."), by=c.marc, device=TABLET
    )

    kept = RequirementNote.objects.get()
    assert statuses(answer) == ["applied", "conflict"]
    assert (kept.what_we_do, kept.strengths, kept.to_improve) == ("Nous vérifions.", "Équipe.", "Le soir.")
    assert Conflict.objects.get().field == "strengths"


def test_a_note_of_no_requirement_is_refused(c: Case) -> None:
    assert c.say(note("7.7", strengths="…")).results[0]["refusal"].code == "sync.unknown-requirement"


# — Conflicts ————————————————————————————————————————————————————————————————


@pytest.fixture
def disputed(c: Case) -> Conflict:
    """Anne says 2; Marc, who had not seen it, says 3."""
    c.assign(_1=[c.marc])
    c.say(op("1.1.1", score=2))
    c.say(op("1.1.1", score=3), by=c.marc, device=TABLET)
    return Conflict.objects.get()


def test_choosing_ones_own_settles_the_conflict(c: Case, disputed: Conflict) -> None:
    base = row(c).revision

    answer = c.say(
        op("1.1.1", base=base, score=3, resolves=str(disputed.public_id)), by=c.marc, device=TABLET
    )

    disputed.refresh_from_db()
    assert (statuses(answer), row(c).value, fresh(c).open_conflicts) == (["applied"], 3, 0)
    assert (disputed.resolved_at, disputed.resolved_by) == (NOW, c.marc)
    assert answer.news.conflicts == []
    event = Event.objects.select_related("value").order_by("-seq").first()
    assert event is not None
    assert event.value.data["resolves"] == str(disputed.public_id)


def test_choosing_the_others_or_a_third_settles_it_too(c: Case, disputed: Conflict) -> None:
    c.say(op("1.1.1", base=row(c).revision, score=1, resolves=str(disputed.public_id)))

    assert (row(c).value, fresh(c).open_conflicts) == (1, 0)


def test_an_answer_that_agrees_with_both_leaves_nothing_to_choose(c: Case, disputed: Conflict) -> None:
    c.say(op("1.1.1", base=row(c).revision, score=3))

    disputed.refresh_from_db()
    assert (disputed.resolved_at, fresh(c).open_conflicts) == (NOW, 0)


def test_two_who_choose_differently_at_once_are_in_conflict_again(c: Case, disputed: Conflict) -> None:
    base, name = row(c).revision, str(disputed.public_id)
    c.say(op("1.1.1", base=base, score=3, resolves=name), by=c.marc, device=TABLET)

    answer = c.say(op("1.1.1", base=base, score=2, resolves=name))

    assert (statuses(answer), row(c).value, fresh(c).open_conflicts) == (["conflict"], 3, 1)


def test_who_is_no_party_to_a_conflict_does_not_choose(c: Case, disputed: Conflict) -> None:
    other = factories.evaluator(c.site)
    c.assign(_1=[c.marc, other])

    told = c.say(op("1.1.1", base=9, score=1, resolves=str(disputed.public_id)), by=other).results[0]

    assert (told["code"], told["refusal"].code) == ("forbidden", "conflict.resolve.not-yours")
    assert fresh(c).open_conflicts == 1


def test_a_conflict_is_settled_only_on_what_it_is_about(c: Case, disputed: Conflict) -> None:
    name = str(disputed.public_id)

    told = [
        c.say(one).results[0]["refusal"].code
        for one in (op("1.1.2", score=1, resolves=name), op("1.1.1", base=9, comment="…", resolves=name))
    ]

    assert told == ["sync.other-conflict"] * 2


def test_what_a_device_sends_next_of_its_own_replaces_its_version(c: Case, disputed: Conflict) -> None:
    c.say(op("1.1.1", base=0, score=0), by=c.marc, device=TABLET)

    disputed.refresh_from_db()
    assert (Conflict.objects.count(), fresh(c).open_conflicts) == (1, 1)
    assert disputed.value == {"score": 0, "na_reason": ""}
    kept = Event.objects.select_related("value").filter(action="conflict.kept").order_by("seq")
    assert [event.value.data["values"]["score"]["score"] for event in kept] == [3, 0]


def test_a_version_older_than_the_one_kept_stays_in_history_only(c: Case) -> None:
    c.say(op("1.1.1", score=2))
    c.say(op("1.1.1", score=3, seq=9), device=TABLET)
    c.say(op("1.1.1", score=0, seq=4), device=TABLET)

    assert Conflict.objects.get().value == {"score": 3, "na_reason": ""}


def test_a_replayed_conflict_says_again_what_it_was(c: Case) -> None:
    c.say(op("1.1.1", score=2))
    late = op("1.1.1", score=3)
    told = c.say(late, device=TABLET).results[0]

    again = c.say(late, device=TABLET).results[0]

    assert again == {**told, "status": "replayed", "first": "conflict"}
    assert Conflict.objects.count() == 1


def test_both_versions_are_shown_with_who_and_when(c: Case, disputed: Conflict) -> None:
    shown = c.say(by=c.marc).news.conflicts[0]

    assert (shown["kind"], shown["target"], shown["field"], shown["base"]) == (
        "criterion",
        "1.1.1",
        "score",
        row(c).revision,
    )
    assert shown["kept"] == {
        "value": {"score": 3, "na_reason": ""},
        "by": c.marc.get_short_name(),
        "mine": True,
        "device": TABLET,
        "noted_at": None,
        "at": NOW.isoformat(),
    }
    assert shown["stored"] == {
        "value": {"score": 2, "na_reason": ""},
        "by": c.anne.get_short_name(),
        "mine": False,
        "at": NOW.isoformat(),
    }
    assert shown["may_settle"] is True


# — News ————————————————————————————————————————————————————————————————————


def test_a_device_learns_what_changed_since_it_last_asked(c: Case) -> None:
    first = c.say(op("1.1.1", score=2), note("1.1", strengths="…")).revision
    c.say(op("1.1.2", score=1))

    answer = sync(
        c.evaluation.pk, [], standing=factories.standing(c.anne), device=DEVICE, since=first, at=NOW
    )

    assert [change["criterion"] for change in answer.news.changes] == ["1.1.2"]
    assert answer.news.changes[0] == {
        "criterion": "1.1.2",
        "score": 1,
        "na_reason": "",
        "comment": "",
        "evaluator": c.anne.get_short_name(),
        "at": NOW.isoformat(),
        "revision": 4,
    }


def test_a_device_that_knew_everything_gets_its_own_answer_back_without_asking_the_base(c: Case) -> None:
    known = fresh(c).revision
    answer = sync(
        c.evaluation.pk,
        [op("1.1.1", score=2), note("1.2", to_improve="…")],
        standing=factories.standing(c.anne),
        device=DEVICE,
        since=known,
        at=NOW,
    )

    assert [change["revision"] for change in answer.news.changes] == [known + 1, known + 2]


def test_an_assignment_tells_the_pages_to_ask_anew(c: Case) -> None:
    c.say(op("1.1.1", score=2))
    before = fresh(c)
    c.assign(_1=[c.marc])

    assert (before.structure, fresh(c).structure, fresh(c).revision) == (1, 3, 3)


def test_the_journal_is_sound_after_all(c: Case, disputed: Conflict) -> None:
    c.say(
        op("1.1.1", base=row(c).revision, score=1, resolves=str(disputed.public_id)),
        note("1.1", strengths="x"),
    )
    c.answer_all()
    c.close()

    assert list(faults()) == []
    assert fresh(c).revision == fresh(c).stream.seq
