"""Stations with their people, their hours, and the trees that they stand in."""

from typing import Any

import pytest

from tests.cases import submit
from tests.conftest import Client
from tests.directory.entries import added, entry, refusal
from tests.world import HOME

Json = dict[str, Any]


async def appoint(client: Client, role: str, name: str = "", *, at: str = "town", **more: Any) -> Any:
    body = {"role": role, "scope_id": str(client.world.stations[at]), "name": name} | more
    return await client.post("admin", "/admin/appointments", body)


async def point(client: Client, name: str, parent: str, **more: Any) -> str:
    made = await added(client, "stations", name=name, parent_id=parent, position=None, **more)
    return str(made["id"])


async def test_whoever_goes_there_reads_what_to_expect(client: Client) -> None:
    made = await added(client, "stations")
    below = await point(client, "东户点", made["id"])
    await point(client, "东户甲点", below)
    at = {"scope_id": made["id"]}
    people = [
        ("liaison", {"post": "liaison", "name": "刘岚", "duties": "接待登记"}),
        ("station_head", {"post": "vice_head", "name": "钱清"}),
        ("station_head", {"post": "head", "name": "孙明", "chosen_by": "竞选产生"}),
        ("station_head", {"post": "vice_head", "name": "已卸任", "ends_on": "2026-11-19"}),
        ("liaison", {"post": "liaison", "name": "未到任", "starts_on": "2026-11-21"}),
        ("mediator", {"name": "陈正", "affiliation": "甲人民法庭"}),
    ]
    for role, more in people:
        assert (await appoint(client, role, **at | more)).status_code == 201
    seen = (await client.get(None, f"/public/stations/{made['id']}")).json()
    told = ("functions", "host", "industry", "level", "schedule", "services", "duties", "kind", "position")
    assert {name: seen[name] for name in told} == {name: made[name] for name in told}
    assert [(post["post"], post["name"]) for post in seen["posts"]] == [
        ("head", "孙明"),
        ("vice_head", "钱清"),
        ("liaison", "刘岚"),
    ]
    assert seen["posts"][2]["duties"] == "接待登记"
    assert seen["mediators"] == [{"name": "陈正", "affiliation": "甲人民法庭"}]
    assert ([each["id"] for each in seen["points"]], seen["points_total"]) == ([below], 2)


async def test_a_station_has_one_head_at_a_time(client: Client) -> None:
    first = (await appoint(client, "station_head", "孙明", post="head")).json()
    second = await appoint(client, "station_head", "钱清", post="head")
    assert refusal(second) == (409, "POST_TAKEN")
    assert "孙明" in second.json()["detail"]
    assert (await appoint(client, "station_head", "钱清", post="head", at="other")).status_code == 201
    vice = (await appoint(client, "station_head", "钱清", post="vice_head")).json()
    where, body = f"/admin/appointments/{vice['id']}", {"name": "钱清", "post": "head", "active": True}
    assert refusal(await client.put("admin", where, body | {"version": 1})) == (409, "POST_TAKEN")
    resigned = {"name": "孙明", "post": "head", "active": False, "version": 1}
    assert (await client.put("admin", f"/admin/appointments/{first['id']}", resigned)).status_code == 200
    assert (await client.put("admin", where, body | {"version": 1})).json()["post"] == "head"


@pytest.mark.parametrize(
    ("held", "wanted", "status"),
    [
        ({"ends_on": "2026-11-19"}, {}, 201),  # over, though nobody has switched him off
        ({"ends_on": "2026-11-20"}, {}, 409),  # today is his last day
        ({"ends_on": "2026-12-31"}, {"starts_on": "2027-01-01"}, 201),
        ({"ends_on": "2026-12-31"}, {"starts_on": "2026-12-31"}, 409),
        ({"starts_on": "2027-01-01"}, {"ends_on": "2026-12-31"}, 201),
        ({"starts_on": "2027-01-01"}, {"ends_on": "2027-01-01"}, 409),
        ({"starts_on": "2027-01-01"}, {}, 409),
        ({}, {"starts_on": "2027-01-01"}, 409),
        ({}, {"starts_on": "2020-01-01", "ends_on": "2025-12-31"}, 201),  # who was it, for the record
        ({"active": False}, {}, 201),
    ],
)
async def test_the_terms_of_two_heads_do_not_overlap(
    client: Client, held: Json, wanted: Json, status: int
) -> None:
    first = (await appoint(client, "station_head", "孙明", post="head")).json()
    fields = {"name": "孙明", "post": "head", "active": True, "version": 1} | held
    assert (await client.put("admin", f"/admin/appointments/{first['id']}", fields)).status_code == 200
    second = await appoint(client, "station_head", "钱清", post="head", **wanted)
    assert second.status_code == status, second.text
    if status == 409:
        assert refusal(second) == (409, "POST_TAKEN")


