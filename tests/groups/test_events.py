"""Events: who plans where, the roster, what came of it, who looks, and what the public learns."""

import asyncio
from typing import Any

import pytest

from tests.cases import CONTACT
from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import (
    Json,
    deputy,
    made,
    planned,
    professional,
    reception,
    refused,
    seen,
    station,
    wrong,
)

PATH = "/desk/events"
LATER = {"starts_at": "2026-11-26T09:00:00+08:00", "ends_at": "2026-11-26T11:30:00+08:00"}
EARLIER = {"starts_at": "2026-11-18T09:00:00+08:00", "ends_at": "2026-11-18T11:30:00+08:00"}


def edited(client: Client, event: Json, *deputies: str, **more: Any) -> Json:
    return reception(client, *deputies) | {"version": event["version"]} | more


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("liaison", "town", 201),
        ("liaison", "point", 201),
        ("liaison", "other", 403),
        ("station_head", "town", 201),
        ("deputy", "town", 201),
        ("deputy", "other", 403),
        ("town_office", "town", 201),
        ("town_office", None, 201),
        ("town_office", "other", 403),
        ("committee", None, 201),
        ("committee", "other", 201),
        ("county_office", "other", 201),
        ("mediator", "town", 403),
        ("unit_head", None, 403),
        ("unit_head", "town", 403),
        ("county_office", "town_away", 404),
    ],
)
async def test_who_may_plan_where(client: Client, who: str, where: str | None, status: int) -> None:
    body = reception(client, station_id=where and station(client, where))
    answer = await client.post(who, PATH, body)
    assert answer.status_code == status, answer.text
    if status == 201:
        hosts = {"town_office", "committee", "county_office"}
        own = str(client.world.offices[who]) if who in hosts else None
        assert (answer.json()["office_id"], answer.json()["can_change"]) == (own, True)


@pytest.mark.parametrize("who", ["liaison", "deputy"])
async def test_who_belongs_to_a_station_says_which(client: Client, who: str) -> None:
    answer = await client.post(who, PATH, reception(client, station_id=None))
    assert wrong(answer) == {("station_id", "STATION_REQUIRED")}


async def test_a_roster_holds_deputies_heads_of_units_and_guests(client: Client) -> None:
    unit = str(client.world.units["town_a"])
    law = await professional(client)
    roster = [
        {"deputy_id": deputy(client), "part": "主持"},
        {"name": "周平", "unit_id": unit, "part": "解答"},
        {"name": "钱律师", "part": "普法"},
    ]
    event = await planned(client, roster=roster, group_id=law["id"], modes=["站内", "流动", "站内"])
    shown = [(each["name"], each["unit_name"], each["part"], each["attended"]) for each in event["roster"]]
    assert shown == [
        ("deputy代表", None, "主持", None),
        ("周平", "town_a单位", "解答", None),
        ("钱律师", None, "普法", None),
    ]
    assert (event["host_name"], event["modes"]) == ("town联络站", ["站内", "流动"])
    of_group = (await seen(client, "deputy", PATH, group_id=law["id"]))["items"]
    assert [item["id"] for item in of_group] == [event["id"]]


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"ends_at": "2026-11-25T09:00:00+08:00"}, "ends_at", "ENDS_BEFORE_START"),
        ({"starts_at": "2026-11-25T09:00:00"}, "starts_at", "TIMESTAMP_FORM"),
        ({"roster": [{"name": ""}]}, "roster.0.name", "DEPUTY_OR_NAME"),
        ({"preset": "no_such_practice"}, "preset", "PRESET_UNKNOWN"),
        ({"title": "\u3000"}, "title", "TEXT_BLANK"),
        ({"kind": "party"}, "kind", "ENUM"),
    ],
)
async def test_an_event_that_makes_no_sense(client: Client, more: Json, field: str, code: str) -> None:
    assert (field, code) in wrong(await client.post("liaison", PATH, reception(client) | more))
    assert (await seen(client, "liaison", PATH))["items"] == []


async def test_nobody_comes_twice_nor_in_vain(client: Client) -> None:
    twice = reception(client, "deputy", "deputy")
    assert wrong(await client.post("liaison", PATH, twice)) == {("roster", "DEPUTY_REPEATED")}
    for name in ("ended_deputy", "deputy_away"):
        answer = await client.post("liaison", PATH, reception(client, "deputy", name))
        assert refusal(answer) == (404, "DEPUTY_NOT_FOUND")
        assert [each["field"] for each in answer.json()["errors"]] == ["roster.1.deputy_id"]
    unit = {"roster": [{"name": "周平", "unit_id": str(client.world.units["county_a_away"])}]}
    assert await refused(client, "liaison", PATH, reception(client) | unit) == (404, "UNIT_NOT_FOUND")
    foreign = reception(client, group_id="0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10")
    assert await refused(client, "liaison", PATH, foreign) == (404, "GROUP_NOT_FOUND")
    assert (await seen(client, "liaison", PATH))["items"] == []


