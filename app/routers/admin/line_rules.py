"""The lines of the clocks: reminder, yellow, red, and who is called in after them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import AdminDep, NowDep, OnceDep, SessionDep
from app.openapi import problems
from app.routers.admin.doors import READ, WRITE
from app.schemas.base import Day
from app.schemas.line_rules import LineRuleEnd, LineRuleForm, LineRuleList, LineRuleOut
from app.services import line_rules

router = APIRouter(prefix="/admin/line-rules", tags=["clocks"])


@router.get("", summary="亮牌规则", responses=problems(*READ))
async def list_line_rules(
    actor: AdminDep,
    session: SessionDep,
    on: Annotated[Day | None, Query(description="只看这一天有效的")] = None,
) -> LineRuleList:
    """已终止和尚未生效的也列出。"""
    return await line_rules.listed(session, actor, on)


@router.post(
    "",
    summary="新增亮牌规则",
    status_code=201,
    responses=problems(
        *WRITE,
        "RULE_WITHOUT_SOURCE",
        "RULE_PERIOD",
        "RULES_OVERLAP",
        "LINE_WITHOUT_THRESHOLD",
        "LINE_DAYS",
        "LINE_SHARE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def create_line_rule(
    form: LineRuleForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> LineRuleOut:
    """从今天或以后的一天起生效；同一级同一道线原有的规则在前一天终止。百分比与天数都填的，以较晚到的为准。"""
    return await once(LineRuleOut, lambda: line_rules.create(session, actor, form, now))


@router.post(
    "/{rule_id}/end",
    summary="终止亮牌规则",
    responses=problems(*WRITE, "NOT_FOUND", "RULE_PERIOD", "RULE_ENDED", "IDEMPOTENCY_MISMATCH"),
)
async def end_line_rule(
    rule_id: UUID, form: LineRuleEnd, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> LineRuleOut:
    """从次日起不再亮这道牌。"""
    return await once(LineRuleOut, lambda: line_rules.end(session, actor, rule_id, form, now))


@router.delete(
    "/{rule_id}",
    summary="删除亮牌规则",
    status_code=204,
    responses=problems(*WRITE, "NOT_FOUND", "STILL_IN_USE"),
)
async def delete_line_rule(rule_id: UUID, actor: AdminDep, session: SessionDep, now: NowDep) -> None:
    """只用于尚未生效的；已经生效的可以终止。"""
    await line_rules.delete(session, actor, rule_id, now)
