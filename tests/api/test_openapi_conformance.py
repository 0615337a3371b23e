"""The API's own description: valid, and true to what the operations answer, whatever they are asked."""

from dataclasses import dataclass

import jsonschema_rs
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from aplomb.config.openapi import document
from tests import factories
from tests.api.calling import API, key_of
from tests.evaluations.cases import Case, case

pytestmark = pytest.mark.django_db
OPERATIONS = [
    (path, method, operation)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]


def test_the_document_is_openapi_3_1_by_the_formats_own_schema():
    schemathesis.openapi.from_dict(document()).validate()


def test_every_example_is_one_that_its_schema_admits():
    said = document()
    wrong = []
    for path, method, operation in OPERATIONS:
        for one in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in one.get("content", {}).values():
                if "example" in content:
                    schema = {**content["schema"], "components": said["components"]}
                    validator = jsonschema_rs.Draft202012Validator(schema)
                    wrong += [
                        (path, method, str(fault)) for fault in validator.iter_errors(content["example"])
                    ]

    assert wrong == []


# — What the operations answer ————————————————————————————————————————————————————


@pytest.fixture
def described(settings):
    """The program behind its own door; the test's connection, in its transaction, outlives each request."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{API}/openapi.json", WSGIHandler())
    for signal in signals:
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class LivedIn:
    """A site with an evaluation that is answered, a group, and the headers of a program that reads."""

    made: Case
    headers: dict[str, str]

    def named(self, path):
        """What there is, by the names of an address."""
        place = self.made.site if "/organisations/" in path else self.made.evaluation
        found = {"pk": place.pk, "edition": "2026.1", "kind": "performance"}
        found["code"] = "essai" if "/referentials/" in path else "F-001"
        return {name: value for name, value in found.items() if f"{{{name}}}" in path}


@pytest.fixture
def lived_in():
    made = case()
    made.answer_all()
    factories.affiliation(made.site, factories.organisation("Groupe", kind="group"))
    key = key_of(made.anne, "read")
    # The client behind the program's own door does not unpack what is compressed.
    return LivedIn(made, {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})


# Where two parameters depend on one another, which a schema of each cannot say.
RULED = {f"{API}/evaluations/{{pk}}/history"}
READING = sorted(path for path, methods in document()["paths"].items() if "get" in methods)


@pytest.mark.parametrize("path", READING, ids=lambda path: path.removeprefix(API))
def test_what_reads_answers_as_it_says(path, described, lived_in):
    """Whatever is asked of an address, well or badly, of what is there and of what is not: no fault, and nothing that
    the document does not announce."""
    excluded = [positive_data_acceptance] if path in RULED else []

    @given(asked=described[path]["GET"].as_strategy())
    @settings(
        max_examples=8,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(asked):
        asked.call_and_validate(headers=lived_in.headers, excluded_checks=excluded)
        if asked.path_parameters:
            asked.path_parameters = {**asked.path_parameters, **lived_in.named(path)}
            asked.call_and_validate(headers=lived_in.headers, excluded_checks=excluded)

    ask()
