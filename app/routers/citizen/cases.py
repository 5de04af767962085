"""My matters: handing in, following, and every action that is mine."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends

from app.deps import (
    AsOf,
    CitizenDep,
    HouseDep,
    KeyedOnceDep,
    LinksDep,
    NowDep,
    PagingDep,
    SessionDep,
    limited,
)
from app.openapi import problems
from app.schemas.cases import MyCase, MyCasePage, SubmittedOut
from app.schemas.clocks import CaseClocks, ExplanationOut
from app.schemas.intake import SubmitForm
from app.services import case_views, clock_views, intake, my_cases

router = APIRouter(prefix="/citizen", tags=["mycases"])


@router.post(
    "/cases",
    summary="提交事项",
    status_code=201,
    dependencies=[Depends(limited("submit", 20, timedelta(minutes=10)))],
    responses=problems(
        "IDEMPOTENCY_KEY_REQUIRED",
        "IDEMPOTENCY_MISMATCH",
        "CODE_UNKNOWN",
        "STATION_NOT_FOUND",
        "CATEGORY_NOT_FOUND",
        "AREA_NOT_FOUND",
        "UNIT_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "UPLOAD_NOT_FOUND",
        "UPLOAD_USED",
        "CATEGORY_REFUSED",
        "CODE_REVOKED",
        "CODE_REPLACED",
        "CODE_SUSPENDED",
        "CODE_ENDED",
        "CODE_STATION_CLOSED",
    ),
)
async def submit_case(
    form: SubmitForm, actor: CitizenDep, house: HouseDep, session: SessionDep, once: KeyedOnceDep
) -> SubmittedOut:
    """扫码提交的事项当即登记；没有码时可指定联络站。留联系方式或明确匿名，二者必居其一。"""
    return await intake.submit(session, house.memory, actor, form, once)


@router.get("/cases", summary="我的事项", responses=problems("CURSOR_INVALID"))
async def list_my_cases(actor: CitizenDep, session: SessionDep, paging: PagingDep) -> MyCasePage:
    items, last = await my_cases.page(session, actor, limit=paging.limit, before=paging.before)
    return MyCasePage(items=items, next_cursor=paging.cursor(last))


@router.get("/wishes", summary="待认领的微心愿", responses=problems("CURSOR_INVALID"))
async def list_open_wishes(actor: CitizenDep, session: SessionDep, paging: PagingDep) -> MyCasePage:
    """提交人同意公开的微心愿，任何人都可以认领。"""
    items, last = await my_cases.wishes(session, actor, limit=paging.limit, before=paging.before)
    return MyCasePage(items=items, next_cursor=paging.cursor(last))


@router.get("/cases/{case_id}", summary="我的一个事项", responses=problems("CASE_NOT_FOUND"))
async def get_my_case(case_id: UUID, actor: CitizenDep, session: SessionDep, links: LinksDep) -> MyCase:
    return await case_views.mine(session, actor, case_id, links)


@router.get(
    "/cases/{case_id}/clocks",
    summary="我的事项还要多久",
    responses=problems("CASE_NOT_FOUND", "AS_OF_AHEAD"),
)
async def list_my_case_clocks(
    case_id: UUID, actor: CitizenDep, session: SessionDep, now: NowDep, as_of: AsOf = None
) -> CaseClocks:
    return await clock_views.listed(session, actor, case_id, as_of, now)


@router.get(
    "/cases/{case_id}/clocks/{clock}/explanation",
    summary="这个日期是怎样算出来的",
    responses=problems("CASE_NOT_FOUND", "CLOCK_NOT_FOUND", "CLOCK_WITHOUT_RULE"),
)
async def explain_my_case_clock(
    case_id: UUID, clock: UUID, actor: CitizenDep, session: SessionDep, now: NowDep
) -> ExplanationOut:
    return await clock_views.explanation(session, actor, case_id, clock, now)
