"""The working-day calendar of a year, with the notice that announced it."""

from typing import Annotated

from pydantic import Field

from app.domain.working_days import DayKind
from app.schemas.base import Day, In, Out, Text, Timestamp


class CalendarDayForm(In):
    day: Day = Field(description="日期，须在这一年", examples=["2027-01-01"])
    kind: DayKind = Field(description="放假，或调休上班", examples=["holiday"])
    name: Annotated[str, Text(0, 40)] = Field("", description="节日", examples=["元旦"])


class CalendarForm(In):
    """Everything that a notice says of its year."""

    title: Annotated[str, Text(1, 120)] = Field(
        description="通知的标题", examples=["国务院办公厅关于2027年部分节假日安排的通知"]
    )
    number: Annotated[str, Text(1, 60)] = Field(description="发文字号", examples=["国办发明电〔2026〕1号"])
    announced_on: Day = Field(description="公布日期", examples=["2026-11-05"])
    days: list[CalendarDayForm] = Field(
        min_length=1, max_length=366, description="放假和调休上班的日子；其余的按周末休息"
    )
    version: int | None = Field(
        None, ge=1, description="所见的版本号；这一年还没有公布时为 null", examples=[None]
    )


class CalendarDayOut(Out):
    day: Day
    kind: DayKind = Field(description="放假，或调休上班", examples=["holiday"])
    name: str = Field(description="节日；没有写明的为空", examples=["元旦"])


class CalendarNoticeOut(Out):
    title: str = Field(description="通知的标题", examples=["国务院办公厅关于2026年部分节假日安排的通知"])
    number: str = Field(description="发文字号；未录入的为空", examples=["国办发明电〔2025〕7号"])
    announced_on: Day | None = Field(description="公布日期；未录入的为 null", examples=["2025-11-04"])
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    entered_by: str = Field(description="录入人", examples=["系统"])
    entered_at: Timestamp = Field(description="录入时间")


class CalendarOut(Out):
    year: int = Field(description="年份", examples=[2026])
    published: bool = Field(
        description="放假安排是否已公布；没有公布的按周末休息，涉及的期限为暂定", examples=[True]
    )
    notice: CalendarNoticeOut | None = Field(description="公布它的通知；没有公布的为 null")
    days: list[CalendarDayOut] = Field(description="放假和调休上班的日子，按日期")


class CalendarSheetOut(Out):
    """What a spreadsheet says of a year."""

    days: list[CalendarDayForm] = Field(description="表格里的日子，按行序；可原样放进录入的 days")
