"""Codes: issue, resolve, revoke, replace, count. Who answers is looked up at every scan."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import CodeState, CodeTarget, DeputyStatus, Kind, StationTier
from app.errors import Conflict, FieldError, Gone, InvalidRequest, NotFound
from app.models import Code, CodeScan, Congress, County, Deputy, Mandate, Station, Term
from app.models.base import new_id
from app.schemas.base import Position
from app.schemas.codes import (
    CodeCard,
    CodeIssueForm,
    CodeOut,
    DeputyCard,
    MandateCard,
    StationCard,
)
from app.security.actors import Actor

KINDS = [Kind.APPEAL, Kind.ENTERPRISE, Kind.OPINION, Kind.WISH, Kind.DISPUTE]
_SOME = 10
PRIVACY_NOTICE = (
    "您提交的内容由联络站登记办理。联系方式只给您选择的范围看，照片中的位置信息会被清除；"
    "反映个人问题的事项会密封办理。您可以匿名提交，也可以随时撤回尚未交办的事项。"
)


class Target:
    """A code that is in use, and who is responsible for it today."""

    def __init__(self, code: Code, station: Station, deputy: Deputy | None) -> None:
        self.code = code
        self.station = station
        self.deputy = deputy


async def find(session: AsyncSession, text: str) -> Target:
    """Whoever answers for this code today, from anything that a scanner or a person can produce.

    NotFound CODE_UNKNOWN, or Gone CODE_REVOKED, CODE_REPLACED, CODE_SUSPENDED, CODE_ENDED:
    each carries the stations to turn to.
    """
    token = tokens.parse(text)
    row = await _row(session, token) if token else None
    if row is None:
        raise NotFound("CODE_UNKNOWN", stations=await _anywhere(session))
    code, deputy, station = row
    hint = [station_card(station).model_dump(mode="json")]
    newest = await _newest(session, code)
    if newest.state is CodeState.REVOKED:
        raise Gone("CODE_REVOKED", newest.reason or None, stations=hint)
    if newest is not code:
        raise Gone("CODE_REPLACED", stations=hint, replaced_by=newest.token)
    if deputy is not None and deputy.status is not DeputyStatus.ACTIVE:
        suspended = deputy.status is DeputyStatus.SUSPENDED
        raise Gone("CODE_SUSPENDED" if suspended else "CODE_ENDED", stations=hint)
    return Target(code, station, deputy)


async def _newest(session: AsyncSession, code: Code) -> Code:
    """The code that stands for this one today: a replacement may have been replaced, or revoked, itself."""
    while code.replaced_by_id is not None:
        code = await session.get_one(Code, code.replaced_by_id)
    return code


async def _anywhere(session: AsyncSession) -> list[dict[str, Any]]:
    """Some stations, when nothing is known of where the reader stands: an unknown code is no dead end either."""
    query = select(Station).where(Station.tier == StationTier.STATION, col(Station.active))
    stations = await session.exec(query.order_by(col(Station.id)).limit(_SOME))
    return [station_card(station).model_dump(mode="json") for station in stations]


async def _row(session: AsyncSession, token: str) -> tuple[Code, Deputy | None, Station] | None:
    query = (
        select(Code, Deputy, Station)
        .outerjoin(Deputy, col(Deputy.id) == Code.deputy_id)
        .join(Station, col(Station.id) == func.coalesce(Code.station_id, Deputy.station_id))
        .where(Code.token == token)
    )
    row = (await session.exec(query)).first()
    return (row[0], row[1], row[2]) if row else None


async def resolve(session: AsyncSession, text: str, now: datetime) -> CodeCard:
    """The card, and one scan counted in the same transaction."""
    target = await find(session, text)
    await _count(session, target.code.id, now)
    county = await session.get_one(County, target.code.county_code)
    deputy = await deputy_card(session, target.deputy, now) if target.deputy else None
    return CodeCard(
        token=target.code.token,
        display=tokens.display(target.code.token),
        target=target.code.target,
        county_code=county.code,
        county_name=county.name,
        place=target.code.place,
        deputy=deputy,
        station=station_card(target.station),
        kinds=KINDS,
        privacy_notice=PRIVACY_NOTICE,
    )


async def _count(session: AsyncSession, code_id: UUID, now: datetime) -> None:
    first = insert(CodeScan).values(code_id=code_id, day=day_of(now), scans=1)
    more = {"scans": CodeScan.__table__.c.scans + 1}  # type: ignore[attr-defined]
    await session.exec(first.on_conflict_do_update(index_elements=["code_id", "day"], set_=more))


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
        MandateCard(
            level=congress.level, congress=congress.name, term=term.name, district=mandate.district
        )
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
    session: AsyncSession, actor: Actor, base_url: str, *, limit: int, before: UUID | None
) -> tuple[list[CodeOut], UUID | None]:
    """Newest first; the id after which the next page starts, if there is one."""
    scans = select(func.coalesce(func.sum(CodeScan.scans), 0)).where(CodeScan.code_id == Code.id)
    query = select(Code, scans.scalar_subquery()).where(Code.county_code == actor.county_code)
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
