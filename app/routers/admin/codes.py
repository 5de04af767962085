"""Codes: issue, print, revoke, replace."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.deps import AdminDep, NowDep, OnceDep, PagingDep, SessionDep, SettingsDep
from app.domain.vocabulary import CodeState, CodeTarget
from app.integrations import qr_image
from app.openapi import files, problems
from app.routers.admin.doors import READ, WRITE
from app.schemas.codes import CodeIssueForm, CodeOut, CodePage, CodeReasonForm
from app.services import codes, issuing

router = APIRouter(prefix="/admin/codes", tags=["codes"])
_CHANGES = (*WRITE, "NOT_FOUND", "CODE_NOT_ACTIVE", "IDEMPOTENCY_MISMATCH")


@router.post(
    "",
    summary="发码",
    status_code=201,
    responses=problems(
        *WRITE, "DEPUTY_NOT_FOUND", "STATION_NOT_FOUND", "CODE_NOT_ACTIVE", "IDEMPOTENCY_MISMATCH"
    ),
)
async def issue_code(
    form: CodeIssueForm,
    actor: AdminDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
    now: NowDep,
) -> CodeOut:
    """码只是一个随机数：由谁受理在扫码时查找，人员变动不必重新印制。"""
    return await once(CodeOut, lambda: issuing.issue(session, actor, form, settings.base_url, now))


@router.get("", summary="码列表", responses=problems(*READ, "CURSOR_INVALID"))
async def list_codes(
    actor: AdminDep,
    session: SessionDep,
    settings: SettingsDep,
    paging: PagingDep,
    target: Annotated[CodeTarget | None, Query(description="代表码、站码或点码")] = None,
    state: Annotated[CodeState | None, Query(description="是否在用")] = None,
    deputy_id: Annotated[UUID | None, Query(description="哪位代表的")] = None,
    station_id: Annotated[UUID | None, Query(description="哪个联络站（点）的站码、点码")] = None,
) -> CodePage:
    filters = {"target": target, "state": state, "deputy_id": deputy_id, "station_id": station_id}
    items, last = await codes.page(
        session, actor, filters, settings.base_url, limit=paging.limit, before=paging.before
    )
    return CodePage(items=items, next_cursor=paging.cursor(last))


@router.get("/{code_id}", summary="查看码", responses=problems(*READ, "NOT_FOUND"))
async def get_code(code_id: UUID, actor: AdminDep, session: SessionDep, settings: SettingsDep) -> CodeOut:
    return await codes.get(session, actor, code_id, settings.base_url)


@router.post("/{code_id}/revoke", summary="停用码", responses=problems(*_CHANGES))
async def revoke_code(
    code_id: UUID,
    form: CodeReasonForm,
    actor: AdminDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
    now: NowDep,
) -> CodeOut:
    """再扫到它的人看到原因和可以去的联络站。"""
    return await once(
        CodeOut, lambda: issuing.revoke(session, actor, code_id, form.reason, settings.base_url, now)
    )


@router.post("/{code_id}/replace", summary="更换码", status_code=201, responses=problems(*_CHANGES))
async def replace_code(
    code_id: UUID,
    form: CodeReasonForm,
    actor: AdminDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
    now: NowDep,
) -> CodeOut:
    """返回新的码；再扫到旧码的人被引到新码。"""
    return await once(
        CodeOut, lambda: issuing.replace(session, actor, code_id, form.reason, settings.base_url, now)
    )


@router.get(
    "/{code_id}/image.png",
    summary="二维码图片（PNG）",
    response_class=Response,
    responses=problems(*READ, "NOT_FOUND", "CODE_NOT_ACTIVE") | files("image/png", description="二维码"),
)
async def get_code_png(
    code_id: UUID, actor: AdminDep, session: SessionDep, settings: SettingsDep
) -> Response:
    code = await issuing.printable(session, actor, code_id, settings.base_url)
    return Response(await qr_image.png_async(code.url), media_type="image/png")


@router.get(
    "/{code_id}/image.svg",
    summary="二维码图片（SVG，印刷用）",
    response_class=Response,
    responses=problems(*READ, "NOT_FOUND", "CODE_NOT_ACTIVE") | files("image/svg+xml", description="二维码"),
)
async def get_code_svg(
    code_id: UUID, actor: AdminDep, session: SessionDep, settings: SettingsDep
) -> Response:
    code = await issuing.printable(session, actor, code_id, settings.base_url)
    return Response(await qr_image.svg_async(code.url), media_type="image/svg+xml")
