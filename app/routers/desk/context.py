"""What stands around a case, in one call."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import DeskDep, NowDep, SessionDep
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.context import CaseContext
from app.services import context

router = APIRouter(prefix="/desk", tags=["inbox"])


@router.get(
    "/cases/{case_id}/context",
    summary="事项的来龙去脉：附近同类、同一提交人、同一地点",
    responses=problems("CASE_NOT_FOUND", *GUARD),
)
async def get_case_context(case_id: UUID, actor: DeskDep, session: SessionDep, now: NowDep) -> CaseContext:
    """只列出您有权看到的事项。"""
    return await context.get(session, actor, case_id, now)
