"""What a scan asks: whose code is this? Who answers is looked up, not printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, not_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import CodeState, DeputyStatus, Kind, StationTier
from app.errors import Gone, NotFound
from app.models import Code, CodeScan, County, Deputy, Station
from app.schemas.codes import CodeCard
from app.services.adding import add
from app.services.codes import deputy_card, station_card
from app.services.memory import Memory

_SOME = 10
KINDS = [Kind.APPEAL, Kind.ENTERPRISE, Kind.OPINION, Kind.WISH, Kind.DISPUTE]
PRIVACY_NOTICE = (
    "您提交的内容由联络站登记办理。联系方式只给您选择的范围看，照片中的位置信息会被清除；"
    "反映个人问题的事项会密封办理。您可以匿名提交，也可以随时撤回尚未交办的事项。"
)


@dataclass(frozen=True)
class Target:
    """A code that is in use, and who is responsible for it today. May be remembered: hangs on no session."""

    code_id: UUID
    county_code: str
    station_id: UUID
    station_name: str
    area_code: str
    deputy_id: UUID | None


async def find(session: AsyncSession, memory: Memory, text: str) -> Target:
    """Whoever answers for this code today, from anything that a scanner or a person can produce.

    NotFound CODE_UNKNOWN, or Gone CODE_REVOKED, CODE_REPLACED, CODE_SUSPENDED, CODE_ENDED, CODE_STATION_CLOSED:
    each carries the stations to turn to.
    """
    token = tokens.parse(text)
    return await memory.recall(("code", token), lambda: _find(session, token))


async def _find(session: AsyncSession, token: str | None) -> Target:
    code, deputy, station, _ = await _in_use(session, token)
    return Target(
        code.id,
        code.county_code,
        station.id,
        station.name,
        station.area_code,
        deputy.id if deputy else None,
    )


class Answered(NamedTuple):
    """A code in use, and the nearest station in use: its own, or one above a station that was `closed`."""

    code: Code
    deputy: Deputy | None
    station: Station
    closed: str | None


async def _in_use(session: AsyncSession, token: str | None) -> Answered:
    row = await _row(session, token) if token else None
    if row is None:
        raise NotFound("CODE_UNKNOWN", stations=await _anywhere(session))
    code, deputy, station, closed = row
    hint = [_shown(station)] if station else await _anywhere(session, code.county_code)
    newest = await _newest(session, code)
    if newest.state is CodeState.REVOKED:
        raise Gone("CODE_REVOKED", newest.reason or None, stations=hint)
    if newest is not code:
        raise Gone("CODE_REPLACED", stations=hint, replaced_by=newest.token)
    if deputy is not None and deputy.status is not DeputyStatus.ACTIVE:
        suspended = deputy.status is DeputyStatus.SUSPENDED
        raise Gone("CODE_SUSPENDED" if suspended else "CODE_ENDED", stations=hint)
    if station is None:
        raise Gone("CODE_STATION_CLOSED", f"“{closed}”已停用", stations=hint)
    return Answered(code, deputy, station, closed)


def _shown(station: Station) -> dict[str, Any]:
    return station_card(station).model_dump(mode="json")


async def _newest(session: AsyncSession, code: Code) -> Code:
    """The code that stands for this one today: a replacement may have been replaced, or revoked, itself."""
    while code.replaced_by_id is not None:
        code = await session.get_one(Code, code.replaced_by_id)
    return code


async def _anywhere(session: AsyncSession, county_code: str = "") -> list[dict[str, Any]]:
    """Some stations, of the county if it is known, when there is none to turn to: no code is a dead end."""
    query = select(Station).where(Station.tier == StationTier.STATION, col(Station.active))
    if county_code:
        query = query.where(Station.county_code == county_code)
    return [_shown(station) for station in await session.exec(query.order_by(col(Station.id)).limit(_SOME))]


async def _row(
    session: AsyncSession, token: str
) -> tuple[Code, Deputy | None, Station | None, str | None] | None:
    """In one statement: the code, whose it is, the nearest station in use, the name of its own if that is closed."""
    own, above = aliased(Station), aliased(Station)
    whose = col(own.id) == func.coalesce(Code.station_id, Deputy.station_id)
    of_code = col(Deputy.id) == Code.deputy_id
    first: Any = select(own.id, own.parent_id, own.active).select_from(Code).outerjoin(Deputy, of_code)
    path = first.join(own, whose).where(Code.token == token).cte(recursive=True)
    higher = select(above.id, above.parent_id, above.active).where(
        col(above.id) == path.c.parent_id, not_(path.c.active)
    )
    path = path.union(higher)  # it ends with the first in use
    nearest = select(path.c.id).where(path.c.active).scalar_subquery()
    query: Any = select(Code, Deputy, Station, own).outerjoin(Deputy, of_code).join(own, whose)
    query = query.outerjoin(Station, col(Station.id) == nearest).where(Code.token == token)
    row = (await session.exec(query)).first()
    if row is None:
        return None
    code, deputy, station, named = row
    return code, deputy, station, None if named.active else named.name


@dataclass(frozen=True)
class Scanned:
    """What a scan shows, and the code to count it for."""

    code_id: UUID
    card: CodeCard
    body: bytes = field(repr=False)


async def resolve(session: AsyncSession, memory: Memory, text: str, now: datetime) -> Scanned:
    """The card of a code in use; errors as `find`. Mandates end with a day, and so does what is remembered."""
    token = tokens.parse(text)
    return await memory.recall(("card", token, day_of(now)), lambda: _scanned(session, token, now))


async def _scanned(session: AsyncSession, token: str | None, now: datetime) -> Scanned:
    code, deputy, station, closed = await _in_use(session, token)
    county = await session.get_one(County, code.county_code)
    former = await session.get(Deputy, code.former_deputy_id) if code.former_deputy_id else None
    card = CodeCard(
        token=code.token,
        display=tokens.display(code.token),
        target=code.target,
        county_code=county.code,
        county_name=county.name,
        place=code.place,
        deputy=await deputy_card(session, deputy, now) if deputy else None,
        former_deputy=former.name if former else None,
        former_station=closed,
        station=station_card(station),
        kinds=KINDS,
        privacy_notice=PRIVACY_NOTICE,
    )
    return Scanned(code.id, card, card.model_dump_json().encode())


async def add_scans(session: AsyncSession, counted: Mapping[tuple[UUID, date], int]) -> None:
    """Add scans to codes and days."""
    await add(session, CodeScan, "scans", ((code, day, scans) for (code, day), scans in counted.items()))
