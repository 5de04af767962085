"""Promises 承诺 of a case: given in an answer, superseded by the next, struck off with the case."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import (
    Action,
    ClockName,
    PromiseSource,
    PromiseState,
    PromiseStep,
    ReplyClass,
    Status,
)
from app.domain.workflow import OPEN as OPEN_CASE
from app.errors import Conflict
from app.models import Assignment, Case, Promise, PromiseEntry, Reply
from app.models.base import new_id
from app.security.actors import Actor
from app.services import rollups
from app.services.moves import Move, load_assignments
from app.services.transitions import act_as_system

OPEN = PromiseState.OPEN


def superseded() -> ColumnElement[bool]:
    """Its owner answers the case anew, or did: a later round was opened for it."""
    later, whole = aliased(Assignment), aliased(Case)
    by_unit = exists().where(
        col(later.case_id) == Promise.case_id,
        col(later.unit_id) == Promise.unit_id,
        col(later.round) > col(Promise.round),
    )
    by_nobody = exists().where(col(whole.id) == Promise.case_id, col(whole.round) > col(Promise.round))
    no_unit = col(Promise.unit_id).is_(None)
    again = or_(by_unit.correlate(Promise), and_(no_unit, by_nobody.correlate(Promise)))
    return and_(col(Promise.source) == PromiseSource.REPLY, again)


def state_now() -> ColumnElement[PromiseState]:
    """How a promise stands: what is open may have been superseded."""
    gone = and_(col(Promise.state) == OPEN, superseded())
    return case((gone, PromiseState.SUPERSEDED.value), else_=col(Promise.state))


async def from_reply(move: Move, reply: Reply) -> Promise | None:
    """What an answer that was just signed promises goes into the ledger; None where it promises nothing.

    To be called for every signed answer: the case is dated anew by what is promised from now on.
    """
    promise = _promised(move, reply) if reply.reply_class is ReplyClass.IN_PROGRESS else None
    if promise is not None:
        move.session.add(promise)
        await move.session.flush()
        enter(move.session, move.actor, promise, PromiseStep.GIVE, promise.text, move.now)
    if promise is not None or move.case.promise_due_on is not None or move.case.round > 1:
        await date_case(move.session, move.case)
    return promise


def _promised(move: Move, reply: Reply) -> Promise:
    held = next((item for item in move.assignments if item.id == reply.assignment_id), None)
    moved = move.case
    if reply.finish_on is None:
        raise LookupError("the table of replies refuses a promise without a date")
    return Promise(
        id=new_id(),
        county_code=moved.county_code,
        source=PromiseSource.REPLY,
        unit_id=held.unit_id if held else None,
        owner_name="" if held else reply.answered_by or move.actor.public_name,
        person=(held.owners.get("chief", "") if held else "") or reply.signer,
        text=reply.plan or reply.public_text[:2000],
        due_on=reply.finish_on,
        first_due_on=reply.finish_on,
        case_id=moved.id,
        reply_id=reply.id,
        round=reply.round,
        event_id=moved.event_id,
        station_id=moved.station_id,
        area_code=moved.area_code,
        created_at=move.now,
    )


async def date_case(session: AsyncSession, of: Case) -> None:
    """`promise_due_on` says when the earliest open promise of the case is due, whatever the status of the case.

    As part of a move, which sees to the clock; the case is locked.
    """
    of.promise_due_on = await earliest(session, of)


async def earliest(session: AsyncSession, of: Case) -> date | None:
    """None without an open promise."""
    await session.flush()
    query = select(func.min(Promise.due_on)).where(Promise.case_id == of.id, state_now() == OPEN)
    return (await session.exec(query)).one()


async def keep_all(move: Move, proof: str, checker: str) -> None:
    """What was promised in the answers of a case is struck off with it; what was promised elsewhere goes on."""
    query = select(Promise).where(
        Promise.case_id == move.case.id, Promise.source == PromiseSource.REPLY, state_now() == OPEN
    )
    for promise in await move.session.exec(query.with_for_update(of=Promise)):
        keep(promise, move.now)
        promise.version += 1
        enter(move.session, move.actor, promise, PromiseStep.STRIKE_OFF, proof, move.now, person=checker)
    await date_case(move.session, move.case)


def keep(promise: Promise, now: datetime) -> None:
    promise.state, promise.struck_off_at = PromiseState.KEPT, now


def enter(
    session: AsyncSession,
    actor: Actor,
    promise: Promise,
    step: PromiseStep,
    text: str,
    now: datetime,
    **more: Any,
) -> PromiseEntry:
    """One thing that happened to it."""
    entry = PromiseEntry(
        id=new_id(),
        county_code=promise.county_code,
        promise_id=promise.id,
        step=step,
        on=more.pop("on", None) or day_of(now),
        text=text[:2000],
        role=actor.role,
        appointment_id=actor.appointment_id,
        actor_name=actor.name,
        body=actor.body,
        at=now,
        **more,
    )
    session.add(entry)
    return entry


async def lock_case(session: AsyncSession, case_id: UUID) -> Case:
    query = select(Case).where(Case.id == case_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()


async def date_apart(session: AsyncSession, of: Case | None, now: datetime) -> None:
    """The earliest open promise of the case is due on another day: that is a move, by which its clock and colour go."""
    if of is None:
        return
    before, due_on = of.promise_due_on, await earliest(session, of)
    if due_on == before:
        await rollups.mark(session, [of.id])
        return
    days = {"from": before.isoformat() if before else "", "to": due_on.isoformat() if due_on else ""}

    def move_due(move: Move) -> None:
        move.case.promise_due_on = due_on
        move.data = {"clock": ClockName.PROMISE.value} | {name: day for name, day in days.items() if day}

    if of.status in OPEN_CASE | {Status.CLOSED}:
        assignments = await load_assignments(session, of.id)
        await act_as_system(session, of, Action.MOVE_DUE, now, move_due, assignments=assignments)
    else:
        of.promise_due_on = due_on


def refuse_past(day: date, now: datetime) -> None:
    if day < day_of(now):
        raise Conflict("PROMISE_DATE_PAST")
