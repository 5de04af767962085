"""Figures that are watched, and what they showed: beyond its threshold a reading raises one alert."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import Direction
from app.errors import Conflict, Forbidden, NotFound
from app.models import Alert, Indicator, Reading, Unit
from app.models.base import new_id
from app.schemas.alerts import (
    IndicatorEdit,
    IndicatorForm,
    IndicatorOut,
    ReadingForm,
    ReadingOut,
    ReadingsAdded,
    ReadingsForm,
)
from app.security.actors import Actor
from app.security.supervision import OFFICES, WATCHERS, visible_indicators
from app.services import alerts, bulk, intake, references
from app.services.directory import check_version


def require(actor: Actor, *, to_change: bool = False) -> None:
    """Those who watch see; the organs of the congress change."""
    if actor.role not in (OFFICES if to_change else WATCHERS):
        raise Forbidden("FORBIDDEN")


async def page(
    session: AsyncSession, actor: Actor, active: bool | None, *, limit: int, before: UUID | None
) -> tuple[list[IndicatorOut], UUID | None]:
    require(actor)
    query = _query(actor)
    if active is not None:
        query = query.where(Indicator.active == active)
    if before is not None:
        query = query.where(col(Indicator.id) < before)
    rows = list(await session.exec(query.order_by(col(Indicator.id).desc()).limit(limit + 1)))
    items = [_shown(*row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _query(actor: Actor) -> Any:
    query = select(Indicator, Unit.name).join(Unit, col(Unit.id) == Indicator.unit_id)
    return query.where(visible_indicators(actor))


def _shown(row: Indicator, unit_name: str) -> IndicatorOut:
    return IndicatorOut(**row.model_dump(), unit_name=unit_name)


async def find(session: AsyncSession, actor: Actor, indicator_id: UUID, *, lock: bool = False) -> Any:
    """With the name of its unit. NotFound INDICATOR_NOT_FOUND for what the actor may not know of."""
    query = _query(actor).where(Indicator.id == indicator_id)
    if lock:
        query = query.with_for_update(of=Indicator).execution_options(populate_existing=True)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound("INDICATOR_NOT_FOUND")
    return row


async def get(session: AsyncSession, actor: Actor, indicator_id: UUID) -> IndicatorOut:
    require(actor)
    return _shown(*await find(session, actor, indicator_id))


async def create(session: AsyncSession, actor: Actor, form: IndicatorForm) -> IndicatorOut:
    """NotFound UNIT_NOT_FOUND, CATEGORY_NOT_FOUND, AREA_NOT_FOUND; a name is taken once (ALREADY_EXISTS)."""
    require(actor, to_change=True)
    columns = await _columns(session, actor, form)
    row = Indicator(**columns, id=new_id(), county_code=actor.county_code)
    session.add(row)
    await session.flush()
    return await get(session, actor, row.id)


async def edit(session: AsyncSession, actor: Actor, indicator_id: UUID, form: IndicatorEdit) -> IndicatorOut:
    """Holds for readings from now on; alerts keep the threshold by which they were raised."""
    require(actor, to_change=True)
    row, _ = await find(session, actor, indicator_id, lock=True)
    check_version(row, form.version)
    for name, value in (await _columns(session, actor, form)).items():
        setattr(row, name, value)
    row.version += 1
    await session.flush()
    return await get(session, actor, row.id)


async def _columns(session: AsyncSession, actor: Actor, form: IndicatorForm) -> dict[str, Any]:
    county = actor.county_code
    await references.unit(session, county, form.unit_id)
    if form.category_code is not None:
        await references.category(session, county, form.category_code)
    area = await intake.area_in_county(session, form.area_code, county) or actor.area_code
    if not area.startswith(actor.area_code):
        raise NotFound("AREA_NOT_FOUND")
    return form.model_dump(exclude={"version"}) | {"area_code": area}


async def readings(
    session: AsyncSession, actor: Actor, indicator_id: UUID, *, limit: int, before: UUID | None
) -> tuple[list[ReadingOut], UUID | None]:
    require(actor)
    await find(session, actor, indicator_id)
    query = select(Reading).where(Reading.indicator_id == indicator_id)
    if before is not None:
        query = query.where(col(Reading.id) < before)
    rows = list(await session.exec(query.order_by(col(Reading.id).desc()).limit(limit + 1)))
    items = [ReadingOut.model_validate(row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


async def read(
    session: AsyncSession, actor: Actor, indicator_id: UUID, form: ReadingsForm, now: datetime
) -> ReadingsAdded:
    """All of them or none. Conflict INDICATOR_OFF, DATE_OUT_OF_RANGE, ALREADY_EXISTS for a day that has one."""
    require(actor, to_change=True)
    indicator, _ = await find(session, actor, indicator_id, lock=True)
    if not indicator.active:
        raise Conflict("INDICATOR_OFF")
    if any(each.read_on > day_of(now) for each in form.readings):
        raise Conflict("DATE_OUT_OF_RANGE", "数据日期不能晚于今天")
    rows = [_reading(actor, indicator, each, now) for each in form.readings]
    await bulk.write(session, Reading, rows)
    raised = await _raise(session, indicator, rows, now)
    return ReadingsAdded(added=len(rows), alerts=await alerts.shown(session, actor, raised))


def _reading(actor: Actor, indicator: Indicator, form: ReadingForm, now: datetime) -> Reading:
    return Reading(
        **form.model_dump(),
        id=new_id(),
        county_code=indicator.county_code,
        indicator_id=indicator.id,
        entered_by=actor.name,
        created_at=now,
    )


def beyond(indicator: Indicator, value: Decimal) -> bool:
    """Just at the threshold is not beyond it."""
    if indicator.direction is Direction.BELOW:
        return value < indicator.threshold
    return value > indicator.threshold


async def _raise(
    session: AsyncSession, indicator: Indicator, rows: list[Reading], now: datetime
) -> list[UUID]:
    """Not again while an alert of the same subject is neither dismissed nor settled: the latest of a subject counts."""
    latest: dict[str, Reading] = {}
    for row in rows:
        before = latest.setdefault(row.subject, row)
        latest[row.subject] = max(before, row, key=lambda one: one.read_on)
    values = [
        bulk.defaults(Alert)
        | {
            "id": new_id(),
            "county_code": indicator.county_code,
            "indicator_id": indicator.id,
            "reading_id": row.id,
            "subject": row.subject,
            "value": row.value,
            "threshold": indicator.threshold,
            "raised_at": now,
        }
        for row in latest.values()
        if beyond(indicator, row.value)
    ]
    if not values:
        return []
    raised = insert(Alert).values(values).on_conflict_do_nothing().returning(col(Alert.id))
    return list((await session.exec(raised)).scalars())
