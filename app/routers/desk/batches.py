"""Handover lists 交办清单: prepared by an office, handed over whole, received by each unit as one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import DeskDep, LinksDep, NowDep, OnceDep, PagingDep, SessionDep
from app.openapi import problems
from app.schemas.base import Text
from app.schemas.batches import (
    AcceptBatchForm,
    BatchAccepted,
    BatchEdit,
    BatchForm,
    BatchOut,
    BatchPage,
    HandOverForm,
)
from app.services import batch_views, batches
from app.services.batch_views import Filters

router = APIRouter(prefix="/desk/batches", tags=["batches"])
READ = ("APPOINTMENT_REQUIRED", "APPOINTMENT_NOT_BEGUN", "APPOINTMENT_ENDED", "DEPUTY_SUSPENDED", "FORBIDDEN")
DRAFT = (*READ, "BATCH_NOT_FOUND", "BATCH_HANDED_OVER", "BUSY")


@router.get("", summary="交办清单列表", responses=problems("CURSOR_INVALID", *READ))
async def list_batches(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    handed_over: Annotated[bool | None, Query(description="true 已交办，false 草稿")] = None,
    unsigned: Annotated[bool | None, Query(description="是否还有待签收的")] = None,
    office_id: Annotated[UUID | None, Query(description="交办机关")] = None,
    q: Annotated[Annotated[str, Text(1, 40)] | None, Query(description="编号、名称或会议中的文字")] = None,
) -> BatchPage:
    """代表工委看全县的，其他机关看自己的，承办单位看交给自己的；新的在前。"""
    filters = Filters(handed_over=handed_over, unsigned=unsigned, office_id=office_id, q=q)
    items, last = await batch_views.page(session, actor, filters, limit=paging.limit, before=paging.before)
    return BatchPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "",
    summary="起草交办清单",
    status_code=201,
    responses=problems("ALREADY_EXISTS", "IDEMPOTENCY_MISMATCH", *READ),
)
async def create_batch(
    form: BatchForm, actor: DeskDep, session: SessionDep, once: OnceDep, links: LinksDep
) -> BatchOut:
    """存为草稿，逐件说明现在能否交办（ready），不能的给出代码和原因；此时不交办任何事项。"""
    return await once(BatchOut, lambda: batches.create(session, actor, form, links))


@router.get("/{batch_id}", summary="一份交办清单", responses=problems("BATCH_NOT_FOUND", *READ))
async def get_batch(batch_id: UUID, actor: DeskDep, session: SessionDep, links: LinksDep) -> BatchOut:
    """机关看到全部事项和每份交办单现在的状态；承办单位只看到交给自己的事项。"""
    return await batch_views.get(session, actor, batch_id, links)


@router.put(
    "/{batch_id}",
    summary="修改交办清单草稿",
    responses=problems("STALE_VERSION", "ALREADY_EXISTS", *DRAFT),
)
async def edit_batch(
    batch_id: UUID, form: BatchEdit, actor: DeskDep, session: SessionDep, links: LinksDep
) -> BatchOut:
    """整体替换，包括全部事项。已交办的清单不能修改。"""
    return await batches.edit(session, actor, batch_id, form, links)


@router.delete("/{batch_id}", summary="删除交办清单草稿", status_code=204, responses=problems(*DRAFT))
async def delete_batch(batch_id: UUID, actor: DeskDep, session: SessionDep) -> None:
    """已交办的清单不能删除。"""
    await batches.delete(session, actor, batch_id)


@router.post(
    "/{batch_id}/hand-over",
    summary="整单交办",
    responses=problems("BATCH_NOT_READY", "STALE_VERSION", "IDEMPOTENCY_MISMATCH", *DRAFT),
)
async def hand_over_batch(
    batch_id: UUID,
    form: HandOverForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
) -> BatchOut:
    """全部交办，或一件也不交办：有一件不能交办时返回 BATCH_NOT_READY，items 逐件说明原因。"""
    return await once(BatchOut, lambda: batches.hand_over(session, actor, batch_id, form, links))


@router.post(
    "/{batch_id}/accept",
    summary="整单签收",
    responses=problems("BATCH_NOT_FOUND", "IDEMPOTENCY_MISMATCH", "BUSY", *READ),
)
async def accept_batch(
    batch_id: UUID, form: AcceptBatchForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> BatchAccepted:
    """签收清单中本单位尚未签收的全部事项；已单独签收或申请退办的保持原样，逐件说明。"""
    return await once(BatchAccepted, lambda: batches.accept(session, actor, batch_id, form, now))
