"""Answered on the spot, by whoever stands there; claimed, given back and completed by whoever helps."""

import pytest

from tests.cases import (
    BAD,
    GOOD,
    act,
    at_county,
    attempt,
    dispatch_form,
    hidden,
    offered,
    refused,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client

SAID = {"public_text": "路灯今晚就修好。", "basis": "《城市道路照明设施管理规定》"}
DONE = {"public_text": "轮椅已送到家。"}


@pytest.mark.parametrize("who", ["deputy", "colleague", "station_head", "town_office"])
async def test_an_answer_on_the_spot_opens_the_rating(client: Client, who: str) -> None:
    case_id = (await submit(client))["id"]
    assert (await act(client, who, case_id, "answer_on_spot", **SAID))["status"] == "replied"
    resident = await view(client, "resident", case_id)
    (reply,) = resident["replies"]
    assert {key: reply[key] for key in SAID} == SAID
    assert resident["rating_until"] is not None
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_a_visiting_head_answers_when_he_is_the_one_named(client: Client) -> None:
    case_id = (await submit(client))["id"]
    assert await hidden(client, "county_a_head", case_id)
    slot = {"name": "县住建局", "unit_id": str(client.world.units["county_a"])}
    await act(client, "town_office", case_id, "set_parties", unit=slot)
    await refused(client, "county_b_head", case_id, "answer_on_spot", "CASE_NOT_FOUND", **SAID)
    await refused(client, "county_a_handler", case_id, "answer_on_spot", "FORBIDDEN", **SAID)
    assert (await act(client, "county_a_head", case_id, "answer_on_spot", **SAID))["status"] == "replied"


async def test_what_was_only_said_is_handed_over_when_it_was_not_enough(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "station_head", case_id, "answer_on_spot", **SAID)
    await act(client, "resident", case_id, "evaluate", **BAD)
    state = await act(client, "town_office", case_id, "redo", reason="没有修好")
    assert (state["status"], state["round"]) == ("pending_dispatch", 2)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    (share,) = (await view(client, "town_office", case_id))["assignments"]
    assert share["round"] == 2


async def test_an_answer_needs_its_basis(client: Client) -> None:
    case_id = (await submit(client))["id"]
    answer = await attempt(client, "deputy", case_id, "answer_on_spot", public_text="会修的")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["basis"]


async def test_a_committee_claims_a_matter_of_its_field_and_gives_it_back(client: Client) -> None:
    case_id = await at_county(client)
    await act(client, "committee", case_id, "claim")
    assert await hidden(client, "far_committee", case_id)
    await refused(client, "committee", case_id, "claim", "ILLEGAL_MOVE")
    claimed = await view(client, "county_office", case_id)
    assert claimed["committee_id"] == str(client.world.offices["committee"])
    await act(client, "committee", case_id, "give_back", reason="不属本委职责")
    await act(client, "far_committee", case_id, "claim")
    form = dispatch_form(client, main="county_b")
    assert (await act(client, "far_committee", case_id, "dispatch", **form))["status"] == "dispatched"


async def test_a_matter_proposed_for_another_field_is_not_claimed(client: Client) -> None:
    case_id = await at_county(client)
    route = {"unit_id": str(client.world.units["county_a"]), "reason": "属住建职责"}
    await refused(client, "liaison", case_id, "propose_route", "FORBIDDEN", **route)
    await act(client, "deputy", case_id, "propose_route", **route)
    assert (await view(client, "county_office", case_id))["proposed_unit_id"] == route["unit_id"]
    await refused(client, "far_committee", case_id, "claim", "CASE_NOT_FOUND")
    await act(client, "committee", case_id, "claim")


async def test_a_matter_of_the_town_is_nobodys_to_claim(client: Client) -> None:
    case_id = await shortlisted(client)
    assert await hidden(client, "committee", case_id)
    await refused(client, "town_office", case_id, "claim", "FORBIDDEN")


@pytest.mark.parametrize("volunteer", ["neighbour", "firm", "colleague"])
async def test_a_wish_is_claimed_and_fulfilled_by_whoever_wants_to(client: Client, volunteer: str) -> None:
    case_id = await shortlisted(client, kind="wish", title="想要一台轮椅", visibility="public")
    assert (await act(client, volunteer, case_id, "claim"))["status"] == "handling"
    assert (await view(client, volunteer, case_id))["status"] == "handling"
    for other in {"neighbour", "firm"} - {volunteer}:
        assert await hidden(client, other, case_id)
        await refused(client, other, case_id, "complete", "CASE_NOT_FOUND", **DONE)
    await refused(client, "deputy", case_id, "complete", "FORBIDDEN", **DONE)
    assert (await act(client, volunteer, case_id, "complete", **DONE))["status"] == "replied"
    assert (await view(client, "resident", case_id))["replies"][0]["public_text"] == DONE["public_text"]
    await refused(client, volunteer, case_id, "evaluate", "FORBIDDEN", **GOOD)
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_a_wish_given_back_waits_for_somebody_else(client: Client) -> None:
    case_id = await shortlisted(client, kind="wish", visibility="public")
    await act(client, "neighbour", case_id, "claim")
    state = await act(client, "neighbour", case_id, "give_back", reason="家中有事")
    assert state["status"] == "pending_dispatch"
    assert (await act(client, "firm", case_id, "claim"))["status"] == "handling"
    await act(client, "firm", case_id, "complete", **DONE)
    await act(client, "resident", case_id, "evaluate", **BAD)
    state = await act(client, "town_office", case_id, "redo", reason="轮椅是坏的")
    assert (state["status"], state["round"]) == ("handling", 2)
    assert "complete" in await offered(client, "firm", case_id)


async def test_a_wish_is_not_handed_over_and_one_that_is_not_public_is_not_shown(client: Client) -> None:
    case_id = await shortlisted(client, kind="wish", visibility="units")
    await refused(client, "town_office", case_id, "dispatch", "FORBIDDEN", **dispatch_form(client))
    assert await hidden(client, "neighbour", case_id)
    assert (await client.get("neighbour", "/citizen/wishes")).json()["items"] == []


async def test_a_dispute_is_settled_by_the_mediator(client: Client) -> None:
    case_id = await shortlisted(client, kind="dispute", title="宅基地边界纠纷")
    assert await hidden(client, "mediator", await replied(client, who="neighbour"))
    await refused(client, "resident", case_id, "claim", "FORBIDDEN")
    assert (await act(client, "mediator", case_id, "claim"))["status"] == "handling"
    agreed = {"public_text": "双方已签订调解协议，边界以老墙为准。"}
    await refused(client, "colleague", case_id, "complete", "FORBIDDEN", **agreed)
    assert (await act(client, "mediator", case_id, "complete", **agreed))["status"] == "replied"
