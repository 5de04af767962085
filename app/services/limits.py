"""Fixed windows in PostgreSQL, where the processes add up what each of them counted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import RateWindow

_AT_ONCE = 5000  # a statement carries at most 32,767 values


async def add_calls(
    session: AsyncSession, counted: Mapping[tuple[str, int], int]
) -> list[tuple[str, int, int]]:
    """Add calls to windows (bucket, second of its start); what each of them now holds in all.

    In the order of their keys, as every process does: two that add to the same ones cannot wait for each other.
    """
    rows = [
        {"bucket": bucket, "window_start": datetime.fromtimestamp(start, UTC), "calls": calls}
        for (bucket, start), calls in sorted(counted.items())
    ]
    first = insert(RateWindow)
    windows: Any = RateWindow
    more = {"calls": windows.__table__.c.calls + first.excluded.calls}
    known: list[tuple[str, int, int]] = []
    for at in range(0, len(rows), _AT_ONCE):
        added = first.values(rows[at : at + _AT_ONCE])
        added = added.on_conflict_do_update(index_elements=["bucket", "window_start"], set_=more)
        told = added.returning(col(RateWindow.bucket), col(RateWindow.window_start), col(RateWindow.calls))
        known += [(row[0], int(row[1].timestamp()), row[2]) for row in await session.exec(told)]
    return known


async def forget(session: AsyncSession, before: datetime) -> None:
    """Windows that are over are nobody's business any more."""
    await session.exec(delete(RateWindow).where(col(RateWindow.window_start) < before))
