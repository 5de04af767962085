"""Changes of one county that must not overlap wait for each other."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import County


async def take_turns(session: AsyncSession, county_code: str) -> None:
    """Until the transaction ends, whoever else takes a turn in this county waits: two at once might each see nothing of
    what the other adds. Rows that only refer to the county are in nobody's way.
    """
    county = select(County.code).where(County.code == county_code)
    await session.exec(county.with_for_update(key_share=True))
