"""Figures: of the cases that one sees, by the filters of the inbox; and rates and lengths of steps from roll-ups."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, SessionDep
from app.domain.vocabulary import Dimension, Wait
from app.openapi import problems
from app.routers.desk.cases import GUARD, get_filters
from app.schemas.base import AreaCode, Day
from app.schemas.figures import CaseFigures
from app.schemas.rates import Rates, Waits
from app.services import figures, rates
from app.services.figure_scopes import Places
from app.services.inbox import Filters

router = APIRouter(prefix="/desk", tags=["inbox"])


@router.get("/figures", summary="事项的统计", responses=problems(*GUARD))
async def get_case_figures(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    filters: Annotated[Filters, Depends(get_filters)],
    since: Annotated[
        Day | None, Query(alias="from", description="从哪一天提交的；不填为当年 1 月 1 日")
    ] = None,
    until: Annotated[
        Day | None, Query(alias="to", description="到哪一天（含）提交的；不填为今天；一次最多一年")
    ] = None,
) -> CaseFigures:
    """只统计您能看到的事项，筛选与收件箱相同；分子、分母分列，没有分母时比率为 null。"""
    return await figures.figures(session, actor, filters, since, until, now)


Since = Annotated[Day | None, Query(alias="from", description="从哪一天提交的；不填为当年 1 月 1 日")]
Until = Annotated[Day | None, Query(alias="to", description="到哪一天（含）提交的；不填为今天；一次最多一年")]
By = Annotated[Dimension | None, Query(description="按什么分列；不填只给合计，county 即合计")]


async def get_places(
    area_code: Annotated[AreaCode | None, Query(description="乡镇（街道）")] = None,
    station_id: Annotated[UUID | None, Query(description="联络站或联络点")] = None,
    unit_id: Annotated[UUID | None, Query(description="主办、分办单位")] = None,
    committee_id: Annotated[UUID | None, Query(description="认领或应认领的委室")] = None,
    deputy_id: Annotated[UUID | None, Query(description="代表")] = None,
    category_code: Annotated[
        str | None, Query(max_length=60, description="类别，含其下所有类别", examples=["lighting"])
    ] = None,
) -> Places:
    return Places(area_code, station_id, unit_id, committee_id, deputy_id, category_code)


PlacesDep = Annotated[Places, Depends(get_places)]


@router.get("/figures/rates", summary="各项比率", responses=problems(*GUARD))
async def get_rates(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    places: PlacesDep,
    by: By = None,
    since: Since = None,
    until: Until = None,
) -> Rates:
    """按期率、办结率、满意率、解决率、承诺兑现率、退办率、重办率，都列出分子、分母和没有计入的；没有分母时比率为 null。

    统计期内提交的事项，按现在的情况计，事项变动后几秒内更新。县看全县，乡镇看本辖区，站看本站和所属点，委室看本委室的，
    代表看扫自己码或自己领衔的，承办单位只看自己主办、分办的那一份，并且评价尚未结束的不计评价；密封事项只计入站长、乡镇和县的。
    代表的分母少于 5 时不列比率。
    """
    return await rates.sheet(session, actor, places, _apart(by), since, until, now)


@router.get("/figures/waits", summary="各环节用时", responses=problems(*GUARD))
async def get_waits(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    places: PlacesDep,
    by: By = None,
    step: Annotated[Wait, Query(description="分列时看哪一步")] = Wait.REPLY,
    since: Since = None,
    until: Until = None,
) -> Waits:
    """每一步用时的中位数和九成分位，按自然时间计，夜间、节假日和挂账都不扣除；三天以内精确到小时，三天及以上按整天计。"""
    return await rates.steps(session, actor, places, _apart(by), step, since, until, now)


def _apart(by: Dimension | None) -> Dimension | None:
    return None if by is Dimension.COUNTY else by
