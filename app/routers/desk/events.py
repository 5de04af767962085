"""Events: plan one with its roster, change it, hold or cancel it, look it up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.periods import refuse_backwards
from app.domain.vocabulary import EventKind, EventStatus
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import Timestamp
from app.schemas.events import CancelForm, EventDetail, EventEdit, EventForm, EventItemPage, HoldForm
from app.services import event_views, events
from app.services.event_views import Filters

router = APIRouter(prefix="/desk", tags=["events"])
_PLANNING = (
    "STATION_NOT_FOUND",
    "GROUP_NOT_FOUND",
    "DEPUTY_NOT_FOUND",
    "UNIT_NOT_FOUND",
    "ROSTER_SIZE",
    "ROSTER_OVERLAP",
    *GUARD,
)
_CHANGING = ("EVENT_NOT_FOUND", "EVENT_CLOSED", "STALE_VERSION", "BUSY")


async def get_filters(
    station_id: Annotated[UUID | None, Query(description="联络站")] = None,
    group_id: Annotated[UUID | None, Query(description="代表小组")] = None,
    deputy_id: Annotated[UUID | None, Query(description="名单上有哪位代表")] = None,
    kind: Annotated[EventKind | None, Query(description="活动种类")] = None,
    status: Annotated[EventStatus | None, Query(description="是否已举行")] = None,
    since: Annotated[Timestamp | None, Query(alias="from", description="从何时起开始的")] = None,
    until: Annotated[Timestamp | None, Query(alias="to", description="在何时之前开始的")] = None,
) -> Filters:
    refuse_backwards(since, until)
    return Filters(station_id, group_id, deputy_id, kind, status, since, until)


@router.get("/events", summary="活动列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_events(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    filters: Annotated[Filters, Depends(get_filters)],
) -> EventItemPage:
    """开始时间晚的在前。承办单位只看有本单位人员参加的。"""
    items, last = await event_views.page(session, actor, filters, limit=paging.limit, before=paging.before)
    return EventItemPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/events",
    summary="安排活动",
    status_code=201,
    responses=problems("IDEMPOTENCY_MISMATCH", "BUSY", *_PLANNING),
)
async def plan_event(
    form: EventForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> EventDetail:
    """站上人员和代表在本站安排，人大机关在辖区内安排。每周代表接待日（weekly_reception）须有 3–5 位代表。"""
    return await once(EventDetail, lambda: events.plan(session, actor, form, now))


@router.get("/events/{event_id}", summary="一个活动", responses=problems("EVENT_NOT_FOUND", *GUARD))
async def get_event(event_id: UUID, actor: DeskDep, session: SessionDep) -> EventDetail:
    """含到场名单，和由此登记的事项中您能看到的。"""
    return await event_views.detail(session, actor, event_id)


@router.put("/events/{event_id}", summary="修改活动", responses=problems(*_CHANGING, *_PLANNING))
async def edit_event(event_id: UUID, form: EventEdit, actor: DeskDep, session: SessionDep) -> EventDetail:
    """整体替换，名单也是。举行或取消以后不能再改。"""
    return await events.edit(session, actor, event_id, form)


@router.post(
    "/events/{event_id}/hold",
    summary="登记活动举行情况",
    responses=problems("DATE_OUT_OF_RANGE", "IDEMPOTENCY_MISMATCH", *_CHANGING, *GUARD),
)
async def hold_event(
    event_id: UUID, form: HoldForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> EventDetail:
    return await once(EventDetail, lambda: events.hold(session, actor, event_id, form, now))


@router.post(
    "/events/{event_id}/cancel",
    summary="取消活动",
    responses=problems("IDEMPOTENCY_MISMATCH", *_CHANGING, *GUARD),
)
async def cancel_event(
    event_id: UUID, form: CancelForm, actor: DeskDep, session: SessionDep, once: OnceDep
) -> EventDetail:
    return await once(EventDetail, lambda: events.cancel(session, actor, event_id, form))
