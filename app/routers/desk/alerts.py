"""预算联网监督: figures that are watched, what they show, and what becomes of an alarm."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import DeskDep, HouseDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.vocabulary import AlertState
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.alerts import (
    AlertDismissForm,
    AlertOpenForm,
    AlertOut,
    AlertOutcomeForm,
    AlertPage,
    IndicatorEdit,
    IndicatorForm,
    IndicatorOut,
    IndicatorPage,
    ReadingPage,
    ReadingsAdded,
    ReadingsForm,
)
from app.services import alerts, indicators

router = APIRouter(prefix="/desk", tags=["supervision"])
_INDICATOR = ("UNIT_NOT_FOUND", "CATEGORY_NOT_FOUND", "AREA_NOT_FOUND", "ALREADY_EXISTS", *GUARD)
_ALERT = ("ALERT_NOT_FOUND", "STALE_VERSION", "IDEMPOTENCY_MISMATCH", "BUSY", *GUARD)


@router.get("/indicators", summary="监督指标列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_indicators(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    active: Annotated[bool | None, Query(description="是否启用")] = None,
) -> IndicatorPage:
    """人大机关和代表能看到，被监督的单位看不到。"""
    items, last = await indicators.page(session, actor, active, limit=paging.limit, before=paging.before)
    return IndicatorPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/indicators",
    summary="新增监督指标",
    status_code=201,
    responses=problems("IDEMPOTENCY_MISMATCH", *_INDICATOR),
)
async def create_indicator(
    form: IndicatorForm, actor: DeskDep, session: SessionDep, once: OnceDep
) -> IndicatorOut:
    return await once(IndicatorOut, lambda: indicators.create(session, actor, form))


@router.get(
    "/indicators/{indicator_id}", summary="查看监督指标", responses=problems("INDICATOR_NOT_FOUND", *GUARD)
)
async def get_indicator(indicator_id: UUID, actor: DeskDep, session: SessionDep) -> IndicatorOut:
    return await indicators.get(session, actor, indicator_id)


@router.put(
    "/indicators/{indicator_id}",
    summary="修改监督指标",
    responses=problems("INDICATOR_NOT_FOUND", "STALE_VERSION", "BUSY", *_INDICATOR),
)
async def edit_indicator(
    indicator_id: UUID, form: IndicatorEdit, actor: DeskDep, session: SessionDep
) -> IndicatorOut:
    """整体替换。只用于此后的读数，已报的警保留当时的界线。"""
    return await indicators.edit(session, actor, indicator_id, form)


@router.get(
    "/indicators/{indicator_id}/readings",
    summary="指标读数",
    responses=problems("INDICATOR_NOT_FOUND", "CURSOR_INVALID", *GUARD),
)
async def list_readings(
    indicator_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep
) -> ReadingPage:
    """新录入的在前。"""
    items, last = await indicators.readings(
        session, actor, indicator_id, limit=paging.limit, before=paging.before
    )
    return ReadingPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/indicators/{indicator_id}/readings",
    summary="录入指标读数",
    status_code=201,
    responses=problems(
        "INDICATOR_NOT_FOUND",
        "INDICATOR_OFF",
        "DATE_OUT_OF_RANGE",
        "ALREADY_EXISTS",
        "IDEMPOTENCY_MISMATCH",
        "BUSY",
        *GUARD,
    ),
)
async def add_readings(
    indicator_id: UUID, form: ReadingsForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ReadingsAdded:
    """一次可录入整张表，全部录入或全部不录入；越过界线的报警，同一项目以最近一天的读数为准。"""
    return await once(ReadingsAdded, lambda: indicators.read(session, actor, indicator_id, form, now))


@router.get("/alerts", summary="预警列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_alerts(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    state: Annotated[AlertState | None, Query(description="处置到哪一步")] = None,
    indicator_id: Annotated[UUID | None, Query(description="哪个指标")] = None,
) -> AlertPage:
    """新的在前。"""
    items, last = await alerts.page(
        session, actor, state, indicator_id, limit=paging.limit, before=paging.before
    )
    return AlertPage(items=items, next_cursor=paging.cursor(last))


@router.get("/alerts/{alert_id}", summary="查看预警", responses=problems("ALERT_NOT_FOUND", *GUARD))
async def get_alert(alert_id: UUID, actor: DeskDep, session: SessionDep) -> AlertOut:
    return await alerts.get(session, actor, alert_id)


@router.post(
    "/alerts/{alert_id}/case",
    summary="预警转为事项",
    status_code=201,
    responses=problems(
        "ALERT_DECIDED",
        "STATION_NOT_FOUND",
        "AREA_NOT_FOUND",
        "CATEGORY_NOT_FOUND",
        "CATEGORY_REFUSED",
        *_ALERT,
    ),
)
async def open_alert(
    alert_id: UUID, form: AlertOpenForm, actor: DeskDep, house: HouseDep, session: SessionDep, once: OnceDep
) -> AlertOut:
    """作为审议意见类的事项由本机关提交，此后照常登记、交办、答复。"""
    memory = house.memory
    return await once(AlertOut, lambda: alerts.open_case(session, memory, actor, alert_id, form, once))


@router.post("/alerts/{alert_id}/dismiss", summary="排除预警", responses=problems("ALERT_DECIDED", *_ALERT))
async def dismiss_alert(
    alert_id: UUID, form: AlertDismissForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AlertOut:
    return await once(AlertOut, lambda: alerts.dismiss(session, actor, alert_id, form, now))


@router.post(
    "/alerts/{alert_id}/outcome",
    summary="写明预警的结果",
    responses=problems("ALERT_NOT_OPENED", "ALERT_SETTLED", *_ALERT),
)
async def settle_alert(
    alert_id: UUID, form: AlertOutcomeForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AlertOut:
    """已转为事项的，写明收回了什么、做成了什么。"""
    return await once(AlertOut, lambda: alerts.settle(session, actor, alert_id, form, now))
