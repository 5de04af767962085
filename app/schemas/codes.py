"""Codes and the card that one opens."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.domain.tokens import display, landing_path, scene
from app.domain.vocabulary import CodeState, CodeTarget, CongressLevel, Kind, StationKind
from app.schemas.base import SAMPLE_TOKEN, AreaCode, Id, In, Out, Page, Position, Text, Timestamp


class MandateCard(Out):
    level: CongressLevel
    congress: str = Field(description="哪一级人大", examples=["临颍县人民代表大会"])
    term: str = Field(description="届次", examples=["第十六届"])
    district: str = Field(description="选区", examples=["杜曲镇第二选区"])


class DeputyCard(Out):
    id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])
    intro: str = Field(description="简介", examples=["杜曲镇北徐村党支部书记"])
    reception: str = Field(description="接待时间", examples=["每月第一周周三 9:00–11:30"])
    mandates: list[MandateCard] = Field(description="代表身份")


class StationCard(Out):
    """Where a resident can always turn to."""

    id: Id
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    kind: StationKind
    address: str = Field(description="地址", examples=["杜曲镇政府一楼"])
    phone: str = Field(description="电话", examples=["19900000001"])
    opening_hours: str = Field(description="开放时间", examples=["工作日 8:30–17:30"])
    area_code: AreaCode
    position: Position | None = Field(description="位置", examples=[None])


class CodeCard(Out):
    """What a scan shows: who, where, when, what can be handed in, and what happens to the data."""

    token: str = Field(description="规范化后的码，提交时原样传回", examples=[SAMPLE_TOKEN])
    display: str = Field(description="分组显示的码", examples=[display(SAMPLE_TOKEN)])
    target: CodeTarget
    county_code: str = Field(description="县区划代码", examples=["411122"])
    county_name: str = Field(description="县区", examples=["临颍县"])
    place: str = Field(description="张贴地点", examples=["北徐村公告栏"])
    deputy: DeputyCard | None = Field(description="代表；站码、点码为 null")
    former_deputy: str | None = Field(description="换届之前是哪位代表的码；没有换过为 null", examples=[None])
    former_station: str | None = Field(
        description="码所属的联络站（点）已停用时是它的名称，由 station 代为受理；在用为 null",
        examples=[None],
    )
    station: StationCard
    kinds: list[Kind] = Field(description="可以提交的事项", examples=[["appeal", "opinion"]])
    privacy_notice: str = Field(description="隐私告知", examples=["您的联系方式只给您允许的人看。"])


class ResolveForm(In):
    """Whatever the client has: a token, a scanned address (`q`), a scene value, or what somebody typed."""

    code: str = Field(
        min_length=1,
        max_length=1024,
        description="扫到或手输的内容，原样传入",
        examples=[display(SAMPLE_TOKEN).lower()],
    )


class CodeIssueForm(In):
    target: CodeTarget
    deputy_id: Id | None = Field(None, validate_default=True, description="代表码必填：哪位代表")
    station_id: Id | None = Field(
        None, validate_default=True, description="站码、点码必填：哪个联络站或联络点", examples=[None]
    )
    place: Annotated[str, Text(0, 120)] = Field("", description="张贴地点", examples=["北徐村公告栏"])

    @field_validator("deputy_id", "station_id")
    @classmethod
    def exactly_the_one_of_the_target(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        target = info.data.get("target")
        if target is None:
            return value
        wanted = "deputy_id" if target is CodeTarget.DEPUTY else "station_id"
        if info.field_name == wanted and value is None:
            raise PydanticCustomError("target_missing", "请指明这个码属于谁")
        if info.field_name != wanted and value is not None:
            raise PydanticCustomError("target_unexpected", "与码的种类不符")
        return value


class CodeReasonForm(In):
    reason: Annotated[str, Text(1, 200)] = Field(description="原因", examples=["公告栏拆除"])


class CodeOut(Out):
    id: Id
    token: str = Field(description="码", examples=[SAMPLE_TOKEN])
    display: str = Field(description="分组显示的码", examples=[display(SAMPLE_TOKEN)])
    url: str = Field(
        description="二维码内容", examples=[f"https://example.invalid{landing_path(SAMPLE_TOKEN)}"]
    )
    scene: str = Field(description="小程序码的 scene 值", examples=[scene(SAMPLE_TOKEN)])
    target: CodeTarget
    deputy_id: Id | None = Field(description="代表", examples=[None])
    station_id: Id | None = Field(description="联络站", examples=[None])
    former_deputy_id: Id | None = Field(description="换届之前是哪位代表的；没有换过为 null", examples=[None])
    place: str = Field(description="张贴地点", examples=["北徐村公告栏"])
    state: CodeState
    replaced_by_id: Id | None = Field(description="换成了哪个码", examples=[None])
    reason: str = Field(description="停用或更换的原因", examples=[""])
    scans: int = Field(description="累计扫码次数", examples=[42])
    issued_at: Timestamp


class CodePage(Page[CodeOut]):
    pass


class StationPage(Page[StationCard]):
    pass
