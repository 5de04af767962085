"""Deputies who stop, bodies that close, and appointments that change hands."""

from typing import Any

import pytest

from tests.cases import act, submit, view
from tests.conftest import Client
from tests.directory.entries import added, city_seat, refusal

Json = dict[str, Any]


async def set_deputy(client: Client, status: str) -> None:
    where = f"/admin/deputies/{client.world.deputies['deputy']}"
    row: Json = (await client.get("admin", where)).json()
    body = {name: value for name, value in row.items() if name != "id"} | {"status": status}
    answer = await client.put("admin", where, body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("status", "refused"), [("suspended", "DEPUTY_SUSPENDED"), ("ended", "APPOINTMENT_ENDED")]
)
async def test_a_deputy_who_stops_cannot_act_and_his_matters_stay_with_the_station(
    client: Client, status: str, refused: str
) -> None:
    case_id = (await submit(client))["id"]
    assert (await client.get("deputy", f"/desk/cases/{case_id}")).status_code == 200
    await set_deputy(client, status)
    assert refusal(await client.get("deputy", f"/desk/cases/{case_id}")) == (403, refused)
    held = {"appointment_id": str(client.world.people["deputy"].appointment_id)}
    assert refusal(await client.post("deputy", "/citizen/session", held)) == (403, refused)
    signing_in = await client.post(None, "/public/sessions/wechat", {"js_code": "deputy", **held})
    assert refusal(signing_in) == (403, refused)
    scanned = await client.post(None, "/public/codes/resolve", {"code": client.world.codes["deputy"]})
    assert refusal(scanned) == (410, f"CODE_{status.upper()}")
    assert scanned.json()["stations"][0]["id"] == str(client.world.stations["town"])
    at_the_station = (await client.get("station_head", f"/desk/cases/{case_id}")).json()
    assert "shortlist" in {item["action"] for item in at_the_station["allowed_actions"]}


async def test_a_suspended_deputy_comes_back(client: Client) -> None:
    await set_deputy(client, "suspended")
    await set_deputy(client, "active")
    assert (await client.get("deputy", "/desk/cases")).status_code == 200
    scanned = await client.post(None, "/public/codes/resolve", {"code": client.world.codes["deputy"]})
    assert scanned.status_code == 200


async def test_a_mandate_that_ended_is_no_longer_on_the_card(client: Client) -> None:
    second = await city_seat(client)
    resolve = {"code": client.world.codes["deputy"]}
    card = (await client.post(None, "/public/codes/resolve", resolve)).json()
    assert {item["term"] for item in card["deputy"]["mandates"]} == {"第十六届", "第八届"}
    body = {name: value for name, value in second.items() if name not in ("id", "deputy_id")}
    ended = await client.put("admin", f"/admin/mandates/{second['id']}", body | {"ends_on": "2026-10-01"})
    assert ended.status_code == 200
    card = (await client.post(None, "/public/codes/resolve", resolve)).json()
    assert [item["term"] for item in card["deputy"]["mandates"]] == ["第十六届"]


@pytest.mark.parametrize(
    ("path", "kept", "row", "who"),
    [
        ("offices", {"name", "area_code", "version"}, "town_office", "town_office"),
        ("units", {"name", "route", "area_code", "version"}, "town_a", "unit_handler"),
    ],
)
async def test_people_of_a_closed_body_cannot_act(
    client: Client, path: str, kept: set[str], row: str, who: str
) -> None:
    rows = client.world.offices | client.world.units
    where = f"/admin/{path}/{rows[row]}"
    now: Json = (await client.get("admin", where)).json()
    assert (await client.get(who, "/desk/cases")).status_code == 200
    closed = await client.put("admin", where, {name: now[name] for name in kept} | {"active": False})
    assert closed.status_code == 200, closed.text
    assert refusal(await client.get(who, "/desk/cases")) == (403, "APPOINTMENT_ENDED")


async def take_up(client: Client, who: str, invitation: str) -> Any:
    return await client.post(who, "/citizen/appointments", {"invitation": invitation})


async def acts(client: Client, who: str, appointment_id: str) -> int:
    """How the desk answers this person in that capacity."""
    switched = await client.post(who, "/citizen/session", {"appointment_id": appointment_id})
    if switched.status_code != 200:
        return int(switched.status_code)
    headers = {"Authorization": f"Bearer {switched.json()['access_token']}"}
    return (await client.http.get("/api/v1/desk/cases", headers=headers)).status_code


async def test_an_invitation_binds_one_person_and_is_gone(client: Client) -> None:
    made = await added(client, "appointments")
    assert (made["bound"], made["scope_name"]) == (False, "town联络站")
    assert (await take_up(client, "resident", made["invitation"])).status_code == 201
    now = (await client.get("admin", f"/admin/appointments/{made['id']}")).json()
    assert (now["bound"], now["invitation"]) == (True, None)
    assert refusal(await take_up(client, "neighbour", made["invitation"])) == (409, "INVITATION_INVALID")
    assert await acts(client, "resident", made["id"]) == 200


async def test_a_new_invitation_ends_the_old_one_and_whoever_used_it(client: Client) -> None:
    made = await added(client, "appointments")
    again = f"/admin/appointments/{made['id']}/reinvite"
    second = (await client.post("admin", again)).json()
    assert refusal(await take_up(client, "resident", made["invitation"])) == (409, "INVITATION_INVALID")
    await take_up(client, "resident", second["invitation"])
    third = (await client.post("admin", again)).json()
    assert len({made["invitation"], second["invitation"], third["invitation"]}) == 3
    assert (third["bound"], third["version"]) == (False, 3)
    assert await acts(client, "resident", made["id"]) == 403
    await take_up(client, "neighbour", third["invitation"])
    assert await acts(client, "neighbour", made["id"]) == 200
    entries = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()
    assert [item["action"] for item in entries["items"]] == ["reinvite", "reinvite", "create"]
    for invitation in (made, second, third):
        assert invitation["invitation"] not in str(entries)


