"""Notices read the same at every door: as a resident, in a capacity of the desk, as an administrator."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.deps import NowDep, PagingDep, SessionDep
from app.openapi import problems
from app.schemas.notices import NoticePage, ReadForm, UnreadOut
from app.security.actors import Actor
from app.services import notices


def add_notices(router: APIRouter, actor_dep: Any, prefix: str, *errors: str) -> None:
    """List, unread count, and marking as read."""

    async def listing(
        actor: Actor,
        session: SessionDep,
        paging: PagingDep,
        unread: Annotated[bool, Query(description="只看未读")] = False,
    ) -> NoticePage:
        items, last = await notices.page(
            session, actor, limit=paging.limit, before=paging.before, unread=unread
        )
        return NoticePage(items=items, next_cursor=paging.cursor(last))

    async def count(actor: Actor, session: SessionDep) -> UnreadOut:
        return await notices.unread(session, actor)

    async def mark(form: ReadForm, actor: Actor, session: SessionDep, now: NowDep) -> UnreadOut:
        return await notices.read(session, actor, form, now)

    routes = (
        ("GET", "/notices", listing, f"list_{prefix}_notices", "通知", NoticePage),
        ("GET", "/notices/unread", count, f"count_{prefix}_notices", "未读通知数", UnreadOut),
        ("POST", "/notices/read", mark, f"read_{prefix}_notices", "标为已读", UnreadOut),
    )
    for method, path, endpoint, name, summary, shape in routes:
        endpoint.__annotations__["actor"] = actor_dep
        endpoint.__name__ = name
        refusals = problems(*errors, *(("CURSOR_INVALID",) if path == "/notices" else ()))
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            summary=summary,
            tags=["notices"],
            response_model=shape,
            responses=refusals,
        )
