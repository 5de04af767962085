"""Where one can always turn to: stations and categories of a county."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import NowDep, PagingDep, SessionDep
from app.openapi import problems
from app.routers.station_filters import StationFilters
from app.schemas.categories import CategoryList
from app.schemas.codes import StationPage
from app.schemas.stations import StationDetail, StationTree
from app.services import directory, stations

router = APIRouter(prefix="/public", tags=["public"])
CountyCode = Annotated[str, Query(pattern="^[0-9]{6}$", description="县区划代码", examples=["411122"])]
_ERRORS = ("CURSOR_INVALID",)


@router.get("/stations", summary="联络站列表", responses=problems(*_ERRORS))
async def list_open_stations(
    county_code: CountyCode,
    paging: PagingDep,
    session: SessionDep,
    filters: Annotated[StationFilters, Depends()],
) -> StationPage:
    items, last = await stations.open_page(
        session, county_code, asdict(filters), limit=paging.limit, before=paging.before
    )
    return StationPage(items=items, next_cursor=paging.cursor(last))


@router.get("/stations/{station_id}", summary="联络站", responses=problems("STATION_NOT_FOUND", *_ERRORS))
async def get_open_station(station_id: UUID, session: SessionDep, now: NowDep) -> StationDetail:
    return await stations.open_one(session, station_id, now)


@router.get(
    "/stations/{station_id}/tree", summary="联络站的下级站（点）", responses=problems("STATION_NOT_FOUND")
)
async def get_open_station_tree(station_id: UUID, session: SessionDep) -> StationTree:
    return await stations.open_tree(session, station_id)


@router.get("/categories", summary="事项类别", responses=problems(*_ERRORS))
async def list_open_categories(county_code: CountyCode, session: SessionDep) -> CategoryList:
    """refusal 不为空的类别联络站不受理，其内容是应当去的渠道。"""
    return await directory.categories(session, county_code)
