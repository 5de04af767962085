"""What a row points at is there; what is pointed at stays."""

from typing import Any

import pytest

from tests.cases import submit
from tests.conftest import Client
from tests.directory.entries import added, entry, refusal
from tests.world import AWAY, HOME

NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"
SLOT = {"weekdays": [1], "starts": "08:30", "ends": "11:30"}


@pytest.mark.parametrize(
    ("path", "field", "value", "code"),
    [
        ("congresses", "area_code", f"{HOME}199", "AREA_NOT_FOUND"),
        ("congresses", "area_code", f"{AWAY}102", "AREA_NOT_FOUND"),
        ("stations", "area_code", f"{HOME}199", "AREA_NOT_FOUND"),
        ("stations", "parent_id", NOWHERE, "STATION_NOT_FOUND"),
        ("units", "parent_id", NOWHERE, "UNIT_NOT_FOUND"),
        ("offices", "area_code", f"{HOME}199", "AREA_NOT_FOUND"),
        ("units", "area_code", f"{HOME}199", "AREA_NOT_FOUND"),
        ("categories", "code", "nothing.below", "CATEGORY_NOT_FOUND"),
        ("deputies", "station_id", NOWHERE, "STATION_NOT_FOUND"),
        ("deputies", "heads_unit_id", NOWHERE, "UNIT_NOT_FOUND"),
        ("deputies", "area_code", f"{HOME}199", "AREA_NOT_FOUND"),
        ("mandates", "deputy_id", NOWHERE, "DEPUTY_NOT_FOUND"),
        ("mandates", "term_id", NOWHERE, "REFERENCE_NOT_FOUND"),
        ("terms", "congress_id", NOWHERE, "REFERENCE_NOT_FOUND"),
        ("appointments", "scope_id", NOWHERE, "STATION_NOT_FOUND"),
    ],
)
async def test_what_is_pointed_at_must_be_there(
    client: Client, path: str, field: str, value: str, code: str
) -> None:
    answer = await client.post("admin", f"/admin/{path}", entry(client, path).body | {field: value})
    assert refusal(answer) == (404, code)


async def test_the_next_county_is_as_good_as_nowhere(client: Client) -> None:
    world = client.world
    cases = [
        ("stations", {"parent_id": world.stations["town_away"]}, "STATION_NOT_FOUND"),
        ("deputies", {"station_id": world.stations["town_away"]}, "STATION_NOT_FOUND"),
        ("deputies", {"heads_unit_id": world.units["county_a_away"]}, "UNIT_NOT_FOUND"),
        ("mandates", {"deputy_id": world.deputies["deputy_away"]}, "DEPUTY_NOT_FOUND"),
        ("mandates", {"term_id": world.terms["county_away"]}, "REFERENCE_NOT_FOUND"),
        ("appointments", {"scope_id": world.stations["town_away"]}, "STATION_NOT_FOUND"),
    ]
    for path, wrong, code in cases:
        body = entry(client, path).body | {name: str(value) for name, value in wrong.items()}
        assert refusal(await client.post("admin", f"/admin/{path}", body)) == (404, code)


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("areas", {"code": f"{AWAY}104"}, "code"),
        ("areas", {"code": "41112"}, "code"),
        ("stations", {"parent_id": None}, "parent_id"),
        ("stations", {"position": {"lat": 91, "lng": 0, "datum": "gcj02"}}, "position.lat"),
        ("stations", {"functions": ["liaison", "liaison"]}, "functions"),
        ("stations", {"functions": ["canteen"]}, "functions.0"),
        ("stations", {"level": "village"}, "level"),
        ("stations", {"services": [" "]}, "services.0"),
        ("stations", {"standards": {"有固定场所": "yes"}}, "standards.有固定场所"),
        ("stations", {"schedule": [SLOT | {"weekdays": []}]}, "schedule.0.weekdays"),
        ("stations", {"schedule": [SLOT | {"weekdays": [8]}]}, "schedule.0.weekdays.0"),
        ("stations", {"schedule": [SLOT | {"weekdays": [1, 1]}]}, "schedule.0.weekdays"),
        ("stations", {"schedule": [SLOT | {"starts": "24:00"}]}, "schedule.0.starts"),
        ("stations", {"schedule": [SLOT | {"ends": "08:30"}]}, "schedule.0.ends"),
        ("categories", {"code": "Lighting"}, "code"),
        ("deputies", {"name": " "}, "name"),
        ("mandates", {"ends_on": "2027-01-01"}, "ends_on"),
        ("terms", {"ends_on": "2032-01-01"}, "ends_on"),
        ("appointments", {"role": "citizen"}, "role"),
        ("appointments", {"scope_id": None}, "scope_id"),
        ("appointments", {"role": "admin"}, "scope_id"),
        ("appointments", {"post": "head"}, "post"),
        ("appointments", {"role": "station_head", "post": "liaison"}, "post"),
        ("appointments", {"role": "mediator", "post": "vice_head"}, "post"),
        ("appointments", {"ends_on": "2025-12-31"}, "ends_on"),
    ],
)
async def test_what_makes_no_sense_is_malformed(
    client: Client, path: str, wrong: dict[str, Any], field: str
) -> None:
    answer = await client.post("admin", f"/admin/{path}", entry(client, path).body | wrong)
    assert refusal(answer) == (422, "VALIDATION_FAILED")
    assert [item["field"] for item in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("code", ["41", "4111", f"{HOME}105", f"{HOME}105001"])
async def test_areas_may_lie_above_or_below_the_county(client: Client, code: str) -> None:
    assert (await added(client, "areas", code=code))["code"] == code


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("areas", {"code": f"{HOME}102"}),
        ("categories", {"code": "lighting"}),
        ("terms", {"name": "第十七届"}),
    ],
)
async def test_the_same_thing_twice_is_refused(client: Client, path: str, same: dict[str, Any]) -> None:
    answer = await client.post("admin", f"/admin/{path}", entry(client, path).body | same)
    assert refusal(answer) == (409, "ALREADY_EXISTS")


