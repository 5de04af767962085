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


@pytest.mark.parametrize("code", ["00", "41", "4111", f"{HOME}105", f"{HOME}105001"])
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


async def test_a_county_keeps_the_congresses_above_it_like_its_own(client: Client) -> None:
    """Each county has its own rows of them: also of the nation's, which another county does not see."""
    for code, level in (("00", "nation"), ("41", "province"), (HOME[:4], "city"), (f"{HOME}102", "town")):
        if level != "town":
            await added(client, "areas", code=code, name=level)
        made = await added(client, "congresses", name=level, level=level, area_code=code)
        where = f"/admin/congresses/{made['id']}"
        edit = {"name": f"{level}人大", "level": level, "area_code": code, "version": 1}
        edited = await client.put("admin", where, edit)
        assert (edited.status_code, edited.json()["name"]) == (200, f"{level}人大")
        assert refusal(await client.put("admin_away", where, edit | {"version": 2})) == (404, "NOT_FOUND")


async def test_an_area_has_one_congress_and_of_its_level(client: Client) -> None:
    village = f"{HOME}102201"
    for level, code in (("county", f"{HOME}102"), ("town", HOME), ("town", village), ("city", HOME)):
        body = {"name": "某人大", "level": level, "area_code": code}
        answer = await client.post("admin", "/admin/congresses", body)
        assert refusal(answer) == (409, "CONGRESS_LEVEL_MISMATCH"), (level, code)
    made = await added(client, "congresses")
    again = await client.post("admin", "/admin/congresses", entry(client, "congresses").body)
    assert refusal(again) == (409, "CONGRESS_EXISTS")
    assert again.json()["detail"] == "该区划已有甲镇人大"
    moved = {"name": "甲镇人大", "level": "county", "area_code": HOME, "version": 1}
    answer = await client.put("admin", f"/admin/congresses/{made['id']}", moved)
    assert refusal(answer) == (409, "CONGRESS_EXISTS")


async def test_a_congress_that_came_with_a_merged_area_may_be_edited(client: Client) -> None:
    towns = [
        await added(client, "congresses", name=name, area_code=code)
        for name, code in (("甲镇人大", f"{HOME}102"), ("乙镇人大", f"{HOME}103"))
    ]
    area = await id_of(client, "areas", "code", f"{HOME}102")
    body = {"version": 1, "successor_code": f"{HOME}103", "last_day": "2026-11-19", "dry_run": False}
    assert (await client.post("admin", f"/admin/areas/{area}/succession", body)).status_code == 200
    edit = {"name": "原甲镇人大", "level": "town", "area_code": f"{HOME}103", "version": 2}
    assert (await client.put("admin", f"/admin/congresses/{towns[0]['id']}", edit)).status_code == 200


async def test_nobody_is_seated_before_the_term_begins(client: Client) -> None:
    mandate, term = entry(client, "mandates"), client.world.terms["next"]
    early = {"starts_on": "2026-12-31"}
    answer = await client.post("admin", "/admin/mandates", mandate.body | early)
    assert refusal(answer) == (409, "MANDATE_BEFORE_TERM")
    assert [each["field"] for each in answer.json()["errors"]] == ["starts_on"]
    made = await added(client, "mandates")
    where = f"/admin/mandates/{made['id']}"
    assert refusal(await client.put("admin", where, mandate.edit(1) | early)) == (409, "MANDATE_BEFORE_TERM")
    row = (await client.get("admin", f"/admin/terms/{term}")).json()
    later = {name: value for name, value in row.items() if name != "id"} | {"starts_on": "2027-01-02"}
    answer = await client.put("admin", f"/admin/terms/{term}", later)
    assert refusal(answer) == (409, "MANDATE_BEFORE_TERM")
    sooner = later | {"starts_on": "2026-12-01"}
    assert (await client.put("admin", f"/admin/terms/{term}", sooner)).status_code == 200


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
