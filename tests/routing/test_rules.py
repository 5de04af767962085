"""The list of rules as administrators keep it."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.services import routing_rules
from tests.cases import submit
from tests.conftest import Client
from tests.routing.bodies import Json, added, code, deactivate, edited, fields, listed, rule


async def test_a_rule_is_made_listed_edited_and_deleted(client: Client) -> None:
    made = await added(client, kinds=["appeal"], words=["路灯"], area_code="411122102")
    assert made | rule(client) == made
    assert (made["kinds"], made["words"], made["target_name"]) == (["appeal"], ["路灯"], "county_a单位")
    assert (made["active"], made["off_at"], made["off_reason"], made["version"]) == (True, None, "", 1)
    assert await listed(client) == [made]
    answer = await edited(client, made, name="改名", office_id=str(client.world.offices["committee"]))
    assert answer.status_code == 200, answer.text
    now = answer.json()
    assert (now["name"], now["unit_id"], now["target_name"], now["version"]) == (
        "改名",
        None,
        "committee机关",
        2,
    )
    assert await listed(client) == [now]
    assert (await client.delete("admin", f"/admin/routing-rules/{made['id']}")).status_code == 204
    assert await listed(client) == []
    entries = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"]
    assert [(entry["noun"], entry["action"]) for entry in entries] == [
        ("routing_rule", "delete"),
        ("routing_rule", "edit"),
        ("routing_rule", "create"),
    ]


async def test_a_repeated_call_makes_one_rule(client: Client) -> None:
    answers = [
        await client.post("admin", "/admin/routing-rules", rule(client), key="the-same-key") for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len(await listed(client)) == 1


async def test_who_edits_what_he_has_not_seen_is_told(client: Client) -> None:
    made = await added(client)
    assert (await edited(client, made, name="甲")).status_code == 200
    assert code(await edited(client, made, name="乙")) == (409, "STALE_VERSION")
    assert [item["name"] for item in await listed(client)] == ["甲"]


async def test_another_county_neither_sees_nor_changes_it(client: Client) -> None:
    made = await added(client)
    assert await listed(client, "admin_away") == []
    where = f"/admin/routing-rules/{made['id']}"
    body = rule(client, unit_id=client.world.units["county_a_away"], version=1, category_code=None)
    assert code(await client.put("admin_away", where, body)) == (404, "NOT_FOUND")
    assert code(await client.delete("admin_away", where)) == (404, "NOT_FOUND")
    seen = {"rules": [{"id": made["id"], "version": 1}]}
    assert code(await client.put("admin_away", "/admin/routing-rules/order", seen)) == (409, "STALE_VERSION")
    assert await listed(client) == [made]


@pytest.mark.parametrize(
    ("wrong", "status", "expected", "field"),
    [
        ({"unit_id": "unknown"}, 404, "UNIT_NOT_FOUND", "unit_id"),
        ({"unit_id": "units.county_a_away"}, 404, "UNIT_NOT_FOUND", "unit_id"),
        ({"office_id": "offices.committee_away"}, 404, "REFERENCE_NOT_FOUND", "office_id"),
        ({"to_station_id": "stations.town_away"}, 404, "STATION_NOT_FOUND", "to_station_id"),
        ({"station_id": "stations.town_away"}, 404, "STATION_NOT_FOUND", "station_id"),
        ({"category_code": "nothing"}, 404, "CATEGORY_NOT_FOUND", "category_code"),
        ({"area_code": "411122999"}, 404, "AREA_NOT_FOUND", "area_code"),
        ({"office_id": "offices.town_office"}, 422, "VALIDATION_FAILED", "office_id"),
    ],
)
async def test_what_a_rule_names_must_be_there(
    client: Client, wrong: dict[str, str], status: int, expected: str, field: str
) -> None:
    for body in (rule(client, **named(client, wrong)), {"rules": [rule(client, **named(client, wrong))]}):
        path = "/admin/routing-rules/dry-run" if "rules" in body else "/admin/routing-rules"
        answer = await client.post("admin", path, body)
        assert code(answer) == (status, expected), answer.text
        prefix = "rules.0." if "rules" in body else ""
        assert [error["field"] for error in answer.json()["errors"]] == [prefix + field]
    assert await listed(client) == []


def named(client: Client, wrong: dict[str, str]) -> dict[str, str]:
    """`units.county_a` is that unit's id, `unknown` nobody's."""

    def read(text: str) -> str:
        kind, _, name = text.partition(".")
        if text == "unknown":
            return str(uuid4())
        return str(getattr(client.world, kind)[name]) if kind in ("units", "offices", "stations") else text

    return {key: read(value) for key, value in wrong.items()}


@pytest.mark.parametrize(
    ("wrong", "field", "expected"),
    [
        ({"words": [""]}, "words.0", "TEXT_BLANK"),
        ({"words": ["  "]}, "words.0", "TEXT_BLANK"),
        ({"words": ["长" * 21]}, "words.0", "STRING_TOO_LONG"),
        ({"words": ["灯"] * 51}, "words", "TOO_LONG"),
        ({"kinds": ["nonsense"]}, "kinds.0", "ENUM"),
        ({"reason": ""}, "reason", "TEXT_BLANK"),
        ({"reason": "长" * 101}, "reason", "STRING_TOO_LONG"),
        ({"name": ""}, "name", "TEXT_BLANK"),
        ({"area_code": "41112"}, "area_code", "STRING_PATTERN_MISMATCH"),
        ({"category_code": ""}, "category_code", "STRING_TOO_SHORT"),
        ({"position": 1}, "position", "EXTRA_FORBIDDEN"),
    ],
)
async def test_malformed_rules_say_where(
    client: Client, wrong: dict[str, Any], field: str, expected: str
) -> None:
    answer = await client.post("admin", "/admin/routing-rules", rule(client, **wrong))
    assert code(answer) == (422, "VALIDATION_FAILED")
    assert fields(answer) == {(field, expected)}


@pytest.mark.parametrize("targets", [(), ("unit_id", "office_id"), ("unit_id", "to_station_id")])
async def test_a_rule_leads_to_one_place(client: Client, targets: tuple[str, ...]) -> None:
    world = client.world
    ids = {
        "unit_id": world.units["county_a"],
        "office_id": world.offices["committee"],
        "to_station_id": world.stations["town"],
    }
    body = {key: value for key, value in rule(client).items() if key != "unit_id"}
    answer = await client.post(
        "admin", "/admin/routing-rules", body | {name: str(ids[name]) for name in targets}
    )
    assert code(answer) == (422, "VALIDATION_FAILED")
    assert fields(answer) == {(name, "ONE_TARGET") for name in ids}


@pytest.mark.parametrize("came_in", ["town", "point"])
async def test_a_rule_that_routes_to_itself_is_refused(client: Client, came_in: str) -> None:
    """Matters of a point lie on its station's desk already."""
    stations = client.world.stations
    itself = {"station_id": stations[came_in], "to_station_id": stations["town"], "name": "回原处"}
    answer = await client.post("admin", "/admin/routing-rules", rule(client, **itself))
    assert code(answer) == (409, "ROUTE_TO_ITSELF")
    elsewhere = await added(client, **itself | {"to_station_id": stations["other"]})
    assert code(await edited(client, elsewhere, to_station_id=str(stations["town"]))) == (
        409,
        "ROUTE_TO_ITSELF",
    )
    proposed = await client.post("admin", "/admin/routing-rules/dry-run", {"rules": [rule(client, **itself)]})
    assert code(proposed) == (409, "ROUTE_TO_ITSELF")


