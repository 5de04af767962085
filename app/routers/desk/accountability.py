"""Accountability, and what is reported in private about ratings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.vocabulary import AccountabilityCause, AccountabilityState
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.accountability import (
    AccountabilityEvidenceForm,
    AccountabilityForm,
    AccountabilityOut,
    AccountabilityPage,
    DecideForm,
    DismissForm,
    PressureForm,
    PressureReported,
    PressureReportPage,
    TakeUpForm,
)
from app.services import accountability, pressure
from app.services.accountability import Filters

router = APIRouter(prefix="/desk", tags=["accountability"])
_CHANGING = (
    "ACCOUNTABILITY_NOT_FOUND",
    "ACCOUNTABILITY_OVER",
    "STALE_VERSION",
    "IDEMPOTENCY_MISMATCH",
    "BUSY",
    *GUARD,
)


async def get_filters(
    state: Annotated[AccountabilityState | None, Query(description="进展")] = None,
    cause: Annotated[AccountabilityCause | None, Query(description="情形")] = None,
    unit_id: Annotated[UUID | None, Query(description="被追责的单位")] = None,
) -> Filters:
    return Filters(state, cause, unit_id)


@router.get("/accountability", summary="追责事项", responses=problems("CURSOR_INVALID", *GUARD))
async def list_accountability(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    filters: Annotated[Filters, Depends(get_filters)],
) -> AccountabilityPage:
    """新的在前。县人大代表工委看全县的，乡镇和委室看自己立案的，单位只看对本单位已作出的决定。"""
    items, last = await accountability.page(session, actor, filters, limit=paging.limit, before=paging.before)
    return AccountabilityPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/accountability",
    summary="立案追责",
    status_code=201,
    responses=problems(
        "UNIT_NOT_FOUND", "UNIT_OUT_OF_SCOPE", "CASE_NOT_FOUND", "IDEMPOTENCY_MISMATCH", *GUARD
    ),
)
async def open_accountability(
    form: AccountabilityForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AccountabilityOut:
    """只由人大机关立案。作出决定以前，被追责的单位不知道有这件事。"""
    return await once(AccountabilityOut, lambda: accountability.open_matter(session, actor, form, now))


@router.get(
    "/accountability/{accountability_id}",
    summary="一件追责事项",
    responses=problems("ACCOUNTABILITY_NOT_FOUND", *GUARD),
)
async def get_accountability(
    accountability_id: UUID, actor: DeskDep, session: SessionDep
) -> AccountabilityOut:
    """单位只看得到决定，看不到情况和证据。"""
    return await accountability.get(session, actor, accountability_id)


@router.post(
    "/accountability/{accountability_id}/evidence", summary="补充证据", responses=problems(*_CHANGING)
)
async def prove_accountability(
    accountability_id: UUID,
    form: AccountabilityEvidenceForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    now: NowDep,
) -> AccountabilityOut:
    return await once(
        AccountabilityOut, lambda: accountability.add_evidence(session, actor, accountability_id, form, now)
    )


@router.post(
    "/accountability/{accountability_id}/decide",
    summary="决定追责",
    responses=problems("EVIDENCE_MISSING", "DATE_OUT_OF_RANGE", *_CHANGING),
)
async def decide_accountability(
    accountability_id: UUID,
    form: DecideForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    now: NowDep,
) -> AccountabilityOut:
    """决定以后不能更改，被追责的单位从此看得到决定。"""
    return await once(
        AccountabilityOut, lambda: accountability.decide(session, actor, accountability_id, form, now)
    )


@router.post(
    "/accountability/{accountability_id}/dismiss", summary="不予追责", responses=problems(*_CHANGING)
)
async def dismiss_accountability(
    accountability_id: UUID,
    form: DismissForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    now: NowDep,
) -> AccountabilityOut:
    """被追责的单位不会知道有过这件事。"""
    return await once(
        AccountabilityOut, lambda: accountability.dismiss(session, actor, accountability_id, form, now)
    )


@router.post(
    "/cases/{case_id}/evaluations/pressure",
    summary="代表反映评价时受到压力",
    status_code=201,
    responses=problems(
        "CASE_NOT_FOUND", "EVALUATION_NOT_FOUND", "PRESSURE_REPORTED", "IDEMPOTENCY_MISMATCH", *GUARD
    ),
)
async def report_desk_pressure(
    case_id: UUID, form: PressureForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> PressureReported:
    """由作出评价的代表本人反映，只有县人大代表工委看得到。评价保持原样。"""
    return await once(PressureReported, lambda: pressure.report(session, actor, case_id, form, now))


@router.get("/pressure-reports", summary="受到压力的评价", responses=problems("CURSOR_INVALID", *GUARD))
async def list_pressure_reports(actor: DeskDep, session: SessionDep, paging: PagingDep) -> PressureReportPage:
    """只有县人大代表工委看得到。评价保持原样，在其满意度统计中不计。"""
    items, last = await pressure.page(session, actor, limit=paging.limit, before=paging.before)
    return PressureReportPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/pressure-reports/{report_id}/accountability",
    summary="由情况反映立案追责",
    status_code=201,
    responses=problems(
        "PRESSURE_REPORT_NOT_FOUND", "PRESSURE_TAKEN_UP", "UNIT_NOT_FOUND", "IDEMPOTENCY_MISMATCH", *GUARD
    ),
)
async def take_up_pressure_report(
    report_id: UUID, form: TakeUpForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AccountabilityOut:
    """情形为“以威胁、利诱等方式影响评价”，反映的情况即第一份证据。"""
    return await once(
        AccountabilityOut,
        lambda: accountability.take_up_pressure(session, actor, report_id, form, now),
    )
