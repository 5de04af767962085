"""A talk that the hand-over asked for comes before the reply, and is held face to face (practice 13)."""

import pytest

from tests.cases import (
    OWNERS,
    RESOLVED,
    Json,
    accept,
    act,
    answer,
    attempt,
    dispatch_form,
    handler,
    offered,
    refused,
    shortlisted,
    split_form,
    suggested,
    view,
)
from tests.conftest import Client

MET: Json = {"method": "meeting", "on": "2026-11-20", "record": "与代表和企业当面谈过，先修东侧。"}


async def owing(client: Client, **more: str) -> str:
    """A firm's matter whose unit has to talk before it answers."""
    case_id = await shortlisted(client, kind="enterprise", firm_name="某茶业公司", **more)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, talk_required=True))
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    return case_id


async def test_no_reply_before_the_talk(client: Client) -> None:
    case_id = await owing(client)
    assert (await view(client, "unit_handler", case_id))["talk_required"]
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)
    problem = await refused(client, "unit_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)
    assert problem["detail"] == "“拟答复”不能进行：欠与代表（企业）的当面沟通"
    await act(client, "unit_handler", case_id, "communicate", **MET)
    assert (await answer(client, case_id))["status"] == "replied"


@pytest.mark.parametrize("method", ["phone", "message", "letter"])
async def test_a_call_is_no_meeting(client: Client, method: str) -> None:
    case_id = await owing(client)
    await refused(
        client, "unit_handler", case_id, "communicate", "TALK_NOT_IN_PERSON", **MET | {"method": method}
    )
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)
    await act(client, "unit_handler", case_id, "communicate", **MET | {"method": "visit"})
    assert "draft_reply" in await offered(client, "unit_handler", case_id)


async def test_each_unit_holds_its_own_talk(client: Client) -> None:
    case_id = await shortlisted(client)
    parts = split_form(client, town_a="换灯", town_b="修枝")
    await act(client, "town_office", case_id, "dispatch", **parts | {"talk_required": True})
    await accept(client, case_id, "town_a", "town_b")
    await act(client, "unit_handler", case_id, "communicate", **MET)
    assert "draft_reply" in await offered(client, handler("town_a"), case_id)
    await refused(client, handler("town_b"), case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)


async def test_a_duty_to_talk_outlives_a_return(client: Client) -> None:
    case_id = await owing(client)
    why = {"reason": "不属本单位", "legal_basis": "三定规定"}
    await act(client, "unit_handler", case_id, "request_return", **why)
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="同意")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    await accept(client, case_id, "town_b")
    await refused(client, "town_b_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)


async def test_a_talk_held_once_counts_in_the_next_round(client: Client) -> None:
    case_id = await owing(client)
    await act(client, "unit_handler", case_id, "communicate", **MET)
    await answer(client, case_id)
    await act(client, "resident", case_id, "request_redo", reason="没修好")
    await act(client, "town_office", case_id, "redo", reason="情况属实")
    assert (await answer(client, case_id))["status"] == "replied"


async def test_co_units_and_deputies_do_not_hold_it(client: Client) -> None:
    case_id = await shortlisted(client)
    form = dispatch_form(client, co=("town_b",), talk_required=True)
    await act(client, "town_office", case_id, "dispatch", **form)
    await accept(client, case_id, "town_a", "town_b")
    for who in ("town_b_handler", "deputy", "town_office"):
        await refused(client, who, case_id, "communicate", "FORBIDDEN", **MET)


async def test_a_suggestion_is_talked_over_in_any_way_unless_the_hand_over_says_otherwise(
    client: Client,
) -> None:
    case_id = await suggested(client)
    await act(client, "county_a_handler", case_id, "communicate", **MET | {"method": "phone"})
    assert "draft_reply" in await offered(client, "county_a_handler", case_id)


async def test_nobody_owes_a_talk_that_was_not_asked_for(client: Client) -> None:
    case_id = await shortlisted(client)
    wrong = await attempt(
        client, "town_office", case_id, "dispatch", **dispatch_form(client, talk_required="yes")
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "talk_required")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await accept(client, case_id, "town_a")
    assert not (await view(client, "unit_handler", case_id))["talk_required"]
    assert (await answer(client, case_id))["status"] == "replied"
