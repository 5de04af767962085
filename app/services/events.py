"""Events 活动: planned with their roster, changed while they are planned, held or cancelled once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import CHINA
from app.domain.vocabulary import DeputyStatus, EventStatus
from app.errors import Conflict, FieldError, Forbidden, InvalidRequest, NotFound
from app.models import Deputy, DeputyGroup, Event, EventPerson, Station
from app.models.base import new_id
from app.presets.practices import presets
from app.schemas.events import CancelForm, EventDetail, EventEdit, EventForm, HoldForm
from app.security.actors import Actor
from app.security.events import AT_STATIONS, may_change, may_plan
from app.services import event_views, references

_NOT_COLUMNS = {"version", "roster", "allow_overlap"}


async def plan(session: AsyncSession, actor: Actor, form: EventForm, now: datetime) -> EventDetail:
    """A new event of the actor's station or organ. Forbidden where he has nothing to plan."""
    await _placed(session, actor, form)
    event = Event(
        id=new_id(),
        county_code=actor.county_code,
        office_id=actor.office_id,
        created_by_id=actor.appointment_id,
        created_at=now,
        **form.model_dump(exclude=_NOT_COLUMNS),
    )
    session.add(event)
    await session.flush()
    await _invite(session, event, form)
    return await event_views.detail(session, actor, event.id)


async def edit(session: AsyncSession, actor: Actor, event_id: UUID, form: EventEdit) -> EventDetail:
    """Replaces all of it, the roster too."""
    event = await _open(session, actor, event_id, form.version)
    await _placed(session, actor, form, event)
    await session.exec(delete(EventPerson).where(col(EventPerson.event_id) == event.id))
    await _change(session, event, form.model_dump(exclude=_NOT_COLUMNS))
    await _invite(session, event, form)
    return await event_views.detail(session, actor, event.id)


async def hold(
    session: AsyncSession, actor: Actor, event_id: UUID, form: HoldForm, now: datetime
) -> EventDetail:
    """What came of it, and who of the roster was there: everybody else was not."""
    event = await _open(session, actor, event_id, form.version)
    if now < event.starts_at:
        raise Conflict("DATE_OUT_OF_RANGE", "活动尚未开始")
    roster = list(await session.exec(select(EventPerson).where(EventPerson.event_id == event.id)))
    came = set(form.attended)
    if came - {person.id for person in roster}:
        problem = FieldError("attended", "NOT_ON_ROSTER", "到场的人不在名单上")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    for person in roster:
        person.attended = person.id in came
    columns = form.model_dump(include={"summary", "people", "questions"})
    await _change(session, event, columns | {"status": EventStatus.HELD})
    return await event_views.detail(session, actor, event.id)


async def cancel(session: AsyncSession, actor: Actor, event_id: UUID, form: CancelForm) -> EventDetail:
    event = await _open(session, actor, event_id, form.version)
    await _change(session, event, {"status": EventStatus.CANCELLED, "summary": form.reason})
    return await event_views.detail(session, actor, event.id)


async def _open(session: AsyncSession, actor: Actor, event_id: UUID, version: int) -> Event:
    """The event, locked: seen, his to change, still planned, and as he saw it."""
    event = await event_views.find(session, actor, event_id)
    station = await session.get(Station, event.station_id) if event.station_id else None
    group = await session.get(DeputyGroup, event.group_id) if event.group_id else None
    if not may_change(actor, event, station, group):
        raise Forbidden("FORBIDDEN")
    await session.refresh(event, with_for_update=True)
    if event.status is not EventStatus.PLANNED:
        raise Conflict("EVENT_CLOSED", f"该活动{event.status.label}")
    if event.version != version:
        raise Conflict("STALE_VERSION", version=event.version)
    return event


