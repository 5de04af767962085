"""Handled on another platform: pushed by people, moved on by the platform's own signed requests or by people."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.security.tokens import SIGNATURE_SECONDS, Signed
from tests.cases import BAD, GOOD, act, attempt, current_version, refused, submit, view
from tests.conftest import Client
from tests.world import SYSTEM_SECRET

ANSWERED = {"reply_class": "resolved", "public_text": "12345 已派工修复。"}


async def pushed(client: Client) -> str:
    case_id: str = (await submit(client))["id"]
    system = str(client.world.systems["hotline"])
    assert (await act(client, "station_head", case_id, "push_external", system_id=system))[
        "status"
    ] == "external"
    return case_id


async def signed(
    client: Client, case_id: str, action: str, *, secret: str = SYSTEM_SECRET, system: str = "", **fields: Any
) -> httpx.Response:
    """A request as the other platform makes it; `age` seconds old, `sent` instead of what was signed."""
    age, sent = fields.pop("age", 0), fields.pop("sent", None)
    path = f"/api/v1/open/cases/{case_id}/actions/{action}"
    body = json.dumps({"version": await current_version(client, case_id), **fields}).encode()
    stamp = str(int(client.clock().timestamp()) - age)
    headers = {
        "X-System": system or str(client.world.systems["hotline"]),
        "X-Timestamp": stamp,
        "X-Signature": Signed(stamp, "POST", path, body, "").expected(secret),
        "Content-Type": "application/json",
    }
    return await client.http.post(path, content=sent or body, headers=headers)


async def test_the_platform_takes_it_and_answers_it(client: Client) -> None:
    case_id = await pushed(client)
    accepted = await signed(client, case_id, "external_accept", external_number="12345-2026-0099")
    assert (accepted.status_code, accepted.json()["status"]) == (200, "external")
    offered = {item["action"] for item in accepted.json()["allowed_actions"]}
    assert offered == {"external_accept", "external_return", "external_reply"}
    answered = await signed(client, case_id, "external_reply", **ANSWERED)
    assert answered.json()["status"] == "replied"
    case = await view(client, "town_office", case_id)
    assert case["external_number"] == "12345-2026-0099"
    assert (case["timeline"][0]["role"], case["timeline"][0]["actor_name"]) == ("external", "12345 热线")
    (reply,) = (await view(client, "resident", case_id))["replies"]
    assert (reply["public_text"], reply["answered_by"]) == (ANSWERED["public_text"], "12345 热线")
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_what_it_returns_is_ours_again_and_no_longer_its_own(client: Client) -> None:
    case_id = await pushed(client)
    await signed(client, case_id, "external_accept", external_number="12345-2026-0099")
    returned = await signed(client, case_id, "external_return", reason="不属热线受理范围")
    assert returned.json()["status"] == "pending_dispatch"
    assert (await view(client, "town_office", case_id))["external_number"] == ""
    gone = await signed(client, case_id, "external_reply", **ANSWERED)
    assert (gone.status_code, gone.json()["code"]) == (404, "CASE_NOT_FOUND")


async def test_people_enter_what_the_platform_said_from_its_receipt(client: Client) -> None:
    case_id = await pushed(client)
    await refused(client, "liaison", case_id, "external_accept", "FORBIDDEN", external_number="1")
    await act(client, "station_head", case_id, "external_accept", external_number="12345-2026-0100")
    promised = ANSWERED | {"reply_class": "in_progress", "plan": "已列入计划", "finish_on": "2026-12-20"}
    incomplete = await attempt(client, "town_office", case_id, "external_reply", **promised | {"plan": ""})
    assert incomplete.json()["errors"][0]["code"] == "REPLY_INCOMPLETE"
    await act(client, "town_office", case_id, "external_reply", **promised)
    case = await view(client, "town_office", case_id)
    assert (case["external_number"], case["promise_due_on"]) == ("12345-2026-0100", "2026-12-20")
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "tracking"


async def test_a_redo_of_what_the_platform_answered_is_handed_over_here(client: Client) -> None:
    case_id = await pushed(client)
    await signed(client, case_id, "external_reply", **ANSWERED)
    await act(client, "resident", case_id, "evaluate", **BAD)
    state = await act(client, "town_office", case_id, "redo", reason="热线未处理")
    assert (state["status"], state["round"]) == ("pending_dispatch", 2)


@pytest.mark.parametrize(
    "forgery",
    [
        {"secret": "t" * 40},
        {"age": SIGNATURE_SECONDS + 1},
        {"age": -SIGNATURE_SECONDS - 1},
        {"sent": b'{"version": 3, "external_number": "9"}'},
        {"system": str(uuid4())},
    ],
    ids=["another secret", "old", "from the future", "another body", "unknown system"],
)
async def test_a_request_that_is_not_the_platforms_own_is_refused(
    client: Client, forgery: dict[str, Any]
) -> None:
    case_id = await pushed(client)
    answer = await signed(client, case_id, "external_accept", external_number="1", **forgery)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")
    assert (await view(client, "town_office", case_id))["external_number"] == ""


async def test_without_headers_nobody_gets_in(client: Client) -> None:
    case_id = await pushed(client)
    body = {"version": 3, "external_number": "1"}
    answer = await client.http.post(f"/api/v1/open/cases/{case_id}/actions/external_accept", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


async def test_a_platform_sees_only_what_was_pushed_to_it(client: Client) -> None:
    not_pushed = (await submit(client))["id"]
    answer = await signed(client, not_pushed, "external_accept", external_number="1")
    assert (answer.status_code, answer.json()["code"]) == (404, "CASE_NOT_FOUND")
    pushed_here = await pushed(client)
    other = str(client.world.systems["hotline_away"])
    answer = await signed(client, pushed_here, "external_accept", external_number="1", system=other)
    assert (answer.status_code, answer.json()["code"]) == (404, "CASE_NOT_FOUND")


async def test_a_signature_still_holds_a_few_minutes_later(client: Client) -> None:
    case_id = await pushed(client)
    client.clock.advance(minutes=30)
    answer = await signed(client, case_id, "external_accept", external_number="1", age=SIGNATURE_SECONDS)
    assert answer.status_code == 200


async def test_it_is_pushed_to_a_platform_of_this_county(client: Client) -> None:
    case_id = (await submit(client))["id"]
    away = str(client.world.systems["hotline_away"])
    await refused(client, "town_office", case_id, "push_external", "REFERENCE_NOT_FOUND", system_id=away)
    await refused(client, "deputy", case_id, "push_external", "FORBIDDEN", system_id=away)
