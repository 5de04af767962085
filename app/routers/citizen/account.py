"""Who I am, and as whom I act."""

from fastapi import APIRouter

from app.deps import CitizenDep, ClaimsDep, NowDep, OnceDep, SessionDep, SettingsDep
from app.openapi import problems
from app.schemas.people import AppointmentCard, BindForm, SessionOut, SwitchForm, WhoAmI
from app.services import people

router = APIRouter(prefix="/citizen", tags=["sessions"])


@router.get("/me", summary="我是谁，有哪些身份")
async def get_me(claims: ClaimsDep, session: SessionDep, now: NowDep) -> WhoAmI:
    return await people.who(session, claims, now)


@router.post(
    "/session",
    summary="切换身份",
    responses=problems("APPOINTMENT_NOT_BEGUN", "APPOINTMENT_ENDED", "DEPUTY_SUSPENDED"),
)
async def switch_appointment(
    form: SwitchForm, actor: CitizenDep, session: SessionDep, settings: SettingsDep, now: NowDep
) -> SessionOut:
    """换一个工作身份，或换回群众身份；得到新的令牌。"""
    return await people.switch(session, settings, actor.person, form.appointment_id, now)


@router.post(
    "/appointments",
    summary="用邀请码绑定工作身份",
    status_code=201,
    responses=problems("INVITATION_INVALID", "IDEMPOTENCY_MISMATCH"),
)
async def bind_appointment(
    form: BindForm, actor: CitizenDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AppointmentCard:
    return await once(AppointmentCard, lambda: people.bind(session, actor.person, form.invitation, now))
