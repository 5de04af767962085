"""Telling of what the product noted by itself: at working hours only, however early or late it noticed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.queue import Job, enqueue
from app.services import timetables
from app.services.memory import memory_of


async def tell(session: AsyncSession, county_code: str, event_ids: Sequence[UUID], now: datetime) -> None:
    """Those concerned hear of it now, or when offices open next."""
    if not event_ids:
        return
    timetable = await timetables.timetable(session, memory_of(session), county_code)
    after = timetable.opens(now) - now
    await enqueue(session, Job.NOTIFY, *({"event_id": event_id} for event_id in event_ids), after=after)
