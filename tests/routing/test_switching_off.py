"""A rule whose target left switches itself off loudly."""

import asyncio

import pytest

from tests.cases import submit, view
from tests.conftest import Client
from tests.routing.bodies import Json, added, code, deactivate, edited, listed, rule, set_active

TARGETS = [
    ("units", "unit_id", "county_a"),
    ("offices", "office_id", "committee"),
    ("stations", "to_station_id", "other"),
]


async def notices(client: Client, who: str = "admin", **more: object) -> list[Json]:
    items: list[Json] = (await client.get(who, "/admin/notices", **more)).json()["items"]
    return items


@pytest.mark.parametrize(("path", "target", "name"), TARGETS)
async def test_it_goes_off_with_its_target(client: Client, path: str, target: str, name: str) -> None:
    row_id = getattr(client.world, path)[name]
    made = await added(client, **{target: row_id})
    other = await added(client, name="另一条", unit_id=client.world.units["county_b"])
    await deactivate(client, path, row_id)
    off, kept = await listed(client)
    assert kept == other
    assert (off["active"], off["version"]) == (False, 2)
    assert off["off_at"] is not None
    assert off["target_name"] in off["off_reason"]
    entry = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"][0]
    assert (entry["actor_name"], entry["account_id"]) == ("系统（因admin的操作）", None)
    assert (entry["before"]["active"], entry["after"]["active"]) == (True, False)
    case = await view(client, "county_office", (await submit(client))["id"])
    assert case["rule_id"] == other["id"]


async def test_every_administrator_of_the_county_is_told_once(client: Client) -> None:
    made = await added(client)
    await deactivate(client, "units", client.world.units["county_a"])
    (told,) = await notices(client)
    assert (told["rule_id"], told["case_id"], told["action"]) == (made["id"], None, None)
    assert told["title"] == "分流规则停用：照明归县单位"
    assert "“county_a单位”已停用" in told["text"]
    assert told["read_at"] is None
    assert await notices(client, "admin_away") == []
    assert (await client.get("admin", "/admin/notices/unread")).json() == {"unread": 1}


async def test_told_again_it_is_news_again(client: Client) -> None:
    """Two rules: the one that goes off a second time is on top again, unread, and there once."""
    first = await added(client)
    second = await added(client, name="另一条", unit_id=client.world.units["county_b"])
    await deactivate(client, "units", client.world.units["county_a"])
    await deactivate(client, "units", client.world.units["county_b"])
    assert [item["rule_id"] for item in await notices(client)] == [second["id"], first["id"]]
    read = await client.post("admin", "/admin/notices/read", {})
    assert read.json() == {"unread": 0}
    assert await notices(client, unread=True) == []
    await set_active(client, "units", client.world.units["county_a"], active=True)
    off = next(item for item in await listed(client) if item["id"] == first["id"])
    assert off["active"] is False
    assert (await edited(client, off, active=True)).status_code == 200
    assert "重新启用" in (await notices(client))[1]["text"]
    client.clock.advance(hours=1)
    await deactivate(client, "units", client.world.units["county_a"])
    assert [item["rule_id"] for item in await notices(client)] == [first["id"], second["id"]]
    (again,) = await notices(client, unread=True)
    assert again["created_at"] == "2026-11-20T10:00:00+08:00"


async def test_a_rule_that_was_off_already_stays_as_it_was(client: Client) -> None:
    made = (await edited(client, await added(client), active=False)).json()
    await deactivate(client, "units", client.world.units["county_a"])
    assert await listed(client) == [made]
    assert await notices(client) == []


async def test_it_is_on_again_only_when_somebody_is_there(client: Client) -> None:
    await added(client)
    await deactivate(client, "units", client.world.units["county_a"])
    (off,) = await listed(client)
    assert code(await edited(client, off, active=True)) == (409, "TARGET_INACTIVE")
    elsewhere = await edited(client, off, active=True, unit_id=str(client.world.units["county_b"]))
    assert elsewhere.status_code == 200, elsewhere.text
    assert elsewhere.json()["off_at"] is None


async def test_a_deleted_rule_takes_its_notices_along(client: Client) -> None:
    made = await added(client)
    await deactivate(client, "units", client.world.units["county_a"])
    assert (await client.delete("admin", f"/admin/routing-rules/{made['id']}")).status_code == 204
    assert await notices(client) == []


async def test_notices_are_paged(client: Client) -> None:
    for number in range(3):
        await added(client, name=f"第 {number} 条")
    await deactivate(client, "units", client.world.units["county_a"])
    first = (await client.get("admin", "/admin/notices", limit=2)).json()
    rest = (await client.get("admin", "/admin/notices", limit=2, cursor=first["next_cursor"])).json()
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 3
    assert rest["next_cursor"] is None
    one = {"notice_ids": [first["items"][0]["id"]]}
    assert (await client.post("admin", "/admin/notices/read", one)).json() == {"unread": 2}


async def test_a_rule_made_while_its_target_leaves_is_refused_or_goes_off(committed: Client) -> None:
    unit_id = committed.world.units["county_a"]
    row = (await committed.get("admin", f"/admin/units/{unit_id}")).json()
    body = {name: value for name, value in row.items() if name != "id"} | {"active": False}
    leaving = committed.put("admin", f"/admin/units/{unit_id}", body)
    making = committed.post("admin", "/admin/routing-rules", rule(committed))
    made, left = await asyncio.gather(making, leaving)
    assert left.status_code == 200, left.text
    assert made.status_code in (201, 409), made.text
    assert [item["active"] for item in await listed(committed)] == [False] * (made.status_code == 201)
