"""What an answer cost is told where it is asked for, and nowhere else."""

import re
from typing import Any

from django.test import Client

from aplomb.config.timing import timed


def answer(application: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    said: list[Any] = []
    body = b"".join(application({}, lambda status, headers: said.append((status, headers))))
    status, headers = said[0]
    return status, headers, body


def hello(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def test_a_timed_answer_tells_the_clock_and_the_processor_and_is_the_same_otherwise() -> None:
    status, headers, body = answer(timed(hello))

    told = dict(headers).pop("Server-Timing")
    assert re.fullmatch(r"wall;dur=\d+\.\d\d, cpu;dur=\d+\.\d\d", told)
    assert (status, headers[:-1], body) == answer(hello)


def test_nobody_is_told_it_unasked(client: Client) -> None:
    assert "Server-Timing" not in client.get("/healthz").headers
