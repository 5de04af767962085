"""How a matter gets in: scanned by a resident, entered by a liaison for somebody else, drafted by a deputy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.privacy import title_of
from app.domain.vocabulary import Channel, DeputyStatus
from app.domain.workflow import STEP
from app.errors import AppError, Conflict, NotFound
from app.models import Area, Station
from app.models.base import new_id
from app.schemas.cases import SubmittedOut
from app.schemas.intake import CaseForm, EntryForm, SubmitForm
from app.security.actors import Actor
from app.services import opening, presets, references, routing, scanning, uploads
from app.services.memory import Memory
from app.services.opening import NewCase
from app.services.reckoning import reckoner
from app.services.repeats import Once

AUTOMATIC = frozenset({Channel.SCAN})
"""A scan registers itself: the code already says where it belongs. Everything else waits for a person."""


@dataclass(frozen=True)
class Desk:
    """Where a matter comes in."""

    county_code: str
    station_id: UUID
    station_name: str
    area_code: str


async def submit(
    session: AsyncSession, memory: Memory, actor: Actor, form: SubmitForm, once: Once
) -> SubmittedOut:
    """A resident or a firm hands in a matter; registered at once when it came through a code."""
    try:
        case, desk = await _from_resident(session, memory, form, once.now)
    except AppError:
        before = await once.stored(SubmittedOut)
        if before is None:
            raise
        return before  # what was accepted once stays so, whatever became of its code since
    case.submitter_id = actor.account_id
    return await _open(session, memory, actor, case, desk, form.upload_ids, once)


async def _from_resident(
    session: AsyncSession, memory: Memory, form: SubmitForm, now: datetime
) -> tuple[NewCase, Desk]:
    if form.code is None:
        desk = await open_station(session, form.station_id)
        return await _compose(session, memory, form, desk, Channel.APP, now), desk
    target = await scanning.find(session, memory, form.code)
    desk = Desk(target.county_code, target.station_id, target.station_name, target.area_code)
    case = await _compose(session, memory, form, desk, Channel.SCAN, now)
    case.code_id, case.deputy_id = target.code_id, target.deputy_id
    return case, desk


async def enter(
    session: AsyncSession,
    memory: Memory,
    actor: Actor,
    form: EntryForm,
    once: Once,
    *,
    occasion: str = "",
) -> SubmittedOut:
    """代录: the matter has no account behind it; the slip is how it is followed. `occasion` is where it was said."""
    desk = await _station_in_scope(session, actor, form.station_id)
    case = await _compose(session, memory, form, desk, form.channel, once.now)
    case.proxy_consent, case.event_id = form.consent or None, form.event_id
    presets.take(case, form.preset)
    if form.deputy_id is not None:
        case.deputy_id = (await references.deputy(session, actor.county_code, form.deputy_id)).id
    on_behalf_of = await _speaker(session, case, form) or occasion
    return await _open(session, memory, actor, case, desk, form.upload_ids, once, on_behalf_of=on_behalf_of)


async def _speaker(session: AsyncSession, case: NewCase, form: EntryForm) -> str:
    """Whose words they are; nobody's in person if empty. What a deputy says in his own name he also leads."""
    if form.on_behalf_of_id is not None:
        deputy = await references.deputy(session, case.county_code, form.on_behalf_of_id)
        if deputy.status is not DeputyStatus.ACTIVE:
            raise NotFound("DEPUTY_NOT_FOUND", "该代表现不履职，不能以其名义录入")
        case.deputy_id = deputy.id
        return deputy.name
    if form.contact is not None:
        return form.contact.name
    return "匿名群众" if form.anonymous else ""


async def _open(
    session: AsyncSession,
    memory: Memory,
    actor: Actor,
    case: NewCase,
    desk: Desk,
    upload_ids: list[UUID],
    once: Once,
    *,
    on_behalf_of: str = "",
) -> SubmittedOut:
    """Routed, and written with its first entries and the answer; or the answer given before under the same key."""
    station_name = await _route(session, memory, case, desk, once.now)
    automatic = case.channel in AUTOMATIC
    timeline = opening.entries(case, actor, automatic=automatic, on_behalf_of=on_behalf_of)
    answer = _receipt(case, timeline[-1], station_name)
    told = await reckoner(session, case.county_code)
    running = opening.first_clocks(told, case, timeline[-1]["to_status"])
    if not await opening.write(session, case, timeline, running, once, answer):
        return await once.stored(SubmittedOut) or answer
    if upload_ids:
        await uploads.attach(session, actor, upload_ids, case.id, timeline[0]["id"])
    return answer


