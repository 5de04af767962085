"""Areas that are merged away: tried first, then done, and nothing that named them is lost."""

import asyncio
from typing import Any

import pytest

from tests.cases import hidden, matter, submit, view
from tests.conftest import Client
from tests.directory.entries import added, refusal
from tests.directory.test_references import id_of
from tests.world import AWAY, HOME

Json = dict[str, Any]
OLD, NEW, VILLAGE = f"{HOME}102", f"{HOME}103", f"{HOME}102201"


async def succeed(client: Client, code: str = OLD, **more: Any) -> Any:
    area_id = await id_of(client, "areas", "code", code)
    body: Json = {"version": 1, "successor_code": NEW, "last_day": "2026-11-19", "dry_run": False}
    return await client.post("admin", f"/admin/areas/{area_id}/succession", body | more)


async def areas_of(client: Client, path: str) -> set[str]:
    items = (await client.get("admin", f"/admin/{path}", limit=100)).json()["items"]
    return {item["area_code"] for item in items}


async def name_the_area(client: Client) -> None:
    """A group, a rule and links, besides what the world has."""
    deputy = str(client.world.deputies["deputy"])
    made = [
        await client.post("admin", "/admin/groups", {"kind": "mixed", "name": "甲镇一组", "area_code": OLD}),
        await client.post(
            "admin",
            "/admin/routing-rules",
            {"name": "甲镇归甲", "unit_id": str(client.world.units["town_a"]), "reason": "属地"}
            | {"area_code": OLD},
        ),
    ]
    for code in (OLD, VILLAGE, NEW):
        link = {"kind": "deputy_grid", "deputy_id": deputy, "area_code": code, "starts_on": "2026-01-01"}
        made.append(await client.post("admin", "/admin/links", link))
    assert [answer.status_code for answer in made] == [201] * 5, [answer.text for answer in made]


async def test_a_dry_run_counts_and_changes_nothing(client: Client) -> None:
    await name_the_area(client)
    await submit(client)
    before = await kept(client)
    answer = await succeed(client, dry_run=True, last_day="2026-12-31")
    assert answer.status_code == 200, answer.text
    moved = {item["label"]: (item["total"], set(item["names"])) for item in answer.json()["moved"]}
    assert moved == {
        "一并撤并的下级区划": (1, {"甲村"}),
        "人民代表大会": (0, set()),
        "联络站（点）": (2, {"town联络站", "point联络站"}),
        "人大机关": (1, {"town_office机关"}),
        "承办单位": (2, {"town_a单位", "town_b单位"}),
        "代表": (3, {"deputy代表", "colleague代表", "ended_deputy代表"}),
        "代表小组": (1, {"甲镇一组"}),
        "分流规则": (1, {"甲镇归甲"}),
        "联系关系": (2, {"deputy代表"}),
        "未办结的事项": (1, set()),
        "其他事项": (0, set()),
        "保存的筛选": (0, set()),
    }
    assert await kept(client) == before


KINDS = ("areas", "stations", "offices", "units", "deputies", "groups", "routing-rules", "links", "audit")


async def kept(client: Client) -> list[Any]:
    answers = [await client.get("admin", f"/admin/{path}") for path in KINDS]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json()["items"] for answer in answers]


