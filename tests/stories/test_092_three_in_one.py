"""三融三聚: a liaison station, a model point and a legislative contact point built as one, by one list of standards."""

from typing import Any

from app.presets.practices import preset
from tests.conftest import Client
from tests.stories.play import Json, read, submit
from tests.world import HOME

STANDARDS = preset("merged_station").standards
FUNCTIONS = ["liaison", "legislative", "model"]


async def merge(client: Client, met: int, **more: Any) -> Json:
    """The town's station becomes all three, with so many of the standards met."""
    path = f"/admin/stations/{client.world.stations['town']}"
    before = await read(client, "admin", path)
    checked = {standard: place < met for place, standard in enumerate(STANDARDS)}
    body = before | {"functions": FUNCTIONS, "standards": checked, "duties": "一处接待、一本台账"} | more
    del body["id"]
    answer = await client.put("admin", path, body)
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


def met(station: Json) -> int:
    return sum(station["standards"].values())


async def test_one_place_with_three_names_and_one_checklist(client: Client) -> None:
    half = await merge(client, 5)
    assert (met(half), len(half["standards"])) == (5, len(STANDARDS))
    full = await merge(client, len(STANDARDS), host="党群服务中心")
    assert met(full) == len(STANDARDS) == 8
    card = await read(client, None, f"/public/stations/{client.world.stations['town']}")
    assert (card["functions"], card["host"], card["duties"]) == (
        FUNCTIONS,
        "党群服务中心",
        "一处接待、一本台账",
    )
    trail = await read(client, "admin", "/admin/audit", noun="station", row_id=full["id"])
    assert len(trail["items"]) == 2
    for function in FUNCTIONS:
        found = await read(client, None, "/public/stations", county_code=HOME, function=function)
        assert [item["id"] for item in found["items"]] == [full["id"]]


async def test_the_county_sees_which_standards_are_met(client: Client) -> None:
    town = client.world.stations["town"]
    await merge(client, 5)
    one = await read(client, "station_head", f"/desk/stations/{town}/standards")
    assert (set(one["met"]), set(one["unmet"])) == (set(STANDARDS[:5]), set(STANDARDS[5:]))
    table = await read(client, "county_office", "/desk/stations/standards", function="model")
    assert (table["stations"], table["complete"]) == (1, 0)
    counted = {row["standard"]: (row["met"], row["unmet"]) for row in table["standards"]}
    assert counted == dict.fromkeys(STANDARDS[:5], (1, 0)) | dict.fromkeys(STANDARDS[5:], (0, 1))
    assert [row["lacking"][0]["id"] for row in table["standards"] if row["unmet"]] == [str(town)] * 3
    await merge(client, len(STANDARDS))
    assert (await read(client, "county_office", "/desk/stations/standards"))["complete"] == 1


async def test_whatever_is_brought_there_comes_to_one_desk(client: Client) -> None:
    await merge(client, len(STANDARDS))
    for kind in ("appeal", "opinion", "enterprise"):
        await submit(client, kind=kind, code="town", firm_name="示例茶厂" if kind == "enterprise" else "")
    desk = await read(client, "liaison", "/desk/cases", station_id=client.world.stations["town"])
    assert {item["kind"] for item in desk["items"]} == {"appeal", "opinion", "enterprise"}


async def test_no_function_twice_and_none_that_is_unknown(client: Client) -> None:
    path = f"/admin/stations/{client.world.stations['town']}"
    before = await read(client, "admin", path)
    for wrong in (["model", "model"], ["exhibition"]):
        body = {key: value for key, value in before.items() if key != "id"} | {"functions": wrong}
        answer = await client.put("admin", path, body)
        assert answer.json()["code"] == "VALIDATION_FAILED"
    assert (await read(client, "admin", path))["version"] == before["version"]
