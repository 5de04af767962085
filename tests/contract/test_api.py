"""The product's own document: its rules, its committed copies, and its promises to clients in use."""

import json
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from pydantic import ValidationError

from app.domain.labels import LabelledEnum
from app.errors import CATALOGUE
from app.main import create_app
from app.openapi import breaking_changes, downgrade
from app.openapi.publish import BASELINE, DOCS, errors_markdown, write
from app.openapi.walk import REF, Json, operations
from app.schemas.base import In, Problem
from tests.contract.rules import violations

JSON = "application/json"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="module")
def document(app: FastAPI) -> Json:
    return app.openapi()


def test_no_rule_is_broken(document: Json) -> None:
    broken = violations(document)
    assert broken == [], "\n".join(broken)


def test_the_service_accepts_its_own_request_examples(document: Json) -> None:
    """Rules that no schema can say (either a code or a station) hold for the examples too."""
    models = {model.__name__: model for model in every_subclass(In)}
    bodies = [
        operation["requestBody"]["content"]
        for _, _, operation in operations(document)
        if "requestBody" in operation
    ]
    examples = {
        content[JSON]["schema"]["$ref"].removeprefix(REF): content[JSON]["example"]
        for content in bodies
        if JSON in content
    }
    assert len(examples) > 20
    refused = [line for name, value in examples.items() for line in refusals(models[name], value)]
    assert refused == [], "\n".join(refused)


def refusals(model: type[In], value: object) -> list[str]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [f"{model.__name__}: {each['loc']} {each['msg']}" for each in error.errors()]
    return []


def every_subclass(base: type[In]) -> Iterator[type[In]]:
    for each in base.__subclasses__():
        yield each
        yield from every_subclass(each)


def test_both_documents_are_valid(document: Json) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert list(OpenAPIV30SpecValidator(downgrade(document)).iter_errors()) == []


def test_committed_documents_are_those_of_the_code() -> None:
    differences = write(check=True)
    assert differences == [], "\n".join(differences)


def test_no_client_in_use_breaks_without_a_note(document: Json) -> None:
    """Compared with the last release, or with the committed document before there is one.

    A wanted break is announced by quoting its line in CHANGELOG.md.
    """
    old = BASELINE if BASELINE.exists() else DOCS / "openapi" / "openapi.json"
    announced = (DOCS.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    changes = breaking_changes(json.loads(old.read_text(encoding="utf-8")), document)
    unannounced = [line for line in changes if line not in announced]
    assert unannounced == [], "\n".join(unannounced)


async def test_a_real_refusal_is_the_problem_that_the_document_promises(app: FastAPI, document: Json) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        answer = await http.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == Problem.media_type
    schema = {"$ref": REF + Problem.__name__, "components": document["components"]}
    assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []
    example = document["components"]["examples"]["ROUTE_NOT_FOUND"]["value"]
    assert answer.json() | {"request_id": ""} == example | {"request_id": ""}


def test_every_error_of_the_catalogue_is_documented() -> None:
    text = errors_markdown()
    for code, problem in CATALOGUE.items():
        assert f"| `{code}` | {problem.status} | {problem.title} |" in text


def test_labels_are_never_ambiguous() -> None:
    """A list of choices shows labels alone, so two members of one enum cannot share one."""
    enums = LabelledEnum.__subclasses__()
    assert len(enums) > 3
    for enum in enums:
        labels = [member.label for member in enum]
        assert sorted(set(labels)) == sorted(labels), enum.__name__
