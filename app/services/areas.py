"""Areas that were merged away, and what stands for them today."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import Conflict
from app.models import Area


async def stands_for(session: AsyncSession, county_code: str, code: str) -> str:
    """The area itself, unless it was merged away. Chains of successors have an end (`domain.succession`)."""
    query = select(Area.successor_code).where(Area.county_code == county_code, Area.code == code)
    successor = (await session.exec(query)).first()
    return code if successor is None else await stands_for(session, county_code, successor)


async def ended(session: AsyncSession, county_code: str, code: str) -> Conflict:
    """The refusal of what names an area that was merged away; it says what stands for it."""
    return Conflict("AREA_ENDED", f"该区划已撤并，现为 {await stands_for(session, county_code, code)}")
