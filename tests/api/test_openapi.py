"""The API's own description: complete, in words, and laid out to be read."""

import re
from collections import Counter

import pytest

from aplomb.config.api import api
from aplomb.config.openapi import document
from tests.api.calling import API, nobody, program
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db


def operations():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_comes_to_anybody_and_is_kept_until_it_changes():
    answer = nobody().get("/openapi.json")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json()["openapi"] == "3.1.0"
    held = nobody().get("/openapi.json", **{"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.content) == (304, b"")


def test_every_operation_says_who_may_call_and_everything_that_it_may_answer():
    always = {"400", "429", "503"}
    lacking = []
    for path, method, operation in operations():
        wanted = set(always)
        if operation.get("security"):
            wanted |= {"401", "403"}
        if "{pk}" in path:
            wanted |= {"404", "422"}
        if method != "get":
            wanted |= {"409"}
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            wanted |= {"413", "415", "422"}
        missing = wanted - set(operation["responses"])
        if missing:
            lacking.append((path, method, missing))

    assert lacking == []


def test_what_is_open_to_anybody_is_what_the_matrix_opens_to_the_public():
    opened = {
        path.removeprefix(API) for path, _method, operation in operations() if not operation.get("security")
    }

    assert opened == {
        "/referentials",
        "/referentials/{code}",
        "/referentials/{code}/editions/{edition}",
    }


def test_errors_are_problems_and_waits_say_how_long():
    for path, _method, operation in operations():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (path, status)
            if status in ("202", "429", "503"):
                assert "Retry-After" in response["headers"], (path, status)
            assert response["description"], (path, status)


def test_operations_have_names_and_words_of_their_own():
    names = Counter(operation["operationId"] for _path, _method, operation in operations())
    silent = [path for path, _method, operation in operations() if not operation["summary"]]

    assert [name for name, count in names.items() if count > 1] == []
    assert silent == []


def test_two_schemas_never_share_a_name():
    found = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                models = [*operation.models, *operation.response_models.values()]
                for model in models:
                    for schema in _schemas_in(model):
                        found.setdefault(schema.__name__, set()).add(schema)

    assert {name: made for name, made in found.items() if len(made) > 1} == {}


def _schemas_in(model, seen=None):
    """The schemas of ours that a model of the framework is made of."""
    seen = set() if seen is None else seen
    for field in getattr(model, "model_fields", {}).values():
        for inner in _classes_in(field.annotation):
            if inner not in seen:
                seen.add(inner)
                yield inner
                yield from _schemas_in(inner, seen)


def _classes_in(annotation):
    if hasattr(annotation, "model_fields"):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _classes_in(argument)


# — The page ——————————————————————————————————————————————————————————————————————


def test_the_page_shows_each_operation_and_each_schema_without_a_script_of_its_own(client):
    tree = page(client.get(f"{API}/docs"))

    for _path, _method, operation in operations():
        assert tree.xpath(f"//article[@id='{operation['operationId']}']"), operation["operationId"]
    for name in document()["components"]["schemas"]:
        assert tree.xpath(f"//article[@id='schema-{name}']"), name
    targets = {link.removeprefix("#") for link in tree.xpath("//a[starts-with(@href, '#')]/@href")}
    assert targets <= set(tree.xpath("//@id"))
    assert 'curl -X POST "$APLOMB/api/v1/evaluations"' in words(tree)


def test_the_examples_of_the_page_are_ready_to_be_sent(anne, site):
    """A body as the page shows it is taken: here, a change of an organisation."""
    said = document()["paths"][f"{API}/organisations/{{pk}}"]["patch"]["requestBody"]
    body = said["content"]["application/json"]["example"]

    answer = program(anne).patch(f"/organisations/{site.pk}", body)

    assert answer.status_code == 200, answer.content


def test_a_text_of_an_address_is_said_to_hold_no_nul():
    journal = {
        one["name"]: one["schema"] for one in document()["paths"]["/api/v1/journal"]["get"]["parameters"]
    }
    assert re.fullmatch(journal["action"]["pattern"], "evaluation.closed")
    assert not re.fullmatch(journal["action"]["pattern"], "evaluation\0closed")
    assert journal["since"]["anyOf"][0]["anyOf"][0] == {"format": "date", "type": "string"}
