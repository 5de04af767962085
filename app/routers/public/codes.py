"""What a scan asks first: whose code is this?"""

from datetime import timedelta

from fastapi import APIRouter, Depends

from app.deps import NowDep, SessionDep, address_of, limited
from app.openapi import problems
from app.schemas.codes import CodeCard, ResolveForm
from app.services import codes

router = APIRouter(prefix="/public/codes", tags=["codes"])


@router.post(
    "/resolve",
    summary="解析码",
    dependencies=[Depends(limited("resolve", 120, timedelta(minutes=1), by=address_of))],
    responses=problems(
        "CODE_UNKNOWN",
        "CODE_REVOKED",
        "CODE_REPLACED",
        "CODE_SUSPENDED",
        "CODE_ENDED",
    ),
)
async def resolve_code(form: ResolveForm, session: SessionDep, now: NowDep) -> CodeCard:
    """原样传入扫到的网址、小程序 scene、或手输的码。停用、更换、离任的码返回 410，其中 stations 是可以去的联络站。"""
    return await codes.resolve(session, form.code, now)
