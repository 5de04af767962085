"""3.1 → 3.0.3: each keyword that changed, then a whole document."""

from copy import deepcopy

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.openapi import downgrade
from app.openapi.walk import REF, Json, is_json, operations
from tests.contract.sample import create_sample


def downgraded(schema: Json) -> Json:
    document = {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": {"X": schema}}}
    result: Json = downgrade(document)["components"]["schemas"]["X"]
    return result


@pytest.mark.parametrize(
    ("modern", "old"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": "null"}, {"nullable": True}),
        (
            {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "description": "数"},
            {"type": "integer", "minimum": 1, "nullable": True, "description": "数"},
        ),
        (
            {"anyOf": [{"$ref": REF + "Y"}, {"type": "null"}], "description": "引用"},
            {"allOf": [{"$ref": REF + "Y"}], "nullable": True, "description": "引用"},
        ),
        (
            {"oneOf": [{"$ref": REF + "Y"}, {"$ref": REF + "Z"}, {"type": "null"}]},
            {"oneOf": [{"$ref": REF + "Y"}, {"$ref": REF + "Z"}], "nullable": True},
        ),
        ({"$ref": REF + "Y"}, {"$ref": REF + "Y"}),
        ({"$ref": REF + "Y", "default": "a"}, {"allOf": [{"$ref": REF + "Y"}], "default": "a"}),
        ({"const": "gcj02"}, {"enum": ["gcj02"], "type": "string"}),
        ({"const": True}, {"enum": [True], "type": "boolean"}),
        (
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9},
            {
                "type": "integer",
                "minimum": 0,
                "exclusiveMinimum": True,
                "maximum": 9,
                "exclusiveMaximum": True,
            },
        ),
        ({"exclusiveMinimum": 0, "minimum": 5}, {"minimum": 5}),
        ({"type": "string", "examples": ["甲", "乙"]}, {"type": "string", "example": "甲"}),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            {"type": "string", "format": "binary"},
        ),
        (
            {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
            {"type": "string", "format": "byte"},
        ),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}], "minItems": 2},
            {"type": "array", "items": {"type": "integer"}, "minItems": 2},
        ),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
            {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}},
        ),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": "object", "propertyNames": {"pattern": "a"}, "$comment": "c"}, {"type": "object"}),
    ],
)
def test_each_keyword_has_its_older_form(modern: Json, old: Json) -> None:
    assert downgraded(modern) == old
    assert downgraded({"properties": {"const": modern}}) == {"properties": {"const": old}}


def test_what_only_looks_like_a_schema_is_left_alone() -> None:
    data = {"const": 1, "type": ["string", "null"], "examples": [1]}
    assert downgraded({"type": "object", "example": data}) == {"type": "object", "example": data}
    assert downgraded({"type": "object", "default": data})["default"] == data


def test_the_whole_document_is_valid_and_says_nothing_of_31() -> None:
    document = create_sample().openapi()
    before = deepcopy(document)
    old = downgrade(document)
    assert document == before
    assert old["openapi"] == "3.0.3"
    assert list(OpenAPIV30SpecValidator(old).iter_errors()) == []
    assert "'null'" not in str(old)
    assert "'const'" not in str(old)


def test_the_same_examples_satisfy_the_older_schemas() -> None:
    old = downgrade(create_sample().openapi())
    checked = 0
    for _, _, operation in operations(old):
        contents = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media_type, media in (
            (key, value) for each in contents for key, value in each.get("content", {}).items()
        ):
            if is_json(media_type) and "example" in media:
                root = {"components": old["components"], "allOf": [media["schema"]]}
                errors = OAS30Validator(root).iter_errors(media["example"])
                # 3.0 has no exact way to say "this component or null"; generators read allOf + nullable.
                assert [error for error in errors if error.instance is not None] == []
                checked += 1
    assert checked == 5
