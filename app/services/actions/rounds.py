"""The turn of a round: an answer opens the rating, a bad rating opens the next round."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import rating_window
from app.domain.outcomes import redo_status, required_raters
from app.domain.vocabulary import AssignmentStatus, Part, ReplyClass, Status
from app.errors import NotFound
from app.models import Assignment, Case, Reply
from app.services.moves import Move, main_shares


def start_rating(move: Move, promised: Iterable[date | None]) -> None:
    """The case has its answer: the rating window opens, and promises are dated."""
    case = move.case
    case.rating_until = move.now + rating_window(required_raters(case.kind, double=case.double_evaluation))
    case.promise_due_on = min((day for day in promised if day is not None), default=None)


def start_round(move: Move, assignment_ids: Iterable[UUID] = ()) -> Status:
    """Open the next round on the hand-overs named, or on all main and split ones of this round.

    What was answered and rated before stays as it is. Nobody handled it (an answer on the spot, an external platform):
    it waits to be handed over.
    """
    case, wanted = move.case, set(assignment_ids)
    ended = [item for item in move.current if item.status is AssignmentStatus.REPLIED]
    if wanted - {item.id for item in ended}:
        raise NotFound("REFERENCE_NOT_FOUND", "要重办的交办单不存在或不属于本轮")
    chosen = [item for item in ended if item.id in wanted] or [
        item for item in ended if item.part is not Part.CO
    ]
    case.round += 1
    case.redo_asked = False
    case.rating_until = case.promise_due_on = case.reply_due_at = None
    for item in chosen:
        share = Assignment(
            county_code=case.county_code,
            case_id=case.id,
            round=case.round,
            unit_id=item.unit_id,
            part=item.part,
            route=item.route,
            status=AssignmentStatus.HANDLING,
            task=item.task,
            office_id=item.office_id,
            deadline_rule=item.deadline_rule,
            owners=item.owners,
            communicated=item.communicated,
            created_at=move.now,
            accepted_at=move.now,
        )
        move.session.add(share)
        move.assignments.insert(0, share)
    return redo_status(has_assignments=bool(main_shares(move)), claimed=case.claimer_id is not None)


async def reply_classes(session: AsyncSession, case: Case) -> list[ReplyClass]:
    """Of the answers signed in this round."""
    query = select(col(Reply.reply_class)).where(
        Reply.case_id == case.id, Reply.round == case.round, col(Reply.signed_at).is_not(None)
    )
    return list(await session.exec(query))