async def test_a_rule_may_send_from_a_station_to_its_point(client: Client) -> None:
    stations = client.world.stations
    await added(client, station_id=stations["town"], to_station_id=stations["point"])


async def test_the_rule_for_all_the_rest_is_the_last(client: Client) -> None:
    first = await added(client, name="甲")
    rest = await added(client, name="其余", category_code=None)
    second = await added(client, name="乙")
    assert [item["name"] for item in await listed(client)] == ["甲", "乙", "其余"]
    again = await client.post("admin", "/admin/routing-rules", rule(client, category_code=None))
    assert code(again) == (409, "CATCH_ALL_NOT_LAST")
    assert code(await edited(client, first, category_code=None)) == (409, "CATCH_ALL_NOT_LAST")
    seen = {"rules": [{"id": item["id"], "version": item["version"]} for item in (first, rest, second)]}
    assert code(await client.put("admin", "/admin/routing-rules/order", seen)) == (409, "CATCH_ALL_NOT_LAST")
    assert [item["name"] for item in await listed(client)] == ["甲", "乙", "其余"]


def seen(*rules: Json) -> Json:
    return {"rules": [{"id": item["id"], "version": item["version"]} for item in rules]}


async def test_the_order_is_changed_whole_and_only_by_who_saw_it(client: Client) -> None:
    one, two, three = [await added(client, name=name) for name in ("一", "二", "三")]
    path = "/admin/routing-rules/order"
    answer = await client.put("admin", path, seen(three, one, two))
    assert answer.status_code == 200, answer.text
    assert [item["name"] for item in answer.json()["items"]] == ["三", "一", "二"]
    assert await listed(client) == answer.json()["items"]
    for stale in (seen(one, two, three), seen(three, one), seen(three, one, two)):
        assert code(await client.put("admin", path, stale)) == (409, "STALE_VERSION")
    now = await listed(client)
    twice = seen(*now, now[0])
    answer = await client.put("admin", path, twice)
    assert code(answer) == (422, "VALIDATION_FAILED")
    assert fields(answer) == {("rules", "REPEATED")}
    await added(client, name="四")
    assert code(await client.put("admin", path, seen(*now))) == (409, "STALE_VERSION")
    assert [item["name"] for item in await listed(client)] == ["三", "一", "二", "四"]


