"""Asking somebody without an account: who may, what is carried, and what is told once."""

from typing import Any

import pytest
from sqlalchemy import text

from app.db import unit_of_work
from tests.access.situations import sealed
from tests.cases import (
    accept,
    act,
    attempt,
    current_version,
    dispatch_form,
    handling,
    offered,
    refused,
    shortlisted,
    split,
    submit,
    view,
)
from tests.conftest import Client
from tests.work_links.links import ASK, asked, links, pushed, replied, reply, take_back, token


async def test_a_unit_asks_and_the_case_stays_where_it_is(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id, shows_photos=True)
    assert link["url"] == f"http://127.0.0.1:8000/w/{token(link)}"
    assert len(token(link)) >= 32, "192 bits"
    assert link["expires_at"] == "2026-11-27T23:59:59+08:00"
    case = await view(client, "deputy", case_id)
    entry = case["timeline"][0]
    assert (case["status"], entry["action"], entry["actor_name"]) == (
        "handling",
        "ask_outsider",
        "unit_handler",
    )
    assert entry["data"] == {
        **ASK,
        "shows_photos": True,
        "expires_on": "2026-11-27",
        "work_link_id": link["id"],
    }
    told = (await view(client, "resident", case_id))["timeline"]
    assert "ask_outsider" not in {event["action"] for event in told}, (
        "of the desk's helpers a resident is not told"
    )


@pytest.mark.parametrize("who", ["liaison", "station_head", "town_office", "county_office"])
async def test_stations_and_offices_ask_while_it_is_sorted_handled_or_outside(
    client: Client, who: str
) -> None:
    registered: str = (await submit(client))["id"]
    outside, _ = await pushed(client)
    for case_id in (registered, await shortlisted(client), await handling(client), outside):
        assert "ask_outsider" in await offered(client, who, case_id)
        assert (await asked(client, case_id, who))["url"]


async def test_before_and_after_that_nobody_asks(client: Client) -> None:
    case_id = await shortlisted(client)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    for who in ("town_office", "unit_handler"):
        assert "ask_outsider" not in await offered(client, who, case_id)
        await refused(client, who, case_id, "ask_outsider", "ILLEGAL_MOVE", **ASK)


@pytest.mark.parametrize("who", ["deputy", "mediator", "unit_head"])
async def test_others_never_ask(client: Client, who: str) -> None:
    kind = "dispute" if who == "mediator" else "appeal"
    await refused(client, who, await handling(client, kind=kind), "ask_outsider", "FORBIDDEN", **ASK)


async def test_main_and_co_units_ask_for_their_own_part(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await refused(client, "town_b_handler", case_id, "ask_outsider", "ILLEGAL_MOVE", **ASK)
    await accept(client, case_id, "town_b")
    link = await asked(client, case_id, "town_b_handler")
    parts = {
        item["unit_name"]: item["id"] for item in (await view(client, "liaison", case_id))["assignments"]
    }
    (item,) = await links(client, "liaison", case_id)
    assert (item["id"], item["assignment_id"]) == (link["id"], parts["town_b单位"])
    await refused(
        client,
        "town_b_handler",
        case_id,
        "ask_outsider",
        "REFERENCE_NOT_FOUND",
        assignment_id=parts["town_a单位"],
        **ASK,
    )


async def test_an_office_need_not_say_for_which_part(client: Client) -> None:
    case_id = await split(client)
    await asked(client, case_id, "town_office")
    (item,) = await links(client, "town_office", case_id)
    assert item["assignment_id"] is None


async def test_of_a_sealed_matter_only_the_head_and_the_offices_ask(client: Client) -> None:
    case_id = await sealed(client)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    assert (await asked(client, case_id, "station_head"))["url"]
    await act(client, "county_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    await accept(client, case_id, "town_b")
    problem = await refused(client, "town_b_handler", case_id, "ask_outsider", "ILLEGAL_MOVE", **ASK)
    assert problem["detail"] == "“请外部人员处理”不能进行：已密封"
    assert (await asked(client, case_id, "town_office"))["url"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"recipient": "张师傅 19900000001"}, "recipient"),
        ({"recipient": "张师傅 199-0000-0001"}, "recipient"),
        ({"task": "请联系１９９００００００01"}, "task"),
        ({"task": "住户身份证 41112219900101123X"}, "task"),
        ({"task": "先打 0395-1234567"}, "task"),
        ({"recipient": " "}, "recipient"),
        ({"task": ""}, "task"),
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"days": "7"}, "days"),
    ],
)
async def test_what_is_asked_is_well_formed_and_holds_no_number_of_a_person(
    client: Client, fields: dict[str, Any], wrong: str
) -> None:
    case_id = await handling(client)
    answer = await attempt(client, "unit_handler", case_id, "ask_outsider", **ASK | fields)
    assert (answer.status_code, [item["field"] for item in answer.json()["errors"]]) == (422, [wrong])
    assert await links(client, "unit_handler", case_id) == []