async def test_all_that_names_an_area_goes_over(client: Client) -> None:
    await name_the_area(client)
    case_id = (await submit(client))["id"]
    closed_id = (await submit(client, area_code=VILLAGE))["id"]
    withdrawn = {"version": 2, "reason": "已经修好"}
    await client.post("resident", f"/citizen/cases/{closed_id}/actions/withdraw", withdrawn)
    assert await hidden(client, "far_town_office", case_id)
    tried = (await succeed(client, dry_run=True)).json()
    done = await succeed(client)
    assert done.status_code == 200, done.text
    assert done.json()["moved"] == tried["moved"]
    assert done.json()["version"] == 2
    for path in ("stations", "offices", "units", "deputies", "groups"):
        assert not await areas_of(client, path) & {OLD, VILLAGE}, path
    (rule,) = (await client.get("admin", "/admin/routing-rules")).json()["items"]
    assert rule["area_code"] == NEW
    ends = (await client.get("admin", "/admin/links")).json()["items"]
    assert {link["area_code"] for link in ends} == {NEW}
    assert sorted(link["ends_on"] or "" for link in ends) == ["", "2026-11-19", "2026-11-19"]
    for found in (case_id, closed_id):
        assert (await view(client, "far_town_office", found))["area_code"] == NEW
        assert (await client.get("town_office", f"/desk/cases/{found}")).status_code == 200
    note = (await view(client, "far_town_office", case_id))["timeline"][0]
    assert (note["action"], note["role"], note["version"]) == ("note", "system", 3)
    assert "甲镇撤并" in note["data"]["text"]
    assert (await view(client, "far_town_office", case_id))["version"] == 3
    assert (await view(client, "far_town_office", closed_id))["timeline"][0]["action"] == "withdraw"
    old = await id_of(client, "areas", "code", OLD)
    entries = (await client.get("admin", "/admin/audit", row_id=old)).json()["items"]
    assert [entry["action"] for entry in entries] == ["succeed"]
    assert entries[0]["after"]["successor_code"] == NEW
    station = await client.get("admin", "/admin/audit", row_id=client.world.stations["point"])
    assert [(entry["before"], entry["after"]) for entry in station.json()["items"]] == [
        ({"area_code": VILLAGE}, {"area_code": NEW})
    ]


async def test_an_ended_area_is_offered_no_more_and_still_understood(client: Client) -> None:
    assert (await succeed(client)).status_code == 200
    offered = (await client.get("liaison", "/desk/areas", limit=100)).json()["items"]
    assert {area["code"] for area in offered} == {HOME, NEW}
    ended = (await client.get("admin", "/admin/areas", ended="true")).json()["items"]
    assert {(area["code"], area["successor_code"], area["valid_to"]) for area in ended} == {
        (OLD, NEW, "2026-11-19"),
        (VILLAGE, NEW, "2026-11-19"),
    }
    case_id = (await submit(client, area_code=VILLAGE))["id"]
    assert (await view(client, "county_office", case_id))["area_code"] == NEW
    entered = matter(client, area_code=OLD, channel="phone", consent="来电同意") | {"code": None}
    del entered["code"]
    made = await client.post("liaison", "/desk/cases", entered)
    assert made.status_code == 201, made.text
    assert (await view(client, "county_office", made.json()["id"]))["area_code"] == NEW
    for path in ("stations", "units", "deputies", "offices", "congresses"):
        body = {"name": "新", "area_code": OLD, "tier": "station", "kind": "town", "route": "government"}
        body |= {"level": "town", "station_id": str(client.world.stations["town"])}
        known = {"stations": ("tier", "kind"), "units": ("route",), "deputies": ("station_id",)}
        keep = known.get(path, ("level",) if path == "congresses" else ("kind",))
        form = {name: body[name] for name in ("name", "area_code", *keep)}
        form |= {"kind": "committee"} if path == "offices" else {}
        assert refusal(await client.post("admin", f"/admin/{path}", form)) == (409, "AREA_ENDED"), path


async def test_the_chain_of_successors_is_followed_to_its_end(client: Client) -> None:
    await added(client, "areas", code=f"{HOME}105", name="丁街道", valid_from=None)
    assert (await succeed(client)).status_code == 200
    assert (await succeed(client, NEW, successor_code=f"{HOME}105")).status_code == 200
    case_id = (await submit(client, area_code=VILLAGE))["id"]
    assert (await view(client, "county_office", case_id))["area_code"] == f"{HOME}105"


