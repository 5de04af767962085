"""How time is counted in a county, as every clock needs it: read once, remembered until somebody changes it."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import clock_rules as domain
from app.domain.clocks import Rule
from app.domain.due_dates import Timetable
from app.domain.lines import LineRule as DomainLine
from app.domain.working_days import Calendar, Notice, SpecialDay
from app.models import CalendarDay, CalendarNotice, ClockRule, LineRule
from app.services.memory import Memory


async def timetable(session: AsyncSession, memory: Memory, county_code: str) -> Timetable:
    """The calendar of all years that were announced, with the usual office hours."""

    async def read() -> Timetable:
        return Timetable(await _calendar(session, county_code))

    return await memory.recall(("timetable", county_code), read)


async def rules(session: AsyncSession, memory: Memory, county_code: str) -> tuple[domain.ClockRule, ...]:
    """All rules that the county ever had: a clock is given the one of the day on which it starts."""

    async def read() -> tuple[domain.ClockRule, ...]:
        rows = await session.exec(select(ClockRule).where(ClockRule.county_code == county_code))
        return tuple(rule_of(row) for row in rows)

    return await memory.recall(("clock_rules", county_code), read)


def rule_of(row: ClockRule) -> domain.ClockRule:
    """The row as the domain knows it."""
    return domain.ClockRule(
        id=row.id,
        scope=domain.Scope(row.clock, row.kind, row.category_code, row.profile),
        rule=Rule(row.number, row.unit, row.source),
        period=domain.Period(row.valid_from, row.valid_to),
    )


async def lines(session: AsyncSession, memory: Memory, county_code: str) -> tuple[DomainLine, ...]:
    """All line rules that the county ever had: a clock comes to those of the day on which it starts."""

    async def read() -> tuple[DomainLine, ...]:
        rows = await session.exec(select(LineRule).where(LineRule.county_code == county_code))
        return tuple(line_of(row) for row in rows)

    return await memory.recall(("line_rules", county_code), read)


def line_of(row: LineRule) -> DomainLine:
    """The row as the domain knows it."""
    period = domain.Period(row.valid_from, row.valid_to)
    return DomainLine(row.line, row.level, row.share_left, row.days, row.supervisor, period)


_made: dict[frozenset[tuple[UUID, str]], Calendar] = {}
"""Calendars by the notices that they rest on, each as a certain transaction left it: that one also wrote its days."""
_MOST_MADE = 100


async def _calendar(session: AsyncSession, county_code: str) -> Calendar:
    found: Any = select(CalendarNotice, text("calendar_notice.xmin::text"))
    rows = (await session.exec(found.where(CalendarNotice.county_code == county_code))).all()
    notices, key = [each for each, _ in rows], frozenset((each.id, written) for each, written in rows)
    if key not in _made:
        if len(_made) >= _MOST_MADE:
            _made.clear()
        query: Any = select(CalendarDay.day, CalendarDay.kind, CalendarDay.name)
        days = await session.exec(
            query.where(CalendarDay.county_code == county_code).order_by(col(CalendarDay.day))
        )
        known = {each.year: Notice(spelled(each), each.version) for each in notices}
        _made[key] = Calendar((SpecialDay(*each) for each in days), known)
    return _made[key]


def spelled(notice: CalendarNotice) -> str:
    """As an explanation cites it."""
    return f"{notice.title}（{notice.number}）" if notice.number else notice.title
