"""The finished 3.1 document, on a sample API with one of everything."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.errors import CATALOGUE
from app.openapi import problems
from app.openapi.examples import NoExample, example
from app.openapi.walk import REF, Json
from tests.contract.rules import violations
from tests.contract.sample import create_sample


@pytest.fixture(scope="module")
def document() -> Json:
    return create_sample().openapi()


def schema_of(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def test_it_is_valid_and_breaks_no_rule(document: Json) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert violations(document) == []


def test_names_are_those_that_people_would_choose(document: Json) -> None:
    assert document["paths"]["/items"]["post"]["operationId"] == "submitItem"
    assert {"ItemPage", "ItemCount", "UploadPhotoForm", "Problem"} <= document["components"]["schemas"].keys()
    assert not [name for name in document["components"]["schemas"] if "_" in name or "-" in name]
    assert "HTTPValidationError" not in str(document)


def test_enums_carry_chinese_words_in_every_dialect(document: Json) -> None:
    assert schema_of(document, "Colour") == {
        "type": "string",
        "enum": ["green", "red"],
        "description": "`green` 绿；`red` 红",
        "x-enum-varnames": ["GREEN", "RED"],
        "x-enum-descriptions": ["绿", "红"],
        "x-apifox-enum": [
            {"value": "green", "name": "GREEN", "description": "绿"},
            {"value": "red", "name": "RED", "description": "红"},
        ],
    }


def test_english_docstrings_and_generated_titles_stay_inside(document: Json) -> None:
    assert "Docstrings are for" not in str(document)
    assert "English remarks" not in str(document)
    assert "title" not in schema_of(document, "Item")
    assert schema_of(document, "Item")["properties"]["title"]["description"] == "标题"


def test_examples_come_from_the_fields(document: Json) -> None:
    body = document["paths"]["/items"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert body["title"] == "路灯不亮"
    assert body["proof"] == {"type": "photo", "upload_ids": ["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"]}
    answer = document["paths"]["/items"]["post"]["responses"]["201"]["content"]["application/json"]["example"]
    assert answer["created_at"] == "2026-01-02T15:04:05+08:00"
    assert answer["comments"][0]["replies"] == []
    assert answer["comments"][0]["parent"] is None


def test_optional_parameters_are_plain_types_that_nothing_is_filled_into(document: Json) -> None:
    colour, limit = document["paths"]["/items"]["get"]["parameters"]
    assert colour == {
        "name": "colour",
        "in": "query",
        "required": False,
        "description": "颜色",
        "schema": {"$ref": REF + "Colour"},
    }
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}


def test_files_are_declared_as_such(document: Json) -> None:
    poster = document["paths"]["/items/{id}/poster"]["get"]["responses"]["200"]["content"]
    assert poster.keys() == {"image/png", "application/pdf"}
    assert poster["image/png"]["schema"] == {"type": "string", "format": "binary"}
    assert schema_of(document, "UploadPhotoForm")["properties"]["file"]["format"] == "binary"


def test_only_guarded_operations_ask_for_a_token(document: Json) -> None:
    guarded, free = document["paths"]["/items"]["post"], document["paths"]["/items"]["get"]
    assert guarded["security"] == [{"citizen": []}]
    assert "401" in guarded["responses"]
    assert "security" not in free
    assert "401" not in free["responses"]


def test_problems_of_one_status_stand_together() -> None:
    declared = problems("CASE_NOT_FOUND", "STALE_VERSION", "CODE_UNKNOWN")
    assert declared.keys() == {404, 409}
    content = declared[404]["content"]["application/problem+json"]
    assert content["examples"].keys() == {"CASE_NOT_FOUND", "CODE_UNKNOWN"}
    assert CATALOGUE["CODE_UNKNOWN"].title in declared[404]["description"]
    with pytest.raises(KeyError):
        problems("NO_SUCH_CODE")


def test_the_members_that_a_code_adds_are_shown_and_described(document: Json) -> None:
    value = document["components"]["examples"]["CODE_REPLACED"]["value"]
    assert {"stations", "replaced_by"} <= value.keys()
    assert "version" not in value
    schema = schema_of(document, "Problem")
    assert "stations" in schema["properties"]
    assert set(schema["required"]) == {"type", "title", "status", "code", "detail", "request_id", "errors"}


def test_a_declared_problem_is_kept_beside_the_common_ones(document: Json) -> None:
    responses = document["paths"]["/items/photos"]["post"]["responses"]
    examples = responses["413"]["content"]["application/problem+json"]["examples"]
    assert examples.keys() == {"FILE_TOO_LARGE", "BODY_TOO_LARGE"}
    assert document["components"]["examples"].keys() == CATALOGUE.keys()


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "exclusiveMinimum": 5}, 6),
        ({"type": "integer", "maximum": 0}, 0),
        ({"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2}, 1.5),
        ({"type": "string", "minLength": 4}, "文字字字"),
        ({"type": "string", "maxLength": 1}, "文"),
        ({"type": "string", "format": "date-time"}, "2026-01-02T15:04:05+08:00"),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2}, ["a", "a"]),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"const": "x"}]}, [1, "x"]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"key": 1}),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
            {"a": 1, "b": 2},
        ),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"$ref": REF + "Tree", "examples": ["written"]}, "written"),
        ({"$ref": REF + "Tree"}, {"twigs": [], "trunk": None}),
    ],
)
def test_an_example_is_made_for_every_kind_of_schema(schema: Json, expected: object) -> None:
    reference = {"$ref": REF + "Tree"}
    tree = {
        "type": "object",
        "required": ["twigs"],
        "properties": {
            "twigs": {"type": "array", "items": reference},
            "trunk": {"anyOf": [reference, {"type": "null"}]},
            "shadow": reference,
        },
    }
    assert example(schema, {"Tree": tree}) == expected


def test_an_endless_schema_is_reported_rather_than_followed() -> None:
    endless = {"type": "object", "required": ["self"], "properties": {"self": {"$ref": REF + "Endless"}}}
    with pytest.raises(NoExample):
        example({"$ref": REF + "Endless"}, {"Endless": endless})


def submit(document: Json) -> Json:
    operation: Json = document["paths"]["/items"]["post"]
    return operation


def set_item(key: str, value: Any) -> Callable[[Json], None]:
    return lambda document: submit(document).__setitem__(key, value)


def rename_component(document: Json) -> None:
    document["components"]["schemas"]["Item-Output"] = document["components"]["schemas"]["Item"]


def drop_enum_words(document: Json) -> None:
    del schema_of(document, "Colour")["x-enum-descriptions"]


def spoil_example(document: Json) -> None:
    submit(document)["requestBody"]["content"]["application/json"]["example"]["amount"] = 10


def drop_example(document: Json) -> None:
    del submit(document)["responses"]["201"]["content"]["application/json"]["example"]


def inline_body(document: Json) -> None:
    submit(document)["requestBody"]["content"]["application/json"]["schema"] = schema_of(document, "NewItem")


def forget_error(document: Json) -> None:
    del document["paths"]["/items/{id}"]["delete"]["responses"]["404"]


def unlimited_text(document: Json) -> None:
    del schema_of(document, "NewItem")["properties"]["title"]["maxLength"]


def sometimes_absent(document: Json) -> None:
    schema_of(document, "Item")["required"].remove("colour")


def fill_in(document: Json) -> None:
    document["paths"]["/items"]["get"]["parameters"][0]["example"] = "green"


def use_patch(document: Json) -> None:
    document["paths"]["/items"]["patch"] = document["paths"]["/items"].pop("post")


def nested_object(document: Json) -> None:
    schema_of(document, "Item")["properties"]["position"] = {"properties": {"lat": {}}, "description": "位置"}


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (set_item("tags", ["items", "cases"]), "one ASCII tag"),
        (set_item("tags", ["事项"]), "one ASCII tag"),
        (set_item("summary", "Submit"), "one Chinese line"),
        (set_item("operationId", "submit_item"), "camelCase"),
        (set_item("operationId", "listItems"), "used twice"),
        (rename_component, "not a readable component name"),
        (drop_enum_words, "enum members without Chinese words"),
        (spoil_example, "example $.amount"),
        (drop_example, "201 has no example"),
        (inline_body, "not a named component"),
        (forget_error, "undeclared: 404"),
        (unlimited_text, "title accepts text of any length"),
        (sometimes_absent, "not always present: colour"),
        (fill_in, "parameter colour need not be sent"),
        (use_patch, "cannot be relied on"),
        (nested_object, "anonymous object"),
    ],
)
def test_each_rule_notices_what_breaks_it(
    document: Json, spoil: Callable[[Json], None], complaint: str
) -> None:
    spoiled = deepcopy(document)
    spoil(spoiled)
    assert any(complaint in line for line in violations(spoiled))
