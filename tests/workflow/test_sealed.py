"""A complaint about a person or a unit never reaches whom it is about; nor does a deputy judge his own case."""

from typing import Any

from tests.cases import (
    GOOD,
    act,
    at_county,
    dispatch_form,
    draft,
    hidden,
    matter,
    offered,
    refused,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client


async def test_a_sealed_matter_is_kept_from_all_but_the_head_and_the_offices(client: Client) -> None:
    case_id = (await submit(client, sensitive=True))["id"]
    for who in ("liaison", "colleague", "committee"):
        assert await hidden(client, who, case_id), who
        listed = (await client.get(who, "/desk/cases")).json()["items"]
        assert case_id not in {item["id"] for item in listed}
    for who in ("station_head", "town_office", "county_office", "deputy"):
        assert (await view(client, who, case_id))["sealed"] is True
    assert (await view(client, "resident", case_id))["status"] == "registered"


async def test_a_category_seals_and_only_screening_unseals(client: Client) -> None:
    case_id = (await submit(client, category_code="conduct"))["id"]
    assert (await view(client, "station_head", case_id))["sealed"] is True
    await act(client, "town_office", case_id, "screen", note="再核实")
    assert (await view(client, "station_head", case_id))["sealed"] is True
    await act(client, "town_office", case_id, "screen", note="不涉及个人", sensitive=False)
    assert (await view(client, "liaison", case_id))["sealed"] is False


async def test_naming_somebody_accused_seals_whatever_else_is_said(client: Client) -> None:
    case_id = (await submit(client))["id"]
    accused: dict[str, Any] = {"accused_unit_id": str(client.world.units["town_a"]), "sensitive": False}
    await act(client, "town_office", case_id, "screen", note="反映单位作风", **accused)
    assert (await view(client, "town_office", case_id))["sealed"] is True
    assert await hidden(client, "liaison", case_id)


async def test_the_accused_unit_never_gets_it(client: Client) -> None:
    accused = str(client.world.units["town_a"])
    case_id = await shortlisted(client, accused_unit_id=accused)
    for form in (dispatch_form(client), dispatch_form(client, main="town_b", co=("town_a",))):
        await refused(client, "town_office", case_id, "dispatch", "UNIT_ACCUSED", **form)
    slot = {"name": "甲单位", "unit_id": accused}
    await refused(client, "town_office", case_id, "set_parties", "UNIT_ACCUSED", unit=slot)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    assert await hidden(client, "unit_handler", case_id)
    assert not await hidden(client, "town_b_handler", case_id)


async def test_a_unit_that_turns_out_to_be_accused_no_longer_sees_it(client: Client) -> None:
    case_id = (await submit(client))["id"]
    unit = {"name": "甲单位", "unit_id": str(client.world.units["town_a"])}
    await act(client, "town_office", case_id, "set_parties", unit=unit)
    assert not await hidden(client, "unit_head", case_id)
    accused = {"accused_unit_id": unit["unit_id"]}
    await act(client, "town_office", case_id, "screen", note="反映该单位", **accused)
    assert await hidden(client, "unit_head", case_id)


async def test_the_accused_deputy_does_not_see_what_came_through_his_own_code(client: Client) -> None:
    case_id = (await submit(client, accused_deputy_id=str(client.world.deputies["deputy"])))["id"]
    assert await hidden(client, "deputy", case_id)
    assert await hidden(client, "colleague", case_id)
    said = {"public_text": "没有此事。", "basis": "本人"}
    await refused(client, "deputy", case_id, "answer_on_spot", "CASE_NOT_FOUND", **said)
    assert not await hidden(client, "station_head", case_id)


async def test_a_deputy_who_heads_the_unit_concerned_stands_aside(client: Client) -> None:
    case_id = await at_county(client)
    assert "urge" in await offered(client, "deputy", case_id)
    form = dispatch_form(client, main="court", route="supervisory_judicial")
    await act(client, "county_office", case_id, "dispatch", **form)
    assert await offered(client, "deputy", case_id) == set()
    for action, fields in (("urge", {"text": "请抓紧"}), ("flag_quality", {"quality": "low", "reason": "x"})):
        await refused(client, "deputy", case_id, action, "RECUSED", **fields)
    assert "follow" in await offered(client, "colleague", case_id)


async def test_a_deputy_who_asked_himself_stands_aside(client: Client) -> None:
    sent = await client.post("deputy", "/citizen/cases", matter(client))
    case_id = sent.json()["id"]
    assert await offered(client, "deputy", case_id) == set()
    said = {"public_text": "自问自答", "basis": "本人"}
    await refused(client, "deputy", case_id, "answer_on_spot", "RECUSED", **said)
    assert (await act(client, "colleague", case_id, "answer_on_spot", **said))["status"] == "replied"
    await refused(client, "deputy", case_id, "evaluate", "RECUSED", **GOOD)
    state = await act(client, "deputy", case_id, "evaluate", door="citizen", **GOOD)
    assert state["status"] == "closed"


async def set_status(client: Client, deputy: str, status: str) -> None:
    path = f"/admin/deputies/{client.world.deputies[deputy]}"
    row = (await client.get("admin", path)).json()
    form = {name: value for name, value in row.items() if name not in ("id", "county_code")}
    answer = await client.put("admin", path, form | {"status": status})
    assert answer.status_code == 200, answer.text


async def test_a_suspended_deputy_is_stopped_at_once_and_his_cases_stay_with_the_station(
    client: Client,
) -> None:
    case_id = await replied(client)
    own_draft = await draft(client, "colleague")
    token = client.headers("deputy")
    assert (await client.http.get(f"/api/v1/desk/cases/{case_id}", headers=token)).status_code == 200
    for status, code in (("suspended", "DEPUTY_SUSPENDED"), ("ended", "APPOINTMENT_ENDED")):
        await set_status(client, "deputy", status)
        body = {"version": 1}
        for path in (f"/api/v1/desk/cases/{own_draft}/actions/submit", "/api/v1/desk/suggestions"):
            answer = await client.http.post(path, json=body, headers=token)
            assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert not await hidden(client, "station_head", case_id)
    await act(
        client, "station_head", case_id, "feedback", method="phone", told_on="2026-11-20", text="已告知"
    )
    gone = await client.post("resident", "/citizen/cases", matter(client))
    assert (gone.status_code, gone.json()["code"]) == (410, "CODE_ENDED")
    assert "town联络站" in gone.text
    await set_status(client, "deputy", "active")
    answer = await client.http.get(f"/api/v1/desk/cases/{case_id}", headers=token)
    assert answer.status_code == 200
