"""Fixed windows in PostgreSQL, where the processes add up what each of them counted."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import RateWindow
from app.services.adding import add


async def add_calls(
    session: AsyncSession, counted: Mapping[tuple[str, int], int]
) -> list[tuple[str, int, int]]:
    """Add calls to windows (bucket, second of its start); what each of them now holds in all."""
    rows = ((bucket, datetime.fromtimestamp(start, UTC), calls) for (bucket, start), calls in counted.items())
    known = await add(session, RateWindow, "calls", rows)
    return [(bucket, int(start.timestamp()), calls) for bucket, start, calls in known]


async def forget(session: AsyncSession, before: datetime) -> None:
    """Windows that are over are nobody's business any more."""
    await session.exec(delete(RateWindow).where(col(RateWindow.window_start) < before))
