"""What the API says of itself: OpenAPI 3.1, with every status that an operation may answer.

The framework describes what each operation takes and gives back. What every operation shares (who may call, what
goes wrong around it) is said here once.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE
from ninja.responses import NinjaJSONEncoder
from ninja.schema import NinjaGenerateJsonSchema

from aplomb import __version__
from aplomb.config.api import api
from aplomb.config.openapi_samples import sample
from aplomb.web.rest import PROBLEM, Problem

PREFIX = "api/v1"
NO_NUL = r"^[^\u0000]*$"
SAFE = ("get", "head")
BINARY = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ABOUT = """\
Quality evaluation and labelling in medical imaging and teleradiology.

**Who calls.** `Authorization: Bearer TOKEN`, with a token made on the page of your account or by `aplomb token`; it
reads, or reads and writes, until its end. With it, cookies are ignored and no form token is asked. Or the session of
the page: every unsafe call then bears `X-CSRFToken` (a fresh one in `GET /me`). What asks for a proof that it is you
(a grant of rights) takes a session.

**Errors** are `application/problem+json` (RFC 9457), with a `code` that does not change; `errors` names each field
that is wrong. Titles are in the language of `Accept-Language`, else of the account. Somebody else's object answers
404, like one that is not there.

**Lists** are `{"items": […], "next": cursor}`: send `next` back as `cursor` for the page after. Dates are ISO 8601,
in UTC; days are those of Paris.
"""
TAGS = {
    "me": "Who I am",
    "referentials": "Referentials and their editions; open to anybody",
    "organisations": "Sites, groups, networks, regions, consultancies",
    "evaluations": "Evaluations: start, answer, close",
    "results": "Results, reports, the grid as Excel, documents",
    "evidence": "What proves the answers",
    "indicators": "What a site measures",
    "plans": "Improvement plans, what they would give, and when",
    "sheets": "Best practice",
    "journal": "Who did what, when",
}
# Said of the statuses that any operation may answer.
MEANT = {
    204: "Done",
    304: "What `If-None-Match` names is still right",
    400: "Unreadable: not JSON, too deep, or with characters that are not text",
    401: "Nobody, or a token that opens nothing",
    403: "Not this person’s to do, not by a token, or without its form token",
    404: "Nothing here, or somebody else’s",
    409: "The state of things does not allow it: the problem says why",
    413: "Too big: 2.5 MiB at most",
    415: "Not the media type that is expected",
    422: "Some fields are not what they should be: `errors` names them",
    429: "Too many calls: come back after `Retry-After` seconds",
    503: "The server is busy, nothing was written: come back after `Retry-After` seconds",
}
RETRY = {"Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}}
RETRIED = (202, 429, 503)
# What bears an ETag: 304 answers whoever holds it already.
TAGGED = ("/grid", "/results", "/editions/{edition}")


@cache
def document() -> dict[str, Any]:
    """The whole document, as plain data."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), cls=NinjaJSONEncoder))
    made["info"] = {
        "title": "Aplomb",
        "version": __version__,
        "summary": "REST API, version 1",
        "description": ABOUT,
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }
    made["servers"] = [{"url": "/", "description": "this site"}]
    made["tags"] = [{"name": name, "description": said} for name, said in TAGS.items()]
    made["components"]["schemas"] |= _schemas_of(Problem)
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    _keep_referenced(made)
    _illustrate(made)
    return made


def _schemas_of(model: type[Problem]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema)
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        # The framework copies a schema's list of examples here, where the format wants a table: it stays in the schema.
        parameter.pop("examples", None)
        _without_nul(parameter["schema"])
    responses = operation["responses"]
    for status in _around(path, method, operation):
        responses.setdefault(str(status), {"description": ""})
    for status, response in responses.items():
        _describe(path, int(status), response)
    operation["responses"] = dict(sorted(responses.items()))


def _without_nul(schema: dict[str, Any]) -> None:
    """Say of a text in an address that it holds no NUL: `surface` answers 400 to one, since no column takes it."""
    for choice in schema.get("anyOf", ()):
        _without_nul(choice)
    if schema.get("type") == "string" and schema.keys().isdisjoint(("pattern", "format", "enum", "const")):
        schema["pattern"] = NO_NUL


def _around(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[int]:
    """The statuses that come from around the operation."""
    yield from (400, 429, 503)
    if operation.get("security"):
        yield from (401, 403)
    if "{" in path or any(one["name"] == "object" for one in operation["parameters"]):
        yield 404
    if operation["parameters"] or "requestBody" in operation:
        yield 422
    if method not in SAFE:
        yield 409
    elif path.endswith(TAGGED):
        yield 304
    if "requestBody" in operation:
        yield from (413, 415)


def _describe(path: str, status: int, response: dict[str, Any]) -> None:
    response["description"] = MEANT.get(status) or HTTPStatus(status).phrase
    if status >= HTTPStatus.BAD_REQUEST:
        response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for ending, media in BINARY.items():
        if path.endswith(ending) and _is_bytes(response):
            response["content"] = {media: {"schema": {"type": "string", "contentMediaType": media}}}
    if status in RETRIED:
        response["headers"] = {**response.get("headers", {}), **RETRY}


def _illustrate(made: dict[str, Any]) -> None:
    """Show each JSON body, in and out, with an example."""
    schemas = made["components"]["schemas"]
    for operations in made["paths"].values():
        for operation in operations.values():
            for said in (operation.get("requestBody", {}), *operation["responses"].values()):
                for media, content in said.get("content", {}).items():
                    if media == "application/json":
                        content.setdefault("example", sample(content["schema"], schemas))


def _is_bytes(response: Mapping[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return bool(schema.get("format") == "binary")


def _keep_referenced(made: dict[str, Any]) -> None:
    """Leave out the schemas that nothing names any more."""
    schemas = made["components"]["schemas"]
    wanted, reached = set(_named_in(made["paths"])), set()
    while wanted:
        name = wanted.pop()
        reached.add(name)
        wanted |= set(_named_in(schemas[name])) - reached
    made["components"]["schemas"] = {name: schemas[name] for name in sorted(reached)}


def _named_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "$ref":
                yield value.rpartition("/")[2]
            else:
                yield from _named_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _named_in(value)
