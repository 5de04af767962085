"""Walking through OpenAPI documents: where schemas are, and what they contain."""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Change = Callable[[Json], Json]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
REF = "#/components/schemas/"

_NAMED_SCHEMAS = {"properties", "patternProperties", "$defs", "dependentSchemas"}
_SCHEMA_LISTS = {"anyOf", "oneOf", "allOf", "prefixItems"}
_SINGLE_SCHEMAS = {
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
}
_PLAIN_DATA = {"example", "examples", "default"}


def change_schema(schema: Json, change: Change) -> Json:
    """The schema with `change` applied to it and to everything below it, innermost first."""
    result: Json = {}
    for key, value in schema.items():
        if key in _NAMED_SCHEMAS:
            result[key] = {name: change_schema(child, change) for name, child in value.items()}
        elif key in _SCHEMA_LISTS:
            result[key] = [change_schema(child, change) for child in value]
        elif key in _SINGLE_SCHEMAS and isinstance(value, dict):
            result[key] = change_schema(value, change)
        else:
            result[key] = value
    return change(result)


def change_schemas(node: Any, change: Change) -> Any:
    """A copy of the document with `change` applied to every schema, and to nothing that only looks like one."""
    if isinstance(node, list):
        return [change_schemas(child, change) for child in node]
    if not isinstance(node, dict):
        return node
    result: Json = {}
    for key, value in node.items():
        if key == "schema":
            result[key] = change_schema(value, change)
        elif key == "schemas":
            result[key] = {name: change_schema(schema, change) for name, schema in value.items()}
        else:
            result[key] = value if key in _PLAIN_DATA else change_schemas(value, change)
    return result


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(path, method, operation), in the order of the document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def resolve(schema: Json, components: Json) -> Json:
    """The component that a reference names; its siblings (a description) do not matter here."""
    while "$ref" in schema:
        schema = components[schema["$ref"].removeprefix(REF)]
    return schema


def is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")
