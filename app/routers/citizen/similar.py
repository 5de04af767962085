"""Before handing in: is it known? And following what one met too."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends

from app.deps import CitizenDep, HouseDep, NowDep, OnceDep, PagingDep, SessionDep, SettingsDep, limited
from app.openapi import problems
from app.schemas.similar import FollowedItem, FollowedPage, MeTooForm, SimilarForm, SimilarList
from app.services import following, similar

router = APIRouter(prefix="/citizen", tags=["mycases"])
_A_WHILE = timedelta(minutes=10)


@router.post(
    "/cases/similar",
    summary="提交前查看可能相同的事项",
    dependencies=[Depends(limited("similar", 30, _A_WHILE))],
    responses=problems(
        "CODE_UNKNOWN",
        "STATION_NOT_FOUND",
        "AREA_NOT_FOUND",
        "CODE_REVOKED",
        "CODE_REPLACED",
        "CODE_SUSPENDED",
        "CODE_ENDED",
        "CODE_STATION_CLOSED",
    ),
)
async def find_similar_cases(
    form: SimilarForm,
    actor: CitizenDep,
    house: HouseDep,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> SimilarList:
    """近 90 天在办或刚办结的，至多 5 件；他人的只告知办到哪一步，密封的、纠纷、心愿从不列出。不保存任何内容。"""
    return await similar.find(session, house.memory, settings, actor, form, now)


@router.post(
    "/cases/{case_id}/me-too",
    summary="我也遇到",
    dependencies=[Depends(limited("me_too", 20, _A_WHILE))],
    responses=problems("CASE_NOT_FOUND", "ME_TOO_OWN", "ME_TOO_OVER", "HINT_EXPIRED", "IDEMPOTENCY_MISMATCH"),
)
async def me_too(
    case_id: UUID,
    form: MeTooForm,
    actor: CitizenDep,
    session: SessionDep,
    settings: SettingsDep,
    once: OnceDep,
) -> FollowedItem:
    """不必另行提交，办到哪一步会通知您。没有人知道您是谁；同一人只计一次。"""
    return await once(
        FollowedItem, lambda: following.follow(session, settings, actor, case_id, form, once.now)
    )


@router.delete(
    "/cases/{case_id}/me-too",
    summary="不再关注",
    status_code=204,
    responses=problems("CASE_NOT_FOUND"),
)
async def undo_me_too(case_id: UUID, actor: CitizenDep, session: SessionDep) -> None:
    await following.unfollow(session, actor, case_id)


@router.get("/followed", summary="我也遇到的事项", responses=problems("CURSOR_INVALID"))
async def list_followed_cases(actor: CitizenDep, session: SessionDep, paging: PagingDep) -> FollowedPage:
    """办到哪一步；提交人同意公开的，还有标题和答复。"""
    items, last = await following.page(session, actor, limit=paging.limit, before=paging.before)
    return FollowedPage(items=items, next_cursor=paging.cursor(last))
