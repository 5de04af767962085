"""Codes that lead nowhere: each says why, and all of them lead to somebody."""

from typing import Any

import pytest

from tests.bad_input.checks import nothing_written, refused
from tests.cases import matter
from tests.conftest import Client


async def revoked(client: Client) -> str:
    code_id = client.world.code_ids["town"]
    answer = await client.post("admin", f"/admin/codes/{code_id}/revoke", {"reason": "公告栏拆除"})
    assert answer.status_code == 200, answer.text
    return client.world.codes["town"]


async def replaced(client: Client) -> str:
    code_id = client.world.code_ids["town"]
    answer = await client.post("admin", f"/admin/codes/{code_id}/replace", {"reason": "印刷模糊"})
    assert answer.status_code == 201, answer.text
    return client.world.codes["town"]


async def ended(client: Client) -> str:
    return client.world.codes["ended_deputy"]


@pytest.mark.parametrize(
    ("make", "code"), [(revoked, "CODE_REVOKED"), (replaced, "CODE_REPLACED"), (ended, "CODE_ENDED")]
)
async def test_a_code_that_is_no_more_leads_to_its_station(client: Client, make: Any, code: str) -> None:
    token = await make(client)
    async with nothing_written(client):
        resolved = refused(await client.post(None, "/public/codes/resolve", {"code": token}), 410, code)
        submitted = await client.post("resident", "/citizen/cases", matter(client, code=token))
        for body in (resolved, refused(submitted, 410, code)):
            [station] = body["stations"]
            assert station["id"] == str(client.world.stations["town"])
            assert station["phone"] and station["address"]
    page = await client.http.get(f"/q/{token}")
    assert (page.status_code, "text/html" in page.headers["content-type"]) == (410, True)
    assert "town联络站" in page.text


async def test_a_replaced_code_names_the_new_one(client: Client) -> None:
    body = (await client.post(None, "/public/codes/resolve", {"code": await replaced(client)})).json()
    again = await client.post(None, "/public/codes/resolve", {"code": body["replaced_by"]})
    assert (again.status_code, again.json()["station"]["id"]) == (200, body["stations"][0]["id"])


@pytest.mark.parametrize(
    "code",
    ["33333333333334", "x", "https://example.invalid/", "' OR 1=1 --", "\x00", "%00", "🚧", "3" * 1024],
)
async def test_an_unknown_code(client: Client, code: str) -> None:
    async with nothing_written(client):
        body = refused(await client.post(None, "/public/codes/resolve", {"code": code}), 404, "CODE_UNKNOWN")
        assert body["stations"] and "联络站" in body["title"]
        submitted = await client.post("resident", "/citizen/cases", matter(client, code=code))
        refused(submitted, 404, "CODE_UNKNOWN")


async def test_a_code_longer_than_any_address(client: Client) -> None:
    answer = await client.post(None, "/public/codes/resolve", {"code": "3" * 1025})
    refused(answer, 422, "VALIDATION_FAILED")


@pytest.mark.parametrize("token", ["x", "%00", "..%2f..%2fetc", "<script>", "3" * 300])
async def test_the_page_of_an_unknown_code_is_a_page_or_a_problem(client: Client, token: str) -> None:
    answer = await client.http.get(f"/q/{token}")
    assert answer.status_code in (404, 422)
    assert "<script>" not in answer.text
