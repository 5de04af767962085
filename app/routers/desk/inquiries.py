"""Inquiries: questions of a meeting with their answers, and what was put right rated on the spot."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.inquiries import (
    AnswerForm,
    BallotForm,
    EventBallots,
    QuestionForm,
    QuestionOut,
    QuestionPage,
)
from app.services import inquiries

router = APIRouter(prefix="/desk/events/{event_id}", tags=["events"])


@router.get("/questions", summary="询问", responses=problems("EVENT_NOT_FOUND", "CURSOR_INVALID", *GUARD))
async def list_questions(
    event_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep
) -> QuestionPage:
    """这次活动上提出的问题和答复，新的在前。"""
    items, last = await inquiries.questions(
        session, actor, event_id, limit=paging.limit, before=paging.before
    )
    return QuestionPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/questions",
    summary="提出询问",
    status_code=201,
    responses=problems(
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
        "UNIT_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "IDEMPOTENCY_MISMATCH",
        *GUARD,
    ),
)
async def ask_question(
    event_id: UUID, form: QuestionForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> QuestionOut:
    """代表本人提出，或由人大机关、站上人员登记。需要整改的，另录为审议意见并注明这次活动。"""
    return await once(QuestionOut, lambda: inquiries.ask(session, actor, event_id, form, now))


@router.post(
    "/questions/{question_id}/answer",
    summary="答复询问",
    responses=problems(
        "EVENT_NOT_FOUND", "QUESTION_NOT_FOUND", "QUESTION_ANSWERED", "IDEMPOTENCY_MISMATCH", *GUARD
    ),
)
async def answer_question(
    event_id: UUID,
    question_id: UUID,
    form: AnswerForm,
    actor: DeskDep,
    session: SessionDep,
    once: OnceDep,
    now: NowDep,
) -> QuestionOut:
    """由被问的单位答复，或由人大机关、站上人员记录现场答复。"""
    return await once(QuestionOut, lambda: inquiries.answer(session, actor, event_id, question_id, form, now))


@router.get("/ballots", summary="现场测评结果", responses=problems("EVENT_NOT_FOUND", *GUARD))
async def get_ballots(event_id: UUID, actor: DeskDep, session: SessionDep) -> EventBallots:
    """承办单位在该轮评价结束以后才看得到。"""
    return await inquiries.ballots(session, actor, event_id)


@router.post(
    "/ballots",
    summary="登记现场测评",
    status_code=201,
    responses=problems(
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
        "CASE_NOT_FOUND",
        "CASE_NOT_OF_EVENT",
        "DATE_OUT_OF_RANGE",
        "ILLEGAL_MOVE",
        "STALE_VERSION",
        "IDEMPOTENCY_MISMATCH",
        "BUSY",
        *GUARD,
    ),
)
async def record_ballot(
    event_id: UUID, form: BallotForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> EventBallots:
    """一件整改事项的票数。满意票过半为满意，满意和基本满意合计过半为基本满意，否则为不满意；即评议组对该事项的评价。"""
    return await once(EventBallots, lambda: inquiries.rate(session, actor, event_id, form, now))
