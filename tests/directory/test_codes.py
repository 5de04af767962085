"""Codes from issue to retirement, and the pictures that are printed."""

import io
from typing import Any

import zxingcpp
from PIL import Image

from tests.conftest import Client
from tests.directory.entries import added, refusal

Json = dict[str, Any]


async def issue(client: Client, target: str, **of: Any) -> Any:
    body = {"target": target, **{name: str(value) for name, value in of.items()}, "place": "东村公告栏"}
    return await client.post("admin", "/admin/codes", body)


async def resolve(client: Client, token: str) -> Any:
    return await client.post(None, "/public/codes/resolve", {"code": token})


async def test_a_code_is_issued_for_a_deputy_a_station_and_a_point(client: Client) -> None:
    world = client.world
    targets = {
        "deputy": {"deputy_id": world.deputies["colleague"]},
        "station": {"station_id": world.stations["other"]},
        "point": {"station_id": world.stations["point"]},
    }
    for target, of in targets.items():
        answer = await issue(client, target, **of)
        assert answer.status_code == 201, answer.text
        code = answer.json()
        assert (code["target"], code["state"], code["scans"]) == (target, "active", 0)
        card = (await resolve(client, code["token"])).json()
        assert (card["target"], card["place"]) == (target, "东村公告栏")
        await client.settle()
        read = (await client.get("admin", f"/admin/codes/{code['id']}")).json()
        assert read == code | {"scans": 1}
    listed = (await client.get("admin", "/admin/codes", limit=3)).json()["items"]
    assert [item["target"] for item in listed] == ["point", "station", "deputy"]


async def test_no_code_for_what_is_not_there_or_has_ended(client: Client) -> None:
    world = client.world
    away = await issue(client, "deputy", deputy_id=world.deputies["deputy_away"])
    assert refusal(away) == (404, "DEPUTY_NOT_FOUND")
    away = await issue(client, "station", station_id=world.stations["town_away"])
    assert refusal(away) == (404, "STATION_NOT_FOUND")
    ended = await issue(client, "deputy", deputy_id=world.deputies["ended_deputy"])
    assert refusal(ended) == (409, "CODE_NOT_ACTIVE")
    mixed = await issue(client, "point", station_id=world.stations["town"])
    assert refusal(mixed) == (422, "VALIDATION_FAILED")


async def test_a_code_says_whose_it_is(client: Client) -> None:
    world = client.world
    station, deputy = world.stations["town"], world.deputies["deputy"]
    for target, of, field in (
        ("deputy", {}, "deputy_id"),
        ("station", {}, "station_id"),
        ("point", {}, "station_id"),
        ("deputy", {"deputy_id": deputy, "station_id": station}, "station_id"),
        ("station", {"deputy_id": deputy, "station_id": station}, "deputy_id"),
    ):
        answer = await issue(client, target, **of)
        assert refusal(answer) == (422, "VALIDATION_FAILED")
        assert [item["field"] for item in answer.json()["errors"]] == [field]


async def test_the_list_of_codes_is_narrowed(client: Client) -> None:
    world = client.world
    await client.post("admin", f"/admin/codes/{world.code_ids['colleague']}/revoke", {"reason": "拆除"})
    expected: dict[str, tuple[Json, set[str]]] = {
        "deputy_id": ({"deputy_id": world.deputies["deputy"]}, {"deputy"}),
        "station_id": ({"station_id": world.stations["point"]}, {"point"}),
        "target": ({"target": "station"}, {"town"}),
        "state": ({"state": "revoked"}, {"colleague"}),
        "both": ({"state": "active", "target": "deputy"}, {"deputy", "far_deputy", "ended_deputy"}),
        "away": ({"deputy_id": world.deputies["deputy_away"]}, set()),
    }
    for narrowed, names in expected.values():
        items = (await client.get("admin", "/admin/codes", **narrowed)).json()["items"]
        assert {item["id"] for item in items} == {str(world.code_ids[name]) for name in names}, narrowed


