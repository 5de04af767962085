"""What a scan asks first: whose code is this?"""

from datetime import timedelta

from fastapi import APIRouter, Depends, Response

from app.deps import HouseDep, NowDep, SessionDep, address_of, limited
from app.domain.deadlines import day_of
from app.openapi import problems
from app.schemas.codes import CodeCard, ResolveForm
from app.services import scanning

router = APIRouter(prefix="/public/codes", tags=["codes"])


@router.post(
    "/resolve",
    summary="解析码",
    response_model=CodeCard,
    dependencies=[Depends(limited("resolve", 120, timedelta(minutes=1), by=address_of))],
    responses=problems(
        "CODE_UNKNOWN",
        "CODE_REVOKED",
        "CODE_REPLACED",
        "CODE_SUSPENDED",
        "CODE_ENDED",
        "CODE_STATION_CLOSED",
    ),
)
async def resolve_code(form: ResolveForm, house: HouseDep, session: SessionDep, now: NowDep) -> Response:
    """原样传入扫到的网址、小程序 scene、或手输的码。停用、更换、离任的码返回 410，其中 stations 是可以去的联络站。"""
    scanned = await scanning.resolve(session, house.memory, form.code, now)
    house.tallies.scan(scanned.code_id, day_of(now))
    return Response(scanned.body, media_type="application/json")
