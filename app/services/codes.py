"""Codes as they are kept: issued, revoked, replaced; and the cards of whom they stand for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import CodeState, CodeTarget, DeputyStatus, StationTier
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import Code, CodeScan, Congress, Deputy, Mandate, Station, Term
from app.models.base import new_id
from app.schemas.base import Position
from app.schemas.codes import (
    CodeIssueForm,
    CodeOut,
    DeputyCard,
    MandateCard,
    StationCard,
)
from app.security.actors import Actor
from app.services import listing


async def deputy_card(session: AsyncSession, deputy: Deputy, now: datetime) -> DeputyCard:
    query = (
        select(Mandate, Term, Congress)
        .join(Term, col(Term.id) == Mandate.term_id)
        .join(Congress, col(Congress.id) == Term.congress_id)
        .where(Mandate.deputy_id == deputy.id)
        .where(col(Mandate.ends_on).is_(None) | (col(Mandate.ends_on) >= day_of(now)))
        .order_by(func.length(Congress.area_code))
    )
    mandates = [
        MandateCard(level=congress.level, congress=congress.name, term=term.name, district=mandate.district)
        for mandate, term, congress in await session.exec(query)
    ]
    return DeputyCard(
        id=deputy.id, name=deputy.name, intro=deputy.intro, reception=deputy.reception, mandates=mandates
    )


def station_card(station: Station) -> StationCard:
    return StationCard(
        id=station.id,
        name=station.name,
        kind=station.kind,
        address=station.address,
        phone=station.phone,
        opening_hours=station.opening_hours,
        area_code=station.area_code,
        position=position(station.lat, station.lng),
    )


def position(lat: float | None, lng: float | None) -> Position | None:
    return None if lat is None or lng is None else Position(lat=lat, lng=lng, datum="gcj02")


async def issue(
    session: AsyncSession, actor: Actor, form: CodeIssueForm, base_url: str, now: datetime
) -> CodeOut:
    """A new code for a deputy, a station or a point of the actor's county."""
    code = Code(
        id=new_id(),
        county_code=actor.county_code,
        token=tokens.new_token(),
        target=form.target,
        place=form.place,
        issued_at=now,
    )
    if form.target is CodeTarget.DEPUTY:
        code.deputy_id = (await _deputy(session, actor, form.deputy_id)).id
    else:
        code.station_id = (await _station(session, actor, form.target, form.station_id)).id
    session.add(code)
    await session.flush()
    return _out(code, 0, base_url)


async def _deputy(session: AsyncSession, actor: Actor, deputy_id: UUID | None) -> Deputy:
    found = await session.get(Deputy, deputy_id) if deputy_id else None
    if found is None or found.county_code != actor.county_code:
        raise NotFound("DEPUTY_NOT_FOUND")
    if found.status is DeputyStatus.ENDED:
        raise Conflict("CODE_NOT_ACTIVE", "该代表资格已终止，不能发码")
    return found


async def _station(
    session: AsyncSession, actor: Actor, target: CodeTarget, station_id: UUID | None
) -> Station:
    found = await session.get(Station, station_id) if station_id else None
    if found is None or found.county_code != actor.county_code:
        raise NotFound("STATION_NOT_FOUND")
    if (target is CodeTarget.POINT) != (found.tier is StationTier.POINT):
        error = FieldError("station_id", "WRONG_TIER", "站码对应联络站，点码对应联络点")
        raise InvalidRequest("VALIDATION_FAILED", errors=[error])
    return found


async def revoke(session: AsyncSession, actor: Actor, code_id: UUID, reason: str, base_url: str) -> CodeOut:
    code = await _locked(session, actor, code_id)
    code.state, code.reason = CodeState.REVOKED, reason
    await session.flush()
    return _out(code, await _scans(session, code.id), base_url)


async def replace(
    session: AsyncSession, actor: Actor, code_id: UUID, reason: str, base_url: str, now: datetime
) -> CodeOut:
    """A fresh token for the same target; the old one says so and leads to it."""
    old = await _locked(session, actor, code_id)
    fresh = Code(
        id=new_id(),
        county_code=old.county_code,
        token=tokens.new_token(),
        target=old.target,
        deputy_id=old.deputy_id,
        station_id=old.station_id,
        former_deputy_id=old.former_deputy_id,
        place=old.place,
        issued_at=now,
    )
    session.add(fresh)
    await session.flush()
    old.state, old.reason, old.replaced_by_id = CodeState.REPLACED, reason, fresh.id
    await session.flush()
    return _out(fresh, 0, base_url)


async def _locked(session: AsyncSession, actor: Actor, code_id: UUID) -> Code:
    query = select(Code).where(Code.id == code_id, Code.county_code == actor.county_code).with_for_update()
    code = (await session.exec(query)).one_or_none()
    if code is None:
        raise NotFound("NOT_FOUND")
    if code.state is not CodeState.ACTIVE:
        raise Conflict("CODE_NOT_ACTIVE")
    return code


async def get(session: AsyncSession, actor: Actor, code_id: UUID, base_url: str) -> CodeOut:
    query = select(Code).where(Code.id == code_id, Code.county_code == actor.county_code)
    code = (await session.exec(query)).one_or_none()
    if code is None:
        raise NotFound("NOT_FOUND")
    return _out(code, await _scans(session, code.id), base_url)


async def _scans(session: AsyncSession, code_id: UUID) -> int:
    query = select(func.coalesce(func.sum(CodeScan.scans), 0)).where(CodeScan.code_id == code_id)
    return int((await session.exec(query)).one())


async def page(
    session: AsyncSession,
    actor: Actor,
    filters: listing.Filters,
    base_url: str,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[CodeOut], UUID | None]:
    """Newest first; the id after which the next page starts, if there is one."""
    wanted = listing.conditions(Code, {**filters, "county_code": actor.county_code})
    scans = select(func.coalesce(func.sum(CodeScan.scans), 0)).where(CodeScan.code_id == Code.id)
    query = select(Code, scans.scalar_subquery()).where(*wanted)
    if before is not None:
        query = query.where(col(Code.id) < before)
    rows = list(await session.exec(query.order_by(col(Code.id).desc()).limit(limit + 1)))
    items = [_out(code, int(count), base_url) for code, count in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _out(code: Code, scans: int, base_url: str) -> CodeOut:
    return CodeOut(
        **code.model_dump(exclude={"county_code"}),
        display=tokens.display(code.token),
        url=base_url + tokens.landing_path(code.token),
        scene=tokens.scene(code.token),
        scans=scans,
    )
