"""Signing in and out. No cookies: tokens travel in headers and bodies."""

from datetime import timedelta

from fastapi import APIRouter, Depends

from app.db import unit_of_work
from app.deps import HouseDep, NowDep, SessionDep, SettingsDep, address_of, limited
from app.errors import Unauthorized
from app.openapi import problems
from app.schemas.people import RefreshForm, SessionOut, WeChatSignIn
from app.services import people

router = APIRouter(prefix="/public/sessions", tags=["sessions"])
_GUARD = [Depends(limited("sign-in", 300, timedelta(minutes=1), by=address_of))]


@router.post(
    "/wechat",
    summary="微信登录",
    dependencies=_GUARD,
    responses=problems(
        "LOGIN_CODE_INVALID",
        "LOGIN_BLOCKED",
        "APPOINTMENT_NOT_BEGUN",
        "APPOINTMENT_ENDED",
        "DEPUTY_SUSPENDED",
        "WECHAT_UNAVAILABLE",
    ),
)
async def sign_in_with_wechat(
    form: WeChatSignIn, house: HouseDep, settings: SettingsDep, session: SessionDep, now: NowDep
) -> SessionOut:
    """用 wx.login 的 code 换令牌。code 只能用一次，失败请重新 wx.login，不要重试同一个 code。"""
    identity = await house.wechat.exchange(form.js_code)
    account_id = await people.account_for(session, identity.openid)
    return await people.open_session(session, settings, account_id, form.appointment_id, now)


@router.post(
    "/refresh",
    summary="换新令牌",
    dependencies=_GUARD,
    responses=problems("REFRESH_INVALID", "APPOINTMENT_NOT_BEGUN", "APPOINTMENT_ENDED", "DEPUTY_SUSPENDED"),
)
async def refresh_session(
    form: RefreshForm, settings: SettingsDep, house: HouseDep, now: NowDep
) -> SessionOut:
    """refresh_token 用一次换一次；用旧的会让同一次登录的全部令牌失效。"""
    async with unit_of_work(house.sessions) as session:  # a revocation must outlive the refusal below
        rotated = await people.refresh(session, settings, form.refresh_token, now)
    if rotated is None:
        raise Unauthorized("REFRESH_INVALID")
    return rotated


@router.post("/sign-out", summary="退出登录", status_code=204, dependencies=_GUARD)
async def sign_out(form: RefreshForm, session: SessionDep, now: NowDep) -> None:
    await people.sign_out(session, form.refresh_token, now)
