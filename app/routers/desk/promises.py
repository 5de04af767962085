"""Promises: the ledger, and what is done about each."""

from collections.abc import Awaitable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import DeskDep, LinksDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.deadlines import day_of
from app.domain.periods import refuse_backwards
from app.domain.vocabulary import PromiseSource, PromiseState
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.base import Day
from app.schemas.promises import (
    CarryOverForm,
    CheckForm,
    PromiseDetail,
    PromiseFigures,
    PromiseForm,
    PromiseItemPage,
    ProofForm,
    RatingForm,
    ReviveForm,
    StrikeOffPromiseForm,
)
from app.security.actors import Actor
from app.services import promise_acts, promise_giving, promise_views
from app.services.promise_views import Filters
from app.services.uploads import Links

router = APIRouter(prefix="/desk/promises", tags=["promises"])
_ONE = ("PROMISE_NOT_FOUND", "STALE_VERSION", "IDEMPOTENCY_MISMATCH", "BUSY", *GUARD)
_OPEN = ("PROMISE_STRUCK_OFF", "PROMISE_SUPERSEDED", *_ONE)
_PICTURES = ("UPLOAD_NOT_FOUND", "UPLOAD_USED")


async def get_filters(
    state: Annotated[PromiseState | None, Query(description="如何")] = None,
    source: Annotated[PromiseSource | None, Query(description="在哪里承诺的")] = None,
    unit_id: Annotated[UUID | None, Query(description="承诺的单位")] = None,
    case_id: Annotated[UUID | None, Query(description="所涉的事项")] = None,
    event_id: Annotated[UUID | None, Query(description="在哪个活动上承诺")] = None,
    station_id: Annotated[UUID | None, Query(description="联络站")] = None,
    year: Annotated[int | None, Query(ge=2000, le=2099, description="年初承诺的年度")] = None,
    overdue: Annotated[bool | None, Query(description="是否逾期未销号")] = None,
    carried_over: Annotated[bool | None, Query(description="是否结转过")] = None,
    revived: Annotated[bool | None, Query(description="是否销号后重新挂号过")] = None,
    since: Annotated[Day | None, Query(alias="from", description="期限从哪一天起的")] = None,
    until: Annotated[Day | None, Query(alias="to", description="期限到哪一天（含）的")] = None,
) -> Filters:
    refuse_backwards(since, until)
    place = (unit_id, case_id, event_id, station_id, year)
    return Filters(state, source, *place, overdue, carried_over, revived, since, until)


FiltersDep = Annotated[Filters, Depends(get_filters)]


@router.get("", summary="承诺台账", responses=problems("CURSOR_INVALID", *GUARD))
async def list_promises(
    actor: DeskDep, session: SessionDep, paging: PagingDep, filters: FiltersDep, now: NowDep
) -> PromiseItemPage:
    """新的在前。事项的承诺，看得到事项才看得到；单位只看自己的。"""
    items, last = await promise_views.page(
        session, actor, filters, day_of(now), limit=paging.limit, before=paging.before
    )
    return PromiseItemPage(items=items, next_cursor=paging.cursor(last))


@router.get("/figures", summary="承诺台账的统计", responses=problems(*GUARD))
async def count_promises(
    actor: DeskDep, session: SessionDep, filters: FiltersDep, now: NowDep
) -> PromiseFigures:
    """到期、兑现、逾期、结转、重新挂号，分子、分母分列，没有分母时比率为 null。"""
    return await promise_views.figures(session, actor, filters, day_of(now))


@router.get("/{promise_id}", summary="一项承诺", responses=problems("PROMISE_NOT_FOUND", *GUARD))
async def get_promise(
    promise_id: UUID, actor: DeskDep, session: SessionDep, links: LinksDep, now: NowDep
) -> PromiseDetail:
    """含全部经过和测评。"""
    return await promise_views.detail(session, actor, promise_id, day_of(now), links)


async def _after(done: Awaitable[UUID], session: SessionDep, actor: Actor, links: Links) -> PromiseDetail:
    return await promise_views.detail(session, actor, await done, day_of(links.now), links)


@router.post(
    "",
    summary="登记承诺",
    status_code=201,
    responses=problems(
        "PROMISE_DATE_PAST",
        "UNIT_NOT_FOUND",
        "STATION_NOT_FOUND",
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
        "CASE_NOT_FOUND",
        "IDEMPOTENCY_MISMATCH",
        "BUSY",
        *GUARD,
    ),
)
async def record_promise(
    form: PromiseForm, actor: DeskDep, session: SessionDep, once: OnceDep, links: LinksDep, now: NowDep
) -> PromiseDetail:
    """活动上或年初作出的承诺，由站上人员、人大机关登记，或由单位负责人登记本单位的。答复中的承诺自动登记。"""
    done = partial(promise_giving.record, session, actor, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/proof",
    summary="报送进展或证明",
    responses=problems(*_PICTURES, *_OPEN),
)
async def prove_promise(
    promise_id: UUID,
    form: ProofForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """承诺单位报送；完成的节点可一并注明。"""
    done = partial(promise_acts.prove, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/checks",
    summary="登记督办检查",
    responses=problems("DATE_OUT_OF_RANGE", *_PICTURES, *_OPEN),
)
async def check_promise(
    promise_id: UUID,
    form: CheckForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """年中督办：代表、站上人员或人大机关何时去看、看到什么。"""
    done = partial(promise_acts.check, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/carry-over",
    summary="结转承诺",
    responses=problems("CARRY_OVER_WITHOUT_REASON", "CARRY_OVER_NOT_LATER", "PROMISE_DATE_PAST", *_OPEN),
)
async def carry_over_promise(
    promise_id: UUID,
    form: CarryOverForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """由人大机关决定，须写明理由；最初的期限一直保留。"""
    done = partial(promise_acts.carry_over, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/strike-off",
    summary="承诺销号",
    responses=problems(
        "STRIKE_OFF_BY_UNIT",
        "STRIKE_OFF_WITHOUT_PROOF",
        "STRIKE_OFF_WITH_CASE",
        "DATE_OUT_OF_RANGE",
        *_PICTURES,
        *_OPEN,
    ),
)
async def strike_off_promise(
    promise_id: UUID,
    form: StrikeOffPromiseForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """由人大机关核查后销号，承诺单位不能自行销号。事项在承诺跟踪中的，用事项的销号动作。"""
    done = partial(promise_acts.strike_off, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/revive",
    summary="重新挂号",
    responses=problems(
        "PROMISE_NOT_STRUCK_OFF", "PROMISE_SUPERSEDED", "PROMISE_DATE_PAST", *_PICTURES, *_ONE
    ),
)
async def revive_promise(
    promise_id: UUID,
    form: ReviveForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """销号后回头看不合格的，由人大机关重新约定期限。"""
    done = partial(promise_acts.revive, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))


@router.post(
    "/{promise_id}/rating",
    summary="登记测评",
    responses=problems("PROMISE_RATED", "PROMISE_SUPERSEDED", "DATE_OUT_OF_RANGE", *_ONE),
)
async def rate_promise(
    promise_id: UUID,
    form: RatingForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    links: LinksDep,
    now: NowDep,
) -> PromiseDetail:
    """年终测评：到会人员的满意、基本满意、不满意票数，每年一次。"""
    done = partial(promise_acts.rate, session, actor, promise_id, form, now)
    return await once(PromiseDetail, lambda: _after(done(), session, actor, links))
