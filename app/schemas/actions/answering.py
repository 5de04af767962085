"""Handling and answering."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import ContactMethod
from app.schemas.actions.base import ActionForm, AssignmentForm, Name, ReasonForm, UploadIds, Words
from app.schemas.base import Day, Text
from app.schemas.replies import ReplyFields


class AnswerOnSpotForm(ActionForm):
    public_text: Words
    basis: Annotated[str, Text(1, 300)] = Field(description="依据", examples=["《城市道路照明设施管理规定》"])
    answered_by: Annotated[str, Text(0, 120)] = Field(
        "", description="由到站的单位负责人当场答复时，写明单位与姓名", examples=[""]
    )


class CommunicateForm(AssignmentForm):
    method: ContactMethod
    on: Day = Field(description="沟通日期")
    record: Words


class PlanForm(AssignmentForm):
    measures: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="措施", examples=["更换灯具并检修线路"]
    )
    people: Annotated[str, Text(1, 300)] = Field(description="责任人", examples=["王路"])
    starts_on: Day
    ends_on: Day = Field(description="完成日期", examples=["2026-12-01"])

    @model_validator(mode="after")
    def ends_after_start(self) -> Self:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("date_order", "完成日期不能早于开始日期", {"fields": "ends_on"})
        return self


class ProgressForm(AssignmentForm):
    text: Words
    upload_ids: UploadIds


class OpinionForm(AssignmentForm):
    opinion: Words


class SuspendForm(ReasonForm):
    review_on: Day = Field(description="何时重新研究", examples=["2027-01-15"])


class DraftReplyForm(ReplyFields, AssignmentForm):
    inner_note: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="内部说明，不对外", examples=[""]
    )


class SignReplyForm(AssignmentForm):
    signer: Name = Field(description="签发人", examples=["周平"])
    missing_opinions_reason: Annotated[str, Text(0, 300)] = Field(
        "", description="协办单位未提意见仍要签发时，说明理由", examples=[""]
    )


class CompleteForm(ActionForm):
    public_text: Words
    upload_ids: UploadIds


class FeedbackForm(ActionForm):
    method: ContactMethod
    told_on: Day = Field(description="告知日期")
    text: Words