async def test_two_who_reorder_at_once_do_not_both_win(committed: Client) -> None:
    one, two, three = [await added(committed, name=name) for name in ("一", "二", "三")]
    orders = [seen(three, two, one), seen(two, one, three)]
    answers = await asyncio.gather(
        *(committed.put("admin", "/admin/routing-rules/order", order) for order in orders)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "STALE_VERSION"}
    won = next(order for order, answer in zip(orders, answers, strict=True) if answer.status_code == 200)
    assert [item["id"] for item in await listed(committed)] == [item["id"] for item in won["rules"]]


async def test_two_rules_for_all_the_rest_made_at_once_are_one(committed: Client) -> None:
    body = rule(committed, category_code=None)
    answers = await asyncio.gather(*(committed.post("admin", "/admin/routing-rules", body) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await listed(committed)) == 1


async def test_there_are_only_so_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing_rules, "MOST_RULES", 3)
    for number in range(3):
        await added(client, name=f"第 {number} 条")
    answer = await client.post("admin", "/admin/routing-rules", rule(client))
    assert code(answer) == (409, "LIMIT_REACHED")


async def test_a_rule_that_sent_something_is_switched_off_and_not_deleted(client: Client) -> None:
    made = await added(client)
    await submit(client)
    where = f"/admin/routing-rules/{made['id']}"
    assert code(await client.delete("admin", where)) == (409, "STILL_IN_USE")
    answer = (await edited(client, made, active=False)).json()
    assert (answer["active"], answer["off_reason"]) == (False, "由admin停用")
    assert answer["off_at"] is not None
    kept = (await edited(client, answer, name="改名")).json()
    assert (kept["off_at"], kept["off_reason"]) == (answer["off_at"], answer["off_reason"])
    on = (await edited(client, kept, active=True)).json()
    assert (on["active"], on["off_at"], on["off_reason"]) == (True, None, "")


async def test_a_rule_may_be_prepared_and_switched_on_later(client: Client) -> None:
    made = await added(client, active=False)
    assert (made["active"], made["off_reason"]) == (False, "由admin停用")


@pytest.mark.parametrize(
    ("path", "target", "name"),
    [
        ("units", "unit_id", "county_a"),
        ("offices", "office_id", "committee"),
        ("stations", "to_station_id", "other"),
    ],
)
async def test_nothing_leads_to_where_nobody_is(client: Client, path: str, target: str, name: str) -> None:
    row_id = getattr(client.world, path)[name]
    await deactivate(client, path, row_id)
    answer = await client.post("admin", "/admin/routing-rules", rule(client, **{target: row_id}))
    assert code(answer) == (409, "TARGET_INACTIVE")
    body = {"rules": [rule(client, **{target: row_id})]}
    assert code(await client.post("admin", "/admin/routing-rules/dry-run", body)) == (409, "TARGET_INACTIVE")
    prepared = await added(client, **{target: row_id}, active=False)
    assert code(await edited(client, prepared, active=True)) == (409, "TARGET_INACTIVE")


@pytest.mark.parametrize(
    ("path", "name"),
    [("units", "county_b"), ("offices", "committee_2"), ("stations", "other"), ("categories", "lighting")],
)
async def test_what_a_rule_names_is_not_deleted(client: Client, path: str, name: str) -> None:
    if path == "categories":
        body = {"code": "noise", "name": "噪声"}
        row_id = (await client.post("admin", "/admin/categories", body)).json()["id"]
        await added(client, category_code="noise")
    else:
        names = {"units": "unit_id", "offices": "office_id", "stations": "to_station_id"}
        body = (await client.get("admin", f"/admin/{path}/{getattr(client.world, path)[name]}")).json()
        body = {key: value for key, value in body.items() if key not in ("id", "version", "active")}
        row_id = (await client.post("admin", f"/admin/{path}", body)).json()["id"]
        await added(client, **{names[path]: row_id})
    assert code(await client.delete("admin", f"/admin/{path}/{row_id}")) == (409, "STILL_IN_USE")