async def test_a_weekly_reception_has_three_to_five_deputies(client: Client) -> None:
    weekly: Json = {"preset": "weekly_reception"}
    names = ["deputy", "colleague", "far_deputy"]
    for number in (0, 2):
        body = reception(client, *names[:number], **weekly)
        assert await refused(client, "liaison", PATH, body) == (409, "ROSTER_SIZE")
    event = await planned(client, *names, **weekly)
    fewer = edited(client, event, *names[:2], **weekly)
    assert refusal(await client.put("liaison", f"{PATH}/{event['id']}", fewer)) == (409, "ROSTER_SIZE")
    more = [
        (await made(client, "admin", "/admin/deputies", row))["id"]
        for row in (
            {"name": f"代表{number}", "station_id": station(client), "area_code": "411122102"}
            for number in range(3)
        )
    ]
    six = reception(client, *names, **weekly, **LATER)
    six["roster"] += [{"deputy_id": each} for each in more]
    answer = await client.post("liaison", PATH, six)
    assert refusal(answer) == (409, "ROSTER_SIZE")
    assert answer.json()["detail"] == "应安排 3–5 位代表，现为 6 位"


async def test_a_deputy_is_on_one_roster_at_a_time_unless_meant_so(client: Client) -> None:
    first = await planned(client, "deputy", "colleague")
    overlapping = {"starts_at": "2026-11-25T11:00:00+08:00", "ends_at": "2026-11-25T12:00:00+08:00"}
    body = reception(client, "deputy", "far_deputy", title="调研", **overlapping)
    answer = await client.post("county_office", PATH, body)
    assert refusal(answer) == (409, "ROSTER_OVERLAP")
    assert [each["message"] for each in answer.json()["errors"]] == ["deputy代表：11月25日 09:00 代表接待日"]
    after = {"starts_at": "2026-11-25T11:30:00+08:00", "ends_at": "2026-11-25T12:00:00+08:00"}
    await planned(client, "deputy", **after)
    meant = await client.post("county_office", PATH, body | {"allow_overlap": True})
    assert meant.status_code == 201
    itself = edited(client, first, "deputy", "colleague", place="会议室", allow_overlap=False)
    assert refusal(await client.put("liaison", f"{PATH}/{first['id']}", itself)) == (409, "ROSTER_OVERLAP")
    cancel = {"version": 1, "reason": "改期"}
    await client.post("county_office", f"{PATH}/{meant.json()['id']}/cancel", cancel)
    assert (await client.put("liaison", f"{PATH}/{first['id']}", itself)).status_code == 200


