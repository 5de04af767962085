"""Asking somebody without an account: the two actions that make a link, the links of a case, and taking one back."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep, SettingsDep
from app.domain.privacy import DESK
from app.domain.vocabulary import Action
from app.openapi import problems
from app.routers.actions import describe, refusals
from app.routers.desk.cases import GUARD
from app.schemas.actions.dispatching import PushExternalForm
from app.schemas.actions.outsiders import AskOutsiderForm
from app.schemas.work_links import LinkedState, WorkLinkOut, WorkLinkPage
from app.services import work_links

router = APIRouter(prefix="/desk/cases/{case_id}")


@router.post(
    "/actions/ask_outsider",
    summary=Action.ASK_OUTSIDER.label,
    description=describe(Action.ASK_OUTSIDER, DESK),
    tags=["actions"],
    responses=refusals(Action.ASK_OUTSIDER, *GUARD, "RECUSED"),
)
async def ask_outsider_case(
    case_id: UUID,
    form: AskOutsiderForm,
    actor: DeskDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
    now: NowDep,
) -> LinkedState:
    action, base = Action.ASK_OUTSIDER, settings.base_url
    return await work_links.hand_out(session, actor, case_id, action, form, once, base, now)


@router.post(
    "/actions/push_external",
    summary=Action.PUSH_EXTERNAL.label,
    description=describe(Action.PUSH_EXTERNAL, DESK),
    tags=["actions"],
    responses=refusals(Action.PUSH_EXTERNAL, *GUARD, "RECUSED"),
)
async def push_external_case(
    case_id: UUID,
    form: PushExternalForm,
    actor: DeskDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
    now: NowDep,
) -> LinkedState:
    action, base = Action.PUSH_EXTERNAL, settings.base_url
    return await work_links.hand_out(session, actor, case_id, action, form, once, base, now)


@router.get(
    "/work-links",
    summary="事项的工作链接",
    tags=["worklinks"],
    responses=problems("CASE_NOT_FOUND", "CURSOR_INVALID", *GUARD),
)
async def list_work_links(
    case_id: UUID, actor: DeskDep, session: SessionDep, paging: PagingDep, now: NowDep
) -> WorkLinkPage:
    """给出每个链接请谁做什么、是否已答复；链接本身只在生成时返回一次。"""
    items, last = await work_links.page(
        session, actor, case_id, now, limit=paging.limit, before=paging.before
    )
    return WorkLinkPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "/work-links/{link_id}/withdraw",
    summary="撤回工作链接",
    tags=["worklinks"],
    responses=problems(
        "CASE_NOT_FOUND", "WORK_LINK_UNKNOWN", "WORK_LINK_OVER", "IDEMPOTENCY_MISMATCH", "BUSY", *GUARD
    ),
)
async def withdraw_work_link(
    case_id: UUID, link_id: UUID, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> WorkLinkOut:
    """此后打开链接一律返回 410。能生成这个链接的人都能撤回；承办单位只能撤回为自己的交办单生成的。"""
    return await once(WorkLinkOut, lambda: work_links.withdraw(session, actor, case_id, link_id, now))
