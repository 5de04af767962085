"""The timeline: nobody rewrites it, every entry says who did what as whom, and earlier rounds stay as they were."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db import unit_of_work
from tests.cases import (
    BAD,
    GOOD,
    act,
    answer,
    attempt,
    handling,
    refused,
    replied,
    reviewed,
    submit,
    view,
)
from tests.conftest import Client


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_event SET actor_name = '别人' WHERE case_id = :id",
        "DELETE FROM case_event WHERE case_id = :id",
    ],
)
async def test_history_is_not_rewritten_even_in_the_database(client: Client, statement: str) -> None:
    case_id = await handling(client)
    before = (await view(client, "county_office", case_id))["timeline"]
    with pytest.raises(DBAPIError, match="append-only"):
        async with unit_of_work(client.house.sessions) as session:
            await (await session.connection()).execute(text(statement), {"id": UUID(case_id)})
    assert (await view(client, "county_office", case_id))["timeline"] == before


async def test_each_entry_says_who_as_whom_from_where_to_where(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    timeline = (await view(client, "county_office", case_id))["timeline"]
    assert [
        (entry["action"], entry["role"], entry["from_status"], entry["to_status"])
        for entry in reversed(timeline)
    ] == [
        ("submit", "citizen", None, "submitted"),
        ("register", "system", "submitted", "registered"),
        ("shortlist", "station_head", "registered", "pending_dispatch"),
        ("dispatch", "town_office", "pending_dispatch", "dispatched"),
        ("accept", "unit_handler", "dispatched", "handling"),
        ("draft_reply", "unit_handler", "handling", "reply_review"),
        ("sign_reply", "unit_head", "reply_review", "replied"),
        ("evaluate", "citizen", "replied", "closed"),
    ]
    assert [entry["version"] for entry in timeline] == list(range(len(timeline), 0, -1))
    assert {entry["at"] for entry in timeline} == {"2026-11-20T09:00:00+08:00"}


async def test_a_citizen_reads_the_same_story_without_the_names_of_people(client: Client) -> None:
    case_id = await handling(client)
    resident = await view(client, "resident", case_id)
    assert {entry["action"] for entry in resident["timeline"]} == {
        "submit",
        "register",
        "shortlist",
        "dispatch",
        "accept",
    }
    names = {entry["actor_name"] for entry in resident["timeline"]}
    assert names == {"群众", "系统", "town联络站", "town_office机关", "town_a单位"}
    desk = " ".join(
        entry["actor_name"] for entry in (await view(client, "county_office", case_id))["timeline"]
    )
    assert all(name in desk for name in ("station_head", "town_office", "unit_handler"))


async def test_later_rounds_add_and_never_change(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    first = await view(client, "county_office", case_id)
    await act(client, "town_office", case_id, "redo", reason="属实")
    second_text = "重新更换了灯具。"
    await answer(client, case_id, reply_class="resolved", public_text=second_text)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    last = await view(client, "county_office", case_id)
    for part in ("replies", "evaluations", "timeline", "assignments"):
        assert last[part][-len(first[part]) :] == first[part], part
    assert [reply["public_text"] for reply in last["replies"]] == [second_text, "路灯已修复，昨晚已亮。"]
    assert [rating["round"] for rating in last["evaluations"]] == [2, 1]
    assert [entry["round"] for entry in last["timeline"] if entry["action"] == "sign_reply"] == [2, 1]


async def test_a_unit_reads_ratings_only_after_the_round_is_decided(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    for who in ("unit_handler", "unit_head"):
        seen = await view(client, who, case_id)
        assert seen["evaluations"] == []
        assert "evaluate" not in {entry["action"] for entry in seen["timeline"]}
        assert seen["redo_asked"] is None
    assert len((await view(client, "town_office", case_id))["evaluations"]) == 1
    await act(client, "town_office", case_id, "redo", reason="属实")
    seen = await view(client, "unit_head", case_id)
    assert [rating["reason"] for rating in seen["evaluations"]] == ["又灭了"]
    assert "evaluate" in {entry["action"] for entry in seen["timeline"]}


async def test_pages_of_the_timeline_put_together_are_the_whole(client: Client) -> None:
    case_id = await reviewed(client)
    whole = (await view(client, "county_office", case_id))["timeline"]
    found, cursor = [], None
    while True:
        page = (
            await client.get(
                "county_office",
                f"/desk/cases/{case_id}/timeline",
                limit=2,
                **({"cursor": cursor} if cursor else {}),
            )
        ).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole


async def test_somebody_who_looked_at_an_older_state_is_told_the_new_one(client: Client) -> None:
    receipt = await submit(client)
    case_id, version = receipt["id"], receipt["version"]
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    stale = {"decided_by": "站务会", "version": version}
    problem = await refused(client, "town_office", case_id, "shortlist", "STALE_VERSION", **stale)
    assert "3" in str(problem)
    note = {"text": "已核实", "version": version}
    await refused(client, "liaison", case_id, "note", "STALE_VERSION", **note)
    early = await attempt(client, "town_office", case_id, "strike_off", proof="x", checker="y")
    assert (early.status_code, early.json()["code"]) == (409, "ILLEGAL_MOVE")
    assert "待交办" in early.json()["detail"]
