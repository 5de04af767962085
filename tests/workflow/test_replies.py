"""The four classes of a reply, sending back, promises and their strike-off, telling the citizen."""

from typing import Any

import pytest

from tests.cases import (
    GOOD,
    RESOLVED,
    accept,
    act,
    answer,
    at_county,
    attempt,
    day,
    dispatch_form,
    handling,
    offered,
    promise,
    refused,
    replied,
    reviewed,
    view,
)
from tests.conftest import Client

TEXT = {"public_text": "已收到并研究。"}
INCOMPLETE: list[tuple[str, dict[str, Any]]] = [
    ("in_progress", {"plan": "本月招标"}),
    ("in_progress", {"finish_on": "2026-12-20"}),
    ("not_feasible", {}),
    ("escalated", {"escalated_to": "市住建局"}),
    ("escalated", {"escalated_on": "2026-11-20"}),
]
COMPLETE: list[tuple[str, dict[str, Any]]] = [
    ("resolved", {}),
    ("in_progress", {"plan": "本月招标", "finish_on": "2026-12-20"}),
    ("not_feasible", {"reason": "该路段明年整体改造"}),
    ("escalated", {"escalated_to": "市住建局", "escalated_on": "2026-11-20"}),
]


@pytest.mark.parametrize(("reply_class", "fields"), INCOMPLETE)
async def test_a_reply_must_carry_what_its_class_needs(
    client: Client, reply_class: str, fields: dict[str, Any]
) -> None:
    case_id = await handling(client)
    body = {"reply_class": reply_class, **TEXT, **fields}
    problem = await attempt(client, "unit_handler", case_id, "draft_reply", **body)
    assert problem.status_code == 422
    assert problem.json()["code"] == "VALIDATION_FAILED"
    assert [error["code"] for error in problem.json()["errors"]] == ["REPLY_INCOMPLETE"]
    assert (await view(client, "unit_handler", case_id))["status"] == "handling"


@pytest.mark.parametrize(("reply_class", "fields"), COMPLETE)
async def test_a_complete_reply_reaches_the_citizen_word_for_word(
    client: Client, reply_class: str, fields: dict[str, Any]
) -> None:
    case_id = await handling(client)
    inner = {"inner_note": "经费从专项列支"}
    body = {"reply_class": reply_class, **TEXT, **fields}
    assert (await answer(client, case_id, **body, **inner))["status"] == "replied"
    (reply,) = (await view(client, "resident", case_id))["replies"]
    assert {key: reply[key] for key in body} == body
    assert (reply["signer"], reply["inner_note"]) == ("周平", "")
    (reply,) = (await view(client, "unit_handler", case_id))["replies"]
    assert reply["inner_note"] == "经费从专项列支"
    rated = await act(client, "resident", case_id, "evaluate", **GOOD)
    assert rated["status"] == ("tracking" if reply_class == "in_progress" else "closed")


async def test_a_draft_is_the_desks_until_it_is_signed(client: Client) -> None:
    case_id = await reviewed(client)
    assert (await view(client, "resident", case_id))["replies"] == []
    (draft,) = (await view(client, "town_office", case_id))["replies"]
    assert draft["signed_at"] is None
    await refused(client, "unit_handler", case_id, "sign_reply", "FORBIDDEN", signer="周平")


@pytest.mark.parametrize("who", ["unit_head", "town_office", "county_office"])
async def test_a_draft_that_will_not_do_is_sent_back_and_written_anew(client: Client, who: str) -> None:
    case_id = await reviewed(client)
    state = await act(client, who, case_id, "send_back", reason="请写明修复日期")
    assert state["status"] == "handling"
    await refused(client, "unit_head", case_id, "sign_reply", "ILLEGAL_MOVE", signer="周平")
    text = "路灯已于 11 月 20 日修复。"
    await answer(client, case_id, reply_class="resolved", public_text=text)
    assert [reply["public_text"] for reply in (await view(client, "resident", case_id))["replies"]] == [text]
    assert len((await view(client, "town_office", case_id))["replies"]) == 2


async def test_a_promise_is_tracked_until_somebody_else_has_looked(client: Client) -> None:
    case_id = await handling(client)
    await answer(client, case_id, **promise(client))
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "tracking"
    case = await view(client, "town_office", case_id)
    assert (case["promise_due_on"], case["step"]) == (day(client, 30), "supervise")
    proof = {"proof": "现场已亮灯", "checker": "刘岚"}
    for who in ("unit_handler", "unit_head"):
        await refused(client, who, case_id, "strike_off", "STRIKE_OFF_BY_UNIT", **proof)
    for who in ("station_head", "deputy", "county_office"):
        await refused(client, who, case_id, "strike_off", "FORBIDDEN", **proof)
    assert (await act(client, "town_office", case_id, "strike_off", **proof))["status"] == "closed"


async def test_the_committee_of_the_field_strikes_off_too(client: Client) -> None:
    case_id = await at_county(client)
    form = dispatch_form(client, main="county_a")
    await act(client, "county_office", case_id, "dispatch", **form)
    await accept(client, case_id, "county_a")
    await answer(client, case_id, "county_a", **promise(client))
    await act(client, "resident", case_id, "evaluate", **GOOD)
    proof = {"proof": "现场已亮灯", "checker": "刘岚"}
    await refused(client, "far_committee", case_id, "strike_off", "CASE_NOT_FOUND", **proof)
    assert (await act(client, "committee", case_id, "strike_off", **proof))["status"] == "closed"


async def test_the_citizen_is_told_and_it_is_written_down_how(client: Client) -> None:
    case_id = await replied(client)
    told = {"method": "phone", "told_on": day(client, 0), "text": "已电话告知结果"}
    ahead = told | {"told_on": day(client, 1)}
    await refused(client, "liaison", case_id, "feedback", "DATE_OUT_OF_RANGE", **ahead)
    state = await act(client, "liaison", case_id, "feedback", **told)
    assert state["status"] == "replied"
    await act(client, "unit_handler", case_id, "feedback", **told)
    await refused(client, "town_office", case_id, "feedback", "FORBIDDEN", **told)
    entry = next(
        entry
        for entry in (await view(client, "resident", case_id))["timeline"]
        if entry["action"] == "feedback"
    )
    assert entry["data"] == {"method": "电话", "told_on": day(client, 0), "text": "已电话告知结果"}


async def test_the_rating_window_opens_with_the_answer(client: Client) -> None:
    case_id = await handling(client)
    assert (await view(client, "resident", case_id))["rating_until"] is None
    client.clock.advance(days=3)
    await answer(client, case_id, **RESOLVED)
    assert (await view(client, "resident", case_id))["rating_until"] == "2026-11-30T23:59:59+08:00"
    assert "evaluate" in await offered(client, "resident", case_id)


@pytest.mark.parametrize(
    "fields",
    [
        {"reply_class": "in_progress", "plan": "下月招标", "finish_on": -5},
        {"reply_class": "escalated", "escalated_to": "县住建局", "escalated_on": 300},
    ],
)
async def test_a_promise_lies_ahead_and_what_was_done_lies_behind(
    client: Client, fields: dict[str, Any]
) -> None:
    case_id = await handling(client)
    days = {name: day(client, value) for name, value in fields.items() if isinstance(value, int)}
    reply = {"public_text": "已列入计划。"} | fields | days
    await refused(client, "unit_handler", case_id, "draft_reply", "DATE_OUT_OF_RANGE", **reply)
