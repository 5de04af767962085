"""Events 活动: planned, held, looked up, and what the public may know of them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import EventKind, EventStatus, Status
from app.schemas.base import Id, In, Out, Page, Text, Timestamp
from app.schemas.cases import Number
from app.schemas.directory import Version

Title = Annotated[str, Text(1, 80), Field(description="名称", examples=["代表接待日"])]
PlanText = Annotated[
    str, Text(0, 2000, lines=True), Field(description="安排", examples=["上午接待，下午走访"])
]


def _each_once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


class RosterForm(In):
    """Somebody to come: a deputy by his id, anybody else by name and, if he comes for one, his unit."""

    deputy_id: Id | None = Field(None, description="代表；其他人不填")
    unit_id: Id | None = Field(None, description="代表哪个单位来", examples=[None])
    name: Annotated[str, Text(0, 40)] = Field("", description="姓名；代表不填", examples=[""])
    part: Annotated[str, Text(0, 40)] = Field(
        "", description="在活动中做什么：主持、会诊、解答……", examples=["主持"]
    )

    @model_validator(mode="after")
    def is_a_deputy_or_named(self) -> Self:
        if (self.deputy_id is None) != bool(self.name):
            raise PydanticCustomError(
                "deputy_or_name", "代表请填 deputy_id，其他人请填姓名", {"fields": "deputy_id,name"}
            )
        return self


class EventForm(In):
    kind: EventKind = Field(examples=["reception"])
    title: Title
    place: Annotated[str, Text(0, 200)] = Field("", description="地点", examples=["杜曲镇联络站接待室"])
    station_id: Id | None = Field(
        None, description="在哪个联络站；站上人员和代表必填，人大机关可不填", examples=[None]
    )
    group_id: Id | None = Field(None, description="哪个代表小组的活动", examples=[None])
    preset: Annotated[str, Text(0, 40)] = Field(
        "", description="按哪一种做法，如 weekly_reception；没有时为空", examples=[""]
    )
    modes: Annotated[list[Annotated[str, Text(1, 20)]], Field(max_length=10), AfterValidator(_each_once)] = (
        Field(default_factory=list, description="方式：站内、站外、固定、流动……", examples=[["站内"]])
    )
    plan: PlanText = ""
    starts_at: Timestamp = Field(description="开始时间", examples=["2026-12-02T09:00:00+08:00"])
    ends_at: Timestamp = Field(description="结束时间", examples=["2026-12-02T11:30:00+08:00"])
    roster: list[RosterForm] = Field(
        default_factory=list, max_length=200, description="到场人员", examples=[[]]
    )
    allow_overlap: bool = Field(
        False, description="代表同一时间已在别的活动名单上，仍然安排", examples=[False]
    )

    @field_validator("ends_at")
    @classmethod
    def ends_after_it_starts(cls, value: datetime, info: ValidationInfo) -> datetime:
        starts_at = info.data.get("starts_at")
        if starts_at and value <= starts_at:
            raise PydanticCustomError("ends_before_start", "结束应当晚于开始")
        return value

    @field_validator("roster")
    @classmethod
    def names_each_deputy_once(cls, value: list[RosterForm]) -> list[RosterForm]:
        deputies = [person.deputy_id for person in value if person.deputy_id]
        if len(deputies) != len(set(deputies)):
            raise PydanticCustomError("deputy_repeated", "同一位代表不能重复列入")
        return value


class EventEdit(EventForm):
    """Replaces all of it, the roster too."""

    version: Version


class HoldForm(In):
    version: Version
    summary: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="情况", examples=["接待群众 12 人次，当场答复 3 件"]
    )
    people: int = Field(0, ge=0, le=1000000, description="人次", examples=[12])
    questions: int = Field(0, ge=0, le=1000000, description="解答或提出的问题数", examples=[15])
    attended: list[Id] = Field(
        default_factory=list, max_length=200, description="实际到场的：名单上各人的编号", examples=[[]]
    )


class CancelForm(In):
    version: Version
    reason: Annotated[str, Text(1, 300)] = Field(description="理由", examples=["因雨雪改期"])


class RosterOut(Out):
    id: Id
    deputy_id: Id | None = Field(description="代表；其他人为 null")
    unit_id: Id | None = Field(description="代表哪个单位来", examples=[None])
    name: str = Field(description="姓名", examples=["赵新宇"])
    unit_name: str | None = Field(description="代表哪个单位来", examples=[None])
    part: str = Field(description="在活动中做什么", examples=["主持"])
    attended: bool | None = Field(description="是否到场；未举行时为 null", examples=[None])


class EventCase(Out):
    """A matter that came from the event, or is to be taken up there, and that you may see."""

    id: Id
    number: Number
    title: str = Field(description="标题", examples=["老街东口路灯不亮"])
    status: Status


class EventItem(Out):
    """One line of the list."""

    id: Id
    kind: EventKind
    status: EventStatus
    title: str = Field(description="名称", examples=["代表接待日"])
    place: str = Field(description="地点", examples=["杜曲镇联络站接待室"])
    station_id: Id | None = Field(description="联络站", examples=[None])
    office_id: Id | None = Field(description="主办的人大机关", examples=[None])
    group_id: Id | None = Field(description="代表小组", examples=[None])
    host_name: str = Field(description="联络站或主办机关", examples=["杜曲镇人大代表联络站"])
    preset: str = Field(description="按哪一种做法", examples=[""])
    modes: list[str] = Field(description="方式", examples=[["站内"]])
    people: int = Field(description="人次", examples=[12])
    questions: int = Field(description="解答或提出的问题数", examples=[15])
    starts_at: Timestamp
    ends_at: Timestamp
    version: int = Field(description="版本号，修改时原样带回", examples=[1])


class EventItemPage(Page[EventItem]):
    pass


class EventDetail(EventItem):
    plan: str = Field(description="安排", examples=["上午接待，下午走访"])
    summary: str = Field(description="情况；取消时为理由", examples=[""])
    roster: list[RosterOut] = Field(description="到场人员")
    cases: list[EventCase] = Field(description="由此登记或列入的事项中您能看到的，最新 100 件")
    suggestions: list[EventCase] = Field(description="由此而来的代表建议中您能看到的，最新 100 件")
    can_change: bool = Field(description="您现在能否修改、取消或登记举行", examples=[True])


class OpenEvent(Out):
    """What anybody may know of a coming reception."""

    id: Id
    title: str = Field(description="名称", examples=["代表接待日"])
    place: str = Field(description="地点", examples=["杜曲镇联络站接待室"])
    starts_at: Timestamp
    ends_at: Timestamp
    deputies: list[str] = Field(description="接待的代表", examples=[["赵新宇"]])


class OpenEventPage(Page[OpenEvent]):
    pass
