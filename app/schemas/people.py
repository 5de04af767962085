"""Signing in, and the capacities in which one may act."""

from pydantic import Field

from app.domain.vocabulary import Role
from app.schemas.base import SAMPLE_TOKEN, Id, In, Out


class WeChatSignIn(In):
    js_code: str = Field(
        min_length=1, max_length=128, description="wx.login 得到的 code，一次有效", examples=["demo-resident"]
    )
    appointment_id: Id | None = Field(
        None, description="以哪个工作身份登录；只有一个时可不填", examples=[None]
    )


class RefreshForm(In):
    refresh_token: str = Field(
        min_length=1, max_length=100, description="上次得到的 refresh_token", examples=["q3Xk…"]
    )


class SwitchForm(In):
    appointment_id: Id | None = Field(description="切换到哪个工作身份；null 为群众身份", examples=[None])


class BindForm(In):
    invitation: str = Field(min_length=1, max_length=40, description="邀请码", examples=[SAMPLE_TOKEN])


class AppointmentCard(Out):
    """One capacity."""

    id: Id
    role: Role
    role_label: str = Field(description="身份名称", examples=["联络员"])
    name: str = Field(description="姓名", examples=["刘岚"])
    scope_name: str = Field(description="所在站、机关或单位", examples=["杜曲镇人大代表联络站"])
    county_code: str = Field(description="县区划代码", examples=["411122"])


class SessionOut(Out):
    """Both tokens. The refresh token works once; using an old one signs the whole family out."""

    access_token: str = Field(description="放在 Authorization: Bearer 之后", examples=["eyJhbGciOi…"])
    refresh_token: str = Field(description="一次有效，用后换新", examples=["q3Xk…"])
    expires_in: int = Field(description="access_token 有效秒数", examples=[7200])
    appointment: AppointmentCard | None = Field(description="当前工作身份；群众身份为 null")
    appointments: list[AppointmentCard] = Field(description="可选的工作身份")


class WhoAmI(Out):
    account_id: Id
    appointment: AppointmentCard | None = Field(description="当前工作身份；群众身份为 null")
    appointments: list[AppointmentCard] = Field(description="可选的工作身份")
