"""What changes a case without moving it."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Colour, Quality
from app.schemas.actions.base import ActionForm, NoteForm, Reason, ReasonForm, RecordForm
from app.schemas.base import Day, Id, In, Text


class SuperviseForm(NoteForm):
    colour: Colour = Field(description="督办颜色；grey 由挂账而来，不能直接设", examples=["yellow"])

    @model_validator(mode="after")
    def is_not_grey(self) -> Self:
        if self.colour is Colour.GREY:
            raise PydanticCustomError("grey_is_suspended", "灰色表示挂账，请使用“挂账”", {"fields": "colour"})
        return self


class InterviewForm(ActionForm):
    person: Annotated[str, Text(1, 80)] = Field(description="约谈对象", examples=["镇村镇建设发展中心 周平"])
    cause: Reason
    remedy: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="整改要求", examples=["三日内到场修复"]
    )


class SiteVisitForm(RecordForm):
    visited_on: Day = Field(description="察看日期")


class RevisitForm(RecordForm):
    holds: bool = Field(description="办理结果是否保持", examples=[True])


class MarkKeyForm(ReasonForm):
    key: bool = Field(description="true 列为重点督办，false 取消", examples=[True])
    leader: Annotated[str, Text(0, 40)] = Field(
        "", description="领衔督办的领导", examples=["县人大常委会副主任"]
    )


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


class SetEventForm(ActionForm):
    event_id: Id | None = Field(
        description="列入哪个活动：本县、已安排、尚未结束；null 不再列入", examples=[None]
    )


class RedactForm(ReasonForm):
    redacted_text: Annotated[str, Text(0, 4000, lines=True)] = Field(
        description="隐去后的正文；原文仍为有权者保留", examples=["路灯不亮，请修复。"]
    )
