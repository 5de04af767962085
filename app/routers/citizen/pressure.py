"""A resident says in private that he did not rate freely."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends

from app.deps import CitizenDep, NowDep, OnceDep, SessionDep, limited
from app.openapi import problems
from app.schemas.accountability import PressureForm, PressureReported
from app.services import pressure

router = APIRouter(prefix="/citizen", tags=["mycases"])


@router.post(
    "/cases/{case_id}/evaluations/pressure",
    summary="反映评价时受到压力",
    status_code=201,
    dependencies=[Depends(limited("pressure", 10, timedelta(minutes=10)))],
    responses=problems("CASE_NOT_FOUND", "EVALUATION_NOT_FOUND", "PRESSURE_REPORTED", "IDEMPOTENCY_MISMATCH"),
)
async def report_pressure(
    case_id: UUID, form: PressureForm, actor: CitizenDep, session: SessionDep, once: OnceDep, now: NowDep
) -> PressureReported:
    """只有县人大代表工委看得到；承办单位、经办人、联络站和乡镇都看不到。您的评价保持原样。"""
    return await once(PressureReported, lambda: pressure.report(session, actor, case_id, form, now))
