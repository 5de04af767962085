"""A unit receives the list as one; what it did one by one before stays as it is."""

from uuid import UUID

from app.db import unit_of_work
from app.models import Case
from tests.bad_input.checks import refused
from tests.batches.lists import NOWHERE, drafted, entry, handed_over, seen
from tests.cases import OWNERS, Json, act, shortlisted, view
from tests.conftest import Client


async def received(client: Client, who: str, batch: Json, **more: str) -> Json:
    answer = await client.post(who, f"/desk/batches/{batch['id']}/accept", {"owners": OWNERS}, **more)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_unit_signs_for_all_of_its_own_at_once(client: Client) -> None:
    mine, joint, foreign = [await shortlisted(client) for _ in range(3)]
    items = [
        entry(client, mine),
        entry(client, joint, main="town_b", co=("town_a",)),
        entry(client, foreign, main="town_b"),
    ]
    batch = await handed_over(client, items=items)
    result = await received(client, "unit_handler", batch)
    assert result["accepted"] == 2
    assert [(item["case_id"], item["accepted"], item["label"]) for item in result["items"]] == [
        (mine, True, "办理中"),
        (joint, True, "办理中"),
    ]
    case = await view(client, "county_office", mine)
    assert (case["status"], case["timeline"][0]["action"]) == ("handling", "accept")
    assert case["assignments"][0]["owners"] == OWNERS
    assert (await view(client, "county_office", joint))["status"] == "dispatched"
    assert (await view(client, "county_office", foreign))["version"] == 4
    now = await seen(client, "town_office", batch)
    assert {state["status"]: state["count"] for state in now["states"]} == {"handling": 2, "dispatched": 2}
    assert now["unsigned"] == 2
    assert now["items"][0]["shares"][0]["accepted_at"] is not None


async def test_what_was_done_one_by_one_is_said_and_stops_nothing(client: Client) -> None:
    signed, returned, back, waiting = [await shortlisted(client) for _ in range(4)]
    batch = await handed_over(client, signed, returned, back, waiting)
    own = {"chief": "吴敏", "leader": "吴敏", "handler": "吴敏"}
    await act(client, "unit_handler", signed, "accept", owners=own)
    for case_id in (returned, back):
        reason = {"reason": "不属我单位", "legal_basis": "三定规定"}
        await act(client, "unit_handler", case_id, "request_return", **reason)
    await act(client, "town_office", back, "decide_return", reason="同意", upheld=True)
    result = await received(client, "unit_handler", batch)
    assert {item["case_id"]: (item["accepted"], item["status"]) for item in result["items"]} == {
        signed: (False, "handling"),
        returned: (False, "return_review"),
        back: (False, "returned"),
        waiting: (True, "handling"),
    }
    assert result["accepted"] == 1
    assert (await view(client, "county_office", signed))["assignments"][0]["owners"] == own
    assert (await received(client, "unit_handler", batch))["accepted"] == 0


async def test_the_head_of_the_unit_may_sign_for_the_list_himself(client: Client) -> None:
    case_id = await shortlisted(client)
    batch = await handed_over(client, case_id)
    assert (await received(client, "unit_head", batch))["accepted"] == 1
    newest = (await view(client, "county_office", case_id))["timeline"][0]
    assert (newest["action"], newest["role"]) == ("accept", "unit_head")


async def test_the_same_key_signs_once(client: Client) -> None:
    batch = await handed_over(client, await shortlisted(client))
    first = await received(client, "unit_handler", batch, key="receive-0001")
    assert await received(client, "unit_handler", batch, key="receive-0001") == first


async def test_only_a_unit_on_the_list_receives_it(client: Client) -> None:
    batch = await handed_over(client, await shortlisted(client))
    draft = await drafted(client, await shortlisted(client))
    body = {"owners": OWNERS}
    for who, found, status, code in (
        ("town_b_handler", batch, 404, "BATCH_NOT_FOUND"),
        ("unit_handler_away", batch, 404, "BATCH_NOT_FOUND"),
        ("unit_handler", draft, 404, "BATCH_NOT_FOUND"),
        ("unit_handler", {"id": NOWHERE}, 404, "BATCH_NOT_FOUND"),
        ("town_office", batch, 403, "FORBIDDEN"),
    ):
        refused(await client.post(who, f"/desk/batches/{found['id']}/accept", body), status, code)
    malformed = await client.post("unit_handler", f"/desk/batches/{batch['id']}/accept", {"owners": {}})
    refused(malformed, 422, "VALIDATION_FAILED")


async def test_a_matter_about_the_unit_itself_is_not_on_its_list(client: Client) -> None:
    """Found out after the hand-over: the accused learns nothing more, and signs for the rest."""
    about, plain = await shortlisted(client), await shortlisted(client)
    batch = await handed_over(client, about, plain)
    await _accuse(client, about)
    result = await received(client, "unit_handler", batch)
    assert [item["case_id"] for item in result["items"]] == [plain]
    mine = await seen(client, "unit_handler", batch)
    assert ([item["case_id"] for item in mine["items"]], mine["cases"]) == ([plain], 1)
    listed = (await client.get("unit_handler", "/desk/batches")).json()["items"]
    assert [(item["cases"], item["unsigned"]) for item in listed] == [(1, 0)]


async def _accuse(client: Client, case_id: str) -> None:
    async with unit_of_work(client.house.sessions) as session:
        case = await session.get_one(Case, UUID(case_id))
        case.accused_unit_id, case.sealed = client.world.units["town_a"], True
