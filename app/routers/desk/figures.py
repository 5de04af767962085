"""Figures of the cases that one sees, by the filters of the inbox."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, SessionDep
from app.openapi import problems
from app.routers.desk.cases import GUARD, get_filters
from app.schemas.base import Day
from app.schemas.figures import CaseFigures
from app.services import figures
from app.services.inbox import Filters

router = APIRouter(prefix="/desk", tags=["inbox"])


@router.get("/figures", summary="事项的统计", responses=problems(*GUARD))
async def get_case_figures(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    filters: Annotated[Filters, Depends(get_filters)],
    since: Annotated[
        Day | None, Query(alias="from", description="从哪一天提交的；不填为当年 1 月 1 日")
    ] = None,
    until: Annotated[
        Day | None, Query(alias="to", description="到哪一天（含）提交的；不填为今天；一次最多一年")
    ] = None,
) -> CaseFigures:
    """只统计您能看到的事项，筛选与收件箱相同；分子、分母分列，没有分母时比率为 null。"""
    return await figures.figures(session, actor, filters, since, until, now)
