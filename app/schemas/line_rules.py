"""When a running clock turns yellow, red …, as administrators keep it."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import DeskLevel, Line, Supervisor
from app.schemas.base import Day, Id, In, Out, Text


class LineRuleForm(In):
    line: Line = Field(description="哪一道线；期满不设规则", examples=["yellow"])
    level: DeskLevel = Field(description="哪一级的事项", examples=["town"])
    share_left: int | None = Field(
        None, description="所剩时间占全部时间的百分比，1 至 99；只用于到期前的线", examples=[20]
    )
    days: int | None = Field(
        None, description="到期前为所剩工作日数，到期后为超期工作日数，0 至 250", examples=[3]
    )
    supervisor: Supervisor | None = Field(
        None,
        description="由谁督办；null 不指定到人，由该级人大机关督办。提醒不设督办人",
        examples=["secretary"],
    )
    source: Annotated[str, Text(0, 200)] = Field(
        description="依据，必填", examples=["县人大代表建议督办办法第六条"]
    )
    valid_from: Day = Field(description="生效日期，不早于今天", examples=["2027-01-01"])
    valid_to: Day | None = Field(None, description="有效的最后一天；null 为长期有效", examples=[None])

    @model_validator(mode="after")
    def is_ruled(self) -> Self:
        if self.line is Line.LAPSE:
            raise PydanticCustomError("line_not_ruled", "期满由期限规则决定，不另设规则", {"fields": "line"})
        if self.line is Line.REMIND and self.supervisor is not None:
            raise PydanticCustomError("reminder_supervised", "提醒不设督办人", {"fields": "supervisor"})
        return self


class LineRuleEnd(In):
    last_day: Day = Field(description="有效的最后一天，不早于今天", examples=["2027-12-31"])


class LineRuleOut(Out):
    id: Id
    line: Line = Field(description="哪一道线", examples=["yellow"])
    level: DeskLevel = Field(description="哪一级的事项", examples=["town"])
    share_left: int | None = Field(description="所剩时间的百分比；不按比例的为 null", examples=[20])
    days: int | None = Field(description="所剩或超期的工作日数；不按天数的为 null", examples=[3])
    supervisor: Supervisor | None = Field(description="由谁督办；不指定到人的为 null", examples=["secretary"])
    source: str = Field(description="依据", examples=["县人大代表建议督办办法第六条"])
    valid_from: Day = Field(description="生效日期", examples=["2027-01-01"])
    valid_to: Day | None = Field(description="有效的最后一天；null 为长期有效", examples=[None])


class LineRuleList(Out):
    items: list[LineRuleOut] = Field(description="全部规则，按级别、先后和生效日期")
