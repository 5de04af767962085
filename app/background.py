"""What a server does beside answering: it listens for changes of the directory, and writes down what it counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db import plain_url
from app.deps import House
from app.services.memory import Memory

log = structlog.get_logger("background")

CHANNEL = "directory"
"""Where the database announces that the directory changed (triggers of migration 0004)."""
AGAIN_SECONDS = 1.0
_UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError)


@asynccontextmanager
async def beside(house: House) -> AsyncIterator[None]:
    """Both, for as long as the block lasts; at its end all that was counted is written."""
    tasks = [asyncio.create_task(_listen(house)), asyncio.create_task(_settle(house))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await house.tallies.settle(house.sessions, house.clock())
        except _UNREACHABLE as error:
            log.error("counts lost", error=type(error).__name__)


async def _settle(house: House) -> None:
    while True:
        await asyncio.sleep(AGAIN_SECONDS)
        try:
            await house.tallies.settle(house.sessions, house.clock())
        except _UNREACHABLE as error:
            log.warning("counts wait", error=type(error).__name__)


async def _listen(house: House) -> None:
    """Remember only while the connection that announces changes stands."""
    address = plain_url(house.settings.database_url)
    while True:
        with suppress(*_UNREACHABLE):
            await _hear(address, house.memory)
        await asyncio.sleep(AGAIN_SECONDS)


async def _hear(address: str, memory: Memory) -> None:
    connection, gone = await asyncpg.connect(address, timeout=5), asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(CHANNEL, lambda *_: memory.forget())
        memory.live = True
        await gone.wait()
    finally:
        memory.ends()
        connection.terminate()
