"""The turn of a round: an answer opens the rating, a bad rating opens the next round."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.outcomes import redo_status
from app.domain.vocabulary import AssignmentStatus, ClockName, Part, ReplyClass, Status
from app.errors import NotFound
from app.models import Assignment, Case, Reply
from app.services.moves import Move, main_shares


def start_rating(move: Move) -> None:
    """The case has its answer: the rating window opens."""
    move.case.told_at = None


def start_round(
    move: Move, assignment_ids: Iterable[UUID] = (), *, clock: ClockName = ClockName.REDO
) -> Status:
    """Open the next round on the hand-overs named, one main or split at least; or on all such of this round.

    What was answered and rated before stays as it is. Nobody handled it (an answer on the spot, an external platform):
    it waits to be handed over.
    """
    case, wanted = move.case, set(assignment_ids)
    answered = _answered(move)
    this_round = [item for item in answered if item.round == case.round and item.part is not Part.CO]
    chosen = [item for item in answered if item.id in wanted] if wanted else this_round
    if wanted and (len(chosen) < len(wanted) or all(item.part is Part.CO for item in chosen)):
        raise NotFound("REFERENCE_NOT_FOUND", "要重办的交办单不存在、已另行重办，或没有主办、分办单位")
    case.round += 1
    case.redo_asked = False
    case.rating_until = case.promise_due_on = None
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
            clock=clock,
            profile=item.profile,
            owners=item.owners,
            communicated=item.communicated,
            talked_with=item.talked_with,
            return_final=item.return_final,
            created_at=move.now,
            accepted_at=move.now,
        )
        move.session.add(share)
        move.assignments.insert(0, share)
    return redo_status(has_assignments=bool(main_shares(move)), claimed=case.claimer_id is not None)


def _answered(move: Move) -> list[Assignment]:
    """What each unit answered last, in whichever round: a part left alone by one redo may be named in the next."""
    last: dict[UUID, Assignment] = {}
    for item in move.assignments:  # newest first
        last.setdefault(item.unit_id, item)
    return [item for item in last.values() if item.status is AssignmentStatus.REPLIED]


async def load_replies(session: AsyncSession, case: Case) -> list[Reply]:
    """All of the case, newest first."""
    query = select(Reply).where(Reply.case_id == case.id).order_by(col(Reply.id).desc())
    return list(await session.exec(query))


async def reply_classes(
    session: AsyncSession, case: Case, assignments: Iterable[Assignment]
) -> list[ReplyClass]:
    replies = await load_replies(session, case)
    return [reply.reply_class for reply in _in_force(case, replies, assignments)]


def _in_force(case: Case, replies: Iterable[Reply], assignments: Iterable[Assignment]) -> list[Reply]:
    """The last answer that each unit signed, and what was answered in this round without a hand-over.

    A redo of one part leaves what the others promised standing.
    """
    units = {share.id: share.unit_id for share in assignments}
    last: dict[UUID | None, Reply] = {}
    for reply in replies:
        unit_id = units[reply.assignment_id] if reply.assignment_id else None
        if reply.signed_at is not None and (unit_id is not None or reply.round == case.round):
            last.setdefault(unit_id, reply)
    return list(last.values())
