"""The product's own document: its rules, its committed copies, and its promises to clients in use."""

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from app.domain.labels import LabelledEnum
from app.errors import CATALOGUE
from app.main import create_app
from app.openapi import breaking_changes, downgrade
from app.openapi.publish import BASELINE, DOCS, errors_markdown, write
from app.openapi.walk import REF, Json, operations
from app.schemas.base import In
from tests.contract.rules import violations


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="module")
def document(app: FastAPI) -> Json:
    return app.openapi()


def test_no_rule_is_broken(document: Json) -> None:
    assert violations(document) == []


def test_the_service_accepts_its_own_request_examples(document: Json) -> None:
    """Rules that no schema can say (either a code or a station) hold for the examples too."""
    models = {model.__name__: model for model in every_subclass(In)}
    checked = 0
    for _, _, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if media:
            models[media["schema"]["$ref"].removeprefix(REF)].model_validate(media["example"])
            checked += 1
    assert checked > 20


def every_subclass(base: type[In]) -> Iterator[type[In]]:
    for each in base.__subclasses__():
        yield each
        yield from every_subclass(each)


def test_both_documents_are_valid(document: Json) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert list(OpenAPIV30SpecValidator(downgrade(document)).iter_errors()) == []


def test_committed_documents_are_those_of_the_code() -> None:
    assert write(check=True) == []


def test_no_client_in_use_breaks_without_a_note(document: Json) -> None:
    """Compared with the last release, or with the committed document before there is one.

    A wanted break is announced by quoting its line in CHANGELOG.md.
    """
    old = BASELINE if BASELINE.exists() else DOCS / "openapi" / "openapi.json"
    announced = (DOCS.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    lines = breaking_changes(json.loads(old.read_text(encoding="utf-8")), document)
    assert [line for line in lines if line not in announced] == []


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
