"""Figures of the cases that one may see: each with what it was made of."""

from pydantic import Field

from app.domain.vocabulary import Channel, Kind
from app.schemas.base import Day, Id, Out
from app.schemas.context import StatusCount


class FigureOut(Out):
    """Without a denominator there is no rate: null, never 100 %."""

    numerator: int = Field(description="分子", examples=[13])
    denominator: int = Field(description="分母", examples=[16])
    rate: float | None = Field(description="分子 ÷ 分母；分母为 0 时为 null", examples=[0.8125])
    excluded: int = Field(description="不计入的件数", examples=[4])


class DaysOut(Out):
    """Calendar days from hand-over to reply. Without an answer there is neither mean nor median."""

    count: int = Field(description="已答复的交办单", examples=[12])
    mean: float | None = Field(description="平均天数；没有已答复的为 null", examples=[6.25])
    median: float | None = Field(description="中位天数；没有已答复的为 null", examples=[5.0])


class UnitDays(DaysOut):
    unit_id: Id
    unit_name: str = Field(description="承办单位", examples=["县住建局"])


class ReplyDays(DaysOut):
    by_unit: list[UnitDays] = Field(description="各承办单位的，按名称排列；没有已答复的不列")


class ChannelCount(Out):
    channel: Channel = Field(examples=["scan"])
    label: str = Field(description="来源名称", examples=["扫码"])
    count: int = Field(description="件数", examples=[20])


class KindCount(Out):
    kind: Kind = Field(examples=["appeal"])
    label: str = Field(description="种类名称", examples=["群众诉求"])
    count: int = Field(description="件数", examples=[20])


class CaseFigures(Out):
    """Of the cases handed in within the period that you may see and that fit the filters."""

    since: Day = Field(description="从哪一天提交的")
    until: Day = Field(description="到哪一天（含）提交的")
    received: int = Field(description="收到的事项，不含草稿", examples=[20])
    by_status: list[StatusCount] = Field(description="各状态的件数，没有的不列")
    by_channel: list[ChannelCount] = Field(description="各来源的件数，没有的不列")
    by_kind: list[KindCount] = Field(description="各种类的件数，没有的不列")
    satisfaction_strict: FigureOut = Field(
        description="满意 ÷ 已评价；只看最近一轮答复的评价，有几方须评价时以较差的为准；不计已答复而未评价的"
    )
    satisfaction_broad: FigureOut = Field(description="（满意 + 基本满意）÷ 已评价；口径同上")
    rating_coverage: FigureOut = Field(
        description="已评价 ÷ 已答复；不计未答复的。承办单位的以上三项还不计评价尚未结束的"
    )
    on_time: FigureOut = Field(
        description="按期答复 ÷（已答复 + 逾期未答复），按主办、分办的交办单计；不计没有期限、挂账、尚未到期的"
    )
    reply_days: ReplyDays = Field(
        description="从交办到答复的日历天数（交办当天为第 0 天），按主办、分办的交办单计，重办另计"
    )
    dispute_success: FigureOut = Field(description="矛盾纠纷由认领的调解人调成的 ÷ 已办结的；不计未办结的")
