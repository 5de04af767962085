"""How time is counted: the calendar, the rules of the clocks, and what a rule would give."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.deps import DeskDep, HouseDep, SessionDep
from app.domain.vocabulary import ClockName
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import Day
from app.schemas.calendars import CalendarOut
from app.schemas.clock_rules import ClockRuleList, PreviewForm, PreviewOut
from app.services import calendars, clock_previews, clock_rules

router = APIRouter(prefix="/desk", tags=["clocks"])


@router.get("/calendar/{year}", summary="一年的工作日日历", responses=problems(*GUARD, "NOT_FOUND"))
async def get_desk_calendar(
    year: Annotated[int, Path(description="年份", examples=[2027])], actor: DeskDep, session: SessionDep
) -> CalendarOut:
    """放假和调休上班的日子，连同公布它们的通知。没有公布的年份 published 为 false，按周末休息。"""
    return await calendars.year_of(session, actor, year)


@router.get("/clock-rules", summary="期限规则", responses=problems(*GUARD))
async def list_desk_clock_rules(
    actor: DeskDep,
    session: SessionDep,
    clock: Annotated[ClockName | None, Query(description="只看这一种期限")] = None,
    on: Annotated[Day | None, Query(description="只看这一天有效的")] = None,
) -> ClockRuleList:
    """同一事项有几条适用时：办理方式相同的先于一般的，类别越细越优先，其次是指定种类的。"""
    return await clock_rules.listed(session, actor, clock, on)


@router.post(
    "/clock-rules/preview",
    summary="试算期限",
    responses=problems(*GUARD, "CATEGORY_NOT_FOUND", *clock_previews.REFUSALS),
)
async def preview_clock(
    form: PreviewForm, actor: DeskDep, session: SessionDep, house: HouseDep
) -> PreviewOut:
    """某时起算的一件事项何时到期、为何如此，逐日说明。什么也不改变。"""
    return await clock_previews.preview(session, house.memory, actor, form)
