"""站长副站长联络员配备: three posts at a station, filled by contest, with a term and with duties."""

from typing import Any
from uuid import UUID

from tests.cases import day
from tests.conftest import Client
from tests.stories.play import Json, building, read, send, submit

POSTS = {
    "head": ("station_head", "陈站长", "主持站务，召集议事"),
    "vice_head": ("station_head", "何副站长", "协助站长，负责接待安排"),
    "liaison": ("liaison", "吕联络员", "接待登记，跟踪督办"),
}


def post(client: Client, which: str, **more: Any) -> Json:
    role, person, duties = POSTS[which]
    body = {
        "role": role,
        "post": which,
        "scope_id": str(client.world.stations["town"]),
        "name": person,
        "duties": duties,
        "chosen_by": "公开报名、竞选产生",
        "starts_on": day(client, 1),
        "ends_on": day(client, 366),
    }
    return body | more


async def appoint(client: Client, key: str, body: Json) -> None:
    """Appointed, and bound to a person who signs in."""
    row = await send(client, "admin", "/admin/appointments", body)
    async with building(client) as builder:
        await builder.person(key)
    card = await send(client, key, "/citizen/appointments", {"invitation": row["invitation"]})
    client.world.people[key].appointment_id = UUID(card["id"])


async def test_three_posts_with_term_and_duties_for_all_to_see(client: Client) -> None:
    for name in POSTS:
        await send(client, "admin", "/admin/appointments", post(client, name))
    second = await client.post("admin", "/admin/appointments", post(client, "head", name="另一人"))
    assert (second.status_code, second.json()["code"]) == (409, "POST_TAKEN")
    path = f"/public/stations/{client.world.stations['town']}"
    assert (await read(client, None, path))["posts"] == []
    client.clock.advance(days=1)
    shown = [
        (card["post"], card["name"], card["duties"]) for card in (await read(client, None, path))["posts"]
    ]
    assert shown == [(name, person, duties) for name, (_, person, duties) in POSTS.items()]


async def test_the_next_head_is_chosen_before_the_term_of_this_one_is_over(client: Client) -> None:
    await send(client, "admin", "/admin/appointments", post(client, "head"))
    next_term = {"name": "许站长", "starts_on": day(client, 366), "ends_on": day(client, 731)}
    early = await client.post("admin", "/admin/appointments", post(client, "head", **next_term))
    assert (early.status_code, early.json()["code"]) == (409, "POST_TAKEN")
    next_term["starts_on"] = day(client, 367)
    await send(client, "admin", "/admin/appointments", post(client, "head", **next_term))
    path = f"/public/stations/{client.world.stations['town']}"
    for ahead, name in ((1, "陈站长"), (365, "陈站长"), (1, "许站长")):
        client.clock.advance(days=ahead)
        assert [card["name"] for card in (await read(client, None, path))["posts"]] == [name]


async def test_a_post_is_held_in_its_role(client: Client) -> None:
    for name, role in (("head", "liaison"), ("liaison", "station_head"), ("vice_head", "mediator")):
        answer = await client.post("admin", "/admin/appointments", post(client, name, role=role))
        assert {error["code"] for error in answer.json()["errors"]} == {"POST_OF_ROLE"}
    backwards = post(client, "head", ends_on=day(client, 0))
    answer = await client.post("admin", "/admin/appointments", backwards)
    assert answer.json()["code"] == "VALIDATION_FAILED"


async def test_with_the_term_the_rights_end_and_the_matters_stay(client: Client) -> None:
    await appoint(client, "old_head", post(client, "head"))
    early = await client.get("old_head", "/desk/cases")
    assert (early.status_code, early.json()["code"]) == (403, "APPOINTMENT_NOT_BEGUN")
    client.clock.advance(days=1)
    case = await submit(client, code="town")
    await case.do("old_head", "shortlist", decided_by="联络站站务会", at="desk")
    client.clock.advance(days=365)
    assert (await client.get("old_head", "/desk/cases")).status_code == 200
    client.clock.advance(days=1)
    late = await client.get("old_head", "/desk/cases")
    assert (late.status_code, late.json()["code"]) == (403, "APPOINTMENT_ENDED")
    await appoint(client, "new_head", post(client, "head", name="许站长", starts_on=day(client, 0)))
    await case.do("new_head", "urge", text="请抓紧分办", at="desk")
    assert (await case.done("county_office", "urge"))["actor_name"] == "许站长"
