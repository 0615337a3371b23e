"""The OpenAPI document laid out for people: what each operation takes, gives back, and how to call it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aplomb.formats.markdown import to_html

METHODS = ("get", "post", "put", "patch", "delete")
BOUNDS = {
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "minLength": "length ≥ {}",
    "maxLength": "length ≤ {}",
    "maxItems": "≤ {} items",
    "pattern": "like {}",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an address, or a field of a body: `kind` may name a schema, `link` leads to it."""

    name: str
    kind: str
    link: str
    required: bool
    about: str
    bounds: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    kind: str
    link: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    about: str
    public: bool
    parameters: Sequence[Field]
    body: str
    link: str
    call: str
    answers: Sequence[Answer]
    problems: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    about: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Named:
    """A schema with a name, and its fields."""

    name: str
    about: str
    fields: Sequence[Field]
    values: str


def areas(document: Mapping[str, Any]) -> list[Area]:
    """The operations by area, in the document's order."""
    return [
        Area(tag["name"], tag["description"], list(_operations(document, tag["name"])))
        for tag in document["tags"]
    ]


def _operations(document: Mapping[str, Any], tag: str) -> Iterator[Operation]:
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations and tag in operations[method]["tags"]:
                yield _operation(path, method, operations[method])


def _operation(path: str, method: str, said: Mapping[str, Any]) -> Operation:
    answers = [_answer(status, one) for status, one in said["responses"].items()]
    body, link = _kind(_json_schema(said.get("requestBody", {})))
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        about=to_html(said.get("description", "")),
        public=not said.get("security"),
        parameters=[_parameter(one) for one in said["parameters"]],
        body=body or ", ".join(said.get("requestBody", {}).get("content", {})),
        link=link,
        call=_call(path, method, said),
        answers=[one for one in answers if one.status < "400"],
        problems=[one for one in answers if one.status >= "400"],
    )


def _parameter(said: Mapping[str, Any]) -> Field:
    kind, link = _kind(said["schema"])
    about = said["schema"].get("description", "")
    where = "in the path" if said["in"] == "path" else ""
    return Field(
        said["name"],
        kind,
        link,
        said["required"],
        ", ".join(filter(None, (where, about))),
        _bounds(said["schema"]),
    )


def _answer(status: str, said: Mapping[str, Any]) -> Answer:
    schema = _json_schema(said)
    kind, link = _kind(schema)
    example = said.get("content", {}).get("application/json", {}).get("example")
    shown = json.dumps(example, ensure_ascii=False, indent=2) if example else ""
    return Answer(status, said["description"], kind or ", ".join(said.get("content", {})), link, shown)


def _json_schema(said: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = said.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _call(path: str, method: str, said: Mapping[str, Any]) -> str:
    """How to call it from a terminal: `$APLOMB` is the address of the site, `$TOKEN` a key, `$PK` what it is of."""
    path = re.sub(r"{(\w+)}", lambda found: f"${found[1].upper()}", path)
    lines = [f'curl "$APLOMB{path}"'] if method == "get" else [f'curl -X {method.upper()} "$APLOMB{path}"']
    if said.get("security"):
        lines.append('  -H "Authorization: Bearer $TOKEN"')
    content = said.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        lines.append('  -H "Content-Type: application/json"')
        example = json.dumps(content["application/json"]["example"], ensure_ascii=False)
        lines.append(f"  -d '{example}'")
    elif content:
        lines += [f'  -H "Content-Type: {next(iter(content))}"', "  --data-binary @grid.xlsx"]
    return " \\\n".join(lines)


def schemas(document: Mapping[str, Any]) -> list[Named]:
    """The schemas that the operations name, by name."""
    found = document["components"]["schemas"]
    return [_named(name, schema) for name, schema in found.items()]


def _named(name: str, schema: Mapping[str, Any]) -> Named:
    required = schema.get("required", [])
    fields = []
    for field, inner in schema.get("properties", {}).items():
        kind, link = _kind(inner)
        fields.append(
            Field(field, kind, link, field in required, inner.get("description", ""), _bounds(inner))
        )
    values = ", ".join(map(str, schema.get("enum", [])))
    return Named(name, schema.get("description", ""), fields, values)


def _kind(schema: Mapping[str, Any]) -> tuple[str, str]:
    """What a schema is, in a few words, and the name of the schema that it leads to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    for several in ("anyOf", "allOf"):
        if several in schema:
            kinds = [_kind(one) for one in schema[several]]
            return " or ".join(kind for kind, _ in kinds if kind), next(
                (link for _, link in kinds if link), ""
            )
    if schema.get("type") == "array":
        kind, link = _kind(schema.get("items", {}))
        return f"list of {kind}" if kind else "list", link
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])), ""
    if "const" in schema:
        return json.dumps(schema["const"]), ""
    named = schema.get("type", "")
    said = " or ".join(map(str, named)) if isinstance(named, list) else str(named)
    return schema.get("format") or said, ""


def _bounds(schema: Mapping[str, Any]) -> str:
    told = [words.format(schema[name]) for name, words in BOUNDS.items() if name in schema]
    if schema.get("default") not in (None, "", [], {}):
        told.append(f"default {json.dumps(schema['default'], ensure_ascii=False)}")
    return ", ".join(told)
