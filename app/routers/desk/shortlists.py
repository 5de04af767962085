"""What meetings decided: 选件会、交办会, with who sat there."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import DeskDep, NowDep, OnceDep, PagingDep, SessionDep
from app.openapi import problems
from app.schemas.base import Text
from app.schemas.shortlists import MeetingForm, ShortlistOut, ShortlistPage
from app.services import shortlists
from app.services.shortlists import Filters

router = APIRouter(prefix="/desk/shortlists", tags=["batches"])
GUARD = (
    "APPOINTMENT_REQUIRED",
    "APPOINTMENT_NOT_BEGUN",
    "APPOINTMENT_ENDED",
    "DEPUTY_SUSPENDED",
    "FORBIDDEN",
)


@router.get("", summary="选件会列表", responses=problems("CURSOR_INVALID", *GUARD))
async def list_shortlists(
    actor: DeskDep,
    session: SessionDep,
    paging: PagingDep,
    station_id: Annotated[UUID | None, Query(description="联络站")] = None,
    q: Annotated[Annotated[str, Text(1, 40)] | None, Query(description="会议名称中的文字")] = None,
) -> ShortlistPage:
    """联络站看本站的，乡镇人大看本级的，委室看自己的，代表工委看全县的；新的在前。"""
    filters = Filters(station_id=station_id, q=q)
    items, last = await shortlists.page(session, actor, filters, limit=paging.limit, before=paging.before)
    return ShortlistPage(items=items, next_cursor=paging.cursor(last))


@router.post(
    "",
    summary="记录会议决定",
    status_code=201,
    responses=problems(
        "SHORTLIST_NOT_READY",
        "DATE_OUT_OF_RANGE",
        "STATION_NOT_FOUND",
        "REFERENCE_NOT_FOUND",
        "IDEMPOTENCY_MISMATCH",
        "BUSY",
        *GUARD,
    ),
)
async def create_shortlist(
    form: MeetingForm, actor: DeskDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ShortlistOut:
    """报送、上报、就地办理或暂不报送，一次会议的决定全部生效或全部不生效；每件的经过记下会议和参加人。"""
    return await once(ShortlistOut, lambda: shortlists.decide(session, actor, form, now))


@router.get("/{shortlist_id}", summary="一次选件会", responses=problems("SHORTLIST_NOT_FOUND", *GUARD))
async def get_shortlist(shortlist_id: UUID, actor: DeskDep, session: SessionDep) -> ShortlistOut:
    return await shortlists.get(session, actor, shortlist_id)
