"""The calendar and the rules that a county starts with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.working_days import DayKind
from app.models import CalendarDay, CalendarNotice, Category, ClockRule, LineRule
from app.models.base import new_id
from app.presets.timing import SINCE, line_timings, notice_of, timings
from app.security.actors import SYSTEM
from app.services import bulk
from app.services.turns import take_turns

Holidays = Mapping[int, Sequence[tuple[date, bool, str]]]
"""Of each year that was announced the days that are unlike their weekday: whether they are worked, and the festival."""


async def lay_down(session: AsyncSession, county_code: str, holidays: Holidays, now: datetime) -> None:
    """What the county has nothing of yet; categories must be there before. What people set is left alone."""
    await take_turns(session, county_code)
    if not await _has(session, CalendarNotice, county_code):
        notices = list(_notices(county_code, holidays, now))
        await bulk.write(session, CalendarNotice, notices)
        await bulk.write(session, CalendarDay, [day for each in notices for day in _days(each, holidays)])
    if not await _has(session, ClockRule, county_code):
        query = select(Category.code).where(Category.county_code == county_code)
        codes = set((await session.exec(query)).all())
        await bulk.write(session, ClockRule, list(_rules(county_code, codes)))
    if not await _has(session, LineRule, county_code):
        await bulk.write(session, LineRule, list(_lines(county_code)))


async def _has(
    session: AsyncSession, model: type[CalendarNotice] | type[ClockRule] | type[LineRule], county_code: str
) -> bool:
    query = select(col(model.id)).where(col(model.county_code) == county_code).limit(1)
    return (await session.exec(query)).first() is not None


def _notices(county_code: str, holidays: Holidays, now: datetime) -> Iterator[CalendarNotice]:
    for year in holidays:
        notice = notice_of(year)
        yield CalendarNotice(
            id=new_id(),
            county_code=county_code,
            year=year,
            title=notice.title,
            number=notice.number,
            announced_on=notice.announced_on,
            entered_by=SYSTEM.name,
            entered_at=now,
        )


def _days(notice: CalendarNotice, holidays: Holidays) -> Iterator[CalendarDay]:
    for day, works, name in holidays[notice.year]:
        yield CalendarDay(
            county_code=notice.county_code,
            notice_id=notice.id,
            day=day,
            kind=DayKind.WORKDAY if works else DayKind.HOLIDAY,
            name=name,
        )


def _rules(county_code: str, codes: set[str]) -> Iterator[ClockRule]:
    """Not those of categories that the county has not."""
    for each in timings():
        if each.category is None or each.category in codes:
            yield ClockRule(
                county_code=county_code,
                clock=each.clock,
                kind=each.kind,
                category_code=each.category,
                profile=each.profile,
                number=each.number,
                unit=each.unit,
                source=each.source,
                valid_from=SINCE,
            )


def _lines(county_code: str) -> Iterator[LineRule]:
    for each in line_timings():
        yield LineRule(county_code=county_code, valid_from=SINCE, **each.model_dump())
