"""Groups as administrators keep them: who joins, who leaves, who leads, and who may look."""

import asyncio

import pytest

from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import TODAY, deputy, group, join, professional, refused, seen, station, wrong
from tests.world import HOME


async def test_a_deputy_is_in_one_group_of_a_kind_and_free_again_when_he_leaves(client: Client) -> None:
    first, second = await group(client), await group(client, name="甲镇第2代表小组")
    member = await join(client, first["id"])
    assert (member["name"], member["level"], member["joined_on"]) == ("deputy代表", "county", TODAY)
    again = {"role": "deputy", "deputy_id": deputy(client)}
    path = f"/admin/groups/{second['id']}/members"
    assert await refused(client, "admin", path, again) == (409, "GROUP_KIND_TAKEN")
    await join(client, (await professional(client))["id"])  # of another kind: both are his
    leaving = f"/admin/groups/{first['id']}/members/{member['id']}/leave"
    left = await client.post("admin", leaving, {})
    assert (left.status_code, left.json()["left_on"]) == (200, TODAY)
    assert await refused(client, "admin", leaving, {}) == (409, "MEMBER_LEFT")
    await join(client, second["id"])
    now = await seen(client, "admin", f"/admin/groups/{first['id']}/members")
    ever = await seen(client, "admin", f"/admin/groups/{first['id']}/members", current="false")
    assert (now["items"], [item["left_on"] for item in ever["items"]]) == ([], [TODAY])


