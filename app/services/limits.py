"""Fixed windows in PostgreSQL: one statement, shared by every process."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import RateWindow


async def count(session: AsyncSession, bucket: str, calls: int, per: timedelta, now: datetime) -> int | None:
    """Count one call; None while it is allowed, else the seconds until the next window."""
    width = int(per.total_seconds())
    start = int(now.timestamp()) // width * width
    window = insert(RateWindow).values(
        bucket=bucket, window_start=datetime.fromtimestamp(start, UTC), calls=1
    )
    more = {"calls": RateWindow.__table__.c.calls + 1}  # type: ignore[attr-defined]
    counted = window.on_conflict_do_update(index_elements=["bucket", "window_start"], set_=more)
    made = (await session.exec(counted.returning(col(RateWindow.calls)))).scalar_one()
    return None if made <= calls else max(1, start + width - int(now.timestamp()))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Windows that are over are nobody's business any more."""
    await session.exec(delete(RateWindow).where(col(RateWindow.window_start) < before))