async def _change(session: AsyncSession, event: Event, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(event, name, value)
    event.version += 1
    await session.flush()


async def _placed(session: AsyncSession, actor: Actor, form: EventForm, event: Event | None = None) -> None:
    """At a station that is there and where he may plan, of a group that is there, by a practice that is known.

    Where the `event` takes place already it may stay, whoever changes it.
    """
    stays = event is not None and form.station_id == event.station_id
    station = None
    if form.station_id is not None:
        query = select(Station).where(
            Station.id == form.station_id, Station.county_code == actor.county_code, col(Station.active)
        )
        station = (await session.exec(query)).one_or_none()
        if station is None:
            raise NotFound("STATION_NOT_FOUND", "没有找到活动所在的联络站")
    elif actor.role in AT_STATIONS and not stays:
        problem = FieldError("station_id", "STATION_REQUIRED", "请指明在哪个联络站")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    if not stays and not may_plan(actor, station):
        raise Forbidden("FORBIDDEN")
    if form.group_id is not None:
        group = select(DeputyGroup.id).where(
            DeputyGroup.id == form.group_id, DeputyGroup.county_code == actor.county_code
        )
        if (await session.exec(group)).first() is None:
            raise NotFound("GROUP_NOT_FOUND", "没有找到该代表小组")
    if form.preset and form.preset not in presets():
        problem = FieldError("preset", "PRESET_UNKNOWN", "没有这种做法")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])


async def _invite(session: AsyncSession, event: Event, form: EventForm) -> None:
    """The roster of the form: its deputies serve, are as many as the practice wants, and are free at that time."""
    deputies = await _deputies(session, event, form)
    _check_size(form, len(deputies))
    if not form.allow_overlap:
        await _check_overlap(session, event, deputies)
    await references.units(
        session, event.county_code, {person.unit_id for person in form.roster if person.unit_id}
    )
    session.add_all(
        EventPerson(id=new_id(), county_code=event.county_code, event_id=event.id, **person.model_dump())
        for person in form.roster
    )
    await session.flush()


async def _deputies(session: AsyncSession, event: Event, form: EventForm) -> dict[UUID, str]:
    """Names by id, locked in one order: two events that want the same deputy wait for each other."""
    places = {person.deputy_id: place for place, person in enumerate(form.roster) if person.deputy_id}
    query = select(Deputy).where(
        col(Deputy.id).in_(places),
        Deputy.county_code == event.county_code,
        Deputy.status == DeputyStatus.ACTIVE,
    )
    locked = query.order_by(col(Deputy.id)).with_for_update(key_share=True)
    found = {deputy.id: deputy.name for deputy in await session.exec(locked)}
    missing = [
        FieldError(f"roster.{place}.deputy_id", "DEPUTY_NOT_FOUND", "没有找到该代表，或现不履职")
        for deputy_id, place in places.items()
        if deputy_id not in found
    ]
    if missing:
        raise NotFound("DEPUTY_NOT_FOUND", "名单中有不存在或现不履职的代表", errors=missing)
    return found


def _check_size(form: EventForm, deputies: int) -> None:
    """As many deputies as the practice that the event follows wants on one day."""
    rhythm = presets()[form.preset].roster if form.preset else None
    if rhythm is None:
        return
    most = rhythm.most if rhythm.most is not None else deputies
    if not rhythm.least <= deputies <= most:
        wanted = f"{rhythm.least}–{rhythm.most} 位" if rhythm.most else f"至少 {rhythm.least} 位"
        raise Conflict("ROSTER_SIZE", f"应安排 {wanted}代表，现为 {deputies} 位")


async def _check_overlap(session: AsyncSession, event: Event, deputies: dict[UUID, str]) -> None:
    query = (
        select(Event, col(EventPerson.deputy_id))
        .join(EventPerson, col(EventPerson.event_id) == Event.id)
        .where(
            col(EventPerson.deputy_id).in_(deputies),
            Event.id != event.id,
            Event.status != EventStatus.CANCELLED,
            Event.starts_at < event.ends_at,
            Event.ends_at > event.starts_at,
        )
        .order_by(col(Event.starts_at), col(Event.id))
    )
    busy = [
        FieldError("roster", "ROSTER_OVERLAP", f"{deputies[deputy_id]}：{_time(other)} {other.title}")
        for other, deputy_id in await session.exec(query)
        if deputy_id is not None
    ]
    if busy:
        raise Conflict("ROSTER_OVERLAP", errors=busy)


def _time(event: Event) -> str:
    return f"{event.starts_at.astimezone(CHINA):%m月%d日 %H:%M}"
