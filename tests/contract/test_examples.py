"""What a front end copies from the document works when it is sent."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.domain import tokens
from app.domain.vocabulary import Role
from app.main import create_app
from app.openapi.walk import Json, operations
from app.schemas.base import SAMPLE_TOKEN
from tests.cases import matter
from tests.conftest import Client

WHO = {"citizen": "resident", "desk": "liaison", "admin": "admin", "public": None}
CODE_FIELDS = {"token", "display", "scene", "code", "replaced_by"}


@pytest.fixture(scope="module")
def document() -> Json:
    return create_app().openapi()


def operation(document: Json, name: str) -> Json:
    return next(found for _, _, found in operations(document) if found["operationId"] == name)


def answer(document: Json, name: str) -> Json:
    responses = operation(document, name)["responses"]
    content = next(answer for status, answer in responses.items() if status[0] == "2")["content"]
    example: Json = content["application/json"]["example"]
    return example


async def test_the_example_of_every_read_is_understood(client: Client, app: FastAPI) -> None:
    """As a page to try things out sends it: what is required, and the defaults of the rest."""
    tried, refused = 0, []
    for path, method, found in operations(app.openapi()):
        if method != "get" or not path.startswith("/api/"):
            continue
        sent: dict[str, Any] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
        for parameter in found.get("parameters", ()):
            value = parameter.get("example", parameter["schema"].get("default"))
            if value is not None:
                sent[parameter["in"]][parameter["name"]] = value
        shown = client.headers(WHO[path.split("/")[3]]) | sent["header"]
        reply = await client.http.get(path.format(**sent["path"]), params=sent["query"], headers=shown)
        tried += 1
        if reply.status_code == 422 or reply.status_code >= 500:
            refused.append(f"{found['operationId']}: {reply.text}")
    assert tried > 30
    assert refused == []


def examples(node: Any) -> Iterator[Any]:
    """Every example of the document, whole bodies and single fields."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key in ("example", "value"):
                yield child
            yield from examples(child)
    elif isinstance(node, list):
        for child in node:
            yield from examples(child)


def codes(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, child in node.items():
            if isinstance(child, str) and (key in CODE_FIELDS or "/q/" in child):
                yield child
            yield from codes(child)
    elif isinstance(node, list):
        for child in node:
            yield from codes(child)


def test_every_code_of_an_example_is_one(document: Json) -> None:
    """Fields called `code` also hold codes of errors and of categories, which look otherwise."""
    found = {code for example in examples(document) for code in codes(example)}
    printed = {code for code in found if not re.fullmatch(r"[A-Z]+(_[A-Z]+)*|[a-z_.]+|\d+", code)}
    assert tokens.parse(SAMPLE_TOKEN) == SAMPLE_TOKEN
    assert len(printed) > 4
    assert {tokens.parse(code) for code in printed} == {SAMPLE_TOKEN}, printed


def test_examples_show_a_case_in_the_middle_of_its_life(document: Json) -> None:
    receipt = answer(document, "submitCase")
    assert (receipt["status"], receipt["step"]) == ("registered", "sort")
    for case in (answer(document, "getCase"), answer(document, "listMyCases")["items"][0]):
        assert (case["kind"], case["status"], case["step"]) == ("appeal", "dispatched", "handle")
    event = answer(document, "getCase")["timeline"][0]
    assert (event["action"], event["label"], event["role"]) == ("dispatch", "交办", "town_office")
    assert (event["from_status"], event["to_status"]) == ("pending_dispatch", "dispatched")


def test_a_key_that_must_be_sent_is_required(document: Json) -> None:
    def key(name: str) -> Json:
        parameters = operation(document, name)["parameters"]
        return next(each for each in parameters if each["name"].lower() == "idempotency-key")

    assert key("submitCase")["required"]
    assert "example" in key("submitCase")
    assert not key("enterCase")["required"]
    signed = operation(document, "externalAcceptAsSystem")["parameters"]
    needed = {each["name"] for each in signed if each["in"] == "header" and each["required"]}
    assert needed == {"x-system", "x-timestamp", "x-signature"}


def test_bodies_of_another_type_are_declared(document: Json) -> None:
    for path, _, found in operations(document):
        content = found.get("requestBody", {}).get("content", {})
        declared = str(found["responses"].get("415", ""))
        assert ("CONTENT_TYPE_UNSUPPORTED" in declared) == ("application/json" in content), path
    assert "MEDIA_UNSUPPORTED" in str(operation(document, "uploadPhoto")["responses"]["415"])


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("evaluateMyCase", [Role.DEPUTY, Role.COUNTY_OFFICE]),
        ("evaluateCase", [Role.CITIZEN]),
        ("externalAcceptAsSystem", [Role.COUNTY_OFFICE]),
    ],
)
def test_a_door_tells_only_of_those_who_use_it(document: Json, name: str, others: list[Role]) -> None:
    said = operation(document, name)["description"]
    assert "办理人：" in said
    assert [role for role in others if role.label in said] == []


async def test_the_sample_code_leads_nowhere(client: Client) -> None:
    answered = await client.post("resident", "/citizen/cases", matter(client, code=SAMPLE_TOKEN))
    assert (answered.status_code, answered.json()["code"]) == (404, "CODE_UNKNOWN")
