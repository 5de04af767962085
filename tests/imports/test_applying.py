"""Confirming: what was shown is what happens, once, and only while it still holds."""

import asyncio
from typing import Any

from app.db import unit_of_work
from app.domain.vocabulary import ImportNoun, ImportStatus
from app.models import ImportRun
from tests.conftest import Client, Deliver
from tests.imports.files import applied, changes, checked, csv, shown, uploaded, xlsx
from tests.imports.test_nouns import FILES, STATION, TOWN
from tests.world import HOME, START

UNIT = {"名称": "town_a单位", "交办路径": "政府", "区划代码": TOWN, "主要负责人": "周平"}


def unit(**more: str) -> bytes:
    return csv("units", UNIT | more)


async def apply(client: Client, run: dict[str, Any], key: str | None = None) -> tuple[int, dict[str, Any]]:
    answer = await client.post("admin", f"/admin/imports/{run['id']}/apply", key=key)
    return answer.status_code, answer.json()


async def test_changes_are_shown_before_they_are_made(client: Client, deliver: Deliver) -> None:
    where = f"/admin/units/{client.world.units['town_a']}"
    rows = [
        UNIT | {"电话": "19900000008", "上级单位": "county_a单位"},
        UNIT | {"名称": "新局", "主要负责人": ""},
    ]
    run = await checked(client, deliver, "units", csv("units", *rows, UNIT | {"名称": "town_b单位"}))
    assert (run["created"], run["changed"], run["unchanged"], run["rows"]) == (1, 1, 1, 3)
    assert (await client.get("admin", where)).json()["phone"] == ""
    first, second, third = await changes(client, run["id"])
    assert (first["row"], first["change"], first["label"]) == (2, "change", "town_a单位")
    assert first["fields"] == [
        {"column": "上级单位", "before": None, "after": "county_a单位"},
        {"column": "电话", "before": None, "after": "19900000008"},
    ]
    assert (second["change"], third["change"], third["fields"]) == ("create", "none", [])
    assert [each["column"] for each in second["fields"]] == ["名称", "交办路径", "区划代码"]
    assert await changes(client, run["id"], change="create") == [second]
    page = (await client.get("admin", f"/admin/imports/{run['id']}/changes", limit=2)).json()
    rest = await changes(client, run["id"], limit=2, cursor=page["next_cursor"])
    assert page["items"] + rest == [first, second, third]
    await apply(client, run)
    await deliver()
    edited = (await client.get("admin", where)).json()
    assert (edited["phone"], edited["version"]) == ("19900000008", 2)
    made = (await client.get("admin", f"/admin/units/{second['target_id']}")).json()
    assert (made["name"], made["version"], made["active"]) == ("新局", 1, True)
    told = (await client.get("admin", "/admin/audit", row_id=second["target_id"])).json()["items"]
    assert [(each["action"], each["before"], each["after"]["name"]) for each in told] == [
        ("create", None, "新局")
    ]


async def test_it_is_applied_once(client: Client, deliver: Deliver) -> None:
    run = await checked(client, deliver, "units", unit(电话="19900000008"))
    first = await apply(client, run, "apply-once-1")
    assert (first[0], first[1]["status"]) == (202, "applying")
    assert await apply(client, run, "apply-once-1") == first
    assert (await apply(client, run))[1]["code"] == "IMPORT_NOT_READY"
    await deliver()
    assert await deliver() == 0
    assert (await apply(client, run))[1]["code"] == "IMPORT_NOT_READY"
    done = await shown(client, run["id"])
    assert (done["status"], done["finished_at"]) == ("applied", "2026-11-20T09:00:00+08:00")


async def test_a_file_sent_twice_under_one_key_is_one_import(client: Client) -> None:
    first = await uploaded(client, "units", unit(), key="upload-once-1")
    again = await uploaded(client, "units", unit(), key="upload-once-1")
    assert (again.status_code, again.json()) == (202, first.json())
    other = await uploaded(client, "units", unit(电话="1"), key="upload-once-1")
    assert other.json()["code"] == "IDEMPOTENCY_MISMATCH"
    listed = (await client.get("admin", "/admin/imports", noun="units", status="checking")).json()["items"]
    assert [each["id"] for each in listed] == [first.json()["id"]]


async def test_what_was_edited_since_makes_it_stale(client: Client, deliver: Deliver) -> None:
    where = f"/admin/units/{client.world.units['town_a']}"
    rows = csv("units", UNIT | {"名称": "新局"}, UNIT | {"电话": "19900000008"})
    run = await checked(client, deliver, "units", rows)
    before = (await client.get("admin", where)).json()
    form = {
        name: before[name]
        for name in ("name", "route", "area_code", "parent_id", "phone", "active", "version")
    }
    assert (await client.put("admin", where, form | {"head_name": "吴桐"})).status_code == 200
    await stale(client, deliver, run)
    after = (await client.get("admin", where)).json()
    assert (after["head_name"], after["phone"]) == ("吴桐", "")
    assert (await client.get("admin", "/admin/units", q="新局")).json()["items"] == []