async def test_two_at_once_do_not_both_get_the_deputy(committed: Client) -> None:
    body = reception(committed, "deputy")
    answers = await asyncio.gather(*(committed.post("liaison", PATH, body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"ROSTER_OVERLAP"}


async def test_an_edit_replaces_the_whole_and_the_roster(client: Client) -> None:
    event = await planned(client, "deputy", plan="上午接待")
    where = f"{PATH}/{event['id']}"
    body = edited(client, event, "colleague", title="改名", **LATER)
    changed = await client.put("station_head", where, body)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["title"], changed.json()["plan"], changed.json()["version"]) == ("改名", "", 2)
    assert [each["name"] for each in changed.json()["roster"]] == ["colleague代表"]
    late = await client.put("liaison", where, body)
    assert refusal(late) == (409, "STALE_VERSION")
    assert late.json()["version"] == 2


CHANGES = {
    "liaison": ({"liaison"}, {"liaison", "station_head", "town_office", "county_office"}),
    "deputy": ({"deputy"}, {"deputy", "liaison", "station_head", "town_office", "county_office"}),
    "town_office": ({"town_office"}, {"liaison", "station_head", "town_office", "county_office"}),
    "committee": ({"committee"}, {"committee", "liaison", "station_head", "town_office", "county_office"}),
}


@pytest.mark.parametrize("planner", CHANGES)
async def test_who_may_change_what_another_planned_at_the_station(client: Client, planner: str) -> None:
    event = await planned(client, who=planner)
    where, may = f"{PATH}/{event['id']}", CHANGES[planner][1]
    for who in (*CHANGES, "station_head", "county_office", "colleague", "far_liaison", "far_town_office"):
        shown = await seen(client, who, where)
        assert shown["can_change"] is (who in may), who
        answer = await client.post(who, f"{where}/cancel", {"version": 99, "reason": "试"})
        assert answer.status_code == (409 if who in may else 403), who


async def test_an_event_of_an_organ_alone_is_its_own(client: Client) -> None:
    event = await planned(client, who="committee", station_id=None)
    where = f"{PATH}/{event['id']}"
    for who, may in (
        ("committee", True),
        ("far_committee", False),
        ("county_office", True),
        ("town_office", False),
        ("liaison", False),
    ):
        assert (await seen(client, who, where))["can_change"] is may, who


async def test_who_sees_an_event(client: Client) -> None:
    roster = [{"name": "周平", "unit_id": str(client.world.units["town_a"])}]
    event = await planned(client, roster=roster)
    where = f"{PATH}/{event['id']}"
    for who in ("deputy", "far_deputy", "mediator", "far_committee", "unit_handler", "unit_head"):
        assert [each["id"] for each in (await seen(client, who, PATH))["items"]] == [event["id"]], who
        assert (await seen(client, who, where))["id"] == event["id"]
    for who in ("town_b_handler", "county_office_away", "liaison_away"):
        assert (await seen(client, who, PATH))["items"] == []
        assert refusal(await client.get(who, where)) == (404, "EVENT_NOT_FOUND"), who
        cancel = {"version": 1, "reason": "试"}
        assert await refused(client, who, f"{where}/cancel", cancel) == (404, "EVENT_NOT_FOUND")


async def test_what_came_of_it_is_written_down_once(client: Client) -> None:
    event = await planned(client, "deputy", "colleague")
    where = f"{PATH}/{event['id']}"
    there, absent = event["roster"]
    form = {"version": 1, "summary": "接待 12 人", "people": 12, "questions": 15, "attended": [there["id"]]}
    assert await refused(client, "liaison", f"{where}/hold", form) == (409, "DATE_OUT_OF_RANGE")
    client.clock.advance(days=5)
    stranger = form | {"attended": ["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"]}
    assert wrong(await client.post("liaison", f"{where}/hold", stranger)) == {("attended", "NOT_ON_ROSTER")}
    held = await client.post("liaison", f"{where}/hold", form)
    assert held.status_code == 200, held.text
    shown = held.json()
    assert (shown["status"], shown["people"], shown["questions"], shown["version"]) == ("held", 12, 15, 2)
    assert {each["id"]: each["attended"] for each in shown["roster"]} == {
        there["id"]: True,
        absent["id"]: False,
    }
    assert shown["can_change"] is False
    assert await refused(client, "liaison", f"{where}/hold", form | {"version": 2}) == (409, "EVENT_CLOSED")
    cancel = {"version": 2, "reason": "晚了"}
    assert await refused(client, "liaison", f"{where}/cancel", cancel) == (409, "EVENT_CLOSED")
    body = edited(client, shown, "deputy")
    assert refusal(await client.put("liaison", where, body)) == (409, "EVENT_CLOSED")


async def test_lists_by_time_and_narrowed(client: Client) -> None:
    second = await planned(client, "deputy")
    third = await planned(client, **LATER, kind="lecture")
    first = await planned(client, **EARLIER, station_id=station(client, "point"))
    names = {first["id"]: 1, second["id"]: 2, third["id"]: 3}

    async def listed(**params: Any) -> list[int]:
        return [names[item["id"]] for item in (await seen(client, "liaison", PATH, **params))["items"]]

    assert await listed() == [3, 2, 1]
    assert await listed(kind="lecture") == [3]
    assert await listed(status="held") == []
    assert await listed(station_id=station(client, "point")) == [1]
    assert await listed(deputy_id=deputy(client)) == [2]
    assert await listed(**{"from": "2026-11-25T00:00:00+08:00", "to": "2026-11-26T00:00:00+08:00"}) == [2]
    backwards = {"from": "2026-11-26T00:00:00+08:00", "to": "2026-11-25T23:59:59+08:00"}
    assert wrong(await client.get("liaison", PATH, **backwards)) == {("to", "ENDS_BEFORE_START")}
    turned: list[int] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        page = await seen(client, "liaison", PATH, limit=1, **cursor)
        turned += [names[item["id"]] for item in page["items"]]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert turned == [3, 2, 1]


async def test_the_public_learns_when_somebody_is_there(client: Client) -> None:
    there = f"/public/stations/{station(client)}/events"
    later = await planned(client, "deputy", "colleague", **LATER, plan="内部安排", title="第二次接待")
    guest = {"name": "周平", "unit_id": str(client.world.units["town_a"])}
    sooner = await planned(client, "deputy", roster=[{"deputy_id": deputy(client)}, guest])
    await planned(client, **EARLIER)
    await planned(client, **LATER, kind="meeting")
    await planned(client, **LATER, station_id=station(client, "point"))
    gone = await planned(client, **LATER, title="取消的")
    await client.post("liaison", f"{PATH}/{gone['id']}/cancel", {"version": 1, "reason": "停电"})
    answer = await client.get(None, there)
    items = answer.json()["items"]
    assert [item["id"] for item in items] == [sooner["id"], later["id"]]
    assert items[0]["deputies"] == ["deputy代表"]
    assert items[1]["deputies"] == ["colleague代表", "deputy代表"]
    assert items[1].keys() == {"id", "title", "place", "starts_at", "ends_at", "deputies"}
    assert "周平" not in answer.text and "内部安排" not in answer.text
    first = (await client.get(None, there, limit=1)).json()
    rest = (await client.get(None, there, limit=1, cursor=first["next_cursor"])).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [sooner["id"], later["id"]]
    assert rest["next_cursor"] is None
    nowhere = await client.get(None, "/public/stations/0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10/events")
    assert refusal(nowhere) == (404, "STATION_NOT_FOUND")


def spoken(**more: Any) -> Json:
    body = {
        "channel": "reception",
        "title": "路灯不亮",
        "contact": CONTACT,
        "visibility": "units",
        "consent": "当面口述，已核对",
    }
    return body | more


async def test_what_was_said_there_becomes_matters_that_name_it(client: Client) -> None:
    event = await planned(client, "deputy")
    said = spoken(event_id=event["id"], deputy_id=deputy(client))
    case_id = (await made(client, "liaison", "/desk/cases", said))["id"]
    sealed = await made(client, "station_head", "/desk/cases", said | {"sensitive": True})
    case = await seen(client, "liaison", f"/desk/cases/{case_id}")
    assert (case["event_id"], case["event_title"], case["channel"]) == (
        event["id"],
        "代表接待日",
        "reception",
    )
    where = f"{PATH}/{event['id']}"
    assert [each["id"] for each in (await seen(client, "liaison", where))["cases"]] == [case_id]
    assert [each["id"] for each in (await seen(client, "far_liaison", where))["cases"]] == []
    both = (await seen(client, "station_head", where))["cases"]
    assert [each["id"] for each in both] == [sealed["id"], case_id]


async def test_a_matter_comes_from_an_event_that_is_there(client: Client) -> None:
    event = await planned(client)
    by_phone = await client.post("liaison", "/desk/cases", spoken(event_id=event["id"], channel="phone"))
    assert wrong(by_phone) == {("channel", "CHANNEL_OF_EVENT"), ("event_id", "CHANNEL_OF_EVENT")}
    unknown = spoken(event_id="0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10")
    assert await refused(client, "liaison", "/desk/cases", unknown) == (404, "EVENT_NOT_FOUND")
    await client.post("liaison", f"{PATH}/{event['id']}/cancel", {"version": 1, "reason": "停电"})
    cancelled = spoken(event_id=event["id"])
    assert await refused(client, "liaison", "/desk/cases", cancelled) == (409, "EVENT_CANCELLED")
    without = await made(client, "liaison", "/desk/cases", spoken())
    shown = await seen(client, "liaison", f"/desk/cases/{without['id']}")
    assert (shown["event_id"], shown["event_title"]) == (None, None)


async def test_the_same_key_plans_and_holds_once(client: Client) -> None:
    body = reception(client, "deputy")
    first = await client.post("liaison", PATH, body, key="plan-once-1")
    again = await client.post("liaison", PATH, body, key="plan-once-1")
    assert (first.status_code, first.json()) == (201, again.json())
    client.clock.advance(days=5)
    form = {"version": 1, "summary": "接待 3 人"}
    where = f"{PATH}/{first.json()['id']}/hold"
    once = await client.post("liaison", where, form, key="hold-once-1")
    twice = await client.post("liaison", where, form, key="hold-once-1")
    assert (once.status_code, once.json()) == (200, twice.json())
