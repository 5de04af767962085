"""Figures that are watched 预算联网监督, what they showed, and the alarm that they raised."""

import re
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import AlertState, Direction
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Text, Timestamp, Yuan
from app.schemas.supervision import Version

MOST_READINGS = 500
_FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,4})?")


def _figure(value: object) -> object:
    """Text of exactly this form: what is a number in JSON becomes a float."""
    if isinstance(value, Decimal) or (isinstance(value, str) and _FIGURE.fullmatch(value)):
        return value
    raise PydanticCustomError("figure_form", "数值应写成文字，最多四位小数，如 58.5")


Figure = Annotated[
    Decimal,
    BeforeValidator(_figure),
    PlainSerializer(lambda number: f"{number.normalize():f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_FIGURE.pattern}$", "examples": ["60"]}),
    Field(description="数值，写成文字"),
]


class IndicatorForm(In):
    name: Annotated[str, Text(1, 60)] = Field(description="指标", examples=["乡村振兴项目资金使用率"])
    measure: Annotated[str, Text(1, 20)] = Field(description="计量单位", examples=["%"])
    direction: Direction = Field(description="在界线的哪一边报警", examples=["below"])
    threshold: Figure = Field(description="界线；刚好等于的不报警")
    unit_id: Id = Field(description="责任单位")
    category_code: Annotated[str, Text(1, 60)] | None = Field(
        None, description="转为事项时的类别", examples=["lighting"]
    )
    area_code: AreaCode | None = Field(None, description="涉及的区划；null 为本机关的区划", examples=[None])
    source: Annotated[str, Text(1, 200)] = Field(description="数据来源", examples=["县预算联网监督系统"])


class IndicatorEdit(IndicatorForm):
    """整体替换：没有传的选填字段恢复默认值。"""

    version: Version
    active: bool = Field(description="是否启用", examples=[True])


class IndicatorOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    name: str = Field(description="指标", examples=["乡村振兴项目资金使用率"])
    measure: str = Field(description="计量单位", examples=["%"])
    direction: Direction = Field(description="在界线的哪一边报警", examples=["below"])
    threshold: Figure = Field(description="界线")
    unit_id: Id
    unit_name: str = Field(description="责任单位", examples=["县财政局"])
    category_code: str | None = Field(description="转为事项时的类别", examples=["lighting"])
    area_code: AreaCode
    source: str = Field(description="数据来源", examples=["县预算联网监督系统"])
    active: bool = Field(description="是否启用", examples=[True])


class IndicatorPage(Page[IndicatorOut]):
    pass


class ReadingForm(In):
    subject: Annotated[str, Text(1, 120)] = Field(
        description="哪个项目、哪笔资金", examples=["某乡村振兴项目"]
    )
    value: Figure
    read_on: Day = Field(description="数据日期，不晚于今天", examples=["2026-01-02"])
    note: Annotated[str, Text(0, 300)] = Field("", description="说明", examples=[""])


class ReadingsForm(In):
    """As many as a table that was exported has rows."""

    readings: list[ReadingForm] = Field(
        min_length=1, max_length=MOST_READINGS, description=f"读数，1 至 {MOST_READINGS} 条"
    )

    @model_validator(mode="after")
    def one_a_day(self) -> Self:
        if len({(each.subject, each.read_on) for each in self.readings}) < len(self.readings):
            raise PydanticCustomError("reading_twice", "同一项目同一天只能有一条读数", {"fields": "readings"})
        return self


class ReadingOut(Out):
    id: Id
    subject: str = Field(description="哪个项目、哪笔资金", examples=["某乡村振兴项目"])
    value: Figure
    read_on: Day = Field(description="数据日期")
    note: str = Field(description="说明", examples=[""])
    entered_by: str = Field(description="谁录入的", examples=["蔺衡之"])
    created_at: Timestamp


class ReadingPage(Page[ReadingOut]):
    pass


class AlertOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    state: AlertState = Field(description="处置到哪一步", examples=["raised"])
    indicator_id: Id
    indicator_name: str = Field(description="指标", examples=["乡村振兴项目资金使用率"])
    measure: str = Field(description="计量单位", examples=["%"])
    direction: Direction = Field(description="在界线的哪一边报警", examples=["below"])
    unit_id: Id
    unit_name: str = Field(description="责任单位", examples=["县财政局"])
    subject: str = Field(description="哪个项目、哪笔资金", examples=["某乡村振兴项目"])
    value: Figure = Field(description="读数")
    threshold: Figure = Field(description="报警时的界线")
    raised_at: Timestamp
    case_id: Id | None = Field(description="转成的事项；没有的为 null", examples=[None])
    dismissed: str = Field(description="排除的理由；没有排除的为空", examples=[""])
    decided_by: str = Field(description="谁处置的", examples=["蔺衡之"])
    decided_at: Timestamp | None = Field(description="何时处置的；待处置的为 null", examples=[None])
    outcome: str = Field(description="结果；没有结果的为空", examples=["闲置资金已收回，重新安排"])
    amount_yuan: Yuan | None = Field(description="收回或盘活的金额（元）；没有的为 null")
    settled_by: str = Field(description="谁写明结果的", examples=[""])
    settled_at: Timestamp | None = Field(description="何时写明结果；没有结果的为 null", examples=[None])


class AlertPage(Page[AlertOut]):
    pass


class ReadingsAdded(Out):
    added: int = Field(description="录入的读数", examples=[1])
    alerts: list[AlertOut] = Field(description="由此新报的警；同一项目已有未了结预警的不再报")


class AlertOpenForm(In):
    version: Version
    station_id: Id = Field(description="由哪个联络站登记")
    title: Annotated[str, Text(1, 80)] = Field(
        description="事项标题", examples=["某乡村振兴项目资金使用率不足六成"]
    )
    text: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="补充说明；指标、读数和责任单位自动写入正文", examples=["请视察调研并询问"]
    )


class AlertDismissForm(In):
    version: Version
    reason: Annotated[str, Text(1, 500, lines=True)] = Field(
        description="为何不转为事项", examples=["质保金按合同预留，未到支付期"]
    )


class AlertOutcomeForm(In):
    version: Version
    text: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="结果", examples=["闲置资金已收回，重新安排到急需项目"]
    )
    amount_yuan: Yuan | None = Field(None, description="收回或盘活的金额（元），写成文字；没有为 null")
