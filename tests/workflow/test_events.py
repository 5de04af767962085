"""A matter that waits is put down for a visit or a reception to come, and for another, or for none."""

from typing import Any

import pytest

from tests.cases import (
    GOOD,
    act,
    attempt,
    draft,
    handling,
    offered,
    refused,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client, Deliver
from tests.groups.steps import planned, seen
from tests.world import START

NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"


async def taken_up(client: Client, event: dict[str, Any], who: str = "county_office") -> list[str]:
    """The matters that this person sees of the event."""
    return [case["id"] for case in (await seen(client, who, f"/desk/events/{event['id']}"))["cases"]]


@pytest.mark.parametrize("who", ["liaison", "station_head", "deputy"])
async def test_a_matter_is_put_down_for_an_event_for_another_and_for_none(client: Client, who: str) -> None:
    case_id = (await submit(client))["id"]
    visit, talk = await planned(client, kind="visit", title="局长进站"), await planned(client, title="座谈")
    state = await act(client, who, case_id, "set_event", event_id=visit["id"])
    assert state["status"] == "registered"
    case = await view(client, "county_office", case_id)
    assert (case["event_id"], case["event_title"], case["channel"]) == (visit["id"], "局长进站", "scan")
    assert case["timeline"][0]["data"] == {"event_id": visit["id"], "event": "局长进站"}
    assert await taken_up(client, visit) == [case_id]
    await act(client, who, case_id, "set_event", event_id=talk["id"])
    assert (await taken_up(client, visit), await taken_up(client, talk)) == ([], [case_id])
    await act(client, who, case_id, "set_event", event_id=None)
    case = await view(client, "county_office", case_id)
    assert (case["event_id"], case["event_title"], await taken_up(client, talk)) == (None, None, [])
    assert case["timeline"][0]["data"] == {"event_id": None, "left_event_id": talk["id"]}


async def test_others_do_not_put_it_down(client: Client) -> None:
    case_id, event = await handling(client), await planned(client)
    for who in ("colleague", "town_office", "county_office", "unit_handler", "unit_head"):
        await refused(client, who, case_id, "set_event", "FORBIDDEN", event_id=event["id"])
        assert "set_event" not in await offered(client, who, case_id)
    for who in ("far_liaison", "far_deputy", "liaison_away"):
        await refused(client, who, case_id, "set_event", "CASE_NOT_FOUND", event_id=event["id"])
    assert await taken_up(client, event) == []


async def test_only_for_what_is_still_to_come_in_the_county(client: Client) -> None:
    case_id = await shortlisted(client)
    cancelled, held, over = [await planned(client, title=f"第{number}次") for number in range(3)]
    far = await planned(client, who="liaison_away", station_id=str(client.world.stations["town_away"]))
    await client.post("liaison", f"/desk/events/{cancelled['id']}/cancel", {"version": 1, "reason": "雨雪"})
    client.clock.now = START.replace(day=25, hour=2)
    body = {"version": 1, "summary": "如期举行"}
    assert (await client.post("liaison", f"/desk/events/{held['id']}/hold", body)).status_code == 200
    await act(client, "liaison", case_id, "set_event", event_id=over["id"])
    await act(client, "liaison", case_id, "set_event", event_id=None)
    client.clock.advance(days=1)
    wrong = {cancelled["id"]: "EVENT_CANCELLED", held["id"]: "EVENT_OVER", over["id"]: "EVENT_OVER"}
    wrong |= {far["id"]: "EVENT_NOT_FOUND", NOWHERE: "EVENT_NOT_FOUND"}
    for event_id, code in wrong.items():
        await refused(client, "liaison", case_id, "set_event", code, event_id=event_id)
    unsaid = await attempt(client, "liaison", case_id, "set_event")
    assert (unsaid.status_code, unsaid.json()["errors"][0]["field"]) == (422, "event_id")
    assert (await view(client, "liaison", case_id))["event_id"] is None


async def test_once_is_enough(client: Client) -> None:
    event, case_id = await planned(client), (await submit(client))["id"]
    await refused(client, "liaison", case_id, "set_event", "NOTHING_CHANGED", event_id=None)
    await act(client, "liaison", case_id, "set_event", event_id=event["id"])
    await refused(client, "liaison", case_id, "set_event", "NOTHING_CHANGED", event_id=event["id"])


async def test_only_while_it_is_open(client: Client) -> None:
    event = await planned(client)
    over = await replied(client)
    await act(client, "resident", over, "evaluate", **GOOD)
    await refused(client, "liaison", over, "set_event", "ILLEGAL_MOVE", event_id=event["id"])
    unsent = await draft(client)
    await refused(client, "deputy", unsent, "set_event", "ILLEGAL_MOVE", event_id=event["id"])


async def test_the_others_at_the_station_learn_of_it(client: Client, deliver: Deliver) -> None:
    case_id, event = await shortlisted(client), await planned(client)
    await deliver()
    await act(client, "liaison", case_id, "set_event", event_id=event["id"])
    assert await deliver() == 2
    for who in ("station_head", "deputy"):
        newest = (await seen(client, who, "/desk/notices"))["items"][0]
        assert newest["case_id"] == case_id
