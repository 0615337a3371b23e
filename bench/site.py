"""The running site, over real HTTP: saves, pages, figures, memory, bytes over the wire.

Budgets are those of the server's side, which the server tells itself; beside them, what a client saw.
"""

import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import brotli

from bench.measure import MILLISECONDS, Figure, figure, memory_of

PORT = 8765
PASSWORD = "aplomb-demonstration"  # noqa: S105 -- the demonstration's, printed by run.py
MANAGER = "t.lascombe-ory@demo.example"
READER = "v.tournebise@demo.example"
IDLE = 1.0  # seconds after which the server may have closed a connection
SAVES = 200
PAGES = 60
SITES = 12


@dataclass(frozen=True, slots=True)
class Took:
    """What one answer took, in milliseconds: seen from the client; on the server, by the clock and the processor."""

    seen: float
    wall: float
    cpu: float


@dataclass
class Client:
    """A browser as far as HTTP goes: one connection kept alive, its cookies, its CSRF token."""

    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    used_at: float = 0.0
    last: Took = Took(0, 0, 0)
    encoding: str = "gzip, deflate, br"  # as browsers send it

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, int]:
        """Send a request; returns the status, the body as it reads, and its size on the wire."""
        if self.connection is None or time.monotonic() - self.used_at > IDLE:
            self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        start = self.used_at = time.monotonic()
        sent = {
            "Accept-Encoding": self.encoding,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        self.connection.request(method, path, body, {**sent, **headers})
        answer = self.connection.getresponse()
        data = answer.read()
        self.last = took((time.monotonic() - start) * MILLISECONDS, answer.headers.get("Server-Timing", ""))
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        coding = answer.headers.get("Content-Encoding", "")
        read = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(data)
        return answer.status, read, len(data)

    def sign_in(self, email: str) -> None:
        _, page, _ = self.send("GET", "/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the sign-in page has no form"
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{PORT}/login/",
        }
        status, _, _ = self.send("POST", "/login/", urlencode(form).encode(), **headers)
        assert status == 302, f"sign-in answered {status}"

    def api(self, method: str, path: str, data: object = None) -> tuple[int, dict]:
        headers = {"Content-Type": "application/json"}
        if method != "GET":
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            headers["Origin"] = f"http://127.0.0.1:{PORT}"
        body = None if data is None else json.dumps(data).encode()
        status, answer, _ = self.send(method, f"/api/v1{path}", body, **headers)
        return status, json.loads(answer) if answer else {}


def took(seen: float, told: str) -> Took:
    """What the server told of its time (`wall;dur=3.20, cpu;dur=2.10`) beside what the client saw."""
    durations = {name: float(value) for name, value in re.findall(r"(\w+);dur=([\d.]+)", told)}
    return Took(seen, durations.get("wall", 0), durations.get("cpu", 0))


def answered(
    name: str, taken: list[Took], *, budget: float | None, note: str = "", by_processor: bool = False
) -> Figure:
    """The line of a job: the server's time, which budgets count, with what a client on this machine saw."""
    seen = figure(name, [one.seen for one in taken], budget=None)
    cpu = figure(name, [one.cpu for one in taken], budget=None)
    told = f"client {seen.p50:.1f}/{seen.p95:.1f}, processor {cpu.p50:.1f}/{cpu.p95:.1f}"
    counted = [one.cpu if by_processor else one.wall for one in taken]
    return figure(name, counted, budget=budget, note=f"{told}, {note}" if note else told)


@contextmanager
def site() -> Iterator[int]:
    """A demonstration of its own in a temporary folder; gives the server's process number."""
    with tempfile.TemporaryDirectory(prefix="aplomb-bench-") as folder:
        Path(folder).chmod(0o755)
        environment = {**os.environ, "APLOMB_VAR": folder, "PORT": str(PORT), "APLOMB_DEMO": "1"}
        environment["APLOMB_TIMING"] = "1"
        # The demonstration's reports are made beforehand: thirty of them would be typeset beside what is measured.
        for words in (["prepare"], ["worker", "--once"]):
            subprocess.run(
                [sys.executable, "-m", "aplomb", *words], env=environment, check=True, capture_output=True
            )
        server = subprocess.Popen([sys.executable, "-m", "aplomb", "serve", "--with-worker"], env=environment)
        try:
            wait_until_ready()
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait_until_ready(seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Client().send("GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the site did not start")


def family_of(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:
        # Each thread has its own children: the worker beside the site is one of a thread's.
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def without_postgres(pids: list[int]) -> list[int]:
    return [pid for pid in pids if "postgres" not in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]]


def figures() -> Iterator[Figure]:
    with site() as server:
        memory = [memory_of(without_postgres(family_of(server)))]
        yield figure("memory of the server at rest, PostgreSQL apart", memory, budget=250, unit="MiB")
        client = Client()
        client.sign_in(MANAGER)
        evaluation = open_evaluation(client)
        yield from saves(client, evaluation)
        yield from pages(client, evaluation)
        yield from after_answers(client, evaluation)
        memory = [memory_of(without_postgres(family_of(server)))]
        yield figure("memory of the server under load, PostgreSQL apart", memory, budget=250, unit="MiB")


def open_evaluation(client: Client) -> int:
    """The evaluation of the first site that is under way."""
    status, found = client.api("GET", "/evaluations")
    assert status == 200, found
    return next(item["id"] for item in found["items"] if item["status"] == "open")


def saves(signed_in: Client, evaluation: int) -> Iterator[Figure]:
    """One score saved, by one, four and sixteen clients at a time, each on its own connection.

    They share a session: sixteen sign-ins in a row would be refused, as they should.
    """
    for clients in (1, 4, 16):
        taken: list[Took] = []
        threads = [
            threading.Thread(
                target=save, args=(Client(dict(signed_in.cookies)), evaluation, SAVES // clients, taken)
            )
            for _ in range(clients)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = len(taken) / (time.perf_counter() - start)
        yield answered(
            f"save a score over HTTP, {clients} client{'s' if clients > 1 else ''}",
            taken,
            budget=10 if clients == 1 else None,
            note=f"{rate:.0f} a second",
        )


def save(client: Client, evaluation: int, times: int, taken: list[Took]) -> None:
    device = str(uuid.uuid4())
    _, grid = client.api("GET", f"/evaluations/{evaluation}/grid")
    codes = [c["code"] for f in grid["families"] for r in f["requirements"] for c in r["criteria"]]
    revision = grid["evaluation"]["revision"]
    for n in range(times):
        operation = {
            "id": str(uuid.uuid4()),
            "criterion": codes[n % len(codes)],
            "base": revision,
            "score": n % 4,
        }
        body = {"device": device, "since": revision, "operations": [operation]}
        status, answer = client.api("POST", f"/evaluations/{evaluation}/sync", body)
        taken.append(client.last)
        assert status == 200, answer
        revision = answer["revision"]


def after_answers(client: Client, evaluation: int) -> Iterator[Figure]:
    """The results each time that an answer has changed: nothing that was kept serves."""
    device, taken = str(uuid.uuid4()), []
    path = f"/evaluations/{evaluation}"
    _, grid = client.api("GET", f"{path}/grid")
    code, revision = next(iter(grid["entries"])), grid["evaluation"]["revision"]
    for n in range(PAGES):
        operation = {"id": str(uuid.uuid4()), "criterion": code, "base": revision, "score": n % 4}
        body = {"device": device, "since": revision, "operations": [operation]}
        status, answer = client.api("POST", f"{path}/sync", body)
        assert status == 200, answer
        revision = answer["revision"]
        status, _, _ = client.send("GET", f"{path}/results/")
        taken.append(client.last)
        assert status == 200, f"the results answered {status}"
    yield answered("results page, an answer having changed", taken, budget=50)


def pages(client: Client, evaluation: int) -> Iterator[Figure]:
    """The pages that people open most, as they come over the wire."""
    reader = Client()
    reader.sign_in(READER)
    for name, who, path, budget in (
        ("grid page", client, f"/evaluations/{evaluation}/", 40),
        ("results page", client, f"/evaluations/{evaluation}/results/", 50),
        ("an evaluation with its score, from the API", client, f"/api/v1/evaluations/{evaluation}", 5),
        ("results.json from the API", client, f"/api/v1/evaluations/{evaluation}/results", None),
        ("home of a quality manager", client, "/home/", 80),
        ("home of a region's reader", reader, "/home/", 80),
        ("public page of a referential", Client(), "/referentials/teleradiologie/2026.1/", 40),
    ):
        taken, size = [], 0
        for _ in range(PAGES):
            status, _, size = who.send("GET", path)
            taken.append(who.last)
            assert status == 200, f"{path} answered {status}"
        by_processor = path.startswith("/api/") and budget is not None
        yield answered(
            name, taken, budget=budget, note=f"{size / 1000:.0f} kB on the wire", by_processor=by_processor
        )
