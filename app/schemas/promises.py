"""Promises 承诺: written down, looked after, struck off or carried over, and the ledger of them."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.ballots import Votes
from app.domain.vocabulary import PromiseSource, PromiseState, PromiseStep
from app.schemas.actions.base import Name, UploadIds, Words
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp
from app.schemas.cases import AttachmentOut
from app.schemas.figures import FigureOut

PromiseText = Annotated[
    str, Text(1, 2000, lines=True), Field(description="承诺的事", examples=["年底前完成老街两期路灯改造"])
]
Year = Annotated[int, Field(ge=2000, le=2099, description="年度", examples=[2027])]
Count = Annotated[int, Field(ge=0, le=100000)]


class MilestoneForm(In):
    name: Annotated[str, Text(1, 60)] = Field(description="节点", examples=["完成招标"])
    due_on: Day = Field(description="节点日期", examples=["2027-03-31"])


class PromiseForm(In):
    """Given at an event or for a year. What an answer promises comes from the answer."""

    source: PromiseSource = Field(description="event 或 plan；答复中的承诺由答复自动登记", examples=["plan"])
    unit_id: Id = Field(description="承诺的单位")
    person: Name = Field(description="责任人", examples=["周平"])
    text: PromiseText
    due_on: Day = Field(description="完成期限，不能早于今天", examples=["2027-12-20"])
    milestones: list[MilestoneForm] = Field(
        default_factory=list, max_length=20, description="节点", examples=[[]]
    )
    case_id: Id | None = Field(None, description="所涉的事项", examples=[None])
    event_id: Id | None = Field(None, description="在哪个活动上承诺；来源为活动时必填", examples=[None])
    station_id: Id | None = Field(
        None, description="在哪个联络站；站上人员必填，活动在站上举行时可不填", examples=[None]
    )
    year: Year | None = Field(None, description="年度；来源为年初承诺时必填，其他不填")

    @field_validator("source")
    @classmethod
    def is_not_of_a_reply(cls, value: PromiseSource) -> PromiseSource:
        if value is PromiseSource.REPLY:
            raise PydanticCustomError("promise_of_reply", "答复中的承诺由答复自动登记")
        return value

    @field_validator("milestones")
    @classmethod
    def come_before_the_end(cls, value: list[MilestoneForm], info: ValidationInfo) -> list[MilestoneForm]:
        due_on = info.data.get("due_on")
        if due_on and any(each.due_on > due_on for each in value):
            raise PydanticCustomError("milestone_after_due", "节点不能晚于完成期限")
        return value

    @model_validator(mode="after")
    def says_where_it_was_given(self) -> Self:
        if (self.source is PromiseSource.PLAN) != (self.year is not None):
            raise PydanticCustomError("year_of_plan", "年初承诺须写明年度，其他承诺不写", {"fields": "year"})
        if self.source is PromiseSource.EVENT and self.event_id is None:
            raise PydanticCustomError("event_of_promise", "请指明在哪个活动上承诺", {"fields": "event_id"})
        return self


class PromiseVersionForm(In):
    version: int = Field(ge=1, description="所见承诺的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])


class ProofForm(PromiseVersionForm):
    text: Words
    milestone: int | None = Field(
        None, ge=1, le=20, description="完成了第几个节点（从 1 起）", examples=[None]
    )
    upload_ids: UploadIds


class CheckForm(PromiseVersionForm):
    on: Day = Field(description="检查日期，不能晚于今天", examples=["2026-01-02"])
    checker: Name = Field(description="检查人", examples=["刘岚"])
    finding: Words
    upload_ids: UploadIds


class CarryOverForm(PromiseVersionForm):
    due_on: Day = Field(description="结转到哪一天，应晚于现在的期限", examples=["2028-06-30"])
    reason: Annotated[str, Text(0, 1000, lines=True)] = Field(
        "", description="理由；没有理由不能结转", examples=["资金列入下一年度预算"]
    )


class StrikeOffPromiseForm(PromiseVersionForm):
    on: Day = Field(description="核查日期，不能晚于今天", examples=["2026-01-02"])
    checker: Name = Field(description="核查人", examples=["刘岚"])
    proof: Annotated[str, Text(0, 1000, lines=True)] = Field(
        "", description="核查情况；单位没有报送证明时必填", examples=["现场已亮灯"]
    )
    upload_ids: UploadIds


class ReviveForm(PromiseVersionForm):
    finding: Words
    due_on: Day = Field(description="重新约定的完成期限，不能早于今天", examples=["2028-06-30"])
    upload_ids: UploadIds


class VotesForm(In):
    satisfied: Count = Field(description="满意票", examples=[13])
    basically: Count = Field(description="基本满意票", examples=[3])
    dissatisfied: Count = Field(description="不满意票", examples=[0])

    @property
    def votes(self) -> Votes:
        return Votes(self.satisfied, self.basically, self.dissatisfied)

    @model_validator(mode="after")
    def somebody_voted(self) -> Self:
        if not self.votes.total:
            raise PydanticCustomError("no_votes", "至少有一票", {"fields": "satisfied"})
        return self


class RatingForm(VotesForm, PromiseVersionForm):
    held_on: Day = Field(description="测评日期，不能晚于今天", examples=["2026-01-02"])


class MilestoneOut(Out):
    name: str = Field(description="节点", examples=["完成招标"])
    due_on: Day = Field(description="节点日期", examples=["2027-03-31"])
    done_on: Day | None = Field(description="完成日期；未完成为 null", examples=[None])


class PromiseItem(Out):
    """One line of the ledger."""

    id: Id
    source: PromiseSource = Field(examples=["plan"])
    state: PromiseState
    unit_id: Id | None = Field(description="承诺的单位；外部平台为 null")
    owner_name: str = Field(description="承诺的单位或外部平台", examples=["县住建局"])
    person: str = Field(description="责任人", examples=["周平"])
    text: str = Field(description="承诺的事", examples=["年底前完成老街两期路灯改造"])
    due_on: Day = Field(description="完成期限", examples=["2027-12-20"])
    first_due_on: Day = Field(description="最初的完成期限", examples=["2027-12-20"])
    overdue: bool = Field(description="是否逾期未销号", examples=[False])
    carried_over: int = Field(description="结转次数", examples=[0])
    revived: int = Field(description="销号后重新挂号的次数", examples=[0])
    milestones: list[MilestoneOut] = Field(description="节点")
    case_id: Id | None = Field(description="所涉的事项", examples=[None])
    event_id: Id | None = Field(description="在哪个活动上承诺", examples=[None])
    station_id: Id | None = Field(description="联络站", examples=[None])
    year: int | None = Field(description="年度；不是年初承诺时为 null", examples=[2027])
    struck_off_at: Timestamp | None = Field(description="销号时间；未销号为 null", examples=[None])
    created_at: Timestamp
    version: int = Field(description="版本号，办理时原样带回", examples=[1])


class PromiseItemPage(Page[PromiseItem]):
    pass


class PromiseEntryOut(Out):
    id: Id
    step: PromiseStep
    label: str = Field(description="做了什么", examples=["作出承诺"])
    on: Day = Field(description="日期")
    text: str = Field(description="内容", examples=["年底前完成老街两期路灯改造"])
    person: str = Field(description="检查或核查人；没有时为空", examples=[""])
    from_due_on: Day | None = Field(description="原来的期限；期限不变时为 null", examples=[None])
    to_due_on: Day | None = Field(description="改后的期限；期限不变时为 null", examples=[None])
    actor_name: str = Field(description="登记人", examples=["刘岚"])
    body: str = Field(description="登记人所在的机关、站或单位", examples=["杜曲镇人大主席团"])
    at: Timestamp
    attachments: list[AttachmentOut] = Field(description="照片")


class BallotOut(Out):
    """How those present at a meeting rated it."""

    year: int | None = Field(description="年度；事项的测评为 null", examples=[2027])
    satisfied: int = Field(description="满意票", examples=[13])
    basically: int = Field(description="基本满意票", examples=[3])
    dissatisfied: int = Field(description="不满意票", examples=[0])
    held_on: Day = Field(description="测评日期")


class PromiseDetail(PromiseItem):
    entries: list[PromiseEntryOut] = Field(description="经过，最早的在前")
    ballots: list[BallotOut] = Field(description="测评，最早的在前")
    can_prove: bool = Field(description="您能否报送进展或证明", examples=[False])
    can_check: bool = Field(description="您能否登记督办检查", examples=[True])
    can_decide: bool = Field(description="您能否结转、销号、重新挂号、登记测评", examples=[True])


class PromiseFigures(Out):
    """Of the promises that you may see and that fit the filters."""

    on: date = Field(description="统计到哪一天", examples=["2026-11-20"])
    total: int = Field(description="承诺数，含已由新的答复取代的", examples=[58])
    due: FigureOut = Field(description="已到期（含已销号）÷ 有效的；不计已由新的答复取代的")
    kept: FigureOut = Field(description="已销号 ÷（已销号 + 逾期未销号）；不计尚未到期的")
    kept_in_time: FigureOut = Field(description="在最初的期限内销号 ÷（已销号 + 逾期未销号）；不计尚未到期的")
    late: FigureOut = Field(description="逾期未销号 ÷ 履行中；不计其他")
    carried_over: FigureOut = Field(description="结转过的 ÷ 有效的；不计已由新的答复取代的")
    revived: FigureOut = Field(description="销号后重新挂号过的 ÷ 销过号的；不计没有销过号的")
    rated_strict: FigureOut = Field(
        description="测评结果为满意的 ÷ 测评过的；满意票过半为满意；不计没有测评的"
    )
    rated_broad: FigureOut = Field(
        description="测评结果为满意或基本满意的 ÷ 测评过的；两种票合计过半为基本满意；不计没有测评的"
    )