async def test_what_is_still_used_cannot_be_deleted(client: Client) -> None:
    world = client.world
    await submit(client)
    rows = {
        "stations": str(world.stations["town"]),
        "deputies": str(world.deputies["deputy"]),
        "units": str(world.units["county_a"]),
        "offices": str(world.offices["committee"]),
        "congresses": str(world.congresses["county"]),
        "terms": str(world.terms["county"]),
        "areas": await id_of(client, "areas", "code", f"{HOME}102"),
        "categories": await id_of(client, "categories", "code", "lighting.street_lamp"),
    }
    for path, row_id in rows.items():
        where = f"/admin/{path}/{row_id}"
        assert refusal(await client.delete("admin", where)) == (409, "STILL_IN_USE"), path
        assert (await client.get("admin", where)).status_code == 200


async def test_a_category_with_others_below_it_stays(client: Client) -> None:
    lighting = await id_of(client, "categories", "code", "lighting")
    assert refusal(await client.delete("admin", f"/admin/categories/{lighting}")) == (409, "STILL_IN_USE")


async def id_of(client: Client, path: str, name: str, value: str) -> str:
    items = (await client.get("admin", f"/admin/{path}", limit=100)).json()["items"]
    return next(str(item["id"]) for item in items if item[name] == value)


async def test_a_category_belongs_to_what_stands_before_its_last_dot(client: Client) -> None:
    made = await added(client, "categories", code="lighting.lawn_lamp")
    assert made["parent_code"] == "lighting"
    assert (await added(client, "categories", code="water"))["parent_code"] is None


async def station_edit(client: Client, row_id: str, parent_id: str | None, tier: str = "station") -> Any:
    where = f"/admin/stations/{row_id}"
    row = (await client.get("admin", where)).json()
    body = row | {"parent_id": parent_id, "tier": tier}
    body.pop("id")
    return await client.put("admin", where, body)


async def test_no_station_stands_above_itself(client: Client) -> None:
    top = str(client.world.stations["town"])
    middle = (await added(client, "stations"))["id"]
    bottom = (await added(client, "stations", parent_id=middle))["id"]
    assert refusal(await station_edit(client, top, top)) == (409, "TREE_LOOP")
    assert refusal(await station_edit(client, top, bottom)) == (409, "TREE_LOOP")
    assert refusal(await station_edit(client, middle, bottom, "point")) == (409, "TREE_LOOP")
    assert (await station_edit(client, bottom, top, "point")).status_code == 200


async def test_a_role_of_an_organ_needs_an_organ_of_its_kind(client: Client) -> None:
    committee = str(client.world.offices["committee"])
    body = {"role": "town_office", "scope_id": committee, "name": "刘岚"}
    answer = await client.post("admin", "/admin/appointments", body)
    assert refusal(answer) == (422, "VALIDATION_FAILED")
    assert answer.json()["errors"][0]["field"] == "scope_id"
    right = await client.post("admin", "/admin/appointments", body | {"role": "committee"})
    assert (right.status_code, right.json()["scope_name"]) == (201, "committee机关")


async def test_a_term_in_which_somebody_serves_stays_with_its_congress(client: Client) -> None:
    world = client.world
    (term,) = [
        each
        for each in (await client.get("admin", "/admin/terms", limit=100)).json()["items"]
        if each["id"] == str(world.terms["county"])
    ]
    other = (await added(client, "congresses"))["id"]
    fields = {
        name: term[name] for name in ("number", "name", "starts_on", "ends_on", "version") if name in term
    }
    path = f"/admin/terms/{term['id']}"
    moved = await client.put("admin", path, fields | {"congress_id": other})
    assert (moved.status_code, moved.json()["code"]) == (409, "TERM_HELD")
    assert (await client.put("admin", path, fields | {"congress_id": term["congress_id"]})).status_code == 200
