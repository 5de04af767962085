"""What figures cost at size: a year of a county, of one place, by every dimension; and how soon they follow.

The facts are made by the database itself, as the worker keeps them; their sums by the statements of the product.
"""

import asyncio
import time
from statistics import quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.clock import utc_now
from app.config import get_settings
from app.db import SessionFactory, make_engine, make_sessions, unit_of_work
from app.domain.vocabulary import Dimension, Wait
from app.domain.waits import bounds
from app.services import rollups
from bench.county import COUNTY
from bench.lists import Line
from bench.running import Running

SAMPLES = 48
REACH = {
    "county": ("", *(f"by={each.value}" for each in Dimension if each is not Dimension.COUNTY)),
    "town": ("", "by=unit", "by=category"),
    "station": ("", "by=unit", "by=category"),
    "unit": ("", "by=station", "by=category"),
}


def _code(wait: Wait, hours: str) -> str:
    """One such wait, as `domain.waits.packed` stores it, of so many hours below three days and days from there on."""
    length = f"CASE WHEN {hours} < 72 THEN {hours} ELSE 69 + {hours} / 24 END"
    return f"((({bounds(wait)[0]} + {length})::bigint << 32) + 1)"


_SPREAD = "(2 + abs(hashtext(c.id::text || '{}')) % {})"
_OF_SHARE = ", ".join(
    _code(wait, _SPREAD.format(wait, most)) for wait, most in ((Wait.SIGN_IN, 30), (Wait.REPLY, 300))
)
_OF_CASE = ", ".join(
    _code(wait, _SPREAD.format(wait, most))
    for wait, most in (
        (Wait.REGISTER, 20),
        (Wait.HAND_OVER, 120),
        (Wait.SIGN_IN, 30),
        (Wait.REPLY, 300),
        (Wait.FEEDBACK, 72),
        (Wait.RATING, 160),
        (Wait.ANSWER, 400),
    )
)
_DONE = "(c.status IN ('closed', 'tracking', 'replied'))"
_COUNTED = f"""
    1, (c.status = 'closed')::int, 0, 1, 0, {_DONE}::int, 0, 0, {_DONE}::int, ({_DONE} AND n % 7 > 1)::int,
    ({_DONE} AND n % 9 > 2)::int, ({_DONE} AND n % 9 = 1)::int, ({_DONE} AND n % 9 = 2)::int, {_DONE}::int,
    (n % 31 = 0 AND {_DONE})::int, (n % 12 = 0 AND {_DONE})::int, (n % 24 = 0 AND {_DONE})::int, 0, 0
"""
_DAY = "(c.created_at AT TIME ZONE 'Asia/Shanghai')::date"
_FACTS = f"""
INSERT INTO case_fact (id, county_code, case_id, unit_id, day, kind, town, station_id, deputy_id, committee_id,
    category_code, sealed, tallying, due_at, promise_due_on, waits, received, closed, ended, handed, returned, in_time,
    late, untimed, answered, resolved, satisfied, basically, dissatisfied, answered_once, redone, promised,
    kept_in_time, kept_late, superseded)
SELECT gen_random_uuid(), c.county_code, c.id, part.unit_id, {_DAY}, c.kind, c.area_code, c.station_id, c.deputy_id,
    NULL, coalesce(c.category_code, ''), false, c.status = 'replied',
    CASE WHEN part.unit_id IS NOT NULL AND NOT {_DONE} THEN now() + interval '1 day' * (n % 100 - 5) END,
    NULL, CASE WHEN NOT {_DONE} THEN '{{}}' WHEN part.unit_id IS NULL THEN ARRAY[{_OF_CASE}]
        ELSE ARRAY[{_OF_SHARE}] END,
    {_COUNTED}
FROM (SELECT *, abs(hashtext(id::text)) AS n FROM "case") AS c CROSS JOIN LATERAL (
    SELECT NULL::uuid AS unit_id
    UNION ALL SELECT unit_id FROM assignment WHERE assignment.case_id = c.id
) AS part
"""


def report(running: Running) -> None:
    asyncio.run(_fill())
    print(f"\nfigures of a year at {running.cases:,} cases, p95 in ms   wanted ≤ 100")
    for who, asked in REACH.items():
        line = Line(running, running.known.staff[who])
        for path in ("rates", "waits"):
            for query in asked:
                _tell(line, who, path, query)
    asyncio.run(_freshness())


def _tell(line: Line, who: str, path: str, query: str) -> None:
    year = utc_now().date()
    days = f"from={year.replace(year=year.year - 1)}&to={year}"
    full = f"/desk/figures/{path}?{days}{'&' if query else ''}{query}"
    times = [line.get(full)[0] for _ in range(SAMPLES)][SAMPLES // 6 :]
    spread = quantiles(times, n=20)
    print(f"{who:8} {path:6} {query or 'total':13} {spread[18]:7.1f}   (median {spread[9]:.1f})")


async def _fill() -> None:
    """Facts of every case, then their sums."""
    engine = make_engine(get_settings())
    began = time.perf_counter()
    async with engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in ("SET statement_timeout = 0", "SET synchronous_commit = off", _FACTS):
            await plain.exec_driver_sql(statement)
        facts = time.perf_counter()
        async with unit_of_work(make_sessions(engine)) as session:
            await rollups.sum_up(session, COUNTY)
        summed = time.perf_counter()
        for table in ("case_fact", "roll_up"):
            await plain.exec_driver_sql(f"VACUUM ANALYZE {table}")
        sizes = await plain.exec_driver_sql(
            "SELECT pg_total_relation_size('case_fact') >> 20, pg_total_relation_size('roll_up') >> 20"
        )
        told: Any = sizes.one()
    await engine.dispose()
    print(
        f"\nfacts made in {facts - began:.0f} s, summed up in {summed - facts:.0f} s; {told[0]} and {told[1]} MB"
    )


async def _freshness() -> None:
    """How long the worker takes over one case whose facts changed, and over one whose did not."""
    engine = make_engine(get_settings())
    sessions = make_sessions(engine)
    async with unit_of_work(sessions) as session:
        newest = text("SELECT case_id FROM case_fact ORDER BY case_id DESC LIMIT 50")
        ids = [row.case_id for row in await session.exec(newest)]  # type: ignore[call-overload]
    for what in ("changed", "unchanged"):
        times = [await _follow(sessions, each) for each in ids]
        print(f"a case that {what} is counted in {quantiles(times, n=20)[18]:.1f} ms (p95)")
    await engine.dispose()


async def _follow(sessions: SessionFactory, case_id: UUID) -> float:
    began = time.perf_counter()
    async with unit_of_work(sessions) as session:
        await rollups.refresh(session, [case_id])
    return (time.perf_counter() - began) * 1000
