"""A talk that the hand-over asked for comes before the reply, and is held face to face (practice 13)."""

from typing import Any

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
    submit,
    suggested,
    view,
)
from tests.conftest import Client

OWNER: Json = {"name": "欧阳厂长", "role": "citizen"}
MET: Json = {
    "method": "meeting",
    "on": "2026-11-20",
    "place": "企业会议室",
    "met": [OWNER],
    "record": "与企业当面谈过，先修东侧。",
}


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


async def test_a_passer_by_is_nobody_to_whom_a_talk_is_owed(client: Client) -> None:
    case_id = await owing(client)
    passer_by = {"name": "路人甲", "role": "station_head"}
    await act(client, "unit_handler", case_id, "communicate", **MET | {"met": [passer_by]})
    await refused(client, "unit_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)


async def test_a_talk_from_before_the_hand_over_is_none(client: Client) -> None:
    case_id = await owing(client)
    early = MET | {"on": "2026-11-19"}
    await refused(client, "unit_handler", case_id, "communicate", "DATE_OUT_OF_RANGE", **early)


@pytest.mark.parametrize("method", ["phone", "message", "letter"])
async def test_a_call_is_no_meeting(client: Client, method: str) -> None:
    case_id = await owing(client)
    await refused(
        client, "unit_handler", case_id, "communicate", "TALK_NOT_IN_PERSON", **MET | {"method": method}
    )
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)
    await act(client, "unit_handler", case_id, "communicate", **MET | {"method": "visit"})
    assert "draft_reply" in await offered(client, "unit_handler", case_id)


@pytest.mark.parametrize(("left_out", "unsaid"), [("met", []), ("place", "")])
async def test_a_meeting_that_is_owed_says_whom_and_where(client: Client, left_out: str, unsaid: Any) -> None:
    case_id = await owing(client)
    form = MET | {left_out: unsaid}
    problem = await refused(client, "unit_handler", case_id, "communicate", "TALK_RECORD_INCOMPLETE", **form)
    assert [error["field"] for error in problem["errors"]] == [left_out]
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)


async def by_practice(client: Client, **more: Any) -> str:
    """A firm's matter that a practice wants talked over with its deputy and with the firm, with two units."""
    receipt = await submit(client, kind="enterprise", firm_name="某茶业公司", **more)
    case_id = str(receipt["id"])
    await act(client, "liaison", case_id, "screen", note="属实", preset="business_link")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, co=("town_b",)))
    await accept(client, case_id, "town_a")
    return case_id


async def test_everybody_whom_the_practice_names_is_talked_to_by_and_by(client: Client) -> None:
    case_id = await by_practice(client)
    deputy = {"deputy_id": str(client.world.deputies["colleague"])}
    case = await view(client, "unit_handler", case_id)
    assert (case["talk_required"], case["talk_with"]) == (True, ["citizen", "deputy"])
    await act(client, "unit_handler", case_id, "communicate", **MET)
    expert = {"name": "孙工", "role": "unit_head"}
    await act(client, "unit_handler", case_id, "communicate", **MET | {"met": [expert]})
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)
    await act(client, "unit_handler", case_id, "communicate", **MET | {"met": [deputy, OWNER]})
    assert "draft_reply" in await offered(client, "unit_handler", case_id)
    own = (await view(client, "unit_handler", case_id))["assignments"][-1]
    assert own["talked_with"] == ["citizen", "deputy", "unit_head"]
    await act(client, "unit_handler", case_id, "communicate", **MET)
    assert "draft_reply" in await offered(client, "unit_handler", case_id)


async def test_the_residents_who_were_met_are_named_to_those_who_know_the_submitter(client: Client) -> None:
    case_id = await by_practice(client, visibility="station")
    await act(client, "unit_handler", case_id, "communicate", **MET)
    named = {"liaison", "station_head", "unit_handler"}
    for who in (*named, "deputy", "colleague", "town_office", "county_office", "town_b_handler"):
        entry = next(
            entry
            for entry in (await view(client, who, case_id))["timeline"]
            if entry["action"] == "communicate"
        )
        assert ("欧阳厂长" in str(entry)) == (who in named), who
        assert entry["data"]["talked_with"] == ["群众"]
    assert "欧阳厂长" not in str(await view(client, "resident", case_id))


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"name": "孙和", "role": "deputy"},
        {"name": "孙和", "deputy_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"},
        {"name": "孙和", "role": "mayor"},
    ],
)
async def test_who_was_met_is_a_deputy_of_the_county_or_named(client: Client, person: Json) -> None:
    case_id = await owing(client)
    wrong = await attempt(client, "unit_handler", case_id, "communicate", **MET | {"met": [person]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "VALIDATION_FAILED")
    away = {"deputy_id": str(client.world.deputies["deputy_away"])}
    form = MET | {"met": [away]}
    await refused(client, "unit_handler", case_id, "communicate", "DEPUTY_NOT_FOUND", **form)
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)


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
