"""Requests that are not what they should be: keys, cursors, parameters, bodies, methods, paths."""

import json
from typing import Any

import pytest

from app.domain import vocabulary as v
from tests.bad_input.checks import counts, fields, nothing_written, refused
from tests.cases import matter, submit
from tests.conftest import Client

CASES = "/api/v1/citizen/cases"
JSON = {"Content-Type": "application/json"}


async def test_a_submission_without_a_key(client: Client) -> None:
    async with nothing_written(client):
        answer = await client.http.post(CASES, json=matter(client), headers=client.headers("resident"))
        refused(answer, 422, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space!", "k\u00e9y-key-key"])
async def test_a_key_that_is_none(client: Client, key: str) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in client.headers("resident").items()]
    headers.append((b"idempotency-key", key.encode("latin-1")))
    async with nothing_written(client):
        refused(await client.http.post(CASES, json=matter(client), headers=headers), 422, "VALIDATION_FAILED")


async def test_the_same_key_with_another_body(client: Client) -> None:
    first = await client.post("resident", "/citizen/cases", matter(client), key="the-same-key")
    async with nothing_written(client):
        again = await client.post("resident", "/citizen/cases", matter(client), key="the-same-key")
        assert (again.status_code, again.json()) == (201, first.json())
        other = await client.post(
            "resident", "/citizen/cases", matter(client, title="别的"), key="the-same-key"
        )
        refused(other, 422, "IDEMPOTENCY_MISMATCH")
    somebody_else = await client.post("neighbour", "/citizen/cases", matter(client), key="the-same-key")
    assert somebody_else.json()["id"] != first.json()["id"]


async def test_the_same_key_at_another_door(client: Client) -> None:
    receipt = (await client.post("resident", "/citizen/cases", matter(client), key="the-same-key")).json()
    path = f"/citizen/cases/{receipt['id']}/actions/withdraw"
    async with nothing_written(client):
        answer = await client.post("resident", path, {"version": 2, "reason": "x"}, key="the-same-key")
        refused(answer, 422, "IDEMPOTENCY_MISMATCH")


async def test_a_refused_call_does_not_use_up_its_key(client: Client) -> None:
    refused(await client.post("resident", "/citizen/cases", {}, key="the-same-key"), 422, "VALIDATION_FAILED")
    wrong = matter(client, category_code="nothing")
    refused(
        await client.post("resident", "/citizen/cases", wrong, key="the-same-key"), 404, "CATEGORY_NOT_FOUND"
    )
    assert (
        await client.post("resident", "/citizen/cases", matter(client), key="the-same-key")
    ).status_code == 201


@pytest.mark.parametrize(
    "cursor",
    ["x", "AAAA", "A" * 32, "A" * 64, "é", "'; DROP TABLE case; --", "%00", "AZjFoHwefSuaUT9uK3xNEA"],
)
async def test_a_cursor_of_ones_own_making(client: Client, cursor: str) -> None:
    for who, path in (
        ("resident", "/citizen/cases"),
        ("liaison", "/desk/cases"),
        ("liaison", "/desk/notices"),
    ):
        refused(await client.get(who, path, cursor=cursor), 422, "CURSOR_INVALID")


async def test_a_cursor_with_one_character_changed(client: Client) -> None:
    for _ in range(2):
        await submit(client)
    cursor = (await client.get("resident", "/citizen/cases", limit=1)).json()["next_cursor"]
    assert (await client.get("resident", "/citizen/cases", limit=1, cursor=cursor)).status_code == 200
    for place in range(0, len(cursor) - 1, 5):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        refused(await client.get("resident", "/citizen/cases", cursor=changed), 422, "CURSOR_INVALID")


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1.5", "x", "9" * 30])
async def test_a_page_of_another_size(client: Client, limit: str) -> None:
    assert fields(
        refused(await client.get("liaison", "/desk/cases", limit=limit), 422, "VALIDATION_FAILED")
    ) == ["limit"]


@pytest.mark.parametrize(
    "words",
    ["%_", "_路", "\\'", "%%", "''", "' OR ''='", '"; DROP TABLE "case"; --', "$1", "路%灯", "路_灯不亮"],
)
async def test_sql_in_the_search_box_finds_only_itself(client: Client, words: str) -> None:
    for title in ("老街东口路灯不亮", "另一件事"):
        await submit(client, title=title, text="说明", place="某处")
    assert (await client.get("liaison", "/desk/cases", q=words)).json()["items"] == []
    exact = (await submit(client, title=f"含有{words}的标题"))["id"]
    found = (await client.get("liaison", "/desk/cases", q=words)).json()["items"]
    assert [item["id"] for item in found] == [exact]


@pytest.mark.parametrize("words", ["\x00", "a\x00b", "x" * 61])
async def test_words_that_no_text_holds(client: Client, words: str) -> None:
    refused(await client.get("liaison", "/desk/cases", q=words), 422, "VALIDATION_FAILED")


@pytest.mark.parametrize("name", ["statuss", "offset", "STATUS", "' OR 1=1", "case_id"])
async def test_an_unknown_parameter(client: Client, name: str) -> None:
    for who, path in (("liaison", "/desk/cases"), ("resident", "/citizen/cases"), ("admin", "/admin/units")):
        body = refused(await client.get(who, path, **{name: "x"}), 422, "UNKNOWN_PARAMETER")
        assert fields(body) == [name]


@pytest.mark.parametrize(
    "query", ["status=", "status=&kind=&q=&cursor=&limit=", "status", "q", "&", "=", "unknown="]
)
async def test_an_empty_parameter_counts_as_absent(client: Client, query: str) -> None:
    case_id = (await submit(client))["id"]
    answer = await client.http.get(f"/api/v1/desk/cases?{query}", headers=client.headers("liaison"))
    assert [item["id"] for item in answer.json()["items"]] == [case_id]


