"""Which units a committee is the counterpart of."""

from tests.conftest import Client
from tests.directory.entries import refusal


async def test_the_field_of_a_committee_is_set_at_once(client: Client) -> None:
    units = client.world.units
    where = f"/admin/offices/{client.world.offices['committee']}/units"
    before = (await client.get("admin", where)).json()
    assert [unit["id"] for unit in before["units"]] == [str(units["county_a"])]
    wanted = [str(units["county_b"]), str(units["court"]), str(units["court"])]
    answer = await client.put("admin", where, {"version": before["version"], "unit_ids": wanted})
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert {unit["id"] for unit in after["units"]} == set(wanted)
    assert after["version"] == before["version"] + 1
    assert (await client.get("admin", where)).json() == after
    other = f"/admin/offices/{client.world.offices['committee_2']}/units"
    assert [unit["id"] for unit in (await client.get("admin", other)).json()["units"]] == [
        str(units["county_b"])
    ]


async def test_a_change_of_fields_is_written_down(client: Client) -> None:
    office, unit = client.world.offices["committee"], str(client.world.units["county_a"])
    where = f"/admin/offices/{office}/units"
    version = (await client.get("admin", where)).json()["version"]
    await client.put("admin", where, {"version": version, "unit_ids": []})
    (item,) = (await client.get("admin", "/admin/audit", noun="field_map")).json()["items"]
    assert (item["row_id"], item["action"]) == (str(office), "edit")
    assert (item["before"], item["after"]) == ({"unit_ids": [unit]}, {"unit_ids": []})


async def test_two_who_edit_the_same_field_do_not_overwrite_each_other(client: Client) -> None:
    where = f"/admin/offices/{client.world.offices['committee']}/units"
    version = (await client.get("admin", where)).json()["version"]
    assert (await client.put("admin", where, {"version": version, "unit_ids": []})).status_code == 200
    late = await client.put("admin", where, {"version": version, "unit_ids": []})
    assert refusal(late) == (409, "STALE_VERSION")


async def test_only_committees_have_fields_and_only_of_units_that_exist_here(client: Client) -> None:
    world = client.world
    committee, town = (f"/admin/offices/{world.offices[name]}/units" for name in ("committee", "town_office"))
    assert refusal(await client.put("admin", town, {"version": 1, "unit_ids": []})) == (
        422,
        "VALIDATION_FAILED",
    )
    away = {"version": 1, "unit_ids": [str(world.units["county_a_away"])]}
    answer = await client.put("admin", committee, away)
    assert refusal(answer) == (404, "UNIT_NOT_FOUND")
    assert answer.json()["errors"][0]["message"] == f"没有找到该承办单位：{world.units['county_a_away']}"
    assert refusal(await client.get("admin_away", committee)) == (404, "NOT_FOUND")
    empty = {"version": 1, "unit_ids": []}
    assert refusal(await client.put("admin_away", committee, empty)) == (404, "NOT_FOUND")
