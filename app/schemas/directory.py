"""The directory as administrators keep it: areas, congresses, stations, offices, units."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import (
    CongressLevel,
    OfficeKind,
    Route,
    StationFunction,
    StationKind,
    StationTier,
)
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Position, Text

Version = Annotated[
    int, Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])
]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Active = Annotated[bool, Field(description="是否启用", examples=[True])]


class DirectoryForm(In):
    """What an administrator fills in. The county is his own, never part of the form."""

    def columns(self) -> dict[str, Any]:
        """What goes into the row, by column."""
        return self.model_dump(exclude={"version"})


class DirectoryEdit(DirectoryForm):
    """Replaces the whole row; names the version that its author was looking at."""

    version: Version


class DirectoryOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])


class AreaFields(DirectoryForm):
    name: Annotated[str, Text(1, 60)] = Field(description="名称", examples=["杜曲镇"])
    valid_from: Day | None = Field(None, description="设立日期；早于建档的为 null", examples=[None])


class AreaForm(AreaFields):
    code: AreaCode


class AreaEdit(AreaFields, DirectoryEdit):
    """Not the code, at which other rows point; nor the end, which takes along all that names the area."""


class AreaOut(DirectoryOut):
    code: AreaCode
    name: str = Field(description="名称", examples=["杜曲镇"])
    valid_from: Day | None = Field(description="设立日期；早于建档的为 null", examples=[None])
    valid_to: Day | None = Field(description="存续的最后一天；现行区划为 null", examples=[None])
    successor_code: AreaCode | None = Field(
        description="撤并后由哪个区划承接；现行区划为 null", examples=[None]
    )


class AreaPage(Page[AreaOut]):
    pass


class CongressForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["临颍县人民代表大会"])
    level: CongressLevel
    area_code: AreaCode


class CongressEdit(CongressForm, DirectoryEdit):
    pass


class CongressOut(DirectoryOut):
    name: str = Field(description="名称", examples=["临颍县人民代表大会"])
    level: CongressLevel
    area_code: AreaCode


class CongressPage(Page[CongressOut]):
    pass


class TermForm(DirectoryForm):
    congress_id: Id = Field(description="哪一级人大")
    name: Annotated[str, Text(1, 40)] = Field(description="届次", examples=["第十六届"])
    starts_on: Day = Field(description="本届开始")
    ends_on: Day | None = Field(None, description="本届结束；本届未满为 null", examples=[None])

    @field_validator("ends_on")
    @classmethod
    def ends_after_it_starts(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if value and starts_on and value <= starts_on:
            raise PydanticCustomError("ends_before_start", "结束应当晚于开始")
        return value


class TermEdit(TermForm, DirectoryEdit):
    pass


class TermOut(DirectoryOut):
    congress_id: Id = Field(description="哪一级人大")
    name: str = Field(description="届次", examples=["第十六届"])
    starts_on: Day = Field(description="本届开始")
    ends_on: Day | None = Field(description="本届结束；本届未满为 null", examples=[None])


class TermPage(Page[TermOut]):
    pass


def _once_each(values: list[Any]) -> list[Any]:
    if len(set(values)) == len(values):
        return values
    raise PydanticCustomError("repeated", "不能重复")


class Slot(In):
    """When a station receives people, week after week."""

    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7), AfterValidator(_once_each)
    ] = Field(description="星期几：1 为星期一，7 为星期日", examples=[[1, 3, 5]])
    starts: ClockTime = Field(description="开始时刻", examples=["08:30"])
    ends: ClockTime = Field(description="结束时刻", examples=["11:30"])
    label: Annotated[str, Text(0, 60)] = Field("", description="说明", examples=["代表接待选民"])

    @field_validator("ends")
    @classmethod
    def ends_after_it_starts(cls, value: str, info: ValidationInfo) -> str:
        if value <= info.data.get("starts", ""):
            raise PydanticCustomError("ends_before_start", "结束应当晚于开始")
        return value


class StationForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    tier: StationTier
    kind: StationKind
    parent_id: Id | None = Field(
        None, validate_default=True, description="上级联络站；联络点必填", examples=[None]
    )
    area_code: AreaCode
    address: Annotated[str, Text(0, 200)] = Field("", description="地址", examples=["杜曲镇政府一楼"])
    phone: Annotated[str, Text(0, 30)] = Field("", description="电话", examples=["19900000001"])
    opening_hours: Annotated[str, Text(0, 200)] = Field(
        "", description="开放时间", examples=["工作日 8:30–17:30"]
    )
    intro: Annotated[str, Text(0, 500, lines=True)] = Field("", description="简介", examples=["每月接待一次"])
    position: Position | None = Field(None, description="位置")
    functions: Annotated[list[StationFunction], Field(max_length=3), AfterValidator(_once_each)] = Field(
        default_factory=list, description="承担的功能；一个站可以兼有", examples=[["liaison", "legislative"]]
    )
    host: Annotated[str, Text(0, 80)] = Field("", description="依托单位", examples=["杜曲镇党群服务中心"])
    industry: Annotated[str, Text(0, 60)] = Field(
        "", description="所在产业链；产业站填写", examples=["茶产业"]
    )
    level: CongressLevel | None = Field(None, description="由哪一级人大设立", examples=["town"])
    schedule: list[Slot] = Field(default_factory=list, max_length=30, description="固定接待时段")
    services: list[Annotated[str, Text(1, 40)]] = Field(
        default_factory=list, max_length=30, description="服务事项", examples=[["代办帮办", "法律咨询"]]
    )
    standards: dict[Annotated[str, Text(1, 60)], bool] = Field(
        default_factory=dict,
        max_length=50,
        description="建设标准清单：每一项是否达标",
        examples=[{"有固定场所": True, "有工作台账": False}],
    )
    duties: Annotated[str, Text(0, 1000, lines=True)] = Field(
        "", description="工作职责", examples=["接待选民，收集意见，督促办理"]
    )

    @field_validator("parent_id")
    @classmethod
    def points_have_a_parent(cls, value: Id | None, info: ValidationInfo) -> Id | None:
        if value is None and info.data.get("tier") is StationTier.POINT:
            raise PydanticCustomError("parent_missing", "联络点必须有上级联络站")
        return value

    def columns(self) -> dict[str, Any]:
        place = self.position
        rest = self.model_dump(exclude={"version", "position"})
        return rest | {"lat": place and place.lat, "lng": place and place.lng}


class StationEdit(StationForm, DirectoryEdit):
    active: Active


class StationOut(DirectoryOut):
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    tier: StationTier
    kind: StationKind
    parent_id: Id | None = Field(description="上级联络站", examples=[None])
    area_code: AreaCode
    address: str = Field(description="地址", examples=["杜曲镇政府一楼"])
    phone: str = Field(description="电话", examples=["19900000001"])
    opening_hours: str = Field(description="开放时间", examples=["工作日 8:30–17:30"])
    intro: str = Field(description="简介", examples=["每月接待一次"])
    position: Position | None = Field(description="位置")
    functions: list[StationFunction] = Field(description="承担的功能", examples=[["liaison", "legislative"]])
    host: str = Field(description="依托单位", examples=["杜曲镇党群服务中心"])
    industry: str = Field(description="所在产业链", examples=["茶产业"])
    level: CongressLevel | None = Field(description="由哪一级人大设立", examples=["town"])
    schedule: list[Slot] = Field(description="固定接待时段")
    services: list[str] = Field(description="服务事项", examples=[["代办帮办", "法律咨询"]])
    standards: dict[str, bool] = Field(
        description="建设标准清单：每一项是否达标", examples=[{"有固定场所": True, "有工作台账": False}]
    )
    duties: str = Field(description="工作职责", examples=["接待选民，收集意见，督促办理"])
    active: Active


class StationOutPage(Page[StationOut]):
    pass


class OfficeForm(DirectoryForm):
    kind: OfficeKind
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode


class OfficeEdit(DirectoryEdit):
    """Not the kind: appointments and fields of units hang on it."""

    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode
    active: Active


class OfficeOut(DirectoryOut):
    kind: OfficeKind
    name: str = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode
    active: Active


class OfficePage(Page[OfficeOut]):
    pass


class UnitForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["县水利局"])
    route: Route
    area_code: AreaCode
    parent_id: Id | None = Field(None, description="上级单位；没有的为 null", examples=[None])
    head_name: Annotated[str, Text(0, 40)] = Field("", description="主要负责人", examples=["周平"])
    phone: Annotated[str, Text(0, 30)] = Field("", description="电话", examples=["19900000002"])


class UnitEdit(UnitForm, DirectoryEdit):
    active: Active


class UnitOut(DirectoryOut):
    name: str = Field(description="名称", examples=["县水利局"])
    route: Route
    area_code: AreaCode
    parent_id: Id | None = Field(description="上级单位；没有的为 null", examples=[None])
    head_name: str = Field(description="主要负责人", examples=["周平"])
    phone: str = Field(description="电话", examples=["19900000002"])
    active: Active


class UnitPage(Page[UnitOut]):
    pass


class FieldMapForm(DirectoryEdit):
    unit_ids: list[Id] = Field(max_length=500, description="委室对口联系的全部承办单位")


class FieldMapOut(Out):
    office_id: Id
    version: int = Field(description="机关的版本号，修改时原样带回", examples=[1])
    units: list[UnitOut] = Field(description="对口联系的承办单位")
