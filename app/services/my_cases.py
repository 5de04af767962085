"""A resident's own list, and the wishes that wait for somebody."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.workflow import STEP
from app.models import Case, Deputy, Station
from app.schemas.cases import MyCaseItem
from app.security.access import open_wish, title_for
from app.security.actors import Actor


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None
) -> tuple[list[MyCaseItem], UUID | None]:
    """What he handed in or claimed, newest first."""
    own = or_(col(Case.submitter_id) == actor.person, col(Case.claimer_id) == actor.person)
    return await _page(session, actor, own, limit, before)


async def wishes(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None
) -> tuple[list[MyCaseItem], UUID | None]:
    return await _page(session, actor, open_wish(), limit, before)


async def _page(
    session: AsyncSession, actor: Actor, condition: ColumnElement[bool], limit: int, before: UUID | None
) -> tuple[list[MyCaseItem], UUID | None]:
    query = (
        select(Case, Station, Deputy)
        .join(Station, col(Station.id) == Case.station_id)
        .outerjoin(Deputy, col(Deputy.id) == Case.deputy_id)
        .where(condition)
    )
    if before is not None:
        query = query.where(col(Case.id) < before)
    rows = list(await session.exec(query.order_by(col(Case.id).desc()).limit(limit + 1)))
    items = [_item(actor, case, station, deputy) for case, station, deputy in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _item(actor: Actor, case: Case, station: Station, deputy: Deputy | None) -> MyCaseItem:
    return MyCaseItem(
        **case.model_dump(include=set(MyCaseItem.model_fields) - {"title"}),
        title=title_for(actor, case),
        step=STEP[case.status],
        station_name=station.name,
        deputy_name=deputy.name if deputy else None,
    )
