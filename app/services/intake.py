"""How a matter gets in: scanned by a resident, entered by a liaison for somebody else, drafted by a deputy."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard, tokens
from app.domain.deadlines import day_of
from app.domain.privacy import title_of
from app.domain.vocabulary import Action, Channel, DeskLevel, Kind, Status
from app.domain.workflow import STEP
from app.errors import Conflict, NotFound
from app.models import Area, Case, Station
from app.models.base import new_id
from app.schemas.cases import SubmittedOut
from app.schemas.intake import CaseForm, EntryForm, SubmitForm
from app.security.actors import SYSTEM, Actor
from app.services import codes, references
from app.services.moves import Move, Standing
from app.services.transitions import act_as_system, record

AUTOMATIC = frozenset({Channel.SCAN})
"""A scan registers itself: the code already says where it belongs. Everything else waits for a person."""


async def submit(session: AsyncSession, actor: Actor, form: SubmitForm, now: datetime) -> SubmittedOut:
    """A resident or a firm hands in a matter; registered at once when it came through a code."""
    if form.code is not None:
        target = await codes.find(session, form.code)
        station, channel = target.station, Channel.SCAN
        case = await _case(session, form, station, channel, now)
        case.code_id = target.code.id
        case.deputy_id = target.deputy.id if target.deputy else None
    else:
        station, channel = await _open_station(session, form.station_id), Channel.APP
        case = await _case(session, form, station, channel, now)
    case.submitter_id = actor.account_id
    await open_case(session, actor, case, now, form.upload_ids)
    return _receipt(case, station)


async def enter(session: AsyncSession, actor: Actor, form: EntryForm, now: datetime) -> SubmittedOut:
    """代录: the matter has no account behind it; the slip is how it is followed."""
    station = await _station_in_scope(session, actor, form.station_id)
    case = await _case(session, form, station, form.channel, now)
    case.proxy_consent = form.consent
    if form.deputy_id is not None:
        case.deputy_id = (await references.deputy(session, actor.county_code, form.deputy_id)).id
    on_behalf_of = form.contact.name if form.contact else "匿名群众"
    await open_case(session, actor, case, now, form.upload_ids, on_behalf_of=on_behalf_of)
    return _receipt(case, station)


async def open_case(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    now: datetime,
    upload_ids: list[UUID],
    *,
    on_behalf_of: str = "",
) -> None:
    """The first entry of the timeline, and the registration that follows by itself."""
    session.add(case)
    await session.flush()
    move = Move(session, actor, case, Action.SUBMIT, now, [], Standing(), upload_ids=upload_ids)
    move.on_behalf_of = on_behalf_of
    await record(move, next(guard.rules_for(Action.SUBMIT, Kind.SUGGESTION)), None)
    if case.channel in AUTOMATIC:
        await act_as_system(session, case, Action.REGISTER, SYSTEM, now, Status.REGISTERED)


async def _case(
    session: AsyncSession, form: CaseForm, station: Station, channel: Channel, now: datetime
) -> Case:
    county = station.county_code
    case = Case(
        id=new_id(),
        county_code=county,
        number=new_number(county, now),
        check_code=tokens.new_check_code(),
        kind=form.kind,
        channel=channel,
        status=Status.SUBMITTED,
        title=form.title or title_of(form.text),
        text=form.text,
        area_code=await area_in_county(session, form.area_code, county) or station.area_code,
        place=form.place,
        station_id=station.id,
        anonymous=form.anonymous,
        contact_name=form.contact.name if form.contact else "",
        contact_phone=form.contact.phone if form.contact else "",
        firm_name=form.firm_name,
        visibility=form.visibility,
        sealed=form.sensitive,
        level=DeskLevel.TOWN,
        created_at=now,
        updated_at=now,
    )
    if form.position is not None:
        case.lat, case.lng = form.position.lat, form.position.lng
    if form.category_code is not None:
        category = await references.category(session, county, form.category_code)
        if category.refusal:
            raise Conflict("CATEGORY_REFUSED", category.refusal)
        case.category_code, case.sealed = category.code, case.sealed or category.sensitive
    await _seal_for_accused(session, case, form)
    return case


async def _seal_for_accused(session: AsyncSession, case: Case, form: CaseForm) -> None:
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
    """The division named, if it is one of the county's; None if none was named."""
    if area_code is None:
        return None
    query = select(Area.code).where(Area.county_code == county_code, Area.code == area_code)
    if not area_code.startswith(county_code) or (await session.exec(query)).first() is None:
        raise NotFound("AREA_NOT_FOUND")
    return area_code


async def _open_station(session: AsyncSession, station_id: UUID | None) -> Station:
    query = select(Station).where(Station.id == station_id, col(Station.active))
    station = (await session.exec(query)).one_or_none()
    if station is None:
        raise NotFound("STATION_NOT_FOUND")
    return station


async def _station_in_scope(session: AsyncSession, actor: Actor, station_id: UUID | None) -> Station:
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
    return station


def _receipt(case: Case, station: Station) -> SubmittedOut:
    return SubmittedOut(
        id=case.id,
        number=case.number,
        check_code=case.check_code,
        status=case.status,
        step=STEP[case.status],
        version=case.version,
        station_name=station.name,
    )
