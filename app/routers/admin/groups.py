"""Groups of deputies, who is in them, and forming the mixed ones by rule."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import AdminDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.deadlines import day_of
from app.domain.vocabulary import GroupKind
from app.openapi import problems
from app.routers.admin.doors import READ, WRITE, Door, add_door
from app.schemas.groups import (
    FormationForm,
    FormationOut,
    GroupEdit,
    GroupForm,
    GroupPage,
    LeaveForm,
    MemberForm,
    MemberOut,
    MemberPage,
)
from app.services import forming, groups

router = APIRouter(prefix="/admin", tags=["groups"])

DOOR = Door(
    "groups",
    "代表小组",
    groups.GROUP,
    GroupForm,
    GroupEdit,
    GroupPage,
    ("q", "area_code", "station_id", "active"),
    "组长应先加入本组；停用前成员须先退出。",
    {"kind": Annotated[GroupKind | None, Query(description="小组种类")]},
)
add_door(router, DOOR)


@router.post(
    "/groups/form",
    summary="自动混合编组",
    responses=problems(
        *WRITE,
        "GROUP_KIND_TAKEN",
        "GROUPS_DO_NOT_FIT",
        "DATE_OUT_OF_RANGE",
        "AREA_NOT_FOUND",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def form_groups(
    form: FormationForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> FormationOut:
    """全县在任代表各入一组，一组不跨网格，各级代表在网格内均匀分到各组，人数相差不超过一人；同样的名录得到同样的分组。

    默认只试排（dry_run），不能编的试排时同样拒绝；已有混合编组时须选择替换，旧组随之结束。
    """
    return await once(FormationOut, lambda: forming.form_groups(session, actor, form, now))


@router.get(
    "/groups/{row_id}/members",
    summary="小组成员列表",
    responses=problems(*READ, "GROUP_NOT_FOUND", "CURSOR_INVALID"),
)
async def list_group_members(
    row_id: UUID,
    actor: AdminDep,
    session: SessionDep,
    paging: PagingDep,
    now: NowDep,
    current: Annotated[bool, Query(description="只看在组的")] = True,
) -> MemberPage:
    items, last = await groups.members(
        session, actor, row_id, current=current, day=day_of(now), limit=paging.limit, before=paging.before
    )
    return MemberPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/groups/{row_id}/members",
    summary="加入小组",
    status_code=201,
    responses=problems(
        *WRITE,
        "GROUP_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "GROUP_KIND_TAKEN",
        "GROUP_CLOSED",
        "DATE_OUT_OF_RANGE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def join_group(
    row_id: UUID, form: MemberForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> MemberOut:
    """代表在同类小组中只能有一个；直报员、信息采集员、立法顾问、专家等按姓名加入。"""
    return await once(MemberOut, lambda: groups.join(session, actor, row_id, form, now))


@router.post(
    "/groups/{row_id}/members/{member_id}/leave",
    summary="退出小组",
    responses=problems(
        *WRITE,
        "GROUP_NOT_FOUND",
        "MEMBER_NOT_FOUND",
        "MEMBER_LEFT",
        "DATE_OUT_OF_RANGE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def leave_group(
    row_id: UUID,
    member_id: UUID,
    form: LeaveForm,
    actor: AdminDep,
    session: SessionDep,
    once: OnceDep,
    now: NowDep,
) -> MemberOut:
    """记录保留；退出的是组长时，小组暂无组长。"""
    return await once(MemberOut, lambda: groups.leave(session, actor, row_id, member_id, form, now))
