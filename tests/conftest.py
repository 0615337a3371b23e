"""The harness: a PostgreSQL of the tests' own, a browser from the system, no network beyond this machine."""

import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.mail_server import Mailbox, mail_server

# Folder and environment of the run: `aplomb.config.settings_test`, which is read before this file.
# Playwright's loop runs in the test's thread, where Django would refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long proofs in full, not a sample")


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    if settings.configured and settings.EMBEDDED:
        settings.EMBEDDED.leave()
    if settings.configured and settings.FIRST_OF_RUN:
        shutil.rmtree(settings.VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the tests' server when the first test asks for a database."""
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.enter()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Drop the database whoever still holds a session: a process that a test killed may be slow to be missed."""
    from django.db import connection

    yield
    patched = pytest.MonkeyPatch()
    patched.setattr(type(connection.creation), "_destroy_test_db", _drop)


def _drop(creation: Any, name: str, verbosity: int) -> None:
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium; where there is none the test fails and says how to get one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("no browser found: install Chromium (on Debian: apt-get install chromium)", pytrace=False)
    return {**browser_type_launch_args, "executable_path": found, "args": list(QUIET)}


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails where it does."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and host not in ("127.0.0.1", "localhost", "::1"):
            raise AssertionError(f"the tests may not reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real mail server, to which the program sends what it has to send."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Aplomb <aplomb@example.org>"
    with mail_server() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
