"""Handing over, returning, extending, other platforms."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import ClockProfile, Route
from app.schemas.actions.base import ActionForm, AssignmentForm, AssignmentReasonForm, Name
from app.schemas.actions.outsiders import Outsider
from app.schemas.base import Day, Id, In, Text
from app.schemas.replies import ReplyFields


class SplitPart(In):
    """One unit's own part of a matter handled separately."""

    unit_id: Id
    task: Annotated[str, Text(1, 500, lines=True)] = Field(
        description="该单位负责的部分", examples=["更换灯具"]
    )


class DispatchFields(In):
    """Either one main unit, with or without co units, or parts for separate handling."""

    route: Route = Field(description="交办路径：主办单位所在的路径；分办、协办单位各按自己的路径")
    main_unit_id: Id | None = Field(None, description="主办单位；分办时不填")
    co_unit_ids: list[Id] = Field(default_factory=list, max_length=20, description="协办单位", examples=[[]])
    split: list[SplitPart] = Field(
        default_factory=list, max_length=20, description="分办：每个单位一份", examples=[[]]
    )
    profile: ClockProfile = Field(
        ClockProfile.PLAIN, description="按哪一类期限规则办理；答复截止日期由规则推算", examples=[""]
    )
    instruction: Annotated[str, Text(0, 500, lines=True)] = Field(
        "", description="交办要求", examples=["请尽快修复"]
    )
    talk_required: bool = Field(
        False, description="答复前须与代表（企业）当面沟通；已要求的不会因再次交办而取消", examples=[False]
    )

    @model_validator(mode="after")
    def main_or_split(self) -> Self:
        if (self.main_unit_id is None) == (not self.split):
            raise PydanticCustomError(
                "main_or_split", "请指定一个主办单位，或列出分办的各个单位", {"fields": "main_unit_id,split"}
            )
        if self.split and self.co_unit_ids:
            raise PydanticCustomError("split_has_no_co", "分办时没有协办单位", {"fields": "co_unit_ids"})
        return self


class DispatchForm(DispatchFields, ActionForm):
    """To whom, by which road and under which rules."""


class NegotiateForm(ActionForm):
    """One round of talk between an organ of the congress and a department: what was proposed, answered and agreed."""

    unit_id: Id = Field(description="与哪个单位协商")
    on: Day = Field(description="协商日期")
    proposal: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="提出的办法", examples=["先换线，再增容"]
    )
    finish_on: Day | None = Field(None, description="提出的完成日期；没有时不填", examples=["2026-12-31"])
    answer: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="单位的答复", examples=["年底前可以换线，增容须列入明年计划"]
    )
    agreed: bool = Field(description="是否谈成", examples=[False])


class PushExternalForm(ActionForm):
    """To another platform, or to somebody without an account who answers through a link."""

    system_id: Id | None = Field(None, description="外部平台；推送给外部人员时不填")
    outsider: Outsider | None = Field(
        None, description="没有账号的外部人员：其答复即为对提交人的答复", examples=[None]
    )
    note: Annotated[str, Text(0, 500, lines=True)] = Field("", description="说明", examples=[""])

    @model_validator(mode="after")
    def system_or_outsider(self) -> Self:
        if (self.system_id is None) == (self.outsider is None):
            raise PydanticCustomError(
                "system_or_outsider",
                "请指定一个外部平台，或一位外部人员",
                {"fields": "system_id,outsider"},
            )
        return self


class ExternalAcceptForm(ActionForm):
    external_number: Annotated[str, Text(1, 60)] = Field(
        description="外部平台编号", examples=["12345-2026-0099"]
    )


class ExternalReplyForm(ReplyFields, ActionForm):
    external_number: Annotated[str, Text(0, 60)] = Field(
        "", description="外部平台编号", examples=["12345-2026-0099"]
    )


class Owners(In):
    """三级责任人."""

    chief: Name = Field(description="主要负责人（总责）", examples=["周平"])
    leader: Name = Field(description="分管负责人（具体抓）", examples=["李清"])
    handler: Name = Field(description="经办人（具体办）", examples=["王路"])


class AcceptForm(AssignmentForm):
    owners: Owners


class RequestReturnForm(AssignmentReasonForm):
    legal_basis: Annotated[str, Text(1, 300)] = Field(
        description="法律法规或职责依据", examples=["本单位“三定”规定第四条"]
    )
    proposed_unit_id: Id | None = Field(None, description="建议改由哪个单位办理", examples=[None])


class DecideReturnForm(AssignmentReasonForm):
    upheld: bool = Field(description="true 同意退办，false 不同意", examples=[False])


class RequestExtensionForm(AssignmentReasonForm):
    until: Day = Field(description="延至", examples=["2026-12-20"])


class DecideExtensionForm(AssignmentReasonForm):
    granted: bool = Field(description="是否同意", examples=[True])
