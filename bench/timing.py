"""How long the sweep and a new calendar take over a county of open cases, and what its users notice meanwhile."""

import asyncio
import json
import time
from collections.abc import Awaitable
from datetime import timedelta
from statistics import quantiles
from typing import TypeVar

import httpx
from sqlalchemy import text

from app.clock import utc_now
from app.config import get_settings
from app.db import SessionFactory, make_engine, make_sessions, unit_of_work
from app.jobs import handlers
from bench.county import COUNTY
from bench.running import Running

Result = TypeVar("Result")
_SPREAD = """
UPDATE case_clock SET started_at = began.at, due_at = began.at + interval '11 days', line_at = began.lines,
    crossed = (SELECT count(*) FROM unnest(began.lines) AS line WHERE line <= now())
FROM (
    SELECT id, at, ARRAY[at + interval '6 days', at + interval '9 days', at + interval '11 days',
                         at + interval '18 days', at + interval '25 days'] AS lines
    FROM (SELECT id, now() - interval '11 days' * random() AS at FROM case_clock) AS spread
) AS began WHERE case_clock.id = began.id
"""
"""All clocks began in the last eleven days: a tenth of them comes to each line in a day."""


def report(running: Running, reckoned: int) -> None:
    asyncio.run(_report(running, reckoned))


async def _report(running: Running, reckoned: int) -> None:
    engine = make_engine(get_settings())
    sessions = make_sessions(engine)
    async with engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in ("SET statement_timeout = 0", _SPREAD, "VACUUM ANALYZE case_clock"):
            await plain.exec_driver_sql(statement)
    now, cases = utc_now(), running.cases
    for what, days in (
        ("nothing due", 0.0),
        ("an hour later", 1 / 24),
        ("a day skipped", 1.0),
        ("again", 1.0),
    ):
        alone = await _reading(running, asyncio.sleep(1))
        sweeping = handlers.sweep(sessions, now + timedelta(days=days))
        began = time.perf_counter()
        crossed, beside = await _beside(running, sweeping)
        took = time.perf_counter() - began
        print(
            f"sweep of {cases:,} open cases, {what}: {crossed:,} lines in {took:.1f} s; "
            f"a case is read in {beside:.0f} ms (p95), alone {alone[1]:.0f} ms"
        )
    await _reckon(sessions, reckoned)
    await engine.dispose()


async def _reckon(sessions: SessionFactory, cases: int) -> None:
    """Of so many cases alone: the others are closed for the while."""
    async with unit_of_work(sessions) as session:
        connection = await session.connection()
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        keep = 'SELECT id FROM "case" ORDER BY id LIMIT ' + str(cases)
        await connection.execute(text(f"DELETE FROM case_clock WHERE case_id NOT IN ({keep})"))
        await connection.execute(text(f"UPDATE \"case\" SET status = 'closed' WHERE id NOT IN ({keep})"))
    payload = json.dumps({"county_code": COUNTY, "why": "放假安排"}).encode()
    began = time.perf_counter()
    moved = await handlers.reckon(sessions, payload, utc_now())
    print(
        f"a new calendar over {cases:,} open cases: {moved:,} dates moved in {time.perf_counter() - began:.1f} s"
    )
    began = time.perf_counter()
    again = await handlers.reckon(sessions, payload, utc_now())
    print(f"the same again: {again:,} dates moved in {time.perf_counter() - began:.1f} s")


async def _beside(running: Running, work: Awaitable[int]) -> tuple[int, float]:
    found, p95 = await _reading(running, work)
    return found or 0, p95


async def _reading(running: Running, work: Awaitable[Result]) -> tuple[Result, float]:
    """Somebody goes on opening lists until the work is done; the 95th percentile in milliseconds."""
    task = asyncio.ensure_future(work)
    times: list[float] = []
    headers = {"Authorization": f"Bearer {running.known.staff['county']}"}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{running.port}/api/v1", headers=headers
    ) as client:
        while not task.done() or len(times) < 20:
            began = time.perf_counter()
            answer = await client.get("/desk/cases?limit=20")
            answer.raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.01)
    return await task, quantiles(times, n=20)[18]