async def test_a_term_is_not_lengthened_into_that_of_the_next(client: Client) -> None:
    first = (await appoint(client, "station_head", "孙明", post="head", ends_on="2026-12-31")).json()
    assert (
        await appoint(client, "station_head", "钱清", post="head", starts_on="2027-01-01")
    ).status_code == 201
    longer = {"name": "孙明", "post": "head", "active": True, "version": 1, "ends_on": "2027-01-31"}
    answer = await client.put("admin", f"/admin/appointments/{first['id']}", longer)
    assert refusal(answer) == (409, "POST_TAKEN")
    assert "钱清" in answer.json()["detail"]


async def test_who_has_not_begun_is_told_so_at_every_door(client: Client) -> None:
    """Bound and with a token in hand; his first day was moved, or has not come."""
    where = f"/admin/appointments/{client.world.people['liaison'].appointment_id}"
    tomorrow = {"version": 1, "name": "liaison", "active": True, "starts_on": "2026-11-21"}
    session = (await client.post(None, "/public/sessions/wechat", {"js_code": "liaison"})).json()
    assert (await client.put("admin", where, tomorrow)).status_code == 200
    mine = {"appointment_id": str(client.world.people["liaison"].appointment_id)}
    for answer in (
        await client.get("liaison", "/desk/cases"),
        await client.post("liaison", "/citizen/session", mine),
        await client.post(None, "/public/sessions/wechat", {"js_code": "liaison"} | mine),
        await client.post(None, "/public/sessions/refresh", {"refresh_token": session["refresh_token"]}),
    ):
        assert refusal(answer) == (403, "APPOINTMENT_NOT_BEGUN")
    off = tomorrow | {"version": 2, "active": False}
    assert (await client.put("admin", where, off)).status_code == 200
    assert refusal(await client.get("liaison", "/desk/cases")) == (403, "APPOINTMENT_ENDED")


async def test_nobody_acts_before_his_first_day_or_after_his_last(client: Client) -> None:
    days = {"starts_on": "2026-11-21", "ends_on": "2026-11-22"}
    made = (await appoint(client, "liaison", "刘岚", post="liaison", **days)).json()
    bound = await client.post("firm", "/citizen/appointments", {"invitation": made["invitation"]})
    assert (bound.status_code, bound.json()["id"]) == (201, made["id"])
    seen = []
    for _ in range(4):
        switched = await client.post("firm", "/citizen/session", {"appointment_id": made["id"]})
        seen.append(switched.status_code)
        mine = (await client.get("firm", "/citizen/me")).json()["appointments"]
        assert (switched.status_code == 200) == (made["id"] in {each["id"] for each in mine})
        client.clock.advance(days=1)
    assert seen == [403, 200, 200, 403]
    late = (await appoint(client, "liaison", "李清", ends_on="2026-11-23")).json()
    taken = await client.post("resident", "/citizen/appointments", {"invitation": late["invitation"]})
    assert refusal(taken) == (409, "INVITATION_INVALID")


async def test_a_token_stops_with_the_last_day(client: Client) -> None:
    where = f"/admin/appointments/{client.world.people['liaison'].appointment_id}"
    body = {"version": 1, "name": "liaison", "active": True, "ends_on": "2026-11-20"}
    assert (await client.put("admin", where, body)).status_code == 200
    assert (await client.get("liaison", "/desk/cases")).status_code == 200
    client.clock.advance(hours=15)  # midnight in China
    assert refusal(await client.get("liaison", "/desk/cases")) == (403, "APPOINTMENT_ENDED")


async def test_the_points_of_a_station_feed_their_matters_up(client: Client) -> None:
    """1 + 13: one statement, whatever hangs below."""
    root = str(client.world.stations["other"])
    points = [await point(client, f"户点{number}", root) for number in range(1, 14)]
    inner = await point(client, "户点一之一", points[0])
    for station_id, times in ((root, 1), (points[0], 2), (inner, 3), (points[12], 1)):
        for _ in range(times):
            await submit(client, code=None, station_id=station_id)
    tree = (await client.get("county_office", f"/desk/stations/{root}/tree")).json()
    found = {node["id"]: (node["depth"], node["cases"], node["cases_total"]) for node in tree["nodes"]}
    assert len(tree["nodes"]) == 15
    assert found[root] == (0, 1, 7)
    assert (found[points[0]], found[inner]) == ((1, 2, 5), (2, 3, 3))
    assert (found[points[1]], found[points[12]]) == ((1, 0, 0), (1, 1, 1))
    order = [node["id"] for node in tree["nodes"]]
    assert order[:3] == [root, points[0], inner]
    assert tree["nodes"][0]["parent_id"] is None
    sees = {"county_office": 7, "town_office": 6, "far_town_office": 1, "far_deputy": 7, "far_liaison": 7}
    blind = dict.fromkeys(("liaison", "deputy", "mediator", "committee", "unit_handler"), 0)
    for who, total in (sees | blind).items():
        nodes = (await client.get(who, f"/desk/stations/{root}/tree")).json()["nodes"]
        assert nodes[0]["cases_total"] == total, who
    public = (await client.get(None, f"/public/stations/{root}/tree")).json()
    assert [node["id"] for node in public["nodes"]] == order
    assert "cases" not in public["nodes"][0]


