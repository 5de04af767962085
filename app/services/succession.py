"""An area that is merged away: another stands for it, and all that names it goes over."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import succession
from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.domain.workflow import OPEN
from app.errors import Conflict, NotFound
from app.models import Appointment, Area, Case, Deputy, Link, Office, SavedFilter
from app.schemas.succession import NAMES, Moved, SuccessionForm, SuccessionOut
from app.security.actors import Actor
from app.services import audit, directory, remarks, rollups
from app.services.at_once import run, take_time
from app.services.nouns import AREA, NAMING_AREAS


@dataclass(frozen=True)
class Ending:
    """An area and those below it that are still there: they end together, on one day."""

    area: Area
    parts: list[Area]
    successor: Area
    last_day: date

    def within(self, column: Any) -> Any:
        """What lies in the area, at whatever level: codes are prefixes of each other."""
        return col(column).startswith(self.area.code)

    def named_by(self, model: Any) -> Any:
        """The condition on a row that it names the area, or a part of it."""
        return and_(model.county_code == self.area.county_code, self.within(model.area_code))

    @property
    def looked_into(self) -> Any:
        """The condition on a saved filter that it is narrowed to the area, or to a part of it."""
        code = col(SavedFilter.query)["area_code"].astext
        return and_(col(SavedFilter.county_code) == self.area.county_code, code.startswith(self.area.code))


async def succeed(
    session: AsyncSession, actor: Actor, area_id: UUID, form: SuccessionForm, now: datetime
) -> SuccessionOut:
    """What goes over, and unless it is a dry run: done. Areas below that are still there end with it.

    Conflict STALE_VERSION, AREA_ENDED, AREA_OUTSIDE, AREA_LEVEL_MISMATCH, SUCCESSION_LOOP, DATE_OUT_OF_RANGE.
    """
    ending = await _ending(session, actor, area_id, form)
    _check_day(ending, form, day_of(now))
    moved = [entry async for entry in _moved(session, ending)]
    if not form.dry_run:
        await take_time(session)
        await _carry_out(session, actor, ending, now)
    return SuccessionOut(
        dry_run=form.dry_run,
        code=ending.area.code,
        successor_code=ending.successor.code,
        last_day=form.last_day,
        version=ending.area.version,
        moved=moved,
    )


async def _ending(session: AsyncSession, actor: Actor, area_id: UUID, form: SuccessionForm) -> Ending:
    """The areas concerned are held, in the order of their codes: nothing new can name them meanwhile."""
    area: Area = await directory.find(session, actor, AREA, area_id)
    concerned = or_(col(Area.code).startswith(area.code), col(Area.code) == form.successor_code)
    query = select(Area).where(Area.county_code == actor.county_code, concerned).order_by(col(Area.code))
    held = query.with_for_update().execution_options(populate_existing=True)
    areas = {each.code: each for each in await session.exec(held)}
    directory.check_version(area, form.version)
    ended = select(Area.code, Area.successor_code).where(
        Area.county_code == actor.county_code, col(Area.successor_code).is_not(None)
    )
    successors = {code: heir for code, heir in await session.exec(ended) if heir is not None}
    succession.check_area(area.code, form.successor_code, actor.county_code, successors)
    successor = areas.pop(form.successor_code, None)
    if successor is None:
        raise NotFound("AREA_NOT_FOUND", "没有找到承接的区划")
    parts = [each for each in areas.values() if each is not area and each.valid_to is None]
    return Ending(area, parts, successor, form.last_day)


def _check_day(ending: Ending, form: SuccessionForm, today: date) -> None:
    last_day = form.last_day
    if not form.dry_run and last_day > today:
        raise Conflict("DATE_OUT_OF_RANGE", "存续的最后一天还没有到，现在只能试算")
    for area in (ending.area, *ending.parts):
        if area.valid_from is not None and area.valid_from > last_day:
            raise Conflict("DATE_OUT_OF_RANGE", f"{area.name}到那一天还没有设立")
    begins = ending.successor.valid_from
    if begins is not None and begins > last_day + timedelta(days=1):
        raise Conflict("DATE_OUT_OF_RANGE", f"{ending.successor.name}到那时还没有设立")


async def _moved(session: AsyncSession, ending: Ending) -> AsyncIterator[Moved]:
    parts = [area.name for area in ending.parts]
    yield Moved(label="一并撤并的下级区划", total=len(parts), names=parts[:NAMES])
    for model, label in NAMING_AREAS.items():
        query: Any = select(_name(model), func.count().over()).where(ending.named_by(model))
        rows = (await session.exec(query.order_by(model.id).limit(NAMES))).all()
        total = rows[0][1] if rows else 0
        yield Moved(label=label, total=total, names=[name or "" for name, _ in rows])
    is_open = col(Case.status).in_(OPEN)
    counts: Any = select(func.count().filter(is_open), func.count().filter(~is_open))
    in_hand, rest = (await session.exec(counts.where(ending.named_by(Case)))).one()
    yield Moved(label="未办结的事项", total=in_hand, names=[])
    yield Moved(label="其他事项", total=rest, names=[])
    kept: Any = select(func.count()).select_from(SavedFilter).where(ending.looked_into)
    yield Moved(label="保存的筛选", total=(await session.exec(kept)).one(), names=[])


def _name(model: Any) -> Any:
    """A link is called after whom it starts from."""
    if model is not Link:
        return model.name
    starts: dict[Any, Any] = {
        Deputy: Link.deputy_id,
        Office: Link.office_id,
        Appointment: Link.appointment_id,
    }
    names = (select(of.name).where(of.id == key).scalar_subquery() for of, key in starts.items())
    return func.coalesce(*names)


async def _carry_out(session: AsyncSession, actor: Actor, ending: Ending, now: datetime) -> None:
    for area in (ending.area, *ending.parts):
        before = audit.snapshot(area)
        area.valid_to, area.successor_code = ending.last_day, ending.successor.code
        area.version += 1
        audit.record(
            session, actor, AuditAction.SUCCEED, AREA.name, area.id, before, audit.snapshot(area), now
        )
    await session.flush()
    await _end_repeated_links(session, ending)
    for model in NAMING_AREAS:
        query = select(model.id, model.area_code).where(ending.named_by(model)).order_by(model.id)
        rows = (await session.exec(query.with_for_update(key_share=True))).all()
        goes = update(model).where(ending.named_by(model))
        await run(session, goes.values(area_code=ending.successor.code, version=model.version + 1))
        after = {"area_code": ending.successor.code}
        changes = ((row_id, {"area_code": code}, after) for row_id, code in rows)
        await audit.record_all(session, actor, AuditAction.SUCCEED, model.__tablename__, changes, now)
    await _move_cases(session, ending, now)
    await _move_filters(session, ending)


async def _end_repeated_links(session: AsyncSession, ending: Ending) -> None:
    """Of links that would become the same one goes on: the one to the successor, else the newest."""
    other = aliased(Link)
    ends = ("kind", "deputy_id", "office_id", "appointment_id")
    same = [getattr(other, end).is_not_distinct_from(getattr(Link, end)) for end in ends]
    goes_on = or_(
        col(other.area_code) == ending.successor.code,
        and_(ending.within(other.area_code), col(other.id) > col(Link.id)),
    )
    repeated = exists().where(col(other.ends_on).is_(None), *same, goes_on)
    ended = update(Link).where(ending.named_by(Link), col(Link.ends_on).is_(None), repeated)
    last_day = func.greatest(Link.starts_on, ending.last_day)
    await run(session, ended.values(ends_on=last_day, version=col(Link.version) + 1))


async def _move_cases(session: AsyncSession, ending: Ending, now: datetime) -> None:
    """Closed ones too: whoever keeps them must go on finding them. Only what is in hand is told on its record."""
    is_open = col(Case.status).in_(OPEN)
    in_hand = select(Case.id).where(ending.named_by(Case), is_open).order_by(col(Case.id))
    ids = list(await session.exec(in_hand.with_for_update(key_share=True)))
    words = f"{ending.area.name}撤并，本事项转由{ending.successor.name}承接"
    await remarks.add(session, dict.fromkeys(ids, words), now)
    goes = update(Case).where(ending.named_by(Case))
    version = col(Case.version) + case((is_open, 1), else_=0)
    moved = goes.values(area_code=ending.successor.code, version=version).returning(col(Case.id))
    await rollups.mark(session, [case_id for (case_id,) in await run(session, moved)])


async def _move_filters(session: AsyncSession, ending: Ending) -> None:
    """What somebody kept to look into the area goes on finding its cases: those of the successor."""
    query = col(SavedFilter.query).op("||")(func.jsonb_build_object("area_code", ending.successor.code))
    goes = update(SavedFilter).where(ending.looked_into)
    await run(session, goes.values(query=query, version=col(SavedFilter.version) + 1))
