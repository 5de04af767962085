"""Standards by which stations are built: each by its own list, all of the county in one table."""

from typing import Any

from tests.conftest import Client
from tests.directory.entries import added, entry, refusal
from tests.world import HOME

TABLE = "/desk/stations/standards"


async def built(client: Client, name: str, met: str, unmet: str = "", **more: Any) -> str:
    """A station that meets some of its standards, one letter each, and others not."""
    standards = dict.fromkeys(met, True) | dict.fromkeys(unmet, False)
    row = await added(client, "stations", name=name, standards=standards, **more)
    return str(row["id"])


async def table(client: Client, who: str = "county_office", **narrowed: str) -> dict[str, Any]:
    answer = await client.get(who, TABLE, **narrowed)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_a_station_meets_of_its_own_list(client: Client) -> None:
    station_id = await built(client, "甲站", "台账", "牌")
    seen = (await client.get("liaison", f"/desk/stations/{station_id}/standards")).json()
    assert (seen["station_id"], seen["name"]) == (station_id, "甲站")
    assert (set(seen["met"]), seen["unmet"]) == ({"台", "账"}, ["牌"])
    bare = client.world.stations["town"]
    none = (await client.get("county_office", f"/desk/stations/{bare}/standards")).json()
    assert (none["met"], none["unmet"]) == ([], [])
    away = await client.get("liaison_away", f"/desk/stations/{station_id}/standards")
    assert refusal(away) == (404, "STATION_NOT_FOUND")


async def test_how_many_stations_meet_each(client: Client) -> None:
    assert await table(client) == {"stations": 0, "complete": 0, "standards": []}
    await built(client, "甲站", "台账牌")
    second = await built(client, "乙站", "台", "账")
    third = await built(client, "丙站", "", "台账", area_code=f"{HOME}103", functions=["model"])
    seen = await table(client)
    assert (seen["stations"], seen["complete"]) == (3, 1)
    assert [(each["standard"], each["met"], each["unmet"]) for each in seen["standards"]] == [
        ("账", 1, 2),
        ("台", 2, 1),
        ("牌", 1, 0),
    ]
    lacking = [[each["id"] for each in row["lacking"]] for row in seen["standards"]]
    assert lacking == [[second, third], [third], []]
    assert seen["standards"][1]["lacking"][0]["name"] == "丙站"
    assert (await table(client, area_code=f"{HOME}103"))["stations"] == 1
    assert (await table(client, function="model"))["complete"] == 0
    assert (await table(client, kind="industry", industry="食品", q="甲"))["complete"] == 1
    assert (await table(client, "county_office_away"))["stations"] == 0


async def test_a_closed_station_no_longer_counts(client: Client) -> None:
    station_id = await built(client, "甲站", "台账")
    closed = entry(client, "stations").edit(1)
    assert (await client.put("admin", f"/admin/stations/{station_id}", closed)).status_code == 200
    assert (await table(client))["stations"] == 0


async def test_of_many_that_lack_the_same_the_first_are_named(client: Client) -> None:
    for number in range(21):
        await built(client, f"第{number}站", "", "台")
    (row,) = (await table(client))["standards"]
    assert (row["unmet"], len(row["lacking"])) == (21, 20)


async def test_the_table_is_for_the_desk_alone(client: Client) -> None:
    assert refusal(await client.get(None, TABLE)) == (401, "TOKEN_MISSING")
    assert refusal(await client.get("resident", TABLE)) == (403, "APPOINTMENT_REQUIRED")
    assert refusal(await client.get("admin", TABLE)) == (403, "FORBIDDEN")
    assert refusal(await client.get("liaison", TABLE, tier="point")) == (422, "UNKNOWN_PARAMETER")
