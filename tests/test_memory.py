"""What a server remembers and counts: forgotten when the directory changes, written when it stops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.background import beside
from app.db import unit_of_work
from app.deps import House
from app.tallies import Tallies
from tests.conftest import Client


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await done():
            pass


@pytest.fixture
async def serving(committed: Client) -> AsyncIterator[Client]:
    """With what a server does beside answering, and already listening."""

    async def listens() -> bool:
        await asyncio.sleep(0)
        return committed.house.memory.live

    async with beside(committed.house):
        await until(listens)
        yield committed


async def run(house: House, *statements: str) -> None:
    async with unit_of_work(house.sessions) as session:
        for statement in statements:
            await (await session.connection()).execute(text(statement))


async def test_a_change_of_the_directory_is_seen_at_once(serving: Client) -> None:
    token = serving.world.codes["town"]

    async def resolve() -> int:
        return (await serving.post(None, "/public/codes/resolve", {"code": token})).status_code

    async def gone() -> bool:
        return await resolve() == 410

    assert await resolve() == 200
    silent = (
        "ALTER TABLE code DISABLE TRIGGER announce",
        f"UPDATE code SET state = 'revoked' WHERE token = '{token}'",
    )
    await run(serving.house, *silent)
    assert await resolve() == 200, "nobody announced it: the database is not asked at every scan"
    await run(
        serving.house, "ALTER TABLE code ENABLE TRIGGER announce", "UPDATE station SET phone = '19900000009'"
    )
    await until(gone)


async def test_nothing_is_remembered_while_nobody_listens(serving: Client) -> None:
    """The connection that listens is cut; whatever changes meanwhile is seen all the same."""
    token = serving.world.codes["town"]
    assert (await serving.post(None, "/public/codes/resolve", {"code": token})).status_code == 200
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    cut += " AND query LIKE 'LISTEN%'"
    await run(serving.house, cut)

    async def deaf() -> bool:
        await asyncio.sleep(0)
        return not serving.house.memory.live

    await until(deaf)
    await run(serving.house, f"UPDATE code SET state = 'revoked' WHERE token = '{token}'")
    assert (await serving.post(None, "/public/codes/resolve", {"code": token})).status_code == 410


async def test_a_clean_stop_writes_every_scan(committed: Client) -> None:
    async with beside(committed.house):
        for _ in range(25):
            await committed.post(None, "/public/codes/resolve", {"code": committed.world.codes["town"]})
    code = (await committed.get("admin", f"/admin/codes/{committed.world.code_ids['town']}")).json()
    assert code["scans"] == 25


async def test_counts_wait_for_a_database_that_is_away(committed: Client) -> None:
    tallies, day = Tallies(), committed.clock().date()
    tallies.scan(committed.world.code_ids["town"], day)
    await run(committed.house, "ALTER TABLE code_scan RENAME TO away")
    with pytest.raises(Exception, match="code_scan"):
        await tallies.settle(committed.house.sessions, committed.clock())
    await run(committed.house, "ALTER TABLE away RENAME TO code_scan")
    tallies.scan(committed.world.code_ids["town"], day)
    await tallies.settle(committed.house.sessions, committed.clock())
    code = (await committed.get("admin", f"/admin/codes/{committed.world.code_ids['town']}")).json()
    assert code["scans"] == 2


async def test_a_limit_holds_across_processes(committed: Client) -> None:
    sessions, now, hour = committed.house.sessions, committed.clock(), timedelta(hours=1)
    one, other = Tallies(), Tallies()
    assert [one.call("x", 3, hour, now) for _ in range(2)] == [None, None]
    assert other.call("x", 3, hour, now) is None
    await one.settle(sessions, now)
    await other.settle(sessions, now)
    refused = other.call("x", 3, hour, now)
    assert refused is not None and 0 < refused <= 3600
    assert other.call("y", 3, hour, now) is None
    assert other.call("x", 3, hour, now + hour) is None, "a new window"
