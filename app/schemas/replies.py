"""The four classes of a reply, each with the fields it must have (代表法 2025 art. 51; practice 51)."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import ReplyClass
from app.schemas.base import Day, In, Text

NEEDS: dict[ReplyClass, tuple[str, ...]] = {
    ReplyClass.RESOLVED: ("public_text",),
    ReplyClass.IN_PROGRESS: ("public_text", "plan", "finish_on"),
    ReplyClass.NOT_FEASIBLE: ("public_text", "reason"),
    ReplyClass.ESCALATED: ("public_text", "escalated_to", "escalated_on"),
}
_FIELD_WORDS = {
    "public_text": "答复内容",
    "plan": "计划与进度",
    "finish_on": "完成日期",
    "reason": "不具备条件的原因",
    "escalated_to": "向谁反映",
    "escalated_on": "何时反映",
}


class ReplyFields(In):
    """What the public reads, and what its class requires."""

    reply_class: ReplyClass = Field(description="答复类别")
    public_text: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="对外答复", examples=["路灯已于 11 月 25 日修复。"]
    )
    plan: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="计划与进度（正在解决时必填）", examples=[""]
    )
    finish_on: Day | None = Field(None, description="完成日期（正在解决时必填）", examples=[None])
    reason: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="不具备条件的具体原因（暂不具备条件时必填）", examples=[""]
    )
    escalated_to: Annotated[str, Text(0, 120)] = Field(
        "", description="向谁反映（已向上反映时必填）", examples=[""]
    )
    escalated_on: Day | None = Field(None, description="何时反映（已向上反映时必填）", examples=[None])

    @model_validator(mode="after")
    def carries_what_its_class_needs(self) -> Self:
        missing = [name for name in NEEDS[self.reply_class] if not getattr(self, name)]
        if missing:
            raise PydanticCustomError(
                "reply_incomplete",
                "“{label}”的答复还需填写：{missing}",
                {
                    "label": self.reply_class.label,
                    "missing": "、".join(_FIELD_WORDS[name] for name in missing),
                    "fields": ",".join(missing),
                },
            )
        return self
