"""The commands of docs/developers/api.md, played in their order: what the guide shows is what happens."""

import re
import shlex
from pathlib import Path

import pytest
from django.test import Client

from tests import factories
from tests.api.calling import key_of
from tests.support import small

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "developers" / "api.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
VARIABLE = re.compile(r"\$([A-Z]+)")


def commands():
    """Each `curl` of the guide, its lines joined."""
    for block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        found = re.split(r"^(?=curl )", block, flags=re.MULTILINE)
        yield from (one.strip() for one in found if one.startswith("curl "))


class Terminal:
    """A terminal that knows `curl` alone, the little of it that the guide uses."""

    def __init__(self, **variables):
        self.variables, self.files, self.client = variables, {}, Client()

    def run(self, command):
        # A quote closed around a variable and opened again is one word for a shell, as for `shlex` once it is named.
        joined = command.replace("\\\n", " ")
        text = VARIABLE.sub(lambda found: str(self.variables[found[1]]), joined)
        words = iter(shlex.split(text)[1:])
        method, address, headers, body, kept = "GET", "", {}, b"", ""
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(words).encode()
            elif word == "--data-binary":
                body = self.files[next(words).removeprefix("@")]
            elif word == "-o":
                kept = next(words)
            elif word != "--compressed":
                address = word
        kind = headers.pop("Content-Type", "application/octet-stream")
        answer = self.client.generic(method, address, body, content_type=kind, headers=headers)
        if kept:
            self.files[kept] = answer.content
        return f"{method} {address.partition('?')[0]}", answer


def test_the_guide_does_the_main_job(settings, anne, site):
    settings.DEMO = True
    factories.edition(small.data(code="teleradiologie"))
    terminal = Terminal(APLOMB="", TOKEN=key_of(anne), SITE=site.pk)
    told, answers = [], {}

    for command in commands():
        name, answer = terminal.run(command)
        told.append((name, answer.status_code))
        answers[name] = answer
        if name == "POST /api/v1/evaluations":
            terminal.variables["EVALUATION"] = answer.json()["id"]

    number = terminal.variables["EVALUATION"]
    of = f"/api/v1/evaluations/{number}"
    assert told == [
        ("GET /api/v1/me", 200),
        ("GET /api/v1/referentials", 200),
        ("GET /api/v1/referentials/teleradiologie/editions/2026.1", 200),
        ("GET /api/v1/organisations", 200),
        ("POST /api/v1/evaluations", 201),
        (f"GET {of}/grid", 200),
        (f"POST {of}/sync", 200),
        (f"GET {of}/changes", 200),
        (f"GET {of}/results", 200),
        (f"POST {of}/close", 200),
        (f"GET {of}/reports/performance.pdf", 202),
        (f"GET {of}/grid.xlsx", 200),
        (f"PUT {of}/grid.xlsx", 200),
        ("GET /api/v1/journal", 200),
    ]
    synced = answers[f"POST {of}/sync"].json()
    assert [one["status"] for one in synced["results"]] == ["applied", "applied"]
    results = answers[f"GET {of}/results"].json()
    assert (results["completion"], results["levels"]["2"], results["levels"]["NA"]) == (1.0, 1, 1)
    closed = answers[f"POST {of}/close"].json()
    assert (closed["status"], len(closed["hash"])) == ("closed", 64)
    assert answers[f"GET {of}/reports/performance.pdf"].headers["Retry-After"]
    assert answers[f"PUT {of}/grid.xlsx"].json()["differences"] == []
    events = answers["GET /api/v1/journal"].json()["items"]
    assert {one["object"]["part"] for one in events} == {"1.1.1", "1.1.2"}
    assert {one["actor"]["name"] for one in events} == {"Anne Royèvre"}
    assert all(one["sound"] for one in events)
