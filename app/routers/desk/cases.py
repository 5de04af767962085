"""The inbox, one case in one call, and the ways in that belong to the desk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, HouseDep, LinksDep, NowDep, OnceDep, PagingDep, SessionDep, comma_list
from app.domain.vocabulary import Channel, Colour, Kind, Status
from app.openapi import problems
from app.schemas.base import AreaCode
from app.schemas.cases import CaseDetail, CasePage, CaseState, CounterList, EventPage, SubmittedOut
from app.schemas.intake import EntryForm, SuggestionForm
from app.services import case_views, entries, inbox, seeing, timeline
from app.services.inbox import Filters

router = APIRouter(prefix="/desk", tags=["inbox"])
GUARD = (
    "APPOINTMENT_REQUIRED",
    "APPOINTMENT_NOT_BEGUN",
    "APPOINTMENT_ENDED",
    "DEPUTY_SUSPENDED",
    "FORBIDDEN",
)


async def get_filters(
    tab: Annotated[str | None, Query(max_length=40, description="标签页")] = None,
    status: Annotated[
        str | None,
        Query(max_length=300, description="状态，可用逗号分隔多个"),
    ] = None,
    kind: Annotated[str | None, Query(max_length=200, description="种类，可用逗号分隔多个")] = None,
    channel: Annotated[Channel | None, Query(description="来源")] = None,
    colour: Annotated[Colour | None, Query(description="颜色")] = None,
    category_code: Annotated[str | None, Query(max_length=60, description="类别（含下级）")] = None,
    area_code: Annotated[AreaCode | None, Query(description="区划（含下级）；已撤并的按承接的区划")] = None,
    station_id: Annotated[UUID | None, Query(description="联络站")] = None,
    deputy_id: Annotated[UUID | None, Query(description="代表")] = None,
    unit_id: Annotated[UUID | None, Query(description="承办单位")] = None,
    key: Annotated[bool | None, Query(description="重点督办")] = None,
    in_session: Annotated[bool | None, Query(description="大会期间提出")] = None,
    redo_asked: Annotated[bool | None, Query(description="已申请重办")] = None,
    q: Annotated[str | None, Query(max_length=60, description="标题、正文、地点中的词，或受理编号")] = None,
) -> Filters:
    """Flat parameters, as a mini-program can send them."""
    return Filters(
        tab=tab,
        statuses=comma_list(status, Status, "status"),
        kinds=comma_list(kind, Kind, "kind"),
        channel=channel,
        colour=colour,
        category_code=category_code,
        area_code=area_code,
        station_id=station_id,
        deputy_id=deputy_id,
        unit_id=unit_id,
        key=key,
        in_session=in_session,
        redo_asked=redo_asked,
        q=q,
    )


@router.get("/cases", summary="收件箱", responses=problems("CURSOR_INVALID", *GUARD))
async def list_cases(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    filters: Annotated[Filters, Depends(get_filters)],
    with_total: Annotated[bool, Query(description="是否统计总数（最多数到 1000）")] = False,
) -> CasePage:
    """只列出您有权看到的事项，新的在前。"""
    listing = await inbox.cases(
        session, actor, filters, limit=paging.limit, before=paging.before, with_total=with_total
    )
    return CasePage(
        items=listing.items,
        next_cursor=paging.cursor(listing.last),
        total=listing.total,
        total_is_capped=listing.capped,
    )


@router.get("/cases/counters", summary="各标签页的件数", responses=problems(*GUARD))
async def count_cases(actor: DeskDep, session: SessionDep) -> CounterList:
    return await inbox.counters(session, actor)


@router.get("/cases/{case_id}", summary="一个事项的全部", responses=problems("CASE_NOT_FOUND", *GUARD))
async def get_case(case_id: UUID, actor: DeskDep, session: SessionDep, links: LinksDep) -> CaseDetail:
    """含 allowed_actions：您现在能做什么、各需什么字段。做动作时把 version 原样带回。"""
    return await case_views.detail(session, actor, case_id, links)


@router.get(
    "/cases/{case_id}/timeline",
    summary="事项经过（更早的）",
    responses=problems("CASE_NOT_FOUND", "CURSOR_INVALID", *GUARD),
)
async def list_case_events(
    case_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep, links: LinksDep
) -> EventPage:
    case = await seeing.get(session, actor, case_id)
    items, last = await timeline.page(session, actor, case, links, limit=paging.limit, before=paging.before)
    return EventPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/cases",
    summary="代录事项",
    status_code=201,
    responses=problems(
        "STATION_NOT_FOUND",
        "CATEGORY_NOT_FOUND",
        "AREA_NOT_FOUND",
        "UNIT_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "UPLOAD_NOT_FOUND",
        "UPLOAD_USED",
        "CATEGORY_REFUSED",
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
        "HELPER_LINK_REQUIRED",
        "PRESET_NOT_FOUND",
        "PRESET_NOT_FOR_KIND",
        "IDEMPOTENCY_MISMATCH",
        *GUARD,
    ),
)
async def enter_case(
    form: EntryForm, actor: DeskDep, house: HouseDep, session: SessionDep, once: OnceDep
) -> SubmittedOut:
    """联络员、站长或人大机关替群众录入，须写明本人同意；以代表本人的名义录入，只限其帮录的联络员。"""
    return await entries.enter(session, house.memory, actor, form, once)


@router.post(
    "/suggestions",
    summary="起草代表建议",
    status_code=201,
    responses=problems(
        "CATEGORY_NOT_FOUND",
        "AREA_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "DEPUTY_UNBOUND",
        "HELPER_LINK_REQUIRED",
        "CASE_NOT_FOUND",
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
        "PRESET_NOT_FOUND",
        "PRESET_NOT_FOR_KIND",
        "IDEMPOTENCY_MISMATCH",
        *GUARD,
    ),
)
async def draft_suggestion(
    form: SuggestionForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> CaseState:
    """先存为草稿，受邀代表联名后再提交。联络员可代有帮录联系的代表起草，由代表本人提交。

    草稿由代表或代为起草的联络员用“修改草稿”“邀请联名”两个动作修改，提交后不能再改。
    """
    return await once(CaseState, lambda: entries.draft(session, actor, form, now))
