"""Routing rules: the list in its order, and what it would do."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import AdminDep, NowDep, OnceDep, SessionDep
from app.openapi import problems
from app.routers.admin.doors import READ, WHOLE, WRITE
from app.schemas.routing import DryRunForm, DryRunOut, OrderForm, RuleEdit, RuleForm, RuleList, RuleOut
from app.services import dry_runs, routing_rules

router = APIRouter(prefix="/admin", tags=["routing"])
_NAMED = (
    "UNIT_NOT_FOUND",
    "REFERENCE_NOT_FOUND",
    "STATION_NOT_FOUND",
    "CATEGORY_NOT_FOUND",
    "AREA_NOT_FOUND",
    "AREA_ENDED",
    "TARGET_INACTIVE",
    "ROUTE_TO_ITSELF",
)


@router.get("/routing-rules", summary="分流规则", responses=problems(*READ))
async def list_routing_rules(actor: AdminDep, session: SessionDep) -> RuleList:
    """事项提交时自上而下比对，第一条符合的起作用；没有一条符合的留在本站。"""
    return await routing_rules.page(session, actor)


@router.post(
    "/routing-rules",
    summary="新增分流规则",
    status_code=201,
    responses=problems(*WRITE, *_NAMED, "CATCH_ALL_NOT_LAST", "LIMIT_REACHED", "IDEMPOTENCY_MISMATCH"),
)
async def create_routing_rule(
    form: RuleForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> RuleOut:
    """排在最后；已有一条没有条件的规则时，排在它之前。只影响以后提交的事项。"""
    return await once(RuleOut, lambda: routing_rules.create(session, actor, form, now))


@router.put(
    "/routing-rules/order",
    summary="调整分流规则的先后",
    responses=problems(*WRITE, "STALE_VERSION", "CATCH_ALL_NOT_LAST"),
)
async def order_routing_rules(form: OrderForm, actor: AdminDep, session: SessionDep, now: NowDep) -> RuleList:
    """须列出全部规则；其间有人增减、修改或移动过规则的，返回 STALE_VERSION。"""
    return await routing_rules.order(session, actor, form, now)


@router.post(
    "/routing-rules/dry-run",
    summary="试算分流规则",
    responses=problems(*WRITE, *_NAMED, "CATCH_ALL_NOT_LAST"),
)
async def dry_run_routing_rules(
    form: DryRunForm, actor: AdminDep, session: SessionDep, now: NowDep
) -> DryRunOut:
    """用最近交来的事项试算，什么也不改变；不能保存的规则和先后同样拒绝。只给编号、种类、类别和区划，不给事项内容。"""
    return await dry_runs.dry_run(session, actor, form, now)


@router.put(
    "/routing-rules/{rule_id}",
    summary="修改分流规则",
    description=f"{WHOLE}先后不变。自动停用的规则，改定去向后可重新启用。",
    responses=problems(*WRITE, "NOT_FOUND", "STALE_VERSION", *_NAMED, "CATCH_ALL_NOT_LAST"),
)
async def edit_routing_rule(
    rule_id: UUID, form: RuleEdit, actor: AdminDep, session: SessionDep, now: NowDep
) -> RuleOut:
    return await routing_rules.edit(session, actor, rule_id, form, now)


@router.delete(
    "/routing-rules/{rule_id}",
    summary="删除分流规则",
    status_code=204,
    responses=problems(*WRITE, "NOT_FOUND", "STILL_IN_USE"),
)
async def delete_routing_rule(rule_id: UUID, actor: AdminDep, session: SessionDep, now: NowDep) -> None:
    """已经分流过事项的规则不能删除，可以停用。"""
    await routing_rules.delete(session, actor, rule_id, now)
