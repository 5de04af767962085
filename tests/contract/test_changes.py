"""What counts as a breaking change, and what does not."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from app.openapi import breaking_changes
from app.openapi.walk import REF, Json
from tests.contract.sample import create_sample

Edit = Callable[[Json], object]


@pytest.fixture(scope="module")
def old() -> Json:
    return create_sample().openapi()


def changes(old: Json, edit: Edit) -> list[str]:
    new = deepcopy(old)
    edit(new)
    return breaking_changes(old, new)


def fields(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]["properties"]
    return found


def required(document: Json, name: str) -> list[str]:
    found: list[str] = document["components"]["schemas"][name]["required"]
    return found


def post(document: Json) -> Json:
    found: Json = document["paths"]["/items"]["post"]
    return found


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda d: d["paths"].pop("/items/count"), "GET /items/count：接口被删除"),
        (lambda d: d["paths"]["/items"].pop("get"), "GET /items：接口被删除"),
        (
            lambda d: post(d).update(operationId="createItem"),
            "POST /items：operationId 由 submitItem 改为 createItem",
        ),
        (lambda d: fields(d, "Item").pop("scores"), "Item.scores：字段被删除"),
        (lambda d: required(d, "Item").remove("scores"), "Item.scores：不再总是返回"),
        (lambda d: fields(d, "Item").update(title={"type": "integer"}), "Item.title：可能返回 integer"),
        (
            lambda d: fields(d, "Item").update(title={"type": ["string", "null"]}),
            "Item.title：可能返回 null",
        ),
        (
            lambda d: fields(d, "Item")["comments"].update(items={"type": "string"}),
            "Item.comments[]：可能返回 string",
        ),
        (lambda d: fields(d, "Comment")["text"].update(format="uri"), "Comment.text：可能返回 string(uri)"),
        (lambda d: required(d, "NewItem").append("position"), "NewItem.position：变为必填"),
        (lambda d: fields(d, "NewItem").pop("due"), "NewItem.due：字段被删除"),
        (lambda d: fields(d, "NewItem").update(due={"type": "null"}), "NewItem.due：不再接受 string(date)"),
        (lambda d: fields(d, "NewItem")["proof"]["oneOf"].pop(), "NewItem.proof：不再接受 WordProof"),
        (
            lambda d: fields(d, "PhotoProof")["type"].update(const="image", enum=["image"]),
            "PhotoProof.type：取值 photo 被删除",
        ),
        (lambda d: d["components"]["schemas"]["Colour"]["enum"].pop(), "Colour：取值 red 被删除"),
        (lambda d: d["paths"]["/items"]["get"]["parameters"].pop(), "listItems 参数 limit（query）：被删除"),
        (
            lambda d: d["paths"]["/items"]["get"]["parameters"][0].update(required=True),
            "listItems 参数 colour：变为必填",
        ),
        (
            lambda d: d["paths"]["/items"]["get"]["parameters"][1].update(schema={"type": "boolean"}),
            "listItems 参数 limit：不再接受 integer",
        ),
        (lambda d: post(d)["responses"].pop("201"), "submitItem 响应 201：被删除"),
        (
            lambda d: d["paths"]["/items/{id}/poster"]["get"]["responses"]["200"]["content"].pop("image/png"),
            "downloadPoster 响应 200：不再使用 image/png",
        ),
        (
            lambda d: d["paths"]["/items"]["get"].update(requestBody=post(d)["requestBody"]),
            "listItems：新增必填的请求体",
        ),
        (lambda d: fields(d, "Problem").pop("code"), "Problem.code：字段被删除"),
        (lambda d: fields(d, "ProblemField").pop("message"), "ProblemField.message：字段被删除"),
    ],
)
def test_a_client_in_use_would_notice(old: Json, edit: Edit, line: str) -> None:
    assert line in changes(old, edit)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: None,
        lambda d: d["paths"].update({"/more": {"get": {**post(d), "operationId": "more"}}}),
        lambda d: fields(d, "Item").update(extra={"type": "string"}),
        lambda d: fields(d, "NewItem").update(extra={"type": "string"}),
        lambda d: required(d, "NewItem").remove("amount"),
        lambda d: fields(d, "NewItem")["amount"].update(type=["integer", "string"]),
        lambda d: d["components"]["schemas"]["Colour"]["enum"].append("yellow"),
        lambda d: fields(d, "Item").update(position={"$ref": REF + "Position"}),
        lambda d: post(d)["responses"].pop("404"),
        lambda d: post(d).update(summary="另一个说法", description="更长的说明"),
        lambda d: fields(d, "Item")["title"].update(description="另一个说法", examples=["甲"]),
    ],
)
def test_saying_more_and_asking_less_is_no_break(old: Json, edit: Edit) -> None:
    assert changes(old, edit) == []
