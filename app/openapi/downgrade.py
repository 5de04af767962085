"""OpenAPI 3.1 → 3.0.3, for generators that do not know the newer one.

Only what the document uses differs: null, constants, several examples, exclusive limits, binary content,
tuples and siblings of `$ref`. JSON Schema keywords that 3.0 has no word for are dropped: the older document
then allows more, never something else.
"""

from typing import Any

from app.openapi.walk import Json, change_schemas

_UNKNOWN_TO_30 = (
    *("$schema", "$id", "$comment", "$defs", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    *("patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas"),
    *("dependentRequired", "contains", "minContains", "maxContains", "if", "then", "else"),
    *("contentSchema", "contentEncoding", "contentMediaType"),
)
_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def downgrade(document: Json) -> Json:
    """A 3.0.3 document that describes the same API. The argument is left as it is."""
    old: Json = change_schemas(document, _schema_30)
    old["openapi"] = "3.0.3"
    for key in ("webhooks", "jsonSchemaDialect"):
        old.pop(key, None)
    old["info"].pop("summary", None)
    old["info"].get("license", {}).pop("identifier", None)
    old.get("components", {}).pop("pathItems", None)
    return old


def _schema_30(schema: Json) -> Json:
    result = dict(schema)
    for step in (_null, _const, _limits, _content, _tuple, _examples, _reference):
        step(result)
    return {key: value for key, value in result.items() if key not in _UNKNOWN_TO_30}


def _null(schema: Json) -> None:
    """`anyOf: [T, null]` and `type: [T, null]` become T with `nullable: true`."""
    kinds = schema.get("type")
    if isinstance(kinds, list):
        real = [kind for kind in kinds if kind != "null"]
        del schema["type"]
        if len(real) == 1:
            schema["type"] = real[0]
        elif real:
            schema["anyOf"] = [{"type": kind} for kind in real]
        if len(real) < len(kinds):
            schema["nullable"] = True
    elif kinds == "null":
        del schema["type"]
        schema["nullable"] = True
    for key in ("anyOf", "oneOf"):
        _null_choice(schema, key)


def _null_choice(schema: Json, key: str) -> None:
    """Innermost schemas come first, so that a null choice already reads `{"nullable": True}` here."""
    choices = schema.get(key, [])
    real = [choice for choice in choices if choice != {"nullable": True}]
    if len(real) == len(choices):
        return
    schema["nullable"] = True
    if len(real) > 1:
        schema[key] = real
        return
    del schema[key]
    for name, value in (real[0] if real else {}).items():
        schema.setdefault(name, value)


def _const(schema: Json) -> None:
    if "const" in schema:
        value = schema.pop("const")
        schema["enum"] = [value]
        if type(value) in _JSON_TYPES:
            schema.setdefault("type", _JSON_TYPES[type(value)])


def _limits(schema: Json) -> None:
    for exclusive, inclusive, tighter in (
        ("exclusiveMinimum", "minimum", max),
        ("exclusiveMaximum", "maximum", min),
    ):
        limit = schema.get(exclusive)
        if limit is None or isinstance(limit, bool):
            continue
        bound = tighter(limit, schema.get(inclusive, limit))
        schema[inclusive] = bound
        if bound == limit:
            schema[exclusive] = True
        else:
            del schema[exclusive]


def _content(schema: Json) -> None:
    if schema.get("contentEncoding") == "base64":
        schema["format"] = "byte"
    elif "contentMediaType" in schema:
        schema["format"] = "binary"


def _tuple(schema: Json) -> None:
    """A tuple keeps its length and the kinds of its members, and loses their order."""
    members: list[Any] = []
    for member in schema.pop("prefixItems", ()):
        if member not in members:
            members.append(member)
    if members:
        schema["items"] = members[0] if len(members) == 1 else {"anyOf": members}
    if schema.get("type") == "array" and not isinstance(schema.get("items"), dict):
        schema["items"] = {}


def _examples(schema: Json) -> None:
    if values := schema.pop("examples", None):
        schema.setdefault("example", values[0])


def _reference(schema: Json) -> None:
    """3.0 ignores everything beside a `$ref`, so the reference moves inside."""
    if "$ref" in schema and len(schema) > 1:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}, *schema.get("allOf", [])]
