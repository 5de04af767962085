"""Inquiries 评议询问: questions at a meeting, and what was put right rated on the spot."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import Satisfaction
from app.schemas.actions.base import Name
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp
from app.schemas.cases import Number
from app.schemas.figures import FigureOut
from app.schemas.promises import VotesForm


class QuestionForm(In):
    unit_id: Id = Field(description="问哪个单位")
    deputy_id: Id | None = Field(None, description="哪位代表提问；代表本人登记时可不填", examples=[None])
    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="问题", examples=["学校食堂食材采购怎样公开？"]
    )


class AnswerForm(In):
    answer: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="答复", examples=["下月起每周公示采购清单"]
    )
    answered_by: Name = Field(description="答复人", examples=["周平"])


class QuestionOut(Out):
    id: Id
    unit_id: Id = Field(description="问哪个单位")
    unit_name: str = Field(description="问哪个单位", examples=["县教育局"])
    deputy_id: Id | None = Field(description="提问的代表；不是代表提问时为 null")
    asked_by: str = Field(description="提问人", examples=["赵新宇"])
    text: str = Field(description="问题", examples=["学校食堂食材采购怎样公开？"])
    answer: str = Field(description="答复；未答复为空", examples=[""])
    answered_by: str = Field(description="答复人；未答复为空", examples=[""])
    answered_at: Timestamp | None = Field(description="答复时间；未答复为 null", examples=[None])
    created_at: Timestamp


class QuestionPage(Page[QuestionOut]):
    pass


class BallotForm(VotesForm):
    case_id: Id = Field(description="测评哪一件整改事项")
    version: int = Field(ge=1, description="所见事项的版本号；已被他人更新时返回 STALE_VERSION", examples=[5])
    held_on: Day = Field(description="测评日期，不能晚于今天", examples=["2026-01-02"])


class RatedItem(Out):
    """One thing that had to be put right, as those present rated it."""

    case_id: Id
    case_number: Number
    title: str = Field(description="标题", examples=["学校食堂食材采购不公开"])
    round: int = Field(description="办理轮次", examples=[1])
    satisfied: int = Field(description="满意票", examples=[20])
    basically: int = Field(description="基本满意票", examples=[3])
    dissatisfied: int = Field(description="不满意票", examples=[1])
    outcome: Satisfaction
    held_on: Day = Field(description="测评日期")


class EventBallots(Out):
    """Of one meeting, what you may see; a unit only once the rating of a round is over."""

    items: list[RatedItem] = Field(description="测评过的整改事项，最早的在前")
    satisfaction_strict: FigureOut = Field(description="结果为满意的 ÷ 测评过的；满意票过半为满意")
    satisfaction_broad: FigureOut = Field(
        description="结果为满意或基本满意的 ÷ 测评过的；两种票合计过半为基本满意"
    )
