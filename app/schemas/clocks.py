"""Why a deadline is what it is, as data. Amounts are in hours for rules that count hours, else in days."""

from pydantic import Field

from app.domain.clocks import Unit
from app.domain.explanations import Told
from app.domain.vocabulary import ClockName, Colour, Line, Supervisor
from app.schemas.base import Day, Id, Out, Timestamp


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


class LineOut(Out):
    """A line that a clock comes to, or came to."""

    line: Line = Field(examples=["yellow"])
    label: str = Field(description="名称", examples=["黄牌"])
    at: Timestamp = Field(description="何时到达")
    crossed: bool = Field(description="在所问的时刻是否已经越过", examples=[False])
    supervisor: Supervisor | None = Field(description="自此由谁督办；没有的为 null", examples=["secretary"])


class ClockOut(Out):
    id: Id
    clock: ClockName = Field(examples=["reply"])
    label: str = Field(description="名称", examples=["答复"])
    assignment_id: Id | None = Field(description="属于哪一份交办单；整件事项的为 null", examples=[None])
    holder: str = Field(description="该由谁办", examples=["杜曲镇村镇建设发展中心"])
    round: int = Field(description="办理轮次", examples=[1])
    number: int | None = Field(description="期限的数目；承诺没有规则，为 null", examples=[7])
    unit: Unit | None = Field(description="期限的单位；承诺为 null", examples=["working_day"])
    source: str = Field(description="依据的条文；承诺为空", examples=["县人大代表建议办理办法第八条"])
    started_at: Timestamp = Field(description="从何时起算")
    due_at: Timestamp = Field(description="到期的时刻；还在暂停的，为假如没有暂停时的时刻")
    provisional: bool = Field(description="为 true 时日期暂定：涉及放假安排尚未公布的年份", examples=[False])
    paused: bool = Field(description="正在暂停", examples=[False])
    stopped_at: Timestamp | None = Field(description="何时停止；还在走的为 null", examples=[None])
    extended_until: Day | None = Field(description="批准延至哪一天；没有的为 null", examples=[None])
    overdue: bool = Field(description="已经超期；停止的，停止时已经超期", examples=[False])
    working_days_left: int = Field(description="距到期还有几个工作日；负数为已超过几个", examples=[5])
    share_left: float = Field(description="还剩几成时间，1 为全部，0 为没有", examples=[0.71])
    colour: Colour | None = Field(description="这一个期限的颜色；对群众为 null", examples=["green"])
    lines: list[LineOut] = Field(description="到哪一刻提醒、亮牌、约谈或自动处理；对群众为空")


class CaseClocks(Out):
    """How the clocks of a case stood at a moment, and what it showed."""

    as_of: Timestamp = Field(description="所问的时刻")
    colour: Colour | None = Field(
        description="当时显示的颜色：取自当时的记录；对群众为 null", examples=["green"]
    )
    time_colour: Colour | None = Field(
        description="因时间而来的颜色：由各期限推算；对群众为 null", examples=["green"]
    )
    items: list[ClockOut] = Field(description="当时已经开始的期限，先开始的在前")
