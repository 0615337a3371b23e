"""`aplomb worker`: do the work behind the scenes (reports, mails, reminders) until told to stop."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aplomb.cli.console import DONE, language, say
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

GRACE_SECONDS = 10
REST_SECONDS = 3.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("worker", help=_("do the work behind the scenes: reports, mails, reminders"))
    parser.add_argument("--once", action="store_true", help=_("do what is waiting, then stop"))
    parser.add_argument(
        "--attached", action="store_true", help=_("stop when the program that started it is gone")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.attached:
        threading.Thread(target=_follow, args=(os.getppid(),), name="follow-parent", daemon=True).start()
    return with_shell(lambda: work(wait=not args.once))


def work(*, wait: bool) -> int:
    """Run jobs one at a time, until told to stop (`wait`) or until none is left."""
    from procrastinate.contrib.django import app

    say(words(language()).gettext("The worker is at work."))
    # The tasks keep Django's own connection, so that what they queue is in their transaction.
    app.with_connector(connector()).run_worker(
        name="aplomb",
        wait=wait,
        concurrency=1,
        listen_notify=wait,
        delete_jobs="successful",
        shutdown_graceful_timeout=GRACE_SECONDS,
    )
    return DONE


def connector() -> Any:
    """The worker's own way to the queue: a connection to listen on, and one to fetch with."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django.utils import connector_params

    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3)


@contextmanager
def beside() -> Iterator[None]:
    """A worker in a process of its own while the site is served; started again if it dies, stopped at the end."""
    keeper = _Keeper()
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def _follow(parent: int) -> None:
    """End this process gently once its parent is gone, however that happened."""
    while os.getppid() == parent:
        time.sleep(REST_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


class _Keeper(threading.Thread):
    """Keeps one worker alive."""

    def __init__(self) -> None:
        super().__init__(name="worker-keeper", daemon=True)
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while not self._over.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "aplomb", "worker", "--attached"])
            self._process.wait()
            self._over.wait(REST_SECONDS)

    def stop(self) -> None:
        """Ask the worker to end what it is doing; past its grace, end it."""
        self._over.set()
        deadline = time.monotonic() + GRACE_SECONDS + 5
        while self.is_alive():
            process = self._process
            if process is not None and process.poll() is None:
                process.kill() if time.monotonic() > deadline else process.terminate()
            self.join(0.5)
