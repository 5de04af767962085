"""Passed up to the county and handed over there: who may hand what to whom."""

from uuid import uuid4

import pytest

from tests.cases import (
    accept,
    act,
    answer,
    at_county,
    dispatch_form,
    handling,
    offered,
    refused,
    shortlisted,
    split_form,
    suggested,
    view,
)
from tests.conftest import Client

UP = {"reason": "超出本级职权"}


async def test_what_was_passed_up_is_the_countys_to_hand_over(client: Client) -> None:
    case_id = await shortlisted(client)
    await refused(client, "liaison", case_id, "escalate", "FORBIDDEN", **UP)
    state = await act(client, "station_head", case_id, "escalate", **UP)
    assert state["status"] == "pending_dispatch"
    assert (await view(client, "county_office", case_id))["level"] == "county"
    await refused(client, "town_office", case_id, "escalate", "FORBIDDEN", **UP)
    await refused(client, "town_office", case_id, "dispatch", "FORBIDDEN", **dispatch_form(client))
    form = dispatch_form(client, main="county_a", co=("town_a",))
    assert (await act(client, "county_office", case_id, "dispatch", **form))["status"] == "dispatched"
    await accept(client, case_id, "county_a")
    assert (await view(client, "resident", case_id))["units"] == ["county_a单位"]


async def test_a_committee_hands_over_within_its_field(client: Client) -> None:
    case_id = await at_county(client)
    outside = dispatch_form(client, main="county_b")
    await refused(client, "committee", case_id, "dispatch", "UNIT_OUT_OF_SCOPE", **outside)
    helped = dispatch_form(client, main="county_a", co=("county_b",))
    assert (await act(client, "committee", case_id, "dispatch", **helped))["status"] == "dispatched"
    assert (await view(client, "far_committee", case_id))["status"] == "dispatched"
    await refused(client, "far_committee", case_id, "decide_return", "FORBIDDEN", upheld=True, reason="越权")


async def test_a_town_hands_over_to_its_own_units(client: Client) -> None:
    case_id = await shortlisted(client)
    for form in (
        dispatch_form(client, main="county_a"),
        dispatch_form(client, main="town_a", co=("county_a",)),
        split_form(client, town_a="换灯", county_b="修路"),
    ):
        await refused(client, "town_office", case_id, "dispatch", "UNIT_OUT_OF_SCOPE", **form)
    await refused(client, "far_town_office", case_id, "dispatch", "CASE_NOT_FOUND", **dispatch_form(client))


async def test_the_road_must_be_the_units_own(client: Client) -> None:
    case_id = await at_county(client)
    wrong = dispatch_form(client, main="court")
    await refused(client, "county_office", case_id, "dispatch", "ROUTE_MISMATCH", **wrong)
    right = dispatch_form(client, main="court", co=("county_a",), route="supervisory_judicial")
    assert (await act(client, "county_office", case_id, "dispatch", **right))["status"] == "dispatched"


@pytest.mark.parametrize("unit", ["county_a_away", "unknown"])
async def test_a_unit_that_is_not_there_or_not_of_this_county_is_not_found(client: Client, unit: str) -> None:
    case_id = await at_county(client)
    identity = str(client.world.units.get(unit, uuid4()))
    form = dispatch_form(client) | {"main_unit_id": identity}
    problem = await refused(client, "county_office", case_id, "dispatch", "UNIT_NOT_FOUND", **form)
    assert [identity in error["message"] for error in problem["errors"]] == [True]


async def test_who_it_was_handed_to_is_what_the_citizen_reads(client: Client) -> None:
    case_id = await at_county(client)
    form = dispatch_form(client, main="county_a", co=("county_b",))
    await act(client, "county_office", case_id, "dispatch", **form)
    entry = (await view(client, "resident", case_id))["timeline"][0]
    assert entry["data"] == {
        "units": [{"name": "county_a单位", "part": "主办"}, {"name": "county_b单位", "part": "协办"}],
        "reply_due_on": "2026-12-01",
    }
    assert entry["actor_name"] == "county_office机关"


async def test_a_suggestion_is_talked_over_before_it_is_answered(client: Client) -> None:
    case_id = await suggested(client)
    reply = {"reply_class": "resolved", "public_text": "已分两期改造。"}
    await refused(client, "county_a_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **reply)
    talk = {"method": "meeting", "on": "2026-11-20", "record": "与代表当面沟通。"}
    await refused(client, "deputy", case_id, "communicate", "FORBIDDEN", **talk)
    await act(client, "county_a_handler", case_id, "communicate", **talk)
    assert (await answer(client, case_id, "county_a", **reply))["status"] == "replied"


async def test_an_appeal_may_be_talked_over_and_needs_no_such_talk(client: Client) -> None:
    case_id = await handling(client)
    assert {"communicate", "draft_reply"} <= await offered(client, "unit_handler", case_id)
    talk = {"method": "phone", "on": "2026-11-20", "record": "与提交人通话。"}
    await act(client, "unit_handler", case_id, "communicate", **talk)
    assert (await answer(client, case_id))["status"] == "replied"
