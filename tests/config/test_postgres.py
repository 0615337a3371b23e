"""The embedded server: it starts once, is shared, stops with the last, and keeps what it was given."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from aplomb.config.postgres import PostgresError, Server, _refuse_network_file_system


@pytest.fixture
def folder():
    """A folder that an ordinary user can walk down to, also under root."""
    with tempfile.TemporaryDirectory(prefix="aplomb-pg-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "postgres"


def ask(server, question):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        return connection.execute(question).fetchone()


def test_it_starts_durable_and_keeps_its_data(folder):
    server = Server(folder)
    server.enter()
    settings = "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses"
    assert [ask(server, f"SHOW {name}")[0] for name in settings] == ["on", "on", "on", "on", ""]
    assert ask(server, "SELECT lower('ÉTÉ À NOËL')") == ("été à noël",)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server.leave()
    assert not server.is_running()

    server.enter()
    assert ask(server, "SELECT n FROM kept") == (7,)
    server.leave()


def test_another_process_shares_it_and_the_last_to_leave_stops_it(folder):
    server = Server(folder)
    server.enter()
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from aplomb.config.postgres import Server;"
            f"Server(Path({str(folder)!r})).enter(); print('in', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "in\n"
    server.leave()
    assert server.is_running()
    other.communicate()
    assert not server.is_running()


def test_a_process_that_is_killed_lets_go_and_nothing_acknowledged_is_lost(folder):
    code = (
        "import os, signal; from pathlib import Path; from aplomb.config.postgres import Server; import psycopg;"
        f"s = Server(Path({str(folder)!r})); s.enter();"
        "c = psycopg.connect(s.url(), autocommit=True); c.execute('CREATE TABLE kept AS SELECT 7 AS n');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    server = Server(folder)
    server.enter()
    assert ask(server, "SELECT n FROM kept") == (7,)
    server.leave()
    assert not server.is_running()


def test_no_folders_mode_is_widened(folder):
    before = oct(folder.parent.stat().st_mode)
    server = Server(folder)
    server.enter()
    assert oct(folder.parent.stat().st_mode) == before
    assert server.data.stat().st_mode & 0o077 == 0
    assert server.socket.stat().st_mode & 0o077 == 0
    server.leave()


def test_a_socket_folder_of_somebody_else_is_refused(folder):
    server = Server(folder)
    server.socket.mkdir(mode=0o755)
    try:
        with pytest.raises(PostgresError, match="somebody else's"):
            server.enter()
    finally:
        os.rmdir(server.socket)


def test_a_network_file_system_is_refused(folder, monkeypatch):
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/export {folder.parent} nfs4 rw 0 0\n"
    read_text = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *a, **k: mounts if str(self) == "/proc/self/mounts" else read_text(self, *a, **k),
    )
    with pytest.raises(PostgresError, match="nfs4"):
        _refuse_network_file_system(folder)
