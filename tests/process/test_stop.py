"""A graceful stop: what was asked before SIGTERM is answered, and what was answered is in the database."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.db import unit_of_work
from app.processes import within
from tests.cases import matter
from tests.conftest import Client

PROJECT = Path(__file__).parents[2]
DEADLINE = 60


@pytest.fixture
def server(committed: Client) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`python -m app serve` on the test's database: its address and its process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    settings = committed.house.settings
    variables = {"DATABASE_URL": settings.database_url, "PORT": str(port), "LOG_LEVEL": "ERROR"}
    variables["SECRET_KEY"] = settings.secret_key.get_secret_value()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], cwd=PROJECT, env=os.environ | variables
    )
    yield f"http://127.0.0.1:{port}", process
    process.kill()
    process.wait(DEADLINE)


async def test_a_request_under_way_is_finished_before_the_server_stops(
    committed: Client, server: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    """The submission waits for a lock that the test holds; SIGTERM comes meanwhile; then the lock is let go."""
    url, process = server
    assert await asyncio.to_thread(within, DEADLINE, lambda: _ready(url))
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=DEADLINE, trust_env=False) as http:
        signed_in = (await http.post("/public/sessions/wechat", json={"js_code": "someone-new"})).json()
        headers = {
            "Authorization": f"Bearer {signed_in['access_token']}",
            "Idempotency-Key": "while-stopping",
        }
        async with unit_of_work(committed.house.sessions) as session:
            await session.exec(text("LOCK TABLE case_event IN EXCLUSIVE MODE"))  # type: ignore[call-overload]
            asked = asyncio.create_task(http.post("/citizen/cases", json=matter(committed), headers=headers))
            await _until_waiting(committed)
            process.send_signal(signal.SIGTERM)
            assert not await asyncio.to_thread(within, 0.3, lambda: process.poll() is not None)
        answer = await asked
    assert answer.status_code == 201, answer.text
    assert process.wait(DEADLINE) in (0, -signal.SIGTERM)
    async with unit_of_work(committed.house.sessions) as session:
        kept = await session.exec(text('SELECT number FROM "case"'))  # type: ignore[call-overload]
        assert kept.scalars().all() == [answer.json()["number"]]


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


async def _until_waiting(client: Client) -> None:
    """Until somebody waits for the lock."""
    loop = asyncio.get_running_loop()
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    async def counted() -> int:
        async with unit_of_work(client.house.sessions) as session:
            return int((await session.exec(waiting)).scalar_one())  # type: ignore[call-overload]

    def anybody() -> bool:
        return asyncio.run_coroutine_threadsafe(counted(), loop).result() > 0

    assert await asyncio.to_thread(within, DEADLINE, anybody)