async def test_a_reference_that_went_makes_it_stale(client: Client, deliver: Deliver) -> None:
    await applied(client, deliver, "areas", csv("areas", *FILES["areas"]))
    run = await checked(client, deliver, "units", unit(区划代码="411122104"))
    (area,) = (await client.get("admin", "/admin/areas", area_code="411122104")).json()["items"]
    assert (await client.delete("admin", f"/admin/areas/{area['id']}")).status_code == 204
    await stale(client, deliver, run)


async def stale(client: Client, deliver: Deliver, run: dict[str, Any]) -> None:
    assert (await apply(client, run))[0] == 202
    await deliver()
    found = await shown(client, run["id"])
    assert (found["status"], found["failure"], found["finished_at"]) == ("refused", "IMPORT_STALE", None)


async def test_of_two_at_once_the_second_waits_its_turn_and_is_stale(
    client: Client, deliver: Deliver
) -> None:
    one = await checked(client, deliver, "units", unit(电话="19900000008"))
    two = await checked(client, deliver, "units", unit(电话="19900000009"))
    apart = await checked(client, deliver, "areas", csv("areas", *FILES["areas"]))
    assert (await apply(client, one))[0] == 202
    for other in (two, apart):
        status, problem = await apply(client, other)
        assert (status, problem["code"]) == (409, "IMPORT_RUNNING")
    await deliver()
    await stale(client, deliver, two)
    assert (await apply(client, apart))[0] == 202
    await deliver()
    assert (await shown(client, apart["id"]))["status"] == "applied"


async def test_two_confirmed_in_the_same_moment(committed: Client) -> None:
    client = committed
    admin = client.world.people["admin"].appointment_id
    assert admin is not None
    runs = [
        ImportRun(
            county_code=HOME,
            noun=ImportNoun.UNITS,
            status=ImportStatus.READY,
            file_name="表.csv",
            media_type="text/csv",
            storage_key="nowhere",
            sha256="0",
            appointment_id=admin,
            created_at=START,
            waiting_since=START,
        )
        for _ in range(2)
    ]
    ids = [{"id": run.id} for run in runs]
    async with unit_of_work(client.house.sessions) as session:
        session.add_all(runs)
    answers = await asyncio.gather(*(apply(client, each) for each in ids))
    assert sorted(status for status, _ in answers) == [202, 409]
    assert {answer.get("code") for _, answer in answers} == {None, "IMPORT_RUNNING"}


async def test_other_counties_neither_see_nor_apply_it(client: Client, deliver: Deliver) -> None:
    run = await checked(client, deliver, "units", unit(电话="19900000008"))
    for path in ("", "/changes", "/marked"):
        assert (await client.get("admin_away", f"/admin/imports/{run['id']}{path}")).status_code == 404
    assert (await client.get("admin_away", "/admin/imports")).json()["items"] == []
    answer = await client.get("admin_away", "/admin/exports/units", format="csv")
    assert b"county_b" not in answer.content


async def test_imported_deputies_and_stations_are_everyday_ones(client: Client, deliver: Deliver) -> None:
    """Not merely rows: the doors of the directory take them on from there."""
    await applied(client, deliver, "stations", xlsx("stations", *FILES["stations"]))
    (station,) = (await client.get("admin", "/admin/stations", q="上站")).json()["items"]
    assert station["position"] == {"lat": 33.5, "lng": 114.0, "datum": "gcj02"}
    assert (station["functions"], station["phone"]) == (["liaison", "model"], "19900000009")
    assert (station["services"], station["standards"], station["active"]) == ([], {}, True)
    assert station["parent_id"] == str(client.world.stations["town"])
    await applied(client, deliver, "deputies", csv("deputies", FILES["deputies"][0] | {"所属联络站": "上站"}))
    (deputy,) = (await client.get("admin", "/admin/deputies", q="王伟")).json()["items"]
    assert (deputy["status"], deputy["station_id"]) == ("active", station["id"])
    issued = await client.post(
        "admin", "/admin/codes", {"target": "deputy", "deputy_id": deputy["id"], "place": "公告栏"}
    )
    assert issued.status_code == 201, issued.text


async def test_what_a_file_does_not_name_stays(client: Client, deliver: Deliver) -> None:
    before = (await client.get("admin", f"/admin/stations/{client.world.stations['other']}")).json()
    row = {"名称": STATION, "种类": "乡镇（街道）站", "区划代码": TOWN}
    await applied(client, deliver, "stations", csv("stations", row))
    assert (await client.get("admin", f"/admin/stations/{client.world.stations['other']}")).json() == before
    emptied = (await client.get("admin", f"/admin/stations/{client.world.stations['town']}")).json()
    assert (emptied["address"], emptied["version"]) == ("", 2)
