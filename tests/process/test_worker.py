"""Jobs survive the worker: killed at any point, no notice is lost or doubled, and a file is still applied, once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from sqlalchemy import text
from structlog.testing import CapturedCall, CapturingLogger

from app import logs
from app.config import Settings
from app.db import unit_of_work
from app.jobs import worker
from app.processes import end, within
from app.services.imports.runs import lock_of
from tests.cases import matter, submit
from tests.conftest import Client
from tests.imports.files import uploaded, xlsx
from tests.imports.test_applying import UNIT
from tests.world import HOME

PROJECT = Path(__file__).parents[2]
DEADLINE = 60
CASES = 30
TOLD_OF_ONE_SUBMISSION = 4
"""Of the submission: deputy, liaison, station head. Of the registration: resident."""


class Worker:
    def __init__(self, settings: Settings) -> None:
        variables = {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
        variables |= {"WORKER_HEARTBEAT_SECONDS": "1", "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "worker"], cwd=PROJECT, env=os.environ | variables
        )


@pytest.fixture
def workers(committed: Client) -> Iterator[list[Worker]]:
    started: list[Worker] = []
    yield started
    end([worker.process for worker in started], signal.SIGTERM, signal.SIGKILL, seconds=10)


async def counted(client: Client, query: str) -> int:
    async with unit_of_work(client.house.sessions) as session:
        return int((await session.exec(text(query))).scalar_one())  # type: ignore[call-overload]


async def until(client: Client, query: str, at_least: int) -> None:
    """Wait for the database to say so."""
    loop = asyncio.get_running_loop()

    def enough() -> bool:
        return asyncio.run_coroutine_threadsafe(counted(client, query), loop).result() >= at_least

    assert await asyncio.to_thread(within, DEADLINE, enough), f"never: {query} >= {at_least}"


async def test_killed_again_and_again_it_loses_none_and_doubles_none(
    committed: Client, workers: list[Worker]
) -> None:
    settings = committed.house.settings
    for number in range(CASES):
        who = ("resident", "neighbour", "firm")[number % 3]
        await submit(committed, who)
    notices = "SELECT count(*) FROM notice"
    expected = CASES * TOLD_OF_ONE_SUBMISSION
    for told in (1, expected // 3, expected // 2):
        workers.append(Worker(settings))
        await until(committed, notices, told)
        workers[-1].process.kill()
        workers[-1].process.wait(DEADLINE)
    workers.append(Worker(settings))
    await until(committed, notices, expected)
    await until(committed, "SELECT CASE count(*) WHEN 0 THEN 1 ELSE 0 END FROM pgqueuer", 1)
    assert await counted(committed, notices) == expected
    inbox = (await committed.get("deputy", "/desk/notices/unread")).json()
    assert inbox == {"unread": CASES}
    assert (await committed.get("resident", "/citizen/notices/unread")).json() == {"unread": CASES // 3}


async def test_it_stops_cleanly_when_asked(committed: Client, workers: list[Worker]) -> None:
    workers.append(Worker(committed.house.settings))
    await submit(committed)
    await until(committed, "SELECT count(*) FROM notice", TOLD_OF_ONE_SUBMISSION)
    workers[-1].process.terminate()
    assert workers[-1].process.wait(DEADLINE) == 0


async def test_it_waits_for_a_database_that_went_away(committed: Client, workers: list[Worker]) -> None:
    workers.append(Worker(committed.house.settings))
    await submit(committed)
    await until(committed, "SELECT count(*) FROM notice", TOLD_OF_ONE_SUBMISSION)
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    cut = f"{others} AND datname = current_database()"
    assert await counted(committed, cut) > 0
    await until_answered(committed)
    await until(committed, "SELECT count(*) FROM notice", 2 * TOLD_OF_ONE_SUBMISSION)
    assert workers[-1].process.poll() is None


def runs(status: str) -> str:
    return f"SELECT count(*) FROM import_run WHERE status = '{status}'"


async def phone_of(client: Client) -> str:
    unit = await client.get("admin", f"/admin/units/{client.world.units['town_a']}")
    return str(unit.json()["phone"])


async def test_a_file_is_checked_and_applied_by_jobs_whoever_is_killed_half_way(
    committed: Client, workers: list[Worker]
) -> None:
    """The second worker waits, in the middle of its transaction, for a lock that the test holds."""
    settings = committed.house.settings
    sent = await uploaded(committed, "units", xlsx("units", UNIT | {"电话": "19900000008"}))
    assert (sent.status_code, sent.json()["status"]) == (202, "checking")
    workers.append(Worker(settings))
    await until(committed, runs("ready"), 1)
    assert await phone_of(committed) == ""
    workers[-1].process.kill()
    workers[-1].process.wait(DEADLINE)
    await committed.post("admin", f"/admin/imports/{sent.json()['id']}/apply")
    async with unit_of_work(committed.house.sessions) as session:
        await session.exec(text(f"SELECT pg_advisory_xact_lock({lock_of(HOME)})"))  # type: ignore[call-overload]
        workers.append(Worker(settings))
        await until(committed, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", 1)
        workers[-1].process.kill()
        workers[-1].process.wait(DEADLINE)
    assert (await counted(committed, runs("applying")), await phone_of(committed)) == (1, "")
    workers.append(Worker(settings))
    await until(committed, runs("applied"), 1)
    assert await phone_of(committed) == "19900000008"


async def until_answered(client: Client) -> None:
    """The pool of the test lost its connections too: a refused submission is simply sent again."""
    for _ in range(20):
        answer = await client.post("neighbour", "/citizen/cases", matter(client), key="once-more-0001")
        if answer.status_code == 201:
            return
        assert answer.status_code == 503
    raise AssertionError("the database never came back")


async def test_a_listener_that_seems_dead_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the queue gives up on its own listener: that is one line to read, and not the end."""
    tries: list[asyncio.Event] = []

    async def work(_: Settings, stop: asyncio.Event) -> None:
        tries.append(stop)
        if len(tries) == 1:
            raise FailingListenerError
        stop.set()

    said = CapturingLogger()
    monkeypatch.setattr(worker, "log", said)
    monkeypatch.setattr(worker, "_work", work)
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(logs, "configure", lambda _: None)
    try:
        await worker.run(Settings(_env_file=None))
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)
    assert len(tries) == 2
    warned = CapturedCall("warning", ("worker interrupted",), {"error": "FailingListenerError"})
    assert [call for call in said.calls if call.method_name != "info"] == [warned]


async def test_it_listens_before_it_asks_whether_it_is_heard(
    committed: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer to the first question would be lost otherwise, and the queue would start anew for nothing."""
    done: list[str] = []
    asked, stop = asyncio.Event(), asyncio.Event()
    listen, ask = AsyncpgPoolDriver.add_listener, QueueManager.listener_healthy

    async def listening(driver: AsyncpgPoolDriver, *of: Any) -> None:
        await listen(driver, *of)
        done.append("listens")

    async def asking(queue: QueueManager, **within: Any) -> Any:
        done.append("asks")
        asked.set()
        return await ask(queue, **within)

    monkeypatch.setattr(AsyncpgPoolDriver, "add_listener", listening)
    monkeypatch.setattr(QueueManager, "listener_healthy", asking)
    work = asyncio.create_task(worker._work(committed.house.settings, stop))
    await asyncio.wait_for(asked.wait(), DEADLINE)
    stop.set()
    await asyncio.wait_for(work, DEADLINE)
    assert done[0] == "listens"
