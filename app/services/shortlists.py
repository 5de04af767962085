"""Meetings that decide which matters go up (选件会、交办会): who sat, and what became of each matter, all at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, Status
from app.domain.vocabulary import ShortlistDecision as Decision
from app.domain.workflow import SORTING
from app.errors import AppError, Conflict, NotFound
from app.models import Case, Event, Office, Shortlist, ShortlistItem, Station
from app.models.base import new_id
from app.schemas.actions.answering import AnswerOnSpotForm
from app.schemas.actions.base import ActionForm, NoteForm, ReasonForm
from app.schemas.actions.sorting import ShortlistForm
from app.schemas.shortlists import DecisionForm, DecisionOut, MeetingForm, ShortlistOut, ShortlistSummary
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.batches import DECIDERS, SHORTLIST_READERS, require, visible_shortlists
from app.security.events import visible_events
from app.services.actions import answering, overlays, sorting
from app.services.moves import Move
from app.services.together import listed, lock_cases
from app.services.transitions import Effect, act


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; absent means any."""

    station_id: UUID | None = None
    q: str | None = None


async def decide(session: AsyncSession, actor: Actor, form: MeetingForm, now: datetime) -> ShortlistOut:
    """Every decision by its ordinary move, or none: Conflict SHORTLIST_NOT_READY then says why not, case by case.

    The table says who may do what; the cases are locked by id, so that two meetings about the same never deadlock.
    """
    require(actor, DECIDERS)
    if form.held_on > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "会议日期不能晚于今天")
    shortlist = await _record(session, actor, form, now)
    await lock_cases(session, actor, [item.case_id for item in form.items])
    refused: dict[UUID, AppError] = {}
    for item in form.items:
        action, effect, one = _move(form, item)
        try:
            await act(session, _by_meeting(effect, form, item), actor, item.case_id, action, one, now)
        except AppError as refusal:
            refused[item.case_id] = refusal
    if refused:
        raise Conflict("SHORTLIST_NOT_READY", f"{len(refused)} 件不能按会议决定办理", items=listed(refused))
    session.add_all(
        ShortlistItem(
            **item.model_dump(include={"case_id", "decision", "reason"}),
            county_code=actor.county_code,
            shortlist_id=shortlist.id,
        )
        for item in form.items
    )
    await session.flush()
    return await get(session, actor, shortlist.id)


async def _record(session: AsyncSession, actor: Actor, form: MeetingForm, now: datetime) -> Shortlist:
    await _require_event(session, actor, form.event_id)
    maker = {"office_id": actor.office_id, "appointment_id": actor.appointment_id}
    shortlist = Shortlist(
        **form.model_dump(include={"meeting", "held_on", "deciders", "event_id"}) | maker,
        id=new_id(),
        county_code=actor.county_code,
        station_id=await _station_id(session, actor, form.station_id),
        created_at=now,
    )
    session.add(shortlist)
    await session.flush()
    return shortlist


async def _station_id(session: AsyncSession, actor: Actor, wanted: UUID | None) -> UUID | None:
    """The one named, if it is within the actor's scope; else a station head's own, and none for an office."""
    query = select(Station.id).where(Station.county_code == actor.county_code)
    if actor.station_ids:
        query = query.where(col(Station.id).in_(actor.station_ids))
    else:
        query = query.where(col(Station.area_code).startswith(actor.area_code))
    if wanted is not None:
        query = query.where(Station.id == wanted)
    elif actor.station_ids:
        above = col(Station.parent_id)
        query = query.where(or_(above.is_(None), above.not_in(actor.station_ids)))
    else:
        return None
    station_id = (await session.exec(query)).one_or_none()
    if station_id is None:
        raise NotFound("STATION_NOT_FOUND")
    return station_id


async def _require_event(session: AsyncSession, actor: Actor, event_id: UUID | None) -> None:
    if event_id is None:
        return
    query = select(Event.id).where(Event.id == event_id, visible_events(actor))
    if (await session.exec(query)).first() is None:
        raise NotFound("REFERENCE_NOT_FOUND", "没有找到该活动")


