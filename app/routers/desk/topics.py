"""专项监督: a matter of many, looked into as a whole."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.vocabulary import TopicState
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.supervision import OrderOut
from app.schemas.topics import (
    EvidenceForm,
    ReportForm,
    TopicCasesForm,
    TopicForm,
    TopicOrderForm,
    TopicOut,
    TopicPage,
    TopicResultForm,
)
from app.services import topics

router = APIRouter(prefix="/desk/topics", tags=["supervision"])
_CHANGE = ("TOPIC_NOT_FOUND", "TOPIC_CLOSED", "IDEMPOTENCY_MISMATCH", "BUSY", *GUARD)


@router.get("", summary="专项监督列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_topics(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    state: Annotated[TopicState | None, Query(description="进行到哪一步")] = None,
) -> TopicPage:
    """人大机关和代表能看到，承办单位只看到发给自己的监督意见；新的在前。"""
    items, last = await topics.page(session, actor, state, limit=paging.limit, before=paging.before)
    return TopicPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "",
    summary="开始专项监督",
    status_code=201,
    responses=problems("AREA_NOT_FOUND", "CATEGORY_NOT_FOUND", "IDEMPOTENCY_MISMATCH", *GUARD),
)
async def create_topic(
    form: TopicForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> TopicOut:
    return await once(TopicOut, lambda: topics.create(session, actor, form, now))


@router.get("/{topic_id}", summary="查看专项监督", responses=problems("TOPIC_NOT_FOUND", *GUARD))
async def get_topic(topic_id: UUID, actor: DeskDep, session: SessionDep) -> TopicOut:
    return await topics.get(session, actor, topic_id)


@router.post(
    "/{topic_id}/evidence",
    summary="记录明察、暗访、座谈",
    status_code=201,
    responses=problems("DATE_OUT_OF_RANGE", *_CHANGE),
)
async def add_evidence(
    topic_id: UUID, form: EvidenceForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> TopicOut:
    """由监督的机关或参加的代表记录；记录不修改，有误另记一条。"""
    return await once(TopicOut, lambda: topics.add_evidence(session, actor, topic_id, form, now))


@router.post(
    "/{topic_id}/cases",
    summary="列入事项",
    responses=problems("CASE_NOT_FOUND", *_CHANGE),
)
async def add_topic_cases(
    topic_id: UUID, form: TopicCasesForm, actor: DeskDep, session: SessionDep, once: OnceDep
) -> TopicOut:
    """只能列入自己能看到的事项；有一件看不到的，全部不列入。"""
    return await once(TopicOut, lambda: topics.add_cases(session, actor, topic_id, form))


@router.post(
    "/{topic_id}/report",
    summary="形成报告",
    responses=problems(
        "STALE_VERSION", "ALREADY_EXISTS", "TOPIC_WITHOUT_EVIDENCE", "DATE_OUT_OF_RANGE", *_CHANGE
    ),
)
async def report_topic(
    topic_id: UUID, form: ReportForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> TopicOut:
    """有了明察、暗访或座谈的记录之后，一项监督一份报告。"""
    return await once(TopicOut, lambda: topics.report(session, actor, topic_id, form, now))


@router.post(
    "/{topic_id}/orders",
    summary="发出监督意见",
    status_code=201,
    responses=problems("UNIT_NOT_FOUND", "TOPIC_NOT_REPORTED", "DATE_OUT_OF_RANGE", *_CHANGE),
)
async def order_topic(
    topic_id: UUID, form: TopicOrderForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> OrderOut:
    """报告之后，要求一个单位办理并答复；它在督办列表里看到。"""
    return await once(OrderOut, lambda: topics.order(session, actor, topic_id, form, now))


@router.post(
    "/{topic_id}/result",
    summary="写明结果并了结",
    responses=problems("STALE_VERSION", "TOPIC_NOT_REPORTED", *_CHANGE),
)
async def conclude_topic(
    topic_id: UUID, form: TopicResultForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> TopicOut:
    return await once(TopicOut, lambda: topics.conclude(session, actor, topic_id, form, now))
