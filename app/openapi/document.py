"""The 3.1 document: FastAPI's own, finished so that a screen can be built from it alone."""

from collections.abc import Iterator
from functools import partial

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.domain.labels import LabelledEnum
from app.openapi import problem
from app.openapi.declare import problem_response, problems
from app.openapi.examples import example
from app.openapi.walk import REF, Json, change_schemas, is_json, operations
from app.schemas.base import Problem

_FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")
_EVERYWHERE = {
    "RATE_LIMITED": "RateLimited",
    "INTERNAL_ERROR": "InternalError",
    "DATABASE_UNAVAILABLE": "Unavailable",
}
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_NEEDED = {
    "IDEMPOTENCY_KEY_REQUIRED": {"idempotency-key"},
    "SIGNATURE_INVALID": {"x-system", "x-timestamp", "x-signature"},
}
"""Headers whose absence has a refusal of its own: the framework thinks them optional, a client must not."""
_FORMS = {"multipart/form-data": "Form", "application/x-www-form-urlencoded": "Form"}


def document(app: FastAPI) -> Json:
    """The document of every route in `app`. Pure: the same routes give the same document."""
    doc: Json = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=app.servers,
        separate_input_output_schemas=False,
    )
    found: Json = doc.setdefault("components", {}).get("schemas", {})
    components = doc["components"]["schemas"] = problem.components() | found
    for name in _FASTAPI_ERRORS:
        components.pop(name, None)
    new_names = _readable_form_names(doc)
    for old, new in new_names.items():
        components[new] = components.pop(old)
    doc = change_schemas(doc, partial(_tidy, new_names=new_names))
    components = doc["components"]["schemas"]
    _explain_enums(components)
    for _, _, operation in operations(doc):
        _finish(operation, components)
    doc["components"]["schemas"] = dict(sorted(components.items()))
    doc["components"]["examples"] = problem.examples()
    doc["components"]["responses"] = {name: problem_response(code) for code, name in _EVERYWHERE.items()}
    return doc


def _readable_form_names(doc: Json) -> dict[str, str]:
    """FastAPI calls the form of `uploadPhoto` `Body_uploadPhoto`; people would call it `UploadPhotoForm`."""
    names = {}
    for _, _, operation in operations(doc):
        for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
            name = media["schema"].get("$ref", "").removeprefix(REF)
            if name.startswith("Body_"):
                title = operation["operationId"]
                names[name] = title[0].upper() + title[1:] + _FORMS.get(media_type, "Body")
    return names


def _tidy(schema: Json, new_names: dict[str, str]) -> Json:
    """Without generated titles (generators make types of them) and without English docstrings, which are
    for people who read the code."""
    schema = {key: value for key, value in schema.items() if key != "title"}
    if not _is_chinese(schema.get("description", "文")):
        del schema["description"]
    for limit in _LIMITS:
        if limit in schema and schema[limit] == int(schema[limit]):
            schema[limit] = int(schema[limit])  # FastAPI writes 1 as 1.0
    if schema.get("contentMediaType") == "application/octet-stream":
        schema["format"] = "binary"
    if "const" in schema:
        schema["enum"] = [schema["const"]]  # some generators know only one of the two words
    if (name := schema.get("$ref", "").removeprefix(REF)) in new_names:
        schema["$ref"] = REF + new_names[name]
    if (real := _choice_beside_null(schema)) and "description" in real:
        schema.setdefault("description", real.pop("description"))
    return schema


def _choice_beside_null(schema: Json) -> Json | None:
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return choices[0] if len(choices) == 1 else None


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _all_enums(base: type[LabelledEnum] = LabelledEnum) -> Iterator[type[LabelledEnum]]:
    for each in base.__subclasses__():
        yield each
        yield from _all_enums(each)


def _explain_enums(components: Json) -> None:
    """The Chinese words of every labelled enum, in the three dialects that generators and Apifox read."""
    for enum in _all_enums():
        schema = components.get(enum.__name__, {})
        if schema.get("enum") != [member.value for member in enum]:
            continue
        schema["description"] = "；".join(f"`{member.value}` {member.label}" for member in enum)
        schema["x-enum-varnames"] = [member.name for member in enum]
        schema["x-enum-descriptions"] = [member.label for member in enum]
        schema["x-apifox-enum"] = [
            {"value": member.value, "name": member.name, "description": member.label} for member in enum
        ]


def _finish(operation: Json, components: Json) -> None:
    if not _is_chinese(operation.get("description", "文")):
        del operation["description"]
    codes = {code for response in operation["responses"].values() for code in _declared_codes(response)}
    needed = {name for code in codes for name in _NEEDED.get(code, ())}
    for parameter in operation.get("parameters", ()):
        parameter["required"] = parameter["required"] or parameter["name"].lower() in needed
        _finish_parameter(parameter, components)
    for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
        _add_example(media_type, media, components)
    for status, response in operation["responses"].items():
        if response["description"] == "Successful Response":
            response["description"] = "成功"
        if status.startswith("2"):
            for media_type, media in response.get("content", {}).items():
                _add_example(media_type, media, components)
    _declare_problems(operation)


def _finish_parameter(parameter: Json, components: Json) -> None:
    """An absent parameter is simply absent: there is no way to send null in a query string.

    Only what must be sent has an example: pages to try things out send every example that they find.
    """
    schema = parameter["schema"]
    if real := _choice_beside_null(schema):
        rest = {key: value for key, value in schema.items() if key != "anyOf"}
        parameter["schema"] = schema = real | rest
    if "description" in schema:
        parameter.setdefault("description", schema.pop("description"))
    if parameter["in"] == "path" and schema.get("format") == "uuid":
        parameter.setdefault("description", "标识")
    if parameter["required"]:
        parameter["example"] = example(schema, components)
    else:
        schema.pop("examples", None)


def _add_example(media_type: str, media: Json, components: Json) -> None:
    if is_json(media_type) and "schema" in media and "examples" not in media:
        media.setdefault("example", example(media["schema"], components))


def _declare_problems(operation: Json) -> None:
    """What the route declares, and what any operation of its kind may answer, so that no route can forget it.

    There is no `default` response: some generators would take its body for that of a success.
    """
    responses = operation["responses"]
    errors = {status: responses.pop(status) for status in list(responses) if status[0] in "45"}
    codes = [code for response in errors.values() for code in _declared_codes(response)]
    codes += ["UNKNOWN_PARAMETER", *_EVERYWHERE]
    if operation.get("parameters") or "requestBody" in operation:
        codes.append("VALIDATION_FAILED")
    if "requestBody" in operation:
        codes.append("BODY_TOO_LARGE")
        if "application/json" in operation["requestBody"]["content"]:
            codes.append("CONTENT_TYPE_UNSUPPORTED")
    if operation.get("security"):
        codes += ["TOKEN_MISSING", "TOKEN_INVALID"]
    for status, response in sorted(problems(*dict.fromkeys(codes)).items()):
        shared = next(
            (name for code, name in _EVERYWHERE.items() if _declared_codes(response) == [code]), None
        )
        responses[str(status)] = {"$ref": f"#/components/responses/{shared}"} if shared else response


def _declared_codes(response: Json) -> list[str]:
    return list(response.get("content", {}).get(Problem.media_type, {}).get("examples", {}))