def _move(form: MeetingForm, item: DecisionForm) -> tuple[Action, Effect, ActionForm]:
    """The ordinary action that a decision comes to."""
    version, reason = item.version, item.reason
    if item.decision is Decision.SEND:
        return Action.SHORTLIST, sorting.shortlist, ShortlistForm(version=version, decided_by=form.meeting)
    if item.decision is Decision.ESCALATE:
        return Action.ESCALATE, sorting.escalate, ReasonForm(version=version, reason=reason)
    if item.decision is Decision.ON_SPOT:
        answer = item.model_dump(include={"public_text", "basis", "answered_by"})
        return Action.ANSWER_ON_SPOT, answering.answer_on_spot, AnswerOnSpotForm(version=version, **answer)
    return Action.NOTE, _keep, NoteForm(version=version, text=f"{item.decision.label}：{reason}")


async def _keep(move: Move, form: NoteForm) -> None:
    """Nothing becomes of it, and that is on record; only of what still waits to be decided."""
    if move.case.status not in SORTING:
        raise Conflict("ILLEGAL_MOVE", f"“暂不报送”不能在“{move.case.status.label}”时进行")
    await overlays.remark(move, form)


def _by_meeting(
    effect: Effect, form: MeetingForm, item: DecisionForm
) -> Callable[[Move, Any], Awaitable[Status | None]]:
    """The ordinary move, which also says which meeting decided it, who sat there, and why."""

    async def decided(move: Move, one: ActionForm) -> Status | None:
        target = await effect(move, one)
        move.data["meeting"] = f"{form.meeting}（{form.held_on.isoformat()}）"
        move.data["deciders"] = [f"{decider.name}（{decider.capacity}）" for decider in form.deciders]
        if item.reason:
            move.data["reason"] = item.reason
        return target

    return decided


def _query(actor: Actor) -> Any:
    return (
        select(Shortlist, Station.name, Office.name)
        .outerjoin(Station, col(Station.id) == Shortlist.station_id)
        .outerjoin(Office, col(Office.id) == Shortlist.office_id)
        .where(visible_shortlists(actor))
    )


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, *, limit: int, before: UUID | None
) -> tuple[list[ShortlistSummary], UUID | None]:
    require(actor, SHORTLIST_READERS)
    query = _query(actor)
    if filters.station_id is not None:
        query = query.where(Shortlist.station_id == filters.station_id)
    if filters.q is not None:
        query = query.where(col(Shortlist.meeting).icontains(filters.q, autoescape=True))
    if before is not None:
        query = query.where(col(Shortlist.id) < before)
    rows = list(await session.exec(query.order_by(col(Shortlist.id).desc()).limit(limit + 1)))
    items = [
        ShortlistSummary(**shortlist.model_dump(), station_name=station, office_name=office)
        for shortlist, station, office in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None


async def get(session: AsyncSession, actor: Actor, shortlist_id: UUID) -> ShortlistOut:
    """NotFound SHORTLIST_NOT_FOUND for what the actor may not know of; of its matters those that he may see."""
    require(actor, SHORTLIST_READERS)
    row = (await session.exec(_query(actor).where(Shortlist.id == shortlist_id))).one_or_none()
    if row is None:
        raise NotFound("SHORTLIST_NOT_FOUND")
    shortlist, station, office = row
    query = (
        select(ShortlistItem, Case)
        .join(Case, col(Case.id) == ShortlistItem.case_id)
        .where(ShortlistItem.shortlist_id == shortlist.id, visible_cases(actor))
        .order_by(col(ShortlistItem.id))
    )
    return ShortlistOut(
        **shortlist.model_dump(),
        station_name=station,
        office_name=office,
        items=[_decision(actor, item, case) for item, case in await session.exec(query)],
    )


def _decision(actor: Actor, item: ShortlistItem, case: Case) -> DecisionOut:
    return DecisionOut(
        **item.model_dump(include={"case_id", "decision", "reason"}),
        number=case.number,
        title=title_for(actor, case),
        status=case.status,
        version=case.version,
    )