async def test_a_revoked_code_leads_to_the_station_and_is_printed_no_more(client: Client) -> None:
    where, token = f"/admin/codes/{client.world.code_ids['deputy']}", client.world.codes["deputy"]
    revoked = await client.post("admin", f"{where}/revoke", {"reason": "公告栏拆除"})
    assert (revoked.status_code, revoked.json()["state"]) == (200, "revoked")
    scanned = await resolve(client, token)
    assert refusal(scanned) == (410, "CODE_REVOKED")
    assert scanned.json()["detail"] == "公告栏拆除"
    assert refusal(await client.get("admin", f"{where}/image.png")) == (409, "CODE_NOT_ACTIVE")
    assert refusal(await client.get("admin", f"{where}/image.svg")) == (409, "CODE_NOT_ACTIVE")
    again = await client.post("admin", f"{where}/revoke", {"reason": "再次"})
    assert refusal(again) == (409, "CODE_NOT_ACTIVE")


async def test_a_replaced_code_leads_to_the_new_one(client: Client) -> None:
    where, token = f"/admin/codes/{client.world.code_ids['deputy']}", client.world.codes["deputy"]
    answer = await client.post("admin", f"{where}/replace", {"reason": "褪色"}, key="replace-once")
    assert answer.status_code == 201, answer.text
    fresh = answer.json()
    again = await client.post("admin", f"{where}/replace", {"reason": "褪色"}, key="replace-once")
    assert again.json() == fresh
    scanned = await resolve(client, token)
    assert refusal(scanned) == (410, "CODE_REPLACED")
    assert scanned.json()["replaced_by"] == fresh["token"]
    assert (await resolve(client, fresh["token"])).json()["deputy"]["name"] == "deputy代表"
    old = (await client.get("admin", where)).json()
    assert (old["state"], old["replaced_by_id"], old["reason"]) == ("replaced", fresh["id"], "褪色")


async def test_what_is_printed_reads_back_as_the_address(client: Client) -> None:
    where = f"/admin/codes/{client.world.code_ids['town']}"
    code = (await client.get("admin", where)).json()
    assert code["url"] == f"{client.house.settings.base_url}/q/{client.world.codes['town']}"
    png = await client.get("admin", f"{where}/image.png")
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)))
    assert read.text == code["url"]
    svg = await client.get("admin", f"{where}/image.svg")
    assert (svg.status_code, svg.headers["content-type"]) == (200, "image/svg+xml")
    assert svg.text.startswith("<svg")


async def test_another_county_has_no_hand_in_it(client: Client) -> None:
    where = f"/admin/codes/{client.world.code_ids['deputy']}"
    for path in ("", "/image.png", "/image.svg"):
        assert refusal(await client.get("admin_away", where + path)) == (404, "NOT_FOUND")
    for action in ("revoke", "replace"):
        answer = await client.post("admin_away", f"{where}/{action}", {"reason": "不是我的"})
        assert refusal(answer) == (404, "NOT_FOUND")
    assert (await resolve(client, client.world.codes["deputy"])).status_code == 200


async def test_who_issued_revoked_and_replaced_is_written_down(client: Client) -> None:
    deputy = await added(client, "deputies")
    issued = (await issue(client, "deputy", deputy_id=deputy["id"])).json()
    where = f"/admin/codes/{issued['id']}"
    fresh = (await client.post("admin", f"{where}/replace", {"reason": "褪色"})).json()
    await client.post("admin", f"/admin/codes/{fresh['id']}/revoke", {"reason": "拆除"})
    revoked, replaced, made = (await client.get("admin", "/admin/audit", noun="code")).json()["items"]
    assert [item["action"] for item in (made, replaced, revoked)] == ["issue", "replace", "revoke"]
    assert (made["row_id"], made["before"]) == (issued["id"], None)
    assert (replaced["row_id"], replaced["after"]["id"]) == (issued["id"], fresh["id"])
    assert (revoked["row_id"], revoked["after"]["reason"]) == (fresh["id"], "拆除")
