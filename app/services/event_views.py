"""How events are shown: to the desk with roster and matters, to the public as coming receptions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import DeputyStatus, EventKind, EventStatus, OfficeKind
from app.errors import NotFound
from app.models import (
    Case,
    CaseLink,
    Congress,
    Deputy,
    DeputyGroup,
    Event,
    EventPerson,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.schemas.events import EventCase, EventDetail, EventItem, OpenEvent, RosterOut
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.events import may_change, visible_events

_MOST_CASES = 100
_EVENTS: Any = (
    select(Event, Station, Office)
    .outerjoin(Station, col(Station.id) == Event.station_id)
    .outerjoin(Office, col(Office.id) == Event.office_id)
)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; absent means any. An event is within a time if it starts there."""

    station_id: UUID | None = None
    group_id: UUID | None = None
    deputy_id: UUID | None = None
    kind: EventKind | None = None
    status: EventStatus | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, *, limit: int, before: UUID | None
) -> tuple[list[EventItem], UUID | None]:
    """What starts last comes first."""
    query = _EVENTS.where(visible_events(actor), *_conditions(filters))
    if before is not None:
        query = query.where(_start() < _start_of(before))
    ordered = query.order_by(col(Event.starts_at).desc(), col(Event.id).desc())
    rows = (await session.exec(ordered.limit(limit + 1))).all()
    items = [EventItem(**_fields(*row)) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _start() -> Any:
    """The place of an event in a list by time."""
    return tuple_(col(Event.starts_at), col(Event.id))


def _start_of(event_id: UUID) -> Any:
    """Where the page before ended."""
    return select(Event.starts_at, Event.id).where(Event.id == event_id).scalar_subquery()


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found = [
        col(getattr(Event, name)) == getattr(filters, name)
        for name in ("station_id", "group_id", "kind", "status")
        if getattr(filters, name) is not None
    ]
    if filters.deputy_id is not None:
        invited = select(EventPerson.event_id).where(EventPerson.deputy_id == filters.deputy_id)
        found.append(col(Event.id).in_(invited))
    if filters.since is not None:
        found.append(col(Event.starts_at) >= filters.since)
    if filters.until is not None:
        found.append(col(Event.starts_at) < filters.until)
    return found


def _fields(event: Event, station: Station | None, office: Office | None) -> dict[str, Any]:
    host = station or office
    return event.model_dump(include=set(EventDetail.model_fields)) | {"host_name": host.name if host else ""}


async def find(session: AsyncSession, actor: Actor, event_id: UUID) -> Event:
    """NotFound EVENT_NOT_FOUND for what the actor may not know of."""
    query = select(Event).where(Event.id == event_id, visible_events(actor))
    event = (await session.exec(query)).one_or_none()
    if event is None:
        raise NotFound("EVENT_NOT_FOUND")
    return event


async def detail(session: AsyncSession, actor: Actor, event_id: UUID) -> EventDetail:
    """With its roster, and with those of its matters that the actor may see."""
    row = (await session.exec(_EVENTS.where(col(Event.id) == event_id, visible_events(actor)))).first()
    if row is None:
        raise NotFound("EVENT_NOT_FOUND")
    event, station, _ = row
    group = await session.get(DeputyGroup, event.group_id) if event.group_id else None
    return EventDetail(
        **_fields(*row),
        roster=await _roster(session, event_id),
        cases=await _cases(session, actor, col(Case.event_id) == event_id),
        suggestions=await _cases(session, actor, _made_from(event_id)),
        can_change=event.status is EventStatus.PLANNED and may_change(actor, event, station, group),
    )


async def _roster(session: AsyncSession, event_id: UUID) -> list[RosterOut]:
    query = (
        select(EventPerson, col(Deputy.name), col(Unit.name))
        .outerjoin(Deputy, col(Deputy.id) == EventPerson.deputy_id)
        .outerjoin(Unit, col(Unit.id) == EventPerson.unit_id)
        .where(EventPerson.event_id == event_id)
        .order_by(col(EventPerson.id))
    )
    return [
        RosterOut(**person.model_dump() | {"name": name or person.name, "unit_name": unit})
        for person, name, unit in await session.exec(query)
    ]


def _made_from(event_id: UUID) -> ColumnElement[bool]:
    made = select(CaseLink.target_case_id).where(CaseLink.event_id == event_id)
    return col(Case.id).in_(made)


async def _cases(session: AsyncSession, actor: Actor, condition: ColumnElement[bool]) -> list[EventCase]:
    query = select(Case).where(condition, visible_cases(actor))
    rows = await session.exec(query.order_by(col(Case.id).desc()).limit(_MOST_CASES))
    return [
        EventCase(id=row.id, number=row.number, title=title_for(actor, row), status=row.status)
        for row in rows
    ]


async def congress_sits(session: AsyncSession, case: Case, now: datetime) -> bool:
    """Whether a congress is in session in which the deputy of this case has a seat today.

    A session is put down by the congress's own organ, which lies in its very area: the deputies' office of a county,
    the presidium of a town. What a committee puts down is its own.
    """
    today = day_of(now)
    query: Any = (
        select(Event.id)
        .join(Office, col(Office.id) == Event.office_id)
        .join(Congress, col(Congress.area_code) == Office.area_code)
        .join(Term, col(Term.congress_id) == Congress.id)
        .join(Mandate, col(Mandate.term_id) == Term.id)
        .where(
            Event.county_code == case.county_code,
            Event.kind == EventKind.SESSION,
            Event.status != EventStatus.CANCELLED,
            Event.starts_at <= now,
            Event.ends_at >= now,
            Office.kind != OfficeKind.COMMITTEE,
            Congress.county_code == case.county_code,
            Mandate.deputy_id == case.deputy_id,
            Mandate.starts_on <= today,
            col(Mandate.ends_on).is_(None) | (col(Mandate.ends_on) >= today),
        )
    )
    return (await session.exec(query.limit(1))).first() is not None


async def open_receptions(
    session: AsyncSession, station_id: UUID, now: datetime, *, limit: int, after: UUID | None
) -> tuple[list[OpenEvent], UUID | None]:
    """Receptions at a station in use that are planned and not yet over, the next one first."""
    station = select(Station.id).where(Station.id == station_id, col(Station.active))
    if (await session.exec(station)).first() is None:
        raise NotFound("STATION_NOT_FOUND")
    names = (
        select(func.array_agg(Deputy.name))
        .join(EventPerson, col(EventPerson.deputy_id) == Deputy.id)
        .where(EventPerson.event_id == Event.id, Deputy.status == DeputyStatus.ACTIVE)
    )
    query: Any = select(Event, names.correlate(Event).scalar_subquery()).where(
        Event.station_id == station_id,
        Event.kind == EventKind.RECEPTION,
        Event.status == EventStatus.PLANNED,
        Event.ends_at >= now,
    )
    if after is not None:
        query = query.where(_start() > _start_of(after))
    ordered = query.order_by(col(Event.starts_at), col(Event.id)).limit(limit + 1)
    rows = (await session.exec(ordered)).all()
    items = [
        OpenEvent(**event.model_dump(include=set(OpenEvent.model_fields)), deputies=sorted(deputies or []))
        for event, deputies in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None
