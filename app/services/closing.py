"""Closing what nobody rated: as 未评价, never counted as satisfied; a promise goes on being tracked."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.outcomes import settled
from app.domain.vocabulary import Action, Status
from app.models import Case
from app.security.actors import SYSTEM
from app.services.actions.rounds import reply_classes
from app.services.moves import load_assignments
from app.services.transitions import act_as_system

BATCH = 500


async def due(session: AsyncSession, now: datetime) -> list[UUID]:
    query = (
        select(Case.id)
        .where(Case.status == Status.REPLIED, col(Case.rating_until) < now, ~col(Case.redo_asked))
        .order_by(col(Case.rating_until))
        .limit(BATCH)
    )
    return list(await session.exec(query))


async def close(session: AsyncSession, case_id: UUID, now: datetime) -> bool:
    """False when somebody rated it, or asked for a redo, since it was found due."""
    query = select(Case).where(Case.id == case_id, Case.status == Status.REPLIED, ~col(Case.redo_asked))
    case = (await session.exec(query.with_for_update(skip_locked=True))).one_or_none()
    if case is None or case.rating_until is None or case.rating_until >= now:
        return False
    target = settled(await reply_classes(session, case, await load_assignments(session, case.id)))
    await act_as_system(session, case, Action.CLOSE_UNRATED, SYSTEM, now, target)
    return True
