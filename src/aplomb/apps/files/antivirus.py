"""The antivirus of the machine, where there is one: clamd, asked over its socket (APLOMB_CLAMD)."""

import contextlib
import socket
import struct
from pathlib import Path

from django.conf import settings

from aplomb.apps.files.models import StoredFile

_SECONDS = 30
_STEP = 64 * 1024
Scan = StoredFile.Scan


def scan(path: Path) -> StoredFile.Scan:
    """What the antivirus says of a file: nothing was asked, clean, infected, or waiting where it does not answer."""
    if not settings.CLAMD:
        return Scan.NOT_ASKED
    try:
        answer = _ask(path)
    except OSError:
        return Scan.WAITING
    if answer.endswith(b"FOUND"):
        return Scan.INFECTED
    return Scan.CLEAN if answer.endswith(b"OK") else Scan.WAITING


def _ask(path: Path) -> bytes:
    with contextlib.closing(_connected(settings.CLAMD)) as line, path.open("rb") as file:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(_STEP):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n ")


def _connected(address: str) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or `host:port`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
