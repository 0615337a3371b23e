"""The worker as a process of its own: it makes what is asked, and its death at any moment leaves no half report."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from aplomb.apps.evaluations import report_files, report_services
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.journal.tasks import take_up_stalled_jobs
from tests.evaluations.cases import NOW, Case
from tests.support import scored

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def database() -> str:
    """The address of the tests' database, for a process of its own."""
    found = connection.settings_dict
    return f"postgresql:///{found['NAME']}?host={found['HOST']}&user={found['USER']}"


@pytest.fixture
def worker() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a worker on the tests' database; whatever is still alive at the end is killed."""
    started = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DATABASE_URL": database(),
            "APLOMB_VAR": str(settings.VAR),
            "DJANGO_SETTINGS_MODULE": "aplomb.config.settings",
        }
        process = subprocess.Popen([sys.executable, "-m", "aplomb", "worker", *words], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def asked() -> tuple[Case, Report]:
    c = scored.case()
    evaluation = Evaluation.objects.get(pk=c.evaluation.pk)
    return c, report_services.ask(evaluation, "performance", "fr", by=c.anne, at=NOW)


def state_of(report: Report) -> str:
    return str(Report.objects.values_list("state", flat=True).get(pk=report.pk))


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen in a minute"
        time.sleep(0.02)


def test_the_worker_makes_what_waits_and_leaves_nothing_in_the_queue(worker: Any) -> None:
    c, report = asked()

    assert worker("--once").wait(PATIENCE) == 0

    report.refresh_from_db()
    assert report.state == "ready"
    order = report_services.order_for(c.evaluation, "performance", "fr")
    from aplomb.apps.evaluations.report_child import typeset

    assert report_files.read(report) == typeset(order)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'evaluations.make_report'")
        assert cursor.fetchone() == (0,)


def test_a_worker_killed_in_the_middle_leaves_no_half_report_and_the_next_one_finishes(worker: Any) -> None:
    _c, report = asked()
    first = worker()
    wait_until(lambda: state_of(report) in ("making", "ready"))
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    report.refresh_from_db()
    whole = {path for path in Path(settings.VAR, "files").rglob("*.pdf") if path.is_file()}
    if report.state != "ready":  # else it was quicker than us, and there is nothing to take up
        assert report.sha256 == ""
        for path in whole:
            assert path.read_bytes().rstrip().endswith(b"%%EOF")
        with connection.cursor() as cursor:  # its heartbeat stopped long ago
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        give_back()
        assert worker("--once").wait(PATIENCE) == 0
        report.refresh_from_db()
    assert report.state == "ready"
    assert report_files.read(report).rstrip().endswith(b"%%EOF")


def give_back() -> None:
    """What the clock does each minute: give the jobs of dead workers back to the queue."""
    from procrastinate import JobContext

    from aplomb.cli.worker import connector

    async def once() -> None:
        beside = app.with_connector(connector())
        async with beside.open_async():
            context = JobContext(
                start_timestamp=0, app=beside, job=None, abort_reason=lambda: None, worker_name="test"
            )
            await take_up_stalled_jobs.func(context, timestamp=0)

    # In a thread of its own: a browser test before this one leaves its loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(once())).result()


def test_a_worker_that_is_told_to_stop_ends_by_itself(worker: Any) -> None:
    _c, report = asked()
    process = worker()
    wait_until(lambda: state_of(report) == "ready")

    process.send_signal(signal.SIGTERM)

    assert process.wait(PATIENCE) == 0