async def test_saved_filters_follow_and_go_on_finding(client: Client) -> None:
    """Whoever kept them, of the area or of a part of it; what is narrowed to something else stays as it is."""
    kept = {"甲镇": {"area_code": OLD, "kind": "appeal"}, "甲村": {"area_code": VILLAGE}}
    other = {"乙镇": {"area_code": NEW}, "全县": {"area_code": HOME}, "路灯": {"q": "路灯"}}
    for name, query in (kept | other).items():
        made = await client.post("county_office", "/desk/filters", {"name": name, "query": query})
        assert made.status_code == 201, made.text
    away = {"name": "邻县", "query": {"area_code": OLD}}
    assert (await client.post("county_office_away", "/desk/filters", away)).status_code == 201
    case_id = (await submit(client, area_code=OLD))["id"]
    assert (await succeed(client, dry_run=True)).json()["moved"][-1] == {
        "label": "保存的筛选",
        "total": 2,
        "names": [],
    }
    assert (await succeed(client)).status_code == 200
    found = (await client.get("county_office", "/desk/filters")).json()["items"]
    shown = {item["name"]: (item["query"], item["version"]) for item in found}
    assert shown == {
        "甲镇": ({"area_code": NEW, "kind": "appeal"}, 2),
        "甲村": ({"area_code": NEW}, 2),
        **{name: (query, 1) for name, query in other.items()},
    }
    listed = await client.get("county_office", "/desk/cases", **shown["甲镇"][0])
    assert [item["id"] for item in listed.json()["items"]] == [case_id]
    (theirs,) = (await client.get("county_office_away", "/desk/filters")).json()["items"]
    assert (theirs["query"], theirs["version"]) == ({"area_code": OLD}, 1)


async def test_lists_of_an_ended_area_are_those_of_what_stands_for_it(client: Client) -> None:
    """At the end of the chain; a filter that is kept afterwards is kept so."""
    third = f"{HOME}105"
    await added(client, "areas", code=third, name="丁街道", valid_from=None)
    case_id = (await submit(client, area_code=VILLAGE))["id"]
    assert (await succeed(client)).status_code == 200
    assert (await succeed(client, NEW, successor_code=third)).status_code == 200
    for code in (VILLAGE, OLD, NEW, third):
        listed = await client.get("county_office", "/desk/cases", area_code=code, with_total=True)
        assert [item["id"] for item in listed.json()["items"]] == [case_id], code
        assert listed.json()["total"] == 1
        counted = (await client.get("county_office", "/desk/figures", area_code=code)).json()
        assert counted["received"] == 1
    body: Json = {"name": "甲镇", "query": {"area_code": OLD, "kind": "appeal"}}
    made = (await client.post("county_office", "/desk/filters", body)).json()
    assert made["query"] == {"area_code": third, "kind": "appeal"}
    body |= {"query": {"area_code": VILLAGE}, "version": 1}
    edited = (await client.put("county_office", f"/desk/filters/{made['id']}", body)).json()
    assert edited["query"] == {"area_code": third}


async def test_no_rule_names_an_ended_area(client: Client) -> None:
    third = f"{HOME}105"
    await added(client, "areas", code=third, name="丁街道", valid_from=None)
    body = {"name": "甲镇归甲", "unit_id": str(client.world.units["town_a"]), "reason": "属地"}
    made = (await client.post("admin", "/admin/routing-rules", body | {"area_code": third})).json()
    assert (await succeed(client)).status_code == 200
    assert (await succeed(client, NEW, successor_code=third)).status_code == 200
    late = body | {"area_code": OLD}
    for answer in (
        await client.post("admin", "/admin/routing-rules", late),
        await client.put("admin", f"/admin/routing-rules/{made['id']}", late | {"version": 1}),
        await client.post("admin", "/admin/routing-rules/dry-run", {"rules": [late]}),
    ):
        assert refusal(answer) == (409, "AREA_ENDED")
        assert answer.json()["detail"] == f"该区划已撤并，现为 {third}"