async def test_two_at_once_put_a_deputy_into_one_group(committed: Client) -> None:
    groups = [await group(committed, name=f"第{number}组") for number in (1, 2)]
    body = {"role": "deputy", "deputy_id": deputy(committed)}
    answers = await asyncio.gather(
        *(committed.post("admin", f"/admin/groups/{each['id']}/members", body) for each in groups)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert lost.json()["code"] == "GROUP_KIND_TAKEN"


async def test_those_who_are_no_deputies_join_by_name(client: Client) -> None:
    made = await group(client)
    for role in ("reporter", "collector", "adviser", "expert", "grid_worker"):
        named = {"role": role, "deputy_id": None, "name": "孙和", "phone": "19900000033"}
        member = await join(client, made["id"], **named)
        assert (member["role"], member["name"], member["level"]) == (role, "孙和", None)
    path = f"/admin/groups/{made['id']}/members"
    nameless = await client.post("admin", path, {"role": "expert"})
    assert wrong(nameless) == {("name", "NAME_OF_ROLE")}
    both = await client.post("admin", path, {"role": "deputy", "deputy_id": deputy(client), "name": "孙和"})
    assert wrong(both) == {("name", "NAME_OF_ROLE")}
    not_one = await client.post(
        "admin", path, {"role": "expert", "deputy_id": deputy(client), "name": "孙和"}
    )
    assert wrong(not_one) == {("deputy_id", "DEPUTY_OF_ROLE")}
    gone = {"role": "deputy", "deputy_id": deputy(client, "ended_deputy")}
    assert await refused(client, "admin", path, gone) == (404, "DEPUTY_NOT_FOUND")


async def test_nobody_has_joined_tomorrow(client: Client) -> None:
    path = f"/admin/groups/{(await group(client))['id']}/members"
    early = {"role": "deputy", "deputy_id": deputy(client), "joined_on": "2026-11-21"}
    assert await refused(client, "admin", path, early) == (409, "DATE_OUT_OF_RANGE")


async def test_days_of_leaving_lie_between_joining_and_today(client: Client) -> None:
    made = await group(client)
    member = await join(client, made["id"], joined_on="2026-11-10")
    path = f"/admin/groups/{made['id']}/members/{member['id']}/leave"
    for day in ("2026-11-09", "2026-11-21"):
        assert await refused(client, "admin", path, {"left_on": day}) == (409, "DATE_OUT_OF_RANGE")
    assert (await client.post("admin", path, {"left_on": "2026-11-10"})).status_code == 200


async def test_a_leader_is_a_member_and_leads_until_he_leaves(client: Client) -> None:
    made = await group(client)
    where = f"/admin/groups/{made['id']}"
    edit = {key: made[key] for key in ("name", "area_code", "active")} | {"leader_id": deputy(client)}
    not_in = await client.put("admin", where, edit | {"version": 1})
    assert refusal(not_in) == (409, "LEADER_NOT_MEMBER")
    member = await join(client, made["id"])
    led = await client.put("admin", where, edit | {"version": 1})
    assert (led.status_code, led.json()["leader_id"]) == (200, deputy(client))
    await client.post("admin", f"{where}/members/{member['id']}/leave", {})
    after = await seen(client, "admin", where)
    assert (after["leader_id"], after["version"]) == (None, 3)


async def test_a_professional_group_has_a_sponsoring_committee_and_a_mixed_one_none(client: Client) -> None:
    body = {"name": "法律小组", "area_code": HOME}
    offices = client.world.offices
    for more in (
        {"kind": "professional"},
        {"kind": "professional", "sponsor_id": str(offices["town_office"])},
        {"kind": "mixed", "sponsor_id": str(offices["committee"])},
    ):
        answer = await client.post("admin", "/admin/groups", body | more)
        assert wrong(answer) == {("sponsor_id", "SPONSOR_OF_KIND")}
    elsewhere = body | {"kind": "professional", "sponsor_id": str(offices["committee_away"])}
    assert await refused(client, "admin", "/admin/groups", elsewhere) == (404, "REFERENCE_NOT_FOUND")
    made = await professional(client, plan="每季度送法进村")
    assert made["plan"] == "每季度送法进村"


async def test_a_group_with_members_neither_closes_nor_goes(client: Client) -> None:
    made = await group(client)
    where = f"/admin/groups/{made['id']}"
    member = await join(client, made["id"])
    closing = {"version": 1, "name": "甲组", "area_code": f"{HOME}102", "active": False}
    assert refusal(await client.put("admin", where, closing)) == (409, "STILL_IN_USE")
    assert refusal(await client.delete("admin", where)) == (409, "STILL_IN_USE")
    await client.post("admin", f"{where}/members/{member['id']}/leave", {})
    assert (await client.put("admin", where, closing)).status_code == 200
    body = {"role": "deputy", "deputy_id": deputy(client)}
    assert await refused(client, "admin", f"{where}/members", body) == (409, "GROUP_CLOSED")


async def test_lists_are_narrowed(client: Client) -> None:
    mixed = await group(client, station_id=station(client))
    law = await professional(client, area_code=HOME)
    for narrowed, expected in (
        ({"kind": "mixed"}, {mixed["id"]}),
        ({"kind": "professional"}, {law["id"]}),
        ({"q": "法律"}, {law["id"]}),
        ({"area_code": f"{HOME}102"}, {mixed["id"]}),
    ):
        for who, path in (("admin", "/admin/groups"), ("liaison", "/desk/groups")):
            items = (await seen(client, who, path, **narrowed))["items"]
            assert {item["id"] for item in items} == expected, (who, narrowed)
    at_station = await seen(client, "admin", "/admin/groups", station_id=station(client))
    assert [item["id"] for item in at_station["items"]] == [mixed["id"]]


@pytest.mark.parametrize(
    ("who", "mine"),
    [
        ("deputy", {"mixed", "law"}),
        ("colleague", set()),
        ("liaison", {"mixed"}),
        ("far_liaison", set()),
        ("town_office", {"mixed"}),
        ("far_town_office", set()),
        ("committee", {"law"}),
        ("far_committee", set()),
        ("county_office", set()),
        ("mediator", {"mixed"}),
        ("unit_head", set()),
    ],
)
async def test_whose_groups_are_mine(client: Client, who: str, mine: set[str]) -> None:
    mixed, law = await group(client, station_id=station(client)), await professional(client, area_code=HOME)
    names = {mixed["id"]: "mixed", law["id"]: "law"}
    for each in (mixed, law):
        await join(client, each["id"])
    everything = (await seen(client, who, "/desk/groups"))["items"]
    own = (await seen(client, who, "/desk/groups", mine="true"))["items"]
    assert {names[item["id"]] for item in everything} == {"mixed", "law"}
    assert {names[item["id"]] for item in own} == mine
    assert (await seen(client, "deputy_away", "/desk/groups"))["items"] == []


async def test_a_group_is_seen_with_its_members_and_telephones_are_for_the_organs(client: Client) -> None:
    made = await group(client, station_id=station(client))
    await join(client, made["id"], role="reporter", deputy_id=None, name="孙和", phone="19900000033")
    await join(client, made["id"])
    left = await join(client, made["id"], "colleague")
    await client.post("admin", f"/admin/groups/{made['id']}/members/{left['id']}/leave", {})
    where = f"/desk/groups/{made['id']}"
    for who in ("deputy", "liaison", "station_head", "mediator", "unit_handler"):
        shown = await seen(client, who, where)
        assert [member["name"] for member in shown["roster"]] == ["deputy代表", "孙和"]
        assert {member["phone"] for member in shown["roster"]} == {None}
        assert (shown["members"], shown["station_name"]) == (2, "town联络站")
    for who in ("town_office", "committee", "county_office"):
        shown = await seen(client, who, where)
        assert shown["roster"][1]["phone"] == "19900000033"
    assert refusal(await client.get("county_office_away", where)) == (404, "GROUP_NOT_FOUND")
