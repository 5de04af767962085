"""Lists and pickers: whole, narrowed, of one county, page by page."""

from typing import Any

import pytest

from tests.conftest import Client
from tests.directory.entries import added, entry, refusal
from tests.world import AWAY, HOME


async def all_pages(client: Client, who: str | None, path: str, **params: Any) -> list[dict[str, Any]]:
    """Two at a time, until there are no more."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get(who, path, limit=2, **params, **cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        assert len(page["items"]) <= 2
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == 2
        cursor = {"cursor": page["next_cursor"]}


async def test_pages_follow_each_other_without_gap_or_repetition(client: Client) -> None:
    rows = await all_pages(client, "admin", "/admin/units")
    whole = (await client.get("admin", "/admin/units", limit=100)).json()
    assert rows == whole["items"]
    assert whole["next_cursor"] is None
    assert {row["id"] for row in rows} == {
        str(row_id) for name, row_id in client.world.units.items() if not name.endswith("_away")
    }
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("path", "narrowed", "names"),
    [
        ("units", {"area_code": f"{HOME}102"}, {"town_a单位", "town_b单位"}),
        ("units", {"route": "supervisory_judicial"}, {"court单位"}),
        ("units", {"q": "A单"}, {"town_a单位", "county_a单位"}),
        ("units", {"q": "%"}, set()),
        ("units", {"active": "false"}, set()),
        ("areas", {"area_code": f"{HOME}102"}, {"甲镇", "甲村"}),
        ("offices", {"kind": "committee"}, {"committee机关", "committee_2机关"}),
        ("stations", {"tier": "point"}, {"point联络站"}),
        ("stations", {"kind": "village"}, {"point联络站"}),
        ("deputies", {"status": "ended"}, {"ended_deputy代表"}),
        ("categories", {"parent_code": "lighting"}, {"路灯"}),
        ("congresses", {"level": "town"}, set()),
        ("appointments", {"role": "mediator"}, {"mediator"}),
    ],
)
async def test_a_list_is_narrowed(
    client: Client, path: str, narrowed: dict[str, str], names: set[str]
) -> None:
    answer = await client.get("admin", f"/admin/{path}", **narrowed)
    assert {item["name"] for item in answer.json()["items"]} == names


async def test_a_list_is_narrowed_to_what_belongs_to_a_row(client: Client) -> None:
    world = client.world
    points = await client.get("admin", "/admin/stations", parent_id=world.stations["town"])
    assert [item["name"] for item in points.json()["items"]] == ["point联络站"]
    deputies = await client.get("admin", "/admin/deputies", station_id=world.stations["other"])
    assert [item["name"] for item in deputies.json()["items"]] == ["far_deputy代表"]
    people = await client.get("admin", "/admin/appointments", scope_id=world.offices["committee_2"])
    assert [item["name"] for item in people.json()["items"]] == ["far_committee"]


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"kind": "industry"}, True),
        ({"kind": "studio"}, False),
        ({"function": "legislative"}, True),
        ({"function": "model"}, False),
        ({"industry": "食品"}, True),
        ({"industry": "茶"}, False),
        ({"industry": "_"}, False),
        ({"kind": "industry", "function": "liaison", "industry": "食品产业"}, True),
        ({"kind": "town", "function": "liaison"}, False),
    ],
)
async def test_stations_by_kind_function_and_industry(
    client: Client, narrowed: dict[str, str], found: bool
) -> None:
    made = await added(client, "stations")
    for who, path, more in (
        ("admin", "/admin/stations", {}),
        ("liaison", "/desk/stations", {}),
        (None, "/public/stations", {"county_code": HOME}),
    ):
        items = await all_pages(client, who, path, **narrowed, **more)
        assert (made["id"] in {item["id"] for item in items}) is found, path
    assert refusal(await client.get("admin", "/admin/stations", kind="county_office"))[0] == 422
    assert refusal(await client.get("liaison", "/desk/stations", function="exhibition"))[0] == 422


async def test_a_misspelt_filter_and_a_broken_cursor_are_refused(client: Client) -> None:
    assert refusal(await client.get("admin", "/admin/units", area="411122")) == (422, "UNKNOWN_PARAMETER")
    assert refusal(await client.get("admin", "/admin/units", cursor="x" * 32)) == (422, "CURSOR_INVALID")
    assert refusal(await client.get("admin", "/admin/units", route="sea")) == (422, "VALIDATION_FAILED")
    assert refusal(await client.get("admin", "/admin/units", q="a\x00b")) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize(
    ("path", "narrowed", "names"),
    [
        ("units", {}, {"town_a单位", "town_b单位", "county_a单位", "county_b单位", "court单位"}),
        ("units", {"area_code": f"{HOME}102", "q": "b"}, {"town_b单位"}),
        ("units", {"route": "supervisory_judicial"}, {"court单位"}),
        ("stations", {}, {"town联络站", "point联络站", "other联络站"}),
        ("stations", {"area_code": f"{HOME}102"}, {"town联络站", "point联络站"}),
        ("stations", {"q": "other"}, {"other联络站"}),
        ("offices", {"kind": "county_office"}, {"county_office机关"}),
        ("deputies", {"q": "colleague"}, {"colleague代表"}),
        ("deputies", {}, {"deputy代表", "colleague代表", "far_deputy代表"}),
        ("categories", {}, {"照明", "路灯", "作风", "诉讼"}),
        ("areas", {"parent_code": HOME}, {"甲镇", "乙镇"}),
        ("areas", {"parent_code": f"{HOME}102"}, {"甲村"}),
        ("areas", {"parent_code": f"{HOME}102201"}, set()),
        ("areas", {"parent_code": AWAY}, set()),
        ("external-systems", {}, {"12345 热线"}),
    ],
)
async def test_the_desk_picks_from_what_its_county_uses(
    client: Client, path: str, narrowed: dict[str, str], names: set[str]
) -> None:
    items = await all_pages(client, "liaison", f"/desk/{path}", **narrowed)
    assert {item["name"] for item in items} == names
    assert len(items) == len(names)


async def test_a_deputy_is_picked_by_his_station(client: Client) -> None:
    answer = await client.get("town_office", "/desk/deputies", station_id=client.world.stations["other"])
    (card,) = answer.json()["items"]
    assert card == {
        "id": str(client.world.deputies["far_deputy"]),
        "name": "far_deputy代表",
        "station_id": str(client.world.stations["other"]),
        "area_code": f"{HOME}103",
    }


@pytest.mark.parametrize("path", ["units", "stations", "offices", "categories", "external-systems"])
async def test_what_is_out_of_use_is_not_offered(client: Client, path: str) -> None:
    made = await added(client, path)
    wanted = {item["name"] for item in await all_pages(client, "liaison", f"/desk/{path}")}
    assert made["name"] in wanted
    body = entry(client, path).edit(1) | {"name": made["name"], "active": False}
    assert (await client.put("admin", f"/admin/{path}/{made['id']}", body)).status_code == 200
    left = {item["name"] for item in await all_pages(client, "liaison", f"/desk/{path}")}
    assert wanted - left == {made["name"]}


async def test_pickers_are_for_the_desk_alone(client: Client) -> None:
    assert refusal(await client.get(None, "/desk/units")) == (401, "TOKEN_MISSING")
    assert refusal(await client.get("resident", "/desk/units")) == (403, "APPOINTMENT_REQUIRED")
    assert refusal(await client.get("admin", "/desk/units")) == (403, "FORBIDDEN")


async def test_anybody_reads_which_stations_are_open(client: Client) -> None:
    made = await added(client, "stations")
    listed = await all_pages(client, None, "/public/stations", county_code=HOME, area_code=f"{HOME}102")
    assert {item["name"] for item in listed} == {"town联络站", "point联络站", made["name"]}
    card = (await client.get(None, f"/public/stations/{made['id']}")).json()
    assert card["position"] == {"lat": 33.5, "lng": 114.25, "datum": "gcj02"}
    await client.put("admin", f"/admin/stations/{made['id']}", entry(client, "stations").edit(1))
    listed = await all_pages(client, None, "/public/stations", county_code=HOME, area_code=f"{HOME}102")
    assert {item["name"] for item in listed} == {"town联络站", "point联络站"}
    closed = await client.get(None, f"/public/stations/{made['id']}")
    assert refusal(closed) == (404, "STATION_NOT_FOUND")


async def test_anybody_reads_the_categories_parents_first(client: Client) -> None:
    items = (await client.get(None, "/public/categories", county_code=HOME)).json()["items"]
    assert [item["code"] for item in items] == ["conduct", "lawsuit", "lighting", "lighting.street_lamp"]
    by_code = {item["code"]: item for item in items}
    assert by_code["lawsuit"]["refusal"] == "请向人民法院提出"
    assert by_code["conduct"]["sensitive"] is True
    assert by_code["lighting.street_lamp"]["parent_code"] == "lighting"
