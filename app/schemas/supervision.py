"""Orders of supervision: what was ordered, answered and found; and what each of the six parties did."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import OrderKind, OrderState, PartySlot, Supervisor
from app.schemas.actions.base import Words
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp

Version = Annotated[
    int, Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])
]


class OrderAnswerForm(In):
    version: Version
    text: Words


class OrderCloseForm(In):
    version: Version
    fulfilled: bool = Field(description="所督办的（约谈的整改、重点督办的成果）是否做到", examples=[True])
    finding: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="核实的情况与结论", examples=["现场核实，路灯已全部修复，群众认可。"]
    )


class MilestoneDoneForm(In):
    version: Version
    title: Annotated[str, Text(1, 80)] = Field(description="哪个节点", examples=["完成招标"])
    done_on: Day = Field(description="完成日期，不晚于今天", examples=["2026-01-02"])
    proof: Annotated[str, Text(1, 500, lines=True)] = Field(
        description="凭据", examples=["中标通知书（县公共资源交易中心）"]
    )


class KeyMilestoneOut(Out):
    title: str = Field(description="节点", examples=["完成招标"])
    due_on: Day = Field(description="应在哪天前完成")
    done_on: Day | None = Field(description="完成日期；没有完成的为 null", examples=[None])
    proof: str = Field(description="凭据", examples=[""])


class OrderSummary(Out):
    """One order in the list of orders."""

    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    number: str = Field(description="督办编号", examples=["DB411122-261120-7K3M9X"])
    kind: OrderKind = Field(description="种类", examples=["supervise"])
    state: OrderState = Field(description="进行到哪一步", examples=["waiting"])
    overdue: bool = Field(description="过了期限还没有了结", examples=[False])
    case_id: Id | None = Field(description="哪个事项；专项监督的为 null")
    case_number: str | None = Field(
        description="受理编号；看不到该事项的为 null", examples=["411122-261120-7K3M9X"]
    )
    case_title: str | None = Field(description="标题；看不到该事项的为 null", examples=["老街东口路灯不亮"])
    topic_id: Id | None = Field(description="哪个专项监督；事项的督办为 null", examples=[None])
    assignment_id: Id | None = Field(description="哪个交办单；不针对交办单的为 null", examples=[None])
    unit_id: Id | None = Field(description="由哪个单位答复")
    station_id: Id | None = Field(description="由哪个联络站答复", examples=[None])
    desk_id: Id | None = Field(description="由哪个人大机关答复", examples=[None])
    addressee: str = Field(
        description="由谁答复；重点督办随事项走，为空", examples=["杜曲镇村镇建设发展中心"]
    )
    supervisor: Supervisor | None = Field(
        description="按规则由谁督办；人工发出的为 null", examples=["secretary"]
    )
    leader: str = Field(description="督办的领导", examples=["周平"])
    by_rule: bool = Field(description="是否由规则自动发出", examples=[False])
    issuer_name: str = Field(description="谁发出的", examples=["金巧云"])
    issuer_body: str = Field(description="发出的机关", examples=["杜曲镇人大主席团"])
    text: str = Field(description="要求；约谈的为整改要求", examples=["请三日内修复并答复"])
    due_on: Day | None = Field(description="答复期限；不限的为 null", examples=[None])
    milestones_done: int = Field(description="已完成的节点数", examples=[1])
    milestones_total: int = Field(description="节点总数", examples=[3])
    created_at: Timestamp


class OrderPage(Page[OrderSummary]):
    pass


class OrderOut(OrderSummary):
    event_id: Id | None = Field(description="由哪条经过引起；人工发出的为 null", examples=[None])
    cause: str = Field(description="原因", examples=["超期或临近超期：“答复”应于 2026-11-30 前完成"])
    person: str = Field(description="约谈的对象", examples=[""])
    held_on: Day | None = Field(description="约谈或会诊的日期；还没有约谈的为 null", examples=[None])
    milestones: list[KeyMilestoneOut] = Field(description="节点")
    answer: str = Field(description="答复；没有答复的为空", examples=["材料已到，明日完工"])
    answered_by: str = Field(description="谁答复的", examples=["丁小舟"])
    answered_at: Timestamp | None = Field(description="何时答复的；没有答复的为 null", examples=[None])
    fulfilled: bool | None = Field(description="是否做到；没有了结或已终止的为 null", examples=[None])
    finding: str = Field(description="了结时的结论", examples=[""])
    closed_by: str = Field(description="谁了结的", examples=[""])
    closed_at: Timestamp | None = Field(description="何时了结的；没有了结的为 null", examples=[None])
    may_answer: bool = Field(description="您现在能否答复、登记节点", examples=[True])
    may_close: bool = Field(description="您现在能否了结", examples=[False])


class PartyActOut(Out):
    at: Timestamp
    by: str = Field(description="谁记录的", examples=["金巧云"])
    text: str = Field(description="做了什么", examples=["召开协调会，明确资金来源"])


class PartySlotOut(Out):
    slot: PartySlot = Field(description="六方中的哪一方", examples=["leader"])
    name: str | None = Field(description="姓名或单位；没有写明的为 null", examples=["县人大常委会副主任"])
    unit_id: Id | None = Field(description="承办单位编号；只用于 unit", examples=[None])
    acts: list[PartyActOut] = Field(description="做过什么，先后为序")


class PartiesOut(Out):
    slots: list[PartySlotOut] = Field(description="六方，依次为督办、领办、促办、催办、承办、参与")
