"""Deputies and their mandates, as administrators keep them."""

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import DeputyStatus, Gender
from app.schemas.base import AreaCode, Day, Id, Page, Text
from app.schemas.directory import DirectoryEdit, DirectoryForm, DirectoryOut


class DeputyForm(DirectoryForm):
    name: Annotated[str, Text(1, 40)] = Field(description="姓名", examples=["赵新宇"])
    gender: Gender | None = Field(None, description="性别")
    station_id: Id = Field(description="所属联络站")
    area_code: AreaCode
    reception: Annotated[str, Text(0, 200)] = Field(
        "", description="接待时间", examples=["每月第一周周三 9:00–11:30"]
    )
    intro: Annotated[str, Text(0, 500, lines=True)] = Field(
        "", description="简介", examples=["杜曲镇北徐村党支部书记"]
    )
    heads_unit_id: Id | None = Field(
        None, description="本人担任主要负责人的承办单位；办理涉及该单位的事项时应当回避", examples=[None]
    )


class DeputyEdit(DeputyForm, DirectoryEdit):
    """From the moment it is suspended or ended, a deputy cannot act; his cases stay with the station."""

    status: DeputyStatus


class DeputyOut(DirectoryOut):
    name: str = Field(description="姓名", examples=["赵新宇"])
    gender: Gender | None = Field(description="性别")
    station_id: Id = Field(description="所属联络站")
    area_code: AreaCode
    status: DeputyStatus
    reception: str = Field(description="接待时间", examples=["每月第一周周三 9:00–11:30"])
    intro: str = Field(description="简介", examples=["杜曲镇北徐村党支部书记"])
    heads_unit_id: Id | None = Field(description="本人担任主要负责人的承办单位", examples=[None])


class DeputyPage(Page[DeputyOut]):
    pass


class MandateFields(DirectoryForm):
    term_id: Id = Field(description="届次")
    district: Annotated[str, Text(0, 80)] = Field("", description="选区", examples=["杜曲镇第二选区"])
    starts_on: Day = Field(description="任期开始")
    ends_on: Day | None = Field(None, description="任期结束；在任为 null", examples=[None])

    @field_validator("ends_on")
    @classmethod
    def ends_after_it_starts(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if value and starts_on and value <= starts_on:
            raise PydanticCustomError("ends_before_start", "任期结束应当晚于任期开始")
        return value


class MandateForm(MandateFields):
    deputy_id: Id = Field(description="代表")


class MandateEdit(MandateFields, DirectoryEdit):
    """Not the deputy: a seat does not change hands, it ends."""


class MandateOut(DirectoryOut):
    deputy_id: Id = Field(description="代表")
    term_id: Id = Field(description="届次")
    district: str = Field(description="选区", examples=["杜曲镇第二选区"])
    starts_on: Day = Field(description="任期开始")
    ends_on: Day | None = Field(description="任期结束；在任为 null", examples=[None])


class MandatePage(Page[MandateOut]):
    pass
