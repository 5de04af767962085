"""Why a deadline is what it is, as data. Amounts are in hours for rules that count hours, else in days."""

from pydantic import Field

from app.domain.clocks import Unit
from app.domain.explanations import Told
from app.schemas.base import Day, Out, Timestamp


class ExplainedDay(Out):
    day: Day
    told: Told = Field(description="这一天怎样计算", examples=["counted"])
    counted: float = Field(description="计入多少", examples=[1])
    note: str = Field(description="为何休息，或为何周末也计入；其余为空", examples=[""])


class ExplainedPause(Out):
    start: Timestamp = Field(description="暂停的开始")
    end: Timestamp | None = Field(description="暂停的结束；还在暂停的为 null")
    reason: str = Field(description="原因", examples=["等待鉴定"])
    added: float = Field(description="因此顺延多少", examples=[2])


class ExplainedNotice(Out):
    text: str = Field(
        description="放假安排的通知",
        examples=["国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"],
    )
    version: int = Field(description="录入的第几版", examples=[1])


class ExplanationOut(Out):
    sentence: str = Field(
        description="一句话的说明",
        examples=["依据县人大代表建议办理办法第八条，期限为5个工作日；……；2027年1月11日（周一）结束时到期。"],
    )
    number: int = Field(description="期限的数目", examples=[5])
    unit: Unit = Field(description="单位；以下各数，按小时计的为小时，其余为天", examples=["working_day"])
    source: str = Field(description="依据的条文", examples=["县人大代表建议办理办法第八条"])
    start: Timestamp = Field(description="起算的时刻")
    received_on: Day = Field(description="收到当日，不计入")
    allowance: float = Field(description="规则给多少", examples=[5])
    counted: float = Field(description="已计入多少", examples=[5])
    extended: float = Field(description="延期又给多少", examples=[0])
    left: float = Field(description="还在暂停的，尚余多少；其余为 0", examples=[0])
    due_at: Timestamp | None = Field(description="到期的时刻；还在暂停的为 null")
    stopped_at: Timestamp | None = Field(description="从何时起暂停至今；没有的为 null", examples=[None])
    extended_until: Day | None = Field(description="批准延至哪一天；没有的为 null", examples=[None])
    provisional: bool = Field(description="为 true 时日期暂定", examples=[True])
    unpublished_years: list[int] = Field(description="涉及的、放假安排尚未公布的年份", examples=[[2027]])
    days: list[ExplainedDay] = Field(description="从收到当日到到期日，逐日")
    pauses: list[ExplainedPause] = Field(description="暂停计时")
    notices: list[ExplainedNotice] = Field(description="所依据的放假安排")
