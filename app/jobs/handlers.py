"""What the worker does. Each in one transaction of its own, and each may run twice."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from app.db import SessionFactory, unit_of_work
from app.services import closing, limits, notices, repeats

KEEP_ANSWERS = timedelta(days=2)
KEEP_WINDOWS = timedelta(hours=2)


async def notify(sessions: SessionFactory, payload: bytes, now: datetime) -> int:
    """Tell those concerned of one event."""
    event_id = UUID(json.loads(payload)["event_id"])
    async with unit_of_work(sessions) as session:
        return await notices.deliver(session, event_id, now)


async def close_unrated(sessions: SessionFactory, now: datetime) -> int:
    """Cases whose rating window has passed, each in its own transaction so that one cannot hold up the rest."""
    async with unit_of_work(sessions) as session:
        due = await closing.due(session, now)
    closed = 0
    for case_id in due:
        async with unit_of_work(sessions) as session:
            closed += await closing.close(session, case_id, now)
    return closed


async def tidy(sessions: SessionFactory, now: datetime) -> None:
    """Forget answers of repeated calls and rate windows that have served their time."""
    async with unit_of_work(sessions) as session:
        await repeats.forget(session, now - KEEP_ANSWERS)
        await limits.forget(session, now - KEEP_WINDOWS)
