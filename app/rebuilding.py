"""All figures from scratch: after an upgrade to the release that keeps them, or if somebody doubts them."""

from sqlmodel import col, select

from app.config import Settings
from app.db import make_engine, make_sessions, unit_of_work
from app.jobs import handlers
from app.migrate import Refusal
from app.models import County

BAD_SETTINGS = 2


async def rebuild(settings: Settings, county_code: str = "") -> list[str]:
    """Of one county or of all; a line for each that was done. Raises Refusal for a county that is not there."""
    engine = make_engine(settings)
    sessions, done = make_sessions(engine), []
    try:
        async with unit_of_work(sessions) as session:
            query = select(County).order_by(col(County.code))
            counties = list(
                await session.exec(query.where(County.code == county_code) if county_code else query)
            )
        for county in counties:
            await handlers.rebuild(sessions, county.code)
            done.append(f"{county.code} {county.name}：统计已重新计算")
    finally:
        await engine.dispose()
    if county_code and not done:
        raise Refusal("没有找到该县", BAD_SETTINGS)
    return done
