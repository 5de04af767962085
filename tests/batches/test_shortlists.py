"""A meeting decides which matters go up: by the ordinary moves, with its name and who sat there on each."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.db import unit_of_work
from app.domain.vocabulary import EventKind
from app.models import Event
from app.models.base import new_id
from tests.bad_input.checks import fields, nothing_written, refused
from tests.batches.lists import NOWHERE, decision, meeting
from tests.cases import Json, act, at_county, day, dispatched, hidden, submit, view
from tests.conftest import Client
from tests.world import HOME

SPOT: Json = {"public_text": "现场已修好。", "basis": "《城市道路照明设施管理规定》"}
BY = {"meeting": "第三季度选件会（2026-11-19）", "deciders": ["刘岚（县人大代表）", "王婶（居民代表）"]}


async def decided(client: Client, *items: Json, who: str = "station_head", **more: Any) -> Json:
    answer = await client.post(who, "/desk/shortlists", meeting(client, *items, **more))
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def test_what_became_of_each_matter_and_who_decided_it(client: Client) -> None:
    sent, up, spot, kept = [(await submit(client))["id"] for _ in range(4)]
    made = await decided(
        client,
        decision(sent, "send", reason="反映集中"),
        decision(up, "escalate", reason="属县级职责"),
        decision(spot, "on_spot", **SPOT, answered_by="供电所 周平"),
        decision(kept, "keep", reason="已有同类事项在办"),
    )
    assert [
        (item["case_id"], item["decision"], item["status"], item["version"]) for item in made["items"]
    ] == [
        (sent, "send", "pending_dispatch", 3),
        (up, "escalate", "registered", 3),
        (spot, "on_spot", "replied", 3),
        (kept, "keep", "registered", 3),
    ]
    data = {case_id: await _newest(client, case_id) for case_id in (sent, up, spot, kept)}
    assert data[sent] == {"decided_by": "第三季度选件会", "reason": "反映集中", **BY}
    assert data[up] == {"reason": "属县级职责", **BY}
    assert data[spot] == {**SPOT, "answered_by": "供电所 周平", **BY}
    assert data[kept] == {"text": "暂不报送：已有同类事项在办", "reason": "已有同类事项在办", **BY}
    assert (await view(client, "county_office", up))["level"] == "county"
    assert (await view(client, "county_office", spot))["replies"][0]["answered_by"] == "供电所 周平"
    assert made["station_id"] == str(client.world.stations["town"])
    assert (made["station_name"], made["office_id"]) == ("town联络站", None)
    again = await client.get("station_head", f"/desk/shortlists/{made['id']}")
    assert again.json() == made


async def _newest(client: Client, case_id: str) -> Json:
    data: Json = (await view(client, "county_office", case_id))["timeline"][0]["data"]
    return data


async def test_residents_learn_what_was_decided_and_not_who_sat_there(client: Client) -> None:
    sent, up, kept = [(await submit(client))["id"] for _ in range(3)]
    reasons = {"escalate": "属县级职责", "keep": "资金未定"}
    items = [decision(sent, "send", reason="内部理由")]
    items += [
        decision(case_id, what, reason=reasons[what]) for case_id, what in ((up, "escalate"), (kept, "keep"))
    ]
    await decided(client, *items)
    read = [(await client.get("resident", f"/citizen/cases/{case_id}")).text for case_id in (sent, up, kept)]
    for inner in ("王婶", "选件会", "内部理由", "资金未定"):
        assert inner not in "".join(read)
    assert "属县级职责" in read[1]


async def test_one_that_cannot_be_decided_so_undoes_the_meeting(client: Client) -> None:
    good, stale = [(await submit(client))["id"] for _ in range(2)]
    done, kept, up = await dispatched(client), await dispatched(client), await at_county(client)
    away = (await submit(client, code=client.world.codes["deputy_away"]))["id"]
    body = meeting(
        client,
        decision(good, "send"),
        decision(done, "send", version=4),
        decision(stale, "send", version=1),
        decision(up, "escalate", version=4, reason="属县级职责"),
        decision(kept, "keep", version=4, reason="暂缓"),
        decision(away, "send"),
        decision(NOWHERE, "send"),
    )
    async with nothing_written(client):
        problem = refused(
            await client.post("station_head", "/desk/shortlists", body), 409, "SHORTLIST_NOT_READY"
        )
    assert [(item["case_id"], item["code"]) for item in problem["items"]] == [
        (done, "ILLEGAL_MOVE"),
        (stale, "STALE_VERSION"),
        (up, "FORBIDDEN"),
        (kept, "ILLEGAL_MOVE"),
        (away, "CASE_NOT_FOUND"),
        (NOWHERE, "CASE_NOT_FOUND"),
    ]
    assert (await view(client, "county_office", good))["version"] == 2
    assert (await client.get("county_office", "/desk/shortlists")).json()["items"] == []


async def test_the_table_says_who_may_decide_what(client: Client) -> None:
    case_id = (await submit(client))["id"]
    for who, item, code in (
        ("county_office", decision(case_id, "on_spot", **SPOT), "FORBIDDEN"),
        ("county_office", decision(case_id, "escalate", reason="属县级职责"), "FORBIDDEN"),
        ("committee", decision(case_id, "send"), "CASE_NOT_FOUND"),
        ("far_town_office", decision(case_id, "send"), "CASE_NOT_FOUND"),
    ):
        answer = await client.post(who, "/desk/shortlists", meeting(client, item))
        problem = refused(answer, 409, "SHORTLIST_NOT_READY")
        assert [found["code"] for found in problem["items"]] == [code], who
    for who in ("deputy", "liaison", "mediator", "unit_handler", "unit_head"):
        answer = await client.post(who, "/desk/shortlists", meeting(client, decision(case_id, "send")))
        refused(answer, 403, "FORBIDDEN")
    made = await decided(client, decision(case_id, "send"), who="county_office")
    assert (made["station_id"], made["office_name"]) == (None, "county_office机关")


async def test_the_county_picks_and_feeds_the_others_back(client: Client) -> None:
    """代表工委 picks typical ones for its committees, and the station reads why the others stay where they are."""
    picked, other = [(await submit(client))["id"] for _ in range(2)]
    up = [decision(case_id, "escalate", reason="典型问题，建议县级统筹") for case_id in (picked, other)]
    await decided(client, *up, who="town_office", meeting="镇选件会")
    await decided(
        client,
        decision(picked, "send", version=3),
        decision(other, "keep", version=3, reason="请镇里先行协商"),
        who="county_office",
        meeting="代表工委交办会",
    )
    assert not await hidden(client, "committee", picked)
    await act(client, "committee", picked, "claim")
    note = (await view(client, "station_head", other))["timeline"][0]
    assert (note["action"], note["data"]["text"]) == ("note", "暂不报送：请镇里先行协商")
    assert note["data"]["meeting"].startswith("代表工委交办会")


async def test_whose_meetings_everybody_sees(client: Client) -> None:
    first, second, third = [(await submit(client))["id"] for _ in range(3)]
    station = await decided(client, decision(first, "send"), meeting="站里的会")
    town = await decided(client, decision(second, "send"), who="town_office", meeting="镇里的会")
    county = await decided(client, decision(third, "send"), who="county_office", meeting="县里的会")
    for who, meetings in {
        "station_head": ["站里的会"],
        "liaison": ["站里的会"],
        "far_liaison": [],
        "town_office": ["镇里的会", "站里的会"],
        "far_town_office": [],
        "committee": [],
        "county_office": ["县里的会", "镇里的会", "站里的会"],
        "county_office_away": [],
    }.items():
        found = (await client.get(who, "/desk/shortlists")).json()["items"]
        assert [item["meeting"] for item in found] == meetings, who
        for made in (station, town, county):
            answer = await client.get(who, f"/desk/shortlists/{made['id']}")
            if made["meeting"] in meetings:
                assert answer.status_code == 200
            else:
                refused(answer, 404, "SHORTLIST_NOT_FOUND")
    for who in ("deputy", "mediator", "unit_handler"):
        refused(await client.get(who, "/desk/shortlists"), 403, "FORBIDDEN")
    where = {"station_id": str(client.world.stations["town"])}
    found = (await client.get("county_office", "/desk/shortlists", **where)).json()["items"]
    assert [item["meeting"] for item in found] == ["站里的会"]
    named = (await client.get("county_office", "/desk/shortlists", q="镇里")).json()["items"]
    assert [item["id"] for item in named] == [town["id"]]
    page = (await client.get("county_office", "/desk/shortlists", limit=2)).json()
    rest = await client.get("county_office", "/desk/shortlists", limit=2, cursor=page["next_cursor"])
    assert [item["id"] for item in rest.json()["items"]] == [station["id"]]


async def test_of_a_sealed_matter_only_those_read_who_see_it(client: Client) -> None:
    plain = (await submit(client))["id"]
    about = (await submit(client, code=client.world.codes["town"], category_code="conduct"))["id"]
    made = await decided(client, decision(plain, "send"), decision(about, "send"))
    assert [item["case_id"] for item in made["items"]] == [plain, about]
    liaison = await client.get("liaison", f"/desk/shortlists/{made['id']}")
    assert [item["case_id"] for item in liaison.json()["items"]] == [plain]


async def test_where_it_sat_and_at_which_event(client: Client) -> None:
    case_id, other = (await submit(client))["id"], (await submit(client))["id"]
    stations = {name: str(identity) for name, identity in client.world.stations.items()}
    event_id = str(await _event(client))
    made = await decided(
        client, decision(case_id, "send"), who="town_office", station_id=stations["town"], event_id=event_id
    )
    assert (made["station_name"], made["office_name"]) == ("town联络站", "town_office机关")
    assert made["event_id"] == event_id
    at_point = await decided(client, decision(other, "send"), station_id=stations["point"])
    assert at_point["station_name"] == "point联络站"
    for who, more, code in (
        ("station_head", {"station_id": stations["other"]}, "STATION_NOT_FOUND"),
        ("town_office", {"station_id": stations["other"]}, "STATION_NOT_FOUND"),
        ("county_office", {"station_id": stations["town_away"]}, "STATION_NOT_FOUND"),
        ("town_office", {"event_id": NOWHERE}, "REFERENCE_NOT_FOUND"),
        ("county_office_away", {"event_id": event_id}, "REFERENCE_NOT_FOUND"),
    ):
        answer = await client.post(
            who, "/desk/shortlists", meeting(client, decision(case_id, "send"), **more)
        )
        refused(answer, 404, code)


async def _event(client: Client) -> UUID:
    async with unit_of_work(client.house.sessions) as session:
        event = Event(
            id=new_id(),
            county_code=HOME,
            kind=EventKind.MEETING,
            title="选件会",
            station_id=client.world.stations["town"],
            starts_at=client.clock(),
            ends_at=client.clock() + timedelta(hours=2),
            created_at=client.clock(),
        )
        session.add(event)
    return event.id


async def test_the_same_key_decides_once(client: Client) -> None:
    body = meeting(client, decision((await submit(client))["id"], "send"))
    first, second = [
        await client.post("station_head", "/desk/shortlists", body, key="one-meeting-01") for _ in range(2)
    ]
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())


async def test_a_meeting_that_is_still_to_come(client: Client) -> None:
    body = meeting(client, decision((await submit(client))["id"], "send"), held_on=day(client, 1))
    async with nothing_written(client):
        refused(await client.post("station_head", "/desk/shortlists", body), 409, "DATE_OUT_OF_RANGE")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"deciders": []}, ["deciders"]),
        ({"deciders": [{"name": "刘岚"}]}, ["deciders.0.capacity"]),
        ({"items": []}, ["items"]),
        ({"items": [decision(NOWHERE, "send")] * 2}, ["items"]),
        ({"items": [decision(NOWHERE, "send")] * 501}, ["items"]),
        ({"items": [decision(NOWHERE, "escalate")]}, ["items.0.reason"]),
        ({"items": [decision(NOWHERE, "keep")]}, ["items.0.reason"]),
        ({"items": [decision(NOWHERE, "on_spot")]}, ["items.0.public_text", "items.0.basis"]),
        ({"items": [decision(NOWHERE, "send", public_text="已修好")]}, ["items.0.public_text"]),
        ({"items": [decision(NOWHERE, "postpone")]}, ["items.0.decision"]),
        ({"meeting": " "}, ["meeting"]),
    ],
)
async def test_a_meeting_that_is_malformed(client: Client, wrong: Json, where: list[str]) -> None:
    body = meeting(client, decision(NOWHERE, "send")) | wrong
    async with nothing_written(client):
        problem = refused(
            await client.post("station_head", "/desk/shortlists", body), 422, "VALIDATION_FAILED"
        )
    assert fields(problem) == where
