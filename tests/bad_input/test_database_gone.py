"""The database goes away in the middle: 503, nothing half-written, and the retry with the same key succeeds."""

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from app.config import Settings
from app.db import make_engine, make_sessions, plain_url, unit_of_work
from app.services import intake
from tests.bad_input.checks import counts, refused
from tests.cases import matter, submit
from tests.conftest import Client

WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Operator:
    """Somebody at the database itself, on a connection of his own."""

    def __init__(self, client: Client) -> None:
        self.url = plain_url(client.house.settings.database_url)

    async def run(self, statement: str) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def end_everybody(self) -> None:
        """Ends every backend of the service, and returns when they are gone."""
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        await self.run(f"SELECT count(pg_terminate_backend(pid, 5000)) {others}")

    async def wait_for_a_lock(self) -> None:
        """Returns as soon as somebody waits for a lock."""
        async with asyncio.timeout(10):
            while not await self.run(f"SELECT count(*) {WAITING}"):
                pass


async def test_all_connections_were_ended_between_two_requests(committed: Client) -> None:
    await submit(committed)
    before = await counts(committed)
    await Operator(committed).end_everybody()
    first = await committed.post("resident", "/citizen/cases", matter(committed), key="key-00000001")
    refused(first, 503, "DATABASE_UNAVAILABLE")
    assert int(first.headers["retry-after"]) >= 1
    assert await counts(committed) == before
    again = await committed.post("resident", "/citizen/cases", matter(committed), key="key-00000001")
    assert again.status_code == 201, again.text
    after = await counts(committed)
    assert after['"case"'] == before['"case"'] + 1


@pytest.mark.parametrize("moment", ["before the first statement", "before the commit"])
async def test_the_connection_is_ended_inside_a_request(
    committed: Client, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    real, operator = intake.submit, Operator(committed)
    interrupted = False

    async def once_interrupted(*args: Any) -> Any:
        nonlocal interrupted
        if moment.endswith("commit"):
            answer = await real(*args)
        if not interrupted:
            interrupted = True
            await operator.end_everybody()
        return answer if moment.endswith("commit") else await real(*args)

    before = await counts(committed)
    monkeypatch.setattr(intake, "submit", once_interrupted)
    first = await committed.post("resident", "/citizen/cases", matter(committed), key="key-00000001")
    refused(first, 503, "DATABASE_UNAVAILABLE")
    assert interrupted
    assert await counts(committed) == before
    again = await committed.post("resident", "/citizen/cases", matter(committed), key="key-00000001")
    assert again.status_code == 201, again.text


async def test_a_statement_in_flight_is_ended(committed: Client) -> None:
    case_id = (await submit(committed))["id"]
    operator, path = Operator(committed), f"/desk/cases/{case_id}/actions/note"
    async with unit_of_work(committed.house.sessions) as holder:
        await (await holder.connection()).execute(text('SELECT 1 FROM "case" FOR UPDATE'))
        form = {"version": 2, "text": "等一下"}
        waiting = asyncio.create_task(committed.post("liaison", path, form, key="key-00000001"))
        await operator.wait_for_a_lock()
        await operator.run(f"SELECT count(pg_terminate_backend(pid, 5000)) {WAITING}")
        refused(await waiting, 503, "DATABASE_UNAVAILABLE")
    again = await committed.post("liaison", path, form, key="key-00000001")
    assert (again.status_code, again.json()["version"]) == (200, 3)


async def test_a_statement_that_was_cancelled_asks_to_try_again(committed: Client) -> None:
    case_id = (await submit(committed))["id"]
    operator, path = Operator(committed), f"/desk/cases/{case_id}/actions/note"
    async with unit_of_work(committed.house.sessions) as holder:
        await (await holder.connection()).execute(text('SELECT 1 FROM "case" FOR UPDATE'))
        form = {"version": 2, "text": "等一下"}
        waiting = asyncio.create_task(committed.post("liaison", path, form, key="key-00000001"))
        await operator.wait_for_a_lock()
        await operator.run(f"SELECT count(pg_cancel_backend(pid)) {WAITING}")
        refused(await waiting, 409, "BUSY")
    assert (await committed.post("liaison", path, form, key="key-00000001")).status_code == 200


async def test_no_database_at_all(committed: Client) -> None:
    """Nobody listens: every door that needs it says so, and the process is still alive."""
    house, engine = (
        committed.house,
        make_engine(Settings(database_url="postgresql://nobody@127.0.0.1:1/none")),
    )
    there, house.sessions = house.sessions, make_sessions(engine)
    for _ in range(2):
        refused(await committed.get("liaison", "/desk/cases"), 503, "DATABASE_UNAVAILABLE")
        refused(
            await committed.post("resident", "/citizen/cases", matter(committed)), 503, "DATABASE_UNAVAILABLE"
        )
    refused(await committed.http.get("/readyz"), 503, "DATABASE_UNAVAILABLE")
    assert (await committed.http.get("/healthz")).status_code == 200
    house.sessions = there
    assert (await committed.http.get("/readyz")).status_code == 200
    await engine.dispose()