async def test_an_appointment_that_ended_neither_acts_nor_invites(client: Client) -> None:
    made = await added(client, "appointments")
    where = f"/admin/appointments/{made['id']}"
    ended = await client.put("admin", where, {"version": 1, "name": "刘岚", "active": False})
    assert ended.json()["active"] is False
    assert refusal(await take_up(client, "resident", made["invitation"])) == (409, "INVITATION_INVALID")
    assert refusal(await client.post("admin", f"{where}/reinvite")) == (409, "INVITATION_INVALID")
    await client.put("admin", where, {"version": 2, "name": "刘岚", "active": True})
    assert (await take_up(client, "resident", made["invitation"])).status_code == 201
    await client.put("admin", where, {"version": 3, "name": "刘岚", "active": False})
    assert await acts(client, "resident", made["id"]) == 403


async def test_no_administrator_ends_himself(client: Client) -> None:
    own = f"/admin/appointments/{client.world.people['admin'].appointment_id}"
    version = (await client.get("admin", own)).json()["version"]
    ended = await client.put("admin", own, {"version": version, "name": "admin", "active": False})
    assert refusal(ended) == (403, "FORBIDDEN")
    assert refusal(await client.delete("admin", own)) == (403, "FORBIDDEN")
    assert refusal(await client.post("admin", f"{own}/reinvite")) == (403, "FORBIDDEN")
    renamed = await client.put("admin", own, {"version": version, "name": "刘管理", "active": True})
    assert renamed.json()["name"] == "刘管理"


async def test_each_role_is_held_somewhere_of_its_kind(client: Client) -> None:
    world = client.world
    where: dict[str, Any] = {
        "deputy": (world.deputies["colleague"], "town联络站"),
        "liaison": (world.stations["town"], "town联络站"),
        "station_head": (world.stations["point"], "point联络站"),
        "mediator": (world.stations["town"], "town联络站"),
        "town_office": (world.offices["town_office"], "town_office机关"),
        "committee": (world.offices["committee"], "committee机关"),
        "county_office": (world.offices["county_office"], "county_office机关"),
        "unit_handler": (world.units["court"], "court单位"),
        "unit_head": (world.units["county_b"], "county_b单位"),
        "admin": (None, ""),
    }
    ending = f"/admin/appointments/{world.people['colleague'].appointment_id}"
    twice = {"role": "deputy", "scope_id": str(world.deputies["colleague"]), "name": "另一人"}
    assert refusal(await client.post("admin", "/admin/appointments", twice)) == (409, "ALREADY_EXISTS")
    ended = await client.put("admin", ending, {"version": 1, "name": "colleague", "active": False})
    assert ended.status_code == 200, ended.text
    for role, (scope_id, scope_name) in where.items():
        body = {"role": role, "scope_id": scope_id and str(scope_id), "name": "刘岚"}
        answer = await client.post("admin", "/admin/appointments", body)
        assert answer.status_code == 201, answer.text
        assert answer.json()["scope_name"] == scope_name
        assert (await take_up(client, "firm", answer.json()["invitation"])).json()["role"] == role
        held = (await client.get("admin", "/admin/appointments", role=role, q="刘岚")).json()["items"]
        assert [item["scope_id"] for item in held] == [body["scope_id"]]


async def from_where(client: Client, who: str, affiliation: str) -> None:
    where = f"/admin/appointments/{client.world.people[who].appointment_id}"
    version = (await client.get("admin", where)).json()["version"]
    body = {"version": version, "name": who, "active": True, "affiliation": affiliation}
    answer = await client.put("admin", where, body)
    assert answer.status_code == 200, answer.text


async def told(client: Client, reader: str, case_id: str) -> dict[str, tuple[str, str]]:
    """By action, who did it and where he is from, as this reader is told."""
    timeline = (await view(client, reader, case_id))["timeline"]
    return {entry["action"]: (entry["actor_name"], entry["affiliation"]) for entry in timeline}


async def test_where_somebody_is_from_stands_beside_his_name_and_goes_with_it(client: Client) -> None:
    for who, affiliation in (("station_head", "甲镇司法所"), ("deputy", "示例面粉厂")):
        await from_where(client, who, affiliation)
    case_id = (await submit(client))["id"]
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    answered = {"public_text": "当场换了灯泡", "basis": "职责所在"}
    await act(client, "deputy", case_id, "answer_on_spot", **answered)
    await from_where(client, "station_head", "县司法局")
    await act(client, "station_head", case_id, "urge", text="请回访")
    for reader in ("county_office", "liaison", "deputy"):
        seen = await told(client, reader, case_id)
        assert seen["shortlist"] == ("station_head", "甲镇司法所")  # as it was then
        assert seen["urge"] == ("station_head", "县司法局")
        assert seen["answer_on_spot"] == ("deputy", "示例面粉厂")
        assert (seen["submit"][1], seen["register"][1]) == ("", "")
    resident = await told(client, "resident", case_id)
    assert resident["shortlist"] == ("town联络站", "")
    assert resident["answer_on_spot"] == ("deputy", "示例面粉厂")
    assert "司法" not in str(await view(client, "resident", case_id))
