"""Real connections at once: nobody overwrites anybody, and nothing is lost (C1, D2, S1)."""

import random
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation, Operation
from aplomb.apps.evaluations.sync import sync
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations.policy import NotAllowed
from tests import factories
from tests.evaluations.cases import NOW, Case, case, op

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, ROUNDS_IN_FULL = 50, 2_000


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with a connection of its own, all released by one barrier."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def c() -> Case:
    made = case()
    made.assign(_1=[made.marc])
    return made


def test_two_who_answer_the_same_criterion_at_once_both_count(
    c: Case, request: pytest.FixtureRequest
) -> None:
    """Each round, both start from what is stored: one is applied, the other kept beside it, or they agree."""
    rounds = ROUNDS_IN_FULL if request.config.getoption("--full") else ROUNDS
    draw = random.Random(7)  # noqa: S311 -- a test's dice
    standings = {person: factories.standing(person) for person in (c.anne, c.marc)}
    for _ in range(rounds):
        entry = Entry.objects.filter(evaluation=c.evaluation, criterion="1.1.1").first()
        base, scores = entry.revision if entry else 0, (draw.randrange(4), draw.randrange(4))
        before = Evaluation.objects.get(pk=c.evaluation.pk).revision

        def answer(person: Any, score: int, base: int = base) -> Any:
            return sync(
                c.evaluation.pk,
                [op("1.1.1", base=base, score=score)],
                standing=standings[person],
                device=str(person.pk),
                since=0,
                at=NOW,
            ).results[0]

        first, second = together(
            lambda scores=scores: answer(c.anne, scores[0]), lambda scores=scores: answer(c.marc, scores[1])
        )

        stored = Entry.objects.get(evaluation=c.evaluation, criterion="1.1.1").value
        after = Evaluation.objects.get(pk=c.evaluation.pk)
        said = sorted((first["status"], second["status"]))
        if scores[0] == scores[1]:
            assert (said, stored) == (["applied", "applied"], scores[0])
        else:
            assert said == ["applied", "conflict"]
            winner, loser = (0, 1) if first["status"] == "applied" else (1, 0)
            assert stored == scores[winner]
            kept = Conflict.objects.get(resolved_at__isnull=True)
            assert kept.value == {"score": scores[loser], "na_reason": ""}
            assert after.open_conflicts == 1
            c.say(op("1.1.1", base=after.revision, score=scores[loser], resolves=str(kept.public_id)))
        assert after.revision == before + 2
    assert list(faults()) == []
    assert Evaluation.objects.get(pk=c.evaluation.pk).open_conflicts == 0


def test_the_same_batch_sent_four_times_at_once_counts_once(c: Case) -> None:
    batch = [op(code, score=2) for code in ("1.1.1", "1.1.2", "1.2.1")]
    standing = factories.standing(c.anne)

    def send() -> list[str]:
        answer = sync(c.evaluation.pk, batch, standing=standing, device="d", since=0, at=NOW)
        return [result["status"] for result in answer.results]

    answers = together(*[send] * 4)

    assert sorted(answers) == [["applied"] * 3] + [["replayed"] * 3] * 3
    assert (Operation.objects.count(), Entry.objects.count()) == (3, 3)
    assert Evaluation.objects.get(pk=c.evaluation.pk).revision == 5


def test_closing_and_answering_at_once_end_one_before_the_other(c: Case) -> None:
    c.answer_all(2)
    for _ in range(8):
        c.say(op("1.1.1", base=Evaluation.objects.get(pk=c.evaluation.pk).revision, score=2))
        base = Evaluation.objects.get(pk=c.evaluation.pk).revision
        standing = factories.standing(c.anne)
        answer = op("1.1.1", base=base, score=0)

        def write(answer: Any = answer, standing: Any = standing) -> Any:
            return sync(c.evaluation.pk, [answer], standing=standing, device="d", since=0, at=NOW).results[0]

        told, _closed = together(write, c.close)

        evaluation = Evaluation.objects.get(pk=c.evaluation.pk)
        frozen = next(one for one in evaluation.frozen["entries"] if one["criterion"] == "1.1.1")
        stored = Entry.objects.get(evaluation=evaluation, criterion="1.1.1").value
        assert frozen["score"] == stored == (0 if told["status"] == "applied" else 2)
        services.move(evaluation.pk, services.Status.OPEN, standing=standing, at=NOW, reason="encore")


def test_two_who_close_at_once_close_once(c: Case) -> None:
    c.answer_all()

    def close() -> str:
        try:
            c.close()
        except NotAllowed as error:
            return error.refusals[0].code
        return "closed"

    assert sorted(together(close, close)) == ["closed", "evaluation.close.wrong-status"]


def test_two_who_start_an_evaluation_at_once_take_two_numbers(c: Case) -> None:
    standing = factories.standing(c.anne)

    def start() -> int:
        return services.create(c.site, c.evaluation.edition, standing=standing, at=NOW).number

    assert sorted(together(start, start, start)) == [2, 3, 4]


def test_many_devices_at_once_lose_nothing(c: Case) -> None:
    """Twelve connections, each with its own criterion's texts: every word of each is there, the chain is sound."""
    codes = ["1.1.1", "1.1.2", "1.2.1", "2.1.1"]
    standing = factories.standing(c.anne)

    def work(number: int) -> Callable[[], list[str]]:
        def run() -> list[str]:
            said = []
            for turn in range(10):
                operation = {
                    "id": str(uuid.uuid4()),
                    "requirement": ("1.1", "1.2", "2.1")[number % 3],
                    "base": 10_000 if turn == 9 else 0,
                    ("what_we_do", "strengths", "to_improve", "how_we_measure")[number // 3]: f"{turn}",
                    "seq": turn,
                }
                answer = sync(
                    c.evaluation.pk,
                    [operation, op(codes[number % 4], score=turn % 4)],
                    standing=standing,
                    device=f"d{number}",
                    since=0,
                    at=NOW,
                )
                said += [result["status"] for result in answer.results]
            return said

        return run

    answers = together(*[work(number) for number in range(12)])

    assert all(len(said) == 20 for said in answers)
    assert Operation.objects.filter(evaluation=c.evaluation).count() == 12 * 20
    assert list(faults()) == []
