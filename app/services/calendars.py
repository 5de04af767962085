"""The working-day calendar as people see and keep it: a year at a time, by the notice that announced it."""

from datetime import datetime
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.working_days import SpecialDay, check_year
from app.errors import Conflict, NotFound
from app.jobs.queue import Job, enqueue
from app.models import CalendarDay, CalendarNotice
from app.models.base import new_id
from app.schemas.base import FIRST_YEAR, LAST_YEAR
from app.schemas.calendars import CalendarDayOut, CalendarForm, CalendarNoticeOut, CalendarOut
from app.security.actors import Actor
from app.services import audit
from app.services.timetables import spelled
from app.services.turns import take_turns

NOUN = "calendar"


async def year_of(session: AsyncSession, actor: Actor, year: int) -> CalendarOut:
    """What is known of a year; nothing of one that was not announced. NotFound for a year far from now."""
    _check_near(year)
    notice = await _notice(session, actor, year)
    days = await _days(session, notice) if notice else []
    return CalendarOut(
        year=year,
        published=notice is not None,
        notice=CalendarNoticeOut.model_validate(notice) if notice else None,
        days=[CalendarDayOut.model_validate(day) for day in days],
    )


async def put(
    session: AsyncSession, actor: Actor, year: int, form: CalendarForm, now: datetime
) -> CalendarOut:
    """The year is what the form says: done twice it changes nothing more, and the version stays.

    NotFound for a year far from now; InvalidRequest CALENDAR_OTHER_YEAR, CALENDAR_DAY_TWICE; Conflict STALE_VERSION if
    it is not what the author saw.
    """
    _check_near(year)
    days = sorted(SpecialDay(each.day, each.kind, each.name) for each in form.days)
    check_year(year, days)
    await take_turns(session, actor.county_code)
    notice = await _notice(session, actor, year)
    known = await _days(session, notice) if notice else []
    before = _snapshot(notice, known) if notice else None
    said = (form.title, form.number, form.announced_on)
    if notice and said == (notice.title, notice.number, notice.announced_on) and days == known:
        return await year_of(session, actor, year)
    if form.version != (notice.version if notice else None):
        raise Conflict("STALE_VERSION", version=notice.version if notice else None)
    if notice is None:
        notice = CalendarNotice(
            id=new_id(), county_code=actor.county_code, year=year, title="", entered_by="", entered_at=now
        )
        notice.version = 0
        session.add(notice)
    notice.title, notice.number, notice.announced_on = said
    notice.entered_by, notice.entered_at = actor.name, now
    notice.version += 1
    await session.flush()
    await _replace(session, notice, days)
    action = AuditAction.EDIT if before else AuditAction.CREATE
    audit.record(session, actor, action, NOUN, notice.id, before, _snapshot(notice, days), now)
    await session.flush()
    why = {"county_code": actor.county_code, "why": f"工作日历调整：{spelled(notice)}"}
    await enqueue(session, Job.RECKON, why)
    return await year_of(session, actor, year)


def _check_near(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound("NOT_FOUND")


async def _notice(session: AsyncSession, actor: Actor, year: int) -> CalendarNotice | None:
    query = select(CalendarNotice).where(
        CalendarNotice.county_code == actor.county_code, CalendarNotice.year == year
    )
    return (await session.exec(query.execution_options(populate_existing=True))).one_or_none()


async def _days(session: AsyncSession, notice: CalendarNotice) -> list[SpecialDay]:
    query: Any = select(CalendarDay.day, CalendarDay.kind, CalendarDay.name)
    rows = await session.exec(query.where(CalendarDay.notice_id == notice.id).order_by(col(CalendarDay.day)))
    return [SpecialDay(*row) for row in rows]


async def _replace(session: AsyncSession, notice: CalendarNotice, days: list[SpecialDay]) -> None:
    await session.exec(delete(CalendarDay).where(col(CalendarDay.notice_id) == notice.id))
    county = notice.county_code
    session.add_all(
        CalendarDay(county_code=county, notice_id=notice.id, day=day, kind=kind, name=name)
        for day, kind, name in days
    )
    await session.flush()


def _snapshot(notice: CalendarNotice, days: list[SpecialDay]) -> dict[str, object]:
    listed = [{"day": day.isoformat(), "kind": kind.value, "name": name} for day, kind, name in days]
    return audit.snapshot(notice) | {"days": listed}
