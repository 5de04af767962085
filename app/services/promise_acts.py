"""What is done about one promise: proof, checks, carrying over, striking off, reviving, the year's rating."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.privacy import UNITS
from app.domain.vocabulary import (
    PromiseSource,
    PromiseState,
    PromiseStep,
    Role,
    Status,
)
from app.errors import Conflict, FieldError, Forbidden, InvalidRequest, NotFound
from app.models import Ballot, Case, Promise, PromiseEntry
from app.models.base import Json, new_id
from app.schemas.promises import (
    CarryOverForm,
    CheckForm,
    PromiseVersionForm,
    ProofForm,
    RatingForm,
    ReviveForm,
    StrikeOffPromiseForm,
)
from app.security.actors import Actor
from app.security.promises import CHECKERS, OFFICES, visible_promises
from app.services import uploads
from app.services.promises import date_apart, enter, keep, lock_case, refuse_past, state_now

_PROOF = (PromiseStep.PROVE, PromiseStep.REVIVE)


async def prove(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: ProofForm, now: datetime
) -> UUID:
    """By the unit itself: how far it is, or that it is done; a milestone that was reached is marked."""
    promise, of, state = await _locked(session, actor, promise_id, form, UNITS)
    _require_open(state)
    if form.milestone is not None:
        promise.milestones = _reached(promise, form.milestone, day_of(now))
    return await _done(session, actor, promise, PromiseStep.PROVE, form.text, now, of, form.upload_ids)


def _reached(promise: Promise, number: int, today: date) -> list[Json]:
    if number > len(promise.milestones):
        problem = FieldError("milestone", "MILESTONE_UNKNOWN", f"没有第 {number} 个节点")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    return [
        each | {"done_on": today.isoformat()} if place == number else each
        for place, each in enumerate(promise.milestones, 1)
    ]


async def check(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: CheckForm, now: datetime
) -> UUID:
    """年中督办: what was found on the day, by whom."""
    promise, of, state = await _locked(session, actor, promise_id, form, CHECKERS)
    _require_open(state)
    _refuse_future(form.on, now)
    more = {"on": form.on, "person": form.checker}
    return await _done(
        session, actor, promise, PromiseStep.CHECK, form.finding, now, of, form.upload_ids, **more
    )


async def carry_over(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: CarryOverForm, now: datetime
) -> UUID:
    """To a later day, or another year; the day first named stays on record."""
    promise, of, state = await _locked(session, actor, promise_id, form, OFFICES)
    _require_open(state)
    if not form.reason:
        raise InvalidRequest("CARRY_OVER_WITHOUT_REASON")
    refuse_past(form.due_on, now)
    if form.due_on <= promise.due_on:
        raise Conflict("CARRY_OVER_NOT_LATER")
    days: dict[str, Any] = {"from_due_on": promise.due_on, "to_due_on": form.due_on}
    promise.due_on = form.due_on
    promise.carried_over += 1
    return await _done(session, actor, promise, PromiseStep.CARRY_OVER, form.reason, now, of, **days)


async def strike_off(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: StrikeOffPromiseForm, now: datetime
) -> UUID:
    """By an organ of the congress that saw to it, never by the unit; with a proof, the unit's or its own; once.

    What an answer promised is struck off with its case while that is tracked: it closes the case.
    """
    promise, of, state = await _locked(session, actor, promise_id, form, OFFICES, "STRIKE_OFF_BY_UNIT")
    _require_open(state)
    if promise.source is PromiseSource.REPLY and of is not None and of.status is Status.TRACKING:
        raise Conflict("STRIKE_OFF_WITH_CASE")
    _refuse_future(form.on, now)
    if not form.proof and not await _is_proven(session, promise):
        raise Conflict("STRIKE_OFF_WITHOUT_PROOF")
    keep(promise, now)
    more = {"on": form.on, "person": form.checker}
    return await _done(
        session, actor, promise, PromiseStep.STRIKE_OFF, form.proof, now, of, form.upload_ids, **more
    )


async def _is_proven(session: AsyncSession, promise: Promise) -> bool:
    """Whether the unit has sent anything; after it was revived, anything since."""
    query = select(PromiseEntry.step).where(
        PromiseEntry.promise_id == promise.id, col(PromiseEntry.step).in_(_PROOF)
    )
    last = (await session.exec(query.order_by(col(PromiseEntry.id).desc()).limit(1))).first()
    return last is PromiseStep.PROVE


async def revive(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: ReviveForm, now: datetime
) -> UUID:
    """What was struck off and did not last 回头看: it is owed again, by another day."""
    promise, of, state = await _locked(session, actor, promise_id, form, OFFICES)
    if state is not PromiseState.KEPT:
        raise Conflict("PROMISE_NOT_STRUCK_OFF")
    refuse_past(form.due_on, now)
    days: dict[str, Any] = {"from_due_on": promise.due_on, "to_due_on": form.due_on}
    promise.state, promise.struck_off_at = PromiseState.OPEN, None
    promise.due_on = form.due_on
    promise.revived += 1
    await session.flush()
    _require_open(await _state(session, promise))
    return await _done(
        session, actor, promise, PromiseStep.REVIVE, form.finding, now, of, form.upload_ids, **days
    )


async def rate(
    session: AsyncSession, actor: Actor, promise_id: UUID, form: RatingForm, now: datetime
) -> UUID:
    """年终测评: what those present thought of it, once a year, whether it is kept or goes on."""
    promise, _, state = await _locked(session, actor, promise_id, form, OFFICES)
    if state is PromiseState.SUPERSEDED:
        raise Conflict("PROMISE_SUPERSEDED")
    _refuse_future(form.held_on, now)
    rated = select(Ballot.id).where(Ballot.promise_id == promise.id, Ballot.year == form.held_on.year)
    if (await session.exec(rated)).first() is not None:
        raise Conflict("PROMISE_RATED")
    ballot = Ballot(
        id=new_id(),
        county_code=promise.county_code,
        promise_id=promise.id,
        year=form.held_on.year,
        appointment_id=actor.appointment_id,
        created_at=now,
        **form.model_dump(include={"satisfied", "basically", "dissatisfied", "held_on"}),
    )
    session.add(ballot)
    return await _done(session, actor, promise, PromiseStep.RATE, str(form.votes), now, on=form.held_on)


async def _locked(
    session: AsyncSession,
    actor: Actor,
    promise_id: UUID,
    form: PromiseVersionForm,
    roles: frozenset[Role],
    refusal: str = "FORBIDDEN",
) -> tuple[Promise, Case | None, PromiseState]:
    """The promise, its case (both locked, the case first as by every move) and how it stands.

    NotFound PROMISE_NOT_FOUND, Forbidden with the `refusal`, Conflict STALE_VERSION.
    """
    query = select(Promise).where(Promise.id == promise_id, visible_promises(actor))
    promise = (await session.exec(query)).one_or_none()
    if promise is None:
        raise NotFound("PROMISE_NOT_FOUND")
    if actor.role not in roles:
        raise Forbidden(refusal if actor.is_unit else "FORBIDDEN")
    of = await lock_case(session, promise.case_id) if promise.case_id else None
    await session.refresh(promise, with_for_update=True)
    if promise.version != form.version:
        raise Conflict("STALE_VERSION", version=promise.version)
    return promise, of, await _state(session, promise)


async def _state(session: AsyncSession, promise: Promise) -> PromiseState:
    return PromiseState((await session.exec(select(state_now()).where(Promise.id == promise.id))).one())


def _require_open(state: PromiseState) -> None:
    if state is not PromiseState.OPEN:
        raise Conflict("PROMISE_STRUCK_OFF" if state is PromiseState.KEPT else "PROMISE_SUPERSEDED")


async def _done(
    session: AsyncSession,
    actor: Actor,
    promise: Promise,
    step: PromiseStep,
    text: str,
    now: datetime,
    of: Case | None = None,
    upload_ids: Sequence[UUID] = (),
    **more: Any,
) -> UUID:
    """Put on record with its pictures; the case is dated anew."""
    promise.version += 1
    entry = enter(session, actor, promise, step, text, now, **more)
    await session.flush()
    if upload_ids:
        await uploads.attach_to_promise(session, actor, upload_ids, entry.id)
    await date_apart(session, of, now)
    return promise.id


def _refuse_future(day: date, now: datetime) -> None:
    if day > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "日期不能晚于今天")
