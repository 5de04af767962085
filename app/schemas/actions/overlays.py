"""What changes a case without moving it."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import PartySlot, Quality
from app.schemas.actions.base import ActionForm, NoteForm, Reason, ReasonForm, RecordForm, UploadIds
from app.schemas.base import Day, Id, In, Text

DueOn = Annotated[Day | None, Field(description="答复期限；不限为 null", examples=[None])]
Leader = Annotated[str, Text(0, 40), Field(description="领衔督办的领导", examples=["县人大常委会副主任"])]


class UrgeForm(NoteForm):
    due_on: DueOn = None


class SuperviseForm(NoteForm):
    """Without a colour: that follows from clocks and quality."""

    due_on: DueOn = None
    leader: Leader = ""


class InterviewForm(ActionForm):
    unit_id: Id | None = Field(
        None, description="约谈哪个单位；不填为全部在办的主办、分办单位", examples=[None]
    )
    person: Annotated[str, Text(1, 80)] = Field(description="约谈对象", examples=["镇村镇建设发展中心 周平"])
    cause: Reason
    remedy: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="整改要求", examples=["三日内到场修复"]
    )
    held_on: Day | None = Field(None, description="约谈日期，不晚于今天；null 为今天", examples=[None])
    leader: Leader = ""
    due_on: DueOn = None


class SiteVisitForm(RecordForm):
    visited_on: Day = Field(description="察看日期")


class RevisitForm(RecordForm):
    holds: bool = Field(description="办理结果是否保持", examples=[True])


class KeyMilestoneForm(In):
    """A step on the way to a result that can be seen."""

    title: Annotated[str, Text(1, 80)] = Field(description="节点", examples=["完成招标"])
    due_on: Day = Field(description="应在哪天前完成", examples=["2027-03-31"])


def _told_apart(milestones: list[KeyMilestoneForm]) -> list[KeyMilestoneForm]:
    if len({each.title for each in milestones}) < len(milestones):
        raise PydanticCustomError("milestone_twice", "节点名称不能重复")
    return milestones


class MarkKeyForm(ReasonForm):
    key: bool = Field(description="true 列为重点督办，false 取消", examples=[True])
    leader: Leader = ""
    milestones: Annotated[list[KeyMilestoneForm], AfterValidator(_told_apart)] = Field(
        default_factory=list,
        max_length=30,
        description="节点；已列为重点督办的再次提交，以新的为准，同名节点的完成情况保留",
        examples=[[{"title": "完成招标", "due_on": "2027-03-31"}]],
    )
    due_on: DueOn = None


class FlagQualityForm(ReasonForm):
    quality: Quality | None = Field(description="质量标记；null 取消标记", examples=["low"])


class Party(In):
    """One slot of the six-party handling."""

    name: Annotated[str, Text(1, 80)] = Field(description="姓名或单位", examples=["县住建局"])
    unit_id: Id | None = Field(None, description="承办单位编号；只用于 unit", examples=[None])


class SetPartiesForm(ActionForm):
    """六方联办: whoever is named watches over the case in that slot."""

    leader: Party | None = Field(None, description="常委会领导（督办）")
    government: Party | None = Field(None, description="政府分管领导（领办）")
    committee: Party | None = Field(None, description="对口工委（促办）")
    centre: Party | None = Field(None, description="督查中心（催办）")
    unit: Party | None = Field(None, description="承办单位（承办）")
    deputy: Party | None = Field(None, description="代表（参与）")


class PartyActForm(RecordForm):
    slot: PartySlot = Field(description="六方中的哪一方：须已写明", examples=["leader"])


class CalledUnit(In):
    """A unit at the table, and what it took on."""

    unit_id: Id = Field(description="参加会诊的单位")
    task: Annotated[str, Text(1, 500, lines=True)] = Field(
        description="由它做什么", examples=["三日内完成管网排查"]
    )
    due_on: DueOn = None


class ConsultForm(ActionForm):
    """会诊: units are called together, agree on what is to be done, and each takes on its part."""

    held_on: Day = Field(description="会诊日期，不晚于今天", examples=["2026-01-02"])
    place: Annotated[str, Text(0, 120)] = Field("", description="地点", examples=["镇政府二楼会议室"])
    units: list[CalledUnit] = Field(
        min_length=2,
        max_length=20,
        description="参加的单位，至少两个，不重复，各有任务",
        examples=[
            [
                {"unit_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10", "task": "三日内完成管网排查"},
                {"unit_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d11", "task": "月底前清淤"},
            ]
        ],
    )
    conclusion: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="会诊结论", examples=["先清淤，再改造为游园"]
    )
    upload_ids: UploadIds

    @model_validator(mode="after")
    def each_unit_once(self) -> Self:
        if len({each.unit_id for each in self.units}) < len(self.units):
            raise PydanticCustomError("unit_twice", "同一单位不能重复", {"fields": "units"})
        return self


class SetEventForm(ActionForm):
    event_id: Id | None = Field(
        description="列入哪个活动：本县、已安排、尚未结束；null 不再列入", examples=[None]
    )


class RedactForm(ReasonForm):
    redacted_text: Annotated[str, Text(0, 4000, lines=True)] = Field(
        description="隐去后的正文；原文仍为有权者保留", examples=["路灯不亮，请修复。"]
    )
