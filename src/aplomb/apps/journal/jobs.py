"""Work behind the scenes: a job is a row of the transaction that causes it (architecture, decision 9).

It runs once that transaction is committed, and never if it is not. A task takes identifiers, may run twice without
harm, and is named here rather than imported, since tasks are a way in like views.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

# Eight tries in all, further and further apart (reliability-security.md §16); then the job is failed, and shown.
DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
)


class Growing(BaseRetryStrategy):
    """Try again later, each time later than before."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= len(DELAYS):
            return None
        return RetryDecision(retry_in={"seconds": int(DELAYS[job.attempts].total_seconds())})


GROWING = Growing()


# Who waits before a page goes before what is made in advance.
AWAITED, IN_ADVANCE = 10, 0


def queue(
    task: str, *, one_at_a_time: str = "", once: str = "", priority: int = IN_ADVANCE, **identifiers: Any
) -> bool:
    """Queue a task by its name, in the present transaction; says whether it was.

    `one_at_a_time`: jobs with this key never run side by side. `once`: nothing is queued while a job with this
    key still waits for its turn.
    """
    deferrer = app.configure_task(
        task, lock=one_at_a_time or None, queueing_lock=once or None, priority=priority
    )
    try:
        # A savepoint, so that a job that waits already leaves the caller's transaction sound.
        with transaction.atomic():
            deferrer.defer(**identifiers)
    except AlreadyEnqueued:
        return False
    return True
