"""Inquiries 评议询问: questions and answers of a meeting, and what was put right rated there by those present."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.ballots import Votes, outcomes
from app.domain.deadlines import day_of
from app.domain.privacy import CONGRESS_ORGANS, UNITS
from app.domain.vocabulary import Action, EventStatus, Role, Status
from app.errors import Conflict, Forbidden, NotFound
from app.models import Ballot, Case, Event, Question, Unit
from app.models.base import new_id
from app.schemas.actions.rating import EvaluateForm
from app.schemas.figures import FigureOut
from app.schemas.inquiries import (
    AnswerForm,
    BallotForm,
    EventBallots,
    QuestionForm,
    QuestionOut,
    RatedItem,
)
from app.security.access import reads_ratings, title_for, visible_cases
from app.security.actors import Actor
from app.security.batches import require
from app.services import event_views, references
from app.services.actions import rating
from app.services.moves import Move, is_visible
from app.services.transitions import act

_ASKERS = CONGRESS_ORGANS | {Role.DEPUTY}
_PANEL = frozenset({Role.COUNTY_OFFICE})


async def _event(session: AsyncSession, actor: Actor, event_id: UUID, roles: frozenset[Role]) -> Event:
    event = await event_views.find(session, actor, event_id)
    require(actor, roles)
    if event.status is EventStatus.CANCELLED:
        raise Conflict("EVENT_CANCELLED")
    return event


async def ask(
    session: AsyncSession, actor: Actor, event_id: UUID, form: QuestionForm, now: datetime
) -> QuestionOut:
    """By a deputy himself, or written down for one by an organ of the congress, or in its own name."""
    event = await _event(session, actor, event_id, _ASKERS)
    unit = await references.unit(session, actor.county_code, form.unit_id)
    deputy_id = actor.deputy_id or form.deputy_id
    asked_by = actor.body
    if deputy_id is not None:
        asked_by = (await references.deputy(session, actor.county_code, deputy_id)).name
    row = Question(
        id=new_id(),
        county_code=actor.county_code,
        event_id=event.id,
        unit_id=unit.id,
        deputy_id=deputy_id,
        asked_by=asked_by,
        text=form.text,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return _shown(row, unit.name)


def _shown(row: Question, unit_name: str) -> QuestionOut:
    return QuestionOut(**row.model_dump(), unit_name=unit_name)


async def answer(
    session: AsyncSession, actor: Actor, event_id: UUID, question_id: UUID, form: AnswerForm, now: datetime
) -> QuestionOut:
    """By the unit that was asked, or written down at the meeting; once."""
    await event_views.find(session, actor, event_id)
    query = select(Question, Unit.name).join(Unit, col(Unit.id) == Question.unit_id)
    one = query.where(Question.id == question_id, Question.event_id == event_id)
    found = (await session.exec(one.with_for_update(of=Question))).one_or_none()
    if found is None:
        raise NotFound("QUESTION_NOT_FOUND")
    row, unit_name = found
    own = actor.role in UNITS and row.unit_id == actor.unit_id
    if not own and actor.role not in CONGRESS_ORGANS:
        raise Forbidden("FORBIDDEN")
    if row.answered_at is not None:
        raise Conflict("QUESTION_ANSWERED")
    row.answer, row.answered_by, row.answered_at = form.answer, form.answered_by, now
    await session.flush()
    return _shown(row, unit_name)


async def questions(
    session: AsyncSession, actor: Actor, event_id: UUID, *, limit: int, before: UUID | None
) -> tuple[list[QuestionOut], UUID | None]:
    """Newest first."""
    await event_views.find(session, actor, event_id)
    query = select(Question, Unit.name).join(Unit, col(Unit.id) == Question.unit_id)
    query = query.where(Question.event_id == event_id)
    if before is not None:
        query = query.where(col(Question.id) < before)
    rows = (await session.exec(query.order_by(col(Question.id).desc()).limit(limit + 1))).all()
    items = [_shown(*row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


async def rate(
    session: AsyncSession, actor: Actor, event_id: UUID, form: BallotForm, now: datetime
) -> EventBallots:
    """现场测评 of one thing that had to be put right: the ordinary rating of a panel, with its votes on record.

    The case is one of this meeting, or came to it; the county's deputies' office counts.
    """
    event = await _event(session, actor, event_id, _PANEL)
    if now < event.starts_at or form.held_on > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "测评日期不能晚于今天，活动应已开始")
    if not await is_visible(session, actor, form.case_id):
        raise NotFound("CASE_NOT_FOUND", "没有找到要测评的事项")
    votes, outcome = form.votes, form.votes.outcome
    rated = EvaluateForm(
        version=form.version, result=outcome, attitude=outcome, reason=f"{event.title}现场测评：{votes}"
    )

    async def counted(move: Move, one: EvaluateForm) -> Status | None:
        if move.case.event_id != event.id:
            raise Conflict("CASE_NOT_OF_EVENT")
        session.add(_ballot(move, event, form))
        return await rating.evaluate(move, one)

    await act(session, counted, actor, form.case_id, Action.EVALUATE, rated, now)
    return await ballots(session, actor, event_id)


def _ballot(move: Move, event: Event, form: BallotForm) -> Ballot:
    return Ballot(
        id=new_id(),
        county_code=event.county_code,
        case_id=move.case.id,
        event_id=event.id,
        round=move.case.round,
        appointment_id=move.actor.appointment_id,
        created_at=move.now,
        **form.model_dump(include={"satisfied", "basically", "dissatisfied", "held_on"}),
    )


async def ballots(session: AsyncSession, actor: Actor, event_id: UUID) -> EventBallots:
    """Of the cases that the actor sees, where he may know how they were rated."""
    await event_views.find(session, actor, event_id)
    query: Any = (
        select(Ballot, Case)
        .join(Case, col(Case.id) == Ballot.case_id)
        .where(Ballot.event_id == event_id, visible_cases(actor))
        .order_by(col(Ballot.id))
    )
    seen = [row for row in await session.exec(query) if reads_ratings(actor, row[1], row[0].round)]
    items = [_rated(actor, ballot, case) for ballot, case in seen]
    found = outcomes(Votes(item.satisfied, item.basically, item.dissatisfied) for item in items)
    return EventBallots(
        items=items,
        satisfaction_strict=FigureOut.model_validate(found.strict),
        satisfaction_broad=FigureOut.model_validate(found.broad),
    )


def _rated(actor: Actor, ballot: Ballot, case: Case) -> RatedItem:
    return RatedItem(
        **ballot.model_dump(include=set(RatedItem.model_fields)),
        case_number=case.number,
        title=title_for(actor, case),
        outcome=Votes(ballot.satisfied, ballot.basically, ballot.dissatisfied).outcome,
    )