async def _route(session: AsyncSession, memory: Memory, case: NewCase, desk: Desk, now: datetime) -> str:
    """By the county's rules; the name of the station on whose desk it comes to lie."""
    county = case.county_code
    rules = await memory.recall(("rules", county), lambda: routing.rules_of(session, county))
    routed = await routing.direct(session, case, rules, now)
    moved = routed is not None and case.station_id != desk.station_id
    return routed.rule.target.name if routed and moved else desk.station_name


async def _compose(
    session: AsyncSession, memory: Memory, form: CaseForm, desk: Desk, channel: Channel, now: datetime
) -> NewCase:
    county, contact, position = desk.county_code, form.contact, form.position
    case = NewCase(
        id=new_id(),
        county_code=county,
        number=new_number(county, now),
        check_code=tokens.new_check_code(),
        kind=form.kind,
        channel=channel,
        title=form.title or title_of(form.text),
        text=form.text,
        area_code=await area_in_county(session, form.area_code, county) or desk.area_code,
        place=form.place,
        lat=position.lat if position else None,
        lng=position.lng if position else None,
        station_id=desk.station_id,
        anonymous=form.anonymous,
        contact_name=contact.name if contact else "",
        contact_phone=contact.phone if contact else "",
        firm_name=form.firm_name,
        visibility=form.visibility,
        sealed=form.sensitive,
        created_at=now,
        updated_at=now,
    )
    if form.category_code is not None:
        category = await references.remembered_category(session, memory, county, form.category_code)
        if category.refusal:
            raise Conflict("CATEGORY_REFUSED", category.refusal)
        case.category_code, case.sealed = category.code, case.sealed or category.sensitive
    await _seal_for_accused(session, case, form)
    return case


async def _seal_for_accused(session: AsyncSession, case: NewCase, form: CaseForm) -> None:
    if form.accused_unit_id is not None:
        unit = await references.unit(session, case.county_code, form.accused_unit_id)
        case.accused_unit_id, case.sealed = unit.id, True
    if form.accused_deputy_id is not None:
        deputy = await references.deputy(session, case.county_code, form.accused_deputy_id)
        case.accused_deputy_id, case.sealed = deputy.id, True


def new_number(county_code: str, now: datetime) -> str:
    """County, day and six random typable characters: no counter row, and nothing to count from outside."""
    return f"{county_code}-{day_of(now):%y%m%d}-{tokens.new_check_code()}"


async def area_in_county(session: AsyncSession, area_code: str | None, county_code: str) -> str | None:
    """The division named, if it is one of the county's, or what stands for it today; None if none was named."""
    if area_code is None:
        return None
    query = select(Area).where(Area.county_code == county_code, Area.code == area_code)
    area = (await session.exec(query)).first()
    if area is None or not area_code.startswith(county_code):
        raise NotFound("AREA_NOT_FOUND")
    return await area_in_county(session, area.successor_code, county_code) or area_code


async def open_station(session: AsyncSession, station_id: UUID | None) -> Desk:
    query = select(Station).where(Station.id == station_id, col(Station.active))
    station = (await session.exec(query)).one_or_none()
    if station is None:
        raise NotFound("STATION_NOT_FOUND")
    return _desk(station)


def _desk(station: Station) -> Desk:
    return Desk(station.county_code, station.id, station.name, station.area_code)


async def _station_in_scope(session: AsyncSession, actor: Actor, station_id: UUID | None) -> Desk:
    """The one named if the actor may enter for it; else his own."""
    wanted = station_id or next(iter(actor.station_ids), None)
    query = select(Station).where(
        Station.id == wanted, Station.county_code == actor.county_code, col(Station.active)
    )
    if actor.station_ids:
        query = query.where(col(Station.id).in_(actor.station_ids))
    else:
        query = query.where(col(Station.area_code).startswith(actor.area_code))
    station = (await session.exec(query)).one_or_none()
    if station is None:
        raise NotFound("STATION_NOT_FOUND")
    return _desk(station)


def _receipt(case: NewCase, last: dict[str, Any], station_name: str) -> SubmittedOut:
    return SubmittedOut(
        id=case.id,
        number=case.number,
        check_code=case.check_code,
        status=last["to_status"],
        step=STEP[last["to_status"]],
        version=last["version"],
        station_name=station_name,
    )
