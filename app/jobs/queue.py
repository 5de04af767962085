"""The enqueue side: a job is a row of the transaction that caused it, and vanishes with it on a rollback."""

import asyncio
import json
from enum import StrEnum
from typing import Any, Self

from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlmodel.ext.asyncio.session import AsyncSession


class Job(StrEnum):
    """What the worker can be asked to do."""

    NOTIFY = "notify"


class SessionDriver(Driver):
    """Lends the queue our session's connection, so that its statements are always inside our transaction.

    Handing over the raw connection would not do: SQLAlchemy opens the transaction with its own first statement.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._shutdown = asyncio.Event()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        connection = await self._session.connection()
        result = await connection.exec_driver_sql(query, args)
        return [dict(row) for row in result.mappings()]

    async def execute(self, query: str, *args: object) -> str:
        connection = await self._session.connection()
        await connection.exec_driver_sql(query, args)
        return ""

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        raise RuntimeError("a request only enqueues; the worker listens")

    async def notify(self, channel: str, payload: str) -> None:
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return TaskManager()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


async def enqueue(session: AsyncSession, job: Job, **payload: Any) -> None:
    """Delivered at least once, after and only if this transaction commits: handlers must be idempotent."""
    await Queries(SessionDriver(session)).enqueue(job.value, json.dumps(payload, default=str).encode())
