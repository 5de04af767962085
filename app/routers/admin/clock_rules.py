"""The rules of the clocks: never edited, but ended and followed by another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import AdminDep, HouseDep, NowDep, OnceDep, SessionDep
from app.domain.vocabulary import ClockName
from app.openapi import problems
from app.routers.admin.doors import READ, WRITE
from app.schemas.base import Day
from app.schemas.clock_rules import (
    ClockRuleChange,
    ClockRuleEnd,
    ClockRuleForm,
    ClockRuleList,
    ClockRuleOut,
    PreviewForm,
    PreviewOut,
)
from app.services import clock_previews, clock_rules

router = APIRouter(prefix="/admin/clock-rules", tags=["clocks"])
_RULE = ("RULE_NUMBER", "RULE_WITHOUT_SOURCE", "RULE_PERIOD", "RULES_OVERLAP", "IDEMPOTENCY_MISMATCH")


@router.get("", summary="期限规则", responses=problems(*READ))
async def list_clock_rules(
    actor: AdminDep,
    session: SessionDep,
    clock: Annotated[ClockName | None, Query(description="只看这一种期限")] = None,
    on: Annotated[Day | None, Query(description="只看这一天有效的")] = None,
) -> ClockRuleList:
    """已终止和尚未生效的也列出。"""
    return await clock_rules.listed(session, actor, clock, on)


@router.post(
    "",
    summary="新增期限规则",
    status_code=201,
    responses=problems(*WRITE, *_RULE, "CATEGORY_NOT_FOUND", "LIMIT_REACHED"),
)
async def create_clock_rule(
    form: ClockRuleForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ClockRuleOut:
    """从今天或以后的一天起生效，只用于此后起算的期限；同一范围同时只能有一条。"""
    return await once(ClockRuleOut, lambda: clock_rules.create(session, actor, form, now))


@router.post(
    "/preview", summary="试算期限", responses=problems(*READ, *clock_previews.REFUSALS, "CATEGORY_NOT_FOUND")
)
async def preview_clock_rule(
    form: PreviewForm, actor: AdminDep, session: SessionDep, house: HouseDep
) -> PreviewOut:
    """某时起算的一件事项何时到期、为何如此，逐日说明。什么也不改变。"""
    return await clock_previews.preview(session, house.memory, actor, form)


@router.post(
    "/{rule_id}/change",
    summary="更改期限规则",
    status_code=201,
    responses=problems(*WRITE, *_RULE, "NOT_FOUND", "RULE_ENDED", "LIMIT_REACHED"),
)
async def change_clock_rule(
    rule_id: UUID, form: ClockRuleChange, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ClockRuleOut:
    """原规则在前一天终止，同一范围的新规则接着生效。已经起算的期限仍按原规则。"""
    return await once(ClockRuleOut, lambda: clock_rules.change(session, actor, rule_id, form, now))


@router.post(
    "/{rule_id}/end",
    summary="终止期限规则",
    responses=problems(*WRITE, "NOT_FOUND", "RULE_PERIOD", "RULE_ENDED", "IDEMPOTENCY_MISMATCH"),
)
async def end_clock_rule(
    rule_id: UUID, form: ClockRuleEnd, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ClockRuleOut:
    """从次日起不再用于新起算的期限，由范围更宽的规则接替；没有的不再计时。"""
    return await once(ClockRuleOut, lambda: clock_rules.end(session, actor, rule_id, form, now))


@router.delete(
    "/{rule_id}",
    summary="删除期限规则",
    status_code=204,
    responses=problems(*WRITE, "NOT_FOUND", "STILL_IN_USE"),
)
async def delete_clock_rule(rule_id: UUID, actor: AdminDep, session: SessionDep, now: NowDep) -> None:
    """只用于误录的：已有期限按它计算的不能删除，可以终止。"""
    await clock_rules.delete(session, actor, rule_id, now)
