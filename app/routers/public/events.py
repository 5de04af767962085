"""When somebody is there to be spoken to: the coming receptions of a station."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends

from app.deps import NowDep, PagingDep, SessionDep, address_of, limited
from app.openapi import problems
from app.schemas.events import OpenEventPage
from app.services import event_views

router = APIRouter(prefix="/public", tags=["public"])


@router.get(
    "/stations/{station_id}/events",
    summary="联络站近期的接待日",
    dependencies=[Depends(limited("open_events", 120, timedelta(minutes=1), by=address_of))],
    responses=problems("STATION_NOT_FOUND", "CURSOR_INVALID"),
)
async def list_open_events(
    station_id: UUID, session: SessionDep, paging: PagingDep, now: NowDep
) -> OpenEventPage:
    """尚未结束的接待日，最近的在前；只有名称、时间、地点和接待代表的姓名。"""
    items, last = await event_views.open_receptions(
        session, station_id, now, limit=paging.limit, after=paging.before
    )
    return OpenEventPage(items=items, next_cursor=paging.cursor(last))
