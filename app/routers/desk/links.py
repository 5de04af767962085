"""Standing links: whom one keeps in touch with, what was done, and what it adds up to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.deadlines import day_of
from app.domain.vocabulary import LinkKind
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import Day
from app.schemas.links import (
    DeputyLinksPage,
    LinkFigures,
    LinkGraph,
    LinkItemPage,
    LogForm,
    LogOut,
    LogPage,
)
from app.services import link_figures, links
from app.services.links import Filters

router = APIRouter(prefix="/desk", tags=["links"])
Kind = Annotated[LinkKind | None, Query(description="联系种类")]
Since = Annotated[Day | None, Query(alias="from", description="从哪一天；不填为今年 1 月 1 日")]
Until = Annotated[Day | None, Query(alias="to", description="到哪一天（含）；不填为今天")]


async def get_filters(
    kind: Kind = None,
    deputy_id: Annotated[UUID | None, Query(description="哪一位代表（联系人或被联系人）")] = None,
    overdue: Annotated[bool | None, Query(description="是否逾期未联系")] = None,
    ended: Annotated[bool, Query(description="看已结束的")] = False,
) -> Filters:
    return Filters(kind, deputy_id, overdue, ended)


@router.get("/links", summary="联系关系", responses=problems("CURSOR_INVALID", *GUARD))
async def find_links(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    now: NowDep,
    filters: Annotated[Filters, Depends(get_filters)],
) -> LinkItemPage:
    """代表看自己的，站上看本站代表的，人大机关看本辖区的。"""
    items, last = await links.page(
        session, actor, filters, day_of(now), limit=paging.limit, before=paging.before
    )
    return LinkItemPage(items=items, next_cursor=paging.cursor(last))


@router.get("/links/figures", summary="联系的统计", responses=problems(*GUARD))
async def count_links(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
) -> LinkFigures:
    """只统计您能看到的联系；分子、分母分列，没有分母时比率为 null。"""
    return await link_figures.figures(session, actor, kind, since, until, day_of(now))


@router.get("/links/deputies", summary="每位代表的联系情况", responses=problems("CURSOR_INVALID", *GUARD))
async def count_links_by_deputy(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    now: NowDep,
    station_id: Annotated[UUID | None, Query(description="只看这个联络站（点）的代表")] = None,
    since: Since = None,
    until: Until = None,
) -> DeputyLinksPage:
    """每位代表各种联系有几个、期间内联系了几次、落实了多少、最近是哪一天，没有联系的代表也列出。

    代表看自己的，站上看本站代表的，人大机关看本辖区的。
    """
    period = (since, until, day_of(now))
    page, last = await link_figures.by_deputy(
        session, actor, *period, station_id=station_id, limit=paging.limit, before=paging.before
    )
    return page.model_copy(update={"next_cursor": paging.cursor(last)})


@router.get("/links/graph", summary="双联关系图", responses=problems("DEPUTY_NOT_FOUND", *GUARD))
async def get_link_graph(
    actor: DeskDep,
    session: SessionDep,
    now: NowDep,
    deputy_id: Annotated[
        UUID, Query(description="常委会组成人员", examples=["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"])
    ],
) -> LinkGraph:
    """常委会组成人员 → 他联系的代表 → 代表联系的企业，一次取全。"""
    return await link_figures.graph(session, actor, deputy_id, day_of(now))


@router.post(
    "/links/{link_id}/contacts",
    summary="记录一次联系",
    status_code=201,
    responses=problems(
        "LINK_NOT_FOUND", "CASE_NOT_FOUND", "DATE_OUT_OF_RANGE", "IDEMPOTENCY_MISMATCH", *GUARD
    ),
)
async def log_contact(
    link_id: UUID, form: LogForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> LogOut:
    """联系双方、帮录的联络员和代表所在的站可以记录。"""
    return await once(LogOut, lambda: links.log(session, actor, link_id, form, now))


@router.get(
    "/links/{link_id}/contacts",
    summary="联系记录",
    responses=problems("LINK_NOT_FOUND", "CURSOR_INVALID", *GUARD),
)
async def list_contacts(link_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep) -> LogPage:
    items, last = await links.logged(session, actor, link_id, limit=paging.limit, before=paging.before)
    return LogPage(items=items, next_cursor=paging.cursor(last))
