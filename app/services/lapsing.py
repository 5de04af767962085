"""What happens by itself when a clock runs out that nobody is late for: signing in, asking for a return, rating."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.outcomes import settled
from app.domain.vocabulary import Action, AssignmentStatus, ClockName, Status
from app.models import Assignment, Case, CaseClock
from app.services.actions.rounds import reply_classes
from app.services.moves import Move, load_assignments
from app.services.reckoning import LAPSING
from app.services.transitions import act_as_system

BATCH = 500


async def due(session: AsyncSession, now: datetime) -> list[UUID]:
    """The clocks that ran out, the oldest first."""
    query = (
        select(CaseClock.id)
        .where(col(CaseClock.name).in_(LAPSING), CaseClock.__table__.c.next_at <= now)  # type: ignore[attr-defined]
        .order_by(CaseClock.__table__.c.next_at)  # type: ignore[attr-defined]
        .limit(BATCH)
    )
    return list(await session.exec(query))


async def lapse(session: AsyncSession, clock_id: UUID, now: datetime) -> bool:
    """False when somebody moved the case since, or is about to."""
    row = await session.get_one(CaseClock, clock_id)
    query = select(Case).where(Case.id == row.case_id).with_for_update(skip_locked=True)
    case = (await session.exec(query)).one_or_none()
    await session.refresh(row)
    if case is None or row.stopped_at is not None or row.paused_at is not None or row.line_at[0] > now:
        return False
    shares = await load_assignments(session, case.id)
    held = next((each for each in shares if each.id == row.assignment_id), None)
    if row.name is ClockName.RATING:
        await _close_unrated(session, case, shares, now)
    elif held is not None and row.name is ClockName.SIGN_IN:
        await act_as_system(session, case, Action.ACCEPT, now, _accept, assignments=shares, acting_on=held)
    elif held is not None:
        held.return_final = True
        row.stopped_at, row.crossed = row.line_at[0], 1
        await session.flush()
    return True


async def _close_unrated(session: AsyncSession, case: Case, shares: list[Assignment], now: datetime) -> None:
    """As 未评价, never counted as satisfied; a promise goes on being tracked."""
    target = settled(await reply_classes(session, case, shares))
    await act_as_system(session, case, Action.CLOSE_UNRATED, now, lambda _: target, assignments=shares)


def _accept(move: Move) -> Status:
    """Not signing in gains nothing: the reply clock runs since the hand-over, and the case is yellow."""
    share = move.share
    share.status, share.accepted_at, share.unsigned = AssignmentStatus.HANDLING, move.now, True
    move.data["unsigned"] = True
    return move.rolled_up()
