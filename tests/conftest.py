"""The harness: a PostgreSQL of the tests' own, a browser from the system, no network beyond this machine."""

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest

# The tests never touch the data of a site that runs from this checkout. The processes of one run share a
# server: they inherit the folder's name from the first.
_FIRST = "APLOMB_TEST_VAR" not in os.environ
if _FIRST:
    os.environ["APLOMB_TEST_VAR"] = tempfile.mkdtemp(prefix="aplomb-tests-")
_VAR = Path(os.environ["APLOMB_TEST_VAR"])
_VAR.chmod(0o711)
os.environ["APLOMB_VAR"] = str(_VAR)
os.environ["APLOMB_LANG"] = "fr"
for _name in ("APLOMB_DEMO", "APLOMB_DEBUG", "APLOMB_KEYS", "APLOMB_HOSTS", "HOST", "PORT", "DATABASE_URL"):
    os.environ.pop(_name, None)
if _url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _url
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
    if _FIRST:
        shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the tests' server when the first test asks for a database."""
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.enter()


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
