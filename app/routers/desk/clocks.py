"""How long everything of a case may still take, why, and how it stood at any moment before."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import AsOf, DeskDep, NowDep, SessionDep
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.clocks import CaseClocks, ExplanationOut
from app.services import clock_views

router = APIRouter(prefix="/desk", tags=["inbox"])


@router.get(
    "/cases/{case_id}/clocks",
    summary="事项的各个期限和颜色",
    responses=problems("CASE_NOT_FOUND", "AS_OF_AHEAD", *GUARD),
)
async def list_case_clocks(
    case_id: UUID, actor: DeskDep, session: SessionDep, now: NowDep, as_of: AsOf = None
) -> CaseClocks:
    """整件事项和每一份交办单各有期限，可以同时有几个。填写 as_of 可以查看以前任一时刻的颜色。"""
    return await clock_views.listed(session, actor, case_id, as_of, now)


@router.get(
    "/cases/{case_id}/clocks/{clock}/explanation",
    summary="这个日期是怎样算出来的",
    responses=problems("CASE_NOT_FOUND", "CLOCK_NOT_FOUND", "CLOCK_WITHOUT_RULE", *GUARD),
)
async def explain_case_clock(
    case_id: UUID, clock: UUID, actor: DeskDep, session: SessionDep, now: NowDep
) -> ExplanationOut:
    """依据哪一条规则，哪些天计入、哪些天不计及原因，暂停和延期各影响多少。"""
    return await clock_views.explanation(session, actor, case_id, clock, now)
