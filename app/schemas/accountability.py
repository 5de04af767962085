"""Accountability 追责, and ratings given under pressure."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import AccountabilityCause, AccountabilityState, Rater, Satisfaction
from app.schemas.actions.base import Organ, Reason
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp
from app.schemas.cases import Number

EvidenceText = Annotated[
    str,
    Text(1, 4000, lines=True),
    Field(description="证据内容", examples=["交办单应于 3 月 2 日答复，至今未答复，催办三次"]),
]
EvidenceSource = Annotated[str, Text(0, 120), Field(description="证据来源", examples=["事项经过、催办记录"])]
Person = Annotated[
    str, Text(0, 40), Field(description="相关负责人或直接责任人；不明时为空", examples=["周平"])
]


class AccountabilityEvidenceFields(In):
    text: EvidenceText
    source: EvidenceSource = ""


class AccountabilityForm(In):
    cause: AccountabilityCause = Field(examples=["overdue"])
    unit_id: Id = Field(description="被追责的单位")
    person: Person = ""
    case_id: Id | None = Field(None, description="所涉的事项", examples=[None])
    summary: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="情况", examples=["无正当理由逾期两个月未答复"]
    )
    evidence: list[AccountabilityEvidenceFields] = Field(
        default_factory=list, max_length=20, description="证据，以后可以补充", examples=[[]]
    )


class AccountabilityVersionForm(In):
    version: int = Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])


class AccountabilityEvidenceForm(AccountabilityEvidenceFields, AccountabilityVersionForm):
    """One more piece."""


class DecideForm(AccountabilityVersionForm):
    measure: Annotated[str, Text(1, 300)] = Field(
        description="追责措施", examples=["责令作出书面检查，通报批评"]
    )
    decided_by: Organ
    decided_on: Day = Field(description="决定日期，不能晚于今天", examples=["2026-01-02"])
    basis: Annotated[str, Text(1, 300)] = Field(
        description="依据", examples=["代表法关于追究承办单位责任的规定"]
    )


class DismissForm(AccountabilityVersionForm):
    reason: Reason


class AccountabilityEvidenceOut(Out):
    id: Id
    text: str = Field(description="证据内容", examples=["催办三次，仍未答复"])
    source: str = Field(description="证据来源", examples=["事项经过、催办记录"])
    entered_by: str = Field(description="登记人", examples=["刘岚"])
    at: Timestamp


class AccountabilityOut(Out):
    """To the unit only the decision: everything else is null or empty for it."""

    id: Id
    cause: AccountabilityCause = Field(examples=["overdue"])
    state: AccountabilityState
    unit_id: Id = Field(description="被追责的单位")
    unit_name: str = Field(description="被追责的单位", examples=["县住建局"])
    person: str = Field(description="相关负责人或直接责任人", examples=["周平"])
    case_id: Id | None = Field(description="所涉的事项；没有或无权查看时为 null", examples=[None])
    summary: str | None = Field(description="情况；无权查看时为 null", examples=["逾期两个月未答复"])
    evidence: list[AccountabilityEvidenceOut] = Field(description="证据，最早的在前；无权查看时为空")
    opened_by: str | None = Field(description="立案的机关；无权查看时为 null", examples=["县人大代表工委"])
    created_at: Timestamp | None = Field(description="立案时间；无权查看时为 null")
    measure: str | None = Field(description="追责措施；未决定时为 null", examples=[None])
    decided_by: str | None = Field(description="作出决定的机关；未决定时为 null", examples=[None])
    decided_on: Day | None = Field(description="决定日期；未决定时为 null", examples=[None])
    basis: str | None = Field(description="依据；未决定时为 null", examples=[None])
    reason: str | None = Field(description="不予追责的理由；没有时为 null", examples=[None])
    version: int = Field(description="版本号，办理时原样带回", examples=[1])


class AccountabilityPage(Page[AccountabilityOut]):
    pass


class PressureForm(In):
    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="什么人以什么方式影响了您的评价", examples=["办事人员上门要求改为满意，否则不再安排"]
    )
    round: int | None = Field(None, ge=1, le=100, description="哪一轮的评价；不填为最近一次", examples=[None])


class PressureReported(Out):
    """Nothing of it shows on the case."""

    id: Id
    created_at: Timestamp


class PressureReportOut(Out):
    id: Id
    case_id: Id
    case_number: Number
    round: int = Field(description="办理轮次", examples=[1])
    rater: Rater
    result: Satisfaction
    attitude: Satisfaction
    reason: str = Field(description="评价的理由", examples=[""])
    text: str = Field(description="反映的情况", examples=["办事人员上门要求改为满意"])
    accountability_id: Id | None = Field(description="已转为哪个追责事项", examples=[None])
    created_at: Timestamp


class PressureReportPage(Page[PressureReportOut]):
    pass


class TakeUpForm(In):
    unit_id: Id = Field(description="被追责的单位")
    person: Person = ""
