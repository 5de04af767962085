"""Groups of deputies: those of the county, mine, who is in one, and what it plans for the year."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import DeskDep, NowDep, PagingDep, SessionDep
from app.domain.deadlines import day_of
from app.domain.vocabulary import GroupKind
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import AreaCode, Text
from app.schemas.groups import GroupDetail, GroupItemPage, GroupPlanForm
from app.services import group_views

router = APIRouter(prefix="/desk", tags=["groups"])


@router.get("/groups", summary="代表小组", responses=problems("CURSOR_INVALID", *GUARD))
async def find_groups(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    kind: Annotated[GroupKind | None, Query(description="小组种类")] = None,
    area_code: Annotated[AreaCode | None, Query(description="只看这个区划内的（含下级）")] = None,
    q: Annotated[Annotated[str, Text(1, 40)] | None, Query(description="名称中的文字")] = None,
    mine: Annotated[bool, Query(description="只看我的：我在组、在我站活动、我机关对口或本镇的")] = False,
) -> GroupItemPage:
    filters = {"kind": kind, "area_code": area_code, "q": q}
    items, last = await group_views.page(
        session, actor, filters, mine=mine, limit=paging.limit, before=paging.before
    )
    return GroupItemPage(items=items, next_cursor=paging.cursor(last))


@router.get("/groups/{group_id}", summary="一个代表小组", responses=problems("GROUP_NOT_FOUND", *GUARD))
async def find_group(group_id: UUID, actor: DeskDep, session: SessionDep, now: NowDep) -> GroupDetail:
    """含在组成员；电话只给人大机关看。"""
    return await group_views.detail(session, actor, group_id, day_of(now))


@router.put(
    "/groups/{group_id}/plan",
    summary="修改小组的年度计划",
    responses=problems("GROUP_NOT_FOUND", "GROUP_CLOSED", "STALE_VERSION", "BUSY", *GUARD),
)
async def edit_group_plan(
    group_id: UUID, form: GroupPlanForm, actor: DeskDep, session: SessionDep, now: NowDep
) -> GroupDetail:
    """只限小组对口联系的委室和本组组长。"""
    return await group_views.edit_plan(session, actor, group_id, form, now)
