"""Example values put together from the examples of the fields, so that one source feeds schema and example."""

from typing import Any

from app.openapi.walk import REF, Json
from app.schemas.base import SAMPLE_TOKEN

_BY_FORMAT = {
    "uuid": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10",
    "date-time": "2026-01-02T15:04:05+08:00",
    "date": "2026-01-02",
    "time": "15:04:05",
    "uri": f"https://example.invalid/q/{SAMPLE_TOKEN}",
    "binary": "",
}


class NoExample(Exception):
    """Only an endless value would do here (a schema that requires itself)."""


def example(schema: Json, components: Json, _within: tuple[str, ...] = ()) -> Any:
    """A value that satisfies `schema`; what people wrote goes first, then enums, formats and limits.

    A reference back to a component being built ends in an empty list, null or an absent member.
    Raises NoExample where the schema leaves no such way out.
    """
    if known := _known(schema):
        return known[0]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REF)
        if name in _within:
            raise NoExample(name)
        return example(components[name], components, (*_within, name))
    if "allOf" in schema:
        return _all_of(schema, components, _within)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _first_possible(choices, components, _within)
    return _by_type(schema, components, _within)


def _known(schema: Json) -> list[Any]:
    """Values that the schema itself names, best first."""
    named = [schema[key] for key in ("example", "const") if key in schema]
    default = schema.get("default")
    usable = [] if default in (None, [], {}) else [default]
    return named or schema.get("examples") or usable or schema.get("enum", [])


def _all_of(schema: Json, components: Json, within: tuple[str, ...]) -> Any:
    values = [example(part, components, within) for part in schema["allOf"]]
    if all(isinstance(value, dict) for value in values):
        return {key: item for value in values for key, item in value.items()}
    return values[0]


def _first_possible(choices: list[Json], components: Json, within: tuple[str, ...]) -> Any:
    """The first choice that is not null; null where every other one leads back to where we are."""
    for choice in sorted(choices, key=lambda each: each.get("type") == "null"):
        try:
            return example(choice, components, within)
        except NoExample:
            continue
    raise NoExample


def _by_type(schema: Json, components: Json, within: tuple[str, ...]) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind == "array":
        return _array(schema, components, within)
    if kind == "string":
        return _string(schema)
    if kind in {"integer", "number"}:
        return _number(schema, step=1 if kind == "integer" else 0.5)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    return _object(schema, components, within)


def _object(schema: Json, components: Json, within: tuple[str, ...]) -> Json:
    result: Json = {}
    required = schema.get("required", ())
    for name, child in schema.get("properties", {}).items():
        try:
            result[name] = example(child, components, within)
        except NoExample:
            if name in required:
                raise
    extra = schema.get("additionalProperties")
    if not result and isinstance(extra, dict):
        key = example(schema.get("propertyNames", {"const": "key"}), components, within)
        result[key] = example(extra, components, within)
    return result


def _array(schema: Json, components: Json, within: tuple[str, ...]) -> list[Any]:
    fixed = [example(child, components, within) for child in schema.get("prefixItems", ())]
    if fixed or schema.get("maxItems") == 0:
        return fixed
    try:
        item = example(schema.get("items", {"type": "string"}), components, within)
    except NoExample:
        if schema.get("minItems"):
            raise
        return []
    return [item] * max(1, schema.get("minItems", 1))


def _string(schema: Json) -> str:
    if known := _BY_FORMAT.get(schema.get("format", "")):
        return known
    text = "文字".ljust(schema.get("minLength", 0), "字")
    return text[: schema.get("maxLength", len(text))]


def _number(schema: Json, step: float) -> float:
    """1 where it is allowed, otherwise the allowed number nearest to it."""
    low = schema.get("minimum", float("-inf"))
    if "exclusiveMinimum" in schema:
        low = max(low, schema["exclusiveMinimum"] + step)
    high = schema.get("maximum", float("inf"))
    if "exclusiveMaximum" in schema:
        high = min(high, schema["exclusiveMaximum"] - step)
    value: float = min(max(1, low), high)
    return value
