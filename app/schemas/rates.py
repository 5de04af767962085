"""Rates with what they are made of, and how long each step took: of all that the reader reaches, or by place."""

from pydantic import Field

from app.domain.rates import LeftOut
from app.domain.vocabulary import Dimension, Wait
from app.schemas.base import Day, Out


class LeftOutCount(Out):
    reason: LeftOut = Field(examples=["not_due"])
    label: str = Field(description="为什么不计入", examples=["未答复且尚未到期或已挂账"])
    count: int = Field(description="件数", examples=[4])


class RateOut(Out):
    """Without a denominator there is no rate: null, never 100 %."""

    numerator: int = Field(description="分子", examples=[13])
    denominator: int = Field(description="分母", examples=[16])
    rate: float | None = Field(
        description="分子 ÷ 分母；分母为 0 时为 null，代表的分母少于 5 时也为 null", examples=[0.8125]
    )
    left_out: list[LeftOutCount] = Field(description="没有计入分母的，按原因列出；没有的不列")


class RateSheet(Out):
    """Every rate of one place. All are of the matters handed in within the period, as they stand now."""

    received: int = Field(description="收到的事项，不含草稿；承办单位为交给它主办、分办的事项", examples=[20])
    on_time: RateOut = Field(
        description="按期答复率 = 按期答复 ÷（已答复 + 逾期未答复），按主办、分办的交办单计，重办另计；"
        "不计已退办、没有期限、挂账和尚未到期的"
    )
    closing: RateOut = Field(
        description="办结率 = 办结 ÷ 收到；不计不予受理、撤回、并案、转化的，承办单位不计已退办的"
    )
    satisfaction_strict: RateOut = Field(
        description="满意率（严）= 满意 ÷ 已评价。一件事项计一次：看最近一轮答复的评价（含并入事项的提交人），"
        "以应评价的人为先，几方不一致时以较差的为准；未评价的、评价被反映为受到干扰的不计，从不当作满意"
    )
    satisfaction_broad: RateOut = Field(description="满意率（宽）=（满意 + 基本满意）÷ 已评价；口径同上")
    rating_coverage: RateOut = Field(
        description="评价率 = 已评价 ÷ 已答复；不计尚未答复的。承办单位和调解员的以上三项还不计评价尚未结束的"
    )
    resolved: RateOut = Field(
        description="解决率 = 答复为“已解决或采纳”的 ÷ 已答复的事项；几个单位分别答复时须全部如此"
    )
    promises_kept: RateOut = Field(
        description="承诺兑现率 = 在最初的期限内销号 ÷（已销号 + 逾期未销号），按答复中的承诺计；"
        "不计尚未到期和已由新的答复取代的"
    )
    returned: RateOut = Field(description="退办率 = 退办成立 ÷ 交办，按主办、分办的交办单计")
    redone: RateOut = Field(
        description="重办率 = 答复后又办理过（重办、重新打开）的 ÷ 答复过的事项；不计从未答复过的"
    )


class PlaceRates(RateSheet):
    key: str = Field(description="标识或代码；未分类的事项为空", examples=["lighting.street_lamp"])
    name: str = Field(description="名称", examples=["路灯"])


class Rates(Out):
    """Of everything within your reach, and by place if asked for."""

    since: Day = Field(description="从哪一天提交的")
    until: Day = Field(description="到哪一天（含）提交的")
    scope: str = Field(description="统计范围", examples=["示例县全县"])
    by: Dimension | None = Field(description="按什么分列；未要求时为 null", examples=["category"])
    total: RateSheet = Field(description="合计")
    groups: list[PlaceRates] = Field(
        description="分列，按标识或代码排列，没有事项的不列；类别含其下所有类别，所以各行之和大于合计；"
        "一件事项有几个单位主办、分办时每个单位各计一次"
    )


class WaitOut(Out):
    """Three days and more are told in whole days. Nothing is deducted: neither nights nor pauses."""

    wait: Wait = Field(examples=["reply"])
    label: str = Field(description="哪一步", examples=["交办到答复"])
    count: int = Field(description="次数", examples=[12])
    median_hours: float | None = Field(
        description="中位数（小时）：一半不超过它；个数为偶数时取中间两个的平均；没有时为 null",
        examples=[51.0],
    )
    p90_hours: int | None = Field(description="九成不超过的小时数；没有时为 null", examples=[120])


class PlaceWait(WaitOut):
    key: str = Field(description="标识或代码；未分类的事项为空", examples=["lighting.street_lamp"])
    name: str = Field(description="名称", examples=["路灯"])


class Waits(Out):
    """How long each step took, of the matters handed in within the period."""

    since: Day = Field(description="从哪一天提交的")
    until: Day = Field(description="到哪一天（含）提交的")
    scope: str = Field(description="统计范围", examples=["示例县全县"])
    by: Dimension | None = Field(description="按什么分列；未要求时为 null", examples=["category"])
    steps: list[WaitOut] = Field(description="合计，每一步一行")
    groups: list[PlaceWait] = Field(description="所问的一步按什么分列；没有的不列")
