"""The calendar of a year, put in whole."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.deps import AdminDep, NowDep, SessionDep
from app.openapi import problems
from app.routers.admin.doors import READ, WRITE
from app.schemas.calendars import CalendarForm, CalendarOut
from app.services import calendars

router = APIRouter(prefix="/admin", tags=["clocks"])
Year = Annotated[int, Path(description="年份", examples=[2027])]


@router.get("/calendar/{year}", summary="一年的工作日日历", responses=problems(*READ, "NOT_FOUND"))
async def get_calendar(year: Year, actor: AdminDep, session: SessionDep) -> CalendarOut:
    """放假和调休上班的日子，连同公布它们的通知。没有公布的年份 published 为 false，按周末休息。"""
    return await calendars.year_of(session, actor, year)


@router.put(
    "/calendar/{year}",
    summary="录入一年的放假安排",
    responses=problems(*WRITE, "NOT_FOUND", "STALE_VERSION", "CALENDAR_DAY_TWICE", "CALENDAR_OTHER_YEAR"),
)
async def put_calendar(
    year: Year, form: CalendarForm, actor: AdminDep, session: SessionDep, now: NowDep
) -> CalendarOut:
    """整年替换，版本号加一；内容相同的再次提交不改变什么。"""
    return await calendars.put(session, actor, year, form, now)
