"""A handover list on paper: what the holder of the link may see, ready to be printed on A4."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.deps import LinksDep, SessionDep, address_of, limited
from app.domain.deadlines import day_of
from app.openapi import files, problems
from app.security.tokens import check_link
from app.services import batch_views
from app.web.pages import POLICY, templates

router = APIRouter(prefix="/public/batches", tags=["files"])


def in_words(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


templates.env.filters |= {"in_words": in_words, "day_of": day_of}


@router.get(
    "/{batch_id}/print",
    summary="打印交办清单",
    response_class=HTMLResponse,
    dependencies=[Depends(limited("print", 60, timedelta(minutes=1), by=address_of))],
    responses=problems(
        "FILE_LINK_INVALID",
        "FILE_LINK_EXPIRED",
        "APPOINTMENT_NOT_BEGUN",
        "APPOINTMENT_ENDED",
        "DEPUTY_SUSPENDED",
        "BATCH_NOT_FOUND",
    )
    | files("text/html", description="A4 网页"),
)
async def print_batch(
    request: Request,
    batch_id: UUID,
    viewer: Annotated[UUID, Query(description="链接给谁", examples=["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"])],
    expires: Annotated[int, Query(description="失效时间（Unix 秒）", examples=[1795478400])],
    signature: Annotated[str, Query(max_length=64, description="签名", examples=["q3XkT0mZ8aYbN1cD"])],
    session: SessionDep,
    links: LinksDep,
) -> HTMLResponse:
    """链接由接口返回（print_url），无需请求头，限时有效。"""
    path = batch_views.print_path(batch_id, viewer)
    check_link(links.settings, path, expires, signature, links.now)
    batch = await batch_views.printed(session, batch_id, viewer, links)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return templates.TemplateResponse(request, "batch.html", {"batch": batch}, headers=headers)
