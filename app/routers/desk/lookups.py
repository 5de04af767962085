"""Pickers of the desk: whom to hand over to, whom to invite, what it is about."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, PagingDep, SessionDep
from app.domain.vocabulary import OfficeKind, Route
from app.openapi import problems
from app.routers.station_filters import StationFilters
from app.schemas.base import AreaCode, Day, Text
from app.schemas.categories import CategoryCard, CategoryCardPage
from app.schemas.codes import StationPage
from app.schemas.lookups import (
    AreaChoice,
    AreaChoicePage,
    DeputyChoice,
    DeputyChoicePage,
    ExternalSystemChoice,
    ExternalSystemChoicePage,
    OfficeChoice,
    OfficeChoicePage,
    UnitChoicePage,
)
from app.schemas.stations import MediatorChoicePage, StandardTable, StationChecklist, StationTreeFigures
from app.services import lookups, standards, stations

router = APIRouter(prefix="/desk", tags=["lookups"])
_GUARD = (
    "FORBIDDEN",
    "APPOINTMENT_REQUIRED",
    "APPOINTMENT_NOT_BEGUN",
    "APPOINTMENT_ENDED",
    "DEPUTY_SUSPENDED",
)
_ERRORS = problems(*_GUARD, "CURSOR_INVALID")
Words = Annotated[Annotated[str, Text(1, 40)] | None, Query(description="名称中的文字")]
Within = Annotated[AreaCode | None, Query(description="只看这个区划内的（含下级）")]


@router.get("/units", summary="选择承办单位", responses=_ERRORS)
async def find_units(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    area_code: Within = None,
    route: Annotated[Route | None, Query(description="交办路径")] = None,
    q: Words = None,
) -> UnitChoicePage:
    filters = {"area_code": area_code, "route": route, "q": q}
    items, last = await lookups.units(session, actor, filters, limit=paging.limit, before=paging.before)
    return UnitChoicePage(items=items, next_cursor=paging.cursor(last))


@router.get("/stations", summary="选择联络站", responses=_ERRORS)
async def find_stations(
    actor: DeskDep, session: SessionDep, paging: PagingDep, filters: Annotated[StationFilters, Depends()]
) -> StationPage:
    items, last = await stations.open_page(
        session, actor.county_code, asdict(filters), limit=paging.limit, before=paging.before
    )
    return StationPage(items=items, next_cursor=paging.cursor(last))


@router.get("/stations/standards", summary="建设标准达标统计", responses=problems(*_GUARD))
async def count_station_standards(
    actor: DeskDep, session: SessionDep, filters: Annotated[StationFilters, Depends()]
) -> StandardTable:
    """全县在用的联络站（点），每一项标准有几个达标、几个没有达标；清单里没有这一项的站不计。"""
    return await standards.table(session, actor, asdict(filters))


@router.get(
    "/stations/{station_id}/standards",
    summary="一个联络站的标准清单",
    responses=problems(*_GUARD, "STATION_NOT_FOUND"),
)
async def get_station_standards(station_id: UUID, actor: DeskDep, session: SessionDep) -> StationChecklist:
    return await standards.checklist(session, actor, station_id)


@router.get(
    "/stations/{station_id}/tree",
    summary="联络站的下级站（点）和各自收集的事项数",
    responses=problems(*_GUARD, "STATION_NOT_FOUND"),
)
async def get_station_tree(
    station_id: UUID,
    actor: DeskDep,
    session: SessionDep,
    since: Annotated[Day | None, Query(description="统计起始日")] = None,
    until: Annotated[Day | None, Query(description="统计截止日（含）")] = None,
) -> StationTreeFigures:
    """本县区的任何联络站都可以查看，事项数只计您能看到的。"""
    return await stations.tree(session, actor, station_id, since, until)


@router.get(
    "/stations/{station_id}/mediators",
    summary="选择调解员",
    responses=problems(*_GUARD, "STATION_NOT_FOUND", "CURSOR_INVALID"),
)
async def find_mediators(
    station_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep, now: NowDep
) -> MediatorChoicePage:
    """能调解这个联络站（点）纠纷的人：它和它上级站的调解员，以及所属的代表。"""
    items, last = await stations.mediators(
        session, actor, station_id, now, limit=paging.limit, before=paging.before
    )
    return MediatorChoicePage(items=items, next_cursor=paging.cursor(last))


@router.get("/offices", summary="选择人大机关", responses=_ERRORS)
async def find_offices(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    kind: Annotated[OfficeKind | None, Query(description="机关种类")] = None,
    q: Words = None,
) -> OfficeChoicePage:
    items, last = await lookups.choices(
        session, actor, OfficeChoice, {"kind": kind, "q": q}, limit=paging.limit, before=paging.before
    )
    return OfficeChoicePage(items=items, next_cursor=paging.cursor(last))


@router.get("/deputies", summary="选择代表", responses=_ERRORS)
async def find_deputies(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    station_id: Annotated[UUID | None, Query(description="所属联络站")] = None,
    q: Words = None,
) -> DeputyChoicePage:
    """只列出履职中的代表。"""
    filters = {"station_id": station_id, "q": q}
    items, last = await lookups.choices(
        session, actor, DeputyChoice, filters, limit=paging.limit, before=paging.before
    )
    return DeputyChoicePage(items=items, next_cursor=paging.cursor(last))


@router.get("/categories", summary="选择类别", responses=_ERRORS)
async def find_categories(
    actor: DeskDep, session: SessionDep, paging: PagingDep, q: Words = None
) -> CategoryCardPage:
    items, last = await lookups.choices(
        session, actor, CategoryCard, {"q": q}, limit=paging.limit, before=paging.before
    )
    return CategoryCardPage(items=items, next_cursor=paging.cursor(last))


@router.get("/areas", summary="选择区划", responses=_ERRORS)
async def find_areas(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    parent_code: Annotated[AreaCode | None, Query(description="只看它的直接下级")] = None,
) -> AreaChoicePage:
    items, last = await lookups.choices(
        session, actor, AreaChoice, {"below": parent_code}, limit=paging.limit, before=paging.before
    )
    return AreaChoicePage(items=items, next_cursor=paging.cursor(last))


@router.get("/external-systems", summary="选择外部平台", responses=_ERRORS)
async def find_external_systems(
    actor: DeskDep, session: SessionDep, paging: PagingDep
) -> ExternalSystemChoicePage:
    items, last = await lookups.choices(
        session, actor, ExternalSystemChoice, {}, limit=paging.limit, before=paging.before
    )
    return ExternalSystemChoicePage(items=items, next_cursor=paging.cursor(last))
