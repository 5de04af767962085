"""A group's plan and what it does are its sponsor's and its leader's to change: nobody's by his role alone."""

from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import (
    Json,
    deputy,
    group,
    join,
    made,
    planned,
    professional,
    reception,
    seen,
    station,
)


async def led(client: Client, name: str = "far_deputy", **more: str) -> Json:
    """A group of law under `committee`, led by a deputy of the other town."""
    row = await professional(client, plan="每季度送法进村", **more)
    await join(client, row["id"], name)
    fields = {key: row[key] for key in ("name", "area_code", "station_id", "sponsor_id", "plan", "active")}
    edit = fields | {"leader_id": deputy(client, name), "version": row["version"]}
    changed = await client.put("admin", f"/admin/groups/{row['id']}", edit)
    assert changed.status_code == 200, changed.text
    found: Json = changed.json()
    return found


async def test_sponsor_and_leader_change_the_plan_and_nobody_else(client: Client) -> None:
    law = await led(client)
    where = f"/desk/groups/{law['id']}"
    may = {"committee": True, "far_deputy": True}
    others = (
        "far_committee",
        "deputy",
        "county_office",
        "town_office",
        "liaison",
        "station_head",
        "unit_head",
    )
    for who, can in (may | dict.fromkeys(others, False)).items():
        shown = await seen(client, who, where)
        assert shown["can_plan"] is can, who
        body = {"plan": f"{who}的计划", "version": shown["version"]}
        answer = await client.put(who, f"{where}/plan", body)
        assert answer.status_code == (200 if can else 403), who
        if can:
            assert (answer.json()["plan"], answer.json()["version"]) == (body["plan"], shown["version"] + 1)
    assert refusal(await client.put("committee_away", f"{where}/plan", body)) == (404, "GROUP_NOT_FOUND")
    told = (await client.get("admin", "/admin/audit", row_id=law["id"])).json()["items"]
    assert [entry["after"]["plan"] for entry in told[:2]] == ["far_deputy的计划", "committee的计划"]
    assert told[0]["before"]["plan"] == "committee的计划"


async def test_a_plan_that_changed_meanwhile_or_of_a_closed_group_stays(client: Client) -> None:
    law = await led(client)
    where = f"/desk/groups/{law['id']}/plan"
    body = {"plan": "新计划", "version": law["version"]}
    assert (await client.put("committee", where, body)).status_code == 200
    late = await client.put("far_deputy", where, body)
    assert (refusal(late), late.json()["version"]) == ((409, "STALE_VERSION"), law["version"] + 1)
    empty = await professional(client, name="空组")
    closing = {key: empty[key] for key in ("name", "area_code", "station_id", "sponsor_id", "plan")}
    closing |= {"active": False, "version": empty["version"]}
    closed = (await client.put("admin", f"/admin/groups/{empty['id']}", closing)).json()
    shown = await seen(client, "committee", f"/desk/groups/{empty['id']}")
    assert shown["can_plan"] is False
    body = {"plan": "新计划", "version": closed["version"]}
    answer = await client.put("committee", f"/desk/groups/{empty['id']}/plan", body)
    assert refusal(answer) == (409, "GROUP_CLOSED")


async def test_a_mixed_group_is_its_leader_s(client: Client) -> None:
    mixed = await group(client, station_id=station(client))
    for who in ("committee", "town_office", "liaison", "deputy"):
        assert (await seen(client, who, f"/desk/groups/{mixed['id']}"))["can_plan"] is False


async def test_what_a_group_does_its_sponsor_and_leader_change_wherever_it_is(client: Client) -> None:
    law = await led(client)
    event = await planned(client, "deputy", who="station_head", group_id=law["id"])
    where = f"/desk/events/{event['id']}"
    others = ("far_committee", "colleague")
    for who, can in {"committee": True, "far_deputy": True, **dict.fromkeys(others, False)}.items():
        shown = await seen(client, who, where)
        assert shown["can_change"] is can, who
        body = reception(client, "deputy", title=f"{who}改的", group_id=law["id"])
        answer = await client.put(who, where, body | {"version": shown["version"]})
        assert answer.status_code == (200 if can else 403), (who, answer.text)
    elsewhere = reception(client, "deputy", station_id=station(client, "point"), group_id=law["id"])
    moved = await client.put("far_deputy", where, elsewhere | {"version": 3})
    assert refusal(moved) == (403, "FORBIDDEN"), "he leads the group, the other station is not his to fill"
    client.clock.advance(days=5)
    held = await client.post("far_deputy", f"{where}/hold", {"version": 3, "summary": "送法进村"})
    assert (held.status_code, held.json()["status"]) == (200, "held")


async def test_an_event_that_is_no_group_s_is_not_theirs(client: Client) -> None:
    await led(client)
    event = await made(client, "station_head", "/desk/events", reception(client, "deputy"))
    for who in ("committee", "far_deputy"):
        assert (await seen(client, who, f"/desk/events/{event['id']}"))["can_change"] is False
