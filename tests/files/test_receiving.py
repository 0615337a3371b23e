"""From the wire to the disk: nothing of a refused file stays, no row without bytes, no bytes without a row."""

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.files import antivirus, integrity, services, storage
from aplomb.apps.files.models import StoredFile
from aplomb.apps.files.services import NotKept
from aplomb.domain.files.findings import Rule
from tests import factories
from tests.formats.received import crafted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
OPEN: list[TemporaryUploadedFile] = []  # a request closes its own


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"
    settings.CLAMD = ""
    storage.incoming()
    yield tmp_path
    while OPEN:
        OPEN.pop().close()


@pytest.fixture
def anne() -> User:
    return factories.quality_manager(factories.organisation())


def sent(name: str, data: bytes) -> TemporaryUploadedFile:
    uploaded = TemporaryUploadedFile(name, "application/octet-stream", len(data), None)
    uploaded.write(data)
    uploaded.seek(0)
    OPEN.append(uploaded)
    return uploaded


def kept(anne: User, data: bytes = b"Charte", name: str = "charte.txt") -> StoredFile:
    uploaded = sent(name, data)
    accepted = services.accept(uploaded)
    with transaction.atomic():
        return services.keep(accepted, holder=anne.stream_id, by=anne, at=AT)


def on_disk(tmp: Path) -> list[Path]:
    return [path for path in (tmp / "files").rglob("*") if path.is_file()]


def test_a_file_lies_under_the_hash_of_its_bytes(anne, place):
    stored = kept(anne)

    assert storage.place(stored.sha256).read_bytes() == b"Charte"
    assert (stored.kind, stored.size, stored.scan) == ("txt", 6, "not_asked")
    assert on_disk(place) == [storage.place(stored.sha256)]


def test_a_refused_file_leaves_nothing(place):
    uploaded = sent("liste.txt", crafted.NIR.encode())

    with pytest.raises(NotKept) as refused:
        services.accept(uploaded)
    uploaded.close()

    assert refused.value.rules == ["nir"]
    assert on_disk(place) == []


def test_a_picture_is_kept_without_what_surrounded_it(anne):
    stored = kept(anne, crafted.png(extra=((b"tEXt", b"Author\0Jeanne"),)), "écran.png")

    assert storage.place(stored.sha256).read_bytes() == crafted.png()


def test_a_transaction_that_fails_leaves_bytes_that_the_sweep_takes(anne, place):
    accepted = services.accept(sent("charte.txt", b"Charte"))
    with transaction.atomic():
        services.keep(accepted, holder=anne.stream_id, by=anne, at=AT)
        transaction.set_rollback(True)

    assert not StoredFile.objects.exists()
    assert services.sweep(timezone.now()) == 0  # it might be about to be named
    assert services.sweep(timezone.now() + timedelta(hours=2)) == 1
    assert on_disk(place) == []


CUT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(VAR=Path(sys.argv[2]), FILE_UPLOAD_TEMP_DIR=Path(sys.argv[2]) / "files" / "incoming")
from unittest.mock import patch
from aplomb.apps.files import storage
draft = storage.incoming() / "tmpcut.upload"
draft.write_bytes(b"Charte")
if sys.argv[3] == "placed":
    with patch.object(storage, "lock"):
        storage.adopt(draft, storage.digest(draft))
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("stage", ["received", "placed"])
def test_an_upload_that_is_killed_leaves_no_row_and_its_bytes_are_collected(place, stage):
    source = str(Path(services.__file__).resolve().parents[3])
    process = subprocess.Popen(
        [sys.executable, "-c", CUT, source, str(place), stage], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    assert len(on_disk(place)) == 1
    assert list(integrity.altered_files()) == []
    assert services.sweep(timezone.now() + timedelta(hours=2)) == 1
    assert on_disk(place) == []


def test_bytes_stay_while_another_receipt_has_the_same(anne, place):
    first, second = kept(anne), kept(anne)
    later = timezone.now() + timedelta(hours=2)

    services.release(first, AT)
    assert services.sweep(later) == 0
    services.release(second, AT)

    assert services.sweep(later) == 1
    assert on_disk(place) == []


def test_what_was_altered_or_lost_is_told(anne):
    altered, lost, sound = kept(anne, b"a"), kept(anne, b"b"), kept(anne, b"c")
    storage.place(altered.sha256).write_bytes(b"A")
    storage.place(lost.sha256).unlink()

    off = {(one.file, one.cause) for one in integrity.altered_files()}

    assert off == {(f"file/{altered.pk}", "file altered"), (f"file/{lost.pk}", "file missing")}
    assert sound.may_leave


# — The antivirus ————————————————————————————————————————————————————————————————————————


@pytest.fixture
def clamd(settings, tmp_path):
    """A clamd of the tests' own: what it is sent, and what it answers."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    address = f"/tmp/aplomb-clamd-{os.getpid()}"  # noqa: S108 -- a socket's path must be short
    Path(address).unlink(missing_ok=True)
    server.bind(address)
    server.listen()
    settings.CLAMD = address
    said = {"answer": b"stream: OK\0", "sent": b""}

    def serve():
        while True:
            try:
                line, _from = server.accept()
            except OSError:
                return
            with line:
                received = b""
                while not received.endswith(b"\0\0\0\0"):
                    received += line.recv(65536)
                said["sent"] = received
                line.sendall(said["answer"])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield said
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    Path(address).unlink()
    thread.join(5)


def test_the_antivirus_sees_the_bytes(anne, clamd):
    assert kept(anne).scan == "clean"
    assert clamd["sent"] == b"zINSTREAM\0\0\0\0\x06Charte\0\0\0\0"


def test_what_it_finds_infected_is_refused(clamd):
    clamd["answer"] = b"stream: Eicar-Signature FOUND\0"

    with pytest.raises(NotKept) as refused:
        services.accept(sent("charte.txt", b"Charte"))

    assert [finding.rule for finding in refused.value.findings] == [Rule.VIRUS]


def test_a_file_waits_while_the_antivirus_does_not_answer(anne, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody")

    stored = kept(anne)

    assert stored.scan == "waiting"
    assert not stored.may_leave
    assert services.scan_again(AT) == 0


def test_once_it_answers_the_file_may_leave(anne, settings, tmp_path, clamd):
    there, settings.CLAMD = settings.CLAMD, str(tmp_path / "nobody")
    stored = kept(anne)
    settings.CLAMD = there

    assert services.scan_again(AT) == 1

    stored.refresh_from_db()
    assert stored.may_leave


def test_or_is_withdrawn(anne, settings, tmp_path, clamd):
    there, settings.CLAMD = settings.CLAMD, str(tmp_path / "nobody")
    stored = kept(anne)
    settings.CLAMD, clamd["answer"] = there, b"stream: Eicar-Signature FOUND\0"

    services.scan_again(AT)

    stored.refresh_from_db()
    assert (stored.scan, stored.released_at) == (antivirus.Scan.INFECTED, AT)