async def test_figures_are_of_whole_days(client: Client) -> None:
    root = client.world.stations["other"]
    await submit(client, code=None, station_id=str(root))
    path = f"/desk/stations/{root}/tree"
    for days, count in (
        ({"since": "2026-11-20", "until": "2026-11-20"}, 1),
        ({"since": "2026-11-21"}, 0),
        ({"until": "2026-11-19"}, 0),
    ):
        tree = (await client.get("county_office", path, **days)).json()
        assert tree["nodes"][0]["cases_total"] == count, days
        assert (tree["since"], tree["until"]) == (days.get("since"), days.get("until"))
    backwards = await client.get("county_office", path, since="2026-11-20", until="2026-11-19")
    assert refusal(backwards) == (422, "VALIDATION_FAILED")
    assert [(each["field"], each["code"]) for each in backwards.json()["errors"]] == [
        ("until", "ENDS_BEFORE_START")
    ]


async def test_a_tree_may_be_a_long_chain_and_hides_what_hangs_under_a_closed_point(client: Client) -> None:
    chain = [str(client.world.stations["other"])]
    for depth in range(1, 15):
        chain.append(await point(client, f"第{depth}层", chain[-1]))
    nodes = (await client.get(None, f"/public/stations/{chain[0]}/tree")).json()["nodes"]
    assert [(node["id"], node["depth"]) for node in nodes] == [(key, at) for at, key in enumerate(chain)]
    closed = entry(client, "stations").body | {"name": "第5层", "parent_id": chain[4], "position": None}
    shut = await client.put("admin", f"/admin/stations/{chain[5]}", closed | {"version": 1, "active": False})
    assert shut.status_code == 200, shut.text
    nodes = (await client.get(None, f"/public/stations/{chain[0]}/tree")).json()["nodes"]
    assert [node["id"] for node in nodes] == chain[:5]
    assert refusal(await client.get(None, f"/public/stations/{chain[5]}/tree")) == (404, "STATION_NOT_FOUND")
    desk = (await client.get("county_office", f"/desk/stations/{chain[0]}/tree")).json()["nodes"]
    assert [node["active"] for node in desk] == [at != 5 for at in range(15)]


@pytest.mark.parametrize("path", ["stations", "units"])
async def test_a_tree_that_loops_is_refused(client: Client, path: str) -> None:
    top = await added(client, path)
    middle = await added(client, path, parent_id=top["id"])
    low = await added(client, path, parent_id=middle["id"])
    for parent in (top, middle, low):
        body = entry(client, path).body | {"parent_id": parent["id"], "version": 1, "active": True}
        answer = await client.put("admin", f"/admin/{path}/{top['id']}", body)
        assert refusal(answer) == (409, "TREE_LOOP"), parent
    listed = await client.get("admin", f"/admin/{path}", parent_id=top["id"])
    assert [item["id"] for item in listed.json()["items"]] == [middle["id"]]


async def test_who_may_mediate_here(client: Client) -> None:
    world = client.world
    made = (await appoint(client, "mediator", "陈正", affiliation="甲人民法庭")).json()
    await appoint(client, "mediator", "卸任", ends_on="2026-11-19")
    await appoint(client, "mediator", "乙站", at="other")
    found = (await client.get("liaison", f"/desk/stations/{world.stations['point']}/mediators")).json()
    assert {(item["role"], item["name"], item["affiliation"]) for item in found["items"]} == {
        ("mediator", "陈正", "甲人民法庭"),
        ("mediator", "mediator", ""),
        ("deputy", "deputy代表", ""),
        ("deputy", "colleague代表", ""),
    }
    assert str(made["id"]) in {item["id"] for item in found["items"]}
    path = f"/desk/stations/{world.stations['town']}/mediators"
    first = (await client.get("liaison", path, limit=3)).json()
    rest = (await client.get("liaison", path, limit=3, cursor=first["next_cursor"])).json()
    pages = [[item["id"] for item in page["items"]] for page in (first, rest)]
    assert rest["next_cursor"] is None
    assert [len(page) for page in pages] == [3, 1]
    assert {each for page in pages for each in page} == {item["id"] for item in found["items"]}
    away = await client.get("liaison", f"/desk/stations/{world.stations['town_away']}/mediators")
    assert refusal(away) == (404, "STATION_NOT_FOUND")
    assert refusal(await client.get("liaison", f"/desk/stations/{HOME}/mediators"))[0] == 422


async def test_a_rule_whose_target_closes_is_switched_off(client: Client) -> None:
    unit = await added(client, "units")
    rule = {"name": "路灯归水利", "unit_id": unit["id"], "reason": "职责", "kinds": ["appeal"]}
    made = await client.post("admin", "/admin/routing-rules", rule)
    assert made.status_code == 201, made.text
    closed = entry(client, "units").edit(1) | {"active": False}
    assert (await client.put("admin", f"/admin/units/{unit['id']}", closed)).status_code == 200
    (now,) = (await client.get("admin", "/admin/routing-rules")).json()["items"]
    assert (now["id"], now["active"]) == (made.json()["id"], False)
    assert "县水利局" in now["off_reason"]
