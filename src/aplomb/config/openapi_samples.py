"""An example for a schema: what its fields say of themselves, else the plainest value that it takes."""

from collections.abc import Mapping
from typing import Any

FORMS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T10:11:12Z",
    "uuid": "8a6e0804-2bd0-4672-b79d-d97027f9071a",
}
PLAIN: Mapping[str, Any] = {"string": "…", "integer": 1, "number": 0.8092, "boolean": True, "null": None}


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """An example that this schema admits; `schemas` are the named ones."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for said in ("examples", "enum"):
        if schema.get(said):
            return schema[said][0]
    for said in ("const", "default"):
        if said in schema:
            return schema[said]
    for several in ("allOf", "anyOf"):
        if several in schema:
            return sample(schema[several][0], schemas)
    return _of_type(schema, schemas)


def _of_type(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return [sample(schema["items"], schemas)] if "items" in schema else []
    if kind == "object":
        return {name: sample(inner, schemas) for name, inner in schema.get("properties", {}).items()}
    if schema.get("format") in FORMS:
        return FORMS[schema["format"]]
    return PLAIN.get(str(kind))
