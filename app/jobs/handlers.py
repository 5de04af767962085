"""What the worker does. Each in one transaction of its own, and each may run twice."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from app.db import SessionFactory, unit_of_work
from app.services import lapsing, limits, notices, recounting, repeats, rollups, supervision, sweeping

KEEP_ANSWERS = timedelta(days=2)
KEEP_WINDOWS = timedelta(hours=2)


async def notify(sessions: SessionFactory, payload: bytes, now: datetime) -> int:
    """Tell those concerned of one event, and issue the orders that it brings about; figures follow its case."""
    event_id = UUID(json.loads(payload)["event_id"])
    async with unit_of_work(sessions) as session:
        await rollups.follow(session, event_id)
    async with unit_of_work(sessions) as session:
        await supervision.follow(session, event_id, now)
        return await notices.deliver(session, event_id, now)


async def count(sessions: SessionFactory, payload: bytes) -> int:
    """Figures follow these cases; how many count for something else than before."""
    case_ids = [UUID(each) for each in json.loads(payload)["case_ids"]]
    async with unit_of_work(sessions) as session:
        return await rollups.refresh(session, case_ids)


async def rebuild(sessions: SessionFactory, county_code: str) -> None:
    """All figures of a county from its cases, a page a transaction; at the end all sums anew."""
    after: UUID | None = None
    while True:
        async with unit_of_work(sessions) as session:
            after = await rollups.page(session, county_code, after)
        if after is None:
            break
    async with unit_of_work(sessions) as session:
        await rollups.sum_up(session, county_code)


async def lapse(sessions: SessionFactory, now: datetime) -> int:
    """Clocks that end by themselves, each in its own transaction so that one cannot hold up the rest."""
    async with unit_of_work(sessions) as session:
        due = await lapsing.due(session, now)
    done = 0
    for clock_id in due:
        async with unit_of_work(sessions) as session:
            done += await lapsing.lapse(session, clock_id, now)
    return done


async def sweep(sessions: SessionFactory, now: datetime) -> int:
    """Every line that clocks came to, a batch a transaction; how many there were."""
    crossed = 0
    while True:
        async with unit_of_work(sessions) as session:
            found = await sweeping.sweep(session, now)
        if not found:
            return crossed
        crossed += found


async def reckon(sessions: SessionFactory, payload: bytes, now: datetime) -> int:
    """The calendar of a county changed: its clocks anew, a page of cases a transaction; how many dates moved."""
    county = json.loads(payload)
    async with unit_of_work(sessions) as session:
        await recounting.furnish(session, county["county_code"], now)
    moved, after = 0, None
    while True:
        async with unit_of_work(sessions) as session:
            page = await recounting.recount(session, county["county_code"], county.get("why", ""), after, now)
        moved += page.moved
        if page.last is None:
            break
        after = page.last
    async with unit_of_work(sessions) as session:
        await rollups.redate(session, county["county_code"])
    return moved


async def tidy(sessions: SessionFactory, now: datetime) -> None:
    """Forget answers of repeated calls and rate windows that have served their time."""
    async with unit_of_work(sessions) as session:
        await repeats.forget(session, now - KEEP_ANSWERS)
        await limits.forget(session, now - KEEP_WINDOWS)
