"""After the answer."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Satisfaction
from app.schemas.actions.base import ActionForm, Name, ReasonForm, UploadIds, Words
from app.schemas.base import Id, Text


class EvaluateForm(ActionForm):
    """Result and attitude apart; whoever is not satisfied says why."""

    result: Satisfaction = Field(description="对办理结果")
    attitude: Satisfaction = Field(description="对办理态度")
    reason: Annotated[str, Text(0, 1000, lines=True)] = Field("", description="不满意时必填", examples=[""])

    @model_validator(mode="after")
    def says_why(self) -> Self:
        if Satisfaction.DISSATISFIED in (self.result, self.attitude) and not self.reason:
            raise PydanticCustomError("reason_required", "不满意时请说明理由", {"fields": "reason"})
        return self


class RedoForm(ReasonForm):
    assignment_ids: list[Id] = Field(
        default_factory=list,
        max_length=20,
        description="重办哪些交办单；不填则为本轮全部主办、分办",
        examples=[[]],
    )


class ConcludeReviewForm(ActionForm):
    finding: Words
    redo: bool = Field(description="true 继续办理，false 办结", examples=[False])


class StrikeOffForm(ActionForm):
    proof: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="现场核查情况", examples=["现场已亮灯"]
    )
    checker: Name = Field(description="核查人", examples=["刘岚"])
    upload_ids: UploadIds
