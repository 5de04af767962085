"""委室认领: what waits for a committee, and taking some of it at once."""

from fastapi import APIRouter

from app.deps import DeskDep, NowDep, OnceDep, SessionDep
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.pools import ClaimResults, ClaimsForm, PoolList
from app.services import pools

router = APIRouter(prefix="/desk", tags=["pools"])


@router.get("/pools", summary="认领池", responses=problems(*GUARD))
async def list_pools(actor: DeskDep, session: SessionDep) -> PoolList:
    """县级待认领的事项，按委室领域：分流规则或代表工委指定的，其次按建议承办单位的对口关系。"""
    return await pools.pools(session, actor)


@router.post(
    "/pools/claims", summary="一次认领多件", responses=problems(*GUARD, "BUSY", "IDEMPOTENCY_MISMATCH")
)
async def claim_cases(
    form: ClaimsForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ClaimResults:
    """逐件认领，每件一个结果：被别人先认领的不影响其余。"""
    return await once(ClaimResults, lambda: pools.claim(session, actor, form, now))