@pytest.mark.parametrize(
    "params",
    [
        {"status": "nonsense"},
        {"status": "closed,nonsense"},
        {"kind": "nonsense"},
        {"tab": "nonsense"},
        {"tab": "to_accept"},
        {"colour": "pink"},
        {"area_code": "4"},
        {"station_id": "x"},
        {"key": "maybe"},
    ],
)
async def test_a_filter_that_does_not_exist(client: Client, params: dict[str, str]) -> None:
    body = refused(await client.get("liaison", "/desk/cases", **params), 422, "VALIDATION_FAILED")
    assert fields(body) == list(params)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"1",
        b"\xff\xfe",
        b'{"title": "\xff"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"title": ' + b"9" * 10_000 + b"}",
        b'{"position": {"lat": 1e999, "lng": NaN, "datum": "gcj02"}}',
        b'{"position": {"lat": Infinity, "lng": -Infinity, "datum": "gcj02"}}',
    ],
    ids=lambda content: content[:20].decode(errors="replace") or "empty",
)
async def test_json_that_is_none(client: Client, content: bytes) -> None:
    headers = client.headers("resident") | JSON | {"Idempotency-Key": "key-00000001"}
    async with nothing_written(client):
        refused(await client.http.post(CASES, content=content, headers=headers), 422, "VALIDATION_FAILED")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "x",
        "",
        "application/xml",
    ],
)
async def test_a_body_of_another_type(client: Client, kind: str) -> None:
    headers = client.headers("resident") | {"Content-Type": kind, "Idempotency-Key": "key-00000001"}
    async with nothing_written(client):
        answer = await client.http.post(CASES, content=json.dumps(matter(client)), headers=headers)
        refused(answer, 415, "CONTENT_TYPE_UNSUPPORTED")


async def test_a_broken_json_is_about_no_field(client: Client) -> None:
    headers = client.headers("resident") | JSON | {"Idempotency-Key": "key-00000001"}
    answer = await client.http.post(CASES, content=b'{"title": ', headers=headers)
    assert fields(refused(answer, 422, "VALIDATION_FAILED")) == [""]


async def test_a_wrong_system_is_wrong_once(client: Client) -> None:
    path = "/api/v1/open/cases/0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10/actions/external_accept"
    form = {"version": 2, "external_number": "12345-1"}
    answer = await client.http.post(path, json=form, headers={"X-System": "x"})
    assert fields(refused(answer, 422, "VALIDATION_FAILED")) == ["x-system"]


async def test_a_cursor_of_another_list(client: Client) -> None:
    for _ in range(2):
        await submit(client)
    page = (await client.get("liaison", "/desk/cases", limit=1)).json()
    cursor, case_id = page["next_cursor"], page["items"][0]["id"]
    assert (await client.get("liaison", "/desk/cases", cursor=cursor)).status_code == 200
    for path in ("/desk/notices", f"/desk/cases/{case_id}/timeline", "/citizen/cases"):
        refused(await client.get("liaison", path, cursor=cursor), 422, "CURSOR_INVALID")


@pytest.mark.parametrize("path", ["/api/v1/citizen/cases", "/api/v1/desk/cases", "/healthz", "/docs"])
async def test_patch_is_no_method_here(client: Client, path: str) -> None:
    answer = await client.http.patch(path, json={}, headers=client.headers("liaison"))
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v1",
        "/api/v2/desk/cases",
        "/api/v1/nothing",
        "/static/docs/../../etc/passwd",
        "/%00",
        "/.git/config",
    ],
)
async def test_an_unknown_path(client: Client, path: str) -> None:
    for headers in ({}, client.headers("liaison")):
        refused(await client.http.get(path, headers=headers), 404, "ROUTE_NOT_FOUND")


@pytest.mark.parametrize("case_id", ["x", "1", "%00", "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d1", "undefined"])
async def test_an_id_that_is_none(client: Client, case_id: str) -> None:
    refused(await client.get("liaison", f"/desk/cases/{case_id}"), 422, "VALIDATION_FAILED")


async def test_an_action_that_the_table_does_not_give_to_people(client: Client) -> None:
    case_id = (await submit(client))["id"]
    before = await counts(client)
    for action in (v.Action.CLOSE_UNRATED.value, "delete", "__class__"):
        answer = await client.post("county_office", f"/desk/cases/{case_id}/actions/{action}", {"version": 2})
        refused(answer, 404, "ROUTE_NOT_FOUND")
    assert await counts(client) == before


async def test_a_client_that_hangs_up(client: Client) -> None:
    """In the middle of its body: nothing was done, and nobody is told that something broke."""
    said: list[Any] = []
    parts = [{"type": "http.request", "body": b'{"title":', "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    headers = client.headers("resident") | JSON | {"Idempotency-Key": "key-00000001"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": CASES,
        "raw_path": CASES.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    async with nothing_written(client):
        await client.http._transport.app(scope, receive, send)  # type: ignore[attr-defined]
    assert [message["status"] for message in said if "status" in message] in ([], [422])


@pytest.mark.parametrize(
    "request_id",
    ["x", "a" * 65, "with space", "<script>", "\u00e9" * 8],
)
async def test_a_request_id_that_is_no_id_is_replaced(client: Client, request_id: str) -> None:
    answer = await client.http.get("/healthz", headers=[(b"x-request-id", request_id.encode("latin-1"))])
    assert answer.headers["x-request-id"] != request_id
    kept = await client.http.get("/healthz", headers={"X-Request-Id": "abc-12345678"})
    assert kept.headers["x-request-id"] == "abc-12345678"
