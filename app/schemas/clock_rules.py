"""The rules of the clocks as administrators keep them, and what they would give."""

from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.clocks import Unit
from app.domain.vocabulary import ClockName, ClockProfile, Kind
from app.schemas.base import Day, Id, In, Out, Text, Timestamp
from app.schemas.clocks import ExplanationOut

MOST_RULES = 2000
MOST_PAUSES = 20
CategoryCode = Annotated[str, Text(1, 60)]


class Length(In):
    """How long, and which law says so."""

    number: int = Field(description="期限的数目，至少为 1", examples=[5])
    unit: Unit = Field(description="单位", examples=["working_day"])
    source: Annotated[str, Text(0, 300)] = Field(
        description="依据的条文，必填", examples=["县人大代表建议办理办法第八条"]
    )


class ClockRuleForm(Length):
    clock: ClockName = Field(
        description="哪一种期限；承诺以答复中的完成日期为准，不设规则", examples=["reply"]
    )
    kind: Kind | None = Field(None, description="种类；null 为不限", examples=["appeal"])
    category_code: CategoryCode | None = Field(
        None, description="类别（含下级）；null 为不限", examples=["lighting"]
    )
    profile: ClockProfile = Field(ClockProfile.PLAIN, description="办理方式；空为一般", examples=[""])
    valid_from: Day = Field(description="生效日期，不早于今天", examples=["2027-01-01"])
    valid_to: Day | None = Field(None, description="有效的最后一天；null 为长期有效", examples=[None])

    @field_validator("clock")
    @classmethod
    def is_ruled(cls, clock: ClockName) -> ClockName:
        if clock is ClockName.PROMISE:
            raise PydanticCustomError("promise_has_a_date", "承诺的期限以答复中写明的完成日期为准，不设规则")
        return clock

    def columns(self) -> dict[str, Any]:
        """What goes into the row, by column."""
        return self.model_dump()


class ClockRuleChange(Length):
    valid_from: Day = Field(
        description="新规则的生效日期：不早于今天，晚于原规则的生效日期", examples=["2027-01-01"]
    )
    valid_to: Day | None = Field(None, description="新规则有效的最后一天；null 为长期有效", examples=[None])


class ClockRuleEnd(In):
    last_day: Day = Field(description="有效的最后一天，不早于今天", examples=["2027-12-31"])


class ClockRuleOut(Out):
    id: Id
    clock: ClockName = Field(description="哪一种期限", examples=["reply"])
    kind: Kind | None = Field(description="种类；null 为不限", examples=["appeal"])
    category_code: str | None = Field(description="类别（含下级）；null 为不限", examples=["lighting"])
    profile: ClockProfile = Field(description="办理方式；空为一般", examples=[""])
    number: int = Field(description="期限的数目", examples=[5])
    unit: Unit = Field(description="单位", examples=["working_day"])
    source: str = Field(description="依据的条文", examples=["县人大代表建议办理办法第八条"])
    valid_from: Day = Field(description="生效日期", examples=["2027-01-01"])
    valid_to: Day | None = Field(description="有效的最后一天；null 为长期有效", examples=[None])


class ClockRuleList(Out):
    items: list[ClockRuleOut] = Field(description="全部规则，按期限的种类和生效日期")


class PauseForm(In):
    """A time in which the clock stands."""

    start: Timestamp = Field(description="暂停的开始", examples=["2027-01-05T09:00:00+08:00"])
    end: Timestamp | None = Field(
        None, description="暂停的结束；null 为还在暂停", examples=["2027-01-07T09:00:00+08:00"]
    )
    reason: Annotated[str, Text(0, 100)] = Field("", description="原因", examples=["等待鉴定"])


class ExtensionForm(In):
    until: Day = Field(description="延至哪一天", examples=["2027-01-29"])
    asked_at: Timestamp = Field(description="何时申请", examples=["2027-01-08T09:00:00+08:00"])
    granted_at: Timestamp = Field(description="何时批准", examples=["2027-01-08T15:00:00+08:00"])

    @model_validator(mode="after")
    def is_granted_after_it_was_asked(self) -> Self:
        if self.granted_at < self.asked_at:
            raise PydanticCustomError("granted_before_asked", "批准早于申请", {"fields": "granted_at"})
        return self


class PreviewForm(In):
    """A case that might be: what it is, when its clock starts, and what befalls it."""

    clock: ClockName = Field(description="哪一种期限", examples=["reply"])
    kind: Kind = Field(description="种类", examples=["appeal"])
    category_code: CategoryCode | None = Field(None, description="类别；null 为没有", examples=["lighting"])
    profile: ClockProfile = Field(ClockProfile.PLAIN, description="办理方式；空为一般", examples=[""])
    start: Timestamp = Field(description="起算的时刻，如交办的时刻", examples=["2027-01-04T09:00:00+08:00"])
    pauses: list[PauseForm] = Field(default_factory=list, max_length=MOST_PAUSES, description="暂停计时")
    extension: ExtensionForm | None = Field(None, description="批准的延期；null 为没有")


class PreviewOut(Out):
    rule: ClockRuleOut
    due_at: Timestamp | None = Field(description="到期的时刻；还在暂停的为 null")
    provisional: bool = Field(description="为 true 时涉及放假安排尚未公布的年份，日期暂定", examples=[True])
    explanation: ExplanationOut
