"""Sums follow the cases: once however often told, together however many at a time, and from scratch the same."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select, text

from app.db import unit_of_work
from app.jobs import handlers
from app.models import Assignment, CaseFact, RollUp
from app.services import rollups
from tests.cases import GOOD, act, answer, handling, replied, submit
from tests.conftest import Client, Deliver
from tests.figures.reading import groups, rate, sheet, short, told, waits
from tests.world import HOME

Rows = dict[Any, dict[str, Any]]


async def sums(client: Client) -> Rows:
    """All roll-ups but those of nothing."""
    async with unit_of_work(client.house.sessions) as session:
        rows = [row.model_dump() for row in await session.exec(select(RollUp))]
    return {
        (row["dimension"], row["grain"], row["since"], row["key"]): row
        for row in rows
        if any(value for name, value in row.items() if name not in ("county_code", "key", "since"))
        and (row["received"] or row["waits"])
    }


async def jobs(client: Client) -> list[bytes]:
    async with unit_of_work(client.house.sessions) as session:
        query = text("DELETE FROM pgqueuer RETURNING payload")
        return [payload for (payload,) in await session.exec(query)]  # type: ignore[call-overload]


async def test_told_twice_it_counts_once(client: Client) -> None:
    await replied(client)
    told_of = await jobs(client)
    for payload in told_of:
        await handlers.notify(client.house.sessions, payload, client.clock())
    once = await sums(client)
    for payload in reversed(told_of):
        await handlers.notify(client.house.sessions, payload, client.clock())
    assert await sums(client) == once
    assert (await sheet(client))["total"]["received"] == 1


async def test_a_draft_counts_for_nothing_and_a_matter_moves_with_its_category(
    client: Client, deliver: Deliver
) -> None:
    case_id = (await submit(client))["id"]
    assert set(groups(await told(client, deliver, by="category"))) == {"lighting", "lighting.street_lamp"}
    await act(client, "station_head", case_id, "screen", category_code="lighting", note="归类")
    found = groups(await told(client, deliver, by="category"))
    assert {key: each["received"] for key, each in found.items()} == {"lighting": 1}


async def test_from_scratch_it_is_the_same(client: Client, deliver: Deliver) -> None:
    await replied(client)
    case_id = await handling(client)
    client.clock.advance(days=9, hours=3)
    await answer(client, case_id)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await deliver()
    before = await sums(client)
    async with unit_of_work(client.house.sessions) as session:
        await session.exec(text("DELETE FROM roll_up"))  # type: ignore[call-overload]
        await session.exec(text("UPDATE case_fact SET received = 7"))  # type: ignore[call-overload]
    await handlers.rebuild(client.house.sessions, HOME)
    assert await sums(client) == before


async def test_many_at_once_lose_nothing(committed: Client) -> None:
    """Every case is followed by four at a time, all cases at once."""
    ids = [UUID((await submit(committed))["id"]) for _ in range(6)]
    payload = json.dumps({"case_ids": [str(each) for each in ids]}).encode()
    one = [json.dumps({"case_ids": [str(each)]}).encode() for each in reversed(ids)]
    sessions = committed.house.sessions
    found = await asyncio.gather(*(handlers.count(sessions, each) for each in [payload, *one, payload, *one]))
    assert sum(found) == 6
    assert (await sheet(committed))["total"]["received"] == 6
    async with unit_of_work(sessions) as session:
        assert len((await session.exec(select(CaseFact))).all()) == 6


async def test_a_due_day_that_moved_is_known(client: Client, deliver: Deliver) -> None:
    await handling(client)
    await deliver()
    client.clock.advance(days=14)
    assert short((await sheet(client))["total"]["on_time"]) == rate(0, 1)
    async with unit_of_work(client.house.sessions) as session:
        share = (await session.exec(select(Assignment))).one()
        share.reply_due_at = client.clock() + timedelta(days=1)
        await session.flush()
        await rollups.redate(session, HOME)
    assert short((await sheet(client))["total"]["on_time"]) == rate(0, 0, not_due=1)


async def test_waits_are_told_in_hours_then_in_days(client: Client, deliver: Deliver) -> None:
    fast, slow = await handling(client), await handling(client)
    client.clock.advance(hours=2, minutes=59)
    await answer(client, fast)
    client.clock.advance(days=4)
    await answer(client, slow)
    await act(client, "deputy", slow, "evaluate", **GOOD)
    await deliver()
    found = await waits(client, by="station")
    steps = {each["wait"]: each for each in found["steps"]}
    assert steps["reply"] == {
        "wait": "reply",
        "label": "交办到答复",
        "count": 2,
        "median_hours": (2 + 96) / 2,
        "p90_hours": 96,
    }
    assert steps["rating"]["count"] == 1
    assert steps["redo"] == steps["redo"] | {"count": 0, "median_hours": None, "p90_hours": None}
    (group,) = found["groups"]
    assert (group["name"], group["wait"], group["count"]) == ("town联络站", "reply", 2)
    own = {each["wait"]: each["count"] for each in (await waits(client, "unit_handler"))["steps"]}
    assert (own["reply"], own["rating"], own["register"]) == (2, 0, 0)


async def test_a_mediator_learns_nothing_of_a_rating_while_others_rate(
    client: Client, deliver: Deliver
) -> None:
    case_id = (await submit(client, kind="dispute"))["id"]
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "mediator", case_id, "claim")
    await act(client, "mediator", case_id, "complete", public_text="双方签了协议。")
    await act(client, "deputy", case_id, "evaluate", **GOOD)
    await deliver()
    seen = {}
    for who in ("mediator", "station_head"):
        steps = {each["wait"]: each["count"] for each in (await waits(client, who))["steps"]}
        seen[who] = (steps["answer"], steps["rating"])
    assert seen == {"mediator": (1, 0), "station_head": (1, 1)}