async def test_a_lamp_may_have_a_number(client: Client) -> None:
    case_id = await handling(client)
    assert await asked(client, case_id, task="请修 20231105 号灯杆，11 月 27 日 18:00 前。", days=30)


async def test_a_case_goes_either_to_a_platform_or_to_somebody(client: Client) -> None:
    case_id = await shortlisted(client)
    system_id = str(client.world.systems["hotline"])
    for both in ({}, {"system_id": system_id, "outsider": ASK}):
        answer = await attempt(client, "station_head", case_id, "push_external", **both)
        assert answer.status_code == 422
        assert {item["field"] for item in answer.json()["errors"]} == {"system_id", "outsider"}
    to_platform = await attempt(client, "station_head", case_id, "push_external", system_id=system_id)
    assert (to_platform.json()["status"], to_platform.json()["work_link"]) == ("external", None)


async def test_the_submitter_learns_who_has_it_now(client: Client) -> None:
    case_id, link = await pushed(client)
    entry = (await view(client, "resident", case_id))["timeline"][0]
    assert (entry["action"], entry["data"]) == (
        "push_external",
        {"system": "南街物业", "reply_due_on": "2026-12-01"},
    )
    told = (await view(client, "liaison", case_id))["timeline"][0]["data"]
    assert told == {
        "outsider": ASK,
        "system": "南街物业",
        "expires_on": "2026-11-27",
        "work_link_id": link["id"],
        "reply_due_on": "2026-12-01",
    }


async def test_the_platform_that_had_it_before_has_it_no_more(client: Client) -> None:
    case_id = await shortlisted(client)
    system_id = str(client.world.systems["hotline"])
    await act(client, "station_head", case_id, "push_external", system_id=system_id)
    number = {"external_number": "12345-2026-0099", "reply_class": "resolved", "public_text": "已修"}
    await act(client, "station_head", case_id, "external_reply", **number)
    await act(client, "resident", case_id, "request_redo", reason="没有修")
    await act(client, "town_office", case_id, "redo", reason="情况属实")
    link = await asked(client, case_id, "town_office", "push_external", outsider=ASK)
    assert (await view(client, "town_office", case_id))["external_number"] == ""
    async with unit_of_work(client.house.sessions) as session:
        query = text('SELECT external_system_id FROM "case" WHERE id = :id')
        assert (await (await session.connection()).execute(query, {"id": case_id})).scalar_one() is None
    assert not (await replied(client, link))["late"]


async def test_the_same_key_makes_one_link_and_tells_its_address_once(client: Client) -> None:
    case_id = await handling(client)
    version, key = await current_version(client, case_id), "ask-outsider-1"
    fields: dict[str, Any] = {"version": version, "idempotency_key": key, **ASK}
    first = (await attempt(client, "unit_handler", case_id, "ask_outsider", **fields)).json()
    again = (await attempt(client, "unit_handler", case_id, "ask_outsider", **fields)).json()
    assert first["work_link"].pop("url") and again["work_link"].pop("url") is None
    assert again == first
    assert len(await links(client, "unit_handler", case_id)) == 1


async def everything_stored(client: Client) -> str:
    """Every row of the database as text."""
    async with unit_of_work(client.house.sessions) as session:
        connection = await session.connection()
        tables = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        parts = [
            str((await connection.execute(text(f'SELECT json_agg(t) FROM "{name}" t'))).scalar_one())
            for (name,) in tables.all()
        ]
    return "\n".join(parts)


async def test_the_token_is_stored_nowhere_and_a_name_only_beside_the_link(client: Client) -> None:
    case_id = await handling(client)
    link, left = await asked(client, case_id), await asked(client, case_id, "town_office")
    _, given = await pushed(client)
    await take_back(client, "town_office", case_id, left)
    await replied(client, link, outcome="done", text="修好了", name="老张")
    await reply(client, given)
    stored = await everything_stored(client)
    assert "修好了" in stored
    for each in (link, left, given):
        assert token(each) not in stored
    assert stored.count("老张") == 1
    (item,) = [item for item in await links(client, "liaison", case_id) if item["state"] == "answered"]
    assert item["answered_by"] == "老张"
