"""Handling and answering."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import ContactMethod, Role
from app.schemas.actions.base import ActionForm, AssignmentForm, Name, ReasonForm, UploadIds, Words
from app.schemas.base import Day, Id, In, Text
from app.schemas.mediation import Agreement, Disputant, distinct
from app.schemas.replies import ReplyFields


class AnswerOnSpotForm(ActionForm):
    public_text: Words
    basis: Annotated[str, Text(1, 300)] = Field(description="依据", examples=["《城市道路照明设施管理规定》"])
    answered_by: Annotated[str, Text(0, 120)] = Field(
        "", description="由到站的单位负责人当场答复时，写明单位与姓名", examples=[""]
    )


class PersonMet(In):
    """A deputy by his id, anybody else by name and as what he was talked to."""

    deputy_id: Id | None = Field(None, description="代表；其他人不填")
    name: Annotated[str, Text(0, 40)] = Field("", description="姓名；代表不填", examples=[""])
    role: Role = Field(
        Role.CITIZEN, description="是什么人：群众、企业为 citizen；代表不填", examples=["citizen"]
    )

    @model_validator(mode="after")
    def is_a_deputy_or_named(self) -> Self:
        if (self.deputy_id is None) != bool(self.name) or (self.name and self.role is Role.DEPUTY):
            raise PydanticCustomError(
                "deputy_or_name", "代表请填 deputy_id，其他人请填姓名", {"fields": "deputy_id,name"}
            )
        return self


class CommunicateForm(AssignmentForm):
    method: ContactMethod
    on: Day = Field(description="沟通日期")
    place: Annotated[str, Text(0, 200)] = Field(
        "", description="在哪里；须当面沟通的事项必填", examples=["企业会议室"]
    )
    met: list[PersonMet] = Field(
        default_factory=list, max_length=20, description="与谁沟通；须当面沟通的事项必填", examples=[[]]
    )
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


class SetDisputantsForm(ActionForm):
    disputants: list[Disputant] = Field(
        min_length=2,
        max_length=20,
        description="当事人，至少两方；整个替换以前登记的",
        examples=[
            [
                {"name": "李某", "capacity": "务工人员", "phone": "19900000006"},
                {"name": "张某", "capacity": "包工头", "phone": None},
            ]
        ],
    )

    @field_validator("disputants")
    @classmethod
    def are_different(cls, parties: list[Disputant]) -> list[Disputant]:
        return distinct(parties, [each.name for each in parties], "同一当事人不能登记两次")


class CompleteForm(ActionForm):
    public_text: Words
    agreement: Agreement | None = Field(
        None, description="调解协议；只用于矛盾纠纷，须先登记当事人", examples=[None]
    )
    upload_ids: UploadIds


class FeedbackForm(ActionForm):
    method: ContactMethod
    told_on: Day = Field(description="告知日期")
    text: Words
