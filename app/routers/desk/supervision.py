"""Orders of supervision: to be listed, answered and closed; the rules by which they come about; the six parties."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.vocabulary import OrderKind, OrderState, Supervisor
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import Day
from app.schemas.line_rules import LineRuleList
from app.schemas.supervision import (
    MilestoneDoneForm,
    OrderAnswerForm,
    OrderCloseForm,
    OrderOut,
    OrderPage,
    PartiesOut,
)
from app.services import line_rules, orders, parties
from app.services.orders import Filters

router = APIRouter(prefix="/desk", tags=["supervision"])
rules = APIRouter(prefix="/desk", tags=["clocks"])
_CHANGE = ("ORDER_NOT_FOUND", "STALE_VERSION", "ORDER_CLOSED", "IDEMPOTENCY_MISMATCH", "BUSY", *GUARD)


async def get_filters(
    kind: Annotated[OrderKind | None, Query(description="种类")] = None,
    state: Annotated[OrderState | None, Query(description="进行到哪一步")] = None,
    supervisor: Annotated[Supervisor | None, Query(description="按规则由谁督办")] = None,
    case_id: Annotated[UUID | None, Query(description="哪个事项")] = None,
    topic_id: Annotated[UUID | None, Query(description="哪个专项监督")] = None,
    unit_id: Annotated[UUID | None, Query(description="由哪个单位答复")] = None,
    mine: Annotated[bool | None, Query(description="true 只看由本单位（站、机关）答复的")] = None,
    overdue: Annotated[bool | None, Query(description="true 只看过了期限还没有了结的")] = None,
) -> Filters:
    return Filters(kind, state, supervisor, case_id, topic_id, unit_id, mine, overdue)


@router.get("/supervision", summary="督办列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_supervision(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    now: NowDep,
    filters: Annotated[Filters, Depends(get_filters)],
) -> OrderPage:
    """催办、督办、约谈、重点督办、会诊和专项监督。单位看发给自己的，其他人看自己能看到的事项的；新的在前。"""
    items, last = await orders.page(session, actor, filters, now, limit=paging.limit, before=paging.before)
    return OrderPage(items=items, next_cursor=paging.cursor(last))


@router.get("/supervision/{order_id}", summary="查看督办", responses=problems("ORDER_NOT_FOUND", *GUARD))
async def get_supervision(order_id: UUID, actor: DeskDep, session: SessionDep, now: NowDep) -> OrderOut:
    return await orders.get(session, actor, order_id, now)


@router.post(
    "/supervision/{order_id}/answer",
    summary="答复督办",
    responses=problems("ORDER_ANSWERED", *_CHANGE),
)
async def answer_supervision(
    order_id: UUID, form: OrderAnswerForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> OrderOut:
    """由督办所发给的单位、站或机关答复；重点督办由承办单位答复。"""
    return await once(OrderOut, lambda: orders.answer(session, actor, order_id, form, now))


@router.post(
    "/supervision/{order_id}/milestones",
    summary="登记节点完成",
    responses=problems("REFERENCE_NOT_FOUND", "DATE_OUT_OF_RANGE", "NOTHING_CHANGED", *_CHANGE),
)
async def reach_milestone(
    order_id: UUID, form: MilestoneDoneForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> OrderOut:
    """承办单位或督办的机关登记，须有凭据。"""
    return await once(OrderOut, lambda: orders.progress(session, actor, order_id, form, now))


@router.post(
    "/supervision/{order_id}/close",
    summary="了结督办",
    responses=problems("ORDER_TO_ONESELF", *_CHANGE),
)
async def close_supervision(
    order_id: UUID, form: OrderCloseForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> OrderOut:
    """由发出的机关或县代表工委核实后了结，写明是否做到；被督办的一方不能自己了结。"""
    return await once(OrderOut, lambda: orders.close(session, actor, order_id, form, now))


@rules.get("/line-rules", summary="亮牌规则", responses=problems(*GUARD))
async def list_desk_line_rules(
    actor: DeskDep,
    session: SessionDep,
    on: Annotated[Day | None, Query(description="只看这一天有效的")] = None,
) -> LineRuleList:
    """何时提醒、黄牌、红牌、约谈，由谁督办。"""
    return await line_rules.listed(session, actor, on)


@router.get("/cases/{case_id}/parties", summary="六方联办", responses=problems("CASE_NOT_FOUND", *GUARD))
async def get_parties(case_id: UUID, actor: DeskDep, session: SessionDep) -> PartiesOut:
    """六方各是谁、各做过什么。"""
    return await parties.of_case(session, actor, case_id)
