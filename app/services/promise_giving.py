"""Promises that no answer gave: written down at an event, or for a year."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import EventStatus, PromiseStep
from app.errors import Conflict, Forbidden, NotFound
from app.models import Case, Promise, Station
from app.models.base import new_id
from app.schemas.promises import PromiseForm
from app.security.actors import Actor
from app.security.batches import require
from app.security.events import may_plan
from app.security.promises import RECORDERS
from app.services import event_views, references
from app.services.moves import is_visible
from app.services.promises import date_apart, enter, lock_case, refuse_past


async def record(session: AsyncSession, actor: Actor, form: PromiseForm, now: datetime) -> UUID:
    """What a unit promised at an event or for a year, written down by those who heard it or by its head."""
    require(actor, RECORDERS)
    if actor.is_unit and form.unit_id != actor.unit_id:
        raise Forbidden("FORBIDDEN")
    refuse_past(form.due_on, now)
    unit = await references.unit(session, actor.county_code, form.unit_id)
    station = await _station(session, actor, form)
    promise = Promise(
        id=new_id(),
        county_code=actor.county_code,
        **form.model_dump(exclude={"station_id", "milestones"}),
        first_due_on=form.due_on,
        milestones=[each.model_dump(mode="json") | {"done_on": None} for each in form.milestones],
        station_id=station.id if station else None,
        area_code=station.area_code if station else actor.area_code or unit.area_code,
        created_at=now,
    )
    of = await _case(session, actor, form.case_id)
    session.add(promise)
    await session.flush()
    enter(session, actor, promise, PromiseStep.GIVE, promise.text, now)
    await date_apart(session, of, now)
    return promise.id


async def _station(session: AsyncSession, actor: Actor, form: PromiseForm) -> Station | None:
    """The one named, or that of the event; where the actor may write something down, if it is not his own promise."""
    station_id = form.station_id
    if form.event_id is not None:
        event = await event_views.find(session, actor, form.event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("EVENT_CANCELLED")
        station_id = station_id or event.station_id
    station = None
    if station_id is not None:
        query = select(Station).where(Station.id == station_id, Station.county_code == actor.county_code)
        station = (await session.exec(query.where(col(Station.active)))).one_or_none()
        if station is None:
            raise NotFound("STATION_NOT_FOUND", "没有找到该联络站")
    if not actor.is_unit and not may_plan(actor, station):
        raise Forbidden("FORBIDDEN")
    return station


async def _case(session: AsyncSession, actor: Actor, case_id: UUID | None) -> Case | None:
    if case_id is None:
        return None
    if not await is_visible(session, actor, case_id):
        raise NotFound("CASE_NOT_FOUND", "没有找到承诺所涉的事项")
    return await lock_case(session, case_id)