async def test_who_came_after_whom_is_not_deleted(client: Client) -> None:
    """Also where nothing else names either of them."""
    one, other = f"{HOME}105", f"{HOME}106"
    for code in (one, other):
        await added(client, "areas", code=code, name="新镇", valid_from=None)
    assert (await succeed(client, one, successor_code=other)).status_code == 200
    for code in (one, other):
        where = f"/admin/areas/{await id_of(client, 'areas', 'code', code)}"
        assert refusal(await client.delete("admin", where)) == (409, "AREA_IN_SUCCESSION"), code
        assert (await client.get("admin", where)).status_code == 200


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"successor_code": OLD}, (409, "SUCCESSION_LOOP")),
        ({"successor_code": f"{HOME}199"}, (404, "AREA_NOT_FOUND")),
        ({"successor_code": f"{AWAY}102"}, (409, "AREA_OUTSIDE")),
        ({"successor_code": HOME}, (409, "AREA_LEVEL_MISMATCH")),
        ({"successor_code": VILLAGE}, (409, "AREA_LEVEL_MISMATCH")),
        ({"version": 2}, (409, "STALE_VERSION")),
        ({"last_day": "2026-11-21"}, (409, "DATE_OUT_OF_RANGE")),
        ({"code": HOME, "successor_code": NEW}, (409, "AREA_LEVEL_MISMATCH")),
        ({"last_day": "19.11.2026"}, (422, "VALIDATION_FAILED")),
        ({"dry_run": None}, (422, "VALIDATION_FAILED")),
    ],
)
async def test_what_cannot_succeed_is_refused(client: Client, more: Json, expected: tuple[int, str]) -> None:
    assert refusal(await succeed(client, **more)) == expected
    assert (await client.get("admin", "/admin/areas", ended="true")).json()["items"] == []


async def test_an_ended_area_neither_ends_again_nor_takes_over(client: Client) -> None:
    third = f"{HOME}106"
    await added(client, "areas", code=third, name="戊镇", valid_from=None)
    assert (await succeed(client)).status_code == 200
    again = await succeed(client, version=2, successor_code=third)
    assert refusal(again) == (409, "AREA_ENDED")
    assert NEW in again.json()["detail"]
    back = await succeed(client, NEW, successor_code=OLD)
    assert refusal(back) == (409, "SUCCESSION_LOOP")
    late = await succeed(client, third, successor_code=OLD)
    assert refusal(late) == (409, "AREA_ENDED")


async def test_an_area_does_not_end_before_it_was(client: Client) -> None:
    young = f"{HOME}107"
    await added(client, "areas", code=young, name="己镇", valid_from="2026-11-20")
    assert refusal(await succeed(client, young)) == (409, "DATE_OUT_OF_RANGE")
    assert (await succeed(client, successor_code=young)).status_code == 200


async def test_nothing_slips_into_an_area_while_it_ends(committed: Client) -> None:
    """Whoever is first: a station made before goes over, one made after is refused."""
    area = {"area_code": OLD, "tier": "station", "kind": "town"}
    makes = [committed.post("admin", "/admin/stations", {"name": f"站{at}", **area}) for at in range(6)]
    ended, *made = await asyncio.gather(succeed(committed), *makes)
    assert ended.status_code == 200, ended.text
    assert {answer.status_code for answer in made} <= {201, 409}
    assert {answer.json()["code"] for answer in made if answer.status_code == 409} <= {"AREA_ENDED"}
    assert OLD not in await areas_of(committed, "stations")


async def test_two_areas_cannot_take_each_others_place(committed: Client) -> None:
    there, back = await asyncio.gather(
        succeed(committed), succeed(committed, NEW, successor_code=OLD), return_exceptions=False
    )
    assert sorted([there.status_code, back.status_code]) == [200, 409]
    assert refusal(there if back.status_code == 200 else back) == (409, "SUCCESSION_LOOP")


async def test_another_county_has_no_hand_in_it(client: Client) -> None:
    area_id = await id_of(client, "areas", "code", OLD)
    body = {"version": 1, "successor_code": NEW, "last_day": "2026-11-19", "dry_run": False}
    answer = await client.post("admin_away", f"/admin/areas/{area_id}/succession", body)
    assert refusal(answer) == (404, "AREA_NOT_FOUND")
