"""The rules of the published document, as functions that return what breaks them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from app.openapi.walk import REF, Json, is_json, operations

BEARER = re.compile(r"/api/v\d+/(citizen|desk|admin)/")
SIGNED = re.compile(r"/api/v\d+/open/")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CAMEL_CASE = re.compile(r"[a-z][A-Za-z0-9]*")
COMPONENT_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
PROBLEM = "application/problem+json"
BOUNDS = {"maxLength", "pattern", "format", "enum", "const"}


def violations(document: Json) -> list[str]:
    """Every broken rule, one line each."""
    found: list[str] = []
    for rule in OPERATION_RULES:
        for path, method, operation in operations(document):
            where = f"{method.upper()} {path}"
            found += [f"{where}: {line}" for line in rule(document, path, method, operation)]
    for component_rule in COMPONENT_RULES:
        for name, schema in document["components"]["schemas"].items():
            found += [f"{name}: {line}" for line in component_rule(document, name, schema)]
    found += directions(document)
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    found += [
        f"operationId {each} is used twice" for each in sorted({each for each in ids if ids.count(each) > 1})
    ]
    return found


def naming(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    tags = operation.get("tags", [])
    described = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    if len(tags) != 1 or not tags[0].isascii() or not CHINESE.search(described.get(tags[0], "")):
        yield f"one ASCII tag with a Chinese description, not {tags}"
    summary = operation.get("summary", "")
    if not CHINESE.search(summary) or "\n" in summary:
        yield f"one Chinese line as summary, not {summary!r}"
    if not CAMEL_CASE.fullmatch(operation["operationId"]):
        yield f"camelCase, not {operation['operationId']}"


def what_the_client_can_send(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    if method not in {"get", "post", "put", "delete"}:
        yield "wx.request cannot be relied on to send this method"
    if method in {"get", "delete"} and "requestBody" in operation:
        yield "no body here"
    for parameter in operation.get("parameters", ()):
        name, schema = parameter["name"], dereferenced(parameter["schema"], document)
        if schema.get("type") not in {"string", "integer", "number", "boolean"}:
            yield f"parameter {name} is not a flat scalar"
        if not CHINESE.search(parameter.get("description", "")):
            yield f"parameter {name} has no Chinese description"
        if parameter.get("required"):
            yield from invalid_example(document, parameter, f"parameter {name}")
        elif {"example", "examples"} & (parameter.keys() | parameter["schema"].keys()):
            yield f"parameter {name} need not be sent, and would be if it had an example"


def bodies(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    """JSON bodies are named components with a valid example; other content says what it is."""
    places = [("request", operation.get("requestBody", {}))]
    places += [(status, answer) for status, answer in operation["responses"].items() if status[0] == "2"]
    if len(places) == 1 and not any(status[0] == "3" for status in operation["responses"]):
        yield "no successful response"
    for place, body in places:
        for media_type, media in body.get("content", {}).items():
            if "schema" not in media:
                yield f"{place} {media_type} has no schema"
            elif is_json(media_type):
                if "$ref" not in media["schema"]:
                    yield f"{place} is not a named component"
                yield from invalid_example(document, media, str(place))


def errors(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    declared = set(operation["responses"])
    expected = {"422", "429", "500", "503"}
    if operation.get("security") or SIGNED.match(path):
        expected.add("401")
    elif BEARER.match(path):
        yield "no security scheme behind a guard"
    if "{" in path:
        expected.add("404")
    if "requestBody" in operation:
        expected.add("413")
    if missing := expected - declared:
        yield f"undeclared: {', '.join(sorted(missing))}"
    if "default" in declared:
        yield "a default response is taken for the successful one by some generators"
    for status in declared:
        if status[0] in "45":
            yield from problem(document, status, operation["responses"][status])


def problem(document: Json, status: str, response: Json) -> Iterator[str]:
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    if list(response.get("content", {})) != [PROBLEM]:
        yield f"{status} is not a problem document"
        return
    media = response["content"][PROBLEM]
    for code, reference in media["examples"].items():
        example = document["components"]["examples"][reference["$ref"].rsplit("/", 1)[-1]]
        if example["value"]["code"] != code or example["value"]["status"] != int(status):
            yield f"{status} {code}: the example shows another problem"
        yield from invalid_example(document, media | {"example": example["value"]}, f"{status} {code}")


def readable(document: Json, name: str, schema: Json) -> Iterator[str]:
    if not COMPONENT_NAME.fullmatch(name):
        yield "not a readable component name"
    for field, child in schema.get("properties", {}).items():
        if not CHINESE.search(child.get("description", "")) and not list(references(child)):
            yield f"{field} has no Chinese description"
        for part in inner(child):
            if "properties" in part:
                yield f"{field} is an anonymous object"
            if len(part.get("enum", ())) > 1:
                yield f"{field} is an anonymous enum"


def enums(document: Json, name: str, schema: Json) -> Iterator[str]:
    if "enum" not in schema:
        return
    values = schema["enum"]
    if schema.get("type") != "string":
        yield "an enum of something else than strings"
    labels = schema.get("x-enum-descriptions", [])
    if len(labels) != len(values) or not all(CHINESE.search(label) for label in labels):
        yield "enum members without Chinese words: derive it from LabelledEnum"
    if len(schema.get("x-enum-varnames", [])) != len(values):
        yield "enum members without names"
    if [each["value"] for each in schema.get("x-apifox-enum", [])] != values:
        yield "x-apifox-enum differs from the enum"


def directions(document: Json) -> Iterator[str]:
    """Texts that clients send have a limit; fields that we answer are always there."""
    components = document["components"]["schemas"]
    for name in sorted(reachable(document, "requestBody")):
        for field, child in components[name].get("properties", {}).items():
            if any(part.get("type") == "string" and not BOUNDS & part.keys() for part in inner(child)):
                yield f"{name}: {field} accepts text of any length"
    for name in sorted(reachable(document, "responses") - reachable(document, "requestBody")):
        required = components[name].get("required", ())
        if optional := [field for field in components[name].get("properties", {}) if field not in required]:
            yield f"{name}: not always present: {', '.join(optional)}"


Rule = Callable[[Json, str, str, Json], Iterator[str]]
ComponentRule = Callable[[Json, str, Json], Iterator[str]]
OPERATION_RULES: list[Rule] = [naming, what_the_client_can_send, bodies, errors]
COMPONENT_RULES: list[ComponentRule] = [readable, enums]


def invalid_example(document: Json, holder: Json, place: str) -> Iterator[str]:
    """`holder` is a media type or a parameter: its example must satisfy its own schema."""
    if "example" not in holder:
        yield f"{place} has no example"
        return
    schema = {**holder["schema"], "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(holder["example"]):
        yield f"{place} example {error.json_path}: {error.message}"


def inner(schema: Json) -> Iterator[Json]:
    """The schema and what it is put together from, without following references."""
    yield schema
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for part in schema.get(key, ()):
            yield from inner(part)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from inner(schema[key])


def references(schema: Json) -> Iterator[str]:
    for part in inner(schema):
        if "$ref" in part:
            yield part["$ref"].removeprefix(REF)


def dereferenced(schema: Json, document: Json) -> Json:
    target: Json = document["components"]["schemas"].get(schema.get("$ref", "").removeprefix(REF), schema)
    return target


def reachable(document: Json, direction: str) -> set[str]:
    """Names of the components that requests, or successful answers, are made of."""
    todo = [name for _, _, operation in operations(document) for name in named(operation, direction)]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            schema = document["components"]["schemas"][name]
            for child in (schema, *schema.get("properties", {}).values()):
                todo += references(child)
    return found


def named(operation: Json, direction: str) -> Iterator[str]:
    content: list[dict[str, Any]] = [operation.get("requestBody", {})]
    if direction == "responses":
        content = [answer for status, answer in operation["responses"].items() if status[0] == "2"]
    for body in content:
        for media in body.get("content", {}).values():
            yield from references(media.get("schema", {}))
