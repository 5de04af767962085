"""Who may act: appointments of people, and other systems."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Post, Role
from app.schemas.base import SAMPLE_TOKEN, Day, Id, Out, Page, Text
from app.schemas.directory import Active, DirectoryEdit, DirectoryForm, DirectoryOut

SCOPE: dict[Role, str] = {
    Role.DEPUTY: "deputy_id",
    Role.LIAISON: "station_id",
    Role.STATION_HEAD: "station_id",
    Role.MEDIATOR: "station_id",
    Role.TOWN_OFFICE: "office_id",
    Role.COMMITTEE: "office_id",
    Role.COUNTY_OFFICE: "office_id",
    Role.UNIT_HANDLER: "unit_id",
    Role.UNIT_HEAD: "unit_id",
}
"""Which column says where a role is held; an administrator holds his for the whole county."""


def _appointable(role: Role) -> Role:
    if role in SCOPE or role is Role.ADMIN:
        return role
    raise PydanticCustomError("role_not_appointable", "这个身份不能任命")


class AppointmentFields(DirectoryForm):
    name: Annotated[str, Text(1, 40)] = Field(description="姓名", examples=["刘岚"])
    post: Post | None = Field(
        None,
        description="职务：站长、副站长由站长身份担任，联络员由联络员身份担任；人大主席、人大秘书由乡镇（街道）人大身份担任，"
        "主任、副主任由县人大代表工委身份担任；其他身份为 null",
        examples=["liaison"],
    )
    duties: Annotated[str, Text(0, 300, lines=True)] = Field(
        "", description="职责", examples=["接待登记，跟踪督办"]
    )
    affiliation: Annotated[str, Text(0, 80)] = Field(
        "", description="所在单位；调解员填法院、信访部门等", examples=["杜曲镇政府"]
    )
    chosen_by: Annotated[str, Text(0, 80)] = Field("", description="产生方式", examples=["竞选产生"])
    starts_on: Day | None = Field(
        None, description="任职的第一天；此前不能办理。不限为 null", examples=[None]
    )
    ends_on: Day | None = Field(
        None, description="任职的最后一天；此后不能办理。不限为 null", examples=[None]
    )

    @field_validator("ends_on")
    @classmethod
    def ends_not_before_it_starts(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if value and starts_on and value < starts_on:
            raise PydanticCustomError("ends_before_start", "任职的最后一天不能早于第一天")
        return value


class AppointmentForm(AppointmentFields):
    role: Annotated[Role, AfterValidator(_appointable)] = Field(examples=[Role.LIAISON.value])
    scope_id: Id | None = Field(
        None,
        validate_default=True,
        description="任职所在：人大代表填代表，站上人员填联络站，人大机关人员填机关，单位人员填承办单位；管理员为 null",
    )

    @field_validator("scope_id")
    @classmethod
    def exactly_the_scope_of_the_role(cls, value: Id | None, info: ValidationInfo) -> Id | None:
        role = info.data.get("role")
        if role in SCOPE and value is None:
            raise PydanticCustomError("scope_missing", "请指明任职所在")
        if role is Role.ADMIN and value is not None:
            raise PydanticCustomError("scope_unexpected", "管理员不属于某个站、机关或单位")
        return value

    def columns(self) -> dict[str, Any]:
        scope = {SCOPE[self.role]: self.scope_id} if self.role in SCOPE else {}
        return self.model_dump(exclude={"scope_id"}) | scope


class AppointmentEdit(AppointmentFields, DirectoryEdit):
    """Not the role: a person in another capacity has another appointment."""

    active: Active


class AppointmentOut(DirectoryOut):
    role: Role
    scope_id: Id | None = Field(description="任职所在的编号；管理员为 null")
    scope_name: str = Field(description="任职所在", examples=["杜曲镇人大代表联络站"])
    name: str = Field(description="姓名", examples=["刘岚"])
    post: Post | None = Field(description="职务", examples=["liaison"])
    duties: str = Field(description="职责", examples=["接待登记，跟踪督办"])
    affiliation: str = Field(description="所在单位", examples=["杜曲镇政府"])
    chosen_by: str = Field(description="产生方式", examples=["竞选产生"])
    starts_on: Day | None = Field(description="任职的第一天；不限为 null", examples=[None])
    ends_on: Day | None = Field(description="任职的最后一天；不限为 null", examples=[None])
    bound: bool = Field(description="是否已有人绑定", examples=[False])
    invitation: str | None = Field(description="邀请码；已绑定时为 null", examples=[SAMPLE_TOKEN])
    active: Active


class AppointmentPage(Page[AppointmentOut]):
    pass


class ExternalSystemForm(DirectoryForm):
    name: Annotated[str, Text(1, 60)] = Field(description="名称", examples=["12345 热线"])


class ExternalSystemEdit(ExternalSystemForm):
    """Without a version: there is nothing here that two people could tear apart."""

    active: Active


class ExternalSystemOut(Out):
    id: Id
    name: str = Field(description="名称", examples=["12345 热线"])
    active: Active


class ExternalSystemCreated(ExternalSystemOut):
    """The only answer that carries the secret."""

    secret: str = Field(description="签名密钥，只显示这一次", examples=["kD3v9sQxYwR1tZ7uB5nM0pLcJ8fHgE2a"])


class ExternalSystemPage(Page[ExternalSystemOut]):
    pass
